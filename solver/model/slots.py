"""Where a session can lie at all: its slots, worked out before the solver sees the week.

A slot is one window (or one stretch of allowed hours in it) on one training day: everything that is no rule's business (windows, places,
days, hours, buffers, fixed times, sessions outside the week) is in its bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from solver.domain.clock import DAYS
from solver.domain.problem import Problem
from solver.domain.session import Session


@dataclass(frozen=True, slots=True)
class Slot:
    """A range of starts in elapsed minutes, both ends meant, on one training day; the session ends by `until`.

    `place` is where a session in it is done, if that is settled. Slots of different lanes are different schedules, even at the same time.
    """

    window: int | None
    day: int
    first: int
    last: int
    until: int
    own: bool = False  # in a window that is for this session alone
    place: str | None = None
    lane: str = ""

    def holds(self, other: Slot) -> bool:
        """Whether everything that is possible in `other` is possible here."""
        return (
            self.day == other.day
            and (self.own, self.lane) == (other.own, other.lane)
            and self.first <= other.first
            and other.last <= self.last
            and other.until <= self.until
        )


Finder = Callable[[Problem, Session], tuple[Slot, ...]]


def slots(problem: Problem, session: Session) -> tuple[Slot, ...]:
    """All slots of a session in time order, those contained in another one left out."""
    found = list(_fixed_slot(problem, session) if session.fixed is not None else _window_slots(problem, session))
    kept: list[Slot] = []
    for slot in sorted(found, key=lambda s: (s.first, s.first - s.last, -s.until, s.window)):
        if not any(other.holds(slot) for other in kept):
            kept = [other for other in kept if not slot.holds(other)]
            kept.append(slot)
    return tuple(kept)


def _limits(problem: Problem, session: Session) -> tuple[int | None, int | None]:
    """The earliest start and the latest end that sessions outside the week leave."""
    if problem.scenario.repeats:
        return None, None
    earliest = max((event.end + session.before for event in problem.past), default=None)
    latest = min((event.start - session.after for event in problem.future), default=None)
    return earliest, latest


def _fixed_slot(problem: Problem, session: Session) -> Iterator[Slot]:
    start = session.fixed
    assert start is not None
    until = start + session.most
    latest = _limits(problem, session)[1]
    if latest is not None:
        until = min(until, latest)
    if session.hours is not None:
        until = min(until, max(end for first, end in session.hours if first <= start < end))
    yield Slot(None, problem.clock.day_of(start), start, start, problem.clock.floor(until))


def _window_slots(problem: Problem, session: Session) -> Iterator[Slot]:
    clock = problem.clock
    earliest, latest = _limits(problem, session)
    for index, window in enumerate(problem.windows):
        if not problem.takes(window, session):
            continue
        low, high = window.start + session.before, window.end - session.after
        for first, until in session.hours if session.hours is not None else ((low, high),):
            first = max(low, first, earliest if earliest is not None else low)
            until = clock.floor(min(high, until, latest if latest is not None else high))
            if first + session.least <= until:
                yield from _by_day(problem, session, index, first, until)


def _by_day(problem: Problem, session: Session, window: int, first: int, until: int) -> Iterator[Slot]:
    clock, bounds = problem.clock, problem.clock.bounds
    latest = until - session.least
    days = range(max(0, clock.day_of(first)), min(DAYS - 1, clock.day_of(latest)) + 1)
    for day in days if session.days is None else sorted(session.days.intersection(days)):
        if bounds[day] <= latest and first < bounds[day + 1]:
            start, last = clock.ceil(max(first, bounds[day])), min(latest, clock.floor(bounds[day + 1] - 1))
            if start <= last:
                yield Slot(window, day, start, last, until, problem.windows[window].only is not None)
