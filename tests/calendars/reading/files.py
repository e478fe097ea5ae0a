"""Small calendar files for tests, and short ways to say what of a week they take."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from solver.calendars.busy import Reading, read_busy
from solver.domain.busy import CalendarFile
from solver.domain.clock import Clock, zone

WEEK = "2026-11-23"  # a Monday
BERLIN = "Europe/Berlin"


def event(*lines: str, uid: str | None = "one", name: str = "Meeting") -> str:
    """A VEVENT with some lines."""
    known = ([f"UID:{uid}"] if uid else []) + ([f"SUMMARY:{name}"] if name else [])
    return "\r\n".join(("BEGIN:VEVENT", *known, *lines, "END:VEVENT", ""))


def at(day: str, hours: str, tz: str = BERLIN) -> tuple[str, str]:
    """DTSTART and DTEND of local hours on one day: `at("20261124", "0900-1000")`."""
    start, end = hours.split("-")
    return f"DTSTART;TZID={tz}:{day}T{start}00", f"DTEND;TZID={tz}:{day}T{end}00"


def calendar(*parts: str, top: str = "") -> bytes:
    """A VCALENDAR."""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//weekfit//tests//EN\r\n{top}{''.join(parts)}END:VCALENDAR\r\n".encode()


def clock(week: str = WEEK, tz: str = BERLIN) -> Clock:
    """A week's clock, by the minute."""
    return Clock(date.fromisoformat(week), zone(tz), grid=1)


def reading(data: bytes, week: str = WEEK, tz: str = BERLIN, **how: Any) -> Reading:
    """What a file says of a week."""
    return read_busy(data, CalendarFile(path="a.ics", **how), clock(week, tz))


def taken(data: bytes, week: str = WEEK, tz: str = BERLIN, **how: Any) -> list[str]:
    """The busy stretches that touch the week, in local hours: `Tue 09:00-10:00`."""
    first = clock(week, tz).local(0)
    last = clock(week, tz).local(clock(week, tz).end)
    found = []
    for start, end in reading(data, week, tz, **how).busy:
        if end > first and start < last:
            local = start.astimezone(first.tzinfo), end.astimezone(first.tzinfo)
            days = (local[1].date() - local[0].date()) // timedelta(days=1)
            found.append(f"{local[0]:%a %H:%M}-{local[1]:%H:%M}" + (f" +{days}" if days else ""))
    return found
