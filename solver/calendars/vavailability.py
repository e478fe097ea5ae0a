"""When an athlete can train, in the standard form for it: VAVAILABILITY (RFC 7953)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import uuid5

from icalendar import Availability, Available, Calendar
from icalendar.enums import BUSYTYPE

from solver.calendars.component import PRODUCT
from solver.calendars.event import NAMESPACE, local_times
from solver.calendars.write import as_bytes
from solver.calendars.zone import vtimezone
from solver.domain.availability import Window
from solver.domain.errors import visible
from solver.domain.problem import Problem


def availability_bytes(problem: Problem, now: datetime | None = None) -> bytes:
    """The windows of a scenario's week as a calendar file: one AVAILABLE a window, its places as LOCATION; all else is busy.

    Busy times are cut out already, and clock changes settled. `now` is the time of writing; default: the clock's.
    """
    clock, scenario = problem.clock, problem.scenario
    stamp = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    last = max([clock.end, *(window.end for window in problem.windows)])
    bounds = local_times(clock.local(clock.start), clock.local(last), clock.zone)
    parts = [_available(problem, window, stamp) for window in problem.windows]
    week = Availability()
    week.add("UID", _uid(problem))
    week.add("DTSTAMP", stamp)
    week.add("DTSTART", bounds[0])
    week.add("DTEND", bounds[1])
    week.add("SUMMARY", visible(f"When {scenario.athlete.name or scenario.athlete.id} can train"))
    week.add("BUSYTYPE", BUSYTYPE.BUSY_UNAVAILABLE)
    for part in parts:
        week.add_component(part)
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    if any("TZID" in part[name].params for part in (week, *parts) for name in ("DTSTART", "DTEND")):
        calendar.add_component(vtimezone(clock.zone, clock.local(clock.start), clock.local(last)))
    calendar.add_component(week)
    return as_bytes(calendar)


def _available(problem: Problem, window: Window, stamp: datetime) -> Available:
    clock = problem.clock
    start, end = local_times(clock.local(max(window.start, clock.start)), clock.local(window.end), clock.zone)
    part = Available()
    part.add("UID", _uid(problem, window.start, window.end, *window.places))
    part.add("DTSTAMP", stamp)
    part.add("DTSTART", start)
    part.add("DTEND", end)
    part.add("SUMMARY", "Free for training")
    if window.places:
        part.add("LOCATION", " ".join(window.places))
    return part


def _uid(problem: Problem, *parts: object) -> str:
    scenario = problem.scenario
    return str(uuid5(NAMESPACE, json.dumps(["availability", scenario.athlete.id, scenario.week.isoformat(), *parts])))
