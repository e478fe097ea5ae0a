"""Small weeks for explanations: cases out of plain data, and what brute force says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

from solver.domain.availability import Window
from solver.domain.errors import InputError
from solver.domain.problem import Problem
from solver.domain.schedule import Score
from solver.domain.session import Placed, Session
from solver.judge import judge
from solver.model.relax import OTHERS, Part, any_time
from solver.rules import Rule
from solver.rules.timeline import Timeline
from solver.rulesets.case import Case
from solver.rulesets.ruleset import load
from tests.support.enumeration import allowed, clear, options, schedules
from tests.support.random_weeks import random_rule
from tests.support.weeks import problem_of

Table = dict[str, Any]
Parts = frozenset[Part]

CASES = Path(__file__).parent / "cases"
MOST = 1500  # schedules of a week, those in which sessions overlap counted too
DAYS = ("mon", "tue", "wed", "sun")
KINDS = ("intervals", "heavy_legs", "easy_run", "long_run", "mobility", "upper_body_lift")
HOURS = ("07:00-08:30", "06:30-07:30", "18:00-20:00", "07:00-09:00")
WINDOWS = ("07:00-08:00", "06:30-07:30 gym", "18:00-19:00", "07:00-08:30 road", "18:30-20:00 gym road", "07:30-08:00")


def case_of(data: Table) -> Case:
    """A case out of a scenario's data; its rules are its overrides alone."""
    return Case.of(data, problem_of(data), load(["free"]))


def named(rules: Iterable[Rule]) -> frozenset[str]:
    """The words that rules use; ids among them make sessions that are not interchangeable."""
    return frozenset(word for rule in rules for selector in rule.selectors().values() for word in selector.words)


def best(problem: Problem, rules: Sequence[Rule]) -> Score | None:
    """The best score of any schedule, by listing them all; None where there is none."""
    scores = [
        (verdict.score.left_out, verdict.score.points)
        for schedule in schedules(problem, named(rules))
        if not (verdict := judge(problem, rules, schedule)).broken
    ]
    if not scores:
        return None
    left_out, points = min(scores)
    return Score(left_out=left_out, points=points)


def feasible(problem: Problem, rules: Sequence[Rule]) -> bool:
    """Whether there is a schedule, by listing them."""
    musts = [rule for rule in rules if rule.level == "must"]
    return any(
        all(rule.amount(timeline) <= rule.allow for rule in musts)
        for timeline in (Timeline.of(problem, schedule) for schedule in schedules(problem, named(rules)))
    )


# -- weeks that cannot be ------------------------------------------------------------------------------------------------------------


def tight_week(random: Random, rules: tuple[int, int] = (2, 4)) -> Case:
    """A week with few windows, sessions with narrow hours and days of their own, and musts of any sort."""
    while True:
        data = _scenario(random, rules)
        try:
            return case_of(data)
        except (
            InputError
        ):  # fixed sessions that overlap, a word that nothing means, or a session that is longer than every window
            continue


def impossible_week(random: Random, wanted: str = "") -> tuple[Case, Relaxations]:
    """A tight week that has no schedule, with all that it could be if parts were let go; one part of the wanted sort, if any, would do."""
    while True:
        case = tight_week(random)
        relaxed = Relaxations(case.problem, case.rules)
        if relaxed.number > MOST or len(relaxed.parts) > 10 or relaxed.holds(relaxed.parts):
            continue
        if not wanted or any(kind == wanted for way in relaxed.ways_out if len(way) == 1 for kind, _ in way):
            return case, relaxed


def _scenario(random: Random, rules: tuple[int, int]) -> Table:
    data: Table = {"week": "2026-11-23", "rules": "free", "grid": 30, "repeats": random.random() < 0.2}
    availability: dict[str, list[str]] = {}
    for _ in range(random.randint(1, 3)):
        availability.setdefault(random.choice(DAYS), []).append(random.choice(WINDOWS))
    kinds = random.sample(KINDS, random.randint(2, 4))
    sessions = [_wish(random, kind) for kind in kinds]
    ids = [f"{kind}-1" if "count" in wish else kind for kind, wish in zip(kinds, sessions, strict=True)]
    tables = [random_rule(random, ids) for _ in range(random.randint(*rules))]
    overrides = [{"id": f"rule-{number}", **table, "level": "must"} for number, table in enumerate(tables)]
    for override in overrides:
        override.pop("points", None)
    return {**data, "availability": availability, "sessions": sessions, "overrides": overrides}


def _wish(random: Random, kind: str) -> Table:
    wish: Table = {
        "kind": kind,
        "minutes": random.choice([30, 60, 60, [30, 60]]),
        "places": random.choice([[], [], ["gym"], ["road"]]),
    }
    if random.random() < 0.25:
        return {**wish, "at": f"{random.choice(DAYS)} {random.choice(['07:00', '07:30', '18:30'])}"}
    wish |= {"priority": random.choice(["key", "key", "normal", "optional"]), "between": random.choice(HOURS)}
    wish["days"] = random.sample(DAYS, random.randint(1, 2))
    if random.random() < 0.25:
        wish["count"] = random.choice([2, 2, [1, 2], [2, 3]])
    if random.random() < 0.15:
        wish["buffer"] = random.choice([30, [0, 30]])
    return wish


