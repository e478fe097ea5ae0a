"""A rule's two sides say the same: `post` to CP-SAT, `amount` to the judge. Proven by listing every schedule of tiny weeks.

For `must`, the schedules that CP-SAT accepts are exactly those whose amount is within `allow`, for no, one and two breaches allowed;
for `should`, the points that CP-SAT minimises are those of the judge: of the best schedule, and of single schedules held fast.
"""

from __future__ import annotations

from functools import cache
from itertools import product
from random import Random
from typing import Any, Final

import pytest

from solver.domain.problem import Problem
from solver.domain.session import Placed
from solver.rules import Rule
from solver.rules.timeline import Timeline
from tests.support.accepted import accepted, cheapest
from tests.support.enumeration import schedules
from tests.support.tiny_weeks import TINY, tiny
from tests.support.weeks import NAMES, Spots, problem_of, rule_of, spots_of

PARAMETERS: Final[dict[str, list[dict[str, Any]]]] = {
    "apart": [
        {"between": "quality", "and": ["lift", "easy"], "hours": 0.5},
        {"between": "run", "and": "run", "hours": 11.5},
        {"between": "heavy_legs", "and": "run", "hours": 10, "ordered": True},
        {"between": "run", "and": ["hard", "mobility"], "hours": 24, "ordered": True},
        {"between": ["easy", "hard"], "and": ["easy", "hard"], "hours": 60},
    ],
    "clear_before": [
        {"no": ["heavy_legs", "easy_run"], "before": ["quality", "mobility"]},
        {"no": "run", "before": "run", "days": 2},
        {"no": "easy", "before": "hard", "days": 0},
        {"no": "hard", "before": "run", "days": 6},
    ],
    "clear_after": [
        {"no": ["quality", "mobility"], "after": ["heavy_legs", "easy_run"]},
        {"no": "run", "after": "run", "days": 2},
        {"no": "hard", "after": "easy", "days": 0},
        {"no": "easy_run", "after": "hard", "days": 8},
    ],
    "spacing": [
        {"of": "run", "days": 1},
        {"of": ["hard", "easy"], "days": 2},
        {"of": "run", "from": ["lift", "mobility", "intervals"], "days": 3},
        {"of": "run", "days": 8},
    ],
    "rest_days": [
        {"at_least": 6},
        {"at_least": 7, "allowing": "easy"},
        {"at_least": 5, "allowing": "intervals"},
        {"at_least": 7},
    ],
    "streak": [
        {"of": "run", "at_most": 1},
        {"of": ["easy", "hard"], "at_most": 2},
        {"of": "run", "at_most": 3},
        {"of": "hard", "at_most": 1},
    ],
    "count": [
        {"of": "run", "at_least": 2},
        {"of": ["run", "lift"], "at_most": 1},
        {"of": "easy", "at_least": 1, "at_most": 1},
        {"of": "run", "per": "day", "at_most": 0, "days": ["mon", "tue", "sun"]},
        {"of": ["easy", "hard"], "per": "day", "at_least": 1, "at_most": 1, "days": ["thu", "weekend"]},
        {"of": "run", "at_most": 0, "days": ["mon", "fri", "sun"]},
    ],
    "minutes": [
        {"of": "run", "at_least": 90, "each": 30},
        {"of": ["run", "lift"], "at_most": 70, "each": 25},
        {"of": "easy_run", "per": "day", "at_least": 10, "at_most": 40, "each": 20},
        {"of": ["vigorous", "none"], "counting": "moderate", "at_least": 170, "each": 30},
        {"of": "run", "counting": "load", "at_most": 200, "each": 100},
        {"of": ["easy", "hard"], "per": "day", "counting": "load", "at_most": 100, "each": 150},
    ],
    "share": [
        {"of": "easy_run", "in": "run", "at_most_percent": 50, "each": 10},
        {"of": "hard", "in": ["easy", "hard"], "at_most_percent": 33, "each": 15},
        {"of": "run", "in": "hard", "at_most_percent": 110, "each": 30},
    ],
    "growth": [
        {"of": "run", "over": "last_week", "at_most_percent": 90, "each": 20},
        {"of": "run", "over": "four_week_mean", "at_most_percent": 110, "each": 25},
        {"of": "run", "over": "longest_in_30_days", "at_most_percent": 105, "each": 10},
        {"of": ["run", "lift"], "over": "longest_in_30_days", "counting": "load", "at_most_percent": 30, "each": 40},
    ],
    "cluster": [{"of": "run"}, {"of": ["hard", "easy"]}, {"of": "hard"}],
    "order": [
        {"first": "easy", "then": "hard"},
        {"first": "hard", "then": "easy"},
        {"first": ["run", "lift"], "then": ["run", "mobility"]},
    ],
    "pair": [
        {"each": "easy", "with": "hard", "order": "any"},
        {"each": "easy", "with": "hard", "order": "after"},
        {"each": "run", "with": ["mobility", "lift", "quality"], "order": "before"},
        {"each": "hard", "with": "run", "order": "after"},
    ],
    "cap_after": [
        {"of": "easy_run", "after": "hard", "hours": 0.5, "minutes": 30},
        {"of": "run", "after": ["lift", "run"], "hours": 10.5, "minutes": 30},
        {"of": ["run", "lift"], "after": ["easy", "hard"], "hours": 24.25, "minutes": 20},
        {"of": "easy_run", "after": "run", "hours": 72, "minutes": 59},
    ],
    "full_length": [{"of": "run"}, {"of": ["run", "lift"], "each": 20}, {"of": "easy_run", "each": 60}],
    "preferred_time": [{"of": "easy_run"}, {"of": ["run", "lift"]}],
}

