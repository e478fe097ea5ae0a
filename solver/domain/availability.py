"""When the athlete can train: day patterns as written, windows in elapsed minutes as meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import GetJsonSchemaHandler, PlainValidator, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from solver.domain.busy import Busy, BusyTimes, Calendars
from solver.domain.clock import DAYS, Clock
from solver.domain.errors import InputError, entry, join, nearest, quoted
from solver.domain.spans import Stretch, merged, without
from solver.domain.times import DAY_WORDS, Span, parse_day, parse_span
from solver.domain.values import SPAN_PATTERN, OneOrMore, Value, word, written

if TYPE_CHECKING:
    from solver.domain.roster import Roster

WINDOW_LIMIT = 100
_MOST_STRETCHES = 5000  # before any are merged: more than this nobody means
_NO_DAYS = ("busy", "calendars")  # the keys that are no days


@dataclass(frozen=True, slots=True)
class Opening:
    """`06:30-08:00 road home`, as written."""

    span: Span
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of elapsed minutes, not rounded to the grid, in which the athlete can train; no places means every place.

    `only` names the sessions it is for, where it is not for all: explanations open such windows.
    """

    start: int
    end: int
    places: tuple[str, ...] = ()
    only: frozenset[str] | None = None

    def offers(self, wanted: Iterable[str]) -> bool:
        """Whether a session that can be done at the wanted places (none: anywhere) can be done here."""
        places = tuple(wanted)
        return not places or not self.places or any(place in self.places for place in places)


def _ready(days: Any) -> bool:
    """Whether these are openings that have been read already."""
    return isinstance(days, dict) and bool(days) and all(isinstance(openings, tuple) for openings in days.values())


def read_opening(value: Any) -> Opening:
    """Read `06:30-08:00 road home`."""
    if isinstance(value, Opening):
        return value
    if not isinstance(value, str) or not value.split():
        raise InputError(f'{quoted(value)} is no window; write it like "06:30-08:00 road home".')
    span, *places = value.replace(" - ", "-").split()
    return Opening(parse_span(span), tuple(dict.fromkeys(word(place) for place in places)))


Openings = Annotated[
    tuple[
        Annotated[
            Opening,
            PlainValidator(read_opening),
            written(rf"{SPAN_PATTERN}( +[^\s,]+)*", example="06:30-08:00 road home"),
        ],
        ...,
    ],
    OneOrMore(),
]


