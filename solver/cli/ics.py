"""The options --ics and --alarm: the week as a calendar file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from solver.calendars.extra import need_calendars
from solver.cli.calendar_out import alarm_option, calendar_file, old_calendar
from solver.cli.output import notes
from solver.domain.errors import InputError, visible
from solver.domain.schedule import Schedule
from solver.files.text import STANDARD_INPUT, write_bytes
from solver.files.there import is_folder
from solver.rulesets.case import Case


@dataclass(frozen=True)
class IcsFile:
    """The file that was asked for, if any, and its alarms."""

    path: str | None = None
    alarm: int | None = None

    def __bool__(self) -> bool:
        return self.path is not None

    def check(self) -> None:
        """Raise InputError for what can be known before a long search: no library, no folder, a file that is not ours to replace."""
        if self.path is None:
            return
        need_calendars()
        old_calendar(self.path)
        if is_folder(self.path):
            raise InputError("this is a folder, not a file.", source=self.path)
        if not is_folder(Path(self.path).parent):
            raise InputError("cannot be written: there is no such folder.", source=self.path)

    def write(self, case: Case, schedule: Schedule) -> None:
        """Write it, if it was asked for. Without a week it is left as it is, and that is said."""
        if self.path is None:
            return
        if schedule.status not in {"optimal", "feasible"}:
            notes([f"{visible(self.path)} was not written: there is no week to put into it."])
            return
        data = calendar_file(schedule, case.problem, "the schedule", old=self.path, alarm=self.alarm)
        write_bytes(Path(self.path), data)


def _file(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value in ("", STANDARD_INPUT):
        raise click.BadParameter("name a file: standard output has the table.", ctx, parameter)
    return value


def ics_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """--ics and --alarm, given to the command as one `ics`."""

    @click.option(
        "--ics", metavar="FILE", callback=_file, help="Write the week as a calendar file; one that is there is revised."
    )
    @alarm_option
    @wraps(function)
    def packed(ics: str | None, alarm: int | None, **rest: Any) -> Any:
        if alarm is not None and ics is None:
            raise click.UsageError("--alarm is for the calendar file of --ics.")
        return function(ics=IcsFile(ics, alarm), **rest)

    return packed
