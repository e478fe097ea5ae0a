"""Events as icalendar reads them, made of their lines one by one: a bad line costs that line, or that event, and is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from icalendar import Event
from icalendar.prop import vBroken, vRecur

from solver.calendars.blocks import Block, name_of, value_of
from solver.calendars.zones import BROKEN, Zones, plain
from solver.domain.errors import quoted

_PARAMETER = re.compile(r';\s*([A-Za-z-]+)\s*=\s*("[^"]*"|[^;]*)')
_DATES = ("DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID")
_OTHERS = ("UID", "DURATION", "RRULE", "SEQUENCE")
_ONCE = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "SEQUENCE", "UID")
_NEEDED = ("DTSTART", "DTEND", "DURATION")
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


class UnreadableError(ValueError):
    """An event whose time cannot be known; the text says why."""


@dataclass(slots=True)
class Entry:
    """One VEVENT (or AVAILABLE) of a file.

    Attributes:
        event: its times as icalendar reads them.
        length: how long it lasts, in hours that pass.
        problems: what of it could not be read, though it has its time.
    """

    block: Block
    event: Any  # an icalendar Event; by its types every property could be anything
    length: timedelta
    problems: list[str] = field(default_factory=list)

    @property
    def start(self) -> date | datetime:
        """Its first start, as written."""
        start: date | datetime = self.event["DTSTART"].dt
        return start

    @property
    def end(self) -> date | datetime:
        """Its first end, as written; a date without an end lasts a day, a time without one no time at all."""
        start = self.start
        if "DTEND" in self.event:
            end: date | datetime = self.event["DTEND"].dt
        else:
            duration = self.event["DURATION"].dt if "DURATION" in self.event else timedelta(days=not isinstance(start, datetime))
            end = _moment(start) + duration if duration.seconds else start + duration
        return end

    @property
    def all_day(self) -> bool:
        """Whether it has dates and no hours."""
        return not isinstance(self.start, datetime)

    @property
    def changes(self) -> date | datetime | None:
        """The date of its series that it changes, if it is such a change."""
        was: date | datetime | None = getattr(self.event.get("RECURRENCE-ID"), "dt", None)
        return was

    @property
    def repeats(self) -> bool:
        """Whether other dates depend on its first one: by a rule, a list, or as a change of all that follow."""
        ranged = self.changes is not None and "RANGE" in self.event["RECURRENCE-ID"].params
        return ranged or any(name in self.event for name in ("RRULE", "RDATE", "EXDATE"))

    def moved(self, local: tzinfo) -> timedelta:
        """How far a change moves what it changes, and with THISANDFUTURE all that follows."""
        return abs(utc(self.start, local) - utc(self.changes, local)) if self.changes is not None else timedelta()

    def move(self, start: date | datetime, end: date | datetime) -> None:
        """Give it another first start and end."""
        if (start, end) != (self.start, self.end):
            for name in ("DTEND", "DURATION"):
                self.event.pop(name, None)
            self.event["DTSTART"].dt = start
            self.event.add("DTEND", end)

    def dates(self, name: str) -> list[Any]:
        """Its RDATEs or EXDATEs: dates, times, or periods as pairs."""
        return [item.dt for dates in _listed(self.event.get(name, [])) for item in dates.dts]

    def keep(self, name: str, wanted: Callable[[Any], bool]) -> None:
        """Keep only those of its RDATEs or EXDATEs that are wanted."""
        for dates in _listed(self.event.get(name, [])):
            dates.dts = [item for item in dates.dts if wanted(item.dt)]
        if name in self.event and not self.dates(name):
            del self.event[name]


def entry_of(block: Block, zones: Zones, local: tzinfo) -> Entry:
    """Read one component; raises UnreadableError where it has no time that can be known."""
    problems: list[str] = []
    lines = list(_lines(block, zones))
    event = _parsed(lines)
    for name in {name for name, _ in event.errors if name in _NEEDED}:
        raise UnreadableError(f"its {name} ({quoted(block.first(name))}) cannot be read")
    broken = {name for name, _ in event.errors if name} | _without_dates(event)
    if not _repeats_forward(event):
        broken.add("RRULE")
    for name in sorted(broken):
        problems.append(f"its {name} ({quoted(block.first(name))}) cannot be read")
        event.pop(name, None)
    if "DTSTART" not in event:
        raise UnreadableError("it has no DTSTART")
    problems += [f"it has a second {name} ({quoted(value_of(line))})" for name in _ONCE for line in block.all(name)[1:2]]
    entry = Entry(block, event, timedelta(), problems)
    try:
        entry.length = utc(entry.end, local) - utc(entry.start, local)
    except BROKEN:
        raise UnreadableError("its start and end do not go together") from None
    return entry


def _without_dates(event: Any) -> set[str]:
    """The properties that should hold dates and hold something else, a length say."""
    return {name for name in ("RDATE", "EXDATE", "RECURRENCE-ID") for value in _listed(event.get(name, [])) if not _dated(value)}


def _dated(value: Any) -> bool:
    """Whether a property holds nothing but dates, times, and periods (of two times, or a time and a length)."""
    if isinstance(value, vBroken):
        return False
    items = [item.dt for item in value.dts] if hasattr(value, "dts") else [value.dt]
    firsts = [item[0] if isinstance(item, tuple) and hasattr(value, "dts") else item for item in items]
    return all(isinstance(first, date) for first in firsts)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _repeats_forward(event: Any) -> bool:
    """Whether its rules go from one date to a later one; libraries walk those that do not for ever."""
    return all(
        isinstance(rule, vRecur) and "FREQ" in rule and all(int(number) > 0 for number in rule.get("INTERVAL", [1]))
        for rule in _listed(event.get("RRULE", []))
        if not isinstance(rule, vBroken)
    )


def _lines(block: Block, zones: Zones) -> list[str]:
    """The lines that times depend on, each once where only one can be meant, time zones by names that are known."""
    found: list[str] = []
    seen: set[str] = set()
    for line in block.lines:
        name = name_of(line)
        if name in seen and name in _ONCE:
            continue
        seen.add(name)
        if name in _DATES:
            found.append(dated(line, zones))
        elif name in _OTHERS and value_of(line).strip():
            found.append(f"{name}:{value_of(line).strip()}")
    return found


def dated(line: str, zones: Zones) -> str:
    """A line with dates, its VALUE as its dates are, its TZID a name that is known; UTC and dates need none."""
    head, _, value = line.rpartition(":")
    value = "".join(char for char in value if char > " " and char != "\x7f").upper()
    given = {name.upper(): text for name, text in _PARAMETER.findall(head)}
    parts = value.split(",")
    params = ""
    if all(len(part) == 8 and part.isdigit() for part in parts):
        params = ";VALUE=DATE"
    elif "/" in value:
        params = ";VALUE=PERIOD"
    if given.get("RANGE", "").strip('"').upper() == "THISANDFUTURE":
        params += ";RANGE=THISANDFUTURE"
    tzid = plain(given.get("TZID", ""))
    if tzid and "VALUE=DATE" not in params.split(";") and not all(part.endswith("Z") for part in parts):
        zone = zones.name(tzid)
        params += f";TZID={zone}" if zone else ""
    return f"{name_of(line)}{params}:{value}"


def _parsed(lines: list[str]) -> Any:
    try:
        event = Event.from_ical("\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT", "")))
    except BROKEN:
        raise UnreadableError("it is no proper event") from None
    return event


def _moment(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)


def utc(value: date | datetime, local: tzinfo) -> datetime:
    """A date (its midnight) or time in UTC; without a zone it is local.

    Times that a change of clocks skips are as RFC 5545 has them. What lies outside the years 1 to 9999 in UTC becomes the first or last moment.
    """
    moment = _moment(value)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=local)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return _FIRST if moment.year == 1 else _LAST


def later(moment: datetime, delta: timedelta) -> datetime:
    """A moment (UTC) that much later, or earlier if negative; the first or last of all where there is none."""
    try:
        return moment + delta
    except OverflowError:
        return _LAST if delta > timedelta() else _FIRST
