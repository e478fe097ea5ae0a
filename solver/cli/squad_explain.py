"""`weekfit squad explain`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.cli.output import json_option, names, notes, print_json, rules_option
from solver.cli.outputs import check_outputs
from solver.cli.solved import Solved, solved_squad
from solver.domain.errors import InputError, quoted
from solver.files.members import BadAthlete, Member, members
from solver.files.proposal import placed_sessions
from solver.files.squad import SquadFile, read_squad
from solver.files.text import write_text
from solver.judge import judge

if TYPE_CHECKING:
    from solver.domain.problem import Problem
    from solver.domain.schedule import Schedule
    from solver.domain.squad import Squad
    from solver.rulesets.case import Case
    from solver.show.beside import Beside

EFFORT = 10.0
STATUS = {"optimal": 0, "feasible": 0, "infeasible": 1, "broken": 2, "unknown": 3, "failed": 70, "crashed": 70}
CHANGED = "the scenario, the squad or its rules have changed since it was solved; solve the squad again"


@click.command(
    epilog="\b\nExamples:\n  weekfit squad explain squad.toml anna --out week\n"
    "  weekfit squad explain squad.toml anna --out week --html anna.html"
)
@solved_squad
@click.argument("athlete")
@rules_option
@click.option("--html", metavar="FILE", help="Write the athlete's week as a page too (HTML).")
@json_option
@click.pass_context
def command(ctx: click.Context, squad: Solved, athlete: str, rules: tuple[str, ...], html: str | None, as_json: bool) -> None:
    """Say why the week of ATHLETE (an id, or a name) is as it is: what it costs, what they lost to the others and because of whom.

    SQUAD is the squad's file, --out the folder that `weekfit squad solve` wrote. An athlete who can have no week is told why, and what
    would help.

    Exit status: 0 a week, 1 none is possible, 2 bad input, 3 the effort was spent with nothing, 70 a solver failed.
    """
    if squad.file is None:
        raise click.UsageError("name the squad's file, and the results by --out: the athlete's scenario is needed.")
    file = read_squad(squad.file, names(rules))
    beside = _beside(squad, file, athlete, html)
    from solver.show.beside import beside_html, beside_json, beside_page  # noqa: PLC0415 - brings the solver in

    if as_json:
        print_json(beside_json(beside))
    else:
        click.echo(beside_page(beside))
    if html is not None:
        write_text(Path(html), beside_html(beside))
    ctx.exit(STATUS[beside.status])


def _beside(squad: Solved, file: SquadFile, athlete: str, html: str | None) -> Beside:
    """Everything there is to say of an athlete: the week they got, and the best one on its own. `html` is where it will be written."""
    record = squad.record(athlete)
    case = _case(file, record.athlete)
    check_outputs(html=html)
    notes(case.notes)
    from solver.fit import fit  # noqa: PLC0415 - brings the solver in
    from solver.show.beside import Beside  # noqa: PLC0415
    from solver.show.board_from import frame_from, row_from  # noqa: PLC0415
    from solver.squad.ready import problem_beside  # noqa: PLC0415

    schedule = record.week if record.solved else None
    there = {session.group for session in schedule.sessions} if schedule else set()
    problem = problem_beside(file.squad, case, schedule) if schedule else case.problem
    if schedule is not None:
        _unchanged(problem, case, schedule)
    frame = frame_from(squad.results)
    return Beside(
        problem=problem,
        own=fit(case, effort=EFFORT),
        row=row_from(record, frame),
        board=frame,
        status=record.status,
        schedule=schedule,
        absent=_absent(file.squad, record.athlete, there),
    )


def _case(file: SquadFile, athlete: str) -> Case:
    """The scenario of an athlete, ready to be solved; raises InputError where it is wrong."""
    from solver.squad.ready import ready  # noqa: PLC0415 - brings the rules in

    found: Member | BadAthlete | None = None
    for member in members(file):
        if member.id == athlete and (found is None or isinstance(member, Member)):
            found = member
    if found is None:
        raise InputError(f"there is no athlete {quoted(athlete)} any more: {CHANGED}.", source=str(file.path))
    if isinstance(found, BadAthlete):
        raise InputError(found.message, source=found.where)
    return ready(found)


def _absent(squad: Squad, athlete: str, there: Collection[str | None]) -> int:
    """Points for the group sessions that an athlete could be at and is not."""
    return sum(group.points for group in squad.together if group.invites(athlete) and group.id not in there)


def _unchanged(problem: Problem, case: Case, schedule: Schedule) -> None:
    """Raise InputError unless the schedule still is one, and costs what it did."""
    try:
        verdict = judge(problem, case.rules, placed_sessions(problem, schedule))
    except InputError as error:
        raise InputError(f"{error.text} Perhaps {CHANGED}.") from None
    if not verdict.passed or (verdict.score.left_out, verdict.score.points) != (schedule.left_out, schedule.points):
        raise InputError(f"these results do not fit the athlete's scenario: {CHANGED}.")
