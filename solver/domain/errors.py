"""The one exception for everything a person can put right in what they gave us."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date, time


class InputError(ValueError):
    """Something in the input is wrong.

    Args:
        text: what is wrong and what would be right, a sentence or two in a runner's words.
        key: where, as a path of keys (`sessions #2.minutes`); empty when the whole input is meant.
        source: the file (or `standard input`) it came from, once known.
        maybe: a guess at what was meant, without the word "Maybe".
    """

    def __init__(self, text: str, *, key: str = "", source: str = "", maybe: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.key = key
        self.source = source
        self.maybe = maybe

    def __str__(self) -> str:
        message = visible(": ".join(part for part in (self.source, self.key, self.text) if part))
        return f"{message}\nMaybe {visible(self.maybe)}" if self.maybe else message

    def within(self, *, key: str = "", source: str = "") -> InputError:
        """The same error, seen from one level further out."""
        return InputError(self.text, key=join(key, self.key), source=source or self.source, maybe=self.maybe)


def join(outer: str, inner: str) -> str:
    """Join two key paths: `sessions #2` and `minutes` make `sessions #2.minutes`."""
    if not (outer and inner):
        return outer or inner
    return outer + inner if inner.startswith(" #") else f"{outer}.{inner}"


def entry(table: str, index: int) -> str:
    """The key path of an entry in a list; `index` counts from 0, people count from 1."""
    return f"{table} #{index + 1}"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like `word`, or an empty string."""
    choices = sorted(set(known))
    folded = word.strip().lower().replace("-", "_").replace(" ", "_")
    by_fold = {choice.lower().replace("-", "_"): choice for choice in choices}
    found = difflib.get_close_matches(folded, list(by_fold), n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def visible(text: str) -> str:
    """The text on one line, with everything escaped that a terminal would obey or not show."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def quoted(value: object, limit: int = 60) -> str:
    """A value as it is shown in a message: as it is written in a file, short, on one line, with nothing a terminal would obey."""
    text = _written(value, depth=3)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _written(value: object, depth: int) -> str:
    """A value as TOML or JSON would write it, with what is long or deep left out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > 1000:  # Python writes no more than some thousand digits
        return "a number of hundreds of digits"
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_written(item, depth - 1) for item in value[:20])}]" if depth else "[…]"
    if isinstance(value, dict):
        pairs = (f"{visible(str(key))} = {_written(item, depth - 1)}" for key, item in list(value.items())[:20])
        return f"{{{', '.join(pairs)}}}" if depth else "{…}"
    return "null" if value is None else repr(value)


def unquoted(value: object) -> str:
    """The guess for a number in quotes."""
    return f"{value}, without quotes." if isinstance(value, str) and value.isascii() and value.isdigit() else ""


def listed(words: Iterable[str], last: str = "or") -> str:
    """`a, b or c`."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def some(words: Iterable[str], most: int = 3) -> str:
    """The first few words, and how many more there are: `a, b, c and 9 more`."""
    items = list(words)
    if len(items) <= most + 1:
        return listed(items, "and")
    return listed([*items[:most], f"{len(items) - most} more"], "and")
