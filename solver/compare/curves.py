"""A sweep's curves: how figures change with the number that is varied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from solver.compare import statistics
from solver.compare.measures import BY_NAME
from solver.compare.pairs import Table
from solver.compare.statistics import Estimate

POSSIBLE = "possible"
EVERY = ("kept",)  # every scenario has it
SOLVED = ("left_out", "minutes", "points", "rest_days", "hiit_heavy_gap")


@dataclass(frozen=True)
class Curve:
    """One figure along a sweep.

    Attributes:
        measure: its name; `possible` is the share of scenarios that have a week.
        n: the scenarios it is the mean of: the same ones at every step.
        points: the varied number, and the mean with its interval; a share is in per cent.
    """

    measure: str
    title: str
    n: int
    points: tuple[tuple[float, Estimate], ...]


def curves(table: Table, values: Sequence[float]) -> tuple[Curve, ...]:
    """The curves of a table whose sets are the steps of a sweep.

    What only a solved week has is averaged over the scenarios that have it at every step: otherwise a curve would move because others are
    counted, and not because the weeks change.
    """
    found = [_possible(table, values), *(_mean(table, values, measure) for measure in (*EVERY, *SOLVED))]
    return tuple(curve for curve in found if curve is not None)


def _possible(table: Table, values: Sequence[float]) -> Curve | None:
    known = _complete([[pair.possible for pair in table.of(name)] for name in table.sets])
    if not known:
        return None
    shares = [statistics.share(sum(step), len(step)) for step in zip(*known, strict=True)]
    per_cent = [Estimate(100 * share.value, 100 * share.low, 100 * share.high) for share in shares]
    return Curve(POSSIBLE, "Possible (%)", len(known), tuple(zip(values, per_cent, strict=True)))


def _mean(table: Table, values: Sequence[float], measure: str) -> Curve | None:
    known = _complete([[pair.figures.get(measure) for pair in table.of(name)] for name in table.sets])
    if not known:
        return None
    means = [statistics.average(step) for step in zip(*known, strict=True)]
    return Curve(measure, BY_NAME[measure].title, len(known), tuple(zip(values, means, strict=True)))


def _complete(steps: Sequence[Sequence[float | None]]) -> list[tuple[float, ...]]:
    """One row for each scenario that has a figure at every step."""
    rows = zip(*steps, strict=True)
    return [tuple(figure for figure in row if figure is not None) for row in rows if None not in row]
