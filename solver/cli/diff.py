"""`weekfit diff`."""

from __future__ import annotations

from pathlib import Path

import click

from solver.cli.output import json_option, print_json
from solver.explain.difference import difference
from solver.files.reader import read_schedule


def _named(first: str, second: str) -> tuple[str, str]:
    """Short names for two files, different ones."""
    names = Path(first).stem, Path(second).stem
    return names if names[0] != names[1] else ("first", "second")


@click.command(epilog="\b\nExample:\n  weekfit solve week.toml --json > a.json; weekfit diff a.json b.json")
@click.argument("first")
@click.argument("second")
@json_option
def command(first: str, second: str, as_json: bool) -> None:
    """Subtract two schedules: which sessions move, which rules cost more or less."""
    from solver.show.explanation import difference_json, difference_page  # noqa: PLC0415 - brings the solver in

    change = difference(read_schedule(first), read_schedule(second))
    if as_json:
        print_json(difference_json(change))
    else:
        click.echo(difference_page(change, *_named(first, second)))
