"""`athletes.parquet` and `sessions.parquet`: what came of everybody, and every session of every week, for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from solver.domain.errors import InputError
from solver.files.text import writing
from solver.squad.results import TABLES, Record
from solver.squad.write import COLUMNS, row

ROWS = 5000  # in memory at a time
_NUMBERS = {"left_out", "points", "left_out_alone", "points_alone", "sessions", "minutes", "load"}
_SESSION = ("athlete", "id", "kind", "day", "start", "end", "minutes", "place", "fixed")


class Rows:
    """One Parquet file, written bit by bit."""

    def __init__(self, file: Any, schema: Any) -> None:
        from pyarrow.parquet import ParquetWriter  # noqa: PLC0415 - an extra

        self._schema = schema
        self._writer = ParquetWriter(file, schema)
        self._waiting: list[Mapping[str, Any]] = []

    def add(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Take rows; write them when there are enough."""
        self._waiting += rows
        if len(self._waiting) >= ROWS:
            self._write()

    def close(self) -> None:
        """Write the rest."""
        self._write()
        self._writer.close()

    def _write(self) -> None:
        import pyarrow as pa  # noqa: PLC0415

        self._writer.write_table(pa.Table.from_pylist(self._waiting, self._schema))
        self._waiting = []


class Tables:
    """Both files."""

    def __init__(self, athletes: Rows, sessions: Rows) -> None:
        self._athletes = athletes
        self._sessions = sessions

    def take(self, record: Record) -> None:
        """Write what came of an athlete, and their sessions."""
        self._athletes.add([row(record)])
        if record.solved and record.schedule:
            own = [{"athlete": record.athlete, **session} for session in record.schedule["sessions"]]
            self._sessions.add([{name: each[name] for name in _SESSION} for each in own])


def need_parquet() -> None:
    """Raise InputError where what writes the tables is missing; nothing slow is imported."""
    if find_spec("pyarrow") is None:
        raise InputError("--parquet needs pyarrow.", maybe="pip install 'weekfit[analytics]'.")


@contextmanager
def parquet(out: Path) -> Iterator[Tables]:
    """The tables as files, whole or not there; raises InputError where pyarrow is missing."""
    need_parquet()
    import pyarrow as pa  # noqa: PLC0415 - an extra

    told = pa.schema([(name, pa.int64() if name in _NUMBERS else pa.string()) for name in COLUMNS])
    types = {"minutes": pa.int64(), "fixed": pa.bool_()}
    held = pa.schema([(name, types.get(name, pa.string())) for name in _SESSION])
    with writing(out / TABLES[0]) as one, writing(out / TABLES[1]) as two:
        athletes, sessions = Rows(one, told), Rows(two, held)
        yield Tables(athletes, sessions)
        athletes.close()
        sessions.close()
