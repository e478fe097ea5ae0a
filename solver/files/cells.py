"""Cells of tables that spreadsheets open."""

from __future__ import annotations

import re
import unicodedata

from solver.domain.errors import visible

_FORMULA = "=+-@"
_SPLIT = re.compile(r'(;[ "]*)(?=(.))', re.DOTALL)  # where spreadsheets of some countries begin a new cell, perhaps in quotes


def cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula and no terminal obeys: what begins like one gets an apostrophe first.

    Spreadsheets skip spaces, tabs and other characters that nobody sees at the beginning, and know wide and small forms of the signs.
    """
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = _SPLIT.sub(lambda found: f"{found[1]}'" if _is_sign(found[2]) else found[1], visible(value))
    return f"'{text}" if _begins_formula(value) else text


def _begins_formula(text: str) -> bool:
    """Whether a text begins with a sign of a formula, or with a tab or a carriage return, as it is or behind what nobody sees."""
    if text.startswith(("\t", "\r")):
        return True
    seen = next((char for char in text if char.isprintable() and not char.isspace()), "")
    return _is_sign(seen)


def _is_sign(char: str) -> bool:
    """Whether a character, or the plain form of it, begins a formula."""
    return unicodedata.normalize("NFKC", char)[:1] in tuple(_FORMULA)
