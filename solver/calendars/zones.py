"""Which zone a calendar file means by a TZID: its own definition, a name of the tz database, of Windows, of Outlook."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from solver.calendars.blocks import Block, name_of, value_of
from solver.domain.errors import quoted

BROKEN = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, AssertionError, RecursionError)
_OUTLOOK = re.compile(r"\((?:GMT|UTC)(?:([+-])(\d\d?):?(\d\d)?)?\)\s*(.*)", re.IGNORECASE)
_OFFSET = re.compile(r"(?:GMT|UTC)\s*([+-])(\d\d?)(?::?(\d\d))?", re.IGNORECASE)
_RULES_OF_ZONES = re.compile(
    r"FREQ=(YEARLY|MONTHLY)(;(INTERVAL|UNTIL|COUNT|BYMONTH|BYDAY|BYMONTHDAY|BYYEARDAY|WKST)=[^;]*|;BY(HOUR|MINUTE|SECOND)=\d+)*;?"
)
_MOST_CHANGES = 400
_JANUARY, _JULY = datetime(2026, 1, 15, 12), datetime(2026, 7, 15, 12)


class Zones:
    """The zones of one file.

    Args:
        own: its VTIMEZONE components.
        given: IANA names for TZIDs, from the scenario.
        moments: local times at which a definition of the file's own is compared with the zone that its name stands for.
        note: where to say what had to be guessed.
    """

    def __init__(
        self, own: Sequence[Block], given: Mapping[str, str], moments: Sequence[datetime], note: Callable[[str], None]
    ) -> None:
        self._own = {plain(block.first("TZID")): block for block in own}
        self._given = given
        self._moments = moments
        self._note = note
        self._found: dict[str, str | None] = {}

    def name(self, tzid: str) -> str | None:
        """The name by which icalendar finds the zone of a TZID; None for one that nobody knows (said once)."""
        tzid = plain(tzid)
        if tzid not in self._found:
            self._found[tzid] = self._look_up(tzid)
        return self._found[tzid]

    def _look_up(self, tzid: str) -> str | None:
        if tzid in self._given:
            return self._given[tzid]
        exact = _by_name().get(tzid.casefold())
        own = defined(self._own[tzid]) if tzid in self._own else None
        known = exact or known_zone(tzid)
        if own is not None:
            self._compare(tzid, own[1], known, own_holds=exact is None)
        if exact or own is None:
            return exact or self._guessed(tzid, known)
        return own[0]

    def _guessed(self, tzid: str, known: str | None) -> str | None:
        if known is None:
            self._note(
                f"nobody knows the time zone {quoted(tzid)}: its times are taken as local ones; "
                "zones = { … } in the calendar's entry says which it is."
            )
        elif tzid not in WINDOWS_TO_OLSON:
            self._note(f"the time zone {quoted(tzid)} is taken for {known}.")
        return known

    def _compare(self, tzid: str, own: tzinfo, known: str | None, *, own_holds: bool) -> None:
        """Say where a file's own definition of a zone is not what its name stands for."""
        for moment in self._moments if known else ():
            mine, theirs = (moment.replace(tzinfo=zone).utcoffset() for zone in (own, ZoneInfo(known or "UTC")))
            if mine != theirs:
                holds = "the file's own holds" if own_holds else f"{known} holds"
                self._note(
                    f"the file's own time zone {quoted(tzid)} is {_offset_text(mine)} on {moment:%Y-%m-%d}, "
                    f"{known} is {_offset_text(theirs)}: {holds}."
                )
                return


def plain(tzid: str) -> str:
    """A TZID without quotes and blanks around it."""
    return tzid.strip().strip('"').strip()


