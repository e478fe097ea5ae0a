"""Many small models at a time: CP-SAT lets go of Python while it searches, so that threads use both cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

Job = TypeVar("Job")
Answer = TypeVar("Answer")


def side_by_side(work: Callable[[Job], Answer], jobs: Iterable[Job], *, large: bool = False) -> Iterator[tuple[Job, Answer]]:
    """Each job with its answer, in the order of the jobs; `large` models are solved one at a time, for the sake of memory."""
    workers = 1 if large else max(1, min(4, os.cpu_count() or 1))
    waiting = iter(jobs)
    with ThreadPoolExecutor(workers) as pool:
        running = [(job, pool.submit(work, job)) for job in islice(waiting, 2 * workers)]
        try:
            while running:
                job, answer = running.pop(0)
                yield job, answer.result()
                running += [(job, pool.submit(work, job)) for job in islice(waiting, 1)]
        finally:
            for _, answer in running:
                answer.cancel()
