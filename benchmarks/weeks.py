"""Scenarios as data, ready to be solved: by their own rules, or by the core rules of the race."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from solver.domain.messages import explained
from solver.domain.problem import Problem
from solver.domain.scenario import Scenario
from solver.files.reader import read_rules
from solver.rulesets.case import Case
from solver.rulesets.ruleset import RuleSet, load

CORE = Path(__file__).with_name("core.toml")


def laid_out(data: dict[str, Any], ruleset: RuleSet | None = None) -> Case:
    """A scenario as data, ready to be solved by its own rules or by those of another set; raises InputError as a file would."""
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        raise explained(error) from None
    return Case.of(data, Problem.of(scenario), ruleset or load(scenario.rules), other_rules=ruleset is not None)


@lru_cache(maxsize=1)
def core_rules() -> RuleSet:
    """The rules of the race."""
    return read_rules([str(CORE)])


def core_case(data: dict[str, Any]) -> Case:
    """A week of the race: core rules, none of its own, and it does not repeat."""
    return laid_out({key: value for key, value in data.items() if key not in {"overrides", "repeats"}}, core_rules())
