"""Schedules as calendar files: strict iCalendar (RFC 5545) that a subscribed calendar keeps following."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone
from icalendar import Event as Component

from solver.calendars.component import (
    PRODUCT,
    Owner,
    as_component,
    as_event,
    end_of,
    owner_of,
    parsed,
    sequence_of,
    stamp_of,
    start_of,
)
from solver.calendars.event import NOTHING_PLACED, Event, events, owner
from solver.calendars.zone import vtimezone
from solver.domain.clock import zone
from solver.domain.errors import InputError, quoted, visible
from solver.domain.problem import Problem
from solver.domain.schedule import Schedule

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Written:
    """An event of ours as an earlier calendar has it."""

    owner: Owner
    component: Component

    def after(self, now: datetime) -> tuple[int, datetime]:
        """SEQUENCE and DTSTAMP of the next revision: both grow, or a subscribed calendar would not look again (RFC 5546, 2.1.5)."""
        stamp = stamp_of(self.component)
        return sequence_of(self.component) + 1, max(now, stamp + _SECOND) if stamp else now


def calendar_bytes(
    schedule: Schedule,
    *,
    problem: Problem | None = None,
    old: bytes | None = None,
    previous: Schedule | None = None,
    alarm: int | None = None,
    now: datetime | None = None,
) -> bytes:
    """A schedule as an iCalendar file: one event a session.

    Args:
        schedule: with its week and time zone; one that holds nothing (infeasible, unknown) is an InputError.
        problem: the scenario, if at hand: kinds of its own, and what each session is wanted for.
        old: the calendar file this one takes the place of. Revisions go on from it; its sessions of this week that are
            gone come out as cancelled; its events of other weeks and athletes stay. Events that are not ours: InputError.
        previous: the schedule of this week that was exported before, where its file is not at hand.
        alarm: minutes before each session at which a device speaks up.
        now: the time of writing; default: the clock's.
    """
    now = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    wanted = {event.uid: event for event in events(schedule, problem)}
    written = {str(item.component["UID"]): item for item in (read_written(old) if old else ())}
    mine = {uid: item for uid, item in written.items() if item.owner[:2] == owner(schedule)}
    before = _earlier(schedule, previous, problem) | {uid: as_event(item.component, item.owner) for uid, item in mine.items()}
    gone = {uid: replace(event, cancelled=True) for uid, event in before.items() if uid not in wanted}
    components = [item.component for uid, item in written.items() if uid not in mine]
    for uid, event in (wanted | gone).items():
        sequence, stamp = mine[uid].after(now) if uid in mine else (int(uid in before), now)
        components.append(as_component(event, sequence, stamp, alarm))
    name = (problem.scenario.athlete.name if problem else None) or owner(schedule)[0]
    return as_bytes(as_calendar(components, f"Training: {name}"))


def _earlier(schedule: Schedule, previous: Schedule | None, problem: Problem | None) -> dict[str, Event]:
    """The events of the schedule that was exported before."""
    if previous is None or previous.status in NOTHING_PLACED:
        return {}
    then, now = owner(previous), owner(schedule)
    if then != now:
        raise InputError(
            f"is of {quoted(now[0])} in the week of {now[1]}; the earlier schedule is of {quoted(then[0])} in the week of {then[1]}."
        )
    return {event.uid: event for event in events(previous, problem)}


def read_written(data: bytes) -> tuple[Written, ...]:
    """The events of a calendar that weekfit wrote; InputError for anything else, which must not be lost."""
    try:
        calendars = parsed(data)
    except ValueError:
        calendars = []
    if not calendars:
        raise InputError("is there already and is no calendar file; nothing was written.", maybe="another file name.")
    found = []
    for part in (part for calendar in calendars for part in calendar.subcomponents):
        if part.name == "VTIMEZONE":
            continue
        owner = owner_of(part) if isinstance(part, Component) else None
        if owner is None or not isinstance(part, Component) or not _is_sound(part, owner):
            raise InputError(
                f"holds what weekfit did not write ({quoted(str(part.get('SUMMARY', part.name)))}); nothing was written.",
                maybe="another file name.",
            )
        found.append(Written(owner, part))
    return tuple(found)


def _is_sound(component: Component, owner: Owner) -> bool:
    """Whether it is as we write it; another program may have put the file into words of its own."""
    try:
        as_event(component, owner)
        for name in ("DTSTART", "DTEND"):
            zone(component[name].params.get("TZID", "UTC"))
    except (ValueError, KeyError):
        return False
    return True


def as_calendar(components: Iterable[Component], name: str = "") -> Calendar:
    """Events as a calendar, with the time zones they use, each bounded to the dates it is used on.

    There is no METHOD: these are events, not messages (PUBLISH would need an ORGANIZER, RFC 5546, 3.2.1).
    """
    ordered = sorted(components, key=lambda part: (start_of(part).astimezone(UTC), str(part["UID"])))
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    if name:
        calendar.add("X-WR-CALNAME", visible(name))
        calendar.add("NAME", visible(name))
    for definition in _zones(ordered):
        calendar.add_component(definition)
    for component in ordered:
        calendar.add_component(component)
    return calendar


def as_bytes(calendar: Calendar) -> bytes:
    """A calendar as it is stored and sent: UTF-8, lines of at most 75 octets that end in CRLF."""
    data: bytes = calendar.to_ical()
    return data


def _zones(components: Iterable[Component]) -> list[Timezone]:
    """The time zones that components name, in the order of their names."""
    spans: dict[str, list[datetime]] = {}
    for component in components:
        for name, moment in (("DTSTART", start_of(component)), ("DTEND", end_of(component))):
            if "TZID" in component[name].params:
                spans.setdefault(str(component[name].params["TZID"]), []).append(moment.astimezone(UTC))
    return [vtimezone(ZoneInfo(key), min(span), max(span)) for key, span in sorted(spans.items())]