# Words that do not hold together with any schedule of a week are no fault: `cap_after` finds nothing to cap there, and passes.
WEEKS = [week for week in TINY if week not in ("tight-join", "off-grid", "off-grid-join")]  # those are about what is always true
GRID = [(name, number, week) for name in NAMES for number in range(len(PARAMETERS[name])) for week in WEEKS]
IDS = [f"{name}-{number}-{week}" for name, number, week in GRID]
SAMPLE = 2  # so many schedules, and a worst one, are held fast for each rule and week


@cache
def laid_out(week: str) -> tuple[Problem, dict[Spots, tuple[Placed, ...]]]:
    """A tiny week and all its schedules."""
    problem = problem_of(tiny(week))
    return problem, {spots_of(problem, schedule): schedule for schedule in schedules(problem)}


@cache
def amounts(name: str, number: int, week: str) -> dict[Spots, int]:
    """What the judge's side of a rule makes of every schedule."""
    problem, found = laid_out(week)
    rule = meant(name, number)
    return {spots: rule.amount(Timeline.of(problem, schedule)) for spots, schedule in found.items()}


def meant(name: str, number: int, **changes: Any) -> Rule:
    """A rule of the grid, at another level or with another allowance."""
    return rule_of({"rule": name, **PARAMETERS[name][number], **changes})


def telling(found: dict[Spots, int]) -> list[int]:
    """The least allowances that make a difference; greater ones multiply the solutions, and `should` covers them."""
    greatest = max(found.values())
    return [allow for allow in range(3 if greatest < 5 else 2) if allow == 0 or allow < greatest]


def one_of_each(found: dict[Spots, int], random: Random) -> list[Spots]:
    """Schedules of different amounts, the greatest among them."""
    by_amount: dict[int, list[Spots]] = {}
    for spots in sorted(found):
        by_amount.setdefault(found[spots], []).append(spots)
    values = sorted(by_amount)
    wanted = {values[-1], *random.sample(values, min(SAMPLE, len(values)))}
    return [random.choice(by_amount[amount]) for amount in sorted(wanted)]


@pytest.mark.parametrize("week", TINY)
def test_without_rules(week: str) -> None:
    """What is always true: windows, places, days, hours, buffers, fixed times, no overlap, no number twice."""
    problem, found = laid_out(week)
    assert accepted(problem, []) == set(found)


@pytest.mark.parametrize(("name", "number", "week"), GRID, ids=IDS)
def test_must(name: str, number: int, week: str) -> None:
    """CP-SAT accepts what the judge accepts, and nothing else."""
    problem, _ = laid_out(week)
    found = amounts(name, number, week)
    for allow in telling(found):
        expected = {spots for spots, amount in found.items() if amount <= allow}
        assert accepted(problem, [meant(name, number, allow=allow)]) == expected, f"allow = {allow}"


