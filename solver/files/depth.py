"""How deep data may be nested: told before a parser spends memory on it, or before anything walks through it."""

from __future__ import annotations

import re
from typing import Any

from solver.domain.errors import InputError

DEEPEST = 400  # tables and lists inside each other: fewer than what Python's own functions can walk through
MOST_PARTS = 50  # of a key like `a.b.c`

_PART = r"""(?: [A-Za-z0-9_-]++ | "(?:[^"\\\n]|\\[^\n])*+" | '[^'\n]*+' )"""
_TOKEN = re.compile(
    rf"""
    (?P<deep> (?: {_PART} [ \t]*+ \. [ \t]*+ ){{{MOST_PARTS}}} )
    | \"\"\" (?:[^\\]|\\.)*? (?: \"\"\" | \Z )  # a text over several lines that has no end goes on to the end of the file
    | ''' .*? (?: ''' | \Z )
    | " (?:[^"\\\n]|\\[^\n])*+ "?
    | ' [^'\n]*+ '?
    | \# [^\n]*+
    | [A-Za-z0-9_-]++
    """,
    re.DOTALL | re.VERBOSE,
)


def refuse_long_keys(text: str) -> None:
    """Raise InputError for a TOML key of too many parts: the time and memory that `tomllib` takes grow with their square."""
    if text.count(".") < MOST_PARTS:
        return
    for token in _TOKEN.finditer(text):
        if token["deep"] is not None:
            line = text.count("\n", 0, token.start()) + 1
            raise InputError(f"is nested too deeply: the key in line {line} has more than {MOST_PARTS} parts.")


def refuse_depth(data: Any) -> None:
    """Raise InputError for tables and lists nested too deeply."""
    if not isinstance(data, (dict, list)):
        return
    level = [data]
    for _ in range(DEEPEST):
        parts = (value.values() if isinstance(value, dict) else value for value in level)
        level = [item for part in parts for item in part if isinstance(item, (dict, list))]
        if not level:
            return
    raise InputError("is nested too deeply.")
