"""What a search found, as a schedule: nothing becomes one that the judge has not passed."""

from __future__ import annotations

from collections.abc import Sequence

from solver.domain.problem import Problem
from solver.domain.schedule import Effort, Schedule
from solver.judge import Verdict, judge
from solver.judged import as_judged
from solver.model.search import SEED, WORKERS, Found, SolverFault
from solver.rules import Rule


def as_schedule(problem: Problem, rules: Sequence[Rule], found: Found, names: Sequence[str], seconds: float = 0.0) -> Schedule:
    """What was found as a schedule, after the judge has passed it."""
    scenario = problem.scenario
    frame = Schedule(
        scenario=scenario.athlete.id,
        week=scenario.week,
        timezone=scenario.timezone,
        rules=tuple(names),
        status=found.status,
        why=found.why or None,
        bound=found.bound,
        solve=Effort(seconds=round(seconds, 6), workers=WORKERS, seed=SEED, effort=round(found.deterministic_time, 6)),
    )
    if found.score is None:
        return frame
    verdict = judge(problem, rules, found.placed)
    _agree(found, verdict)
    return as_judged(frame, problem, found.placed, verdict)


def _agree(found: Found, verdict: Verdict) -> None:
    """Raise SolverFault unless the judge passes the schedule and scores it as the model does.

    Before its proof, the model may still pay for breaches which are none: then the judge's points are right, and fewer.
    """
    score = found.score
    alike = verdict.score == score
    fewer = (
        found.status == "feasible"
        and score is not None
        and verdict.score.left_out == score.left_out
        and verdict.score.points <= score.points
    )
    if verdict.passed and (alike or fewer):
        return
    told = [*verdict.faults, *(f"{report.id} is broken" for report in verdict.broken)]
    raise SolverFault(f"the judge does not pass what the model found (model: {score}, judge: {verdict.score}; {' '.join(told)})")
