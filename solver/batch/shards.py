"""The files of a batch: results in the order of the jobs, in shards that are each written whole.

DIR/batch.json            how much there is; there only when all of it is
DIR/shards/00000.jsonl    one result a line: {"key", "fingerprint", "about" if anything is, "result" | "failed" | "crashed", "sha256"}
DIR/measured/00000.jsonl  what was measured, line for line; missing where nothing was
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solver.batch.checksum import has_checksum, sealed, unsealed
from solver.batch.job import Job
from solver.batch.pool import Outcome
from solver.batch.worker import as_json
from solver.domain.errors import InputError
from solver.files.text import deleted, made_folder, renamed, write_text

FORMAT = "weekfit-batch/1"
NOTHING = "null"
_START = b'{"key":'  # of every line


@dataclass(frozen=True, slots=True)
class Line:
    """One job's result as it is on disk, and what was measured; both JSON."""

    text: str
    measured: str = NOTHING

    @classmethod
    def of(cls, job: Job, outcome: Outcome) -> Line:
        """The line of a job that has ended."""
        text = f"{as_json(job.head())[:-1]},{as_json(outcome.ending)}:{outcome.text}}}"
        return cls(sealed(text), outcome.measured or NOTHING)

    @property
    def is_damaged(self) -> bool:
        """Whether it is not as it was written. Lines of earlier versions, which have no checksum, are not used, but are not damaged."""
        return unsealed(self.text) is None and (has_checksum(self.text) or not self.text.endswith("}"))

    def record(self) -> dict[str, Any] | None:
        """The result as data; None for what is not a result, such as a line that something else wrote, edited or broke."""
        text = unsealed(self.text)
        try:
            record = json.loads(text) if text is not None else None
        except ValueError:
            return None
        return record if isinstance(record, dict) and "fingerprint" in record and "key" in record else None


class Shards:
    """The shards below a folder, and the measurements beside them."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._folder = out / "shards"
        self._measured = out / "measured"

    def make(self) -> None:
        """Make the folder."""
        made_folder(self._folder)

    def paths(self) -> list[Path]:
        """The shards that are there, in order."""
        try:
            found = [path for path in self._folder.glob("*.jsonl") if path.stem.isdecimal()]
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}.", source=str(self._folder)) from None
        return sorted(found, key=lambda path: int(path.stem))

    def path(self, number: int) -> Path:
        """Where a shard is, or would be."""
        return self._folder / f"{number:05d}.jsonl"

    def beside(self, path: Path) -> Path:
        """Where the measurements of a shard are, or would be."""
        return self._measured / path.name

    def read(self, path: Path) -> list[Line]:
        """What is in a shard; nothing if there is none."""
        texts, measured = _lines(path), _lines(self.beside(path))
        if len(measured) != len(texts):
            measured = [NOTHING] * len(texts)
        return [Line(text, tell) for text, tell in zip(texts, measured, strict=True)]

    def write(self, number: int, lines: Sequence[Line]) -> None:
        """Write a shard, last of all its files: when it is there, it is whole."""
        path = self.path(number)
        if any(line.measured != NOTHING for line in lines):
            made_folder(self._measured)
            write_text(self.beside(path), "".join(f"{line.measured}\n" for line in lines))
        else:
            deleted(self.beside(path))
        write_text(path, "".join(f"{line.text}\n" for line in lines))

    def delete(self, path: Path) -> None:
        """Delete a shard."""
        deleted(self.beside(path))
        deleted(path)

    def move(self, path: Path, other: Shards) -> Path:
        """Move a shard behind the last one of another folder; where it then is."""
        new = other.path(max((int(there.stem) for there in other.paths()), default=-1) + 1)
        made_folder(new.parent)
        if self.beside(path).exists():
            made_folder(other.beside(new).parent)
            renamed(self.beside(path), other.beside(new))
        renamed(path, new)
        return new

    def jobs(self) -> int:
        """How many results the last finished run left; 0 if that is not known."""
        try:
            found = json.loads((self.out / "batch.json").read_bytes())["jobs"]
        except (OSError, ValueError, LookupError, TypeError):
            return 0
        return found if type(found) is int else 0

    def begin(self) -> None:
        """Say that not all is there; clear away what somebody who was killed had begun to write."""
        deleted(self.out / "batch.json")
        for folder in (self._folder, self._measured):
            for path in folder.glob(".*.jsonl.*"):
                deleted(path)

    def finish(self, jobs: int, shards: int) -> None:
        """Say that all is there; delete what is more than that."""
        for path in self.paths():
            if int(path.stem) >= shards:
                self.delete(path)
        write_text(self.out / "batch.json", json.dumps({"format": FORMAT, "jobs": jobs, "shards": shards}, indent=2) + "\n")


def records(out: Path) -> Iterator[dict[str, Any]]:
    """The results below a folder, in the order of the jobs; raises InputError where there is none or one is damaged."""
    for record, _ in _both(out):
        yield record


def measured(out: Path) -> Iterator[tuple[str, Any]]:
    """What was measured, by key, in the order of the jobs; None for a job of which nothing was."""
    for record, tell in _both(out):
        yield record["key"], _data(tell)


def _data(text: str) -> Any:
    """JSON as data; None for what is none, for nothing depends on what was measured."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def has_results(out: Path) -> bool:
    """Whether a folder holds results of a batch, finished or not; also results of earlier versions."""
    try:
        with min((out / "shards").glob("*.jsonl")).open("rb") as file:
            return file.read(len(_START)) == _START
    except (OSError, ValueError):  # there is no shard
        return False


def _both(out: Path) -> Iterator[tuple[dict[str, Any], str]]:
    shards = Shards(out)
    paths = shards.paths()
    if not paths and not (out / "batch.json").exists():
        raise InputError("has no results in it.", source=str(out))
    for path in paths:
        for number, line in enumerate(shards.read(path), 1):
            record = line.record()
            if record is None:
                raise InputError(f"line {number} is damaged; run the same command again.", source=str(path))
            yield record, line.measured


def _lines(path: Path) -> list[str]:
    """The lines of a file, without their ends; none if there is no such file. Only line feeds end one."""
    try:
        text = path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}.", source=str(path)) from None
    return text.removesuffix("\n").split("\n") if text else []
