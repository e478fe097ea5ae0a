"""The way of a squad: every athlete's week on its own, then what they share, then the results as files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from solver.batch.job import Job, Progress
from solver.batch.local import Local, cores
from solver.batch.lock import locked
from solver.batch.pool import Engine
from solver.batch.run import records, run
from solver.domain.errors import InputError
from solver.domain.squad import Squad
from solver.files.members import expected, members
from solver.files.squad import SquadFile
from solver.files.text import deleted, write_text
from solver.squad.checked import check
from solver.squad.everybody import Everybody
from solver.squad.joint import Joint, Say, joint
from solver.squad.owned import claimed
from solver.squad.parquet import parquet
from solver.squad.results import ALONE, ANSWERS, FORMAT, JOINT, SUMMARY, TABLE, TOGETHER, Record, Status
from solver.squad.summary import LEVELS, Summary
from solver.squad.work import Wanted, job, work
from solver.squad.write import Writer, record_shards, table

EFFORT = 10.0


@dataclass(frozen=True)
class Options:
    """What is wanted of a squad.

    Attributes:
        effort: deterministic seconds an athlete.
        together: deterministic seconds for what they share.
        fair: keep the worst athlete's loss small first.
        why: say of each week why sessions are left out.
        resume: keep what is there from an earlier run and still right.
        parquet: write tables for programs too.
    """

    effort: float = EFFORT
    together: float = 60.0
    fair: bool = False
    why: bool = False
    resume: bool = True
    parquet: bool = False


def solve(
    file: SquadFile, out: Path, options: Options, engine: Engine, progress: Progress | None = None, say: Say = lambda _: None
) -> Summary:
    """Solve a squad into a folder; what is there from an earlier run and still right is kept.

    Raises:
        InputError: the folder cannot be written, the engine cannot start, or the squad has no athlete. A bad athlete is not a reason.
        KeyboardInterrupt: a person stopped it. What is finished is kept; there are no results yet.
    """
    with locked(out):
        manifest = claimed(out, tables=options.parquet)
        for name in (SUMMARY, TOGETHER):  # what is there is of an earlier run
            deleted(out / name)
        if not options.resume:
            forget(out)
        run(_jobs(file, options), work, out / ALONE, engine=engine, total=expected(file), progress=progress, check=check)
        workers = (engine.workers if isinstance(engine, Local) else None) or cores()
        found = joint(file, out, options.together, fair=options.fair, workers=workers, say=say)
        summary = _written(file.squad, out, found, options)
        write_text(out / SUMMARY, json.dumps(_heading(file.squad) | summary.to_json(), indent=2, ensure_ascii=False) + "\n")
        manifest.settle()
    return summary


def forget(out: Path) -> None:
    """Drop all that a run could start from."""
    shutil.rmtree(out / ALONE, ignore_errors=True)
    for name in (JOINT, ANSWERS, TOGETHER):
        deleted(out / name)


def _written(squad: Squad, out: Path, found: Joint | None, options: Options) -> Summary:
    """Write everybody's record, and count them; the squad's judge has to pass all of them together."""
    summary, everybody = Summary(), Everybody(squad)
    if found:
        summary = Summary(found.schedules)
        summary.bound |= {level: least for level, least in (found.together["bound"] or {}).items() if level in LEVELS}
    with ExitStack() as stack:
        writers: list[Writer] = [summary, everybody]
        writers += [stack.enter_context(record_shards(out)), stack.enter_context(table(out / TABLE))]
        if options.parquet:
            writers.append(stack.enter_context(parquet(out)))
        for record in map(_alone, records(out / ALONE)):
            for writer in writers:
                writer.take(found.applied(record) if found else record)
    everybody.pass_on()
    return summary


def _jobs(file: SquadFile, options: Options) -> Iterator[Job]:
    none = True
    for member in members(file):
        none = False
        yield job(Wanted(member, options.effort, options.why))
    if none:
        raise InputError("there is no athlete in these files.", key="athletes", source=str(file.path))


def _heading(squad: Squad) -> dict[str, Any]:
    return {"format": FORMAT, "name": squad.name, "week": squad.week.isoformat(), "timezone": squad.timezone}


def _alone(data: dict[str, Any]) -> Record:
    """What a job left, as a record."""
    about, result = data["about"], data.get("result")
    if result is None:
        status: Status = "failed" if "failed" in data else "crashed"
        return Record(about["athlete"], about["name"], data["key"], status, problem=data[status])
    schedule = result["schedule"]
    record = Record(about["athlete"], about["name"], data["key"], result["status"], schedule, problem=result["problem"])
    if record.solved:
        return replace(record, alone={"left_out": schedule["left_out"], "points": schedule["points"]})
    conflict = " ".join(part["text"] for part in schedule.get("conflict", ())) if schedule else ""
    return replace(record, conflict=conflict or None)
