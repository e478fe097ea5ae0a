"""What commands share: options, and how results are printed."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import click

from solver.domain.errors import visible

Command = Callable[..., Any]
TRIAL_SECONDS = 10  # for trying the musts of a rule set together


def json_option(function: Command) -> Command:
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON alone.")(function)


def rules_option(function: Command) -> Command:
    """`--rules NAME`, which may be repeated."""
    return click.option(
        "--rules",
        multiple=True,
        metavar="NAME",
        help="Rule sets in place of the scenario's: shipped names or files, later ones win. Repeat it, or put commas between.",
    )(function)


def may_read_option(function: Command) -> Command:
    """`--may-read DIR`, which may be repeated."""
    return click.option(
        "--may-read",
        multiple=True,
        metavar="DIR",
        help="A further folder in which a scenario may name files. Its own folder is always allowed. Repeat it for more.",
    )(function)


def _seconds(ctx: click.Context, parameter: click.Parameter, value: str | None) -> float | None:
    """Read a number of seconds; what is no number above 0 (nan is none) is refused."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise click.BadParameter(f"{value!r} is no number of seconds above 0.", ctx, parameter)
    return seconds


def above_nothing(ctx: click.Context, parameter: click.Parameter, value: float) -> float:
    """Refuse what is no number above 0."""
    if not (value > 0 and math.isfinite(value)):
        raise click.BadParameter(f"{value} is no number above 0.", ctx, parameter)
    return value


def time_limit_option(function: Command) -> Command:
    """`--time-limit S`."""
    return click.option("--time-limit", callback=_seconds, metavar="S", help="Seconds to spend; default: no limit.")(function)


def seconds_option(default: float) -> Callable[[Command], Command]:
    """`--time-limit S` where there is always a limit."""
    return click.option(
        "--time-limit", callback=_seconds, default=str(default), show_default=True, metavar="S", help="Seconds to spend."
    )


def names(given: Sequence[str], more: Iterable[str] = ()) -> list[str]:
    """Rule set names out of repeated and comma-separated options, and of what follows them (`--rules a b`)."""
    more = tuple(more)
    asked = [name.strip() for text in given for name in text.split(",") if name.strip()]
    if more and not asked:
        raise click.UsageError(f"Got unexpected extra argument ({visible(more[0])})")
    if given and not asked:
        raise click.UsageError("--rules names no rule set.")
    return [*asked, *more]


def print_json(data: Any) -> None:
    """Print data as JSON that a person can read too."""
    print_file(f"{json.dumps(data, indent=2, ensure_ascii=False)}\n")


def print_file(text: str) -> None:
    """Print what is the content of a file: UTF-8, whatever the terminal's encoding, so that it can be read again."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


def progress(text: str) -> None:
    """Say on standard error how a long search stands."""
    click.echo(text, err=True)


def notes(lines: Iterable[str]) -> None:
    """Say something on standard error that is no result."""
    for line in lines:
        click.echo(f"Note: {line}", err=True)
