"""Whether the musts of a rule set can all hold: tried on a week that is wide open.

A schedule shows that they can. That there is none proves nothing of other weeks: another week may want more sessions, or others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, Literal

from solver.domain.errors import listed
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
_A_KIND, _MOST_A_KIND = 7, 21
_LONGEST = 24 * 60


@dataclass(frozen=True)
class Trial:
    """What came of trying some musts together.

    Attributes:
        status: `hold`: there is a schedule. `clash`: there is none in the weeks that were tried. `unknown`: time ran out.
        ids: of the rules that clash; not the fewest if time ran out while they were looked for.
        week: the week that was tried last, in words.
    """

    status: Literal["hold", "clash", "unknown"]
    ids: tuple[str, ...] = ()
    week: str = ""

    def text(self) -> str:
        """The result in a sentence or two."""
        if self.status == "hold":
            return "The musts can all hold together."
        if self.status == "unknown":
            return "Time ran out before it was known whether the musts can all hold together."
        who = f"the rules {listed(self.ids, 'and')}" if len(self.ids) > 1 else f"the rule {self.ids[0]}"
        return f"No schedule keeps {who} in {self.week}. A week with other sessions may have one."

    def to_json(self) -> dict[str, Any]:
        """The same as plain data."""
        return {"status": self.status, "rules": list(self.ids), "tried": self.week}


def tried(ruleset: RuleSet, budget: Budget) -> Trial:
    """Try the musts of a set together, as they are for every sort of athlete; the first clash ends it."""
    complete = True
    for rules in _situations(ruleset):
        trial = tried_together(rules, shipped(), budget)
        if trial.status == "clash":
            return trial
        complete &= trial.status == "hold"
    return Trial("hold" if complete else "unknown")


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


def tried_together(rules: Sequence[Rule], catalogue: Catalogue, budget: Budget) -> Trial:
    """Try some musts on weeks that are open all day, with sessions of the kinds that they ask for, then of all kinds.

    A rule that asks for sessions which no kind of the catalogue is (by their id, say) is left aside: nothing is known of them here.
    """
    kinds = list(catalogue.kinds.values())
    musts = [rule for rule in rules if rule.level == "must" and (not _demands(rule) or _meant(rule, kinds))]
    demanding = [rule for rule in musts if _demands(rule)]
    if not demanding:
        return Trial("hold")  # the week without any session breaks nothing
    number = min(_MOST_A_KIND, max(_A_KIND, *(_sessions_asked(rule) for rule in demanding)))
    many = {kind.name: number for rule in demanding for kind in _meant(rule, kinds)[:_KINDS_A_RULE]}
    for numbers in (many, {**{kind.name: 2 for kind in kinds}, **many}):
        problem = _open_week(catalogue, numbers)
        answer = Feasibility.UNKNOWN if budget.over else possible(problem, musts, budget)
        if answer is not Feasibility.IMPOSSIBLE:
            return Trial("hold" if answer is Feasibility.POSSIBLE else "unknown")
    wanted = f"with up to {number} sessions each of {listed(many, 'and')}, and 2 of every other kind, of any length"
    week = f"a week that is open all day, {wanted}"
    return Trial("clash", _clashing(problem, musts, budget), week)


def _clashing(problem: Problem, musts: Sequence[Rule], budget: Budget) -> tuple[str, ...]:
    return tuple(part.id for part in conflict(problem, musts, budget).parts if part.type == "rule")


def _demands(rule: Rule) -> bool:
    return bool(getattr(rule, "at_least", None)) and rule.rule != "rest_days"


def _sessions_asked(rule: Rule) -> int:
    """How many sessions a week a rule that demands some may need."""
    number = int(getattr(rule, "at_least", 0)) if rule.rule == "count" else 1
    return 7 * number if getattr(rule, "per", "week") == "day" else number


def _meant(rule: Rule, kinds: Sequence[Kind]) -> list[Kind]:
    return [kind for kind in kinds if all(selector(_session(kind, 1, 0)) for selector in rule.selectors().values())]


def _session(kind: Kind, number: int, entry: int) -> Session:
    words = frozenset({kind.name, kind.modality, kind.intensity, *kind.tags})
    return Session(
        id=f"{kind.name}-{number}", wish=kind.name, kind=kind, tags=kind.tags, words=words, least=15, most=_LONGEST, entry=entry,
        priority="optional",
    )  # fmt: skip


def _open_week(catalogue: Catalogue, numbers: Mapping[str, int]) -> Problem:
    """A week that is open all day and everywhere, in which so many sessions of each kind may be done, however long."""
    scenario = Scenario.model_validate({"week": _WEEK, "grid": 15, "availability": {"every": "00:00-24:00"}})
    problem = Problem.of(scenario)
    sessions = tuple(
        _session(catalogue.kinds[name], number, entry)
        for entry, (name, times) in enumerate(numbers.items())
        for number in range(1, times + 1)
    )
    return Problem(scenario, problem.clock, catalogue, problem.windows, sessions, (), ())
