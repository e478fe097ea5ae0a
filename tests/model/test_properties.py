"""What must hold of the optimum of any week, whatever it is."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.judge import judge
from solver.model.search import Found, search
from tests.support.random_weeks import DAYS, RandomWeek, Table, random_week
from tests.support.weeks import problem_of, rules_of, spots_of

# Slow and rejected draws are the generator's business: it draws again until a week can be meant.
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
thorough = settings(max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=CHECKS)
weeks = st.integers(min_value=0, max_value=2**32).map(lambda seed: random_week(Random(seed), most=20_000, utc=True))
seeds = st.integers(min_value=0, max_value=2**32).map(Random)

NO_SCHEDULE = (float("inf"), float("inf"))


def found(data: Table, tables: tuple[Table, ...]) -> Found:
    """The answer to a week with the rules of these tables."""
    problem = problem_of(data)
    return search(problem, rules_of(problem, tables))


def cost(answer: Found) -> tuple[float, float]:
    """Both levels, proven; more than any number where there is no schedule."""
    if answer.status == "infeasible":
        return NO_SCHEDULE
    assert answer.status == "optimal"
    assert answer.score is not None
    assert answer.score == answer.bound
    return (answer.score.left_out, answer.score.points)


def shuffled(random: Random, items: Any) -> list[Any]:
    """The same in another order."""
    return random.sample(list(items), len(items))


@thorough
@given(weeks)
def test_every_schedule_passes_the_judge(week: RandomWeek) -> None:
    """No schedule is shown that the judge would not pass at the same score."""
    answer = search(week.problem, week.rules)
    if answer.status != "infeasible":
        verdict = judge(week.problem, week.rules, answer.placed)
        assert verdict.passed
        assert verdict.score == answer.score


@thorough
@given(weeks)
def test_same_week_same_schedule(week: RandomWeek) -> None:
    """Ties are broken, and always in the same way."""
    first, second = found(week.data, week.tables), found(deepcopy(week.data), week.tables)
    assert first.status == second.status
    assert first.placed == second.placed


@thorough
@given(weeks, seeds)
def test_more_availability_is_never_worse(week: RandomWeek, random: Random) -> None:
    """A new window, or no busy time, can be ignored."""
    more = deepcopy(week.data)
    more["availability"].pop("busy", None)
    start = random.randrange(0, 48) * 30
    window = f"{start // 60:02d}:{start % 60:02d}-{(start // 60 + 2) % 24:02d}:{start % 60:02d}"
    more["availability"].setdefault(random.choice(DAYS), []).append(window)
    assert cost(found(more, week.tables)) <= cost(found(week.data, week.tables))


@thorough
@given(weeks, seeds)
def test_a_rule_less_is_never_worse(week: RandomWeek, random: Random) -> None:
    """A rule only ever takes away or costs."""
    dropped = random.randrange(len(week.tables))
    fewer = week.tables[:dropped] + week.tables[dropped + 1 :]
    assert cost(found(week.data, fewer)) <= cost(found(week.data, week.tables))


@thorough
@given(weeks, seeds)
def test_the_order_in_the_file_means_nothing(week: RandomWeek, random: Random) -> None:
    """Sessions, windows, rules, history: lists are sets."""
    data = deepcopy(week.data)
    windows = {day: shuffled(random, spans) for day, spans in data["availability"].items() if isinstance(spans, list)}
    data["availability"] = {day: data["availability"][day] for day in shuffled(random, data["availability"])} | windows
    for table in ("sessions", "history", "upcoming"):
        data[table] = shuffled(random, data[table])
    assert cost(found(data, tuple(shuffled(random, week.tables)))) == cost(found(week.data, week.tables))


@thorough
@given(weeks, st.sampled_from([-7, 7, 364]))
def test_another_week_is_the_same_week(week: RandomWeek, days: int) -> None:
    """In UTC nothing but the dates changes when everything is moved by whole weeks; the schedule moves along."""
    data = deepcopy(week.data)
    data["week"] = (date.fromisoformat(data["week"]) + timedelta(days=days)).isoformat()
    for event in (*data["history"], *data["upcoming"]):
        event["start"] = (datetime.fromisoformat(event["start"]) + timedelta(days=days)).isoformat()
    here, there = found(week.data, week.tables), found(data, week.tables)
    assert cost(here) == cost(there)
    assert spots_of(week.problem, here.placed) == spots_of(problem_of(data), there.placed)
