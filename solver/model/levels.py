"""Both levels of the objective as one number."""

from __future__ import annotations

from dataclasses import dataclass

from solver.domain.schedule import Score
from solver.model.linear import Linear

LARGEST = 2**39  # CP-SAT tells objectives as floats: up to here their error is less than what `_bound` allows


@dataclass(frozen=True)
class Levels:
    """Both levels of an objective, smallest first, as the one number T = W × (left_out - l) + (points - p).

    l and p are the least that the levels can be, and W is one more than the range of points: so 0 <= points - p < W, T puts schedules in the
    order of the levels, and `divmod(T, W)` gives both levels back. T is 0 for the least of both, so that a level that is known already does
    not make it large.
    """

    left_out: Linear
    points: Linear

    @property
    def weight(self) -> int:
        """W: more than points can make up for."""
        return self.points.upper - self.points.lower + 1

    @property
    def both(self) -> Linear:
        """T."""
        return self.weight * (self.left_out - self.left_out.lower) + (self.points - self.points.lower)

    @property
    def exact(self) -> bool:
        """Whether T is small enough for CP-SAT to tell it exactly."""
        return self.both.upper < LARGEST

    def score(self, both: int) -> Score:
        """The levels of a schedule whose T that is."""
        left_out, beyond = divmod(both, self.weight)
        return Score(left_out=max(0, self.left_out.lower + left_out), points=max(0, self.points.lower + beyond))

    def bound(self, both: int, found: Score) -> Score:
        """What T >= both says of each level of the best schedule, one found being known.

        left_out - l >= both // W, for less would make T less than that times W. Only where this is what the schedule found leaves out is the
        left_out of the best one known, and the rest of T its points; otherwise the rest says nothing of the points of a schedule
        that leaves out more.
        """
        bound = self.score(both)
        if bound.left_out < found.left_out:
            return Score(left_out=bound.left_out, points=max(0, self.points.lower))
        return bound
