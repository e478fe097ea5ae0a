"""Time zones in a calendar file: a VTIMEZONE that covers the dates used, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_STEP = timedelta(hours=6)  # no zone changes twice within it
_MINUTE = timedelta(minutes=1)


def vtimezone(zone: ZoneInfo, first: datetime, last: datetime) -> Timezone:
    """The VTIMEZONE of an IANA zone, right from the day before `first` to the day after `last` (RFC 5545, 3.6.5).

    `icalendar.Timezone.from_tzinfo` puts the onset of summer time an hour late (02:00 in London, where the clock goes
    from 01:00 to 02:00): an onset is told in the hours of the offset before it.
    """
    begin = (first.astimezone(UTC) - timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    component = Timezone()
    component.add("TZID", zone.key)
    component.add_component(_observance(begin, begin.astimezone(zone)))
    for moment in _changes(zone, begin, last.astimezone(UTC) + timedelta(days=1)):
        before = (moment - _MINUTE).astimezone(zone)
        component.add_component(_observance(moment, before))
    return component


def _observance(moment: datetime, before: datetime) -> TimezoneDaylight | TimezoneStandard:
    """What holds from a moment on; `before` is the local time just before it, or at it where nothing changes."""
    now = moment.astimezone(before.tzinfo)
    part = TimezoneDaylight() if now.dst() else TimezoneStandard()
    offset = before.utcoffset() or timedelta()
    part.DTSTART = moment.replace(tzinfo=None) + offset
    part.add("TZNAME", now.tzname())
    part.TZOFFSETFROM = offset
    part.TZOFFSETTO = now.utcoffset() or timedelta()
    return part


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The moments, to the minute, at which the zone's offset or its name changes."""
    while begin < end:
        low, high = begin, begin + _STEP
        if _rule(zone, low) != _rule(zone, high):
            while high - low > _MINUTE:
                middle = low + (high - low) // (2 * _MINUTE) * _MINUTE
                low, high = (low, middle) if _rule(zone, middle) != _rule(zone, begin) else (middle, high)
            yield high
        begin += _STEP


def _rule(zone: ZoneInfo, moment: datetime) -> tuple[object, ...]:
    local = moment.astimezone(zone)
    return local.utcoffset(), local.tzname(), local.dst()
