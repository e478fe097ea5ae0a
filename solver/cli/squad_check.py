"""`weekfit squad check`."""

from __future__ import annotations

from collections.abc import Iterator

import click

from solver.batch.job import Tally
from solver.cli.output import json_option, names, print_json, rules_option
from solver.cli.progress import BatchProgress
from solver.domain.errors import InputError
from solver.files.members import BadAthlete, expected, members, message
from solver.files.squad import SquadFile, read_squad
from solver.show.squad import Wrong, checked_line, wrong_table
from solver.squad.ready import ready

SHOWN = 1000


@click.command(epilog="\b\nExample:\n  weekfit squad check scenarios/squads/riverside.toml")
@click.argument("squad")
@json_option
@rules_option
@click.pass_context
def command(ctx: click.Context, squad: str, as_json: bool, rules: tuple[str, ...]) -> None:
    """Read everybody's scenario in SQUAD, and list every one that is wrong.

    Exit status: 0 all are right, 2 some are not.
    """
    file = read_squad(squad, names(rules))
    number, bad = 0, 0
    shown: list[Wrong] = []
    for number, wrong in enumerate(_looked_at(file), 1):  # noqa: B007 - the last number is how many there are
        if wrong is not None:
            bad += 1
            if bad <= SHOWN:
                shown.append(wrong)
    if not number:
        raise InputError("there is no athlete in these files.", key="athletes", source=squad)
    if as_json:
        told = [{"athlete": wrong.athlete, "source": wrong.where, "problem": wrong.problem} for wrong in shown]
        print_json({"athletes": number, "wrong": bad, "shown": told})
    else:
        click.echo("\n\n".join([*([wrong_table(shown, bad)] if bad else []), checked_line(file.squad, number, bad)]))
    ctx.exit(2 if bad else 0)


def _looked_at(file: SquadFile) -> Iterator[Wrong | None]:
    """What is wrong with each athlete, if anything is."""
    progress, tally = BatchProgress("athletes read"), Tally(total=expected(file))
    for member in members(file):
        if isinstance(member, BadAthlete):
            yield Wrong(member.where, member.id, member.message)
        else:
            try:
                ready(member)
                yield None
            except InputError as error:
                yield Wrong(member.where, member.id, message(error, member.where))
        tally = tally.plus(solved=1)
        progress(tally)
