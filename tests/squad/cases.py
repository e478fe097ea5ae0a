"""Small squads in files, whose true answers can be counted by hand, solved from end to end in this process."""

from __future__ import annotations

import json
import shutil
import tomllib
from itertools import permutations
from pathlib import Path
from typing import Any

from solver.files.squad import read_squad
from solver.squad.results import Results
from solver.squad.solve import Options, solve
from tests.batch.engines import Shuffled

CASES = Path(__file__).parent / "cases"
TABLES = ("sessions", "together", "shared")


def solved(path: Path, out: Path, **options: Any) -> Results:
    """The results of a squad file."""
    solve(read_squad(str(path)), out, Options(**options), Shuffled())
    return Results(out)


def reordered(name: str, folder: Path) -> list[Path]:
    """A case with each of its lists of tables in every order."""
    shutil.copytree(CASES / name, folder, dirs_exist_ok=True)
    data = tomllib.loads((folder / "squad.toml").read_text(encoding="utf-8"))
    paths: list[Path] = []
    for table in TABLES:
        for order in permutations(data.get(table, ())):
            paths.append(folder / f"squad-{len(paths)}.json")
            paths[-1].write_text(json.dumps({**data, table: order}, default=str), encoding="utf-8")
    return paths


def changed(name: str, folder: Path, **tables: Any) -> Path:
    """A case with other tables in its squad file."""
    shutil.copytree(CASES / name, folder, dirs_exist_ok=True)
    data = tomllib.loads((folder / "squad.toml").read_text(encoding="utf-8"))
    path = folder / "changed.json"
    path.write_text(json.dumps({**data, **tables}, default=str), encoding="utf-8")
    return path


def levels(results: Results) -> tuple[int, int]:
    """Both levels of all weeks; they must be proven the best."""
    summary = results.summary
    assert summary["counts"]["not_proven"] == 0
    found = summary["left_out"], summary["points"]
    assert (summary["bound"]["left_out"], summary["bound"]["points"]) == found
    return found


def sessions(results: Results) -> dict[str, list[tuple[str, str, str | None]]]:
    """What everybody does, when and where."""
    return {
        record.athlete: [(item.id, f"{item.start:%a %H:%M}".lower(), item.place) for item in record.week.sessions]
        for record in results.records()
        if record.solved
    }
