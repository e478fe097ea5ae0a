"""Both levels as one number: the same order, the same answers, and bounds that are never too high, whatever the weights."""

from __future__ import annotations

from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from solver.domain.schedule import Score
from solver.model import ladder, levels
from solver.model.budget import Budget
from solver.model.levels import Levels
from solver.model.linear import Linear
from solver.model.search import search
from tests.model.test_brute_force import best
from tests.support.random_weeks import random_week

SEEDS = range(1000, 1060)


def of_range(low: int, high: int) -> Linear:
    """A level that can be anything between two numbers."""
    return Linear.of(cp_model.CpModel().new_int_var(low, high, ""), low, high)


numbers = st.integers(min_value=0, max_value=2_000)
schedules = st.tuples(numbers, numbers)


@given(st.tuples(numbers, numbers).map(sorted), st.lists(schedules, min_size=1, max_size=6), numbers, st.data())
def test_a_bound_is_never_too_high(points: list[int], all_: list[tuple[int, int]], slack: int, data: st.DataObject) -> None:
    """Of any set of schedules and any bound on the number of the best: at most its levels, one by one; and what is proven is exact."""
    low, high = points
    both = Levels(of_range(0, 2_000), of_range(low, high))
    there = [(left_out, min(max(low, paid), high)) for left_out, paid in all_]
    number = {pair: both.weight * pair[0] + pair[1] - low for pair in there}
    assert sorted(there) == sorted(there, key=number.__getitem__)
    optimum, found = min(there), data.draw(st.sampled_from(there))
    score = Score(left_out=found[0], points=found[1])
    assert both.score(number[found]) == score
    bound = both.bound(max(0, number[optimum] - slack), score)
    assert bound.left_out <= optimum[0]
    assert bound.points <= optimum[1]
    if found == optimum and slack == 0:
        assert bound == score


def test_points_say_nothing_while_less_might_be_left_out() -> None:
    """One schedule leaves out 1 and costs 3, another nothing and costs 9: 8 points are no bound on the first one's."""
    both = Levels(of_range(0, 5), of_range(0, 9))
    assert both.weight == 10
    assert both.bound(8, Score(left_out=1, points=3)) == Score(left_out=0, points=0)
    assert both.bound(8, Score(left_out=0, points=9)) == Score(left_out=0, points=8)


def test_a_level_that_is_known_does_not_make_the_number_large() -> None:
    """Where the levels are proven one after the other, the first is a constant when the second is minimised."""
    both = Levels(Linear(40_000_000), of_range(5, 10**13))
    assert both.both.upper == 10**13 - 5
    assert both.score(7) == Score(left_out=40_000_000, points=12)
    assert both.bound(7, Score(left_out=40_000_000, points=20)) == Score(left_out=40_000_000, points=12)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_way_up(seed: int) -> None:
    """One after the other where the numbers are too large, and the thorough attempt where the short one is too short: the optimum."""
    week = random_week(Random(seed))
    expected = best(week)
    for module, name, value in ((levels, "LARGEST", 0), (ladder, "QUICK_TIME", 1e-6), (ladder, "QUICK_TIME", 1e-4)):
        with patch.object(module, name, value):
            found = search(week.problem, week.rules)
        if expected is None:
            assert found.status == "infeasible"
        else:
            assert (found.status, found.score, found.bound) == ("optimal", expected, expected)


@pytest.mark.parametrize("largest", [0, levels.LARGEST], ids=["one by one", "at once"])
@pytest.mark.parametrize("seed", SEEDS)
def test_stopped_on_the_way(seed: int, largest: int) -> None:
    """Wherever effort ends, each bound is at most that level of the best schedule, and the schedule found at least as dear."""
    week = random_week(Random(seed))
    expected = best(week)
    with patch.object(levels, "LARGEST", largest), patch.object(ladder, "QUICK_TIME", 1e-5):
        for effort in (1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 0.0052, 0.0101):
            found = search(week.problem, week.rules, Budget(None, effort))
            if expected is None or found.score is None or found.bound is None:
                assert found.status == "unknown" or (found.status == "infeasible" and expected is None)
                continue
            assert found.bound.left_out <= expected.left_out
            if found.bound.left_out == expected.left_out:
                assert found.bound.points <= expected.points
            assert (expected.left_out, expected.points) <= (found.score.left_out, found.score.points)
            assert (found.status == "optimal") == (found.score == found.bound)
