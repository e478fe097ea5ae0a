"""How far a must has to give way: the mildest value of one of its parameters that leaves a schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from solver.rules import Rule

# A step of each parameter towards looser, and the loosest value it has.
_STEPS: dict[str, tuple[float, float]] = {
    "hours": (-0.25, 0),
    "days": (-1, 0),
    "at_least": (-1, 0),
    "at_most": (1, 20_000),
    "at_most_percent": (1, 1000),
    "minutes": (5, 1440),
}
_MOST_ALLOWED = 64


def loosened(rule: Rule, ok: Callable[[Rule], bool]) -> Iterator[tuple[str, Rule]]:
    """For each parameter that can do it: its key and the rule with its mildest value that is `ok`.

    `ok` must be monotone: a looser rule is ok where a stricter one is. Where no parameter helps, a number of breaches is allowed.
    """
    found = False
    for key, steps in _parameters(rule):
        mildest = first_ok(steps, ok)
        if mildest is not None:
            found = True
            yield key, mildest
    if not found:
        allowed = [changed for extra in range(1, _MOST_ALLOWED + 1) if (changed := _changed(rule, "allow", rule.allow + extra))]
        mildest = first_ok(allowed, ok)
        if mildest is not None:
            yield "allow", mildest


def _parameters(rule: Rule) -> Iterator[tuple[str, Sequence[Rule]]]:
    for key, (step, loosest) in _STEPS.items():
        value = getattr(rule, key, None)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value != loosest:
            yield key, _looser(rule, key, value, step, loosest)


def _looser(rule: Rule, key: str, value: float, step: float, loosest: float) -> list[Rule]:
    """The rule with ever looser values, mildest first."""
    size = step * getattr(rule, "each", 1) if key in ("at_least", "at_most") else step
    number = min(int(abs(loosest - value) / abs(size)) + 1, 2000)
    values = [value + size * k for k in range(1, number)]
    values = [v for v in values if (v - loosest) * step < 0] + [loosest]
    steps = (_changed(rule, key, v) for v in values)
    return [changed for changed in steps if changed is not None]


def _changed(rule: Rule, key: str, value: Any) -> Rule | None:
    whole = int(value) if float(value).is_integer() else value
    try:
        return type(rule).model_validate({**rule.model_dump(by_alias=True, exclude_none=True, mode="json"), key: whole})
    except ValidationError:
        return None


def first_ok(steps: Sequence[Any], ok: Callable[[Any], bool]) -> Any | None:
    """The first of ever looser steps that is ok, by bisection; None when not even the last one is."""
    if not steps or not ok(steps[-1]):
        return None
    low, high = -1, len(steps) - 1  # steps[high] is ok, steps[low] is not
    while high - low > 1:
        middle = (low + high) // 2
        if ok(steps[middle]):
            high = middle
        else:
            low = middle
    return steps[high]