@pytest.mark.parametrize(("name", "number", "week"), GRID, ids=IDS)
def test_should(name: str, number: int, week: str) -> None:
    """CP-SAT asks the judge's price."""
    problem, schedules_ = laid_out(week)
    unpriced = _left_out_costs(problem, schedules_)
    found = amounts(name, number, week)
    most = max(found.values())
    chosen = one_of_each(found, Random(f"{name} {number} {week}"))
    for allow, points in ((0, 7), (max(1, most // 2), 3)):
        rule = meant(name, number, level="should", points=points, allow=allow)
        price = {spots: points * max(0, amount - allow) + unpriced[spots] for spots, amount in found.items()}
        assert cheapest(problem, [rule]) == min(price.values())
        for spots in chosen:
            assert cheapest(problem, [rule], spots) == price[spots], spots


# Rules share literals, and one that must hold lets the model say more about the others: each with each, on a week by turns.
PAIRS = [(one, other, WEEKS[turn % len(WEEKS)]) for turn, (one, other) in enumerate(product(NAMES, NAMES))]
# What a crowd on a day costs, rules about days are tightened by: those with groups of their own, in the weeks that have crowded days.
CROWDS: Final[list[dict[str, Any]]] = [
    {"rule": "spacing", "of": ["easy", "hard"], "days": 1},
    {"rule": "spacing", "of": "run", "days": 2},
    {"rule": "count", "of": ["easy", "hard"], "per": "day", "at_most": 1},
    {"rule": "count", "of": ["run", "lift"], "per": "day", "at_least": 1, "at_most": 2},
]
ABOUT_DAYS: Final[list[dict[str, Any]]] = [
    {"rule": "cluster", "of": "hard"},
    {"rule": "cluster", "of": ["easy", "hard"]},
    {"rule": "streak", "of": "easy", "at_most": 1},
    {"rule": "rest_days", "at_least": 7, "allowing": "easy"},
    {"rule": "spacing", "of": ["easy", "lift"], "days": 1},
]
CROWDED = ("plain", "repeats", "night", "count", "row", "clock-change")


@pytest.mark.parametrize(("one", "other", "week"), PAIRS)
def test_two_rules(one: str, other: str, week: str) -> None:
    """Two rules together are both, and nothing more."""
    turn = NAMES.index(one) + NAMES.index(other)
    number, second = turn % len(PARAMETERS[one]), turn // 2 % len(PARAMETERS[other])
    _check_together(week, {"rule": one, **PARAMETERS[one][number]}, {"rule": other, **PARAMETERS[other][second]})


@pytest.mark.parametrize("week", CROWDED)
@pytest.mark.parametrize("level", ["must", "should"])
@pytest.mark.parametrize("crowd", range(len(CROWDS)))
@pytest.mark.parametrize("about", range(len(ABOUT_DAYS)))
def test_a_crowd_and_a_rule_about_days(crowd: int, level: str, about: int, week: str) -> None:
    """What follows from two rules together follows from no more than them."""
    _check_together(week, {"level": level, "points": 3, **CROWDS[crowd]}, ABOUT_DAYS[about])


def _check_together(week: str, first: dict[str, Any], second: dict[str, Any]) -> None:
    """The fewest points under a rule and a `should`, and those of single schedules."""
    problem, found = laid_out(week)
    one = rule_of({**first, "id": "one"})
    other = rule_of({**second, "id": "other", "level": "should", "points": 7})
    price = _left_out_costs(problem, found)
    for spots, schedule in found.items():
        timeline = Timeline.of(problem, schedule)
        amount = one.amount(timeline)
        if one.level == "must" and amount:
            del price[spots]
        else:
            price[spots] += other.points * other.amount(timeline) + (one.points * amount if one.level == "should" else 0)
    assert cheapest(problem, [one, other]) == min(price.values(), default=None)
    for spots in Random(f"{week} {first} {second}").sample(sorted(price), min(2, len(price))):
        assert cheapest(problem, [one, other], spots) == price[spots], spots


def _left_out_costs(problem: Problem, found: dict[Spots, tuple[Placed, ...]]) -> dict[Spots, int]:
    """The worth of the optional sessions that a schedule leaves out."""
    worth = {session.id: session.worth for session in problem.sessions if session.priority == "optional"}
    return {spots: sum(worth.values()) - sum(worth.get(id_, 0) for id_, _, _ in spots) for spots in found}


@pytest.mark.parametrize("name", NAMES)
def test_the_grid_tells(name: str) -> None:
    """Every rule of the grid is breached in some week and kept in some, or the proof would prove nothing."""
    for number, parameters in enumerate(PARAMETERS[name]):
        seen = {amount for week in ("plain", "repeats", "edges", "row") for amount in amounts(name, number, week).values()}
        assert len(seen) > 1, parameters
        assert 0 in seen or name in ("minutes", "count", "share"), parameters
