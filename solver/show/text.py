"""Small pieces that every page of text is made of."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

import tabulate

WIDTH = 80
tabulate.PRESERVE_WHITESPACE = True


def table(rows: Iterable[Sequence[object]], headers: Sequence[str], right: Sequence[int] = ()) -> str:
    """A plain table; columns in `right` are aligned right."""
    cells = [[str(cell) for cell in row] for row in rows]
    align = ["right" if column in right else "left" for column in range(len(headers))]
    text = tabulate.tabulate(cells, headers=headers, tablefmt="simple", colalign=align if cells else None, disable_numparse=True)
    return "\n".join(line.rstrip() for line in text.splitlines())


def labelled(label: str, text: str, indent: int = 11) -> str:
    """`Label      text`, wrapped under itself."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=label.ljust(indent),
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def wrapped(text: str, indent: str = "", more: str | None = None) -> str:
    """A paragraph in 80 columns."""
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if more is None else more,
        break_long_words=False,
        break_on_hyphens=False,
    )


def shortened(items: Sequence[str], most: int = 3) -> str:
    """The first few sentences, and how many more there are."""
    extra = len(items) - most
    return " ".join([*items[:most], f"And {extra} more." if extra > 0 else ""]).strip()
