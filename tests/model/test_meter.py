"""Building a model is bounded: in size, in time, and in effort, which is the same on every machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from solver.explain.alternatives import Others, diverse, others
from solver.model import meter
from solver.model.build import build
from solver.model.meter import OutOfBudget
from solver.model.relax import Relaxable
from solver.model.search import Budget, Feasibility, possible, search
from tests.support.weeks import problem_of, rules_of

KINDS = ("easy_run", "long_run", "intervals", "heavy_legs", "full_body_lift")
WEEK = problem_of(
    {
        "week": "2026-11-23",
        "availability": {"every": ["06:00-09:00", "12:00-14:00", "17:00-21:00"]},
        "sessions": [{"id": f"s{number}", "kind": KINDS[number % 5], "minutes": [20, 60]} for number in range(12)],
    }
)


def apart(number: int) -> list[dict[str, Any]]:
    """So many rules, each about all pairs of runs and lifts."""
    return [
        {"id": f"x{hours}", "rule": "apart", "between": "run", "and": "lift", "hours": hours, "level": "should"}
        for hours in range(1, number + 1)
    ]


MANY = rules_of(WEEK, apart(6))
FEW = rules_of(WEEK, apart(2))


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names what to lower, and the search tells it."""
    monkeypatch.setattr(meter, "LARGEST", 50_000)
    with pytest.raises(OutOfBudget, match=r"[89]\d % of its model is for \d rules of the sort 'apart', such as x1\. Turn some"):
        build(WEEK, MANY)
    found = search(WEEK, MANY)
    assert (found.status, found.score, found.placed) == ("unknown", None, ())
    assert found.why.startswith("The week is too large to be planned")
    assert search(WEEK, FEW).status == "optimal"


@pytest.mark.parametrize("asked", [lambda: others(WEEK, MANY, 3, Budget(None)), lambda: diverse(WEEK, MANY, 3, 10, Budget(None))])
def test_other_weeks_of_one_too_large(asked: Callable[[], Others], monkeypatch: pytest.MonkeyPatch) -> None:
    """Several weeks are none, and it is not said that there are no more."""
    monkeypatch.setattr(meter, "LARGEST", 50_000)
    found = asked()
    assert (found.found, found.complete) == ((), False)
    assert found.why.startswith("The week is too large to be planned")


def test_other_weeks_without_a_session() -> None:
    """A week without sessions is like no other: there is one."""
    empty = problem_of({"week": "2026-11-23"})
    found = diverse(empty, (), 3, 10, Budget(None))
    assert (len(found.found), found.complete) == (1, True)


def test_sessions_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any rule it is the sessions and windows."""
    monkeypatch.setattr(meter, "LARGEST", 1000)
    monkeypatch.setattr(meter, "LOOK", 1)
    with pytest.raises(OutOfBudget, match="100 % of its model is for its sessions and windows"):
        build(WEEK, ())


def test_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A spent budget ends building, without a word on size."""
    assert search(WEEK, MANY, Budget(0.0)).why == ""
    budget = Budget(1000.0)
    looks = iter([False, False, True])
    monkeypatch.setattr(Budget, "over", property(lambda _: next(looks, True)))
    with pytest.raises(OutOfBudget, match="budget"):
        build(WEEK, MANY, budget=budget)


def test_effort_is_counted_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same effort gives up at the same point, and what building took is not there for the search."""
    monkeypatch.setattr(meter, "FREE", 1000)
    left = []
    for _ in range(2):
        budget = Budget(None, 10.0)
        build(WEEK, MANY, budget=budget)
        left.append(budget.effort_left)
    assert left[0] == left[1]
    assert left[0] is not None
    assert 0 < left[0] < 10
    spent = 10 - left[0]
    assert search(WEEK, MANY, Budget(None, spent / 2)).status == "unknown"
    assert search(WEEK, MANY, Budget(None, spent + 2)).status != "unknown"


def test_a_usual_week_costs_no_effort() -> None:
    """What a week of usual size takes to build is in the price of setting up a solve."""
    budget = Budget(None, 1.0)
    build(WEEK, FEW, budget=budget)
    assert budget.effort_left == 1.0


def test_nothing_is_known_of_what_is_not_built() -> None:
    """Conflicts and feasibility are unknown, whatever is asked."""
    spent = Budget(0.0)
    assert possible(WEEK, FEW, spent) is Feasibility.UNKNOWN
    musts = rules_of(WEEK, [{"rule": "apart", "between": "run", "and": "lift", "hours": 6}])
    unbuilt, built = (Relaxable.of(WEEK, musts, budget) for budget in (spent, None))
    assert list(unbuilt.reliefs) == list(built.reliefs)
    assert unbuilt.check(unbuilt.reliefs, Budget(None)) is Feasibility.UNKNOWN
    assert unbuilt.grown((), Budget(None)) is None
