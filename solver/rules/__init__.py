"""What may hold: every rule there is, in the order of the documentation."""

from __future__ import annotations

from solver.rules.counts import Count
from solver.rules.days import ClearAfter, ClearBefore, Cluster, RestDays, Spacing, Streak
from solver.rules.gaps import Apart, CapAfter
from solver.rules.rule import Rule
from solver.rules.same_day import Order, Pair
from solver.rules.volume import Growth, Minutes, Share
from solver.rules.wishes import FullLength, PreferredTime

RULES: tuple[type[Rule], ...] = (
    Apart,
    ClearBefore,
    ClearAfter,
    Spacing,
    RestDays,
    Streak,
    Count,
    Minutes,
    Share,
    Growth,
    Cluster,
    Order,
    Pair,
    CapAfter,
    FullLength,
    PreferredTime,
)

__all__ = ["RULES", "Rule"]
