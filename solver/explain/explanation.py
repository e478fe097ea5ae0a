"""The whole explanation of one case, stage by stage, as far as time allows."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from solver.domain.availability import Window
from solver.domain.problem import Problem
from solver.domain.schedule import ConflictPart, Schedule
from solver.domain.times import Span
from solver.explain.best_hour import Hour, best_hours
from solver.explain.conflict import Conflicts
from solver.explain.parts import told
from solver.explain.prices import Priced, rule_prices, session_prices, window_prices
from solver.explain.reasons import explained
from solver.explain.repairs import Found as Repairs
from solver.explain.repairs import repairs
from solver.explain.room import WAKING
from solver.model.search import Budget, Found, search
from solver.outcome import as_schedule
from solver.rulesets.case import Case

Progress = Callable[[str], None]


@dataclass
class Explanation:
    """What was found out about a case; `complete` is false when time ran out on the way.

    Attributes:
        conflicts: sets of parts that cannot hold together, smallest first; `all_conflicts` says that there are no more.
        rules, sessions, windows: prices. hours: the best hours to free, best first.
    """

    case: Case
    schedule: Schedule
    complete: bool = True
    conflicts: list[tuple[ConflictPart, ...]] = field(default_factory=list)
    all_conflicts: bool = False
    repairs: Repairs | None = None
    rules: list[Priced] = field(default_factory=list)
    sessions: list[Priced] = field(default_factory=list)
    windows: list[tuple[Window, Priced]] = field(default_factory=list)
    hours: list[Hour] = field(default_factory=list)

    @property
    def problem(self) -> Problem:
        """The problem that is explained."""
        return self.case.problem


def explain(
    case: Case, *, time_limit: float | None = None, waking: Span = WAKING, conflicts: int = 1, progress: Progress | None = None
) -> Explanation:
    """Explain a case: prices and the best hour where there is a schedule, conflicts and repairs where there is none."""
    tell = progress or (lambda _: None)
    budget = Budget(time_limit)
    found = search(case.problem, case.rules, budget, progress)
    schedule = as_schedule(case.problem, case.rules, found, case.ruleset.names)
    explanation = Explanation(case, schedule)
    try:
        if found.status == "infeasible":
            _impossible(explanation, budget, waking, conflicts, tell)
        elif found.status == "optimal":
            _solved(explanation, found, budget, waking, tell)
        else:
            explanation.complete = False
    except KeyboardInterrupt:
        tell("interrupted: this is what was found so far")
        explanation.complete = False
    return explanation


def _impossible(explanation: Explanation, budget: Budget, waking: Span, most: int, tell: Progress) -> None:
    case = explanation.case
    tell("looking for what cannot hold together …")
    search_ = Conflicts(case.problem, case.rules, budget)
    found = list(islice(search_, most))
    explanation.conflicts = [told(case.problem, case.rules, parts) for parts in found]
    explanation.all_conflicts = search_.complete
    only = search_.is_only(found[0]) if found else None
    tell("trying ways out …")
    explanation.repairs = repairs(case, budget, waking)
    explanation.complete = explanation.repairs.complete and only is not None
    update = {
        "conflict": explanation.conflicts[0] if found else (),
        "conflict_is_smallest": bool(found),
        "conflict_is_only": only,
        "repairs": explanation.repairs.repairs,
    }
    explanation.schedule = explanation.schedule.model_copy(update=update)


def _solved(explanation: Explanation, found: Found, budget: Budget, waking: Span, tell: Progress) -> None:
    problem, rules, score = explanation.problem, explanation.case.rules, found.score
    assert score is not None
    if explanation.schedule.not_placed:
        tell("asking why sessions were left out …")
        explanation.schedule = explained(explanation.case, explanation.schedule, found, budget)
    explanation.rules.extend(_told(rule_prices(problem, rules, score, budget, large=found.large), f"{len(rules)} rules", tell))
    explanation.sessions.extend(_told(session_prices(problem, rules, found, budget), f"{len(found.placed)} sessions", tell))
    tell(f"giving away {len(problem.windows)} windows …")
    explanation.windows.extend(window_prices(problem, rules, score, budget, large=found.large))
    tell("looking for the best hour to free …")
    for hour in best_hours(problem, rules, score, budget, waking, large=found.large):
        insort(explanation.hours, hour, key=lambda hour: (-hour.gain.left_out, -hour.gain.points, hour.minutes, hour.start))
    explanation.complete = not budget.over


def _told(prices: Iterator[Priced], what: str, tell: Progress) -> Iterator[Priced]:
    tell(f"pricing {what} …")
    yield from prices
