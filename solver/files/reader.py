"""Reads scenarios, rule sets and schedules into values; fails here, or never."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from solver.domain.errors import InputError, quoted
from solver.domain.messages import explained
from solver.domain.problem import Problem
from solver.domain.scenario import Scenario
from solver.domain.schedule import Schedule
from solver.domain.session import Placed
from solver.files.proposal import history, placed_sessions
from solver.files.text import STANDARD_INPUT, parse, read_text, source_name
from solver.rules import Rule
from solver.rulesets.ruleset import RuleSet, idle_overrides, load, rules_for, shipped_names

Model = TypeVar("Model", bound=BaseModel)
Result = TypeVar("Result")


@dataclass(frozen=True)
class Case:
    """A scenario ready to be solved: its problem, the rules that hold for it, and what a person should know though it is no error."""

    problem: Problem
    ruleset: RuleSet
    rules: tuple[Rule, ...]
    notes: tuple[str, ...] = ()

    @property
    def shipped_rules(self) -> bool:
        """Whether the rules are those of one shipped set, unchanged."""
        return self.ruleset.name in shipped_names() and not self.problem.scenario.overrides


def read_case(path: str, rules: Sequence[str] = (), after: str | None = None) -> Case:
    """Read a scenario (`-`: standard input) with its rules.

    Args:
        path: the scenario, TOML or JSON.
        rules: names or paths of rule sets that take the place of the scenario's own.
        after: last week's schedule, read as history.
    """
    scenario = read_scenario(path)
    return _named(path, lambda: _case(scenario, path, rules, after))


def _case(scenario: Scenario, path: str, rules: Sequence[str], after: str | None) -> Case:
    problem = Problem.of(scenario)
    if after is not None:
        problem = problem.preceded_by(read_history(problem, after))
    folder = Path(path).parent if path != STANDARD_INPUT else Path()
    ruleset = load(rules, _opener(Path())) if rules else load(scenario.rules, _opener(folder))
    idle = idle_overrides(ruleset, scenario) if rules else ()
    notes = tuple(f"the override of {id_} does not apply: {ruleset.name} has no such rule." for id_ in idle)
    return Case(problem, ruleset, rules_for(problem, ruleset, lenient=bool(rules)), (*problem.notes, *notes))


def read_scenario(path: str) -> Scenario:
    """Read a scenario; the athlete's id defaults to the file's name."""
    data = parse(read_text(path), path)
    athlete = data.get("athlete", {})
    if isinstance(athlete, dict) and "id" not in athlete and path != STANDARD_INPUT:
        data = {**data, "athlete": {**athlete, "id": _id_from(path)}}
    return validated(Scenario, data, path)


def _id_from(path: str) -> str:
    stem = "".join(char if char.isprintable() else "_" for char in Path(path).stem)
    return stem.encode("utf-8", "replace").decode()[:80] or "athlete"


def validated(model: type[Model], data: Any, path: str) -> Model:
    """Data as a value; what is wrong becomes one InputError that names file and key."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise explained(error).within(source=source_name(path)) from None


def _named(path: str, read: Callable[[], Result]) -> Result:
    try:
        return read()
    except InputError as error:
        raise error if error.source else error.within(source=source_name(path)) from None


def read_rules(names: Sequence[str]) -> RuleSet:
    """Rule sets by shipped name or path, merged."""
    return load(names, _opener(Path()))


def _opener(folder: Path) -> Callable[[str], tuple[str, dict[str, Any]]]:
    def read(name: str) -> tuple[str, dict[str, Any]]:
        path = str(folder / name)
        try:
            text = read_text(path)
        except InputError as error:  # told by the file that names it
            raise InputError(f"the rule set {quoted(name)}: {error.text}", key="rules", maybe=error.maybe) from None
        return path, parse(text, path)

    return read


def read_schedule(path: str) -> Schedule:
    """Read a schedule; one made by hand needs `sessions` with `id`, `start` and `minutes` alone."""
    return validated(Schedule, parse(read_text(path), path), path)


def read_placed(problem: Problem, path: str) -> tuple[Placed, ...]:
    """The sessions of a schedule file as placed sessions of a problem."""
    schedule = read_schedule(path)
    return _named(path, lambda: placed_sessions(problem, schedule))


def read_history(problem: Problem, path: str) -> tuple[Placed, ...]:
    """The sessions of last week's schedule as history of a problem."""
    schedule = read_schedule(path)
    return _named(path, lambda: history(problem, schedule))


