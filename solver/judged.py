"""Schedules as the judge sees them: what becomes of placed sessions, and whether a schedule from elsewhere says the same."""

from __future__ import annotations

from collections.abc import Sequence

from solver.domain.errors import InputError
from solver.domain.problem import Problem
from solver.domain.schedule import NotPlaced, Schedule, ScheduledSession
from solver.domain.session import Placed
from solver.judge import Verdict, judge
from solver.rules import Rule

SOLVED = ("optimal", "feasible")
_WORKED_OUT = ("left_out", "points", "sessions", "not_placed", "rules_report", "totals")


def as_judged(frame: Schedule, problem: Problem, placed: Sequence[Placed], verdict: Verdict) -> Schedule:
    """The schedule with the sessions that are placed, and all that the judge says of them."""
    return frame.model_copy(
        update={
            "left_out": verdict.score.left_out,
            "points": verdict.score.points,
            "sessions": tuple(_scheduled(problem, item) for item in placed),
            "not_placed": _not_placed(problem, placed),
            "rules_report": verdict.reports,
            "totals": verdict.totals,
        }
    )


def judged_again(problem: Problem, rules: Sequence[Rule], placed: Sequence[Placed], schedule: Schedule) -> Schedule:
    """A schedule from elsewhere with everything that can be worked out from its sessions worked out here.

    That it is the best, or that there is none, is not proven again.

    Args:
        problem: the week, laid out here.
        rules: the rules that hold.
        placed: the schedule's sessions, as sessions of the problem.
        schedule: what came from elsewhere.

    Raises:
        InputError: the judge does not pass it, or its status cannot be right.
    """
    if schedule.status not in SOLVED:
        if schedule.sessions or schedule.left_out is not None or schedule.points is not None:
            raise InputError(f"there are sessions or points, though it says {schedule.status}.")
        return schedule
    verdict = judge(problem, rules, placed)
    if not verdict.passed:
        broken = (f"{report.id} is broken." for report in verdict.broken)
        raise InputError(f"not a valid schedule: {' '.join((*verdict.faults, *broken))}")
    score, bound = verdict.score, schedule.bound
    least, most = ((bound.left_out, bound.points), (score.left_out, score.points)) if bound else ((0, 0), (0, 0))
    if bound is None or least > most or (schedule.status == "optimal") != (least == most):
        raise InputError(f"status {schedule.status} and bound do not fit the score.")
    return as_judged(schedule, problem, placed, verdict)


def check_as_judged(told: Schedule, judged: Schedule) -> None:
    """Raise InputError unless a schedule says of itself what was worked out here. Reasons are not compared."""
    for key in _WORKED_OUT:
        if _without_reasons(told.to_json()[key]) != _without_reasons(judged.to_json()[key]):
            raise InputError("is not what the judge finds.", key=key)


def _without_reasons(value: object) -> object:
    if not isinstance(value, list):
        return value
    return [{key: item[key] for key in item if key != "why"} for item in value]


def _scheduled(problem: Problem, placed: Placed) -> ScheduledSession:
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
        group=session.group,
    )


def _not_placed(problem: Problem, placed: Sequence[Placed]) -> tuple[NotPlaced, ...]:
    """The wanted sessions that are not there, without the reasons."""
    there = {item.session.id for item in placed}
    return tuple(
        NotPlaced(id=session.id, kind=session.kind.name, priority=session.priority, group=session.group)
        for session in problem.sessions
        if session.id not in there
    )
