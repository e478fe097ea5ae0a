"""Events spread out over a stretch of time: every time at which something happens, in UTC."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

import recurring_ical_events
from icalendar import Calendar

from solver.calendars.components import Entry, utc
from solver.calendars.zones import BROKEN

_TAG = "X-WEEKFIT-ENTRY"
_MARGIN = timedelta(days=2)  # local times are up to 14 hours from UTC


@dataclass(frozen=True, slots=True)
class Happening:
    """One time at which an entry happens."""

    entry: Entry
    start: datetime
    end: datetime


def series_of(entries: Sequence[Entry]) -> Iterator[tuple[Entry, ...]]:
    """Entries that belong together by their UID.

    Of several versions of one event the last one counts (SEQUENCE). Events that are as new as each other, but start at different times,
    are different ones that a careless program gave one UID.
    """
    by_uid: dict[str, list[Entry]] = defaultdict(list)
    for number, entry in enumerate(entries):
        by_uid[str(entry.event.get("UID", f"weekfit-{number}"))].append(entry)
    for members in by_uid.values():
        masters = [entry for entry in members if "RECURRENCE-ID" not in entry.event]
        newest = max((_version(entry) for entry in masters), default=0)
        different = {str(entry.start): entry for entry in reversed(masters) if _version(entry) == newest}
        versions = list(reversed(different.values()))
        yield (*versions[:1], *(entry for entry in members if "RECURRENCE-ID" in entry.event))
        yield from ((other,) for other in versions[1:])


def _version(entry: Entry) -> int:
    try:
        return int(entry.event.get("SEQUENCE", 0))
    except BROKEN:
        return 0


def spread(
    series: Sequence[Entry], start: datetime, end: datetime, local: tzinfo, wr_timezone: str | None
) -> Iterator[Happening]:
    """Every time at which a series happens; raises one of zones.BROKEN for rules that cannot be read.

    Args:
        series: what belongs together by its UID.
        start: from this moment on (UTC).
        end: up to this one.
        local: the zone of times that carry none.
        wr_timezone: the calendar's X-WR-TIMEZONE, in whose hours its UTC and local times repeat.
    """
    calendar = Calendar()
    if wr_timezone:
        calendar.add("X-WR-TIMEZONE", wr_timezone)
    for number, entry in enumerate(series):
        event = entry.event.copy()
        event["UID"] = "series"
        event[_TAG] = str(number)
        calendar.add_component(event)
    happenings = (
        _happening(series, event, local) for event in recurring_ical_events.of(calendar).between(start - _MARGIN, end + _MARGIN)
    )
    yield from (found for found in happenings if found.start < end and found.end > start)


def _happening(series: Sequence[Entry], event: Any, local: tzinfo) -> Happening:
    """An occurrence in UTC.

    Where a change of clocks makes a repetition last longer by the hours that pass or by the wall clock (RFC 5545 says the one, most
    programs do the other), the longer counts. An end that a skipped hour puts before its start is as long after it as it says.
    """
    entry = series[int(event[_TAG])]
    first, last = event["DTSTART"].dt, event["DTEND"].dt
    start, end = utc(first, local), utc(last, local)
    wall = _wall(last) - _wall(first)
    if wall == _wall(entry.end) - _wall(entry.start):
        end = max(end, start + entry.length)
    if end < start + min(wall, timedelta(minutes=1)):
        end = start + wall
    return Happening(entry, start, end)


def _wall(value: date | datetime) -> datetime:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
