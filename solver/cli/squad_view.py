"""`weekfit squad board` and `message`: what a coach looks at when the weeks are there."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click

from solver.cli.output import json_option, print_json
from solver.cli.solved import Solved, solved_squad
from solver.domain.errors import InputError
from solver.files.text import write_text

MOST = 2000  # athletes on one board


@click.command(
    epilog="\b\nExamples:\n  weekfit squad board week\n"
    "  weekfit squad board squad.toml --out week --html board.html\n"
    "  weekfit squad board week --only anna --only 'B*'"
)
@solved_squad
@click.option("--only", multiple=True, metavar="ATHLETE", help="These athletes alone: ids or names, with * and ?.")
@click.option("--html", metavar="FILE", help="Write the board as a page for the wall (HTML).")
@json_option
def board(squad: Solved, only: tuple[str, ...], html: str | None, as_json: bool) -> None:
    """Show a solved squad: athletes by days, group sessions, who lost what because of whom, how full shared places are.

    SQUAD is the folder that `weekfit squad solve` wrote, or the squad's file and --out that folder.
    """
    from solver.show.board_from import board_from  # noqa: PLC0415 - not needed for --help
    from solver.show.board_json import board_json  # noqa: PLC0415
    from solver.show.board_page import board_page  # noqa: PLC0415
    from solver.show.board_text import board_text  # noqa: PLC0415

    records = list(islice(squad.records(only), MOST + 1))
    if len(records) > MOST:
        raise InputError(
            f"more than {MOST:,} athletes are too many for one board.", source=str(squad.results.out), maybe="--only."
        )
    shown = board_from(squad.results, records)
    if as_json:
        print_json(board_json(shown))
    else:
        click.echo(board_text(shown))
    if html is not None:
        write_text(Path(html), board_page(shown))


@click.command(
    epilog="\b\nExamples:\n  weekfit squad message week anna\n  weekfit squad message week --all > everybody.txt",
)
@solved_squad
@click.argument("athlete", required=False)
@click.option("--all", "everybody", is_flag=True, help="Everybody's, one after the other.")
def message(squad: Solved, athlete: str | None, everybody: bool) -> None:
    """Print the week of ATHLETE (an id, or a name) to paste into a chat: plain lines in their own time.

    SQUAD is the folder that `weekfit squad solve` wrote, or the squad's file and --out that folder.
    """
    if everybody == (athlete is not None):
        raise click.UsageError("name one athlete, or --all of them.")
    from solver.show.board_from import frame_from, row_from  # noqa: PLC0415 - not needed for --help
    from solver.show.chat import chat_text  # noqa: PLC0415

    frame = frame_from(squad.results)
    records = squad.records() if athlete is None else iter([squad.record(athlete)])
    for number, record in enumerate(records):
        click.echo(("\n--\n\n" if number else "") + chat_text(row_from(record, frame), frame))
