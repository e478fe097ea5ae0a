"""Every schedule of a tiny week, worked out in plain Python: shares nothing with the model.

What is always true (SPEC, section 4) is said here once more: windows with buffers and places, days, hours, fixed times, no overlap. Sessions
that one wish asks for several times count once: numbered in time order, the placed ones first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from solver.domain.problem import Problem
from solver.domain.session import Placed, Session
from tests.support.weeks import placed_at


def options(problem: Problem, session: Session) -> list[Placed]:
    """Everywhere one session can be when it is alone in the week."""
    clock, fixed = problem.clock, session.fixed
    starts = range(clock.start + -clock.start % clock.grid, clock.end, clock.grid)
    worth_a_look = [  # the rest is told by `allowed`; this only saves its time
        start for start in starts if start == fixed or any(w.start <= start < w.end for w in problem.windows if fixed is None)
    ]
    return [
        placed
        for start in worth_a_look
        for minutes in range(session.least, session.most + 1, clock.grid)
        if allowed(problem, placed := placed_at(problem, session, start, minutes))
    ]


def allowed(problem: Problem, placed: Placed) -> bool:
    """Whether nothing but another session of the week or a rule can object."""
    session = placed.session
    if session.hours is not None and not any(low <= placed.start and placed.end <= high for low, high in session.hours):
        return False
    if not problem.scenario.repeats and not all(clear(placed, event) for event in (*problem.past, *problem.future)):
        return False
    if session.fixed is not None:
        return placed.start == session.fixed
    if session.days is not None and placed.day not in session.days:
        return False
    return any(
        window.start <= placed.start - session.before
        and placed.end + session.after <= window.end
        and (not session.places or not window.places or bool(set(session.places) & set(window.places)))
        for window in problem.windows
    )


def clear(one: Placed, other: Placed, later: int = 0) -> bool:
    """Whether two sessions (the other moved by `later` minutes) neither overlap nor reach into each other's buffer."""
    start, end = other.start + later, other.end + later
    if one.start <= start:
        return start - one.end >= max(one.session.after, other.session.before, 0)
    return one.start - end >= max(other.session.after, one.session.before, 0)


def schedules(problem: Problem, apart: Collection[str] = ()) -> Iterator[tuple[Placed, ...]]:
    """Every schedule, whatever the rules say; `apart`: ids that a rule names, which are not interchangeable."""
    places = [options(problem, session) for session in problem.sessions]
    week = problem.clock.end - problem.clock.start if problem.scenario.repeats else 0

    def extend(chosen: tuple[Placed, ...], number: int) -> Iterator[tuple[Placed, ...]]:
        if number == len(problem.sessions):
            yield chosen
            return
        session = problem.sessions[number]
        twin = _twin_before(problem, number, apart)
        before = next((placed for placed in chosen if placed.session.id == twin), None)
        if twin is None or before is not None:
            for placed in places[number]:
                if before is not None and placed.start < before.start:
                    continue
                if all(clear(placed, other) for other in chosen) and (not week or _joins(placed, chosen, week)):
                    yield from extend((*chosen, placed), number + 1)
        if session.priority != "key" and session.fixed is None:
            yield from extend(chosen, number + 1)

    return extend((), 0)


def _twin_before(problem: Problem, number: int, apart: Collection[str]) -> str | None:
    """The id of the last session before that one which is interchangeable with it, if there is one."""
    session = problem.sessions[number]
    twins = [other.id for other in problem.sessions[:number] if other.twins == session.twins and other.id not in apart]
    return twins[-1] if twins and session.id not in apart else None


def _joins(placed: Placed, others: tuple[Placed, ...], week: int) -> bool:
    """Whether a session leaves room across the join of a week that repeats."""
    return all(clear(placed, other, week) and clear(other, placed, week) for other in (*others, placed))
