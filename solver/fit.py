"""The way of one week: problem, model, search, judge, schedule. Nothing leaves it unjudged."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from solver.domain.problem import Problem
from solver.domain.schedule import Effort, NotPlaced, Schedule, ScheduledSession
from solver.domain.session import Placed
from solver.explain.conflict import conflict
from solver.explain.left_out import reasons
from solver.explain.repairs import repairs
from solver.judge import Verdict, judge
from solver.model.search import SEED, WORKERS, Budget, Feasibility, Found, Progress, SolverFault, possible, search
from solver.rules import Rule
from solver.rulesets.case import Case


def fit(
    case: Case, *, time_limit: float | None = None, explain: bool = True, progress: Progress | None = None
) -> Schedule:
    """The best week there is, judged a second time.

    Args:
        case: the scenario with its rules.
        time_limit: seconds for search and explanation together; None is without end.
        explain: say why sessions were left out, and what conflicts and would help where there is no schedule.
        progress: told a sentence now and then while the search takes long.

    Raises:
        SolverFault: the judge does not pass what the model found, or two proofs contradict each other.
    """
    started = time.perf_counter()
    problem, rules, budget = case.problem, case.rules, Budget(time_limit)
    found = search(problem, rules, budget, progress)
    if found.status == "infeasible":
        found = _proven_again(found, problem, rules, budget)
    schedule = as_schedule(problem, rules, found, case.ruleset.names, time.perf_counter() - started)
    return explained(case, schedule, found, budget) if explain else schedule


def explained(case: Case, schedule: Schedule, found: Found, budget: Budget) -> Schedule:
    """The schedule with its reasons: of what was left out, or of there being none, with ways out."""
    if found.status == "infeasible":
        why_not = conflict(case.problem, case.rules, budget)
        ways_out = repairs(case, budget).repairs
        update = {"conflict": why_not.parts, "conflict_is_smallest": why_not.proven, "repairs": ways_out}
        return schedule.model_copy(update=update)
    if not schedule.not_placed:
        return schedule
    why = reasons(case.problem, case.rules, found, budget)
    told = tuple(item.model_copy(update={"why": why[item.id]}) for item in schedule.not_placed)
    return schedule.model_copy(update={"not_placed": told})


def _proven_again(found: Found, problem: Problem, rules: Sequence[Rule], budget: Budget) -> Found:
    """An infeasible answer is proven a second time, with presolve, before anyone is told."""
    answer = possible(problem, rules, budget, presolve=True)
    if answer is Feasibility.POSSIBLE:
        raise SolverFault("one proof says that there is no schedule, another found one")
    return found if answer is Feasibility.IMPOSSIBLE else replace(found, status="unknown")


def as_schedule(
    problem: Problem, rules: Sequence[Rule], found: Found, names: Sequence[str], seconds: float = 0.0
) -> Schedule:
    """What was found as a schedule, after the judge has passed it."""
    scenario = problem.scenario
    frame = Schedule(
        scenario=scenario.athlete.id,
        week=scenario.week,
        timezone=scenario.timezone,
        rules=tuple(names),
        status=found.status,
        bound=found.bound,
        solve=Effort(seconds=round(seconds, 6), workers=WORKERS, seed=SEED),
    )
    if found.score is None:
        return frame
    verdict = judge(problem, rules, found.placed)
    _agree(found, verdict)
    return frame.model_copy(
        update={
            "left_out": found.score.left_out,
            "points": found.score.points,
            "sessions": tuple(scheduled(problem, placed) for placed in found.placed),
            "not_placed": not_placed(problem, found.placed),
            "rules_report": verdict.reports,
            "totals": verdict.totals,
        }
    )


def _agree(found: Found, verdict: Verdict) -> None:
    if verdict.passed and verdict.score == found.score:
        return
    reasons_ = [*verdict.faults, *(f"{report.id} is broken" for report in verdict.broken)]
    raise SolverFault(
        f"the judge does not pass what the model found (model: {found.score}, judge: {verdict.score}; {' '.join(reasons_)})"
    )


def scheduled(problem: Problem, placed: Placed) -> ScheduledSession:
    """A placed session as it is shown."""
    session, clock = placed.session, problem.clock
    return ScheduledSession(
        id=session.id,
        kind=session.kind.name,
        day=f"{clock.date_of(placed.day):%a}".lower(),
        start=clock.local(placed.start),
        end=clock.local(placed.end),
        minutes=placed.minutes,
        place=placed.place,
        fixed=session.fixed is not None,
        tags=tuple(sorted(session.tags)) if session.tags != session.kind.tags else None,
    )


def not_placed(problem: Problem, placed: Sequence[Placed]) -> tuple[NotPlaced, ...]:
    """The wanted sessions that are not there, without the reasons."""
    there = {item.session.id for item in placed}
    return tuple(
        NotPlaced(id=session.id, kind=session.kind.name, priority=session.priority)
        for session in problem.sessions
        if session.id not in there
    )
