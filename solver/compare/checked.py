"""What a worker says of one pair of scenario and rule set, worked out again here."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from solver.compare.measures import measured
from solver.compare.work import case_of, plain_session
from solver.domain.errors import InputError
from solver.domain.schedule import Schedule
from solver.files.proposal import placed_sessions
from solver.judged import judged_again
from solver.rulesets.ruleset import idle_overrides

KEYS = {"status", "bound", "sessions", "measures", "idle"}


def check_pair(payload: dict[str, Any], result: dict[str, Any]) -> None:
    """Raise InputError unless a result is what `solver.compare.work.solve_pair` can have come to.

    The week is judged and measured here. That it is the best, or that there is none, is not proven again.
    """
    if result.keys() != KEYS:
        raise InputError("not the keys of a result.")
    case = case_of(payload["scenario"], payload["rules"])
    try:
        told = Schedule.model_validate({key: result[key] for key in ("status", "bound", "sessions")})
    except ValidationError:
        raise InputError("not a schedule.") from None
    if told.status is None:
        raise InputError("there is no status.")
    schedule = judged_again(case.problem, case.rules, placed_sessions(case.problem, told), told)
    if [plain_session(item) for item in schedule.model_dump(mode="json")["sessions"]] != result["sessions"]:
        raise InputError("its sessions are not written as weekfit writes them.")
    effort = result["measures"].get("effort") if isinstance(result["measures"], dict) else None
    if type(effort) not in (int, float) or result["measures"] != measured(case.problem, schedule) | {"effort": effort}:
        raise InputError("its measures are not those of the week.")
    if result["idle"] != list(idle_overrides(case.ruleset, case.problem.scenario)):
        raise InputError("its overrides are not those of the scenario.")
