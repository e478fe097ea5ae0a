"""Runs a batch: fills a pool with jobs, and writes each shard when the last of its jobs has ended."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path

from solver.batch.earlier import Earlier
from solver.batch.job import Job, Progress, Tally, Work
from solver.batch.lock import locked
from solver.batch.pool import Engine, Outcome, Pool, Task
from solver.batch.shards import Line, Shards, has_results, measured, records
from solver.batch.taken import Check, taken

SHARD = 50  # jobs
OPEN_SHARDS = 16  # at a time: as much as is held in memory while one slow job keeps its shard waiting
PATIENCE = 1.0  # seconds between two words of progress when no job ends
__all__ = ["has_results", "measured", "records", "run"]


def run(
    jobs: Iterable[Job],
    work: Work,
    out: Path,
    *,
    engine: Engine,
    total: int | None = None,
    progress: Progress | None = None,
    check: Check | None = None,
    size: int = SHARD,
) -> Tally:
    """Do the jobs that `out` has no good result of, and write all results there.

    Args:
        jobs: taken one after the other, and no more of them than can be worked on; their order is that of the results.
        work: a function of a module, called with a job's payload in some other process.
        out: the folder; made if it is not there.
        engine: where the work is done.
        total: how many jobs there are, if that is known; only `progress` wants it.
        progress: told how the batch stands, many times a second.
        check: looks at every new result before it is written; for a wrong one it raises an exception, and the job has failed.
        size: jobs a shard.

    Raises:
        InputError: the folder cannot be written or another run is writing it, or the engine cannot start. What is written stays.
    """
    with locked(out), engine.pool(work) as pool:
        return _Run(iter(jobs), pool, Shards(out), Tally(total=total), progress or (lambda _: None), check, size).whole()


@dataclass
class _Open:
    """A shard that waits for some of its jobs."""

    number: int
    lines: list[Line | None]


@dataclass(frozen=True, slots=True)
class _Place:
    """A job that is to be done, and where its result belongs."""

    job: Job
    shard: _Open
    position: int


class _Run:
    def __init__(
        self, jobs: Iterator[Job], pool: Pool, shards: Shards, tally: Tally, progress: Progress, check: Check | None, size: int
    ) -> None:
        self._jobs = jobs
        self._pool = pool
        self._shards = shards
        self._tally = tally
        self._progress = progress
        self._check = check
        self._size = size
        self._earlier = Earlier(shards)
        self._numbers = count()  # of shards
        self._tasks = count()
        self._open = 0
        self._pending: deque[_Place] = deque()
        self._given: dict[int, _Place] = {}  # by number of the task

    def whole(self) -> Tally:
        """Do all of it."""
        self._shards.make()
        self._earlier.expect(self._shards.jobs())
        self._shards.begin()
        self._tell()
        while self._fill() or self._pool.busy:
            outcome = self._pool.next(PATIENCE)
            if outcome is not None:
                self._take(outcome)
            self._tell(self._pool.note)
        assert not self._open, "an engine lost a task"
        self._shards.finish(self._tally.done, next(self._numbers))
        self._earlier.forget()
        return self._tally

    def _fill(self) -> bool:
        """Give the pool what it has room for; whether that was anything."""
        given = 0
        while self._pool.room > 0 and (self._pending or self._open_next()):
            place, number = self._pending.popleft(), next(self._tasks)
            self._given[number] = place
            self._pool.submit(Task(number, place.job.payload))
            given += 1
        return given > 0

    def _open_next(self) -> bool:
        """Open shards until there is something to do in one; False when there are no more, or too many wait already."""
        while not self._pending and self._open < OPEN_SHARDS:
            jobs = list(islice(self._jobs, self._size))
            if not jobs:
                return False
            number = next(self._numbers)
            if self._earlier.same(number, jobs):
                self._tally = self._tally.plus(kept=len(jobs))
                self._tell()
            else:
                self._open_shard(number, jobs)
        return bool(self._pending)

    def _open_shard(self, number: int, jobs: Sequence[Job]) -> None:
        shard = _Open(number, [self._earlier.line(job) for job in jobs])
        self._tally = replace(self._tally, damaged=self._earlier.damaged)
        missing = [position for position, line in enumerate(shard.lines) if line is None]
        self._tally = self._tally.plus(kept=len(jobs) - len(missing))
        self._pending.extend(_Place(jobs[position], shard, position) for position in missing)
        self._open += 1
        self._close_if_whole(shard)

    def _take(self, outcome: Outcome) -> None:
        place = self._given.pop(outcome.number)
        outcome = taken(place.job.payload, outcome, self._check)
        place.shard.lines[place.position] = Line.of(place.job, outcome)
        ended = "solved" if outcome.ending == "result" else outcome.ending
        self._tally = self._tally.plus(**{ended: 1})
        self._close_if_whole(place.shard)

    def _close_if_whole(self, shard: _Open) -> None:
        """Write a shard if nothing is missing in it."""
        lines = [line for line in shard.lines if line is not None]
        if len(lines) == len(shard.lines):
            self._earlier.put_aside(shard.number)
            self._shards.write(shard.number, lines)
            self._open -= 1

    def _tell(self, note: str = "") -> None:
        self._progress(replace(self._tally, note=note))
