"""What earlier runs left: results are kept where their jobs are the same, wherever in the batch those are now."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from solver.batch.checksum import sealed
from solver.batch.job import Job
from solver.batch.shards import Line, Shards
from solver.batch.worker import as_json


class Earlier:
    """The good results of earlier runs; what failed or crashed is not among them.

    A shard that is about to be replaced is put aside: later shards may want what is in it, and so may the next run if this one is broken
    off. `forget` ends that.
    """

    def __init__(self, shards: Shards) -> None:
        self._shards = shards
        self._aside = Shards(shards.out / "earlier")
        self._there = {int(path.stem) for path in shards.paths()}
        self._index: dict[str, tuple[Path, int]] | None = None
        self._expected = 0
        self._lines: dict[Path, tuple[int, int]] = {}  # how many there are in each shard, and how many of them are damaged
        self._moved: dict[Path, Path] = {}
        self._last: tuple[Path, list[Line]] | None = None

    def expect(self, results: int) -> None:
        """Say how many results must be there, where that is known."""
        self._expected = results

    @property
    def damaged(self) -> int:
        """How many results were edited or cut off since they were written, as far as the shards have been read."""
        if self._index is None:
            return 0
        there = sum(lines for lines, _ in self._lines.values())
        return sum(damaged for _, damaged in self._lines.values()) + max(0, self._expected - there)

    def same(self, number: int, jobs: Sequence[Job]) -> bool:
        """Whether a shard has good results of exactly these jobs: it can stay as it is."""
        if number not in self._there:
            return False
        path = self._shards.path(number)
        found = [line.record() or {} for line in self._read(path, self._shards)]
        results = [record.pop("result", None) for record in found]
        if found != [job.head() for job in jobs] or None in results:
            return False
        self._there.discard(number)
        return True

    def line(self, job: Job) -> Line | None:
        """The result of a job, if it was done."""
        if self._index is None:
            self._index = dict(self._good())
        path, position = self._index.get(job.fingerprint, (None, 0))
        if path is None:
            return None
        if self._last is None or self._last[0] != path:
            self._last = path, self._shards_of(path).read(self._moved.get(path, path))
        found = self._last[1][position]
        record = found.record()
        assert record is not None
        return Line(sealed(as_json({**job.head(), "result": record["result"]})), found.measured)

    def put_aside(self, number: int) -> None:
        """Make room for a new shard."""
        if number in self._there:
            self._there.discard(number)
            path = self._shards.path(number)
            self._moved[path] = self._shards.move(path, self._aside)

    def forget(self) -> None:
        """All is written: what was put aside is wanted no more."""
        shutil.rmtree(self._aside.out, ignore_errors=True)

    def _good(self) -> Iterator[tuple[str, tuple[Path, int]]]:
        """Fingerprints, with file and line."""
        for path in (*self._aside.paths(), *(self._shards.path(number) for number in sorted(self._there))):
            for position, line in enumerate(self._read(path, self._shards_of(path))):
                record = line.record()
                if record is not None and "result" in record:
                    yield record["fingerprint"], (path, position)

    def _read(self, path: Path, shards: Shards) -> list[Line]:
        """The lines of a shard, counted."""
        lines = shards.read(path)
        self._lines[path] = len(lines), sum(line.is_damaged for line in lines)
        return lines

    def _shards_of(self, path: Path) -> Shards:
        """Whose shard a file is now."""
        return self._aside if self._moved.get(path, path).is_relative_to(self._aside.out) else self._shards
