"""The processes that solve members' weeks: many asks in, their answers out in the same order, so that their number changes nothing."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as Late
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from types import TracebackType
from typing import Self, TypeVar

from solver.model.budget import Budget
from solver.model.cpsat import SolverFault
from solver.squad.together.ask import HARDEST, Answer, Ask, answer
from solver.squad.together.seat import Seat

FEW = 8  # so few asks are answered sooner than processes have started

T = TypeVar("T")
_seats: tuple[Seat, ...] = ()


class Stopped(Exception):
    """The search has to end: its effort or its time is spent, or a person stopped it."""


def _sit_down(seats: tuple[Seat, ...]) -> None:
    """Prepare a process: it knows all members, and leaves Ctrl-C to the one that started it."""
    global _seats  # noqa: PLW0603  # a process of its own
    _seats = seats
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _answer(ask: Ask, effort: float) -> Answer:
    return answer(_seats[ask.seat], ask, effort)


class _Unmeasured(Budget):
    """A budget whose effort has no end: that of another one is spent meanwhile."""

    def __init__(self, other: Budget) -> None:
        super().__init__(other.left)
        self._other = other

    def stop(self) -> None:
        """Let no more be spent, of neither."""
        super().stop()
        self._other.stop()

    def spend(self, effort: float) -> None:
        """Take away effort that was spent."""
        self._other.spend(effort)


class Crew:
    """Answers asks, in processes where there are several, under one budget.

    The budget is looked at between batches alone, as long as it is one of effort: so the answers do not depend on the number of processes.
    Whoever asks gets `Stopped` when it is spent.
    """

    def __init__(self, seats: Sequence[Seat], budget: Budget, workers: int = 1) -> None:
        self.seats = tuple(seats)
        self.budget = budget
        self.effort = 0.0
        self.reach = tuple(tuple(seat.reach()) for seat in self.seats)
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def answers(self, asks: Sequence[Ask]) -> list[Answer]:
        """The answers in the order of the asks; raises Stopped when the budget is spent."""
        self.check()
        alike = list(dict.fromkeys(asks))
        found = dict(zip(alike, self._all(alike), strict=True))
        self.spend(sum(each.effort for each in found.values()))
        return [found[ask] for ask in asks]

    @contextmanager
    def regardless(self) -> Iterator[None]:
        """Let what has to be done be done, however little effort is left; it still counts, and time and Ctrl-C still end it."""
        budget, self.budget = self.budget, _Unmeasured(self.budget)
        try:
            yield
        finally:
            self.budget = budget

    def last_word(self, ask: Ask) -> Answer:
        """One more answer, whatever the budget: what follows the search does not fail for want of it."""
        return answer(self.seats[ask.seat], ask, HARDEST)

    def spend(self, effort: float) -> None:
        """Count effort that was spent."""
        self.effort += effort
        self.budget.spend(effort)

    @contextmanager
    def spending(self, effort: float) -> Iterator[Budget]:
        """A budget of at most so much effort for one search in this process; raises Stopped where a person stopped it."""
        budget = Budget(self.budget.left, effort)
        yield budget
        self.spend(effort - (budget.effort_left or 0.0))
        if budget.left == 0:
            self.budget.stop()
            raise Stopped

    def check(self) -> None:
        """Raise Stopped when the budget is spent."""
        if self.budget.over:
            raise Stopped

    def _all(self, asks: Sequence[Ask]) -> list[Answer]:
        if self._workers > 1 and len(asks) > 1 and (self._pool is not None or len(self.seats) > FEW):
            return self._side_by_side(asks)
        found = []
        for ask in asks:
            found.append(self._stopping(lambda ask=ask: answer(self.seats[ask.seat], ask, HARDEST)))  # type: ignore[misc]
            if self.budget.left == 0:
                raise Stopped
        return found

    def _side_by_side(self, asks: Sequence[Ask]) -> list[Answer]:
        """Answers from several processes; when one of them dies, new ones get a second chance."""
        try:
            return self._from_pool(asks)
        except BrokenProcessPool:
            self._pool = None
        try:
            return self._from_pool(asks)
        except BrokenProcessPool:
            raise SolverFault("a process that solves weeks died, twice") from None

    def _from_pool(self, asks: Sequence[Ask]) -> list[Answer]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers, mp_context=get_context("spawn"), initializer=_sit_down, initargs=(self.seats,)
            )
        futures: list[Future[Answer]] = [self._pool.submit(_answer, ask, HARDEST) for ask in asks]
        try:
            return [self._stopping(lambda one=one: one.result(self.budget.left)) for one in futures]  # type: ignore[misc]
        finally:
            for one in futures:
                one.cancel()

    def _stopping(self, act: Callable[[], T]) -> T:
        """Do something; a person's Ctrl-C or the end of the time becomes Stopped."""
        try:
            return act()
        except (KeyboardInterrupt, Late):
            self.budget.stop()
            raise Stopped from None
