"""The pydantic ground that every value read from a file stands on: its base class and its field types."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from solver.domain.errors import InputError, nearest, quoted, unquoted
from solver.domain.times import (
    DAY_WORDS,
    MINUTES_A_DAY,
    DayPattern,
    Span,
    parse_clock,
    parse_date,
    parse_day,
    parse_moment,
    parse_span,
    within_reach,
)

T = TypeVar("T")

WORD = r"^\w[\w.-]*$"
TAG_CHANGE = r"^-?\w[\w.-]*$"
MOST_MINUTES = MINUTES_A_DAY
MOST_NUMBER = 1_000_000
MOST_LETTERS = 80
MOST_ENTRIES = 1000


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
        return value if isinstance(value, type_) else read(as_text(value))

    return PlainValidator(convert)


def as_text(value: Any) -> str:
    """The value, if it is a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, time):
        raise InputError(f"{quoted(value)} must be a text in quotes.", maybe=f'"{value:%H:%M}".')
    raise InputError(f"{quoted(value)} must be a text in quotes.")


def _date(value: Any) -> date:
    if isinstance(value, str):
        return parse_date(value)
    if isinstance(value, datetime):
        raise InputError(f"{quoted(value)} has a time; write the date alone.", maybe=f"{value:%Y-%m-%d}.")
    if isinstance(value, date):
        return value
    raise InputError(f"{quoted(value)} is no date; write it like 2026-11-23.")


def _time_of_day(value: Any) -> int:
    return parse_clock(as_text(value))


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return within_reach(value)
    if isinstance(value, str):
        return parse_moment(value)
    raise InputError(f"{quoted(value)} is no date with a time; write it like 2026-11-23T09:00.")


def _whole(value: Any, least: int, most: int) -> int:
    """The value, if it is a whole number within the bounds."""
    if type(value) is not int:
        raise InputError(f"{quoted(value)} must be a whole number.", maybe=unquoted(value))
    if not least <= value <= most:
        bound = f"{least} is the least" if value < least else f"{most} is the most"
        raise InputError(f"{quoted(value)} is not allowed: {bound}.")
    return value


def pair(least: int, most: int, what: str = "[least, most]", *, rising: bool = True) -> BeforeValidator:
    """A validator for two whole numbers; one stands for both."""

    def convert(value: Any) -> tuple[int, int]:
        if not isinstance(value, (list, tuple)):
            if type(value) is not int:
                raise InputError(f"{quoted(value)} must be a whole number, or {what}.", maybe=unquoted(value))
            value = (value, value)
        if len(value) != 2:
            raise InputError(f"{quoted(list(value))} must be a whole number, or {what}.")
        first, second = (_whole(part, least, most) for part in value)
        if rising and first > second:
            raise InputError(f"{quoted(list(value))} has the most before the least.", maybe=f"[{second}, {first}].")
        return first, second

    return BeforeValidator(convert)


def word(text: str) -> str:
    """The text, if it is one word that can stand in a selector or a list of places."""
    if len(text) > MOST_LETTERS:
        raise InputError(f"{quoted(text)} is longer than {MOST_LETTERS} characters.")
    if not re.fullmatch(WORD, text):
        bare = text.strip(" ,;")
        raise InputError(
            f"{quoted(text)} is no name; use letters, digits, _ and -.", maybe=f"{bare!r}." if re.fullmatch(WORD, bare) else ""
        )
    return text


@dataclass(frozen=True)
class AtMost:
    """Marks a list or table that has so many entries at most; more are refused before any of them is looked at."""

    limit: int

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Count before anything else is read."""
        return core_schema.no_info_before_validator_function(lambda value: _bounded(value, self.limit), handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The list with its limit."""
        entries = handler(schema)
        return {**entries, "maxItems" if entries.get("type") == "array" else "maxProperties": self.limit}


def _bounded(value: Any, limit: int) -> Any:
    if isinstance(value, (list, tuple, dict)) and len(value) > limit:
        raise InputError(f"{len(value)} entries; the limit is {limit}.")
    return value


def listed_once(value: Any) -> Any:
    """A single text stands for a list of one."""
    if isinstance(value, (list, tuple)):
        return _bounded(value, MOST_ENTRIES)
    if isinstance(value, str):
        return [value]
    raise InputError(f"{quoted(value)} must be a text in quotes, or a list of them.")


