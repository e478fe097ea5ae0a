"""Sessions with very many slots: gaps and orders are told at once, not slot by slot, and mean the same."""

from __future__ import annotations

from random import Random

import pytest

from solver.domain.problem import Problem
from solver.model import timing
from solver.model.build import build
from solver.model.search import search
from tests.model.test_brute_force import best
from tests.rules.test_equivalence import PARAMETERS, WEEKS
from tests.rules.test_equivalence import test_must as check_must
from tests.rules.test_equivalence import test_should as check_should
from tests.support.random_weeks import random_week
from tests.support.weeks import problem_of, rules_of

BATCH = 20
TOUCHED = ("apart", "cap_after", "order", "clear_before", "clear_after", "pair")
TURNS = [(name, number) for name in TOUCHED for number in range(len(PARAMETERS[name]))]


@pytest.mark.parametrize("first", range(1000, 1100, BATCH))
def test_optimum(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told at once wherever there is more than one slot, the optimum is still the best of all schedules."""
    monkeypatch.setattr(timing, "MANY_PAIRS", 0)
    for seed in range(first, first + BATCH):
        week = random_week(Random(seed))
        found, expected = search(week.problem, week.rules), best(week)
        assert (found.score, found.bound) == (expected, expected), f"seed {seed}: {week.data}, {week.tables}"


@pytest.mark.parametrize(("name", "number"), TURNS, ids=str)
def test_both_sides_agree(name: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule told at once accepts and prices what the judge does, in tiny weeks by turns."""
    monkeypatch.setattr(timing, "MANY_PAIRS", 0)
    turn = TURNS.index((name, number))
    for week in (WEEKS[turn % len(WEEKS)], WEEKS[(turn + 3) % len(WEEKS)]):
        check_must(name, number, week)
        check_should(name, number, week)


def fine(windows: int) -> Problem:
    """Ten sessions, and so many windows a day."""
    length = 24 * 60 // windows
    spans = [f"{clock(at * length)}-{clock((at + 1) * length - 5)}" for at in range(windows)]
    kinds = ("easy_run", "long_run", "intervals", "heavy_legs", "full_body_lift")
    wishes = [{"id": f"s{number}", "kind": kinds[number % 5], "minutes": [10, 60]} for number in range(10)]
    return problem_of({"grid": 5, "week": "2026-11-23", "availability": {"every": spans}, "sessions": wishes})


def clock(minutes: int) -> str:
    """Minutes as a time of day."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@pytest.mark.parametrize(
    "rule",
    [
        {"rule": "apart", "between": "run", "and": "lift", "hours": 2},
        {"rule": "apart", "between": "run", "and": "lift", "hours": 6, "level": "should", "ordered": True},
        {"rule": "cap_after", "of": "run", "after": "lift", "hours": 2, "minutes": 30},
        {"rule": "order", "first": "run", "then": "lift"},
        {"rule": "clear_before", "no": "lift", "before": "run", "days": 1, "level": "should"},
        {"rule": "pair", "each": "lift", "with": "run", "order": "after"},
    ],
    ids=lambda rule: str(rule["rule"]),
)
def test_size(rule: dict[str, object]) -> None:
    """Twice the windows make a rule's part of the model no more than twice as large."""

    def size(windows: int) -> int:
        problem = fine(windows)
        whole, without = (build(problem, rules_of(problem, tables)) for tables in ([rule], []))
        return len(whole.week.model.proto.constraints) - len(without.week.model.proto.constraints)

    assert size(14) <= 2 * size(7)
