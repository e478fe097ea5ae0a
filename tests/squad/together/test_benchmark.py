"""The benchmark of squads runs, compares both methods, and notices a contradiction."""

from __future__ import annotations

from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.squads import Measured, Outcome


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
