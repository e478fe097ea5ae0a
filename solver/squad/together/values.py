"""What came of a squad that shares something: plain values, ready for JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import Field, computed_field, field_serializer

from solver.domain.schedule import Number, Schedule, Score, Status
from solver.domain.values import Moment, Value
from solver.rulesets.case import Case


@dataclass(frozen=True)
class Member:
    """An athlete who shares something: their case, and their best week on their own (without group sessions), if there is one."""

    id: str
    case: Case
    alone: Schedule


class _Timed(Value):
    @field_serializer("start", "end", check_fields=False)
    def _iso(self, moment: datetime | None) -> str | None:
        return moment.isoformat() if moment else None


class Held(_Timed):
    """A group session: when it is held (or not: no `start`), who takes part, who is absent."""

    id: str
    kind: str
    place: str
    coach: str | None = None
    start: Moment | None = None
    end: Moment | None = None
    who: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


class Step(_Timed):
    """Who is in a shared place from one moment to another; at other times nobody is."""

    start: Moment
    end: Moment
    who: tuple[str, ...]


class Occupancy(Value):
    """Who is in a shared place when."""

    place: str
    capacity: Number
    steps: tuple[Step, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def most(self) -> int:
        """How many are there at a time at most."""
        return max((len(step.who) for step in self.steps), default=0)


class Because(_Timed):
    """A reason for a loss: a place that was full (with whom) or closed at a time they would have had it, or a group session's time."""

    reason: Literal["full", "closed", "group"]
    what: str = Field(description="the place, or the id of the group session")
    start: Moment
    end: Moment
    others: tuple[str, ...] = ()


class Least(Score):
    """What the weeks of a squad cost at least: the levels of what is best, the first ones first.

    Attributes:
        out: athletes without a week.
        given_up: key and fixed sessions that are given up.
    """

    out: Number = 0
    given_up: Number = 0


class Loss(Value):
    """What an athlete loses against their own best week, absences from group sessions apart."""

    athlete: str
    given_up: tuple[str, ...] = Field((), description="key and fixed sessions that are not in the week")
    left_out: int
    points: int
    because: tuple[Because, ...] = ()


class Out(Value):
    """An athlete for whom there is no week beside the others, and why."""

    athlete: str
    status: Status
    why: str


def reason_text(reason: str, what: str, when: str, others: str) -> str:
    """A reason for a loss, as a sentence; `others` says who was there instead, if anybody was."""
    if reason == "full":
        return f"No room at {what}, {when}{f': {others} there' if others else ''}."
    if reason == "closed":
        return f"{what} is closed, {when}."
    return f"{what} is held, {when}{f', with {others}' if others else ''}."


class Together(Value):
    """The weeks of members who share something.

    Attributes:
        status: optimal: proven; feasible: `bound` says how far it could be; infeasible: nobody has a week; unknown: none found in time.
        schedules: one for each member who has a week, in the order of the members; group sessions are sessions of theirs.
        given_up: how many key and fixed sessions are given up.
        left_out, points: sums over the schedules, absences from group sessions included.
        worst: the greatest loss of any member, smallest first.
        bound: what no such weeks can be less than.
    """

    status: Status
    schedules: tuple[Schedule, ...] = ()
    out: tuple[Out, ...] = ()
    groups: tuple[Held, ...] = ()
    given_up: Number = 0
    left_out: Number | None = None
    points: Number | None = None
    worst: Score | None = None
    bound: Least | None = None
    places: tuple[Occupancy, ...] = ()
    losses: tuple[Loss, ...] = ()
    effort: float = 0.0

    @property
    def gap(self) -> float | None:
        """How far the points can be from the best, as a share of them; None where not even the levels above them are proven."""
        if self.points is None or self.bound is None:
            return None
        if (self.given_up, self.left_out) != (self.bound.given_up, self.bound.left_out):
            return None
        return (self.points - self.bound.points) / max(1, self.points)

    def to_json(self) -> dict[str, Any]:
        """All of it but the schedules as plain data for JSON."""
        return {**self.model_dump(mode="json", exclude={"schedules"}), "gap": self.gap}
