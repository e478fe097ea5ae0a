"""The way of one week: problem, model, search, judge, schedule. Nothing leaves it unjudged."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from solver.domain.problem import Problem
from solver.domain.schedule import Schedule
from solver.explain.reasons import explained
from solver.model.search import Budget, Feasibility, Found, Progress, SolverFault, possible, search
from solver.outcome import as_schedule
from solver.rules import Rule
from solver.rulesets.case import Case


def fit(
    case: Case,
    *,
    time_limit: float | None = None,
    effort: float | None = None,
    explain: bool = True,
    progress: Progress | None = None,
) -> Schedule:
    """The best week there is, judged a second time.

    Args:
        case: the scenario with its rules.
        time_limit: seconds for search and explanation together; None is without end.
        effort: the same in CP-SAT's deterministic seconds (see `Budget`): the same answer on every machine, busy or not.
        explain: say why sessions were left out, and what conflicts and would help where there is no schedule.
        progress: told a sentence now and then while the search takes long.

    Raises:
        SolverFault: the judge does not pass what the model found, or two proofs contradict each other.
    """
    started = time.perf_counter()
    problem, rules, budget = case.problem, case.rules, Budget(time_limit, effort)
    found = search(problem, rules, budget, progress)
    if found.status == "infeasible":
        found = _proven_again(found, problem, rules, budget)
    schedule = as_schedule(problem, rules, found, case.ruleset.names, time.perf_counter() - started)
    return explained(case, schedule, found, budget) if explain else schedule


def _proven_again(found: Found, problem: Problem, rules: Sequence[Rule], budget: Budget) -> Found:
    """An infeasible answer is proven a second time, with presolve, before anyone is told."""
    answer = possible(problem, rules, budget, presolve=True)
    if answer is Feasibility.POSSIBLE:
        raise SolverFault("one proof says that there is no schedule, another found one")
    return found if answer is Feasibility.IMPOSSIBLE else replace(found, status="unknown")
