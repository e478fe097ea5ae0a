"""What a comparison writes: the table of pairs as CSV and Parquet, the summary as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from solver.compare.comparison import Comparison
from solver.compare.measures import MEASURES, Figure
from solver.compare.pairs import Table
from solver.files.cells import cell
from solver.files.manifest import Manifest
from solver.files.text import write_bytes, write_text

FORMAT = "weekfit-comparison/1"


def summary_json(comparison: Comparison) -> dict[str, Any]:
    """The summary as plain data, with what every measure means."""
    return {
        "format": FORMAT,
        "finding": comparison.finding,
        "configuration": comparison.configuration,
        "measures": {
            measure.name: {"title": measure.title, "better": measure.better, "tells": measure.tells} for measure in MEASURES
        },
        **asdict(comparison.summary),
        "curves": [asdict(curve) for curve in comparison.curves],
    }


def as_json(summary: Mapping[str, Any]) -> str:
    """A summary as a file holds it: one line for each of its parts."""
    parts = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in summary.items())
    return "{\n" + ",\n".join(parts) + "\n}\n"


def as_csv(table: Table) -> str:
    """All pairs as comma-separated values; no cell is taken for a formula by a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_cell(name) for name in table.columns])
    writer.writerows([_cell(value) for value in row] for row in table.rows())
    return text.getvalue()


def as_parquet(table: Table) -> bytes:
    """All pairs as Parquet: texts and numbers, nulls where there is nothing to measure."""
    import pyarrow as pa  # noqa: PLC0415 - slow, and an extra
    from pyarrow import parquet  # noqa: PLC0415

    columns = list(zip(*table.rows(), strict=True))
    texts = {"scenario", "calendar", "set", "status", "why", "command"}
    arrays = {
        name: pa.array(values, pa.string() if name in texts else pa.float64())
        for name, values in zip(table.columns, columns, strict=True)
    }
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.table(arrays), sink)
    return bytes(sink.getvalue().to_pybytes())


def write_results(out: Path, table: Table, summary: Mapping[str, Any], page: str) -> None:
    """Write the table of pairs, the summary and the report, each whole."""
    write_text(out / "pairs.csv", as_csv(table))
    write_bytes(out / "pairs.parquet", as_parquet(table))
    write_text(out / "summary.json", as_json(summary))
    write_text(out / "report.html", page)
    Manifest.read(out).settle()


def _cell(value: str | Figure) -> str:
    """A cell: numbers short and exact, nothing for what is missing."""
    if value is None or isinstance(value, str):
        return cell(value)
    return str(int(value)) if value == int(value) else repr(value)
