"""Schedules to put into calendars, and what a reader should see in them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

from solver.domain.schedule import Schedule
from solver.files.reader import read_case
from solver.fit import fit
from solver.rulesets.case import Case
from tests.cli.running import SCENARIOS

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
AUTUMN, SPRING = "clock-change-autumn", "clock-change-spring"


@cache
def solved(name: str) -> tuple[Case, Schedule]:
    """A shipped scenario and its best week."""
    case = read_case(str(SCENARIOS / f"{name}.toml"))
    return case, fit(case)


def session(id_: str, start: str, minutes: int = 60, **more: Any) -> dict[str, Any]:
    """One session of a schedule."""
    return {"id": id_, "kind": more.pop("kind", "easy_run"), "start": start, "minutes": minutes, **more}


def schedule(*sessions: dict[str, Any], **more: Any) -> Schedule:
    """A schedule of one week in Berlin."""
    frame = {"scenario": "ann", "week": "2026-11-23", "timezone": "Europe/Berlin"}
    return Schedule.model_validate(frame | more | {"sessions": list(sessions)})


WEEK = (
    session("easy_run-1", "2026-11-24T07:00:00+01:00", 45, place="road"),
    session("easy_run-2", "2026-11-26T07:00:00+01:00", 30, place="road"),
    session("long_run", "2026-11-28T09:00:00+01:00", 120, kind="long_run", place="trail"),
)


def local_times(plan: Schedule) -> list[tuple[str, str]]:
    """When a schedule's sessions start and end, in its own hours, in time order: what a reader in that zone should see."""
    return sorted((f"{item.start:%Y-%m-%d %H:%M}", f"{item.end:%Y-%m-%d %H:%M}") for item in plan.sessions if item.end)
