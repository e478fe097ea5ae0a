"""A problem and its rules as a CP-SAT model: a loop that knows no rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.domain.problem import Problem
from solver.model.actors import as_linear
from solver.model.budget import Budget
from solver.model.linear import Linear, total
from solver.model.posting import Posting
from solver.model.slots import Finder, slots
from solver.model.week import Week
from solver.rules import Rule


@dataclass(frozen=True, eq=False)
class Built:
    """A model with the two levels of its objective."""

    week: Week
    left_out: Linear
    points: Linear


def build(
    problem: Problem,
    rules: Sequence[Rule],
    find: Finder = slots,
    model: cp_model.CpModel | None = None,
    budget: Budget | None = None,
    *,
    all_optional: bool = False,
) -> Built:
    """Build the model of one week; only rules that hold for this scenario should be given.

    `find` says where each session can lie; `model` is where the variables go, for weeks that are bound to each other. With `all_optional`
    key and fixed sessions may be left out too; what that costs is not in the levels. Building is bounded by the budget and in size: raises
    OutOfBudget.
    """
    week = Week(problem, words_used(rules), find, model=model, budget=budget, all_optional=all_optional)
    costs = [say(week, rule) for rule in rules]
    week.tighten()
    week.meter.settle()
    left_out: list[Linear] = []
    optional: list[Linear] = []
    for actor in week.actors:
        worth = actor.session.worth
        levels = {"normal": left_out, "optional": optional, "key": []}
        if worth and actor.placed is not True:
            levels[actor.session.priority].append(worth - worth * as_linear(actor.placed))
    return Built(week, total(left_out), total([*costs, *optional]))


def words_used(rules: Sequence[Rule]) -> frozenset[str]:
    """Every word in any selector of the rules."""
    return frozenset(word for rule in rules for selector in rule.selectors().values() for word in selector.words)


def say(week: Week, rule: Rule, relief: cp_model.LiteralT | None = None) -> Linear:
    """Say one rule to a week; what it costs in points. A must binds only where its relief, if given, is false."""
    week.meter.begin(rule.rule, rule.id)
    posting = Posting(week, rule, relief)
    rule.post(posting)
    return posting.finish()
