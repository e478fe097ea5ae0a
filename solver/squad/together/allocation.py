"""One limit of effort for several independent searches: each has a share by its size, and what some do not need is handed on.

A search is a function of what it may spend: with more, it goes the same way and then on. So what is handed on means that the search is done
once more with the larger share; the answers of the first time are known then and cost nothing but a moment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from solver.model.budget import Budget
from solver.squad.together.crew import Crew
from solver.squad.together.week_solvers import WeekSolvers

WORTH_IT = 0.05  # of all effort: less is not handed on

T = TypeVar("T")
Search = Callable[[int, Crew], T]  # given its number and what it may spend


@dataclass(frozen=True)
class Allocated(Generic[T]):
    """What came of several searches, in their order, and the effort they took together."""

    results: list[T]
    effort: float


def allocated(solvers: WeekSolvers, budget: Budget, sizes: Sequence[int], search: Search[T]) -> Allocated[T]:
    """Run a search for each size, side by side where there are several processes.

    Shares of effort depend on nothing but the sizes and what other searches spent, so they are the same with any number of processes. Time
    (if it is limited) is shared by size too.

    Args:
        solvers: who answers their asks.
        budget: what all of them may spend together.
        sizes: how large each search is.
        search: does one of them. It has to do the same with the same answers.

    Raises:
        KeyboardInterrupt: a person stopped it.
    """
    limit = budget.effort_left
    shares = _shares(limit, sizes, range(len(sizes)))
    found: dict[int, tuple[T, Crew]] = {}
    short: Sequence[int] = range(len(sizes))
    while True:
        found |= _Round(solvers, budget, sizes, search, shares).run(short)
        spent = {number: crew.effort for number, (_, crew) in found.items()}
        short = [number for number in short if found[number][1].ran_out]
        if limit is None or not short or limit - sum(spent.values()) < WORTH_IT * limit:
            return Allocated([found[number][0] for number in range(len(sizes))], sum(spent.values()))
        extra = _shares(limit - sum(spent.values()), sizes, short)
        shares = {number: spent[number] + (extra[number] or 0.0) for number in short}


def _shares(effort: float | None, sizes: Sequence[int], which: Sequence[int]) -> dict[int, float | None]:
    """The effort of each of some searches: by size, None without end."""
    total = sum(sizes[number] for number in which)
    return {number: None if effort is None else effort * sizes[number] / total for number in which}


class _Round(Generic[T]):
    """Some of the searches, each once."""

    def __init__(
        self, solvers: WeekSolvers, budget: Budget, sizes: Sequence[int], search: Search[T], shares: dict[int, float | None]
    ) -> None:
        self._solvers = solvers
        self._budget = budget
        self._sizes = sizes
        self._search = search
        self._shares = shares
        self._lock = Lock()

    def run(self, which: Sequence[int]) -> dict[int, tuple[T, Crew]]:
        """Run those of some numbers."""
        self._waiting = sum(self._sizes[number] for number in which)
        self._threads = min(self._solvers.workers, len(which))
        if self._threads <= 1:
            return {number: self._one(number) for number in which}
        with ThreadPoolExecutor(self._threads) as threads:
            futures = {number: threads.submit(self._one, number) for number in which}
            try:
                return {number: future.result() for number, future in futures.items()}
            except BaseException:
                for future in futures.values():
                    future.cancel()
                self._solvers.stop()
                raise

    def _one(self, number: int) -> tuple[T, Crew]:
        crew = Crew(self._solvers, Budget(self._seconds(number), self._shares[number]))
        return self._search(number, crew), crew

    def _seconds(self, number: int) -> float | None:
        """The time that a search may take which begins now: its share of what is left for all that have not begun."""
        with self._lock:
            left, waiting = self._budget.left, self._waiting
            self._waiting -= self._sizes[number]
        return None if left is None else left * min(1.0, self._threads * self._sizes[number] / waiting)
