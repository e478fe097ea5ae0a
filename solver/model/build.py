"""A problem and its rules as a CP-SAT model: a loop that knows no rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from solver.domain.problem import Problem
from solver.model.linear import Linear, total
from solver.model.posting import Posting
from solver.model.week import Week
from solver.rules import Rule


@dataclass(frozen=True, eq=False)
class Built:
    """A model with the two levels of its objective."""

    week: Week
    left_out: Linear
    points: Linear


def build(problem: Problem, rules: Sequence[Rule]) -> Built:
    """Build the model of one week; only rules that hold for this scenario should be given."""
    named = {word for rule in rules for selector in rule.selectors().values() for word in selector.words}
    week = Week(problem, apart=named)
    costs = [say(week, rule) for rule in rules]
    week.tighten()
    left_out, optional = [], []
    for actor in week.actors:
        worth = actor.session.worth
        levels = {"normal": left_out, "optional": optional, "key": []}
        if worth and actor.placed is not True:
            levels[actor.session.priority].append(worth - worth * week.linear(actor.placed))
    return Built(week, total(left_out), total([*costs, *optional]))


def say(week: Week, rule: Rule) -> Linear:
    """Say one rule to a week; what it costs in points."""
    posting = Posting(week, rule)
    rule.post(posting)
    return posting.finish()