class Availability(Value):
    """The `[availability]` table. Keys are day names, groups of days and dates; a date replaces what its weekday would have had."""

    days: dict[str, Openings] = {}
    busy: BusyTimes = ()
    calendars: Calendars = ()

    @model_validator(mode="before")
    @classmethod
    def _gather_days(cls, data: Any) -> Any:
        if not isinstance(data, dict) or _ready(data.get("days")):
            return data
        days = {}
        for key, value in data.items():
            if key in _NO_DAYS:
                continue
            if not isinstance(key, str) or (key not in DAY_WORDS and not key[:1].isdigit()):
                known = (*DAY_WORDS, *_NO_DAYS)
                guess = nearest(str(key), known)
                raise InputError(
                    f"unknown key {quoted(key)}; known here: {', '.join(known)}, or a date like 2026-11-26.",
                    maybe=f"{guess!r}." if guess else "",
                )
            parse_day(key)
            days[key] = value
        return {"days": days, **{key: data[key] for key in _NO_DAYS if key in data}}

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Show the table as it is written: one key a day."""
        result = handler.resolve_ref_schema(handler(schema))
        openings = result["properties"].pop("days")["additionalProperties"]
        result["properties"] |= dict.fromkeys(DAY_WORDS, openings)
        result["patternProperties"] = {"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": openings}
        return result

    def windows(self, clock: Clock, roster: Roster | None = None) -> tuple[Window, ...]:
        """The windows in which a session of the clock's week can start, in time order: what days, roster and calendars all allow.

        A window that runs past the end of the week keeps its tail, for a session that starts inside the week may end after it. One that does
        not hold a single step of the grid is left out.
        """
        openings: dict[frozenset[str], list[Stretch]] = {}
        names: dict[frozenset[str], tuple[str, ...]] = {}
        stretches = tuple(islice(self._open(clock, roster), _MOST_STRETCHES))
        if len(stretches) == _MOST_STRETCHES:
            raise InputError(f"thousands of windows; the limit is {WINDOW_LIMIT} a week.", key="availability")
        for stretch, places in stretches:
            key = frozenset(places)
            openings.setdefault(key, []).append(stretch)
            names.setdefault(key, tuple(sorted(places)))
        busy = self.busy_stretches(clock)
        found = [
            Window(start, end, names[key]) for key, joined in openings.items() for start, end in without(merged(joined), busy)
        ]
        usable = [w for w in found if clock.ceil(max(w.start, clock.start)) < min(clock.floor(w.end), clock.end)]
        return tuple(sorted(usable, key=lambda w: (w.start, w.end, w.places)))

    def _open(self, clock: Clock, roster: Roster | None) -> Iterator[tuple[Stretch, tuple[str, ...]]]:
        """The days as written, where the roster leaves them; with no days written, all that it leaves; and its breaks."""
        if roster is None:
            yield from self._stretches(clock)
            return
        closed = roster.closed(clock)
        for stretch, places in self._stretches(clock) if self.days else ((stretch, ()) for stretch in roster.awake(clock)):
            for left in without([stretch], closed):
                yield left, places
        yield from roster.open_breaks(clock)

    def openings_on(self, day: date) -> tuple[Opening, ...]:
        """What is written for one date: its own entry, else those of the day names that mean it."""
        own = self.days.get(day.isoformat())
        return self.usual_openings(day) if own is None else own

    def usual_openings(self, day: date) -> tuple[Opening, ...]:
        """What the day names that mean a date give it, whether it has an entry of its own or not."""
        return tuple(
            opening
            for key, openings in self.days.items()
            if key in DAY_WORDS and parse_day(key).matches(day)
            for opening in openings
        )

    def _stretches(self, clock: Clock) -> Iterator[tuple[Stretch, tuple[str, ...]]]:
        for day in around(clock):
            for opening in self.openings_on(day):
                yield local_stretch(clock, day, opening.span), opening.places

    def busy_stretches(self, clock: Clock) -> tuple[Stretch, ...]:
        """The busy times around the clock's week, in elapsed minutes."""
        return merged(self._busy(clock))

    def _busy(self, clock: Clock) -> Iterator[Stretch]:
        for index, busy in enumerate(self.busy):
            yield from _stretches_of(clock, busy, join("availability", entry("busy", index)))
        for index, calendar in enumerate(self.calendars):
            key = join("availability", entry("calendars", index))
            if calendar.busy is None:
                raise InputError(f"{quoted(calendar.path)} has not been read: only a scenario file can name calendars.", key=key)
            for busy in calendar.busy:
                yield from _stretches_of(clock, busy, f"{key}.busy")


def _stretches_of(clock: Clock, busy: Busy, key: str) -> Iterator[Stretch]:
    if busy.moments:
        start, end = (clock.elapsed(moment) for moment in busy.moments)
        if start >= end:
            raise InputError(f"{quoted(busy.text)} ends before it starts.", key=key)
        yield start, end
    elif busy.day and busy.span:
        for day in around(clock):
            if busy.day.matches(day):
                yield local_stretch(clock, day, busy.span)


def around(clock: Clock) -> Iterator[date]:
    """The dates whose hours can reach into the week, and a day more on either side."""
    return (clock.week + timedelta(days=offset) for offset in range(-2, DAYS + 3))


def local_stretch(clock: Clock, day: date, span: Span) -> Stretch:
    """Local hours of one date as elapsed minutes; empty (start = end) where a clock change skips them."""
    return clock.minute(day, span.start), clock.minute(day, span.until)
