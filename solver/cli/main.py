"""The `weekfit` command: finds its subcommands when they are asked for, and turns errors into one message."""

from __future__ import annotations

import sys
from typing import Any

import click

from solver.cli.groups import LateGroup
from solver.cli.terminable import Terminated
from solver.domain.errors import InputError

COMMANDS = {
    "solve": "the best week there is",
    "check": "judge any schedule, one made by hand too",
    "explain": "why the week is as it is, or why there is none and what would help",
    "diff": "subtract two schedules",
    "squad": "many athletes, and what they share",
    "compare": "rule sets against each other, over many scenarios",
    "calendar": "availability out of calendars and rosters, schedules back into calendars",
    "rules": "the rule sets that are shipped, and what is in them",
    "kinds": "the kinds of session that are shipped",
    "new": "write a commented scenario to start from",
    "schema": "JSON Schema of the file formats",
}
BAD_INPUT = 2
FAULT = 70
INTERRUPTED, TERMINATED = 130, 143  # as shells have it: 128 and the number of the signal


class Commands(LateGroup):
    """The command with its subcommands, each in a module of its name; says in one message what goes wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; bad input is one message and status 2, a fault of ours is said to be one."""
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(BAD_INPUT)
        except KeyboardInterrupt as stopped:
            click.echo("Interrupted.", err=True)
            ctx.exit(TERMINATED if isinstance(stopped, Terminated) else INTERRUPTED)
        except RuntimeError as error:
            if type(error).__name__ != "SolverFault":
                raise
            click.echo(
                f"weekfit contradicts itself and shows nothing: {error}.\nPlease report this, with the scenario.", err=True
            )
            ctx.exit(FAULT)


def _version(ctx: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """Print the version of the distribution; a checkout that is not installed has none."""
    del parameter
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow, and rarely wanted

        try:
            number = version("weekfit")
        except PackageNotFoundError:
            number = "unknown: not installed"
        click.echo(f"weekfit, version {number}")
        ctx.exit()


@click.group(
    cls=Commands,
    late={name: (name, "command", told) for name, told in COMMANDS.items()},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example:  weekfit new my-week.toml && weekfit solve my-week.toml",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version and exit.")
def main() -> None:
    """Fit a runner's training into the week they really have: the best week there is, proven, judged a second time, explained."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    main()
