"""Rule sets that contradict themselves: tried on a week that is wide open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any

from solver.domain.errors import InputError, listed
from solver.domain.kinds import Catalogue, Kind, shipped
from solver.domain.problem import Problem
from solver.domain.scenario import Scenario
from solver.domain.session import Session
from solver.explain.conflict import conflict
from solver.model.search import Budget, Feasibility, possible
from solver.rules import Rule
from solver.rulesets.ruleset import RuleSet

_WEEK = date(2026, 11, 23)
_KINDS_A_RULE = 3
_A_KIND = 7


def check_consistent(ruleset: RuleSet) -> None:
    """Raise InputError naming the ids when some musts of a set can never all hold, for one sort of athlete at least."""
    for rules in _situations(ruleset):
        refuse_contradiction(rules, shipped())


def refuse_contradiction(rules: Sequence[Rule], catalogue: Catalogue) -> None:
    """Raise InputError naming the ids when some musts can never all hold."""
    ids = contradiction(rules, catalogue)
    if ids:
        raise InputError(
            f"the rules {listed(ids, 'and')} can never all hold, whatever the week.",
            key=f"rule {ids[0]}",
            maybe=f'one of them should be level = "should", or off: {listed(ids)}.',
        )


def _situations(ruleset: RuleSet) -> Iterator[tuple[Rule, ...]]:
    """The different sets of musts that `when` makes of a rule set."""
    musts = [rule for rule in ruleset.rules if rule.level == "must"]
    flags = sorted({flag.removeprefix("!") for rule in musts if rule.when and rule.when.flags for flag in rule.when.flags})
    choices: dict[str, Iterable[Any]] = {
        "goal": ("general", "endurance", "strength"),
        "experience": ("regular", "novice", "experienced"),
        "readiness": ("good", "reduced", "poor"),
        "flags": [(), *((flag,) for flag in flags)],
    }
    seen = set()
    for goal, experience, readiness, flagged in product(*choices.values()):
        athlete = {"experience": experience, "flags": flagged}
        scenario = Scenario.model_validate({"week": _WEEK, "goal": goal, "readiness": readiness, "athlete": athlete})
        rules = tuple(rule for rule in musts if rule.when is None or rule.when.holds(scenario))
        ids = tuple(rule.id for rule in rules)
        if ids not in seen:
            seen.add(ids)
            yield rules


def contradiction(rules: Sequence[Rule], catalogue: Catalogue) -> tuple[str, ...]:
    """Ids of musts that cannot all hold in any week, as few as possible; empty when they can.

    A rule that asks for sessions which no kind of the catalogue is (by their id, say) is left aside: nothing is known of them here.
    """
    kinds = list(catalogue.kinds.values())
    musts = [rule for rule in rules if rule.level == "must" and (not _demands(rule) or _meant(rule, kinds))]
    if not any(_demands(rule) for rule in musts):
        return ()  # the week without any session breaks nothing
    few = {kind.name: kind for rule in musts if _demands(rule) for kind in _meant(rule, kinds)[:_KINDS_A_RULE]}
    many = dict.fromkeys(few, _A_KIND)
    for numbers in (many, {**{kind.name: 2 for kind in kinds}, **many}):
        problem = _open_week(catalogue, numbers)
        if possible(problem, musts, Budget(None)) is not Feasibility.IMPOSSIBLE:
            return ()
    return tuple(part.id for part in conflict(problem, musts).parts if part.type == "rule")


def _demands(rule: Rule) -> bool:
    return bool(getattr(rule, "at_least", None)) and rule.rule != "rest_days"


def _meant(rule: Rule, kinds: Sequence[Kind]) -> list[Kind]:
    return [kind for kind in kinds if all(selector(_session(kind, 1, 0)) for selector in rule.selectors().values())]


def _session(kind: Kind, number: int, entry: int) -> Session:
    words = frozenset({kind.name, kind.modality, kind.intensity, *kind.tags})
    least, most = kind.minutes
    return Session(
        id=f"{kind.name}-{number}", wish=kind.name, kind=kind, tags=kind.tags, words=words, least=least, most=most, priority="optional",
        entry=entry,
    )  # fmt: skip


def _open_week(catalogue: Catalogue, numbers: Mapping[str, int]) -> Problem:
    """A week that is open all day and everywhere, in which so many sessions of each kind may be done."""
    scenario = Scenario.model_validate({"week": _WEEK, "availability": {"every": "00:00-24:00"}})
    problem = Problem.of(scenario)
    sessions = tuple(
        _session(catalogue.kinds[name], number, entry)
        for entry, (name, times) in enumerate(numbers.items())
        for number in range(1, times + 1)
    )
    return Problem(scenario, problem.clock, catalogue, problem.windows, sessions, (), ())
