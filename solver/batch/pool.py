"""What an engine is: something that starts a pool, which does tasks in any order and outlives what kills its workers."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from solver.batch.job import Work

Ending = Literal["result", "failed", "crashed"]
MOST_DEATHS = 3  # of workers, while one task ran with nothing beside it: then it is the task's fault
CRASHED = "kills every process that tries it"


@dataclass(frozen=True, slots=True)
class Task:
    """A job as a pool sees it: a number and what `work` is called with."""

    number: int
    payload: Any


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended. `text` is JSON: the result, or why there is none; `measured` is JSON too, where anything was."""

    number: int
    ending: Ending
    text: str
    measured: str | None = None


class Pool(Protocol):
    """Runs tasks. A task during which a worker died is tried again alone; what then keeps killing ends as "crashed"."""

    @property
    def room(self) -> int:
        """How many more tasks it can use now; 0 while it finds out which of them kills workers."""

    @property
    def busy(self) -> bool:
        """Whether there are tasks that have not ended."""

    @property
    def note(self) -> str:
        """What a person should know now, such as that there is no worker."""

    def submit(self, task: Task) -> None:
        """Take a task."""

    def next(self, timeout: float) -> Outcome | None:
        """The next task that ends; None when that takes longer than so many seconds."""


class Engine(Protocol):
    """How tasks are run: nothing is started before a pool is entered, and nothing is left when it is left."""

    def pool(self, work: Work) -> AbstractContextManager[Pool]:
        """A pool that calls `work`; raises InputError where it cannot start."""
