"""Turns pydantic's errors into one message that names the key, the value and what would be right."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from solver.domain.errors import InputError, entry, join, nearest, quoted, unquoted


def explained(error: ValidationError) -> InputError:
    """The first thing that is wrong, as an InputError, with a word on how many more there are."""
    details = error.errors(include_url=False)
    first = details[0]
    key = _key(first["loc"])
    inner = first.get("ctx", {}).get("error")
    result = inner.within(key=key) if isinstance(inner, InputError) else InputError(_text(first), key=key, maybe=_maybe(first))
    places = {_key(detail["loc"]) for detail in details} - {key}
    if places:
        more = f"{len(places)} more places to put right, such as" if len(places) > 1 else "One more place to put right:"
        result = InputError(f"{result.text} ({more} `{min(places)}`.)", key=result.key, maybe=result.maybe)
    return result


def _key(location: Sequence[int | str]) -> str:
    """The path of keys as a person would say it; pydantic's `[key]` for the name of a table is no part of it."""
    key = ""
    for part in location:
        if isinstance(part, int):
            key = entry(key, part)
        elif part != "[key]" and (key, part) != ("availability", "days"):
            key = join(key, part)
    return key


def _text(detail: ErrorDetails) -> str:
    """The error in plain words."""
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "missing":
        return "is missing."
    if kind == "literal_error":
        return f"{quoted(value)} is none of {context['expected']}."
    if kind in ("greater_than_equal", "less_than_equal"):
        word, bound = ("least", context.get("ge")) if kind == "greater_than_equal" else ("most", context.get("le"))
        figure = f"{bound:g}" if isinstance(bound, float) else bound
        return f"{quoted(value)} is not allowed: {figure} is the {word}."
    if kind in ("too_short", "string_too_short"):
        return f"{quoted(value)} must not be empty."
    if kind == "multiple_of":
        return f"{quoted(value)} is no multiple of {context['multiple_of']}."
    if kind in ("too_long", "string_too_long"):
        things = "characters" if kind == "string_too_long" else "entries"
        limit = context.get("max_length")
        return f"too many {things}; the limit is {limit}."
    if kind in _WANTED:
        return f"{quoted(value)} must be {_WANTED[kind]}."
    if kind == "string_pattern_mismatch":
        return f"{quoted(value)} is no name; use letters, digits, _ and -."
    return f"{quoted(value)}: {detail['msg'].lower()}."


_WANTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "string_type": "a text in quotes",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def _maybe(detail: ErrorDetails) -> str:
    """A guess at what was meant."""
    kind, value = detail["type"], detail["input"]
    if kind == "tuple_type" and isinstance(value, dict):
        return f"[[{_key(detail['loc'])}]], with two brackets on either side."
    if not isinstance(value, str):
        return ""
    if kind.startswith(("int_", "float_")):
        return unquoted(value)
    if kind != "literal_error":
        return ""
    choices = [part.strip() for part in detail.get("ctx", {})["expected"].replace(" or ", ", ").split(",")]
    if value in choices:
        return unquoted(value)
    guess = nearest(value, (choice.strip("'") for choice in choices))
    return f"{guess!r}." if guess else ""
