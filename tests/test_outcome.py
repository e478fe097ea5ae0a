"""What leaves the program when time runs out, or the judge does not agree."""

from dataclasses import replace
from pathlib import Path

import pytest

from solver.domain.schedule import Score
from solver.files.reader import read_case
from solver.fit import fit
from solver.judge import judge
from solver.model.search import SolverFault, search
from solver.outcome import as_schedule

FOLDER = Path(__file__).parent.parent / "scenarios"
CASE = read_case(str(FOLDER / "something-has-to-give.toml"))


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.toml")))
@pytest.mark.parametrize("seconds", [1e-6, 0.004, 0.008, 0.016])
def test_whatever_is_shown_when_time_runs_out_is_judged(name, seconds):
    """A model that has not finished may pay for breaches that are none; what is shown has the judge's points."""
    case = read_case(str(FOLDER / f"{name}.toml"))
    schedule = fit(case, time_limit=seconds, explain=False)
    if schedule.points is None:
        assert schedule.status in {"unknown", "infeasible"}
        return
    assert schedule.bound
    assert schedule.bound.left_out <= (schedule.left_out or 0)
    assert schedule.bound.points <= schedule.points or schedule.bound.left_out < (schedule.left_out or 0)
    assert schedule.points == sum(r.points for r in schedule.rules_report if r.level == "should") + sum(
        session.worth
        for session in case.problem.sessions
        if session.priority == "optional" and session.id in {item.id for item in schedule.not_placed}
    )


@pytest.mark.parametrize("points", [-1, 1])
def test_a_proven_score_that_the_judge_does_not_share_is_never_shown(points):
    found = search(CASE.problem, CASE.rules)
    assert found.score
    wrong = replace(found, score=Score(left_out=found.score.left_out, points=found.score.points + points))
    with pytest.raises(SolverFault, match="the judge does not pass"):
        as_schedule(CASE.problem, CASE.rules, wrong, ["base"])


def test_a_schedule_with_a_fault_is_never_shown():
    found = search(CASE.problem, CASE.rules)
    first, *others = found.placed
    moved = (replace(first, start=first.start - 600), *others)
    assert not judge(CASE.problem, CASE.rules, moved).passed
    with pytest.raises(SolverFault):
        as_schedule(CASE.problem, CASE.rules, replace(found, placed=moved), ["base"])
