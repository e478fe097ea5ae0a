"""What a worker says of one athlete, worked out again here: another machine's word is not enough."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import ValidationError

from solver.domain.errors import InputError
from solver.domain.schedule import Schedule, Status
from solver.files.members import BadAthlete, message
from solver.files.proposal import placed_sessions
from solver.judged import check_as_judged, judged_again
from solver.rulesets.case import Case
from solver.squad.ready import ready
from solver.squad.work import Wanted, broken, places, plain

KEYS = {"status", "schedule", "problem", "places"}


def check(wanted: Wanted, result: dict[str, Any]) -> None:
    """Raise InputError unless a result is what `solver.squad.work.work` can have come to.

    The schedule is judged with the problem and the rules as they are here. That a week is the best, or that there is none, is not proven
    again: that is as much work as to find it.
    """
    if result.keys() != KEYS:
        raise InputError("not the keys of a result.")
    member = wanted.member
    if isinstance(member, BadAthlete):
        _check_broken(result, member.message)
        return
    try:
        case = ready(member)
    except InputError as error:
        _check_broken(result, message(error, member.where))
        return
    schedule = _schedule(result)
    _check_heading(case, schedule)
    check_as_judged(schedule, judged_again(case.problem, case.rules, placed_sessions(case.problem, schedule), schedule))
    if result["problem"] is not None or result["places"] != places(case):
        raise InputError("problem or places is not what follows from the scenario.")


def _check_broken(result: dict[str, Any], problem: str) -> None:
    if result != broken(problem):
        raise InputError("the scenario is wrong, but that is not what it says.")


def _schedule(result: dict[str, Any]) -> Schedule:
    """The schedule of a result, in the one way in which it is written."""
    try:
        schedule = Schedule.model_validate(result["schedule"])
    except ValidationError:
        raise InputError("not a schedule.") from None
    if plain(schedule) != result["schedule"]:
        raise InputError("not a schedule as weekfit writes it.")
    if schedule.status not in get_args(Status) or schedule.status != result["status"]:
        raise InputError("its status is not that of the schedule.")
    return schedule


def _check_heading(case: Case, schedule: Schedule) -> None:
    scenario = case.problem.scenario
    wanted = (scenario.athlete.id, scenario.week, scenario.timezone, case.ruleset.names)
    if (schedule.scenario, schedule.week, schedule.timezone, schedule.rules) != wanted:
        raise InputError("a schedule for another athlete, week, time zone or rule set.")
