"""`weekfit new`."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import resources
from pathlib import Path

import click

from solver.cli.output import print_file
from solver.domain.errors import InputError, visible
from solver.files.text import write_text
from solver.files.there import is_anything


@click.command(epilog="\b\nExample:\n  weekfit new my-week.toml")
@click.argument("file")
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
def command(file: str, force: bool) -> None:
    """Write a commented scenario for next week to FILE (- prints it)."""
    today = date.today()
    monday = today + timedelta(days=7 - today.weekday())
    text = (
        resources.files("solver.files").joinpath("starter.toml").read_text(encoding="utf-8").replace("@WEEK@", monday.isoformat())
    )
    if file == "-":
        print_file(text)
        return
    path = Path(file)
    if is_anything(path) and not force:
        raise InputError("is already there; nothing was written.", source=file, maybe="--force, or another name.")
    write_text(path, text)
    click.echo(f"Wrote {visible(file)}. Change it to your week, then: weekfit solve {visible(file)}", err=True)
