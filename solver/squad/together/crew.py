"""What one search may spend, and its way to the processes that solve members' weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from solver.model.budget import Budget
from solver.squad.together.ask import Answer, Ask
from solver.squad.together.week_solvers import Stopped, WeekSolvers

__all__ = ["Crew", "Stopped"]


class _Unmeasured(Budget):
    """A budget whose effort has no end: that of another one is spent meanwhile."""

    def __init__(self, other: Budget) -> None:
        super().__init__(other.left)
        self._other = other

    def spend(self, effort: float) -> None:
        """Take away effort that was spent."""
        self._other.spend(effort)


class Crew:
    """Answers asks under one budget.

    The budget is looked at only between batches, as long as it is one of effort: so the answers do not depend on the number of processes.
    Whoever asks gets `Stopped` when it is spent. An answer is paid for once.

    Attributes:
        effort: what was spent.
        ran_out: whether the search was stopped because its effort was spent: with more of it, it would have gone on.
    """

    def __init__(self, solvers: WeekSolvers, budget: Budget) -> None:
        self.solvers = solvers
        self.seats = solvers.seats
        self.reach = solvers.reach
        self.budget = budget
        self.effort = 0.0
        self.ran_out = False
        self._paid: set[Ask] = set()

    def answers(self, asks: Sequence[Ask]) -> list[Answer]:
        """The answers in the order of the asks; raises Stopped when the budget is spent."""
        self.check()
        found = self.solvers.answers(asks, self.budget)
        fresh = {ask: each.effort for ask, each in zip(asks, found, strict=True) if ask not in self._paid}
        self._paid.update(fresh)
        self.spend(sum(fresh.values()))
        return found

    @contextmanager
    def regardless(self) -> Iterator[None]:
        """Let what has to be done be done, however little effort is left; it still counts, and time and Ctrl-C still end it."""
        budget, self.budget = self.budget, _Unmeasured(self.budget)
        try:
            yield
        finally:
            self.budget = budget

    def spend(self, effort: float) -> None:
        """Count effort that was spent."""
        self.effort += effort
        self.budget.spend(effort)

    @contextmanager
    def spending(self, effort: float) -> Iterator[Budget]:
        """A budget of at most so much effort for one search in this process.

        Raises:
            Stopped: the time was over meanwhile.
            KeyboardInterrupt: a person stopped it.
        """
        budget = Budget(self.budget.left, effort)
        yield budget
        self.spend(effort - (budget.effort_left or 0.0))
        if budget.stopped:
            raise KeyboardInterrupt
        if budget.left == 0:
            raise Stopped

    def check(self) -> None:
        """Raise Stopped when the budget is spent."""
        if self.solvers.stopped:
            raise KeyboardInterrupt
        if self.budget.over:
            self.ran_out = self.budget.effort_left == 0
            raise Stopped
