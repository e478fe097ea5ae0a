"""A scenario as written: one athlete's one week, one file."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from solver.domain.availability import Availability
from solver.domain.clock import Clock, zone
from solver.domain.errors import InputError, listed, quoted, unquoted
from solver.domain.kinds import KindEntry
from solver.domain.roster import Roster
from solver.domain.session import Done, Wish
from solver.domain.times import FIRST_YEAR, LAST_YEAR
from solver.domain.values import (
    MOST_ENTRIES,
    WORD,
    AtMost,
    Date,
    Flag,
    Name,
    OneOrMore,
    Text,
    TimeOfDay,
    Value,
    Word,
    as_text,
    word,
)

Goal = Literal["endurance", "strength", "general"]
Experience = Literal["novice", "regular", "experienced"]
Readiness = Literal["good", "reduced", "poor"]

SESSION_LIMIT = 60
HISTORY_LIMIT = 400
KIND_LIMIT = 100
GRIDS = (1, 5, 10, 15, 30)


class Athlete(Value):
    """The `[athlete]` table."""

    id: Name = Field("athlete", description="default: the file's name")
    name: Name | None = None
    experience: Experience = "regular"
    flags: Annotated[tuple[Name, ...], OneOrMore()] = Field((), description="free words that rules can be conditional on")


def _zone(value: Any) -> Any:
    if isinstance(value, str):
        zone(value)
    return value


TimeZone = Annotated[str, BeforeValidator(_zone)]


def _rule_change(change: dict[str, Any]) -> dict[str, Any]:
    """What every change to rules has in common; the rest is its rule's business."""
    id_, rule, off = change.get("id"), change.get("rule", ""), change.get("off", False)
    if id_ is None:
        raise InputError("a rule needs an id.")
    for key, read, value in (("id", word, id_), ("rule", as_text, rule)):
        try:
            read(as_text(value))
        except InputError as error:
            raise error.within(key=key) from None
    if not isinstance(off, bool):
        raise InputError(f"{quoted(off)} must be true or false.", key="off")
    return change


def _once(changes: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """The changes, if no two of them speak of one rule."""
    seen: dict[str, int] = {}
    for index, change in enumerate(changes):
        first = seen.setdefault(change["id"], index)
        if first != index:
            raise InputError(f"{quoted(change['id'])} is there twice (#{first + 1} and #{index + 1}); say it all in one place.")
    return changes


RuleChanges = Annotated[
    tuple[Annotated[dict[str, Any], AfterValidator(_rule_change)], ...],
    AfterValidator(_once),
    AtMost(MOST_ENTRIES),
]


def _grid(value: Any) -> Any:
    """Whole numbers alone: true and 5.0 are no 1 and 5 here."""
    if type(value) is int and value in GRIDS:
        return value
    known = [str(grid) for grid in GRIDS]
    raise InputError(f"{quoted(value)} is none of {listed(known)}.", maybe=unquoted(value) if value in known else "")


class Scenario(Value):
    """One athlete's one week: availability, wanted sessions, rules, history."""

    week: Date = Field(description="the first training day, any weekday")
    timezone: TimeZone = Field("UTC", description="IANA name")
    day_starts: TimeOfDay = 0
    goal: Goal = "general"
    rules: Annotated[tuple[Annotated[Text, Field(min_length=1)], ...], OneOrMore()] = Field(
        ("base",), description="shipped names or paths, later ones win by rule id"
    )
    repeats: Flag = Field(False, description="this week repeats for ever: rules wrap from its last day to its first")
    readiness: Readiness = "good"
    grid: Annotated[Literal[1, 5, 10, 15, 30], BeforeValidator(_grid)] = Field(5, description="minutes between possible starts")
    athlete: Athlete = Athlete()
    availability: Availability = Availability()
    roster: Roster | None = None
    sessions: Annotated[tuple[Wish, ...], AtMost(SESSION_LIMIT)] = ()
    history: Annotated[tuple[Done, ...], AtMost(HISTORY_LIMIT)] = ()
    upcoming: Annotated[tuple[Done, ...], AtMost(HISTORY_LIMIT)] = ()
    kinds: Annotated[dict[Word, KindEntry], AtMost(KIND_LIMIT)] = Field(
        {}, json_schema_extra={"propertyNames": {"pattern": WORD}}
    )
    overrides: RuleChanges = Field((), description="changes to rules by id, `off = true`, or whole new rules")

    def clock(self) -> Clock:
        """The clock of this week."""
        if not FIRST_YEAR <= self.week.year <= LAST_YEAR:
            raise InputError(f"{self.week} is not between the years {FIRST_YEAR} and {LAST_YEAR}.", key="week")
        if self.day_starts >= 24 * 60:
            raise InputError("24:00 is the end of a day, not its start.", key="day_starts", maybe='"00:00".')
        clock = Clock(self.week, zone(self.timezone), self.day_starts, self.grid)
        clock.check()
        return clock
