"""The `weekfit` command: finds its subcommands when they are asked for, and turns errors into one message."""

from __future__ import annotations

from typing import Any

import click

from solver.cli.faults import exit_status
from solver.cli.groups import LateGroup
from solver.cli.streams import degrade_gracefully
from solver.files.session import command_session

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


class Commands(LateGroup):
    """The command with its subcommands, each in a module of its name; says in one message what goes wrong."""

    def main(self, *args: Any, **rest: Any) -> Any:
        """Run the command line as click does, whatever the terminal's encoding lacks."""
        degrade_gracefully()
        return super().main(*args, **rest)

    def make_context(self, *args: Any, **rest: Any) -> click.Context:
        """Read the command line; print help and the version, which can fail as all printing can."""
        try:
            return super().make_context(*args, **rest)
        except (OSError, KeyboardInterrupt) as error:  # which click would end with status 1
            raise SystemExit(exit_status(error)) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what goes wrong is one line and an exit status."""
        try:
            with command_session():
                return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - what is raised is for people who did not write it
            ctx.exit(exit_status(error, interrupted=getattr(ctx.obj, "heard", False)))


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
