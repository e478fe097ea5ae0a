"""Engines in this process, for tests of everything around them."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field

from solver.batch.pool import Outcome, Task
from solver.batch.worker import attempt


@dataclass
class Shuffled:
    """Holds some tasks at a time and ends them in any order; tells which, and can be told to stop or to keep some for ever."""

    seed: int = 0
    most: int = 7
    stop_after: int | None = None
    keep: Callable[[int], bool] = lambda _: False
    given: list[int] = field(default_factory=list)

    @contextmanager
    def pool(self, work):
        """A pool that is forgotten with whatever it still holds."""
        yield _Pool(self, work)


class _Pool:
    note = ""

    def __init__(self, engine: Shuffled, work) -> None:
        self._engine, self._work = engine, work
        self._random = random.Random(engine.seed)
        self._held: list[Task] = []

    @property
    def room(self) -> int:
        return self._engine.most - len(self._held)

    @property
    def busy(self) -> bool:
        return bool(self._held)

    def submit(self, task: Task) -> None:
        self._held.append(task)

    def next(self, timeout: float) -> Outcome | None:
        del timeout
        ready = [task for task in self._held if not self._engine.keep(task.number)]
        if not ready or (self._engine.stop_after is not None and len(self._engine.given) >= self._engine.stop_after):
            raise KeyboardInterrupt
        task = self._random.choice(ready)
        self._held.remove(task)
        self._engine.given.append(task.payload["number"] if isinstance(task.payload, dict) else task.number)
        return attempt(self._work, task)
