"""The second opinion on a squad: judges what athletes share from their schedules alone, in plain Python.

It shares nothing with the search but the squad as it is written. Each athlete's own week is the business of `solver.judge`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations

from solver.domain.schedule import Schedule, ScheduledSession
from solver.domain.squad import Group, Squad
from solver.squad.together.hours import coach_hours, group_hours, inside, opening_hours

Schedules = Mapping[str, Schedule]


def squad_faults(squad: Squad, schedules: Schedules) -> tuple[str, ...]:
    """What is wrong with schedules as those of one squad, by the athletes' ids; nothing where all is well.

    A session is in the place that its schedule says, from its start to its end: buffers do not count.
    """
    return (*_crowds(squad, schedules), *_groups(squad, schedules), *_coaches(squad, schedules))


def _end(session: ScheduledSession) -> datetime:
    return session.start + timedelta(minutes=session.minutes)


def _at(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %H:%M}"


def _crowds(squad: Squad, schedules: Schedules) -> Iterator[str]:
    """Sessions in a shared place while it is closed, and moments at which too many are there."""
    hours = opening_hours(squad)
    for shared in squad.shared:
        there = [
            (session, athlete)
            for athlete, schedule in schedules.items()
            for session in schedule.sessions
            if session.place == shared.place
        ]
        for session, athlete in there:
            if not inside(hours[shared.place], squad.clock.elapsed(session.start), squad.clock.elapsed(_end(session))):
                yield f"{athlete} is at {shared.place} for {session.id} ({_at(session.start)}) while it is closed."
        for moment in sorted({session.start for session, _ in there}):
            number = sum(session.start <= moment < _end(session) for session, _ in there)
            if number > shared.capacity:
                yield f"{number} are at {shared.place} on {_at(moment)}; {shared.capacity} fit."


def meetings(squad: Squad, schedules: Schedules) -> dict[str, list[tuple[str, ScheduledSession]]]:
    """Who takes part in each group session: the sessions in their schedules that say so."""
    return {
        group.id: [
            (athlete, session)
            for athlete, schedule in schedules.items()
            for session in schedule.sessions
            if session.group == group.id
        ]
        for group in squad.together
    }


def _groups(squad: Squad, schedules: Schedules) -> Iterator[str]:
    found = meetings(squad, schedules)
    for group in squad.together:
        if found[group.id]:
            for fault in _group(squad, group, found[group.id]):
                yield f"{group.id} {fault}."


def _group(squad: Squad, group: Group, there: Sequence[tuple[str, ScheduledSession]]) -> Iterator[str]:
    """What is wrong with one group session that is held."""
    if len(there) < group.at_least:
        yield f"is held with {len(there)}; at least {group.at_least} are wanted"
    if group.at_most is not None and len(there) > group.at_most:
        yield f"is held with {len(there)}; at most {group.at_most} can take part"
    uninvited = [athlete for athlete, _ in there if not group.invites(athlete)]
    if uninvited:
        yield f"is not for {', '.join(uninvited)}"
    for athlete, session in there:
        if (session.kind, session.minutes, session.place) != (group.kind, group.minutes, group.place):
            yield f"is {group.kind} of {group.minutes} minutes at {group.place}, but not for {athlete}"
    starts = {session.start for _, session in there}
    if len(starts) > 1:
        yield f"starts at {len(starts)} different times"
    for start in sorted(starts):
        local = start.astimezone(squad.clock.zone)
        if group.days is not None and not any(day.matches(local.date()) for day in group.days):
            yield f"is not on one of its days ({_at(local)})"
        minute = squad.clock.elapsed(start)
        if not inside(group_hours(squad, group.model_copy(update={"coach": None}), {}), minute, minute + group.minutes):
            yield f"is outside its hours ({_at(local)})"


def _coaches(squad: Squad, schedules: Schedules) -> Iterator[str]:
    """Coaches who lead when they are not available, or two sessions at a time."""
    led: dict[str, list[tuple[int, int, str]]] = {}
    for group in squad.together:
        there = meetings(squad, schedules)[group.id]
        if group.coach is None or not there:
            continue
        start = squad.clock.elapsed(there[0][1].start)
        led.setdefault(group.coach, []).append((start, start + group.minutes, group.id))
        if not inside(coach_hours(squad, group.coach, group.place), start, start + group.minutes):
            yield f"{group.coach} is not available for {group.id}."
    for coach, stretches in led.items():
        for (start, end, one), (begin, until, other) in combinations(sorted(stretches), 2):
            if begin < end and start < until:
                yield f"{coach} leads {one} and {other} at one time."
