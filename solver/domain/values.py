"""The pydantic ground that every value read from a file stands on: its base class and its field types."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema, model_validator

from solver.domain.errors import InputError, nearest, quoted
from solver.domain.times import (
    MINUTES_A_DAY,
    DayPattern,
    Span,
    parse_clock,
    parse_date,
    parse_day,
    parse_moment,
    parse_span,
)

T = TypeVar("T")

WORD = r"^\w[\w.-]*$"
TAG_CHANGE = r"^-?\w[\w.-]*$"
MOST_MINUTES = MINUTES_A_DAY


class Value(BaseModel):
    """A frozen value out of a file; a key it does not know is an error that names the nearest one."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        for key in data:
            if key not in known:
                guess = nearest(str(key), known)
                raise InputError(
                    f"unknown key {quoted(key)}; known here: {', '.join(sorted(known))}.",
                    maybe=f"{guess!r}." if guess else "",
                )
        return data


def from_text(read: Callable[[str], T], type_: type[T]) -> PlainValidator:
    """A validator that reads a text with `read` and lets a ready value of the type through."""

    def convert(value: Any) -> T:
        if isinstance(value, str):
            return read(value)
        if isinstance(value, type_):
            return value
        raise InputError(f"{quoted(value)} is not what is expected here: write a text in quotes.")

    return PlainValidator(convert)


def _date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return parse_date(value if isinstance(value, str) else str(value))


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else parse_moment(value if isinstance(value, str) else str(value))


def _pair(value: Any) -> Any:
    """One whole number stands for [number, number]."""
    if isinstance(value, int) and not isinstance(value, bool):
        return (value, value)
    if isinstance(value, (list, tuple)) and len(value) == 2 and all(type(part) is int for part in value):
        if value[0] <= value[1]:
            return tuple(value)
        raise InputError(f"{quoted(list(value))} has the most before the least.", maybe=f"[{value[1]}, {value[0]}].")
    raise InputError(f"{quoted(value)} must be a whole number, or [least, most].")


def _two(value: Any) -> Any:
    return (value, value) if isinstance(value, int) and not isinstance(value, bool) else value


def word(text: str) -> str:
    """The text, if it is one word that can stand in a selector or a list of places."""
    if not re.fullmatch(WORD, text) or len(text) > 80:
        raise InputError(f"{quoted(text)} is no name; use letters, digits, _ and -.")
    return text


def listed_once(value: Any) -> Any:
    """A single text stands for a list of one."""
    return [value] if isinstance(value, str) else value


def printable(text: str) -> str:
    """The text, if a terminal shows all of it and obeys none of it."""
    bad = next((char for char in text if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")), None)
    if bad is not None:
        raise InputError(f"{quoted(text)} has a control character ({bad!r}) in it; leave it out.")
    return text


_TEXT = {"type": "string"}
_NUMBER_OR_TWO = {
    "anyOf": [
        {"type": "integer", "minimum": 0},
        {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2},
    ]
}
_CLOCK_SCHEMA = {**_TEXT, "pattern": "^[0-9]{1,2}:[0-9]{2}$", "examples": ["04:00"]}
_SPAN_SCHEMA = {**_TEXT, "pattern": "^[0-9]{1,2}:[0-9]{2} *- *[0-9]{1,2}:[0-9]{2}$", "examples": ["06:00-09:00"]}
_DAY_SCHEMA = {**_TEXT, "description": "mon … sun, weekdays, weekend, every, or a date"}

Whole = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Positive = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, max_length=2_000), AfterValidator(printable)]
Name = Annotated[str, Field(strict=True, min_length=1, max_length=80), AfterValidator(printable)]
Word = Annotated[str, Field(strict=True, pattern=WORD, max_length=80)]
Date = Annotated[date, BeforeValidator(_date), WithJsonSchema({**_TEXT, "format": "date"})]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({**_TEXT, "format": "date-time"})]
TimeOfDay = Annotated[int, from_text(parse_clock, int), WithJsonSchema(_CLOCK_SCHEMA)]
Hours = Annotated[Span, from_text(parse_span, Span), WithJsonSchema(_SPAN_SCHEMA)]
Day = Annotated[DayPattern, from_text(parse_day, DayPattern), WithJsonSchema(_DAY_SCHEMA)]
Days = Annotated[
    tuple[Day, ...],
    BeforeValidator(listed_once),
    WithJsonSchema({"anyOf": [_DAY_SCHEMA, {"type": "array", "items": _DAY_SCHEMA}]}),
]
Minutes = Annotated[
    tuple[
        Annotated[int, Field(ge=1, le=MOST_MINUTES, strict=True)],
        Annotated[int, Field(ge=1, le=MOST_MINUTES, strict=True)],
    ],
    BeforeValidator(_pair),
    WithJsonSchema(_NUMBER_OR_TWO),
]
Count = Annotated[tuple[Whole, Positive], BeforeValidator(_pair), WithJsonSchema(_NUMBER_OR_TWO)]
Buffer = Annotated[tuple[Whole, Whole], BeforeValidator(_two), WithJsonSchema(_NUMBER_OR_TWO)]
_WORDS_SCHEMA = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
Words = Annotated[tuple[Word, ...], BeforeValidator(listed_once), WithJsonSchema(_WORDS_SCHEMA)]
TagChanges = Annotated[
    tuple[Annotated[str, Field(strict=True, pattern=TAG_CHANGE, max_length=80)], ...],
    BeforeValidator(listed_once),
    WithJsonSchema(_WORDS_SCHEMA),
]
