"""What is shipped, as tables and as plain data: kinds and rule sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from solver.domain.kinds import Kind
from solver.rules import Rule
from solver.rulesets.ruleset import RuleSet
from solver.show.text import table, wrapped


def kinds_table(kinds: Iterable[Kind]) -> str:
    """One row a kind."""
    rows = [
        (kind.name, kind.intensity, kind.rpe, f"{kind.minutes[0]}-{kind.minutes[1]}", kind.worth, ", ".join(sorted(kind.tags)))
        for kind in kinds
    ]
    return table(rows, ("Kind", "Intensity", "RPE", "Minutes", "Worth", "Tags"), right=(2, 3, 4))


def kind_json(kind: Kind) -> dict[str, Any]:
    """One kind as plain data."""
    return {
        "kind": kind.name,
        "title": kind.title,
        "modality": kind.modality,
        "intensity": kind.intensity,
        "rpe": kind.rpe,
        "minutes": list(kind.minutes),
        "places": list(kind.places),
        "tags": sorted(kind.tags),
        "worth": kind.worth,
    }


def rulesets_table(sets: Iterable[RuleSet]) -> str:
    """One row a rule set: name, what it is for, how many musts and shoulds."""
    rows = [(s.name, _number(s, "must"), _number(s, "should"), s.about) for s in sets]
    return table(rows, ("Rule set", "Must", "Should", "What it is for"), right=(1, 2))


def _number(ruleset: RuleSet, level: str) -> int:
    return sum(rule.level == level for rule in ruleset.rules)


def ruleset_page(ruleset: RuleSet) -> str:
    """A rule set, every rule as one English sentence with its reason."""
    head = f"{ruleset.name}: {ruleset.about or ruleset.title}"
    return "\n\n".join([wrapped(head), *("\n".join(_rule_lines(rule)) for rule in ruleset.rules)])


def _rule_lines(rule: Rule) -> Iterator[str]:
    price = "must" if rule.level == "must" else f"should, {rule.points} point{'s' if rule.points != 1 else ''} each"
    free = f", {rule.allow} free" if rule.allow else ""
    yield f"{rule.id} ({price}{free}{_when(rule)})"
    yield wrapped(rule.sentence(), "    ")
    if rule.why:
        yield wrapped(f"Why: {rule.why}", "    ", "         ")
    if rule.source:
        yield wrapped(f"Source: {rule.source}{f' ({rule.evidence})' if rule.evidence else ''}", "    ", "         ")


def _when(rule: Rule) -> str:
    if rule.when is None:
        return ""
    given = rule.when.model_dump(exclude_none=True)
    return f"; when {' and '.join(f'{key} is ' + ' or '.join(values) for key, values in given.items())}"


def ruleset_json(ruleset: RuleSet) -> dict[str, Any]:
    """A rule set as plain data, complete enough for another program to judge a schedule by it."""
    return {"name": ruleset.name, "title": ruleset.title, "rules": [rule_json(rule) for rule in ruleset.rules]}


def rule_json(rule: Rule) -> dict[str, Any]:
    """One rule as plain data: what every rule has, then its own parameters."""
    data = rule.model_dump(mode="json", by_alias=True)
    when = rule.when.model_dump(mode="json", exclude_none=True) if rule.when else None
    common = {key: data[key] for key in rule.COMMON if key != "when"}
    return {**common, "when": when, **rule.parameters()}
