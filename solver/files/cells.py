"""Cells of tables that spreadsheets open."""

from __future__ import annotations

from solver.domain.errors import visible

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # and their wide forms


def cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula and no terminal obeys: what begins like one gets an apostrophe first."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = visible(value)
    return f"'{text}" if value.startswith(_FORMULA) else text
