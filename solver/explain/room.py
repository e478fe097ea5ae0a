"""Where else there would be time: waking hours that are neither busy nor outside the week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from solver.domain.availability import Window, around, local_stretch
from solver.domain.clock import DAYS
from solver.domain.problem import Problem
from solver.domain.spans import Stretch, merged, without
from solver.domain.times import Span

WAKING = Span(6 * 60, 22 * 60)


def waking_hours(problem: Problem, waking: Span = WAKING) -> tuple[Stretch, ...]:
    """The week's waking hours without its busy times, on the grid, in elapsed minutes."""
    clock = problem.clock
    awake = merged(local_stretch(clock, day, waking) for day in around(clock))
    roster = problem.scenario.roster
    free = without(awake, (*problem.busy, *(roster.closed(clock) if roster else ())))
    inside = ((clock.ceil(max(start, clock.start)), clock.floor(end)) for start, end in free)
    return tuple((start, end) for start, end in inside if start < end and start < clock.end)


def waking_by_day(problem: Problem, waking: Span = WAKING) -> tuple[tuple[int, Stretch], ...]:
    """The same, cut at the bounds of training days: (day, stretch)."""
    bounds = problem.clock.bounds
    found = []
    for day in range(DAYS):
        for start, end in waking_hours(problem, waking):
            first, last = max(start, bounds[day]), min(end, bounds[day + 1])
            if first < last:
                found.append((day, (problem.clock.ceil(first), problem.clock.floor(last))))
    return tuple(found)


def joined(windows: Iterable[Window], new: Window) -> tuple[Window, ...]:
    """The windows with a new one; those with the same places that it touches or overlaps become one with it, as in a scenario."""
    first, last, apart = new.start, new.end, []
    for window in windows:
        if window.places == new.places and window.only == new.only and window.start <= last and first <= window.end:
            first, last = min(first, window.start), max(last, window.end)
        else:
            apart.append(window)
    return tuple(sorted((*apart, replace(new, start=first, end=last)), key=lambda w: (w.start, w.end, w.places)))


def with_window(problem: Problem, start: int, end: int, only: frozenset[str] | None = None) -> Problem:
    """The problem with one more window, at every place, open to some sessions or to all."""
    return replace(problem, windows=(*problem.windows, Window(start, end, (), only)))
