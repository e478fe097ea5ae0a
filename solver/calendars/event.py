"""A placed session as a calendar shows it: what it is called, when it is, why it is there, and by which UID it is known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from solver.domain.clock import Clock, zone
from solver.domain.errors import InputError, entry, quoted, visible
from solver.domain.kinds import Kind, shipped
from solver.domain.problem import Problem
from solver.domain.schedule import Schedule, ScheduledSession

NAMESPACE = UUID("6f1c0a5e-3d0b-5c0e-9d53-7a2b8f4e1c90")  # ours alone; changing it would orphan every event ever written
NOTHING_PLACED = {"infeasible": "there is no such week", "unknown": "time ran out before any week was found"}


def uid(athlete: str, week: date, session: str) -> str:
    """The UID of a session: always the same for one athlete, week and session, wherever in the week it moves (RFC 5545, 3.8.4.7)."""
    return str(uuid5(NAMESPACE, json.dumps([athlete, week.isoformat(), session])))


@dataclass(frozen=True, slots=True)
class Event:
    """One session in a calendar. Two are equal when they say the same; categories are the reader's to change.

    Attributes:
        athlete, week, session: whose and which; the UID is made of these.
        start, end: in UTC.
        zone: the zone in whose hours it is written.
        categories: the kind, and its modality.
    """

    athlete: str
    week: date
    session: str
    start: datetime
    end: datetime
    summary: str
    description: str
    place: str = ""
    categories: tuple[str, ...] = field(default=(), compare=False)
    cancelled: bool = False
    zone: ZoneInfo = field(default=ZoneInfo("UTC"), compare=False)

    @property
    def uid(self) -> str:
        """The UID it is known by."""
        return uid(self.athlete, self.week, self.session)

    @property
    def times(self) -> tuple[datetime, datetime]:
        """Start and end as they are written."""
        return local_times(self.start, self.end, self.zone)


def local_times(start: datetime, end: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end in local hours; both in UTC where the clock shows one of them twice, for a local time cannot say which."""
    local = start.astimezone(zone), end.astimezone(zone)
    twice = any(moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset() for moment in local)
    return (start.astimezone(UTC), end.astimezone(UTC)) if twice else local


def owner(schedule: Schedule) -> tuple[str, date]:
    """Whose calendar week a schedule is: athlete (the scenario's id) and first day. InputError where it cannot be known."""
    if schedule.week is None or schedule.timezone is None:
        missing = "week" if schedule.week is None else "timezone"
        raise InputError(
            "is missing: a calendar needs it.", key=missing, maybe="add it, or take what `weekfit solve --json` prints."
        )
    return schedule.scenario or "athlete", schedule.week


def events(schedule: Schedule, problem: Problem | None = None) -> tuple[Event, ...]:
    """The sessions of a schedule as events, in time order.

    Args:
        schedule: the program's, or one made by hand that says its week and time zone.
        problem: the scenario it is for, if at hand: its own kinds, and what each session was wanted for.
    """
    if schedule.status in NOTHING_PLACED:
        raise InputError(f"holds nothing for a calendar: {NOTHING_PLACED[schedule.status]} (status {schedule.status}).")
    athlete, week = owner(schedule)
    clock = Clock(week, zone(schedule.timezone or ""), grid=1)
    found: dict[str, Event] = {}
    for index, item in enumerate(schedule.sessions):
        if item.id in found:
            raise InputError(f"{quoted(item.id)} is there twice.", key=f"{entry('sessions', index)}.id")
        start = _start(clock, item, index)
        kind = kind_of(item, problem)
        found[item.id] = Event(
            athlete=athlete,
            week=week,
            session=item.id,
            start=start,
            end=start + timedelta(minutes=item.minutes),
            summary=_summary(item, kind),
            description="\n".join(visible(line) for line in _description(schedule, item, kind, problem)),
            place=visible(item.place or ""),
            categories=(kind.name, kind.modality) if kind else (visible(item.kind or item.id),),
            zone=clock.zone,
        )
    return tuple(sorted(found.values(), key=lambda event: (event.start, event.session)))


def _start(clock: Clock, item: ScheduledSession, index: int) -> datetime:
    start = clock.local(clock.elapsed(item.start)).astimezone(UTC)
    if item.end is not None and clock.elapsed(item.end) != clock.elapsed(item.start) + item.minutes:
        raise InputError(
            f"{item.minutes} minutes after {item.start:%H:%M} is not {item.end:%H:%M}.",
            key=f"{entry('sessions', index)}.end",
            maybe="leave out end.",
        )
    return start


def kind_of(item: ScheduledSession, problem: Problem | None) -> Kind | None:
    """What is known of the session's kind; a kind of a scenario's own is known with the scenario alone."""
    session = problem.session(item.id) if problem else None
    if session:
        return session.kind
    catalogue = problem.catalogue if problem else shipped()
    return catalogue.kinds.get(item.kind or item.id)


def _summary(item: ScheduledSession, kind: Kind | None) -> str:
    """`Long run`; with a name of its own behind it, where it has one: `Hard ride (spin-class)`."""
    title = kind.title if kind else (item.kind or item.id).replace("_", " ")
    stem, _, number = item.id.rpartition("-")
    named = {item.id, stem if number.isdigit() else item.id}
    return visible(title if (kind.name if kind else item.kind or item.id) in named else f"{title} ({item.id})")


def _description(schedule: Schedule, item: ScheduledSession, kind: Kind | None, problem: Problem | None) -> Iterator[str]:
    tags = item.tags if item.tags is not None else kind.tags if kind else ()
    word = "hard" if "hard" in tags else "easy" if "easy" in tags else ""
    effort = f", effort {kind.rpe} of 10{f' ({word})' if word else ''}" if kind else f", {word}" if word else ""
    yield f"{item.minutes} min{f' at {item.place}' if item.place else ''}{effort}."
    sure = {"optimal": "the best week there is", "feasible": "the best week found in time"}.get(schedule.status or "", "")
    where = f" It lies here in {sure} by the rules {', '.join(schedule.rules)}." if sure and schedule.rules else ""
    yield f"Why: {_why(item, problem)}.{where}"
    for report in schedule.rules_report:
        yield from (f"Cost: {breach.text} [{report.id}]" for breach in report.breaches if item.id in breach.sessions)


def _why(item: ScheduledSession, problem: Problem | None) -> str:
    """Why a session is in the week at all."""
    session = problem.session(item.id) if problem else None
    if item.fixed:
        return "it is fixed at this time"
    if session is None:
        return "wanted this week"
    if session.priority == "key":
        return "a key session, no week without it"
    if session.priority == "optional":
        return "optional, and there was room"
    return f"wanted this week (leaving it out would cost {session.worth})"
