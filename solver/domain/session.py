"""Sessions: wanted (`Wish`, as written), laid out (`Session`), and put at a time (`Placed`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator

from solver.domain.errors import InputError, quoted
from solver.domain.kinds import Kind
from solver.domain.spans import Stretch
from solver.domain.times import DAY_WORDS, parse_clock, parse_day, parse_moment, within_reach
from solver.domain.values import (
    CLOCK_PATTERN,
    DAY_PATTERN,
    MOMENT_PATTERN,
    Buffer,
    Count,
    Days,
    Hours,
    Minutes,
    Moment,
    Positive,
    TagChanges,
    Value,
    Whole,
    Word,
    Words,
    written,
)

Priority = Literal["key", "normal", "optional"]


@dataclass(frozen=True, slots=True)
class DayTime:
    """`tue 19:00`: a weekday (0 is Monday) and minutes after midnight."""

    weekday: int
    minutes: int


def _at(value: Any) -> DayTime | datetime:
    if isinstance(value, DayTime):
        return value
    if isinstance(value, datetime):
        return _whole_minute(within_reach(value))
    if not isinstance(value, str):
        raise InputError(f'{quoted(value)} is no time; write "tue 19:00" or 2026-11-24T19:00.')
    day_text, _, time_text = value.strip().partition(" ")
    if not time_text:
        if day_text in DAY_WORDS or not day_text[:1].isdigit():
            raise InputError(f'{quoted(value)} has no time; write "tue 19:00" or 2026-11-24T19:00.')
        return _whole_minute(parse_moment(value))
    if day_text[:1].isdigit() and time_text.count(":") != 1:
        return _whole_minute(parse_moment(value))
    day, minutes = parse_day(day_text), parse_clock(time_text)
    if day.on:
        return within_reach(datetime.combine(day.on, time()) + timedelta(minutes=minutes))
    if len(day.weekdays) != 1:
        raise InputError(f"{quoted(value)} means several days; a fixed session has one.")
    return DayTime(min(day.weekdays), minutes)


def _whole_minute(moment: datetime) -> datetime:
    if moment.second or moment.microsecond:
        raise InputError(f"{moment.isoformat(' ')} lies within a minute; write whole minutes.", maybe=f"{moment:%Y-%m-%dT%H:%M}.")
    return moment


At = Annotated[
    DayTime | datetime,
    PlainValidator(_at),
    written(f"{DAY_PATTERN} +{CLOCK_PATTERN}", MOMENT_PATTERN, example="tue 19:00"),
]


class Wish(Value):
    """A `[[sessions]]` table: something to train, once or several times."""

    kind: Word
    id: Word | None = Field(None, description="default: the kind; several get -1, -2, …")
    minutes: Minutes | None = Field(None, description="a number, or [least, most]; default: the kind's")
    priority: Priority = "normal"
    count: Count = Field((1, 1), description="how many; [2, 4]: two at this priority, up to four as optional")
    days: Days | None = Field(None, description="only on these training days")
    between: Hours | None = Field(None, description="must lie inside these local hours")
    prefer: Hours | None = Field(None, description="would rather start in these local hours")
    places: Words | None = Field(None, description="default: the kind's")
    tags: TagChanges = Field((), description='added to the kind\'s; "-impact" takes one away')
    worth: Whole | None = Field(None, description="points that leaving it out costs; default: the kind's")
    buffer: Buffer = Field((0, 0), description="minutes before and after, in which no other session lies")
    at: At | None = Field(None, description="fixed: happens then, window or not")


class Done(Value):
    """A `[[history]]` or `[[upcoming]]` table: a session outside the week."""

    kind: Word
    start: Moment
    minutes: Positive
    id: Word | None = None
    tags: TagChanges = ()


@dataclass(frozen=True, slots=True)
class Session:
    """One wanted session, laid out on the week's clock.

    Attributes:
        id: unique in the week; `wish` is the id before numbering.
        entry: position of the `[[sessions]]` table; -1: of no table.
        words: everything by which a selector can mean it: kind, tags, modality, intensity, ids.
        least, most: minutes, multiples of the grid.
        before, after: buffer minutes, which need not be multiples of the grid.
        fixed: elapsed minute at which it starts, or None.
        group: the id of the squad's group session that it is, if it is one.
        days: training days it may start on; hours: elapsed stretches one of which it must lie inside; preferred:
            elapsed stretches it would rather start in. None: no such wish.
    """

    id: str
    wish: str
    kind: Kind
    tags: frozenset[str]
    words: frozenset[str]
    least: int
    most: int
    priority: Priority = "normal"
    worth: int = 0
    places: tuple[str, ...] = ()
    before: int = 0
    after: int = 0
    fixed: int | None = None
    days: frozenset[int] | None = None
    hours: tuple[Stretch, ...] | None = None
    preferred: tuple[Stretch, ...] | None = None
    entry: int = -1
    group: str | None = None

    @property
    def twins(self) -> int | str:
        """What interchangeable sessions share: their table. A session of no table is not interchangeable with any other."""
        return self.entry if self.entry >= 0 else self.id

    @property
    def must_be_placed(self) -> bool:
        """Whether there is no schedule without it."""
        return self.priority == "key" or self.fixed is not None


@dataclass(frozen=True, slots=True)
class Placed:
    """A session at a time: elapsed minutes and the training day it starts on."""

    session: Session
    start: int
    minutes: int
    day: int
    place: str | None = field(default=None, compare=False)

    @property
    def end(self) -> int:
        """The elapsed minute at which it ends."""
        return self.start + self.minutes
