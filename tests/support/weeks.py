"""Short ways to write a week and its rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from solver.domain.problem import Problem
from solver.domain.scenario import Scenario
from solver.domain.session import Placed, Session
from solver.judge import Verdict, judge
from solver.rules import RULES, Rule
from solver.rulesets.ruleset import RuleSet, read_rule, rules_for

Data = Mapping[str, Any]
Spots = tuple[tuple[str, int, int], ...]  # (session id, start, minutes) of everything that is placed, in the order of the wishes

NAMES = tuple(str(rule.model_fields["rule"].default) for rule in RULES)


def problem_of(data: Data) -> Problem:
    """A scenario, as it would be read from a file, laid out."""
    return Problem.of(Scenario.model_validate(dict(data)))


def rule_of(data: Data) -> Rule:
    """A rule from its table; one that is not named is called `rule`."""
    return read_rule({"id": "rule", **data}, "rule")


def rules_of(problem: Problem, tables: Iterable[Data]) -> tuple[Rule, ...]:
    """Rules that hold for a problem, their words checked."""
    read = tuple(rule_of({"id": f"rule-{number}", **table}) for number, table in enumerate(tables))
    return rules_for(problem, RuleSet("tests", "tests", "", read))


def training_day(problem: Problem, start: int) -> int:
    """The training day that a minute lies in, by the calendar: the date that the wall clock shows, `day_starts` turned back."""
    clock = problem.clock
    wall = clock.local(start).replace(tzinfo=None) - timedelta(minutes=clock.day_starts)
    return (wall.date() - clock.week).days


def placed_at(problem: Problem, session: Session, start: int, minutes: int) -> Placed:
    """A session put at a time."""
    return Placed(session, start, minutes, training_day(problem, start))


def spots_of(problem: Problem, placed: Iterable[Placed]) -> Spots:
    """Where the sessions are, in the order of the wishes."""
    found = {item.session.id: (item.session.id, item.start, item.minutes) for item in placed}
    return tuple(found[session.id] for session in problem.sessions if session.id in found)


def verdicts(problem: Problem, rules: Sequence[Rule], schedules: Iterable[Sequence[Placed]]) -> list[Verdict]:
    """The judge on many schedules."""
    return [judge(problem, rules, schedule) for schedule in schedules]