class OneOrMore:
    """Marks a list that a single entry may stand for."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read a single text as a list of one."""
        return core_schema.no_info_before_validator_function(listed_once, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """One entry, or a list of them."""
        entries = handler(schema)
        return {"anyOf": [entries["items"], {**entries, "maxItems": MOST_ENTRIES}]}


_OBEYED = ("Cc", "Cs", "Zl", "Zp")
_TURNING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def printable(text: str) -> str:
    """The text, if a terminal shows all of it and obeys none of it."""
    bad = next((c for c in text if unicodedata.category(c) in _OBEYED or unicodedata.bidirectional(c) in _TURNING), None)
    if bad is not None:
        raise InputError(f"{quoted(text)} has a control character ({bad!r}) in it; leave it out.")
    return text


def _some(count: tuple[int, int]) -> tuple[int, int]:
    if count[1] == 0:
        raise InputError("0 is not allowed: a session that is not wanted is left out of the file.")
    return count


def _number_or_two(least: int, most: int) -> dict[str, Any]:
    number = {"type": "integer", "minimum": least, "maximum": most}
    return {"anyOf": [number, {"type": "array", "items": number, "minItems": 2, "maxItems": 2}]}


_TEXT = {"type": "string"}
DATE_PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK_PATTERN = "([01]?[0-9]|2[0-4]):[0-5][0-9]"
SPAN_PATTERN = f"{CLOCK_PATTERN} *- *{CLOCK_PATTERN}"
DAY_PATTERN = f"({'|'.join(DAY_WORDS)}|{DATE_PATTERN})"
MOMENT_PATTERN = f"{DATE_PATTERN}[T ][0-9]{{2}}:[0-9]{{2}}.*"


def written(*patterns: str, example: str, **more: Any) -> WithJsonSchema:
    """The JSON Schema of a text that looks like one of the patterns."""
    return WithJsonSchema({**_TEXT, "pattern": f"^ *({'|'.join(patterns)}) *$", "examples": [example], **more})


Whole = Annotated[int, Field(strict=True, ge=0, le=MOST_NUMBER)]
Positive = Annotated[int, Field(strict=True, ge=1, le=MOST_NUMBER)]
Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, Field(strict=True, max_length=2_000), AfterValidator(printable)]
Name = Annotated[str, Field(strict=True, min_length=1, max_length=MOST_LETTERS), AfterValidator(printable)]
Word = Annotated[str, Field(strict=True, pattern=WORD, max_length=MOST_LETTERS)]
Date = Annotated[date, BeforeValidator(_date), written(DATE_PATTERN, example="2026-11-23", format="date")]
Moment = Annotated[datetime, BeforeValidator(_moment), written(MOMENT_PATTERN, example="2026-11-22T18:00")]
TimeOfDay = Annotated[int, BeforeValidator(_time_of_day), written(CLOCK_PATTERN, example="04:00")]
Hours = Annotated[Span, from_text(parse_span, Span), written(SPAN_PATTERN, example="06:00-09:00")]
Day = Annotated[
    DayPattern,
    from_text(parse_day, DayPattern),
    PlainSerializer(lambda day: day.text, return_type=str),
    written(DAY_PATTERN, example="tue"),
]
Days = Annotated[tuple[Day, ...], OneOrMore()]
Minutes = Annotated[tuple[int, int], pair(1, MOST_MINUTES), WithJsonSchema(_number_or_two(1, MOST_MINUTES))]
Count = Annotated[tuple[int, int], AfterValidator(_some), pair(0, MOST_NUMBER), WithJsonSchema(_number_or_two(0, MOST_NUMBER))]
Buffer = Annotated[
    tuple[int, int], pair(0, MOST_MINUTES, "[before, after]", rising=False), WithJsonSchema(_number_or_two(0, MOST_MINUTES))
]
Words = Annotated[tuple[Word, ...], OneOrMore()]
TagChanges = Annotated[
    tuple[Annotated[str, Field(strict=True, pattern=TAG_CHANGE, max_length=MOST_LETTERS)], ...],
    OneOrMore(),
]
