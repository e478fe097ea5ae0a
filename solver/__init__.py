"""weekfit: fits a runner's training into the week they really have.

    from solver import read_case, fit

    case = read_case("scenarios/night-shift-nurse.toml")
    schedule = fit(case)

The names below are public, and nothing else is.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solver.domain.errors import InputError
    from solver.domain.problem import Problem
    from solver.domain.scenario import Scenario
    from solver.domain.schedule import Schedule
    from solver.files.reader import read_case, read_placed, read_schedule
    from solver.fit import fit
    from solver.judge import Verdict, judge
    from solver.rulesets.case import Case
    from solver.rulesets.ruleset import RuleSet, load, rules_for

_HOMES = {
    "Case": "rulesets.case",
    "InputError": "domain.errors",
    "Problem": "domain.problem",
    "RuleSet": "rulesets.ruleset",
    "Scenario": "domain.scenario",
    "Schedule": "domain.schedule",
    "Verdict": "judge",
    "fit": "fit",
    "judge": "judge",
    "load": "rulesets.ruleset",
    "read_case": "files.reader",
    "read_placed": "files.reader",
    "read_schedule": "files.reader",
    "rules_for": "rulesets.ruleset",
}

__all__ = [
    "Case",
    "InputError",
    "Problem",
    "RuleSet",
    "Scenario",
    "Schedule",
    "Verdict",
    "fit",
    "judge",
    "load",
    "read_case",
    "read_placed",
    "read_schedule",
    "rules_for",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, for the solver takes half a second to import."""
    if name in _HOMES:
        return getattr(import_module(f"solver.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'solver' has no attribute {name!r}")
