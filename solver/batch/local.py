"""Processes of this machine. One that dies is replaced, and what it was doing is tried again, alone."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

from solver.batch.job import Work
from solver.batch.pool import CRASHED, MOST_DEATHS, Outcome, Task
from solver.batch.worker import READY, as_json, serve
from solver.domain.errors import InputError

if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection as PipeEnd
else:
    from multiprocessing.connection import Connection as PipeEnd

AHEAD = 2  # tasks a worker has at a time: the second is there when the first is done
STILLBORN = 3  # workers in a row that die before they can begin: then it is not the tasks' fault


@dataclass(frozen=True)
class Local:
    """So many processes on this machine; None: one for each core that this process may use."""

    workers: int | None = None

    @contextmanager
    def pool(self, work: Work) -> Iterator[LocalPool]:
        """A pool of processes, started as tasks come."""
        pool = LocalPool(work, self.workers or cores())
        try:
            yield pool
        finally:
            pool.close()


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass
class _Worker:
    """A process and what it was given, in order: the first of it is what it is doing."""

    process: BaseProcess
    connection: PipeEnd
    given: deque[Task] = field(default_factory=deque)
    ready: bool = False  # whether it has said that it can begin


@contextmanager
def deaf_children() -> Iterator[None]:
    """Processes started meanwhile do not hear Ctrl-C, not even before they can say so themselves; this one hears it a moment later."""
    if sys.platform == "win32":
        yield
    else:
        resource_tracker.ensure_running()  # else Python starts it before the first child, and lets this thread hear Ctrl-C again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class LocalPool:
    """Worker processes and their tasks; see `solver.batch.pool.Pool`."""

    note = ""

    def __init__(self, work: Work, processes: int) -> None:
        self._work = work
        self._processes = processes
        self._workers: list[_Worker] = []
        self._waiting: deque[Task] = deque()
        self._suspects: deque[Task] = deque()
        self._ended: deque[Outcome] = deque()
        self._deaths = 0  # of workers that had the first suspect alone
        self._stillborn = 0

    @property
    def room(self) -> int:
        """How many more tasks it can use now."""
        return 0 if self._suspects else self._processes * AHEAD - len(self._waiting) - self._in_hand

    @property
    def busy(self) -> bool:
        """Whether there are tasks that have not ended, or whose end nobody has heard of."""
        return bool(self._waiting or self._suspects or self._ended or self._in_hand)

    @property
    def _in_hand(self) -> int:
        return sum(len(worker.given) for worker in self._workers)

    def submit(self, task: Task) -> None:
        """Take a task."""
        self._waiting.append(task)
        self._hand_out()

    def next(self, timeout: float) -> Outcome | None:
        """The next task that ends."""
        self._hand_out()
        if not self._ended:
            by_connection = {worker.connection: worker for worker in self._workers}
            for connection in wait(list(by_connection), timeout):
                self._hear(by_connection[connection])  # type: ignore[index]
            self._hand_out()
        return self._ended.popleft() if self._ended else None

    def close(self) -> None:
        """End all workers, whatever they do."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()
            worker.connection.close()
        self._workers.clear()

    def _hand_out(self) -> None:
        """Give tasks to workers; a suspect only when nothing else runs."""
        if self._suspects:
            if not self._in_hand:
                self._give(self._suspects[0])
            return
        while self._waiting and self._in_hand < self._processes * AHEAD:
            self._give(self._waiting.popleft())

    def _give(self, task: Task) -> None:
        """Give a task to whom has least to do: to a new worker, if nobody is idle and one more may be."""
        worker = min(self._workers, key=lambda each: len(each.given), default=None)
        if worker is None or (worker.given and len(self._workers) < self._processes):
            worker = self._born()
        worker.given.append(task)
        with suppress(OSError):  # it has died: `_hear` will be told
            worker.connection.send(task)

    def _born(self) -> _Worker:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self._work), daemon=True)
        with deaf_children():
            process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _hear(self, worker: _Worker) -> None:
        """Take an outcome from a worker, or the news that it can begin, or of its death."""
        try:
            said = worker.connection.recv()
        except (EOFError, OSError):
            self._bury(worker)
            return
        if said == READY:
            worker.ready, self._stillborn = True, 0
        else:
            self._end(worker.given.popleft(), said)

    def _end(self, task: Task, outcome: Outcome) -> None:
        if self._suspects and self._suspects[0] is task:
            self._suspects.popleft()
            self._deaths = 0
        self._ended.append(outcome)

    def _bury(self, worker: _Worker) -> None:
        """What a dead worker was doing is suspect; what it had not begun is done by others."""
        self._workers.remove(worker)
        worker.process.join()
        worker.connection.close()
        begun = worker.given.popleft() if worker.ready and worker.given else None
        self._stillborn += not worker.ready
        if self._stillborn == STILLBORN:
            raise InputError(f"worker processes end as soon as they start (exit status {worker.process.exitcode}).")
        if begun is not None:
            self._suspect(begun)
        self._waiting.extendleft(task for task in reversed(worker.given) if task not in self._suspects)

    def _suspect(self, task: Task) -> None:
        """A worker died of a task, or while it had it: only the death of several that had nothing else is proof."""
        if not self._suspects or self._suspects[0] is not task:
            self._suspects.append(task)
            return
        self._deaths += 1
        if self._deaths == MOST_DEATHS:
            self._end(task, Outcome(task.number, "crashed", as_json(CRASHED)))
