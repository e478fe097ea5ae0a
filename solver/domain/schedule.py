"""A schedule as it leaves and enters the program: the JSON shape `weekfit-schedule/1`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, field_serializer

from solver.domain.values import Date, Flag, Moment, Positive, Text, Value, Word

Number = Annotated[int, Field(strict=True)]
FORMAT: Literal["weekfit-schedule/1"] = "weekfit-schedule/1"
Status = Literal["optimal", "feasible", "infeasible", "unknown"]


class Breach(Value):
    """One breach of one rule: whose, by how much, and a runner's sentence with the figure."""

    sessions: tuple[str, ...] = ()
    amount: Number
    text: str


class RuleReport(Value):
    """What one rule has to say about a schedule."""

    id: str
    level: Literal["must", "should"]
    amount: Number
    points: Number
    breaches: tuple[Breach, ...] = ()
    note: str | None = None


class ScheduledSession(Value):
    """A session at a time. `id`, `start`, `minutes` (and `place`) suffice in a schedule made by hand."""

    id: Text
    kind: Text | None = None
    day: Text | None = None
    start: Moment
    end: Moment | None = None
    minutes: Positive
    place: Text | None = None
    fixed: Flag = False
    tags: tuple[Word, ...] | None = Field(None, description="given where they differ from the kind's")
    group: Text | None = Field(None, description="the squad's group session that it is, by its id; given where it is one")

    @field_serializer("start", "end")
    def _iso(self, moment: datetime | None) -> str | None:
        return moment.isoformat() if moment else None


class NotPlaced(Value):
    """A wanted session that found no place, and why."""

    id: str
    kind: str
    priority: str
    why: str = ""
    group: Text | None = Field(None, description="the squad's group session that it is, by its id; given where it is one")


class Totals(Value):
    """Sums over the placed sessions of the week."""

    minutes: Number
    moderate_equivalent: Number
    load: Number
    hard_days: Number
    rest_days: Number


class Score(Value):
    """Both levels of the objective, smallest first: worth of normal sessions left out, then points."""

    left_out: Number
    points: Number


class Effort(Value):
    """How the schedule was found."""

    seconds: float | None = Field(None, description="on the clock; not told where the same answer must be the same bytes")
    workers: Number
    seed: Number
    effort: float | None = Field(None, description="CP-SAT's deterministic seconds in the search: the same on every machine")


class ConflictPart(Value):
    """One of the things that cannot hold together."""

    type: Literal["rule", "session", "fixed", "availability"]
    id: str
    text: str


class Repair(Value):
    """A way out of a conflict, and the week it leads to."""

    text: str
    changes: tuple[dict[str, Any], ...]
    left_out: Number
    points: Number


class Schedule(Value):
    """The result: every session placed or not, and why."""

    format: Literal["weekfit-schedule/1"] = FORMAT
    scenario: str | None = None
    week: Date | None = None
    timezone: str | None = None
    rules: tuple[str, ...] = ()
    status: Status | None = None
    why: Annotated[str | None, Field(description="why there is no schedule, where the week is too large to be planned")] = None
    left_out: Number | None = None
    points: Number | None = None
    bound: Score | None = None
    sessions: tuple[ScheduledSession, ...] = ()
    not_placed: tuple[NotPlaced, ...] = ()
    rules_report: tuple[RuleReport, ...] = ()
    totals: Totals | None = None
    conflict: tuple[ConflictPart, ...] | None = None
    conflict_is_smallest: Annotated[
        bool | None, Field(description="whether every part of the conflict was proven necessary before time ran out")
    ] = None
    conflict_is_only: Annotated[
        bool | None,
        Field(description="whether there is a schedule without any one part of the conflict, so that there is no other conflict"),
    ] = None
    repairs: Annotated[tuple[Repair, ...] | None, Field(description="ways out of a conflict, best first")] = None
    solve: Effort | None = None

    @property
    def given_up(self) -> tuple[str, ...]:
        """The ids of the key and fixed sessions that are not there: only a squad's weeks go without them."""
        return tuple(item.id for item in self.not_placed if item.priority == "key")

    def to_json(self) -> dict[str, Any]:
        """The schedule as plain data for JSON; what does not apply is left out."""
        data = self.model_dump(mode="json")
        for key in ("why", "conflict", "conflict_is_smallest", "conflict_is_only", "repairs"):
            if data[key] is None:
                del data[key]
        for item in (*data["sessions"], *data["not_placed"]):
            for key in ("tags", "group"):
                if item.get(key, "") is None:
                    del item[key]
        for report in data["rules_report"]:
            if report["note"] is None:
                del report["note"]
        return data
