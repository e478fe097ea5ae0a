"""`weekfit calendar`: finds its subcommands when they are asked for."""

from __future__ import annotations

import click

from solver.cli.groups import LateGroup

SUBCOMMANDS = {  # name: module, name in it, what it does
    "import": ("calendar_in", "import_", "availability out of calendar files, to paste into a scenario"),
    "roster": ("calendar_in", "roster", "a scenario's roster as a table: shifts and free hours"),
    "export": ("calendar_out", "export", "a schedule as a calendar file"),
    "push": ("calendar_server", "push", "a schedule into a calendar on a server"),
    "pull": ("calendar_server", "pull", "busy time out of a calendar on a server"),
}


@click.group(
    cls=LateGroup,
    late=SUBCOMMANDS,
    epilog="\b\nExamples:\n  weekfit calendar import work.ics --week 2026-11-23 --timezone Europe/London\n"
    "  weekfit calendar export schedule.json > week.ics",
)
def command() -> None:
    """Availability out of calendars and rosters, schedules back into calendars."""
