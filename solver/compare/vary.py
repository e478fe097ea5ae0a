"""`--vary RULE.PARAMETER=from:to:step`: one rule set, many times, with one number in it changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from solver.domain.errors import InputError, listed, nearest, quoted
from solver.rules import Rule
from solver.rulesets.ruleset import RuleSet, as_data, read_rule

MOST_STEPS = 200
_SHAPE = "--vary"


@dataclass(frozen=True)
class Sweep:
    """Which number of which rule takes which values."""

    rule: str
    parameter: str
    values: tuple[float, ...]

    @classmethod
    def parse(cls, text: str) -> Sweep:
        """Read `hiit-away-from-heavy-lifting.hours=0:48:4`; the last value is included where a step meets it."""
        target, sign, span = text.partition("=")
        rule, dot, parameter = target.strip().rpartition(".")
        parts = span.split(":")
        if not (sign and dot and rule and parameter) or len(parts) != 3:
            raise InputError(
                f"{quoted(text)} is no sweep; write RULE.PARAMETER=from:to:step.",
                source=_SHAPE,
                maybe="hiit-away-from-heavy-lifting.hours=0:48:4.",
            )
        return cls(rule, parameter, _steps(*(_number(part) for part in parts)))

    def name(self, value: float) -> str:
        """How a step is called: `hours=12`."""
        return f"{self.parameter}={value:g}"

    def of(self, ruleset: RuleSet) -> list[tuple[float, RuleSet]]:
        """The rule set once for every value; raises InputError where there is no such rule or number."""
        rule = self._rule(ruleset)
        return [(value, _with(ruleset, self._changed(rule, value), self.name(value))) for value in self.values]

    def _rule(self, ruleset: RuleSet) -> Rule:
        rules = {rule.id: rule for rule in ruleset.rules}
        if self.rule not in rules:
            guess = nearest(self.rule, rules)
            raise InputError(
                f"{ruleset.name} has no rule {quoted(self.rule)}; it has {', '.join(sorted(rules)) or 'none'}.",
                source=_SHAPE,
                maybe=f"{guess!r}." if guess else "",
            )
        return rules[self.rule]

    def _changed(self, rule: Rule, value: float) -> Rule:
        numbers = numeric(rule)
        if self.parameter not in numbers:
            guess = nearest(self.parameter, numbers)
            raise InputError(
                f"{rule.id} has no number {quoted(self.parameter)}; it has {listed(sorted(numbers), 'and') or 'none'}.",
                source=_SHAPE,
                maybe=f"{guess!r}." if guess else "",
            )
        given: float = int(value) if value == int(value) else value
        try:
            return read_rule({**as_data(rule), self.parameter: given}, f"rule {rule.id}")
        except InputError as error:
            raise error.within(source=_SHAPE) from None


def numeric(rule: Rule) -> dict[str, float]:
    """The numbers of a rule that can be varied: its own parameters, and `points` and `allow`."""
    data: dict[str, Any] = {**rule.parameters(), "points": rule.points, "allow": rule.allow}
    return {name: value for name, value in data.items() if isinstance(value, (int, float)) and not isinstance(value, bool)}


def _with(ruleset: RuleSet, rule: Rule, name: str) -> RuleSet:
    rules = tuple(rule if other.id == rule.id else other for other in ruleset.rules)
    return replace(ruleset, name=name, title=f"{ruleset.title}, {rule.id}.{name}", rules=rules)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or abs(number) > 10**9:
        raise InputError(f"{quoted(text)} is no number.", source=_SHAPE)
    return number


def _steps(first: Decimal, last: Decimal, step: Decimal) -> tuple[float, ...]:
    if step <= 0:
        raise InputError(f"the step of {step} is not above 0.", source=_SHAPE)
    if last < first:
        raise InputError(f"from {first} to {last} there is nothing.", source=_SHAPE, maybe=f"{last}:{first}:{step}.")
    number = int((last - first) / step) + 1
    if number > MOST_STEPS:
        raise InputError(f"{number} steps; the limit is {MOST_STEPS}.", source=_SHAPE, maybe="a wider step.")
    return tuple(float(first + step * index) for index in range(number))
