"""One athlete's week on its own, as a job of a batch: whatever the scenario is, something is told of it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from solver.batch.job import Job, fingerprint
from solver.batch.versions import versions
from solver.domain.errors import InputError
from solver.domain.schedule import Schedule
from solver.domain.squad import Squad
from solver.files.members import BadAthlete, Member, message
from solver.rulesets.case import Case
from solver.squad.ready import ready
from solver.squad.together.seat import Seat


@dataclass(frozen=True)
class Wanted:
    """What is wanted of one athlete.

    Attributes:
        effort: deterministic seconds to spend on the week, and on its conflict if there is none.
        why: whether to say why sessions are left out, and what would help.
        squad: the squad as JSON, where it shares anything; else empty.
    """

    member: Member | BadAthlete
    effort: float
    why: bool
    squad: str


def job(wanted: Wanted) -> Job:
    """The job of one athlete; its key is where the scenario is."""
    member = wanted.member
    if isinstance(member, BadAthlete):
        return Job(member.where, fingerprint("bad", member.message), wanted, {"athlete": member.id, "name": None})
    parts = (member.data, member.rules.digest(), member.other_rules, wanted.effort, wanted.why, wanted.squad)
    return Job(member.where, fingerprint(*parts, versions()), wanted, {"athlete": member.id, "name": _name(member.data)})


def work(wanted: Wanted) -> dict[str, Any]:
    """Solve one athlete's week on its own.

    The result has `status` (a schedule's, or `broken`), `schedule`, `problem` (what is wrong with the scenario) and `shares` (whether the
    athlete has to be fitted with the others).
    """
    member, started = wanted.member, time.perf_counter()
    if isinstance(member, BadAthlete):
        return broken(member.message)
    try:
        case = ready(member)
    except InputError as error:
        return broken(message(error, member.where))
    schedule = solved(case, wanted.effort, why=wanted.why)
    return {
        "status": schedule.status,
        "schedule": plain(schedule),
        "problem": None,
        "shares": has_to_share(case, wanted.squad, schedule),
        "_measured": {"seconds": round(time.perf_counter() - started, 4)},
    }


def solved(case: Case, effort: float, *, why: bool) -> Schedule:
    """The best week; where there is none, with its conflict."""
    from solver.explain.conflict import conflict  # noqa: PLC0415 - the workers need the solver, who starts them does not
    from solver.fit import fit  # noqa: PLC0415
    from solver.model.budget import Budget  # noqa: PLC0415

    schedule = fit(case, effort=effort, explain=why)
    if schedule.status != "infeasible" or schedule.conflict is not None:
        return schedule
    found = conflict(case.problem, case.rules, Budget(None, effort))
    return schedule.model_copy(update={"conflict": found.parts, "conflict_is_smallest": found.proven})


def plain(schedule: Schedule) -> dict[str, Any]:
    """A schedule as data, without the time it took: the same on every machine."""
    data = schedule.to_json()
    if data["solve"] is not None:
        del data["solve"]["seconds"]
    return data


def has_to_share(case: Case, squad: str, alone: Schedule) -> bool:
    """Whether an athlete has to be fitted with the others: they may take part in a group session, or be in a shared place.

    `squad` is the squad as JSON; empty where nothing is shared.

    Who has no week alone can have one with a group session: it may be the key session that fits nowhere else.
    """
    if not squad:
        return False
    seat = Seat.of(case.problem.scenario.athlete.id, case, _squad(squad))
    return seat.shares if alone.status in {"optimal", "feasible"} else bool(seat.groups)


@lru_cache(maxsize=4)
def _squad(text: str) -> Squad:
    return Squad.model_validate(json.loads(text))


def broken(problem: str) -> dict[str, Any]:
    """The result for a scenario that is wrong."""
    return {"status": "broken", "schedule": None, "problem": problem, "shares": False}


def _name(data: Mapping[str, Any]) -> str | None:
    """The athlete's name in a scenario that may be anything."""
    athlete = data.get("athlete")
    name = athlete.get("name") if isinstance(athlete, dict) else None
    return name if isinstance(name, str) else None
