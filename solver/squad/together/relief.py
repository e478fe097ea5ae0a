"""What members may go without where not everybody's must-haves find room, and what that weighs against what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LARGEST = 2**62  # CP-SAT adds up in 64 bits


@dataclass(frozen=True)
class Relief:
    """What members may go without, in units of worth left out; 0: they may not.

    Both come before the worth of normal sessions, so the levels above it are one number with it: what is forgone. The sizes are only needed
    where must-haves collide. With n members, w worth left out at most and m must-haves, `must` is w + 1 and `week` is (w + 1)(m + 1): each is
    more than everything below it. Costs are these times the weight of a unit of worth, which is more than all points.

    Attributes:
        must: what a must-have (a key or fixed session) weighs that is given up.
        week: what an athlete without any week weighs.
        exact: whether the weights are large enough for the levels never to mix.
    """

    must: int = 0
    week: int = 0
    exact: bool = True

    @classmethod
    def of(cls, worth: int, musts: int) -> Relief:
        """Relief of both sorts.

        Args:
            worth: what all members leave out at most.
            musts: how many must-haves all members have.
        """
        return cls(worth + 1, (worth + 1) * (musts + 1))

    @property
    def with_weeks(self) -> Relief:
        """The same, with a week for everybody."""
        return Relief(self.must, 0, self.exact)

    def most(self, musts: int) -> int:
        """What a member with so many must-haves goes without at most."""
        return self.week or self.must * musts

    def limited(self, most: int) -> Relief:
        """The same with weights that are not above a limit: levels may mix then."""
        largest = max(self.must, self.week)
        if largest <= most:
            return self
        return Relief(max(1, self.must * most // largest), self.week and max(1, self.week * most // largest), exact=False)

    def split(self, forgone: int) -> tuple[int, int, int]:
        """What is forgone as its levels: athletes without a week, must-haves given up, worth left out."""
        out, rest = divmod(forgone, self.week) if self.week else (0, forgone)
        given_up, left_out = divmod(rest, self.must) if self.must else (0, rest)
        return out, given_up, left_out


STRICT = Relief()


def largest_weight(weight: int, points: int, most: Sequence[int]) -> int:
    """How large a weight of a relief may be for sums over all members to stay exact.

    Args:
        weight: what a unit of worth counts in points.
        points: what all members pay at most.
        most: for each member how many must-haves there are.
    """
    members = len(most)
    return (LARGEST // (members * members) - points) // (weight * (1 + max(most, default=0)))
