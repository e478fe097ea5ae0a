"""The program, run on a squad in both of its ways: the function that fits a squad together, and the command with its files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from solver.files.members import Member as Written
from solver.files.members import members
from solver.files.squad import read_squad
from solver.fit import fit
from solver.squad.ready import ready
from solver.squad.together.fit import fit_together
from solver.squad.together.values import Member
from tests.batch.engines import Shuffled
from tests.cli.running import run
from tests.oracle.club import Club
from tests.oracle.verify import Told

Data = dict[str, Any]
SUMS = ("given_up", "left_out", "points")


def written(club: Club, folder: Path) -> str:
    """Write a squad and its athletes into a folder; the path of the squad file."""
    lines = (json.dumps(scenario) + "\n" for scenario in club.scenarios)
    (folder / "athletes.jsonl").write_text("".join(lines), encoding="utf-8")
    path = folder / "squad.json"
    path.write_text(json.dumps(club.squad), encoding="utf-8")
    return str(path)


def fitted(club: Club, folder: Path, effort: float | None = None) -> Told:
    """What `fit_together` says of a squad."""
    file = read_squad(written(club, folder))
    everybody = []
    for member in members(file):
        assert isinstance(member, Written), member
        case = ready(member)
        everybody.append(Member(member.id, case, fit(case, explain=False)))
    found = fit_together(file.squad, everybody, effort=effort, fair=club.fair)
    together = found.to_json()
    return Told(
        schedules={str(week.scenario): week.to_json() for week in found.schedules},
        groups=tuple(together["groups"]),
        proven=found.status in ("optimal", "infeasible") and not any(out.status == "unknown" for out in found.out),
        said={level: together[level] or 0 for level in SUMS},
        given_up=_given_up(together),
        bound=together["bound"] or {},
        worst=None if found.worst is None else (found.worst.left_out, found.worst.points),
    )


def commanded(club: Club, folder: Path, *options: str) -> Told:
    """What `weekfit squad solve` leaves in its folder."""
    squad, out = written(club, folder), folder / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("solver.squad.solve.cores", lambda: 1)
        patch.setattr("solver.cli.engines.engine", lambda *_: Shuffled())
        fair = ["--fair"] if club.fair else []
        result = run("squad", "solve", squad, "--out", str(out), *fair, *options)
    assert result.exit_code in (0, 1, 3), result.output
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    records = [json.loads(line) for path in sorted(out.glob("shards/*.jsonl")) for line in path.read_text().splitlines()]
    together = (
        json.loads((out / "together.json").read_text()) if (out / "together.json").exists() else {"groups": [], "losses": []}
    )
    solved = {record["athlete"]: record["schedule"] for record in records if record["status"] in ("optimal", "feasible")}
    _agrees(summary, records, solved)
    return Told(
        schedules=solved,
        groups=tuple(together["groups"]),
        proven=all(record["status"] in ("optimal", "infeasible") for record in records),
        said={**{level: summary[level] for level in SUMS}, "served": summary["counts"]["served"]},
        given_up=_given_up(together),
        bound=summary["bound"],
    )


def _agrees(summary: Data, records: list[Data], solved: dict[str, Data]) -> None:
    """The summary counts what the records say."""
    counts = summary["counts"]
    assert counts["athletes"] == len(records)
    assert counts["solved"] == len(solved)
    for status in ("infeasible", "unknown", "broken", "failed", "crashed"):
        assert counts[status] == sum(record["status"] == status for record in records)
    assert not summary["proven"] or not any(record["status"] in ("feasible", "unknown") for record in records)


def _given_up(together: Data) -> dict[str, tuple[str, ...]]:
    """Who is said to give up which key and fixed sessions."""
    return {loss["athlete"]: tuple(loss["given_up"]) for loss in together["losses"]}
