"""What everything costs, and the best hour to free: against solving each changed week from scratch, by listing its schedules."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random

import pytest

from solver.domain.availability import Window
from solver.domain.problem import Problem
from solver.domain.schedule import Score
from solver.domain.spans import merged
from solver.domain.times import Span, parse_span
from solver.explain.best_hour import best_hours
from solver.explain.left_out import reasons
from solver.explain.prices import Price, Priced, rule_prices, session_prices, window_prices
from solver.explain.room import waking_by_day
from solver.files.reader import read_case
from solver.model.search import Budget, search
from tests.explain.weeks import CASES, best
from tests.support.random_weeks import RandomWeek, random_week
from tests.support.weeks import problem_of, rules_of

WEEKS = 24
BATCH = 6
ALL = range(0, WEEKS, BATCH)
SOON = Budget(None)


@cache
def week(seed: int) -> tuple[RandomWeek, Score]:
    """A random week that has a schedule, with the score of the best one."""
    random = Random(f"prices {seed}")
    while True:
        found = random_week(random, most=200)
        score = best(found.problem, found.rules)
        if score is not None and (score.left_out, score.points) != (0, 0):
            return found, score


def weeks(first: int):
    for seed in range(first, first + BATCH):
        yield f"seed {seed}", *week(seed)


def priced(id_: str, price: Price | None) -> Priced:
    """A price as it is told; without one, there is no week without the thing."""
    return Priced(id_, price, needed=price is None)


def gain(score: Score, problem: Problem, rules) -> Price | None:
    """What the change to a week gains, by brute force."""
    after = best(problem, rules)
    return None if after is None else Price.between(score, after)


@pytest.mark.parametrize("first", ALL)
def test_rules(first):
    for about, found, score in weeks(first):
        expected = [
            priced(rule.id, gain(score, found.problem, [other for other in found.rules if other is not rule]))
            for rule in found.rules
        ]
        assert list(rule_prices(found.problem, found.rules, score, SOON)) == expected, about


@pytest.mark.parametrize("first", ALL)
def test_sessions(first):
    """A session that goes is no longer wished for: the wish is for one fewer of its priority."""
    for about, found, score in weeks(first):
        there = search(found.problem, found.rules)
        expected = [
            priced(placed.session.id, gain(score, less(found.problem, placed.session.id), found.rules)) for placed in there.placed
        ]
        assert list(session_prices(found.problem, found.rules, there, SOON)) == expected, about


def less(problem: Problem, id_: str) -> Problem:
    """The problem without a session."""
    return replace(problem, sessions=tuple(session for session in problem.sessions if session.id != id_))


@pytest.mark.parametrize("seed", range(20))
def test_sessions_of_wishes_for_several(seed):
    """Count ranges, some with a rule that names a single session of the wish, some with one that they cannot tell apart."""
    random = Random(f"several {seed}")
    while True:
        problem, rules = several(random)
        score = best(problem, rules)
        if score is not None and (score.left_out, score.points) != (0, 0):
            break
    there = search(problem, rules)
    assert there.score == score
    for got in session_prices(problem, rules, there, SOON):
        assert got == priced(got.id, gain(score, less(problem, got.id), rules)), (problem.sessions, rules)
    for rule, got in zip(rules, rule_prices(problem, rules, score, SOON), strict=True):
        assert got.price == gain(score, problem, [other for other in rules if other is not rule]), got.id


def several(random: Random):
    """A tiny week that wants a few sessions several times."""
    wish = {"id": "easy", "kind": "easy_run", "minutes": 30, "priority": random.choice(["key", "normal", "optional"])}
    wish |= {"count": random.choice([2, 3, [0, 2], [1, 2], [1, 3]]), "worth": random.choice([0, 2, 5, 9])}
    other = {"kind": "mobility", "minutes": 30, "places": [], "worth": random.choice([1, 4]), "count": random.choice([1, [0, 2]])}
    days = random.sample(["mon", "tue", "wed", "thu"], 3)
    windows = {day: random.choice(["07:00-07:30", "07:00-08:00"]) for day in days}
    problem = problem_of({"week": "2026-11-23", "grid": 30, "availability": windows, "sessions": [wish, other]})
    ids = [session.id for session in problem.sessions if session.wish == "easy"]
    tables = [_about(random, random.choice([*ids, *ids, "run", "easy"]), days) for _ in range(random.randint(1, 3))]
    return problem, rules_of(problem, tables)


def _about(random: Random, what: str, days: list[str]):
    """A rule about some sessions that are wanted several times."""
    bound = random.choice([{"at_most": 0}, {"at_least": 1}, {"at_most": 1}])
    where = {"days": random.sample(days, random.choice([1, 2]))} if random.random() < 0.7 else {}
    level = {"level": "must"} if random.random() < 0.2 else {"level": "should", "points": random.choice([2, 3, 7])}
    return {"rule": "count", "of": what, **bound, **where, **level}


@pytest.mark.parametrize(
    ("name", "prices"),
    [
        ("price-count-range", {"easy-1": Price(0, 30)}),  # the week without the key one: its twin is not worth the rule's points
        ("price-named-session", {"easy-1": Price(0, 7), "easy-2": Price(0, 0)}),
    ],
)
def test_the_price_is_that_of_the_session_itself(name, prices):
    case = read_case(str(CASES / f"{name}.toml"))
    found = search(case.problem, case.rules)
    assert {got.id: got.price for got in session_prices(case.problem, case.rules, found, SOON)} == prices


@pytest.mark.parametrize("first", ALL)
def test_windows(first):
    for about, found, score in weeks(first):
        expected = []
        for number, window in enumerate(found.problem.windows):
            windows = found.problem.windows[:number] + found.problem.windows[number + 1 :]
            price = gain(score, replace(found.problem, windows=windows), found.rules)
            expected.append((window, priced(str(number), price)))
        assert list(window_prices(found.problem, found.rules, score, SOON)) == expected, about


def test_the_prices_tell():
    """There are rules that cost nothing, points or a session; windows that are worth something, and that cannot be spared."""
    rules, windows = [], []
    for seed in range(WEEKS):
        found, score = week(seed)
        rules += [got.price for got in rule_prices(found.problem, found.rules, score, SOON)]
        windows += [got.price for _, got in window_prices(found.problem, found.rules, score, SOON)]
    assert any(price.is_nothing for price in rules)
    assert any(price.points > 0 and not price.left_out for price in rules)
    assert any(price.left_out > 0 for price in rules)
    assert any(price and price.left_out < 0 for price in windows)
    assert None in windows


# -- the best hour -------------------------------------------------------------------------------------------------------------------

AWAKE = ("06:00-09:00", "17:30-20:00")
LENGTHS = (30, 60, 90)


def with_time(problem: Problem, start: int, minutes: int) -> Problem:
    """The week with more time, open at every place; it is one with what else is, where they touch."""
    free = merged([(start, start + minutes), *((window.start, window.end) for window in problem.windows if not window.places)])
    at_places = [window for window in problem.windows if window.places]
    return replace(
        problem, windows=tuple(sorted((*at_places, *(Window(*stretch) for stretch in free)), key=lambda w: (w.start, w.end)))
    )


@pytest.mark.parametrize("seed", range(7))
def test_the_best_hour(seed):
    """For every length and day, every start is tried."""
    found, score = week(seed)
    assert_best(found.problem, found.rules, score, parse_span(AWAKE[seed % 2]), LENGTHS, (found.data, found.tables))


OFF_GRID = {  # windows, minutes of the session, its buffer, minutes to free
    "the buffer before": (["06:04-07:00"], 60, [10, 0], 15),
    "the buffer before in the freed time": (["07:30-07:45"], 30, [10, 0], 30),
    "the buffer after": (["07:00-07:56"], 60, [0, 11], 30),
    "the buffer after in the freed time": (["07:00-07:50"], 60, [0, 11], 30),
    "a window that is not touched": (["06:35-07:35"], 60, [5, 0], 15),
    "both ends": (["06:20-07:02", "07:22-08:04"], 60, [4, 4], 15),
}


@pytest.mark.parametrize("name", OFF_GRID)
def test_the_best_hour_off_the_grid(name):
    """Windows and buffers count to the minute; only the time to free is on the grid."""
    windows, least, buffer, minutes = OFF_GRID[name]
    walk = {"kind": "walk", "minutes": least, "buffer": buffer}
    problem = problem_of({"week": "2026-11-23", "grid": 15, "availability": {"mon": windows}, "sessions": [walk]})
    score = best(problem, ())
    assert score is not None
    assert_best(problem, (), score, parse_span("05:30-09:00"), (minutes, 45), name)


def assert_best(problem: Problem, rules, score: Score, waking: Span, lengths, about) -> None:
    """That the best hours are those that brute force finds when it tries every start."""
    got = {
        (problem.clock.day_of(hour.start), hour.minutes): hour
        for hour in best_hours(problem, rules, score, SOON, waking, lengths)
    }
    expected = {}
    for day, (start, end) in waking_by_day(problem, waking):
        for minutes in lengths:
            starts = range(start, end - minutes + 1, problem.clock.grid)
            prices = [gain(score, with_time(problem, first, minutes), rules) for first in starts]
            gains = [(price.left_out, price.points) for price in prices if price]
            if gains and max(gains) > (0, 0):
                expected[day, minutes] = max(gains)
    assert {key: (hour.gain.left_out, hour.gain.points) for key, hour in got.items()} == expected, about
    for hour in got.values():
        assert gain(score, with_time(problem, hour.start, hour.minutes), rules) == hour.gain
        assert not hour.start % problem.clock.grid


def test_the_hours_tell():
    """Some weeks gain a session, some points; some hours join a window; some are better on one day than on another."""
    gains = [
        hour.gain
        for seed in range(7)
        for hour in best_hours(
            week(seed)[0].problem, week(seed)[0].rules, week(seed)[1], SOON, parse_span(AWAKE[seed % 2]), LENGTHS
        )
    ]
    assert any(price.left_out for price in gains)
    assert any(price.points > 0 and not price.left_out for price in gains)
    assert len({(price.left_out, price.points) for price in gains}) > 3


def test_freed_minutes_join_what_is_open_at_every_place():
    """Half an hour beside a window is enough for ninety minutes; between two windows it joins both."""
    data = {
        "week": "2026-11-23",
        "grid": 15,
        "availability": {"tue": ["07:00-08:00"], "wed": ["07:00-07:30", "08:00-08:30"], "thu": ["07:00-08:00 road"]},
        "sessions": [{"kind": "long_run", "minutes": 90}],
    }
    data["availability"]["sun"] = ["12:00-14:00 gym"]
    problem = problem_of(data)
    hours = list(best_hours(problem, (), Score(left_out=30, points=0), SOON, parse_span("06:00-09:00"), (30,)))
    assert [hour.gain for hour in hours] == [Price(30, 0), Price(30, 0)]
    tuesday, wednesday = (f"{problem.clock.local(hour.start):%a %H:%M}" for hour in hours)
    assert tuesday in ("Tue 06:30", "Tue 08:00")
    assert wednesday == "Wed 07:30"


def test_nothing_is_better_than_a_week_without_fault():
    problem = problem_of({"week": "2026-11-23", "availability": {"tue": ["07:00-08:00"]}, "sessions": [{"kind": "easy_run"}]})
    assert not list(best_hours(problem, (), Score(left_out=0, points=0), SOON))


# -- what was left out ---------------------------------------------------------------------------------------------------------------


def reason(sessions, rules=(), availability=None):
    problem = problem_of(
        {"week": "2026-11-23", "grid": 30, "availability": availability or {"tue": ["07:00-08:00 road"]}, "sessions": sessions}
    )
    read = rules_of(problem, rules)
    return reasons(problem, read, search(problem, read), SOON)


def test_reasons():
    easy, lift = {"kind": "easy_run", "minutes": 60}, {"kind": "heavy_legs", "minutes": 60}
    assert reason([easy, lift]) == {"heavy_legs": "No window offers gym."}
    tight = {"tue": ["07:00-08:00 road", "18:00-18:30 gym"]}
    assert reason([easy, lift], availability=tight) == {
        "heavy_legs": "It needs 60 min in one go; the longest window with gym has 30."
    }
    assert reason([easy, {"kind": "swim", "minutes": 60, "places": [], "days": ["wed"]}]) == {
        "swim": "No window is long enough on its days and between its hours."
    }
    two = [{**easy, "worth": 9, "id": "dear"}, {**easy, "worth": 5, "id": "cheap"}]
    assert reason(two) == {"cheap": "With it, dear would have to go."}
    key = [{**easy, "priority": "key", "id": "first"}, {**easy, "id": "second"}]
    text = reason(key)["second"]
    assert text.startswith("It cannot be together with: first is a key session of at least 60 min.")
    assert "first finds room only on Tue 07:00-08:00." in text
    rule = {"rule": "count", "of": "run", "at_most": 0, "level": "should", "points": 30}
    assert reason([{**easy, "priority": "optional"}], [rule]) == {
        "easy_run": "It is worth 10 points and would cost 30: 30 for rule-0."
    }


def test_left_out_twins_have_a_reason():
    """The wish finds no room for more, whichever of its sessions is counted as the one that is there."""
    case = read_case(str(CASES / "price-count-range.toml"))
    found = search(case.problem, case.rules)
    assert reasons(case.problem, case.rules, found, SOON) == {
        "easy-2": "There is room for no more of them. The easy sessions find room only on Tue 06:00-07:00."
    }


def test_what_a_named_twin_would_cost_is_told_of_it_alone():
    """easy-2 could go where easy-1 may not; nothing is said of the two as if they were the same."""
    easy = {"id": "easy", "kind": "easy_run", "minutes": 60, "count": [1, 2], "worth": 5}
    rule = {"rule": "count", "of": "easy-2", "at_most": 0, "level": "should", "points": 8}
    assert reason([easy], [rule], {"tue": "07:00-09:00"}) == {"easy-2": "It is worth 5 points and would cost 8: 8 for rule-0."}


def test_without_time_no_price_is_claimed():
    found, score = week(0)
    assert list(rule_prices(found.problem, found.rules, score, Budget(0))) == [Priced(rule.id, None) for rule in found.rules]
    assert not list(best_hours(found.problem, found.rules, score, Budget(0)))