@dataclass(frozen=True)
class Group:
    """Sessions of which it makes no difference which is which."""

    sessions: tuple[Session, ...]
    name: str

    @classmethod
    def of(cls, sessions: Sequence[Session], problem: Problem) -> Group:
        """Its name is the id of one session, else the wish, or the ids where that has more sessions than these."""
        ids, wish = [session.id for session in sessions], sessions[0].wish
        whole = len(ids) == sum(session.wish == wish for session in problem.sessions)
        return cls(tuple(sessions), wish if whole and len(ids) > 1 else ", ".join(ids))

    @property
    def required(self) -> int:
        """How many must be placed."""
        return sum(session.must_be_placed for session in self.sessions)

    @property
    def placing(self) -> Part:
        """What says so."""
        return ("fixed" if self.sessions[0].fixed is not None else "session", self.name)

    @property
    def calendar(self) -> Part:
        """What holds them to the windows."""
        return ("availability", self.name if self.required else OTHERS)


class Relaxations:
    """All schedules of a week in which everything that binds may be let go, by what each of them lets go.

    A set of parts can hold together if some schedule lets go of none of them. Shares nothing with the model.
    """

    def __init__(self, problem: Problem, rules: Sequence[Rule]) -> None:
        self.problem = problem
        self.musts = [rule for rule in rules if rule.level == "must"]
        first, last = any_time(problem.clock)
        self._wide = replace(problem, windows=(Window(first, last),))
        self._choices = {session.id: options(self._wide, session) for session in problem.sessions}

    @property
    def number(self) -> int:
        """How many schedules there are at most, those in which sessions overlap counted too."""
        number = 1
        for choices in self._choices.values():
            number *= len(choices) + 1
        return number

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The sessions of each wish; a session that a must names has a group of its own."""
        words = named(self.musts)
        found: dict[tuple[int, str], list[Session]] = {}
        for session in self.problem.sessions:
            found.setdefault((session.entry, session.id if session.id in words else ""), []).append(session)
        return tuple(Group.of(sessions, self.problem) for sessions in found.values())

    @cached_property
    def parts(self) -> Parts:
        """Everything that binds."""
        rules: set[Part] = {("rule", rule.id) for rule in self.musts}
        sessions = {group.placing for group in self.groups if group.required}
        return frozenset(rules | sessions | {group.calendar for group in self.groups if group.sessions[0].fixed is None})

    @cached_property
    def ways_out(self) -> frozenset[Parts]:
        """The least sets of parts that a schedule lets go of."""
        found = {self._broken(schedule) for schedule in self._schedules()}
        return frozenset(one for one in found if not any(other < one for other in found))

    def holds(self, kept: Parts) -> bool:
        """Whether the parts can hold together."""
        return any(not broken & kept for broken in self.ways_out)

    def conflicts(self) -> frozenset[Parts]:
        """All sets of parts that cannot hold together, though they could without any one of them: tried subset by subset."""
        found: list[Parts] = []
        for size in range(len(self.parts) + 1):
            for some in map(frozenset, combinations(sorted(self.parts), size)):
                if not any(known <= some for known in found) and not self.holds(some):
                    found.append(some)
        return frozenset(found)

    def _broken(self, schedule: tuple[Placed, ...]) -> Parts:
        problem = self.problem
        timeline = Timeline.of(problem, schedule)
        rules: set[Part] = {("rule", rule.id) for rule in self.musts if rule.amount(timeline) > rule.allow}
        placed = {group: sum(item.session in group.sessions for item in schedule) for group in self.groups}
        missing = {group.placing for group, number in placed.items() if number < group.required}
        outside = {
            group.calendar
            for group in self.groups
            for item in schedule
            if item.session in group.sessions and not allowed(problem, item)
        }
        return frozenset(rules | missing | outside)

    def _schedules(self) -> Iterator[tuple[Placed, ...]]:
        """Every set of places that is free of overlaps; nothing is numbered."""
        problem = self.problem
        week = problem.clock.end - problem.clock.start if problem.scenario.repeats else 0

        def extend(chosen: tuple[Placed, ...], rest: Sequence[Session]) -> Iterator[tuple[Placed, ...]]:
            if not rest:
                yield chosen
                return
            for placed in self._choices[rest[0].id]:
                if _free(placed, chosen, week):
                    yield from extend((*chosen, placed), rest[1:])
            yield from extend(chosen, rest[1:])

        return extend((), problem.sessions)


def _free(placed: Placed, chosen: tuple[Placed, ...], week: int) -> bool:
    across = (placed, *chosen) if week else ()
    return all(clear(placed, other) for other in chosen) and all(
        clear(placed, other, week) and clear(other, placed, week) for other in across
    )
