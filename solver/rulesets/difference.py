"""Two rule sets side by side: what only one has, what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from solver.rules import Rule
from solver.rulesets.ruleset import RuleSet

_TOLD = ("rule", "level", "points", "allow", "when")


@dataclass(frozen=True)
class Change:
    """One rule that both sets have, with the keys in which they differ: {key: (in the first, in the second)}."""

    first: Rule
    second: Rule
    keys: dict[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Difference:
    """What only the first set has, what only the second has, and what differs by id."""

    first: RuleSet
    second: RuleSet
    only_first: tuple[Rule, ...]
    only_second: tuple[Rule, ...]
    changed: tuple[Change, ...]


def difference(first: RuleSet, second: RuleSet) -> Difference:
    """Compare two sets rule by rule; reasons and sources do not count."""
    ours = {rule.id: rule for rule in first.rules}
    theirs = {rule.id: rule for rule in second.rules}
    both = [(rule, theirs[id_]) for id_, rule in ours.items() if id_ in theirs]
    changes = [Change(a, b, keys) for a, b in both if (keys := _keys(a, b))]
    return Difference(
        first,
        second,
        tuple(rule for id_, rule in ours.items() if id_ not in theirs),
        tuple(rule for id_, rule in theirs.items() if id_ not in ours),
        tuple(changes),
    )


def _keys(first: Rule, second: Rule) -> dict[str, tuple[Any, Any]]:
    one, other = _told(first), _told(second)
    return {key: (one.get(key), other.get(key)) for key in {**one, **other} if one.get(key) != other.get(key)}


def _told(rule: Rule) -> dict[str, Any]:
    data = rule.model_dump(mode="json", by_alias=True, exclude_none=True)
    if rule.level == "must":
        data.pop("points", None)
    return {key: data[key] for key in _TOLD if key in data} | rule.parameters()
