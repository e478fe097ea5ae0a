"""Schedules that come in: judged against a scenario, or read as its history."""

from __future__ import annotations

from solver.domain.errors import InputError, entry, nearest, quoted
from solver.domain.problem import Problem, outside
from solver.domain.scenario import HISTORY_LIMIT
from solver.domain.schedule import Schedule, ScheduledSession
from solver.domain.session import Placed


def placed_sessions(problem: Problem, schedule: Schedule) -> tuple[Placed, ...]:
    """The sessions of a schedule, made by the program or by hand, as placed sessions of a problem."""
    sessions = {session.id: session for session in problem.sessions}
    found = []
    for index, item in enumerate(schedule.sessions):
        if item.id not in sessions:
            guess = nearest(item.id, sessions)
            raise InputError(
                f"the scenario has no session {quoted(item.id)}; it has {', '.join(sessions)}.",
                key=f"{entry('sessions', index)}.id",
                maybe=f"{guess!r}." if guess else "",
            )
        start = _start(problem, item, index)
        found.append(Placed(sessions[item.id], start, item.minutes, problem.clock.day_of(start), item.place))
    return tuple(found)


def history(problem: Problem, schedule: Schedule, already: int = 0) -> tuple[Placed, ...]:
    """The sessions of an earlier week's schedule, as sessions before a problem's week.

    `already` is how many sessions other schedules have added to the history. There is a limit on all of them together.
    """
    found = []
    for index, item in enumerate(schedule.sessions):
        if item.kind is None:
            raise InputError("needs its kind to count as history.", key=entry("sessions", index))
        start = _start(problem, item, index)
        if start >= problem.clock.start:
            raise InputError(
                f"{item.start:%Y-%m-%d %H:%M} is not before the week of {problem.clock.week}: "
                "this is no earlier week's schedule.",
                key=f"{entry('sessions', index)}.start",
            )
        try:
            kind = problem.catalogue.kind(item.kind)
        except InputError as error:
            raise InputError(
                f"{error.text} A kind of one's own must be in this scenario's [kinds] too.",
                key=f"{entry('sessions', index)}.kind",
                maybe=error.maybe,
            ) from None
        tags = kind.tags if item.tags is None else frozenset(item.tags)
        found.append(outside(problem.clock, kind, tags, start, item.minutes, item.id))
    number = len(problem.past) + already + len(found)
    if number > HISTORY_LIMIT:
        raise InputError(f"with the scenario's history these are {number} entries; the limit is {HISTORY_LIMIT}.", key="sessions")
    return tuple(found)


def _start(problem: Problem, item: ScheduledSession, index: int) -> int:
    if item.start.second or item.start.microsecond:
        raise InputError(
            f"{item.start:%H:%M:%S} lies within a minute; write whole minutes.", key=f"{entry('sessions', index)}.start"
        )
    start = problem.clock.elapsed(item.start)
    if item.end is not None and problem.clock.elapsed(item.end) != start + item.minutes:
        raise InputError(
            f"{item.minutes} minutes after {item.start:%H:%M} is not {item.end:%H:%M}.",
            key=f"{entry('sessions', index)}.end",
            maybe="leave out end.",
        )
    return start
