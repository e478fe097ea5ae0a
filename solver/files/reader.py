"""Reads scenarios, rule sets and schedules into values; fails here, or never."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from solver.domain.errors import InputError, quoted
from solver.domain.messages import explained
from solver.domain.problem import Problem
from solver.domain.scenario import Scenario
from solver.domain.schedule import Schedule
from solver.domain.session import Placed
from solver.domain.squad import Squad
from solver.files.calendars import with_calendars
from solver.files.proposal import history, placed_sessions
from solver.files.sandbox import ANYWHERE, Sandbox
from solver.files.text import STANDARD_INPUT, parse, read_text, source_name
from solver.files.there import is_file
from solver.rulesets.case import Case
from solver.rulesets.ruleset import Opener, RuleSet, load

Model = TypeVar("Model", bound=BaseModel)
Result = TypeVar("Result")

_SORTS: dict[type[BaseModel], str] = {Scenario: "a scenario", Schedule: "a schedule", Squad: "a squad"}
_TELLING = {
    "availability": "a scenario",
    "athletes": "a squad",
    "format": "a schedule",
    "rules_report": "a schedule",
    "title": "a rule set",
}


def read_case(path: str, rules: Sequence[str] = (), after: str | Sequence[str] = (), within: Sandbox = ANYWHERE) -> Case:
    """Read a scenario (`-`: standard input) with its rules.

    Args:
        path: the scenario, TOML or JSON.
        rules: names or paths of rule sets that take the place of the scenario's own.
        after: schedules of earlier weeks in any order, read as history; a single path stands for a list of one.
        within: where the rule sets and calendars may be that the scenario names.
    """
    data, scenario = read_scenario(path)
    schedules = (after,) if isinstance(after, str) else tuple(after)
    return _named(path, lambda: _case(data, scenario, path, rules, schedules, within))


def _case(
    data: Mapping[str, Any], scenario: Scenario, path: str, rules: Sequence[str], after: Sequence[str], within: Sandbox
) -> Case:
    data, scenario, told = with_calendars(data, scenario, folder_of(path), within)
    problem = Problem.of(scenario)
    past = read_history(problem, after)
    ruleset = _asked_rules(rules) if rules else _own_rules(scenario, path, within)
    case = Case.of(data, problem, ruleset, past, other_rules=bool(rules))
    return replace(case, notes=(*told, *case.notes))


def folder_of(path: str) -> Path:
    """Where paths in a scenario start: its own folder, or the current one for standard input."""
    return Path(path).parent if path != STANDARD_INPUT else Path()


def _asked_rules(rules: Sequence[str]) -> RuleSet:
    """The rule sets that the command line names."""
    try:
        return read_rules(rules)
    except InputError as error:
        raise error if error.source else InputError(error.text, source="--rules", maybe=error.maybe) from None


def _own_rules(scenario: Scenario, path: str, within: Sandbox) -> RuleSet:
    """The rule sets that a scenario names; paths are as seen from its folder."""
    try:
        return load(scenario.rules, opener(folder_of(path), within), quoting=not within.closed)
    except InputError as error:
        raise error if error.source or error.key else error.within(key="rules") from None


def read_scenario(path: str) -> tuple[dict[str, Any], Scenario]:
    """A scenario as written and as a value, its calendars not read; the athlete's id defaults to the file's name."""
    data = parse(read_text(path, if_empty="`weekfit new FILE` writes one to start from."), path)
    athlete = data.get("athlete", {})
    if isinstance(athlete, dict) and "id" not in athlete and path != STANDARD_INPUT:
        data = {**data, "athlete": {**athlete, "id": id_from(path)}}
    return data, validated(Scenario, data, path)


def id_from(path: str) -> str:
    """The id of an athlete, or the name of a squad, whose file does not say it."""
    stem = "".join(char if char.isprintable() else "_" for char in Path(path).stem)
    return stem.encode("utf-8", "replace").decode()[:80] or "athlete"


def validated(model: type[Model], data: Any, path: str) -> Model:
    """Data as a value; what is wrong becomes one InputError that names file and key."""
    given, wanted = _sort_of(data), _SORTS[model]
    if given not in (None, wanted):
        raise InputError(f"this is {given}, not {wanted}.", source=source_name(path))
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise explained(error).within(source=source_name(path)) from None


def _sort_of(data: dict[str, Any]) -> str | None:
    """What a file is, where one of its keys gives it away."""
    return next((sort for key, sort in _TELLING.items() if key in data), None)


def _named(path: str, read: Callable[[], Result]) -> Result:
    try:
        return read()
    except InputError as error:
        raise error if error.source else error.within(source=source_name(path)) from None


def read_rules(names: Sequence[str]) -> RuleSet:
    """Rule sets by shipped name or path, merged."""
    return load(names, opener(Path()))


def opener(folder: Path, within: Sandbox | None = None) -> Opener:
    """Opens rule sets by paths relative to the file that names them, the first ones relative to a folder.

    `within` says where they may be. None: a person named the first ones.
    """

    def read(name: str, named_by: str) -> tuple[str, dict[str, Any]]:
        path = str((Path(named_by).parent if named_by else folder) / name)
        sandbox = within or (ANYWHERE if named_by else None)
        there = False
        try:
            if sandbox is not None:
                sandbox.check(Path(path))
            there = is_file(path)
            return path, parse(read_text(path, within=sandbox), path, quoting=sandbox is None)
        except InputError as error:
            if there:  # else whoever names it is told
                raise
            raise InputError(f"the rule set {quoted(name)}: {error.text}", maybe=error.maybe) from None

    return read


def read_schedule(path: str) -> Schedule:
    """Read a schedule; one made by hand needs `sessions` with `id`, `start` and `minutes` alone."""
    data = parse(read_text(path), path)
    schedule = validated(Schedule, data, path)
    if "sessions" not in data:
        raise InputError("is missing; an empty week has `sessions = []`.", key="sessions", source=source_name(path))
    return schedule


def read_placed(problem: Problem, path: str) -> tuple[Placed, ...]:
    """The sessions of a schedule file as placed sessions of a problem."""
    schedule = read_schedule(path)
    return _named(path, lambda: placed_sessions(problem, schedule))


def read_history(problem: Problem, paths: Sequence[str]) -> tuple[Placed, ...]:
    """The sessions of earlier weeks' schedules as history of a problem; raises InputError for two schedules of one week."""
    found: list[Placed] = []
    weeks: dict[date, str] = {}
    for path in paths:
        schedule = read_schedule(path)
        if schedule.week in weeks:
            other = source_name(weeks[schedule.week])
            raise InputError(
                f"{other} is a schedule of the week of {schedule.week} too; give one for each week.",
                key="week",
                source=source_name(path),
            )
        if schedule.week is not None:
            weeks[schedule.week] = path
        found += _history_in(problem, schedule, path, len(found))
    return tuple(found)


def _history_in(problem: Problem, schedule: Schedule, path: str, already: int) -> tuple[Placed, ...]:
    return _named(path, lambda: history(problem, schedule, already))
