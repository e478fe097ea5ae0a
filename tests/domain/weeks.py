"""Small weeks for the tests of the domain."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from solver.domain.clock import Clock
from solver.domain.problem import Problem
from solver.domain.scenario import Scenario
from solver.domain.session import Session

MONDAY = "2026-11-23"


def clock(week: str, zone: str = "UTC", day_starts: str = "00:00", grid: int = 5) -> Clock:
    """The clock of a week."""
    hours, minutes = day_starts.split(":")
    return Clock(date.fromisoformat(week), ZoneInfo(zone), int(hours) * 60 + int(minutes), grid)


def problem(*sessions: dict[str, Any], **keys: Any) -> Problem:
    """A scenario laid out: the week of 23 November 2026, free all day, unless `keys` say otherwise."""
    data: dict[str, Any] = {"week": MONDAY, "availability": {"every": "00:00-24:00"}, "sessions": list(sessions), **keys}
    return Problem.of(Scenario.model_validate(data))


def session(**keys: Any) -> Session:
    """The one session of a scenario."""
    (only,) = problem(keys).sessions
    return only


def shown(moment: datetime) -> str:
    """`Mon 23 06:00`."""
    return f"{moment:%a %d %H:%M}"


def windows(availability: dict[str, Any], **keys: Any) -> list[tuple[str, str, str]]:
    """The windows of a week as `("Mon 23 06:00", "Mon 23 07:00", "home road")`."""
    laid_out = problem(availability=availability, **keys)
    local = laid_out.clock.local
    return [(shown(local(w.start)), shown(local(w.end)), " ".join(w.places)) for w in laid_out.windows]
