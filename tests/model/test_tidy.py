"""Ties are broken as people like them: sessions as long and as early as costs nothing, each in the slot where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.explain.alternatives import signature
from solver.files.reader import read_case
from solver.model.build import build
from solver.model.search import Budget, Ladder, search
from tests.support.weeks import problem_of

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.toml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_session_stays_in_its_slot(path: Path) -> None:
    """Tidying moves no session to another day or window, for that would be another week."""
    case = read_case(str(path))
    built = build(case.problem, case.rules)
    ladder = Ladder(built, Budget(None))
    found = ladder.climb()
    if found.score is None:
        assert found.status == "infeasible"
        return
    before = signature(built, ladder)
    assert {item.session.id: item.day for item in found.placed} == {id_: day for id_, (day, _) in before.items()}


def test_long_before_early_before_anything() -> None:
    """Two sessions in a window of 100 minutes, each of 30 to 60: all of it is used, from its start on."""
    sessions = [{"kind": "easy_run", "minutes": [30, 60]}, {"kind": "mobility", "minutes": [30, 60], "places": []}]
    problem = problem_of({"grid": 5, "week": "2026-11-23", "availability": {"tue": ["06:00-07:40 road"]}, "sessions": sessions})
    first, second = search(problem, ()).placed
    assert (first.start, first.end, second.end) == (24 * 60 + 360, second.start, 24 * 60 + 460)
