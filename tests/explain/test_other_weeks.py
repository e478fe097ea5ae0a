"""Other weeks as good, or nearly: exactly those that brute force finds when it sorts all schedules by the days and windows of their sessions."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import pytest

from solver.domain.problem import Problem
from solver.domain.session import Placed
from solver.explain.alternatives import Others, diverse, others
from solver.judge import judge
from solver.model.search import Budget
from solver.model.slots import slots
from solver.rules import Rule
from tests.explain.weeks import named
from tests.support.enumeration import schedules
from tests.support.random_weeks import random_week
from tests.support.tiny_weeks import TINY, tiny
from tests.support.weeks import problem_of, rules_of

WEEKS = 40
BATCH = 10
ALL = range(0, WEEKS, BATCH)
MANY = 10_000

Scores = dict[tuple[tuple[str, int, int | None], ...], tuple[int, int]]  # the best score by where the sessions are


def where(problem: Problem, schedule: tuple[Placed, ...]) -> tuple[tuple[str, int, int | None], ...]:
    """Day and window of every session; where windows overlap, the first that has room for it."""
    return tuple(sorted((placed.session.id, placed.day, _window(problem, placed)) for placed in schedule))


def _window(problem: Problem, placed: Placed) -> int | None:
    found = (
        slot for slot in slots(problem, placed.session) if slot.first <= placed.start <= slot.last and placed.end <= slot.until
    )
    return next(slot.window for slot in found if slot.day == placed.day)


def by_brute_force(problem: Problem, rules: tuple[Rule, ...]) -> Scores:
    found: Scores = {}
    for schedule in schedules(problem, named(rules)):
        verdict = judge(problem, rules, schedule)
        if not verdict.broken:
            key, score = where(problem, schedule), (verdict.score.left_out, verdict.score.points)
            found[key] = min(score, found.get(key, score))
    return found


DAY_RULES = (
    {"rule": "spacing", "of": ["hard", "easy"], "days": 2},
    {"rule": "cluster", "of": ["hard", "easy"], "level": "should", "points": 5},
    {"rule": "rest_days", "at_least": 5, "level": "should", "points": 3},
    {"rule": "clear_before", "no": "easy", "before": "hard", "level": "should", "points": 2},
)
OVERLAPPING = {
    "week": "2026-11-23",
    "grid": 30,
    "availability": {
        "tue": ["07:00-08:30 gym", "07:30-09:00 road"],
        "thu": ["07:00-08:00 road", "07:00-08:00"],
        "sat": ["07:00-08:00"],
    },
    "sessions": [
        {"kind": "easy_run", "minutes": [30, 60], "places": ["road", "gym"], "count": [1, 2]},
        {"kind": "mobility", "minutes": 30, "places": []},
    ],
}


@cache
def week(seed: int | str) -> tuple[Problem, tuple[Rule, ...], Scores]:
    """A random week; a tiny one by its name, with rules that speak of days alone; or one whose windows overlap."""
    if isinstance(seed, str):
        problem = problem_of(OVERLAPPING if seed == "overlapping" else tiny(seed))
        rules = rules_of(problem, DAY_RULES)
    else:
        random = random_week(Random(f"others {seed}"), most=300)
        problem, rules = random.problem, random.rules
    return problem, rules, by_brute_force(problem, rules)


NAMED = (*TINY, "overlapping")
BATCHES = [*((name,) for name in NAMED), *(tuple(range(first, first + BATCH)) for first in ALL)]
each_batch = pytest.mark.parametrize("seeds", BATCHES, ids=lambda seeds: str(seeds[0]))


def checked(problem: Problem, rules: tuple[Rule, ...], found: Others, scores: Scores, about: object):
    """What was found, as (score, where); each is what the judge says, none is there twice, and each is the best of its sort."""
    told = []
    for week_ in found.found:
        verdict = judge(problem, rules, week_.placed)
        assert verdict.passed, about
        assert verdict.score == week_.score, about
        key = where(problem, week_.placed)
        assert scores[key] == (week_.score.left_out, week_.score.points), about
        told.append(key)
    assert len(set(told)) == len(told), about
    return [(scores[key], key) for key in told]


@each_batch
def test_ties(seeds):
    for seed in seeds:
        problem, rules, scores = week(seed)
        found = others(problem, rules, MANY, Budget(None), within=0)
        ties = {key for key, score in scores.items() if score == min(scores.values())}
        assert {key for _, key in checked(problem, rules, found, scores, seed)} == ties, seed
        assert found.complete, seed


@each_batch
def test_alternatives(seeds):
    for seed in seeds:
        problem, rules, scores = week(seed)
        ranked = sorted(scores.values())
        for most in (1, 3, len(ranked) - 1 if 0 < len(ranked) <= 12 else 5):
            found = others(problem, rules, most, Budget(None))
            assert [score for score, _ in checked(problem, rules, found, scores, seed)] == ranked[: most + 1], seed
            assert found.complete == (len(ranked) <= most + 1), seed


@each_batch
def test_within(seeds):
    for seed in seeds:
        problem, rules, scores = week(seed)
        if not scores:
            continue
        left_out, points = min(scores.values())
        near = {key: score for key, score in scores.items() if score[0] == left_out and score[1] <= points + 4}
        found = others(problem, rules, 15, Budget(None), within=4)
        told = checked(problem, rules, found, scores, seed)
        assert [score for score, _ in told] == sorted(near.values())[:16], seed
        assert {key for _, key in told} <= set(near), seed
        assert found.complete == (len(near) <= 16), seed


@each_batch
def test_diverse(seeds):
    """Each next week is the one that has least in common with the most similar of those before it."""
    for seed in seeds:
        problem, rules, scores = week(seed)
        if not scores:
            assert diverse(problem, rules, 4, 5, Budget(None)) == Others((), complete=True)
            continue
        left_out, points = min(scores.values())
        near = {key for key, score in scores.items() if score[0] == left_out and score[1] <= points + 5}
        found = diverse(problem, rules, 4, 5, Budget(None))
        told = []
        for number, week_ in enumerate(found.found):
            verdict = judge(problem, rules, week_.placed)
            assert verdict.passed, seed
            assert verdict.score == week_.score, seed
            key = where(problem, week_.placed)
            assert key in near - set(told), seed
            if number:
                least = min(max(alike(problem, other, known) for known in told) for other in near - set(told))
                assert max(alike(problem, key, known) for known in told) == least, seed
            told.append(key)
        assert len(told) == min(4, len(near)), seed
        assert found.complete == (len(near) < 4), seed


def alike(problem: Problem, one: tuple[tuple[Any, ...], ...], other: tuple[tuple[Any, ...], ...]) -> int:
    """How many sessions are alike in two weeks: on the same day in the same window, or left out of both."""
    first, second = ({id_: rest for id_, *rest in key} for key in (one, other))
    return sum(first.get(session.id) == second.get(session.id) for session in problem.sessions)


def test_twins_that_no_rule_names_are_one_though_a_rule_names_another():
    """A rule names easy-1; weeks that differ in which of easy-2 and easy-3 is which are one week."""
    problem = problem_of(
        {
            "week": "2026-11-23",
            "grid": 30,
            "availability": {"mon": "07:00-07:30", "tue": "07:00-07:30", "wed": "07:00-07:30"},
            "sessions": [{"id": "easy", "kind": "easy_run", "count": 3, "minutes": 30, "priority": "key"}],
        }
    )
    rules = rules_of(problem, [{"rule": "count", "of": "easy-1", "days": ["mon"], "at_most": 0, "level": "should"}])
    found = others(problem, rules, MANY, Budget(None))
    assert found.complete
    days = [{placed.session.id: placed.day for placed in week_.placed} for week_ in found.found]
    assert sorted(day["easy-1"] for day in days) == [0, 1, 2]
    assert all(day["easy-2"] < day["easy-3"] for day in days)


def test_the_weeks_tell():
    found = [week(seed) for seed in (*NAMED, *range(WEEKS))]
    ties = [sum(score == min(scores.values()) for score in scores.values()) for _, _, scores in found]
    assert sum(number > 1 for number in ties) > 20
    assert max(ties) > 8
    assert sum(bool(problem.scenario.repeats) and number > 1 for (problem, _, _), number in zip(found, ties, strict=True)) > 4
    assert len(week("overlapping")[2]) > 20


def test_without_time_nothing_is_claimed():
    problem, rules, _ = week("plain")
    for found in (others(problem, rules, 3, Budget(0)), diverse(problem, rules, 3, 5, Budget(0))):
        assert not found.found
        assert not found.complete
