"""How the race talks to its workers: one JSON object a line, a question in, an answer out. Each worker is a process of its own.

Times are measured in the worker, from the instance in memory to the answer in memory: no interpreter's start, no pipe.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Literal

from benchmarks.opponents.instance import Instance

Status = Literal["optimal", "infeasible", "feasible", "unknown"]


@dataclass(frozen=True)
class Answer:
    """What a solver says: placed sessions as (position, start, length) in steps; milliseconds of building and solving."""

    status: Status
    placed: list[tuple[int, int, int]] = field(default_factory=list)
    build: float = 0.0
    solve: float = 0.0


class Stopwatch:
    """Milliseconds since it was made, or since it was last read."""

    def __init__(self) -> None:
        self._since = time.perf_counter()

    def lap(self) -> float:
        """Milliseconds since the last lap."""
        before, self._since = self._since, time.perf_counter()
        return 1000 * (self._since - before)


def pinned() -> None:
    """Keep this process, and those it starts, on one core: nobody races with two."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


Solve = Callable[[Instance, float], Answer]  # the instance, and seconds


def serve(solve: Solve) -> None:
    """Answer questions until the input ends."""
    pinned()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        question = json.loads(line)
        answer = solve(Instance.of(question["instance"]), question["limit"])
        sys.stdout.write(json.dumps(asdict(answer)) + "\n")
        sys.stdout.flush()
