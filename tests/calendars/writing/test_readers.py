"""What other programs read in our calendar files: the same sessions at the same local times, in both weeks of a clock change too."""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
import recurring_ical_events
import vobject  # type: ignore[import-untyped]

from solver.calendars.vavailability import availability_bytes
from solver.calendars.write import calendar_bytes
from solver.calendars.zone import vtimezone
from tests.calendars.writing.weeks import AUTUMN, NOW, SPRING, local_times, schedule, session, solved

TWICE = "both one o'clocks"  # sessions in the hour that the clock shows twice
NAMES = [AUTUMN, SPRING, "night-shift-nurse", TWICE]
KHALS = sorted(
    {path for path in (str(Path(sys.executable).parent / "khal"), shutil.which("khal")) if path and Path(path).exists()}
)


def week(name):
    """A schedule, and its calendar file."""
    if name == TWICE:
        hours = (
            "2026-11-01T00:30:00-04:00",
            "2026-11-01T01:15:00-04:00",
            "2026-11-01T01:15:00-05:00",
            "2026-11-01T02:00:00-05:00",
        )
        rides = [session(f"easy_run-{number}", start, 30) for number, start in enumerate(hours, 1)]
        plan = schedule(*rides, week="2026-10-26", timezone="America/New_York")
        ends = [item.model_copy(update={"end": item.start + timedelta(minutes=30)}) for item in plan.sessions]
        return plan.model_copy(update={"sessions": tuple(ends)}), calendar_bytes(plan, now=NOW)
    case, plan = solved(name)
    return plan, calendar_bytes(plan, problem=case.problem, now=NOW, alarm=30)


def seen(pairs, zone):
    return sorted(tuple(f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in pair) for pair in pairs)


def instants(pairs):
    return sorted(tuple(moment.astimezone(UTC) for moment in pair) for pair in pairs)


@pytest.mark.parametrize("name", NAMES)
def test_icalendar_and_recurring_ical_events(name):
    plan, data = week(name)
    calendar = icalendar.Calendar.from_ical(data)
    assert not [part.errors for part in calendar.walk() if part.errors]
    first = datetime.combine(plan.week, datetime.min.time(), UTC)
    found = recurring_ical_events.of(calendar).between(first - timedelta(days=1), first + timedelta(days=9))
    for events in (calendar.events, found):
        pairs = [(event.start, event.end) for event in events]
        assert instants(pairs) == instants((item.start, item.end) for item in plan.sessions)
        assert seen(pairs, ZoneInfo(plan.timezone)) == local_times(plan)


@pytest.mark.parametrize("name", NAMES)
def test_vobject_which_trusts_the_file_s_own_time_zone(name):
    plan, data = week(name)
    vobject.icalendar.__dict__["__tzidMap"].pop(plan.timezone, None)  # it keeps the first definition it meets, for all files
    calendar = vobject.readOne(data.decode())
    assert calendar.validate(raiseException=True)
    pairs = [(event.dtstart.value, event.dtend.value) for event in calendar.vevent_list]
    assert instants(pairs) == instants((item.start, item.end) for item in plan.sessions)


def khal(program, folder, zone, *arguments):
    config = folder / "config"
    (folder / "calendar").mkdir(exist_ok=True)
    config.write_text(
        f"[calendars]\n[[training]]\npath = {folder}/calendar\n[sqlite]\npath = {folder}/khal.db\n[locale]\n"
        f"local_timezone = {zone}\ndefault_timezone = {zone}\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
        "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
        encoding="utf-8",
    )
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    command = [program, "-c", str(config), *arguments]
    return subprocess.run(command, env=environment, check=True, capture_output=True, encoding="utf-8", timeout=120).stdout


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("program", KHALS)
def test_khal_shows_the_same_week(program, name, tmp_path):
    plan, data = week(name)
    (tmp_path / "week.ics").write_bytes(data)
    khal(program, tmp_path, plan.timezone, "import", "--batch", "-a", "training", str(tmp_path / "week.ics"))
    span = (f"{plan.week - timedelta(days=1)}", f"{plan.week + timedelta(days=9)}")
    form = "{start-long-full}|{end-long-full}|{title}|{location}|{categories}"
    shown = khal(program, tmp_path, plan.timezone, "list", "--once", "--notstarted", "--day-format", "", "--format", form, *span)
    rows = [line.split("|") for line in shown.splitlines() if "|" in line]
    assert sorted((row[0], row[1]) for row in rows) == local_times(plan)
    assert sorted(row[3] for row in rows) == sorted(item.place or "" for item in plan.sessions)
    assert sorted(row[4].split(",")[0] for row in rows) == sorted(item.kind for item in plan.sessions)


