"""What a budget means: under a limit of effort the same answer every time, with a bound that is none too high; with nothing left, none."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest
from ortools.sat.python import cp_model

from solver.domain.schedule import Score
from solver.files.reader import read_case
from solver.fit import fit
from solver.model.cpsat import _stopped
from solver.model.search import Budget, Found, search

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.toml"))
EFFORTS = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03)


def levels(score: Score | None) -> tuple[int, int]:
    """A score in the order in which scores are compared."""
    assert score is not None
    return (score.left_out, score.points)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_little_effort(path: Path) -> None:
    """However little may be spent, the bound is at most the optimum, the schedule at least, and both are the same when asked again."""
    case = read_case(str(path))
    best = search(case.problem, case.rules)
    for effort in EFFORTS:
        found, again = (search(case.problem, case.rules, Budget(None, effort)) for _ in range(2))
        assert told(found) == told(again), effort
        if best.score is None:
            assert found.status in ("infeasible", "unknown"), effort
        elif found.score is not None:
            assert levels(found.bound) <= levels(best.score) <= levels(found.score), effort
            assert (found.status == "optimal") == (found.score == found.bound), effort


def told(found: Found) -> tuple[object, ...]:
    """What was found, without the time it took."""
    return (found.status, found.placed, found.score, found.bound, found.deterministic_time)


def test_some_searches_end_early() -> None:
    """These limits are such that they tell: of the same week there is no schedule, one, and the best one."""
    case = read_case(str(next(path for path in SCENARIOS if path.stem == "night-shift-nurse")))
    statuses = {search(case.problem, case.rules, Budget(None, effort)).status for effort in (0.0, *EFFORTS)}
    assert statuses == {"unknown", "feasible", "optimal"}


def test_the_same_explanation() -> None:
    """A fit under effort says the same twice, conflicts and ways out included, wherever it has to stop."""
    case = read_case(str(next(path for path in SCENARIOS if path.stem == "impossible-week")))
    seen = set()
    for effort in (0.001, 0.02, 0.1, 0.5, 5.0):
        first, second = (fit(case, effort=effort).to_json() for _ in range(2))
        assert {**first, "solve": None} == {**second, "solve": None}
        seen.add((first["status"], len(first.get("repairs", ()))))
    assert len(seen) > 1


def test_a_budget_that_is_spent() -> None:
    """Seconds and effort both end it, and so does a person."""
    budget, stopped = Budget(None, 1.0), Budget(None)
    budget.spend(0.6)
    assert (budget.left, budget.effort_left) == (None, 0.4)
    assert [budget.over, stopped.over, Budget(0.0).over, Budget(9.0).over] == [False, False, True, False]
    budget.spend(0.6)
    stopped.stop()
    assert (budget.effort_left, stopped.left) == (0.0, 0.0)
    assert [budget.over, stopped.over] == [True, True]


def test_a_stop_that_comes_before_the_search_has_begun_is_repeated() -> None:
    class Late:
        """A search that hears only the third time that it is to stop."""

        heard = 0

        def stop_search(self) -> None:
            self.heard += 1
            if self.heard == 3:
                answer.set_result(cp_model.UNKNOWN)

    answer: Future[cp_model.CpSolverStatus] = Future()
    assert _stopped(Late(), answer) == cp_model.UNKNOWN  # type: ignore[arg-type]
