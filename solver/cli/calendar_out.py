"""`weekfit calendar export`, and the calendar file of `weekfit solve --ics`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from solver.calendars.extra import need_calendars
from solver.cli.output import notes
from solver.domain.errors import InputError, visible
from solver.domain.problem import Problem
from solver.domain.schedule import Schedule
from solver.files.reader import read_case, read_schedule
from solver.files.text import STANDARD_INPUT, read_text, source_name, write_bytes
from solver.files.there import beginning, is_file

CALENDAR_LIMIT = 16 * 1024 * 1024  # bytes of an old calendar file
PRODUCT = b"PRODID:-//weekfit//"
FORMATS = ("ics", "intervals-icu")
alarm_option = click.option(
    "--alarm", type=click.IntRange(0, 7 * 24 * 60), metavar="MIN", help="Let devices speak up MIN minutes before each session."
)
scenario_option = click.option(
    "--scenario", metavar="SCENARIO", help="The scenario it is for: tells kinds of its own, and why each session is there."
)


@click.command(
    epilog="\b\nExamples:\n  weekfit calendar export schedule.json > week.ics\n"
    "  weekfit calendar export schedule.json --scenario week.toml --out week.ics --alarm 30\n"
    "  weekfit calendar export schedule.json --format intervals-icu > workouts.json\n"
    "  weekfit calendar export week.toml --availability > free.ics"
)
@click.argument("file", metavar="SCHEDULE")
@scenario_option
@click.option(
    "--out", metavar="FILE", help="Write FILE. If it is there, its sessions are revised, and those that are gone cancelled."
)
@click.option("--previous", metavar="OLD", help="What was exported before (schedule or .ics), where it is not FILE.")
@alarm_option
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="ics", show_default=True, help="iCalendar, or workouts as JSON."
)
@click.option("--availability", is_flag=True, help="SCHEDULE is a scenario: write when the athlete can train (RFC 7953).")
def export(
    file: str, scenario: str | None, out: str | None, previous: str | None, alarm: int | None, form: str, availability: bool
) -> None:
    """Print SCHEDULE (JSON or TOML; - reads standard input) as a calendar file, one event a session.

    Exported again, every session keeps its UID and gets a higher SEQUENCE, so that calendars follow.
    """
    if out == STANDARD_INPUT:
        out = None
    if availability:
        _refuse_with_availability(scenario=scenario, previous=previous, alarm=alarm, form=None if form == "ics" else form)
        need_calendars()
        from solver.calendars.vavailability import availability_bytes  # noqa: PLC0415

        case = read_case(file)
        notes(case.notes)
        put(availability_bytes(case.problem), out)
        return
    if form != "ics":
        if previous is not None or alarm is not None:
            raise click.UsageError("--previous and --alarm are for calendar files alone.")
        _put_workouts(file, scenario, out)
        return
    schedule, problem = read_week(file, scenario)
    put(calendar_file(schedule, problem, file, old=out, previous=previous, alarm=alarm), out)


def _refuse_with_availability(**given: Any) -> None:
    wrong = [f"--{name.replace('form', 'format')}" for name, value in given.items() if value is not None]
    if wrong:
        raise click.UsageError(f"{wrong[0]} is for schedules; --availability writes a scenario's free time.")


def _put_workouts(file: str, scenario: str | None, out: str | None) -> None:
    import json  # noqa: PLC0415

    from solver.calendars.intervals import intervals_events  # noqa: PLC0415

    schedule, problem = read_week(file, scenario)
    try:
        workouts = intervals_events(schedule, problem)
    except InputError as error:
        raise error.within(source=source_name(file)) from None
    put(f"{json.dumps(workouts, indent=2, ensure_ascii=False)}\n".encode(), out, b'"external_id"')


def put(data: bytes, out: str | None, sign: bytes = PRODUCT) -> None:
    """Print data, or write FILE, but never over a file of somebody else's: one of ours has the sign in it."""
    if out is None:
        click.echo(data, nl=False)
        return
    path = Path(out)
    if is_file(path) and path.stat().st_size and sign not in beginning(path, 4096):
        raise InputError(
            "is there already, and weekfit did not write it; nothing was written.", source=out, maybe="another name."
        )
    write_bytes(path, data)


def read_week(file: str, scenario: str | None) -> tuple[Schedule, Problem | None]:
    """A schedule, and the problem it answers if that is named; InputError where they are not of one week."""
    if file == scenario == STANDARD_INPUT:
        raise click.UsageError("only one of SCHEDULE and --scenario can be standard input")
    schedule = read_schedule(file)
    if scenario is None:
        return schedule, None
    problem = read_case(scenario).problem
    if schedule.week not in (None, problem.scenario.week):
        raise InputError(
            f"is of the week of {schedule.week}; {source_name(scenario)} is of {problem.scenario.week}.", source=source_name(file)
        )
    return schedule, problem


def calendar_file(
    schedule: Schedule,
    problem: Problem | None,
    source: str,
    *,
    old: str | None = None,
    previous: str | None = None,
    alarm: int | None = None,
) -> bytes:
    """A schedule as a calendar file that takes the place of `old`, if there is one. `source` is what messages call the schedule."""
    need_calendars()
    from solver.calendars.write import calendar_bytes  # noqa: PLC0415 - slow to import

    data, before = old_calendar(old) if old is not None else None, None
    if previous is not None and not previous.endswith(".ics"):
        before = read_schedule(previous)
    elif previous is not None and data is not None:
        raise click.UsageError(f"{visible(str(old))} is there already; a second calendar file cannot be --previous to it.")
    elif previous is not None:
        read_text(previous, CALENDAR_LIMIT)  # unlike FILE, it has to be there
        data = old_calendar(previous)
    try:
        return calendar_bytes(schedule, problem=problem, old=data, previous=before, alarm=alarm)
    except InputError as error:
        raise error.within(source=source_name(source)) from None


def old_calendar(path: str) -> bytes | None:
    """The calendar file that is there already, if it is one of ours; None where there is none, or an empty one."""
    from solver.calendars.write import read_written  # noqa: PLC0415 - slow to import

    if not is_file(path) or not Path(path).stat().st_size:
        return None
    data = read_text(path, CALENDAR_LIMIT, replaced=True).encode()
    try:
        read_written(data)
    except InputError as error:
        raise error.within(source=path) from None
    return data
