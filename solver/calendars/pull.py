"""Busy time off a server: the events around some weeks as one calendar file, as they are, without our own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from solver.calendars.blocks import TOP_COMPONENTS
from solver.calendars.component import PRODUCT, owner_of
from solver.calendars.push import events_in
from solver.calendars.server import RemoteCalendar
from solver.domain.errors import InputError

_BEFORE, _AFTER = timedelta(days=4), timedelta(days=5)  # what windows and buffers of a week can reach into, in any zone

_MOST_ZONES = 2_000


@dataclass(frozen=True, slots=True)
class Pulled:
    """A calendar file, how many events are in it, and how many sessions of weekfit's own were left out."""

    data: bytes
    events: int
    own: int


def pull(calendars: Iterable[RemoteCalendar], week: date, weeks: int = 1) -> Pulled:
    """The events that touch some weeks. Sessions that weekfit put there are no busy time: they are what is planned anew."""
    first = datetime.combine(week, datetime.min.time(), UTC)
    span = first - _BEFORE, first + timedelta(weeks=weeks) + _AFTER
    others, own = [], 0
    for calendar in calendars:
        for item in calendar.in_time(calendar.between(*span)):
            if any(owner_of(part) for part in events_in(item.data)):
                own += 1
            else:
                others.append(item.data)
    return Pulled(merged(others), len(others), own)


def merged(resources: Iterable[str]) -> bytes:
    """Calendars as one, their components word for word: what is odd in them stays odd.

    Each keeps its own idea of a time zone: where two define one name differently, the later one gets a new name.
    """
    zones: dict[str, str] = {}
    parts: list[str] = []
    for resource in resources:
        components = list(_components(resource))
        names = {}
        for name, text in components:
            if name == "VTIMEZONE" and (tzid := _tzid(text)):
                if len(zones) > _MOST_ZONES:
                    raise InputError(f"the calendars define more than {_MOST_ZONES} time zones.", source="--calendar")
                names[tzid] = next(known for known in _names(tzid) if zones.setdefault(known, text) == text)
        parts += [_renamed(text, names) for name, text in components if name != "VTIMEZONE"]
    definitions = [_renamed(text, {_tzid(text): name}) for name, text in zones.items()]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", *definitions, *parts, "END:VCALENDAR", ""]
    return "\n".join(lines).replace("\n", "\r\n").encode()


def _names(tzid: str) -> Iterator[str]:
    """The name, and others for it, none of them twice."""
    yield tzid
    number = 2
    while True:
        yield f"{tzid} ({number})"
        number += 1


def _components(resource: str) -> Iterator[tuple[str, str]]:
    """The name and the text of each component right inside the calendar, lines unfolded. A missing END is added."""
    names: list[str] = []
    block: list[str] = []
    text = resource.replace("\r\n", "\n").replace("\r", "\n")
    for line in [*re.sub(r"\n[ \t]", "", text).split("\n"), "END:VCALENDAR"]:
        word, _, name = (part.strip().upper() for part in line.partition(":"))
        if word not in ("BEGIN", "END"):
            block += [line] if names and line else []
            continue
        depth = _kept(names, word, name)
        top = names[:1]
        block += [f"END:{left}" for left in reversed(names[depth:])]
        del names[depth:]
        if block and not names:
            yield top[0], "\n".join(block)
            block = []
        if word == "BEGIN" and name != "VCALENDAR":
            names.append(name)
            block.append(line)


def _kept(names: Sequence[str], word: str, name: str) -> int:
    """How many of the open components are still open when another begins or one ends."""
    if name in TOP_COMPONENTS and (word == "BEGIN" or name == "VCALENDAR"):
        return 0
    return max((number for number, known in enumerate(names) if word == "END" and known == name), default=len(names))


def _tzid(text: str) -> str:
    found = re.search(r"(?im)^TZID(?:;[^:\n]*)?:(.*)$", text)
    return found[1] if found else ""


def _renamed(text: str, names: dict[str, str]) -> str:
    """The text with other names for its time zones."""
    for old, new in names.items():
        if old != new:
            known = re.escape(old)
            text = re.sub(
                rf';TZID=(?:"{known}"|{known})(?=[;:])', f';TZID="{new}"'.replace("\\", r"\\"), text, flags=re.IGNORECASE
            )
            text = re.sub(rf"(?m)^TZID(?:;[^:]*)?:{known}$", f"TZID:{new}".replace("\\", r"\\"), text)
    return text
