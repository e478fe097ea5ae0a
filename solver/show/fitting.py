"""Texts that fit into boxes: how wide a text is, in cells of a terminal or in pixels, and as much of it as there is room for."""

from __future__ import annotations

from wcwidth import clip, width, wrap

from solver.show.markup import plain

LETTER = 6.7  # pixels of a letter of 12 pixels; a wide one has two
BOLD = 7.3


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return width(text)


def cut(text: str, most: int) -> str:
    """As much of a text, made plain, as fits into so many cells; what is left out is `…`."""
    text = plain(text)
    return text if cells(text) <= most else f"{clip(text, 0, most - 1).rstrip()}…"


def padded(text: str, most: int) -> str:
    """A text cut or filled up to so many cells."""
    text = cut(text, most)
    return text + " " * (most - cells(text))


def folded(text: str, most: int, indent: str = "", more: str | None = None) -> str:
    """A paragraph, made plain, in so many cells; `indent` before its first line, `more` before the others."""
    later = indent if more is None else more
    return "\n".join(wrap(plain(text), most, initial_indent=indent, subsequent_indent=later, break_on_hyphens=False))


def fitted(text: str, pixels: float, letter: float = LETTER) -> str:
    """As much of a text as fits into so many pixels."""
    return cut(text, int(pixels / letter))


def broken(text: str, pixels: float, lines: int, letter: float = LETTER) -> list[str]:
    """A text on at most so many lines of so many pixels; words that are too long for one are broken."""
    return wrap(plain(text), max(4, int(pixels / letter)), max_lines=lines, placeholder="…") or [""]
