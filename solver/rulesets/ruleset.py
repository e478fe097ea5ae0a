"""Reads rule sets, merges them and applies a scenario's overrides."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, Any

from pydantic import Field, ValidationError

from solver.domain.errors import InputError, entry, join, nearest, quoted
from solver.domain.messages import explained
from solver.domain.problem import Problem
from solver.domain.scenario import RuleChanges, Scenario
from solver.domain.values import MOST_ENTRIES, Name, OneOrMore, Text, Value
from solver.rules import RULES, Rule

MOST_SETS = 200  # rule sets that are read for one scenario, one that is read twice counted twice
MOST_DEEP = 20  # of which each extends the next
MOST_RULES = 2 * MOST_ENTRIES  # of all sets together, with those that a scenario adds
MOST_NAMED = 40  # rules that a message names

_ENTRY = re.compile(r"rules #\d+")
_BY_NAME: Mapping[str, type[Rule]] = {str(rule.model_fields["rule"].default): rule for rule in RULES}


@dataclass(frozen=True)
class RuleSet:
    """A named list of rules, ids unique, in the order in which they were first given."""

    name: str
    title: str
    about: str
    rules: tuple[Rule, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the sets it was merged from."""
        return tuple(self.name.split(" + "))

    def merged(self, other: RuleSet) -> RuleSet:
        """Both sets; where an id is in both, the other's rule takes its place."""
        rules = {rule.id: rule for rule in self.rules} | {rule.id: rule for rule in other.rules}
        _bounded(rules)
        return RuleSet(f"{self.name} + {other.name}", f"{self.title} + {other.title}", other.about, tuple(rules.values()))


class RuleSetFile(Value):
    """A rule set as written."""

    title: Name
    about: Text = ""
    extends: Annotated[tuple[Text, ...], OneOrMore()] = Field((), description="sets to start from")
    rules: RuleChanges = ()


Opener = Callable[
    [str, str], tuple[str, dict[str, Any]]
]  # a path as written, the rule set that names it (or "") -> (where it lies, data)


def shipped_names() -> tuple[str, ...]:
    """The names of the rule sets that come with weekfit."""
    files = resources.files("solver.rulesets").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def load(names: Iterable[str], opener: Opener | None = None, *, quoting: bool = True) -> RuleSet:
    """Merge the named sets, later ones win by rule id. Names that are not shipped are paths, read by `opener`.

    `quoting` says whether messages may quote what is in them. False for names in a file of somebody else.
    """
    reading = Reading(opener, quoting=quoting)
    sets = [reading.one(name) for name in names]
    if not sets:
        raise InputError('no rule set is named; write rules = "base", or "free" for none.', key="rules")
    result = sets[0]
    for following in sets[1:]:
        result = result.merged(following)
    return result


class Reading:
    """Rule sets as they are read, one after the other, in bounded number."""

    def __init__(self, opener: Opener | None, *, quoting: bool = True) -> None:
        self._opener = opener
        self._quoting = quoting
        self._number = 0

    def one(self, name: str, below: tuple[str, ...] = ()) -> RuleSet:
        """The set of a name; `below` are the files that extend it."""
        self._number += 1
        if self._number > MOST_SETS:
            raise InputError(f"the limit is {MOST_SETS} rule sets in all; name fewer.", key="extends" if below else "rules")
        if name in shipped_names():
            return _shipped(name)
        if self._opener is None or not is_path(name):
            guess = nearest(name, shipped_names())
            raise InputError(
                f"unknown rule set {quoted(name)}; shipped: {', '.join(shipped_names())}; or write the path of a file (*.toml).",
                key="extends" if below else "rules",
                maybe=f"{guess!r}." if guess else "",
            )
        where, data = self._opener(name, below[-1] if below else "")
        if where in below:
            raise InputError(f"{' extends '.join((*below, where))}: that never ends.", key="extends")
        if len(below) >= MOST_DEEP:
            raise InputError(f"more than {MOST_DEEP} rule sets extend one another.", key="extends")
        try:
            return _from_data(name, data, self, (*below, where))
        except InputError as error:
            if error.source:
                raise
            raise (error.within(source=where) if self._quoting else _without_content(error, where)) from None


def _without_content(error: InputError, where: str) -> InputError:
    """The error without the content of the file: who named the file may not be allowed to read it."""
    found = _ENTRY.match(error.key)
    check = f"`weekfit rules check {where}` says what is wrong."
    if found is None:
        return InputError("this is not a valid rule set.", source=where, maybe=check)
    return InputError("this rule is not valid.", key=found[0], source=where, maybe=check)


def _bounded(rules: Mapping[str, Any]) -> None:
    """Raise InputError for too many rules."""
    if len(rules) > MOST_RULES:
        raise InputError(f"{len(rules)} rules; the limit is {MOST_RULES}.", key="rules")


def is_path(name: str) -> bool:
    """Whether a name that is not shipped is the path of a file."""
    return name.endswith((".toml", ".json")) or "/" in name or "\\" in name


@cache
def _shipped(name: str) -> RuleSet:
    text = resources.files("solver.rulesets").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return _from_data(name, tomllib.loads(text), Reading(None), (name,))


