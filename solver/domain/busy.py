"""Time that is taken: written by hand, or read out of calendar files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, PlainValidator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from solver.domain.clock import zone
from solver.domain.errors import InputError, quoted
from solver.domain.times import DayPattern, Span, parse_day, parse_moment, parse_span
from solver.domain.values import (
    DAY_PATTERN,
    MOMENT_PATTERN,
    SPAN_PATTERN,
    AtMost,
    Buffer,
    Name,
    OneOrMore,
    Text,
    Value,
    written,
)

CALENDAR_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Busy:
    """`tue 12:00-13:00` (day and span) or an interval between two moments."""

    text: str
    day: DayPattern | None = None
    span: Span | None = None
    moments: tuple[datetime, datetime] | None = None


def _busy(value: Any) -> Busy:
    if isinstance(value, Busy):
        return value
    if not isinstance(value, str):
        raise InputError(f'{quoted(value)} is no busy time; write it like "tue 12:00-13:00".')
    if "/" in value:
        start_text, _, end_text = value.partition("/")
        start, end = parse_moment(start_text), parse_moment(end_text)
        if (start.tzinfo is None) == (end.tzinfo is None):
            if start == end:
                raise InputError(f"{quoted(value)} ends when it starts.")
            if start > end:
                raise InputError(f"{quoted(value)} ends before it starts.", maybe=f'"{end_text.strip()}/{start_text.strip()}".')
        return Busy(value, moments=(start, end))
    day, _, span = value.strip().partition(" ")
    if not span:
        raise InputError(f'{quoted(value)} is no busy time; write "tue 12:00-13:00", or two moments with / between them.')
    return Busy(value, day=parse_day(day), span=parse_span(span.replace(" - ", "-")))


BusyTimes = Annotated[
    tuple[
        Annotated[
            Busy,
            PlainValidator(_busy),
            written(f"{DAY_PATTERN} +{SPAN_PATTERN}", f"{MOMENT_PATTERN}/ *{MOMENT_PATTERN}", example="tue 12:00-13:00"),
        ],
        ...,
    ],
    OneOrMore(),
]


def _known_zone(name: str) -> str:
    zone(name)
    return name


Patterns = Annotated[tuple[Name, ...], OneOrMore()]


class CalendarFile(Value):
    """One entry of `[availability] calendars`: an iCalendar file, and how it is read.

    `busy` is what was read from it for the scenario's week; where it is given, the file is not read again.
    """

    path: Annotated[Text, Field(min_length=1)] = Field(description="an iCalendar file, as seen from the scenario's folder")
    all_day: Literal["as marked", "busy", "free"] = Field("as marked", description="what all-day events mean")
    tentative: Literal["busy", "free"] = Field("busy", description="what events mean that are not settled yet")
    buffer: Buffer = Field((0, 0), description="minutes before and after each event, for the way")
    ignore: Patterns = Field((), description="events to leave out, by patterns of their names: *lunch*")
    only: Patterns = Field((), description="the only events to read, by patterns of their names")
    me: Patterns = Field((), description="your mail addresses: invitations that you declined are free")
    zones: Annotated[dict[Name, Annotated[Name, AfterValidator(_known_zone)]], AtMost(100)] = Field(
        {}, description="IANA names for time zones that the file names otherwise"
    )
    busy: BusyTimes | None = Field(None, description="what was read from it; then the file is not read again")


class _Tables:
    """Marks a list of tables for which a single one may stand, and a text for a table with a path alone."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read one entry as a list of one."""
        return core_schema.no_info_before_validator_function(_tables, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A path, a table, or a list of them."""
        entries = handler(schema)
        one = {"anyOf": [{"type": "string", "minLength": 1}, entries["items"]]}
        return {"anyOf": [*one["anyOf"], {"type": "array", "items": one, "maxItems": CALENDAR_LIMIT}]}


def _tables(value: Any) -> Any:
    if isinstance(value, (str, dict, CalendarFile)):
        return [value]
    if not isinstance(value, (list, tuple)):
        raise InputError(f"{quoted(value)} must be the path of a calendar file in quotes, or a list of them.")
    if len(value) > CALENDAR_LIMIT:
        raise InputError(f"{len(value)} calendars; the limit is {CALENDAR_LIMIT}.")
    return value


def _table(value: Any) -> Any:
    return {"path": value} if isinstance(value, str) else value


Calendars = Annotated[tuple[Annotated[CalendarFile, BeforeValidator(_table)], ...], _Tables()]
