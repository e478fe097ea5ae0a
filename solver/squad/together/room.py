"""Room in shared places: where there are too many, where it is full, and at which minutes it is enough to count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from solver.domain.spans import Stretch
from solver.squad.together.seat import Use

Point = tuple[str, int]  # a shared place at a minute
Capacity = Mapping[str, int]


def by_place(uses: Iterable[Use]) -> dict[str, list[Stretch]]:
    """The stretches in each place."""
    found: dict[str, list[Stretch]] = defaultdict(list)
    for use in uses:
        found[use.place].append((use.start, use.end))
    return dict(sorted(found.items()))


def steps(stretches: Iterable[Stretch]) -> Iterator[tuple[int, int]]:
    """How many there are from which minute on, each time that changes."""
    change: dict[int, int] = defaultdict(int)
    for start, end in stretches:
        change[start] += 1
        change[end] -= 1
    there = 0
    for minute in sorted(change):
        if change[minute]:
            there += change[minute]
            yield minute, there


def crowded(uses: Iterable[Use], capacity: Capacity) -> dict[Point, int]:
    """Where more are in a place than fit: the minutes at which that begins or changes, and how many are too many."""
    return {
        (place, minute): there - capacity[place]
        for place, stretches in by_place(uses).items()
        for minute, there in steps(stretches)
        if there > capacity[place]
    }


def full(uses: Iterable[Use], capacity: Capacity) -> tuple[Use, ...]:
    """The stretches in which a place has no room left."""
    found = []
    for place, stretches in by_place(uses).items():
        ends = (*steps(stretches), (0, 0))
        found += [Use(place, minute, until) for (minute, there), (until, _) in pairwise(ends) if there >= capacity[place]]
    return tuple(found)


def cliques(uses: Iterable[Use]) -> Iterator[Point]:
    """Minutes at which it is enough to count: at every other, no stretch is there that is not also at one of these."""
    for place, stretches in by_place(uses).items():
        events = sorted({*((start, 1) for start, _ in stretches), *((end, 0) for _, end in stretches)})
        for (minute, begins), (_, next_begins) in pairwise(events):
            if begins and not next_begins:
                yield place, minute


def peaks(uses: Iterable[tuple[Use, float]], capacity: Capacity) -> list[Point]:
    """Where shares of stretches take more room than there is: the last minute at which each crowd has grown."""
    events: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    for use, share in uses:
        events[use.place] += [(use.start, 1, share), (use.end, 0, -share)]
    found = []
    for place, changes in sorted(events.items()):
        there, peak = 0.0, None
        for minute, begins, share in sorted(changes):
            there += share
            if begins and there > capacity[place] + 1e-6:
                peak = minute
            elif not begins and peak is not None:
                found.append((place, peak))
                peak = None
    return found
