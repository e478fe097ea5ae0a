"""Arithmetic with stretches of elapsed minutes: half-open pairs (start, end), start < end."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

Stretch = tuple[int, int]


def merged(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same minutes as few stretches in time order; those that touch or overlap become one."""
    result: list[Stretch] = []
    for start, end in sorted(stretches):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return tuple(result)


def without(stretches: Iterable[Stretch], cut: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """What is left of the stretches when the minutes of `cut` are taken away."""
    cuts = merged(cut)
    left: list[Stretch] = []
    for start, end in stretches:
        first = bisect_right(cuts, start, key=lambda stretch: stretch[1])
        for cut_start, cut_end in cuts[first:]:
            if cut_start >= end:
                break
            if start < cut_start:
                left.append((start, cut_start))
            start = cut_end
        if start < end:
            left.append((start, end))
    return tuple(left)
