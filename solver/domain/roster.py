"""A roster: shifts that repeat in a pattern of letters, whatever the week does, and the time that they leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator

from solver.domain.availability import Openings, local_stretch
from solver.domain.clock import DAYS, Clock
from solver.domain.errors import InputError, listed, nearest, quoted
from solver.domain.spans import Stretch, merged, without
from solver.domain.times import MINUTES_A_DAY, Span, parse_date, parse_span
from solver.domain.values import SPAN_PATTERN, AtMost, Buffer, Date, Hours, Name, OneOrMore, Value, written

OFF = "-"
EVERY = "every"
PATTERN_LIMIT = 400
_WAKING = Span(6 * 60, 22 * 60)


def _pattern(value: Any) -> tuple[str, ...]:
    """`DDNN----` letter by letter (spaces are for the eye), or a list of words."""
    if isinstance(value, str):
        value = [letter for letter in value if not letter.isspace()]
    if not isinstance(value, (list, tuple)) or not all(isinstance(letter, str) and letter.strip() for letter in value):
        raise InputError(f'{quoted(value)} is no pattern of shifts; write it like "DDNN----", or as a list of words.')
    if not value:
        raise InputError('an empty pattern has no shifts; write it like "DDNN----".')
    if len(value) > PATTERN_LIMIT:
        raise InputError(f"{len(value)} days; the limit of a pattern is {PATTERN_LIMIT}.")
    return tuple(value)


def _shift_of_day(value: Any) -> str | Span:
    """What is different on one day: another letter, or hours of its own."""
    if isinstance(value, Span):
        return value
    if not isinstance(value, str) or not value.strip():
        raise InputError(f'{quoted(value)} is no shift; write a letter of the pattern, "-" for a day off, or hours.')
    return parse_span(value.replace(" - ", "-")) if ":" in value else value.strip()


def _sleep(value: Any) -> int:
    """Hours of sleep, in minutes."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 24:
        raise InputError(f"{quoted(value)} is no number of hours from 0 to 24.")
    return round(value * 60)


def _waking(value: Any) -> Any:
    return value if isinstance(value, dict) else {EVERY: value}


def _dated(days: dict[str, Any]) -> dict[str, Any]:
    for key in days:
        parse_date(key)
    return days


_LETTERS = {"type": "string", "minLength": 1, "maxLength": PATTERN_LIMIT, "examples": ["DDNN----"]}
_WORDS = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1, "maxItems": PATTERN_LIMIT}
_HOURS = {"type": "string", "pattern": f"^ *{SPAN_PATTERN} *$", "examples": ["06:00-22:00"]}

Pattern = Annotated[tuple[str, ...], PlainValidator(_pattern), WithJsonSchema({"anyOf": [_LETTERS, _WORDS]})]
Shifts = Annotated[dict[Name, Annotated[tuple[Hours, ...], OneOrMore()]], AtMost(100)]
ShiftDays = Annotated[
    dict[str, Annotated[str | Span, PlainValidator(_shift_of_day), written(".+", example="-")]],
    AfterValidator(_dated),
    AtMost(PATTERN_LIMIT),
]
Sleep = Annotated[
    dict[Name, Annotated[int, PlainValidator(_sleep), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 24})]],
    AtMost(100),
]
WakingHours = Annotated[
    dict[Name, Hours],
    BeforeValidator(_waking),
    AtMost(100),
    WithJsonSchema({"anyOf": [_HOURS, {"type": "object", "additionalProperties": _HOURS}]}),
]