def _from_data(name: str, data: Any, reading: Reading, below: tuple[str, ...]) -> RuleSet:
    try:
        file = RuleSetFile.model_validate(data)
    except ValidationError as error:
        raise explained(error) from None
    rules: dict[str, dict[str, Any]] = {}
    for parent in file.extends:
        rules |= {rule.id: as_data(rule) for rule in reading.one(parent, below).rules}
    for index, change in enumerate(file.rules):
        rules = changed(rules, change, entry("rules", index))
    _bounded(rules)
    read = tuple(read_rule(rule, f"rule {id_}") for id_, rule in rules.items())
    return RuleSet(name, file.title, file.about, read)


def as_data(rule: Rule) -> dict[str, Any]:
    """A rule as it would be written in a file."""
    return rule.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True) | {"rule": rule.rule}


def changed(rules: Mapping[str, dict[str, Any]], change: Mapping[str, Any], key: str) -> dict[str, dict[str, Any]]:
    """Rules with one change by id: a parameter, a whole rule, or `off`."""
    id_ = change.get("id")
    if not isinstance(id_, str):
        raise InputError("a rule needs an id.", key=key)
    if change.get("off") is True:
        if id_ not in rules:
            raise _no_such_rule(id_, rules, key)
        extra = sorted(set(change) - {"id", "off"})
        if extra:
            raise InputError(f"a rule that is off needs no {' and '.join(extra)}.", key=join(key, id_))
        return {known: rule for known, rule in rules.items() if known != id_}
    given = {name: value for name, value in change.items() if name != "off"}
    if id_ in rules:
        same_rule = given.get("rule", rules[id_].get("rule")) == rules[id_].get("rule")
        return {**rules, id_: {**rules[id_], **given} if same_rule else given}
    if "rule" not in given:
        raise _no_such_rule(id_, rules, key)
    return {**rules, id_: given}


def _no_such_rule(id_: str, rules: Iterable[str], key: str) -> InputError:
    known = sorted(rules)
    guess = nearest(id_, known)
    named = ", ".join(known[:MOST_NAMED]) or "none"
    more = f" and {len(known) - MOST_NAMED:,} more" if len(known) > MOST_NAMED else ""
    return InputError(
        f"there is no rule {quoted(id_)} to change; there: {named}{more}. A new rule needs `rule`.",
        key=join(key, "id"),
        maybe=f"{guess!r}." if guess else "",
    )


def read_rule(data: Mapping[str, Any], key: str) -> Rule:
    """One rule from its table; errors name the key."""
    name = str(data.get("rule"))
    if name not in _BY_NAME:
        guess = nearest(name, _BY_NAME)
        raise InputError(
            f"unknown rule {quoted(name)}; known: {', '.join(_BY_NAME)}.",
            key=join(key, "rule"),
            maybe=f"{guess!r}." if guess else "",
        )
    try:
        return _BY_NAME[name].model_validate(dict(data))
    except ValidationError as error:
        raise explained(error).within(key=key) from None


def rules_for(problem: Problem, ruleset: RuleSet, *, lenient: bool = False) -> tuple[Rule, ...]:
    """The rules that hold for a scenario: the set's, changed by its overrides, without those whose `when` does not fit.

    Raises InputError for an override of no rule (unless `lenient`: the set is not the one the overrides were written for), and for a
    word in a selector that this week does not know.
    """
    return holding(problem, overridden(ruleset, problem.scenario, lenient=lenient))


def holding(problem: Problem, rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Those of some rules whose `when` fits a scenario; raises InputError for a word in any selector that this week does not know."""
    rules = tuple(rules)
    for rule in rules:
        for key, selector in rule.selectors().items():
            try:
                selector.check(problem.words)
            except InputError as error:
                raise error.within(key=f"rule {rule.id}.{key}") from None
    return tuple(rule for rule in rules if rule.when is None or rule.when.holds(problem.scenario))


def idle_overrides(ruleset: RuleSet, scenario: Scenario) -> tuple[str, ...]:
    """The ids of overrides that change a rule which the set does not have."""
    ids = {rule.id for rule in ruleset.rules}
    return tuple(
        str(override["id"])
        for override in scenario.overrides
        if "id" in override and override["id"] not in ids and "rule" not in override
    )


def overridden(ruleset: RuleSet, scenario: Scenario, *, lenient: bool = False) -> tuple[Rule, ...]:
    """The set's rules with the scenario's word on them."""
    if not scenario.overrides:
        return ruleset.rules
    originals = {rule.id: rule for rule in ruleset.rules}
    rules = {id_: as_data(rule) for id_, rule in originals.items()}
    touched: dict[str, str] = {}
    idle = idle_overrides(ruleset, scenario) if lenient else ()
    for index, override in enumerate(scenario.overrides):
        if override.get("id") in idle:
            continue
        key = entry("overrides", index)
        rules = changed(rules, override, key)
        _bounded(rules)
        touched[str(override["id"])] = key
    return tuple(read_rule(data, join(touched[id_], id_)) if id_ in touched else originals[id_] for id_, data in rules.items())
