"""The second half of a squad's way: those who share something are fitted together, and get the weeks that come of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from solver.batch.checksum import sealed, unsealed
from solver.batch.job import fingerprint
from solver.batch.run import records
from solver.batch.versions import versions
from solver.domain.errors import InputError
from solver.domain.schedule import Schedule
from solver.domain.squad import Squad
from solver.files.members import Member as Written
from solver.files.members import members
from solver.files.squad import SquadFile
from solver.files.text import deleted, read_text, write_text
from solver.squad.answers import kept_answers
from solver.squad.ready import ready
from solver.squad.results import ALONE, ANSWERS, JOINT, LARGEST, TOGETHER, Record
from solver.squad.together.values import Member
from solver.squad.work import can_meet, plain

Say = Callable[[str], None]


@dataclass(frozen=True)
class Joint:
    """What came of those who share something, as data.

    Attributes:
        together: the content of `together.json`.
        schedules: the weeks by athlete.
    """

    together: Mapping[str, Any]
    schedules: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    def applied(self, record: Record) -> Record:
        """The record of an athlete, with the week they get beside the others."""
        if record.athlete in self.schedules and record.status != "broken":
            schedule, because = self.schedules[record.athlete], self._because(record.athlete)
            return replace(record, status=schedule["status"], schedule=schedule, because=because, conflict=None, problem=None)
        if not record.solved:
            return record
        out = next((out for out in self.together["out"] if out["athlete"] == record.athlete), None)
        if out is None:
            return record
        infeasible = out["status"] == "infeasible"
        told = {"conflict": out["why"]} if infeasible else {"problem": out["why"]}
        return replace(record, status=out["status"], schedule=None, **told)

    def _because(self, athlete: str) -> tuple[dict[str, Any], ...]:
        return next((tuple(loss["because"]) for loss in self.together["losses"] if loss["athlete"] == athlete), ())


def joint(file: SquadFile, out: Path, effort: float, *, fair: bool, workers: int, say: Say) -> Joint | None:
    """Fit those who share something together, unless that was done before; None where nobody does.

    `effort` is in deterministic seconds; `fair` keeps the loss of the one who loses most small first; `workers` changes nothing but the time.
    When a person stops it, the answers so far are kept for the next run with the same input; nothing else is.
    """
    sharing = _sharing(file, out) if file.squad.shares else {}
    if not sharing:
        for name in (TOGETHER, JOINT, ANSWERS):
            deleted(out / name)
        return None
    wanted = fingerprint(file.sharing, [record["fingerprint"] for record in sharing.values()], effort, fair, versions())
    known = _known(out, wanted, say)
    if known is None:
        say(f"{len(sharing):,} athletes share something: fitting them together")
        from solver.squad.together.fit import fit_together  # noqa: PLC0415 - brings the solver in

        with kept_answers(out / ANSWERS, wanted) as kept:
            found = fit_together(
                file.squad, _members(file, sharing), effort=effort, workers=workers, fair=fair, progress=say, kept=kept
            )
        known = Joint(found.to_json(), {str(week.scenario): plain(week) for week in found.schedules})
        finished = {"fingerprint": wanted, "together": known.together, "schedules": known.schedules}
        write_text(out / JOINT, sealed(json.dumps(finished, ensure_ascii=False)) + "\n")
    deleted(out / ANSWERS)
    write_text(out / TOGETHER, json.dumps(known.together, indent=2, ensure_ascii=False) + "\n")
    return known


def _sharing(file: SquadFile, out: Path) -> dict[str, dict[str, Any]]:
    """The separate results of those who are to be fitted with the others, by where the scenario is."""
    found = (record for record in records(out / ALONE) if "result" in record)
    return {record["key"]: record for record in found if _is_fitted(file.squad, record["about"]["athlete"], record["result"])}


def _is_fitted(squad: Squad, athlete: str, result: Mapping[str, Any]) -> bool:
    """Whether an athlete is to be fitted with the others: who has no week alone can have one with a group session."""
    if result["status"] in ("optimal", "feasible"):
        return can_meet(squad, athlete, result["places"])
    return result["schedule"] is not None and can_meet(squad, athlete, ())


def _known(out: Path, wanted: str, say: Say) -> Joint | None:
    """What an earlier run found for the very same."""
    try:
        text = unsealed(read_text(str(out / JOINT), LARGEST, replaced=True).removesuffix("\n"))
    except InputError:
        return None
    if text is None:
        say(f"{JOINT} was edited, cut off or written by an earlier version: it is not used")
        return None
    data = json.loads(text)
    return Joint(data["together"], data["schedules"]) if data.get("fingerprint") == wanted else None


def _members(file: SquadFile, sharing: Mapping[str, Mapping[str, Any]]) -> list[Member]:
    """Those who share something, ready to be fitted."""
    found = []
    for member in members(file):
        if isinstance(member, Written) and member.where in sharing:
            alone = Schedule.model_validate(sharing[member.where]["result"]["schedule"])
            found.append(Member(member.id, ready(member), alone))
    if len(found) != len(sharing):
        raise InputError("the scenarios have changed meanwhile; run the same command again.", source=str(file.path))
    return found
