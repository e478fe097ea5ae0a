"""What becomes of the records of a squad: shards, tables, files of each athlete. Each is told one record after the other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from solver.batch.shards import Line, Shards
from solver.files.cells import cell
from solver.files.text import writing
from solver.squad.results import Record

SHARD = 50  # records
COLUMNS = (
    "athlete", "name", "status", "given_up", "left_out", "points", "left_out_alone", "points_alone", "sessions", "minutes", "load",
    "not_placed", "because", "conflict", "problem", "source",
)  # fmt: skip


class Writer(Protocol):
    """Is told every record."""

    def take(self, record: Record) -> None:
        """Write a record, or keep it until there are enough."""


def row(record: Record) -> dict[str, Any]:
    """What a table says of an athlete, by column; None where it does not apply."""
    schedule, score = (record.schedule or {}) if record.solved else {}, record.score
    totals = schedule.get("totals") or {}
    return {
        "athlete": record.athlete,
        "name": record.name,
        "status": record.status,
        "given_up": " ".join(item["id"] for item in schedule.get("not_placed", ()) if item["priority"] == "key") or None,
        "left_out": score.left_out if score else None,
        "points": score.points if score else None,
        "left_out_alone": record.alone["left_out"] if record.alone else None,
        "points_alone": record.alone["points"] if record.alone else None,
        "sessions": len(schedule["sessions"]) if schedule else None,
        "minutes": totals.get("minutes"),
        "load": totals.get("load"),
        "not_placed": " ".join(item["id"] for item in schedule.get("not_placed", ())) or None,
        "because": "; ".join(map(reason, record.because)) or None,
        "conflict": record.conflict,
        "problem": record.problem,
        "source": record.source,
    }


def reason(because: Mapping[str, Any]) -> str:
    """Why somebody lost something, in a few words: `gym full 2026-11-24 18:30-19:15 (ben, finn)`."""
    others = f" ({', '.join(because['others'])})" if because["others"] else ""
    start, end = because["start"], because["end"]
    return f"{because['what']} {because['reason']} {start[:10]} {start[11:16]}-{end[11:16]}{others}"


class RecordShards:
    """`shards/*.jsonl`: the records as they are."""

    def __init__(self, out: Path) -> None:
        self._shards = Shards(out)
        self._shards.make()
        self._waiting: list[Line] = []
        self._written = 0

    def take(self, record: Record) -> None:
        """Write a shard when it is full."""
        self._waiting.append(Line(record.line()))
        if len(self._waiting) == SHARD:
            self._write()

    def close(self) -> None:
        """Write the last one; delete what is beyond it."""
        if self._waiting:
            self._write()
        for path in self._shards.paths():
            if int(path.stem) >= self._written:
                self._shards.delete(path)

    def _write(self) -> None:
        self._shards.write(self._written, self._waiting)
        self._written += 1
        self._waiting = []


@contextmanager
def record_shards(out: Path) -> Iterator[RecordShards]:
    """The records as shards; the last of them is written when all went well."""
    shards = RecordShards(out)
    yield shards
    shards.close()


class Table:
    """`athletes.csv`: UTF-8 with a byte order mark and CRLF, for that is what spreadsheets take for a table."""

    def __init__(self, file: Any) -> None:
        self._text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
        self._writer = csv.writer(self._text)
        self._writer.writerow(COLUMNS)

    def take(self, record: Record) -> None:
        """Write a row."""
        self._writer.writerow([cell(value) for value in row(record).values()])

    def close(self) -> None:
        """Let go of the file, which is somebody else's."""
        self._text.detach()


@contextmanager
def table(path: Path) -> Iterator[Table]:
    """The table as a file, whole or not there."""
    with writing(path) as file, closing(Table(file)) as rows:
        yield rows
