"""One athlete's week on its own, as a job of a batch: whatever the scenario is, something is told of it."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from solver.batch.job import Job, fingerprint
from solver.batch.versions import versions
from solver.domain.errors import InputError
from solver.domain.schedule import Schedule
from solver.domain.squad import Squad
from solver.files.members import BadAthlete, Member, message
from solver.rulesets.case import Case
from solver.squad.ready import ready
from solver.squad.together.seat import choices


@dataclass(frozen=True)
class Wanted:
    """What is wanted of one athlete.

    Attributes:
        effort: deterministic seconds to spend on the week, and on its conflict if there is none.
        why: whether to say why sessions are left out, and what would help.
    """

    member: Member | BadAthlete
    effort: float
    why: bool


def job(wanted: Wanted) -> Job:
    """The job of one athlete; its key is where the scenario is.

    It depends on the athlete's own week, not on what the squad shares: a gym with more room is not a reason to solve anybody's own week anew.
    """
    member = wanted.member
    if isinstance(member, BadAthlete):
        return Job(member.where, fingerprint("bad", member.message), wanted, {"athlete": member.id, "name": None})
    parts = (member.data, member.rules.digest(), member.other_rules, wanted.effort, wanted.why)
    return Job(member.where, fingerprint(*parts, versions()), wanted, {"athlete": member.id, "name": _name(member.data)})


def work(wanted: Wanted) -> dict[str, Any]:
    """Solve one athlete's week on its own.

    The result has `status` (a schedule's, or `broken`), `schedule`, `problem` (what is wrong with the scenario) and `places` (where any of the
    sessions can be).
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
        "places": places(case),
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


def places(case: Case) -> list[str]:
    """The places that a session of the week could be in, in alphabetical order."""
    problem = case.problem
    found: set[str | None] = set()
    for session in problem.sessions:
        windows = [window for window in problem.windows if problem.takes(window, session)]
        for window in [None] if session.fixed is not None else windows:
            found.update(choices(session, window))
    return sorted(place for place in found if place is not None)


def can_meet(squad: Squad, athlete: str, places: Collection[str]) -> bool:
    """Whether an athlete whose sessions can be in those places can meet others: in a shared place, or in a group session."""
    return any(shared.place in places for shared in squad.shared) or any(group.invites(athlete) for group in squad.together)


def broken(problem: str) -> dict[str, Any]:
    """The result for a scenario that is wrong."""
    return {"status": "broken", "schedule": None, "problem": problem, "places": []}


def _name(data: Mapping[str, Any]) -> str | None:
    """The athlete's name in a scenario that may be anything."""
    athlete = data.get("athlete")
    name = athlete.get("name") if isinstance(athlete, dict) else None
    return name if isinstance(name, str) else None
