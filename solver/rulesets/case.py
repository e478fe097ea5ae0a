"""A case: one scenario with the rules that hold for it, ready to be solved, and able to be changed and read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from solver.domain.messages import explained
from solver.domain.problem import Problem
from solver.domain.scenario import Scenario
from solver.domain.session import Placed
from solver.rules import Rule
from solver.rulesets.notes import idle_words
from solver.rulesets.ruleset import RuleSet, holding, idle_overrides, overridden


@dataclass(frozen=True)
class Case:
    """A scenario ready to be solved.

    Attributes:
        data: the scenario as it was written.
        past: sessions before the week from elsewhere than the scenario (last week's schedule).
        other_rules: whether the rule set is not the one that the scenario names.
        notes: what a person should know though it is no error.
    """

    data: Mapping[str, Any]
    problem: Problem
    ruleset: RuleSet
    rules: tuple[Rule, ...]
    past: tuple[Placed, ...] = ()
    other_rules: bool = False
    notes: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def of(
        cls,
        data: Mapping[str, Any],
        problem: Problem,
        ruleset: RuleSet,
        past: Sequence[Placed] = (),
        *,
        other_rules: bool = False,
    ) -> Case:
        """Find the rules that hold for a problem; raises InputError where they do not fit it."""
        if past:
            problem = problem.preceded_by(past)
        every = overridden(ruleset, problem.scenario, lenient=other_rules)
        rules = holding(problem, every)
        idle = idle_overrides(ruleset, problem.scenario) if other_rules else ()
        notes = tuple(f"the override of {id_} does not apply: {ruleset.name} has no such rule." for id_ in idle)
        words = idle_words(problem, every, ruleset.name)
        return cls(data, problem, ruleset, rules, tuple(past), other_rules, (*problem.notes, *notes, *words))

    def changed(self, data: Mapping[str, Any]) -> Case:
        """The case with a scenario written otherwise; raises InputError where that is no scenario."""
        try:
            problem = Problem.of(Scenario.model_validate(data))
        except ValidationError as error:
            raise explained(error) from None
        return Case.of(data, problem, self.ruleset, self.past, other_rules=self.other_rules)
