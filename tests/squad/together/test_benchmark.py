"""The benchmark of squads runs, compares both methods, and notices a contradiction."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.squad_population import members, squad
from benchmarks.squad_quality import Quality, regressions
from benchmarks.squads import Measured, Outcome
from solver.model.budget import Budget
from solver.squad.together.fit import fit_together
from solver.squad.together.joint import solve_joint
from solver.squad.together.seat import Seat
from solver.squad.together.table import Table


def test_it_runs(tmp_path):
    result = CliRunner().invoke(main, ["squads", "3", "--limit", "20", "--workers", "1", "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert "proven in" in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["squads.json", "squads.txt"]


def measured(one: Outcome, other: Outcome) -> Measured:
    return Measured(5, 1, 0.0, 0.0, 0.0, 0, one, other)


def test_contradictions_are_noticed():
    proven, other = Outcome("optimal", 1.0, 0, 10, (0, 10)), Outcome("optimal", 1.0, 0, 11, (0, 11))
    assert "both proven" in measured(proven, other).wrong
    found = Outcome("feasible", 60.0, 0, 12, (0, 9))
    assert measured(proven, found).wrong == ""
    assert "a bound of (0, 13)" in measured(Outcome("feasible", 60.0, 0, 20, (0, 13)), found).wrong
    assert (proven.told, found.told) == ("proven in 1.0 s", "25.00 %")
    assert Outcome("unknown", 60.0).told == "nothing found"
    assert Outcome("feasible", 60.0, 4, 12, (2, 9)).told == "4 left out, at least 2"


@pytest.mark.parametrize("number", [4, 6])
def test_a_reward_for_taking_part_is_no_floor(number):
    """With enough wanted at a group session, taking part is rewarded, and what members pay may be less than nothing."""
    shared, athletes = squad(number), members(number, 0)
    found = fit_together(shared, athletes, workers=1)
    table = Table.of(shared, [Seat.of(one.id, one.case, shared) for one in athletes])
    best = solve_joint(table, Budget(None))
    assert found.status == best.status == "optimal"
    assert (found.given_up, found.left_out, found.points) == (best.score.given_up, best.score.left_out, best.score.points)


def test_worse_weeks_are_noticed():
    """Fewer weeks, dearer ones, a lower bound, a proof that is lost; and a bound above the cost whatever was stored."""
    before = Quality(40, 0, 16, 300, (0, 16, 280), proven=False)
    for now, told in (
        (replace(before, weeks=39), "39 have a week"),
        (replace(before, given_up=1, left_out=0), "cost 1 / 0 / 300"),
        (replace(before, points=301), "cost 0 / 16 / 301"),
        (replace(before, left_out=32, points=0), "cost 0 / 32 / 0"),
        (replace(before, bound=(0, 16, 279)), "a bound of"),
        (replace(before, bound=(0, 16, 301)), "above the cost"),
    ):
        (line,) = regressions({"one": before}, {"one": now})
        assert told in line
    assert "not proven" in before.worse(replace(before, proven=True))
    for now in (before, replace(before, points=299), replace(before, weeks=41, points=320), replace(before, bound=(0, 16, 290))):
        assert not list(regressions({"one": before}, {"one": now}))
    assert not list(regressions({}, {"new": before}))