class Roster(Value):
    """The `[roster]` table: a pattern of shifts that repeats for ever, in both directions from the day it starts on."""

    pattern: Pattern = Field(description="one letter (or word of a list) a day; - is a day off")
    starts: Date = Field(description="a day with the first letter of the pattern; it repeats before and after")
    shifts: Shifts = Field({}, description="the hours of each letter")
    days: ShiftDays = Field({}, description="single days that are different: a letter, - or hours")
    commute: Buffer = Field((0, 0), description="minutes to work and back")
    sleep_after: Sleep = Field({}, description="hours of sleep after a shift, by its letter")
    waking: WakingHours = Field({}, description="hours that are possible at all, or these by the day's letter")
    breaks: Annotated[dict[Name, Openings], AtMost(100)] = Field({}, description="training in a shift's breaks, by its letter")

    @model_validator(mode="after")
    def _fits_together(self) -> Roster:
        if OFF in self.shifts:
            raise InputError(f"{OFF!r} is a day off and has no hours.", key=f"shifts.{OFF}")
        known = (*self.shifts, OFF)
        for index, letter in enumerate(self.pattern):
            _check(letter, known, f"pattern (day {index + 1})")
        for day, shift in self.days.items():
            if isinstance(shift, str):
                _check(shift, known, f"days.{day}")
        for letter in self.waking:
            _check(letter, (*known, EVERY), "waking")
        for table, letters in (("sleep_after", self.sleep_after), ("breaks", self.breaks)):
            for letter in letters:
                _check(letter, tuple(self.shifts), table)
        for letter, openings in self.breaks.items():
            for opening in openings:
                if _within(self.shifts[letter], opening.span) is None:
                    hours = listed(map(str, self.shifts[letter]))
                    raise InputError(f"{opening.span} lies outside the shift {letter} ({hours}).", key=f"breaks.{letter}")
        return self

    def on(self, day: date) -> str | Span:
        """The letter of a day, or the hours that only it has."""
        own = self.days.get(day.isoformat())
        return own if own is not None else self.pattern[(day - self.starts).days % len(self.pattern)]

    def awake(self, clock: Clock) -> tuple[Stretch, ...]:
        """The hours around the clock's week that are possible at all, in elapsed minutes."""
        return merged(local_stretch(clock, day, self._waking_on(day)) for day in _around(clock))

    def taken(self, clock: Clock) -> tuple[Stretch, ...]:
        """Shifts with the way to them and back, and the sleep after them, in elapsed minutes."""
        return merged(self._taken(clock))

    def closed(self, clock: Clock) -> tuple[Stretch, ...]:
        """All that the roster does not allow: what is taken, and the hours that nobody is awake."""
        days = tuple(_around(clock))
        whole = clock.minute(days[0], 0), clock.minute(days[-1], MINUTES_A_DAY)
        return merged((*self.taken(clock), *without([whole], self.awake(clock))))

    def open_breaks(self, clock: Clock) -> Iterator[tuple[Stretch, tuple[str, ...]]]:
        """The breaks in which one can train at work, with their places."""
        for day in _around(clock):
            letter = self.on(day)
            if not isinstance(letter, str):
                continue
            for opening in self.breaks.get(letter, ()):
                span = _within(self.shifts[letter], opening.span)
                if span is not None:
                    yield local_stretch(clock, day, span), opening.places

    def _waking_on(self, day: date) -> Span:
        letter = self.on(day)
        rest = self.waking.get(EVERY, _WAKING)
        return self.waking.get(letter, rest) if isinstance(letter, str) else rest

    def _taken(self, clock: Clock) -> Iterator[Stretch]:
        before, after = self.commute
        for day in _around(clock):
            letter = self.on(day)
            spans = self.shifts.get(letter, ()) if isinstance(letter, str) else (letter,)
            sleep = self.sleep_after.get(letter, 0) if isinstance(letter, str) else 0
            for span in spans:
                start, end = local_stretch(clock, day, span)
                yield start - before, end + after + (sleep if span == spans[-1] else 0)


def _around(clock: Clock) -> Iterator[date]:
    """The days whose shifts, ways and sleep can reach into the clock's week or out of it."""
    return (clock.week + timedelta(days=offset) for offset in range(-4, DAYS + 4))


def _check(letter: str, known: tuple[str, ...], key: str) -> None:
    """Refuse a letter that has no shift."""
    if letter not in known:
        guess = nearest(letter, known) or next((word for word in known if word.lower() == letter.lower()), "")
        raise InputError(
            f"{quoted(letter)} is no shift; known: {', '.join(known) or 'none'}.", key=key, maybe=f"{guess!r}." if guess else ""
        )


def _within(shift: tuple[Span, ...], hours: Span) -> Span | None:
    """The hours, counted from midnight of the day on which the shift starts, if they lie inside it."""
    for part in shift:
        for later in (0, MINUTES_A_DAY):
            if part.start <= hours.start + later and hours.until + later <= part.until:
                return Span(hours.start + later, hours.until + later)
    return None
