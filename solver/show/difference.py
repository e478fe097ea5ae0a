"""Differences as text and as plain data: between rule sets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from solver.rules import Rule
from solver.rulesets.difference import Change, Difference
from solver.show.catalogue import rule_json
from solver.show.text import wrapped


def rulesets_difference_page(difference: Difference) -> str:
    """What only one set has, and what differs, each as a sentence."""
    first, second = difference.first.name, difference.second.name
    parts = [
        _only(first, difference.only_first),
        _only(second, difference.only_second),
        "\n".join(
            ["In both, but not the same:", *(line for change in difference.changed for line in _change(change, first, second))]
        )
        if difference.changed
        else "",
    ]
    return "\n\n".join(part for part in parts if part) or f"{first} and {second} are the same."


def _only(name: str, rules: Iterable[Rule]) -> str:
    lines = [
        line
        for rule in rules
        for line in (f"  {rule.id} ({_price(rule)})", wrapped(rule.sentence(), "      "))
    ]  # fmt: skip
    return "\n".join([f"Only {name}:", *lines]) if lines else ""


def _price(rule: Rule) -> str:
    return "must" if rule.level == "must" else f"should, {rule.points}"


def _change(change: Change, first: str, second: str) -> Iterable[str]:
    yield f"  {change.first.id}"
    for name, rule in ((first, change.first), (second, change.second)):
        yield wrapped(f"{name}: {rule.sentence()} ({_price(rule)})", "      ", "          ")
    keys = "; ".join(f"{key} {_value(one)} → {_value(other)}" for key, (one, other) in change.keys.items())
    yield wrapped(keys, "      ", "          ")


def _value(value: Any) -> str:
    return "none" if value is None else str(value)


def rulesets_difference_json(difference: Difference) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "first": difference.first.name,
        "second": difference.second.name,
        "only_first": [rule_json(rule) for rule in difference.only_first],
        "only_second": [rule_json(rule) for rule in difference.only_second],
        "changed": [
            {"id": change.first.id, "keys": {key: list(pair) for key, pair in change.keys.items()}}
            for change in difference.changed
        ],
    }
