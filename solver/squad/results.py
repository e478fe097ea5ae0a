"""What `weekfit squad solve` leaves in a folder, read back.

    results = Results(Path("out"))
    results.summary["counts"], results.together, [record.status for record in results.records()]
    results.record("anna").schedule

DIR/summary.json    what came of the squad as a whole; written last, and gone while a run lasts
DIR/shards/*.jsonl  one record an athlete, in the order of the squad
DIR/together.json   group sessions, who is where in shared places, who lost what because of whom; where anything is shared
DIR/athletes.csv    one row an athlete, for a spreadsheet
DIR/alone/          every athlete's week on its own: what the next run starts from (see `solver.batch`)
DIR/joint.json      the weeks of those who share something, for the same purpose
DIR/answers.jsonl   what was found of these before they were interrupted; gone when they are finished
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from solver.batch.shards import Shards
from solver.batch.worker import as_json
from solver.domain.errors import InputError, nearest, quoted
from solver.domain.schedule import Schedule, Score
from solver.files.text import parse, read_text
from solver.files.there import is_file, is_folder

FORMAT = "weekfit-squad/1"
SUMMARY, TOGETHER, TABLE = "summary.json", "together.json", "athletes.csv"
ALONE, JOINT, ANSWERS = "alone", "joint.json", "answers.jsonl"
TABLES = ("athletes.parquet", "sessions.parquet")  # only where they are asked for
Status = Literal["optimal", "feasible", "infeasible", "unknown", "broken", "failed", "crashed"]
LARGEST = 1 << 30  # bytes of a file that is read whole
_NEIGHBOURS = 2000  # ids that are looked through for one that may have been meant


@dataclass(frozen=True)
class Record:
    """What came of one athlete.

    Attributes:
        athlete: the id; empty where the scenario does not tell.
        source: where the scenario is: a file as seen from the squad's, with `:LINE` in a list.
        status: a schedule's; or broken (the scenario is), failed (a fault of ours), crashed (nobody survives solving it).
        schedule: the week they get, as data (`week` reads it); without a time. None where the status is no schedule's.
        alone: both levels of their separate best week.
        because: why they lost something against it: as in `together.json`.
        conflict: why there is no week, in one line.
        problem: what is wrong where the status is no schedule's.
    """

    athlete: str
    name: str | None
    source: str
    status: Status
    schedule: dict[str, Any] | None = None
    alone: dict[str, Any] | None = None
    because: tuple[Any, ...] = ()
    conflict: str | None = None
    problem: str | None = None

    @property
    def solved(self) -> bool:
        """Whether there is a week."""
        return self.status in ("optimal", "feasible")

    @property
    def week(self) -> Schedule:
        """The schedule as a value."""
        return Schedule.model_validate(self.schedule)

    @property
    def score(self) -> Score | None:
        """Both levels of the week they get."""
        data = self.schedule if self.solved else None
        return Score(left_out=data["left_out"], points=data["points"]) if data else None

    def line(self) -> str:
        """As it is in a shard."""
        return as_json({field.name: getattr(self, field.name) for field in fields(self)})


class Results:
    """A folder that `weekfit squad solve` has written; raises InputError where there is none, or not yet."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._shards = Shards(out)
        if not is_file(out / SUMMARY):
            there = "there are no results of `weekfit squad solve` here"
            begun = is_folder(out / ALONE)
            raise InputError(
                f"{there} yet: run the same command again, it goes on where it was." if begun else f"{there}.", source=str(out)
            )
        if self.summary.get("format") != FORMAT:
            raise InputError(f"is not of the format {FORMAT}.", source=str(out / SUMMARY))

    @cached_property
    def summary(self) -> dict[str, Any]:
        """What came of the squad as a whole."""
        return read_json(self.out / SUMMARY)

    @cached_property
    def together(self) -> dict[str, Any] | None:
        """What athletes share; None where nothing is."""
        return read_json(self.out / TOGETHER) if is_file(self.out / TOGETHER) else None

    def records(self) -> Iterator[Record]:
        """All athletes in the order of the squad, read one after the other."""
        yield from self._lines("")

    def record(self, athlete: str) -> Record:
        """What came of the athlete of that id (of several, the one that was not refused); InputError where there is none."""
        found = list(self._lines(f'{{"athlete":{as_json(athlete)},'))
        if found:
            return next((record for record in found if record.status != "broken"), found[0])
        ids = (record.athlete for record in islice(self.records(), _NEIGHBOURS))
        guess = nearest(athlete, ids)
        raise InputError(
            f"there is no athlete {quoted(athlete)} in these results.", source=str(self.out), maybe=f"{guess!r}." if guess else ""
        )

    def _lines(self, start: str) -> Iterator[Record]:
        """The records whose lines start like that."""
        for path in self._shards.paths():
            for number, line in enumerate(self._shards.read(path), 1):
                if line.text.startswith(start):
                    try:
                        yield _record(line.text)
                    except (ValueError, TypeError):
                        raise InputError(f"line {number} is damaged; solve the squad again.", source=str(path)) from None


def read_json(path: Path) -> dict[str, Any]:
    """The content of one of these files."""
    return parse(read_text(str(path), LARGEST), str(path))


def _record(text: str) -> Record:
    data = json.loads(text)
    return Record(**{**data, "because": tuple(data["because"])})
