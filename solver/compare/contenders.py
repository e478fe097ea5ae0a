"""The rule sets of a comparison, each with a name of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from solver.compare.names import told_apart
from solver.compare.vary import Sweep
from solver.domain.errors import InputError, quoted
from solver.files.reader import read_rules
from solver.files.there import is_file
from solver.rulesets.ruleset import RuleSet, as_data, shipped_names

MOST_SETS = 50
EVERY = "shipped"  # stands for every shipped set


@dataclass(frozen=True)
class Contender:
    """One rule set of a comparison.

    Attributes:
        name: what it is called in tables, unique; a shipped set keeps its own.
        ruleset: its rules.
        value: what the varied number is, in a sweep.
    """

    name: str
    ruleset: RuleSet
    value: float | None = None

    @property
    def shipped(self) -> bool:
        """Whether `--rules NAME` finds it without a file."""
        return self.name == self.ruleset.name and self.name in shipped_names()

    @property
    def file(self) -> str:
        """What to write after `--rules` to have it, in the folder of the results."""
        return self.name if self.shipped else f"rulesets/{re.sub(r'[^A-Za-z0-9_.=-]+', '_', self.name)}.toml"

    def to_data(self) -> dict[str, Any]:
        """The set as a file of rules would say it, nothing left to other files."""
        about = {"about": self.ruleset.about} if self.ruleset.about else {}
        return {"title": self.ruleset.title[:80], **about, "rules": [as_data(rule) for rule in self.ruleset.rules]}


def contenders(names: Sequence[str]) -> list[Contender]:
    """The named sets: shipped names, files, `a+b` for sets merged; `shipped` is all of the shipped ones that are not named anyway."""
    others = [name for name in shipped_names() if name not in names]
    wanted = [each for name in names for each in (others if name == EVERY else (name,))]
    found = [Contender(_label(name), read_rules(_parts(name))) for name in wanted]
    if len(found) > MOST_SETS:
        raise InputError(f"{len(found)} rule sets; the limit is {MOST_SETS}.", source="--rules")
    names = told_apart((contender.name for contender in found), "{name} ({number})")
    return [replace(contender, name=name) for contender, name in zip(found, names, strict=True)]


def steps(name: str, sweep: Sweep) -> list[Contender]:
    """One set, once for every value of the varied number."""
    ruleset = read_rules(_parts(name))
    return [Contender(changed.name, changed, value) for value, changed in sweep.of(ruleset)]


def reference(found: Sequence[Contender], against: str | None) -> str:
    """The name of the set that the others are compared with: the first, or the one asked for."""
    names = [contender.name for contender in found]
    if against is None:
        return names[0]
    if against not in names:
        raise InputError(f"{quoted(against)} is none of the sets: {', '.join(names)}.", source="--against")
    return against


def _parts(name: str) -> list[str]:
    """The sets that `a+b` merges; a file may have a plus in its name."""
    return [name] if is_file(name) else [part.strip() for part in name.split("+")]


def _label(name: str) -> str:
    """What a set is called: its name, or its file's without folder and ending."""
    parts = (re.sub(r"\.(toml|json)$", "", re.split(r"[/\\]", part)[-1]) for part in _parts(name))
    return "+".join(re.sub(r"[^\w .=-]+", "_", part) for part in parts)
