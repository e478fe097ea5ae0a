"""What a squad shares, on one clock: minutes since local midnight of the squad's first date.

Athletes have clocks of their own (time zone, grid, start of the training day); an athlete's elapsed minute plus their offset is a minute here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import reduce

from solver.domain.availability import Availability, around, local_stretch
from solver.domain.clock import DAYS, Clock, zone
from solver.domain.spans import Stretch, merged
from solver.domain.squad import Group, Squad
from solver.domain.times import days_meant

LATER = 2 * DAYS * 24 * 60  # a stretch that ends then ends after everything
ALWAYS: tuple[Stretch, ...] = ((-LATER, LATER),)


def offset(clock: Clock, squad: Clock) -> int:
    """What turns an elapsed minute of a clock into one of the squad's."""
    return squad.elapsed(clock.local(0))


def meeting(one: Iterable[Stretch], other: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """What each stretch of one has in common with each of the other."""
    return tuple((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d))


def inside(stretches: Iterable[Stretch], start: int, end: int) -> bool:
    """Whether one stretch holds all of that time."""
    return any(low <= start and end <= high for low, high in stretches)


def _hours(availability: Availability, clock: Clock, squad: Clock, place: str | None = None) -> Iterator[Stretch]:
    """Hours around the squad's week; those of another place do not count."""
    for weeks in (-1, 0, 1):
        near = replace(clock, week=clock.week + timedelta(days=DAYS * weeks), grid=1)
        shift = offset(near, squad)
        for window in availability.windows(near):
            if place is None or window.offers((place,)):
                yield window.start + shift, window.end + shift


def opening_hours(squad: Squad) -> dict[str, tuple[Stretch, ...]]:
    """When each shared place is open."""
    return {
        shared.place: ALWAYS if shared.open is None else merged(_hours(shared.open, squad.clock, squad.clock))
        for shared in squad.shared
    }


def coach_hours(squad: Squad, name: str, place: str) -> tuple[Stretch, ...]:
    """When a coach can lead a session at a place."""
    coach = squad.coaches[name]
    clock = Clock(squad.week, zone(coach.timezone or squad.timezone))
    return merged(_hours(coach.availability, clock, squad.clock, place))


def group_hours(squad: Squad, group: Group, open_: Mapping[str, Sequence[Stretch]]) -> tuple[Stretch, ...]:
    """The hours that a group session must lie inside, its days apart: its own, its coach's, its place's."""
    limits: list[Sequence[Stretch]] = [open_.get(group.place, ALWAYS)]
    if group.between is not None:
        span = group.between
        limits.append(merged(local_stretch(squad.clock, day, span) for day in around(squad.clock)))
    if group.coach is not None:
        limits.append(coach_hours(squad, group.coach, group.place))
    return reduce(meeting, limits, ALWAYS)


def group_starts(squad: Squad, group: Group, open_: Mapping[str, Sequence[Stretch]]) -> tuple[Stretch, ...]:
    """Ranges of minutes, both ends meant, in which a group session can start: on its days, inside its hours."""
    clock = squad.clock
    days = range(DAYS) if group.days is None else sorted(days_meant(group.days, clock.dates))
    hours = group_hours(squad, group, open_)
    starts = [
        (max(low, clock.bounds[day]), min(high - group.minutes, clock.bounds[day + 1] - 1)) for day in days for low, high in hours
    ]
    return tuple(sorted((first, last) for first, last in starts if first <= last))
