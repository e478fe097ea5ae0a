"""`weekfit calendar push` and `pull`: a calendar on a CalDAV server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from solver.calendars.extra import need_calendars
from solver.cli.account import server_options
from solver.cli.calendar_out import alarm_option, put, read_week, scenario_option
from solver.cli.output import json_option, notes, print_file, print_json
from solver.domain.busy import CalendarFile
from solver.domain.clock import Clock, zone
from solver.domain.errors import InputError, visible
from solver.domain.times import parse_date
from solver.files.text import STANDARD_INPUT, source_name
from solver.show.availability import availability_toml

if TYPE_CHECKING:
    from datetime import date

    from solver.calendars.push import Pushed, There
    from solver.calendars.server import Server


@click.command(
    epilog="\b\nExample:\n  export WEEKFIT_CALDAV_USER=ann\n"
    "  weekfit calendar push schedule.json --url https://dav.example.org/ --calendar Training --dry-run"
)
@click.argument("file", metavar="SCHEDULE")
@server_options
@click.option("--calendar", "name", required=True, metavar="NAME", help="The calendar's name, as it is shown.")
@scenario_option
@alarm_option
@click.option("--keep-edits", is_flag=True, help="Leave sessions alone that somebody changed in the calendar.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@json_option
def push(
    file: str,
    connect: Callable[[], Server],
    name: str,
    scenario: str | None,
    alarm: int | None,
    keep_edits: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Put SCHEDULE (JSON or TOML) into a calendar on a CalDAV server: add, change and remove its own sessions, nobody else's events.

    Repeat it as often as you like: what is there already is not sent again. User name and password come from
    WEEKFIT_CALDAV_USER and WEEKFIT_CALDAV_PASSWORD, or you are asked for them.
    """
    schedule, problem = read_week(file, scenario)
    need_calendars()
    from solver.calendars.push import Push  # noqa: PLC0415 - slow to import
    from solver.calendars.push import push as push_week  # noqa: PLC0415

    try:
        week = Push.of(schedule, problem, alarm=alarm, keep_edits=keep_edits)
    except InputError as error:
        raise error.within(source=source_name(file)) from None
    pushed = push_week(connect().calendar(name), week, dry_run=dry_run)
    notes(_about_edits(pushed, dry_run))
    if as_json:
        print_json(_as_json(pushed, dry_run))
    else:
        click.echo(_as_text(pushed, name, dry_run))


def _as_text(pushed: Pushed, name: str, dry_run: bool) -> str:
    parts = [_counted(sessions, word) for word, sessions in pushed.sessions().items()]
    parts += [f"{len(pushed.same)} as they were"]
    parts += [_counted(pushed.kept, "left as edited")] if pushed.kept else []
    return f"{visible(name)}{' (dry run: nothing is done)' if dry_run else ''}: {', '.join(parts)}."


def _counted(sessions: Sequence[str], word: str) -> str:
    names = visible(", ".join(sessions))
    return f"{len(sessions)} {word} ({names})" if sessions else f"0 {word}"


def _as_json(pushed: Pushed, dry_run: bool) -> dict[str, Any]:
    return {**pushed.sessions(), "unchanged": list(pushed.same), "kept": list(pushed.kept), "dry_run": dry_run}


def _about_edits(pushed: Pushed, dry_run: bool) -> Iterator[str]:
    """What is said of sessions that somebody had changed by hand, with what they said: nothing is lost silently."""
    for change in pushed.done.values():
        if change.there is not None and change.edited:
            done = "removed" if change.event is None else "put back as planned"
            yield f"{visible(change.session)} had been changed in the calendar{_said(change.there)}; " + (
                f"it would be {done}." if dry_run else f"it is {done}."
            )


def _said(there: There) -> str:
    if there.says is None:
        return ""
    start, end = (moment.astimezone(there.says.zone) for moment in (there.says.start, there.says.end))
    place = f" at {there.says.place}" if there.says.place else ""
    return visible(f" ({there.says.summary}, {start:%a} {start.day} {start:%b %H:%M}-{end:%H:%M}{place})")


def _week(ctx: click.Context, parameter: click.Parameter, value: str) -> date:
    try:
        return parse_date(value)
    except InputError as error:
        raise click.BadParameter(str(error), ctx, parameter) from None


@click.command(
    epilog="\b\nExample:\n"
    "  export WEEKFIT_CALDAV_URL=https://dav.example.org/ WEEKFIT_CALDAV_USER=ann\n"
    "  weekfit calendar pull --calendar Work --week 2026-11-23 > work.ics\n\n"
    'Then, in the scenario: calendars = ["work.ics"] under [availability].'
)
@server_options
@click.option("--calendar", "names", required=True, multiple=True, metavar="NAME", help="The calendar's name; may be repeated.")
@click.option("--week", required=True, callback=_week, metavar="DATE", help="The first day of the week.")
@click.option("--weeks", type=click.IntRange(1, 53), default=1, show_default=True, metavar="N", help="How many weeks.")
@click.option(
    "--timezone", metavar="TZ", help="Print [availability] with the busy times instead, to paste into a scenario of this zone."
)
@click.option("--out", metavar="FILE", help="Write the calendar file FILE instead of printing it.")
def pull(
    connect: Callable[[], Server], names: tuple[str, ...], week: date, weeks: int, timezone: str | None, out: str | None
) -> None:
    """Print the events of calendars on a CalDAV server, as one calendar file to read busy time from.

    Sessions that weekfit itself put there are left out. User name and password come from WEEKFIT_CALDAV_USER and
    WEEKFIT_CALDAV_PASSWORD, or you are asked for them.
    """
    if timezone is not None and (weeks > 1 or out is not None):
        raise click.UsageError("--timezone prints one week; leave out --weeks and --out.")
    clock = _clock(week, timezone) if timezone is not None else None
    server = connect()
    from solver.calendars.pull import pull as pull_weeks  # noqa: PLC0415 - slow to import

    pulled = pull_weeks([server.calendar(name) for name in names], week, weeks)
    own = f", without {pulled.own} of weekfit's own" if pulled.own else ""
    notes([f"{pulled.events} event{'s' if pulled.events != 1 else ''}{own}."])
    if clock is not None:
        print_file(f"{_busy_table(pulled.data, clock)}\n")
    else:
        put(pulled.data, None if out == STANDARD_INPUT else out)


def _clock(week: date, timezone: str) -> Clock:
    try:
        return Clock(week, zone(timezone), grid=1)
    except InputError as error:
        raise error.within(source="--timezone") from None


def _busy_table(data: bytes, clock: Clock) -> str:
    from solver.calendars.busy import read_busy  # noqa: PLC0415 - slow to import

    reading = read_busy(data, CalendarFile(path="calendar"), clock)
    notes(visible(note) for note in reading.notes)
    return availability_toml({"busy": [busy.text for busy in reading.written]})