def defined(block: Block) -> tuple[str, tzinfo] | None:
    """A file's own zone, under a name made of its content, so that no two files disturb each other; None if it is no use."""
    parts = [part for part in block.inner if part.name in ("STANDARD", "DAYLIGHT")]
    rules = [value_of(line).upper() for part in parts for line in part.lines if name_of(line) == "RRULE"]
    changes = sum(value_of(line).count(",") + 1 for part in parts for line in part.lines if name_of(line) == "RDATE")
    if not parts or changes + len(parts) > _MOST_CHANGES or not all(map(_RULES_OF_ZONES.fullmatch, rules)):
        return None
    body = "".join(f"BEGIN:{part.name}\r\n{''.join(_lines(part))}END:{part.name}\r\n" for part in parts)
    name = f"weekfit-{hashlib.sha256(body.encode()).hexdigest()[:20]}"
    try:
        component: Any = Timezone.from_ical(f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\n{body}END:VTIMEZONE\r\n")
        zone: tzinfo = component.to_tz()
        offset = _JULY.replace(tzinfo=zone).utcoffset()
    except BROKEN:
        return None
    return (name, zone) if offset is not None else None


def _lines(part: Block) -> Iterator[str]:
    for line in part.lines:
        name = name_of(line)
        if name in ("DTSTART", "RDATE"):
            yield f"{name}:{line.rpartition(':')[2].strip()}\r\n"
        elif name in ("RRULE", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO"):
            yield f"{name}:{value_of(line).strip()}\r\n"


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@lru_cache(maxsize=1)
def _by_windows_name() -> dict[str, str]:
    return {name.casefold(): olson for name, olson in WINDOWS_TO_OLSON.items()}


def known_zone(tzid: str) -> str | None:
    """The IANA name that a TZID stands for, as Windows, Outlook and others write them; None where it says too little."""
    names = [tzid, tzid.replace(" ", "_"), tzid.replace("_", "/", 1)]
    if tzid.startswith("/") or "://" in tzid:  # /vendor/Area/City, tzone://Microsoft/Utc
        parts = tzid.strip("/").split("/")
        names += ["/".join(parts[start:]) for start in range(1, len(parts))]
    found = (_by_name().get(name.casefold()) for name in names)
    return next(filter(None, found), None) or _by_windows_name().get(tzid.casefold()) or _outlook(tzid) or _fixed(tzid)


def _outlook(tzid: str) -> str | None:
    """`(UTC-05:00) Eastern Time (US & Canada)` and `(GMT+10:00) Canberra, Melbourne, Sydney`."""
    match = _OUTLOOK.fullmatch(tzid)
    if match is None:
        return None
    offset = _offset(match[1], match[2], match[3])
    region = match[4].split(" Time")[0].strip()
    windows = (_by_windows_name().get(f"{region} standard time".casefold()), _by_windows_name().get(match[4].strip().casefold()))
    cities = (part.strip().replace(" ", "_").casefold() for part in match[4].split(","))
    by_city = (name for city in cities if city for folded, name in sorted(_by_name().items()) if folded.endswith(f"/{city}"))
    fits = (name for name in (*filter(None, windows), *by_city) if _standard(name) == offset)
    return next(fits, None) or _etc(offset)


def _fixed(tzid: str) -> str | None:
    """`UTC+2`, `GMT-05:00`."""
    match = _OFFSET.fullmatch(tzid)
    return _etc(_offset(*match.groups())) if match else None


def _offset(sign: str | None, hours: str | None, minutes: str | None) -> timedelta:
    size = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return -size if sign == "-" else size


def _etc(offset: timedelta) -> str | None:
    """The zone that always has this offset; there are some for whole hours alone, with the sign turned round."""
    hours, rest = divmod(offset, timedelta(hours=1))
    return _by_name().get(f"etc/gmt{-hours:+d}" if hours else "etc/gmt") if not rest else None


def _standard(name: str) -> timedelta | None:
    """A zone's offset when it is not summer."""
    offsets = [moment.replace(tzinfo=ZoneInfo(name)).utcoffset() for moment in (_JANUARY, _JULY)]
    return min(offset for offset in offsets if offset is not None)


def _offset_text(offset: timedelta | None) -> str:
    minutes = (offset or timedelta()) // timedelta(minutes=1)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
