"""`weekfit calendar import` and `weekfit calendar roster`: availability out of calendars and rosters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import click
from pydantic import ValidationError

from solver.calendars.extra import need_calendars
from solver.cli.output import json_option, notes, print_file, print_json
from solver.domain.availability import Availability
from solver.domain.busy import CalendarFile
from solver.domain.clock import Clock
from solver.domain.errors import InputError, quoted, visible
from solver.domain.messages import explained
from solver.domain.scenario import Scenario
from solver.domain.times import parse_date
from solver.files.calendars import in_week
from solver.files.reader import folder_of, read_scenario
from solver.files.text import STANDARD_INPUT, read_bytes, source_name
from solver.show.availability import availability_table, availability_toml
from solver.show.roster import roster_page, roster_week

_READ_LIMIT = 64 * 1024 * 1024
_MOST_WEEKS = 104


def _date(ctx: click.Context, parameter: click.Parameter, value: str) -> date:
    """Read the first day of the week."""
    try:
        return parse_date(value)
    except InputError as error:
        raise click.BadParameter(str(error), ctx, parameter) from None


def _buffer(ctx: click.Context, parameter: click.Parameter, value: str | None) -> list[int]:
    """Read `10` or `10,20`."""
    parts = (value or "0").split(",")
    if not all(part.strip().isdigit() for part in parts) or len(parts) > 2:
        raise click.BadParameter(f"{value!r} is no number of minutes, or two with a comma between them.", ctx, parameter)
    return [int(part) for part in (parts * 2)[:2]]


@click.command(
    "import",
    epilog="\b\nExamples:\n  weekfit calendar import work.ics --week 2026-11-23 --timezone Europe/London\n"
    "  weekfit calendar import work.ics family.ics --week 2026-11-23 --timezone Europe/London \\\n"
    '    --free "weekdays 06:00-08:00 road" --free "weekend 07:00-20:00" --buffer 15 --ignore "*lunch*"',
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--week", required=True, callback=_date, metavar="DATE", help="First day of the week.")
@click.option("--timezone", required=True, metavar="TZ", help="Where you are in it: an IANA name.")
@click.option(
    "--free",
    multiple=True,
    default=("every 06:00-22:00",),
    show_default=True,
    metavar="WINDOW",
    help="When you could train if the calendars were empty: day, hours, places. Repeat it for more.",
)
@click.option("--buffer", callback=_buffer, metavar="MIN", help="Minutes before and after each event, for the way: 15 or 15,30.")
@click.option("--ignore", multiple=True, metavar="PATTERN", help="Leave out events of such a name: '*lunch*'. Repeatable.")
@click.option("--only", multiple=True, metavar="PATTERN", help="Read only events of such a name. Repeatable.")
@click.option(
    "--all-day", type=click.Choice(["as marked", "busy", "free"]), default="as marked", show_default=True, help="All-day events."
)
@click.option(
    "--tentative", type=click.Choice(["busy", "free"]), default="busy", show_default=True, help="Events that are not settled yet."
)
@click.option("--me", multiple=True, metavar="ADDRESS", help="Your mail address: what you declined is free. Repeatable.")
@json_option
def import_(files: tuple[str, ...], week: date, timezone: str, free: tuple[str, ...], as_json: bool, **how: Any) -> None:
    """Print the [availability] of a week: the hours in which you could train, without what calendar FILEs (.ics; - reads standard input) hold.

    What was read and what was left out is said on standard error.
    """
    need_calendars()
    if files.count(STANDARD_INPUT) > 1:
        raise click.UsageError("standard input can be read only once")
    clock = _clock(week, timezone)
    days = _free(free)
    calendars = [_read(file, clock, how) for file in files]
    availability = days.model_copy(update={"calendars": tuple(calendars)})
    table = availability_table(availability.windows(clock), clock)
    if as_json:
        print_json({"availability": table})
    else:
        print_file(f"{availability_toml(table)}\n")


def _clock(week: date, timezone: str) -> Clock:
    """The week's clock, by the minute."""
    try:
        return Scenario.model_validate({"week": week, "timezone": timezone, "grid": 1}).clock()
    except ValidationError as error:
        found = explained(error)
    except InputError as error:
        found = error
    raise InputError(found.text, source=f"--{found.key}", maybe=found.maybe)


def _free(windows: Sequence[str]) -> Availability:
    """What --free says, as days with their windows."""
    days: dict[str, list[str]] = {}
    for window in windows:
        day, _, opening = window.strip().partition(" ")
        if not opening.strip() or day in ("busy", "calendars"):
            raise InputError(f'{quoted(window)} is no window on a day; write it like "every 06:00-22:00 road".', source="--free")
        days.setdefault(day, []).append(opening.strip())
    try:
        return Availability.model_validate(days)
    except ValidationError as error:
        found = explained(error)
        raise InputError(found.text, key=found.key.removeprefix("days."), source="--free", maybe=found.maybe) from None


def _read(file: str, clock: Clock, how: dict[str, Any]) -> CalendarFile:
    """One calendar with its busy time; says what was found."""
    from solver.calendars.busy import read_busy  # noqa: PLC0415 - brings the calendar libraries in

    try:
        entry = CalendarFile.model_validate({"path": file, **how})
    except ValidationError as error:
        found = explained(error)
        raise InputError(found.text, source=f"--{found.key.replace('_', '-')}", maybe=found.maybe) from None
    try:
        reading = read_busy(read_bytes(file, _READ_LIMIT), entry, clock)
    except InputError as error:
        raise error if error.source else error.within(source=source_name(file)) from None
    name = visible(source_name(file))
    left_out = "".join(f", {number} {why}" for why, number in sorted(reading.left_out.items()) if number)
    number = reading.availabilities
    hours = (
        f" {number} {'availability' if number == 1 else 'availabilities'}: all is busy outside {'its' if number == 1 else 'their'} hours."
        if number
        else ""
    )
    click.echo(f"{name}: {reading.events} events; in this week {reading.taken} that take time{left_out}.{hours}", err=True)
    notes(f"{name}: {note}" for note in reading.notes)
    return entry.model_copy(update={"busy": reading.written})


@click.command(epilog="\b\nExample:\n  weekfit calendar roster scenarios/four-on-four-off.toml --weeks 4")
@click.argument("scenario")
@click.option("--weeks", type=click.IntRange(1, _MOST_WEEKS), default=4, show_default=True, help="How many weeks.")
@json_option
def roster(scenario: str, weeks: int, as_json: bool) -> None:
    """Print the roster of SCENARIO (TOML or JSON; - reads standard input) from its week on: shifts, and the hours that are free."""
    data, value = read_scenario(scenario)
    if value.roster is None:
        raise InputError("has no [roster].", source=source_name(scenario))
    found, told = [], dict[str, None]()
    for number in range(weeks):
        try:
            then, said = in_week(value, data, value.week + timedelta(weeks=number), folder_of(scenario))
            found.append(roster_week(then, then.clock()))
        except InputError as error:
            raise error.within(source=source_name(scenario)) from None
        told.update(dict.fromkeys(said))
    notes(told)
    if as_json:
        print_json([day.to_json() for week in found for day in week])
    else:
        click.echo(roster_page(found))
