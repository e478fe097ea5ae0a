"""Random tiny weeks with rules of every sort, small enough for all their schedules to be listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import prod
from random import Random
from typing import Any

from solver.domain.errors import InputError
from solver.domain.problem import Problem
from solver.rules import Rule
from tests.support.enumeration import options
from tests.support.weeks import NAMES, problem_of, rule_of, rules_of

Table = dict[str, Any]

GRID = 30
FEWEST, MOST = 25, 500  # schedules of a week, those in which sessions overlap counted too
KINDS = ("intervals", "heavy_legs", "easy_run", "long_run", "easy_ride", "mobility", "upper_body_lift", "race")
WORDS = (
    "run",
    "lift",
    "hard",
    "easy",
    "vigorous",
    "none",
    "impact",
    "quality",
    "strength",
    "!run",
    "run+hard",
    "lift+!upper_body",
)
ALL = ["vigorous", "moderate", "none"]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class RandomWeek:
    """A scenario and its rules as they would be written, and what they mean."""

    data: Table
    tables: tuple[Table, ...]
    problem: Problem
    rules: tuple[Rule, ...]

    @property
    def named(self) -> frozenset[str]:
        """The words that the rules use; ids among them make sessions that are not interchangeable."""
        return frozenset(word for rule in self.rules for selector in rule.selectors().values() for word in selector.words)


def random_week(random: Random, most: int = MOST, utc: bool = False) -> RandomWeek:
    """A random week; what cannot be meant, or has too few or too many schedules, is drawn again."""
    while True:
        data = _scenario(random, utc)
        try:
            problem = problem_of(data)
        except InputError:  # fixed sessions that overlap, or hours that are too short for a session
            continue
        choices = [len(options(problem, session)) + (not session.must_be_placed) for session in problem.sessions]
        if not FEWEST <= prod(max(1, number) for number in choices) <= most:
            continue
        tables = tuple(_telling_rule(random, problem) for _ in range(random.randint(1, 5)))
        return RandomWeek(data, tables, problem, rules_of(problem, tables))


# -- the week ------------------------------------------------------------------------------------------------------------------------


def _scenario(random: Random, utc: bool) -> Table:
    week = random.choice(["2026-11-23", "2026-11-25", "2026-11-28"])
    data: Table = {"grid": GRID, "week": week}
    if not utc and random.random() < 0.15:
        data |= {"timezone": "Europe/London", "week": random.choice(["2026-10-19", "2027-03-22"])}
    if random.random() < 0.3:
        data["day_starts"] = random.choice(["04:00", "12:30"])
    if random.random() < 0.25:
        data["repeats"] = True
    first = date.fromisoformat(data["week"])
    days = [DAYS[(first.weekday() + offset) % 7] for offset in random.choice([(0, 1, 2), (0, 1, 6), (2, 3, 5), (0, 5, 6)])]
    data["availability"] = _availability(random, days)
    kinds = random.sample(KINDS, random.randint(1, 4))
    data["sessions"] = [_wish(random, kind, days) for kind in kinds]
    data["history"] = [_event(random, first, -1) for _ in range(random.choice([0, 0, 1, 2, 3]))]
    data["upcoming"] = [_event(random, first, 1) for _ in range(random.choice([0, 0, 1, 2]))]
    return data


def _availability(random: Random, days: list[str]) -> Table:
    windows: Table = {}
    for _ in range(random.randint(2, 4)):
        start = random.choice([0, 60, 420, 445, 480, 1080, 1110, 1380, 1410])
        end = start + random.choice([30, 60, 90, 100, 125])
        places = random.choice(["", "", " gym", " road", " gym road"])
        windows.setdefault(random.choice(days), []).append(f"{clock(start)}-{clock(end)}{places}")
    if random.random() < 0.2:
        windows["busy"] = [f"{random.choice(days)} {random.choice(['07:30-08:00', '23:40-00:10', '18:00-18:20'])}"]
    return windows


def _wish(random: Random, kind: str, days: list[str]) -> Table:
    wish: Table = {"kind": kind, "minutes": random.choice([30, 30, 60, [30, 60], [30, 90]])}
    wish["priority"] = random.choice(["key", "normal", "normal", "optional", "optional"])
    wish["worth"] = random.choice([0, 1, 4, 9])
    wish["places"] = random.choice([[], [], ["gym"], ["road", "gym"]])
    if random.random() < 0.15:
        wish["at"] = f"{random.choice(days)} {random.choice(['07:00', '07:30', '18:30', '23:30', '00:00'])}"
        return wish
    if random.random() < 0.25:
        wish["count"] = random.choice([2, [0, 2], [1, 2], [1, 3]])
    if random.random() < 0.2:
        wish["days"] = random.sample(days, 2)
    if random.random() < 0.2:
        wish["between"] = random.choice(["06:00-08:00", "18:00-01:00", "07:30-19:40"])
    if random.random() < 0.6:
        wish["prefer"] = random.choice(["07:00-08:00", "18:15-19:00", "23:30-00:30"])
    if random.random() < 0.25:
        wish["buffer"] = random.choice([30, [0, 25], [35, 0], [10, 0], [60, 20]])
    return wish


def _event(random: Random, first: date, side: int) -> Table:
    """A session in the days before the week (its last training day ends with `day_starts`), or in those after it."""
    days = random.choice([1, 1, 2, 3, 9, 20, 30]) if side < 0 else random.choice([0, 0, 1, 2])
    day = first - timedelta(days=days) if side < 0 else first + timedelta(days=7 + days)
    minutes = random.choice([20, 30, 45, 60, 90])
    hour = random.choice([6, 18, 22]) if side < 0 else random.choice([13, 18, 20])
    moment = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour, minutes=random.choice([0, 10, 45]))
    return {"kind": random.choice(KINDS), "start": moment.isoformat(), "minutes": minutes}


def clock(minutes: int) -> str:
    """Minutes after midnight as they are written."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


