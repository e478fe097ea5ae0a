"""The processes that solve members' weeks: many asks in, their answers out in the same order, so that their number changes nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as Late
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Lock, Thread, current_thread, main_thread
from types import TracebackType
from typing import Self

from solver.batch.local import deaf_children
from solver.model.budget import Budget
from solver.model.cpsat import SolverFault
from solver.squad.together.ask import HARDEST, Answer, Ask, answer
from solver.squad.together.kept import Kept, as_data, key_of, recalled
from solver.squad.together.seat import Seat

FEW = 8  # so few asks are answered sooner than processes have started
CHANCES = 2  # for asks during which a process died
ORPHANED = 3  # exit status of a process whose parent is gone

_seats: tuple[Seat, ...] = ()


class Stopped(Exception):
    """The search has to end: its effort or its time is spent."""


def _sit_down(seats: tuple[Seat, ...]) -> None:
    """Prepare a process: it knows all members, leaves Ctrl-C to the one that started it, and ends when that one is gone."""
    global _seats  # noqa: PLW0603  # a process of its own
    _seats = seats
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(ORPHANED)


def _answer(ask: Ask, effort: float) -> Answer:
    return answer(_seats[ask.seat], ask, effort)


class WeekSolvers:
    """Answers asks, in processes where there are several. Several threads may use it at a time.

    Args:
        seats: the members.
        workers: how many processes.
        kept: answers of an earlier run; new ones are added. None keeps them in memory only.
    """

    def __init__(self, seats: Sequence[Seat], workers: int = 1, kept: Kept | None = None) -> None:
        self.seats = tuple(seats)
        self.reach = tuple(tuple(seat.reach()) for seat in self.seats)
        self.workers = workers
        self.stopped = False
        self._kept = kept
        self._known: dict[Ask, Answer] = {}
        self._executor: ProcessPoolExecutor | None = None
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None:
            self.close()
        else:
            self.stop()

    def answers(self, asks: Sequence[Ask], budget: Budget) -> list[Answer]:
        """The answers in the order of the asks; of the budget only its time counts here.

        Raises:
            Stopped: the time is over.
            KeyboardInterrupt: a person stopped it.
            SolverFault: processes keep dying.
        """
        missing = [ask for ask in dict.fromkeys(asks) if not self._recall(ask)]
        for ask, found in zip(missing, self._solved(missing, budget), strict=True):
            self._known[ask] = found
            if self._kept is not None:
                self._kept.keep(key_of(ask), as_data(found))
        return [self._known[ask] for ask in asks]

    def stop(self) -> None:
        """End everything at once; whoever waits for answers gets KeyboardInterrupt."""
        self.stopped = True
        with self._lock:
            executor, self._executor = self._executor, None
        if executor is not None:
            for process in list((executor._processes or {}).values()):
                process.kill()
            executor.shutdown(cancel_futures=True)

    def close(self) -> None:
        """Let the processes end."""
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    def _recall(self, ask: Ask) -> bool:
        """Whether an answer is known already, from this run or an earlier one."""
        if ask not in self._known and self._kept is not None:
            found = recalled(self.seats[ask.seat], ask, self._kept.get(key_of(ask)))
            if found is not None:
                self._known[ask] = found
        return ask in self._known

    def _solved(self, asks: Sequence[Ask], budget: Budget) -> Iterator[Answer]:
        """The answers, each as soon as it and those before it are there."""
        if self._worth_a_process(asks):
            yield from self._side_by_side(asks, budget)
            return
        for ask in asks:
            yield answer(self.seats[ask.seat], ask, HARDEST)
            if budget.left == 0:
                raise Stopped

    def _worth_a_process(self, asks: Sequence[Ask]) -> bool:
        if self.workers == 1 or not asks:
            return False
        aside = current_thread() is not main_thread()  # a search beside others, which go on meanwhile
        return aside or (len(asks) > 1 and (self._executor is not None or len(self.seats) > FEW))

    def _side_by_side(self, asks: Sequence[Ask], budget: Budget) -> Iterator[Answer]:
        """Answers from several processes; when one of them dies, new ones get a second chance."""
        done = 0
        for _ in range(CHANCES):
            try:
                for found in self._from_processes(asks[done:], budget):
                    done += 1
                    yield found
            except BrokenProcessPool:
                continue
            return
        raise SolverFault("a process that solves weeks died, twice")

    def _from_processes(self, asks: Sequence[Ask], budget: Budget) -> Iterator[Answer]:
        executor = self._running()
        futures: list[Future[Answer]] = []
        try:
            with deaf_children():
                futures += [executor.submit(_answer, ask, HARDEST) for ask in asks]
            for one in futures:
                yield one.result(budget.left)
        except Late:
            raise Stopped from None
        except (RuntimeError, CancelledError) as error:
            if self.stopped:
                raise KeyboardInterrupt from None
            if isinstance(error, BrokenProcessPool):
                self._forget(executor)
            raise
        finally:
            for one in futures:
                one.cancel()

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self.stopped:
                raise KeyboardInterrupt
            if self._executor is None:
                self._executor = ProcessPoolExecutor(
                    self.workers, mp_context=get_context("spawn"), initializer=_sit_down, initargs=(self.seats,)
                )
            return self._executor

    def _forget(self, executor: ProcessPoolExecutor) -> None:
        """Let new processes be started, unless another thread has done so."""
        with self._lock:
            if self._executor is executor:
                self._executor = None
