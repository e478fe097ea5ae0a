"""A squad as written: many athletes' one week, what they share, and the sessions they do together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from solver.domain.availability import Availability
from solver.domain.clock import Clock
from solver.domain.errors import InputError, entry, join, listed, nearest, quoted
from solver.domain.kinds import shipped
from solver.domain.scenario import SESSION_LIMIT, Goal, Scenario, TimeZone
from solver.domain.session import Wish
from solver.domain.values import (
    MOST_MINUTES,
    SPAN_PATTERN,
    AtMost,
    Date,
    Days,
    Hours,
    Name,
    OneOrMore,
    Positive,
    Text,
    Value,
    Whole,
    Word,
)

SHARED_LIMIT = 100
GROUP_LIMIT = 100
COACH_LIMIT = 100
GROUP_WORTH = 10


class OpeningHours:
    """Marks an `[availability]` table that hours alone may stand for: they are those of every day."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read hours alone as a table."""
        return core_schema.no_info_before_validator_function(
            lambda value: {"every": value} if isinstance(value, (str, list, tuple)) else value, handler(source)
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Hours, several of them, or a table."""
        hours = {"type": "string", "pattern": f"^{SPAN_PATTERN}$"}
        return {"anyOf": [hours, {"type": "array", "items": hours}, handler(schema)]}


class Shared(Value):
    """A `[[shared]]` table: a place in which only so many athletes can be at a time.

    `open` is what `[availability]` would be: hours of every day, or a table of days and dates, with `busy` times; None: always open.
    """

    place: Word
    capacity: Positive = Field(description="how many athletes can be there at a time")
    open: Annotated[Availability, OpeningHours()] | None = Field(
        None, description="hours of every day, or a table of days and dates; default: always"
    )

    @model_validator(mode="after")
    def _no_places(self) -> Self:
        for day, openings in self.open.days.items() if self.open else ():
            named = next((place for opening in openings for place in opening.places), None)
            if named is not None:
                raise InputError(
                    f"the hours of {self.place} name a place ({named}); write the hours alone.", key=join("open", day)
                )
        return self


class Group(Value):
    """A `[[together]]` table: a session that several athletes do together: one start, one place, one length.

    `points` are paid for each athlete of `who` who is not there. With fewer than `at_least` it does not take place.
    """

    id: Word
    kind: Word
    minutes: Annotated[int, Field(strict=True, ge=1, le=MOST_MINUTES)]
    place: Word
    who: Annotated[tuple[Name, ...], OneOrMore()] | None = Field(
        None, description="ids of the athletes who may take part; default: everybody"
    )
    days: Days | None = Field(None, description="only on these days; default: any")
    between: Hours | None = Field(None, description="must lie inside these local hours of the squad")
    at_least: Positive = Field(1, description="with fewer it does not take place")
    at_most: Positive | None = Field(None, description="no more can take part")
    points: Whole = Field(GROUP_WORTH, description="for each athlete of `who` who is absent")
    coach: Name | None = Field(None, description="who leads it: one of [coaches]")

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.at_most is not None and self.at_most < self.at_least:
            raise InputError(f"at most {self.at_most} is less than at least {self.at_least}.", key="at_most")
        if self.who is None:
            return self
        twice = next((id_ for id_ in self.who if self.who.count(id_) > 1), None)
        if twice is not None:
            raise InputError(f"{quoted(twice)} is there twice.", key="who")
        if len(self.who) < self.at_least:
            raise InputError(f"{len(self.who)} athletes may take part, at least {self.at_least} must.", key="at_least")
        return self

    def invites(self, athlete: str) -> bool:
        """Whether the athlete of that id may take part."""
        return self.who is None or athlete in self.who


class Coach(Value):
    """A `[coaches.NAME]` table: when somebody can lead a session; the places of the hours, if any, are where."""

    availability: Availability
    timezone: TimeZone | None = Field(None, description="IANA name; default: the squad's")


class Squad(Value):
    """Many athletes' one week.

    `rules`, `goal`, `sessions` and `timezone` are for athletes whose own scenario says nothing about them; the week is everybody's. Shared
    places and group sessions are told in the squad's time zone, in days that start at midnight.
    """

    name: Name = Field("squad", description="default: the file's name")
    week: Date = Field(description="the first training day, any weekday: everybody's")
    timezone: TimeZone = Field("UTC", description="IANA name")
    rules: Annotated[tuple[Annotated[Text, Field(min_length=1)], ...], OneOrMore()] | None = Field(
        None, description="for athletes who name none: shipped names, or paths as seen from this file"
    )
    goal: Goal | None = Field(None, description="for athletes who name none")
    sessions: Annotated[tuple[Wish, ...], AtMost(SESSION_LIMIT)] | None = Field(
        None, description="for athletes who have none of their own"
    )
    athletes: Annotated[tuple[Annotated[Text, Field(min_length=1)], ...], OneOrMore()] = Field(
        description="scenarios (*.toml, *.json) and lists of them (*.jsonl, one a line): paths as seen from this file, with * and **"
    )
    may_read: Annotated[tuple[Annotated[Text, Field(min_length=1)], ...], OneOrMore()] = Field(
        (), description="further folders, as seen from this file, whose rule sets and calendars the athletes' scenarios may name"
    )
    shared: Annotated[tuple[Shared, ...], AtMost(SHARED_LIMIT)] = ()
    together: Annotated[tuple[Group, ...], AtMost(GROUP_LIMIT)] = ()
    coaches: Annotated[dict[Name, Coach], AtMost(COACH_LIMIT)] = {}

    @model_validator(mode="after")
    def _whole(self) -> Self:
        self._new_clock()  # or there is no such week
        _no_two("shared", "place", [place.place for place in self.shared])
        _no_two("together", "id", [group.id for group in self.together])
        for index, group in enumerate(self.together):
            try:
                self._check(group)
            except InputError as error:
                raise error.within(key=entry("together", index)) from None
        return self

    def _check(self, group: Group) -> None:
        """Refuse a group session of an unknown kind, or led by nobody who is known."""
        try:
            shipped().kind(group.kind)
        except InputError as error:
            raise error.within(key="kind") from None
        if group.coach is not None and group.coach not in self.coaches:
            guess = nearest(group.coach, self.coaches)
            known = f"there: {listed(sorted(self.coaches), 'and')}." if self.coaches else "a coach has a table [coaches.NAME]."
            raise InputError(
                f"there is no coach {quoted(group.coach)}; {known}", key="coach", maybe=f"{guess!r}." if guess else ""
            )

    @cached_property
    def clock(self) -> Clock:
        """The clock on which shared places and group sessions are told, to the minute."""
        return self._new_clock()

    def _new_clock(self) -> Clock:
        return Scenario(week=self.week, timezone=self.timezone, grid=1).clock()

    @property
    def shares(self) -> bool:
        """Whether there is anything over which athletes can meet or collide."""
        return bool(self.shared or self.together)


def _no_two(table: str, key: str, words: Sequence[str]) -> None:
    """Refuse two tables of one name."""
    for index, word in enumerate(words):
        first = words.index(word)
        if first != index:
            raise InputError(f"{quoted(word)} is already that of {entry(table, first)}.", key=f"{entry(table, index)}.{key}")
