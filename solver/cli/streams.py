"""Standard output and standard error of any encoding: a terminal that has no `…` gets `...`."""

from __future__ import annotations

import codecs
import sys
import unicodedata

_HANDLER = "weekfit-substitute"
_SUBSTITUTES = {
    "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "‒": "-", "…": "...", "·": "*", "×": "x", "→": "->", "“": '"', "”": '"', "≥": ">=", "≤": "<=", "‘": "'", "’": "'",
    "▁": "_", "▂": "_", "▃": "-", "▄": "-", "▅": "=", "▆": "=", "▇": "#", "█": "#",
}  # fmt: skip


def degrade_gracefully() -> None:
    """Have standard output and standard error print something like it where their encoding lacks a character."""
    codecs.register_error(_HANDLER, _substitute)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_HANDLER)


def _substitute(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_like, error.object[error.start : error.end])), error.end


def _like(char: str) -> str:
    """ASCII that looks like a character: the letter without its accent, else its number."""
    plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    return _SUBSTITUTES.get(char) or plain or char.encode("ascii", "backslashreplace").decode()