# -- the rules -----------------------------------------------------------------------------------------------------------------------


def _telling_rule(random: Random, problem: Problem) -> Table:
    """A rule that means some session of the week by each of its selectors, or the last of a few that do not."""
    ids = [session.id for session in problem.sessions]
    for _ in range(8):
        table = random_rule(random, ids)
        selectors = rule_of(table).selectors().values()
        if all(any(selector(session) for session in problem.sessions) for selector in selectors):
            break
    return table


def random_rule(random: Random, ids: list[str]) -> Table:
    """A rule of any sort, at either level."""
    name = random.choice(NAMES)
    table: Table = {"rule": name, **_PARAMETERS[name](random, ids)}
    level = random.choice(["must", "should", "should"])
    table["level"] = level
    table["allow"] = random.choice([0, 0, 0, 1, 2] if level == "should" else [0, 0, 1, 2, 40])
    if level == "should":
        table["points"] = random.choice([0, 1, 2, 3, 5, 8])
    return table


def _of(random: Random, ids: list[str]) -> Any:
    roll = random.random()
    if roll < 0.25:
        return ALL
    if roll < 0.4:
        return random.choice(ids)
    if roll < 0.55:
        return [random.choice(WORDS), random.choice(ids)]
    return random.choice(WORDS)


def _hours(random: Random) -> float:
    return random.choice([0, 0.25, 0.5, 1, 6, 10.5, 12, 24, 48, 170])


def _bounds(random: Random, *values: int) -> Table:
    low, high = sorted(random.choice(values) for _ in range(2))
    return random.choice([{"at_least": low}, {"at_most": high}, {"at_least": low, "at_most": high}])


def _count(random: Random, ids: list[str]) -> Table:
    table = {"of": _of(random, ids), "per": random.choice(["week", "day"]), **_bounds(random, 0, 1, 2, 3)}
    return table | ({"days": random.sample(DAYS, 3)} if random.random() < 0.5 else {})


def _minutes(random: Random, ids: list[str]) -> Table:
    counting = random.choice(["minutes", "moderate", "load"])
    values = (0, 100, 300, 500) if counting == "load" else (0, 30, 45, 60, 100, 130)
    each = random.choice([1, 10, 25, 30])
    return {"of": _of(random, ids), "counting": counting, "per": random.choice(["week", "day"]), "each": each} | _bounds(
        random, *values
    )


def _growth(random: Random, ids: list[str]) -> Table:
    over = random.choice(["last_week", "four_week_mean", "longest_in_30_days"])
    counting, each = random.choice(["minutes", "minutes", "moderate", "load"]), random.choice([1, 7, 20])
    percent = random.choice([0, 50, 100, 110, 300])
    return {"of": _of(random, ids), "over": over, "at_most_percent": percent, "counting": counting, "each": each}


_PARAMETERS: dict[str, Callable[[Random, list[str]], Table]] = {
    "apart": lambda r, ids: {"between": _of(r, ids), "and": _of(r, ids), "hours": _hours(r), "ordered": r.random() < 0.5},
    "clear_before": lambda r, ids: {"no": _of(r, ids), "before": _of(r, ids), "days": r.choice([0, 1, 2, 6, 8])},
    "clear_after": lambda r, ids: {"no": _of(r, ids), "after": _of(r, ids), "days": r.choice([0, 1, 2, 6, 8])},
    "spacing": lambda r, ids: {"of": _of(r, ids), "days": r.choice([1, 2, 3, 8])} | ({"from": _of(r, ids)} if r.random() < 0.5 else {}),
    "rest_days": lambda r, ids: {"at_least": r.randint(4, 7)} | ({"allowing": _of(r, ids)} if r.random() < 0.5 else {}),
    "streak": lambda r, ids: {"of": _of(r, ids), "at_most": r.choice([1, 1, 2, 3])},
    "count": _count,
    "minutes": _minutes,
    "share": lambda r, ids: {
        "of": _of(r, ids), "in": _of(r, ids), "at_most_percent": r.choice([0, 33, 50, 100, 150]), "each": r.choice([1, 7, 30]),
    },
    "growth": _growth,
    "cluster": lambda r, ids: {"of": _of(r, ids)},
    "order": lambda r, ids: {"first": _of(r, ids), "then": _of(r, ids)},
    "pair": lambda r, ids: {"each": _of(r, ids), "with": _of(r, ids), "order": r.choice(["after", "before", "any"])},
    "cap_after": lambda r, ids: {"of": _of(r, ids), "after": _of(r, ids), "hours": _hours(r), "minutes": r.choice([15, 30, 45, 60])},
    "full_length": lambda r, ids: {"of": _of(r, ids), "each": r.choice([1, 5, 20, 30, 45])},
    "preferred_time": lambda r, ids: {"of": _of(r, ids)},
}  # fmt: skip