def test_khal_is_there_to_be_asked():
    assert KHALS


# --- time zones


def offset_by_the_file(component, moment):
    """The UTC offset by RFC 5545, 3.6.5: that of the observance whose onset, told in the offset before it, came last."""
    onsets = [(part.DTSTART - part.TZOFFSETFROM, part.TZOFFSETTO) for part in component.subcomponents]
    return max(pair for pair in onsets if pair[0] <= moment.replace(tzinfo=None))[1]


def changes(zone):
    """The hours of 2026 and 2027 in which a zone's clock changes."""
    hours = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=12 * step) for step in range(1460)]
    offsets = [hour.astimezone(zone).utcoffset() for hour in hours]
    return [hour for hour, before, after in zip(hours, [offsets[0], *offsets], offsets, strict=False) if before != after]


@pytest.mark.parametrize("letter", sorted({name[0] for name in available_timezones()}))
def test_every_zone_has_the_right_offset_every_hour_around_every_change(letter):
    for name in sorted(name for name in available_timezones() if name.startswith(letter)):
        zone = ZoneInfo(name)
        for change in (changes(zone) or [datetime(2026, 3, 25, tzinfo=UTC)])[:2]:
            first, last = change - timedelta(days=3), change + timedelta(days=3)
            component = icalendar.Timezone.from_ical(vtimezone(zone, first, last).to_ical())
            moments = [first + timedelta(hours=step, seconds=-1) for step in range(-2, 6 * 24 + 2)]
            wrong = [t for t in moments if offset_by_the_file(component, t) != t.astimezone(zone).utcoffset()]
            assert not wrong, (name, wrong[:3])
            assert all(abs(part.DTSTART - change.replace(tzinfo=None)).days <= 5 for part in component.subcomponents), name


@pytest.mark.parametrize("name", ["Africa/Casablanca", "America/New_York", "Australia/Lord_Howe", "Europe/London"])
def test_a_file_of_many_weeks_has_every_change_between_them(name):
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
    component = vtimezone(ZoneInfo(name), first, last)
    hours = [first + timedelta(hours=step) for step in range(365 * 24)]
    assert all(offset_by_the_file(component, hour) == hour.astimezone(ZoneInfo(name)).utcoffset() for hour in hours)
    assert len(component.subcomponents) == 3


# --- availability


@pytest.mark.parametrize("name", [AUTUMN, SPRING, "night-shift-nurse", "all-day-free-fourteen"])
def test_vavailability_says_the_windows_of_the_week(name):
    case, _ = solved(name)
    problem = case.problem
    calendar = icalendar.Calendar.from_ical(availability_bytes(problem, NOW))
    (week,) = calendar.availabilities
    assert (week["BUSYTYPE"], calendar.get_missing_tzids()) == ("BUSY-UNAVAILABLE", set())
    assert week.start.astimezone(UTC) == problem.clock.local(problem.clock.start).astimezone(UTC)
    clock = problem.clock
    windows = [(max(window.start, clock.start), window.end, " ".join(window.places)) for window in problem.windows]
    said = [(clock.elapsed(part.start), clock.elapsed(part.end), str(part.get("LOCATION", ""))) for part in week.available]
    assert said == windows
    assert max(part.end for part in week.available) <= week.end
    assert len({str(part["UID"]) for part in week.available}) == len(windows)
