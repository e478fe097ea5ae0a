"""Local hours as minutes since 1970 in UTC, so that athletes in different time zones can be compared.

The format's own words for days and hours, read a second time: nothing here comes from the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

Stretch = tuple[int, int]  # minutes since 1970, the end not meant

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
GROUPS = {"weekdays": DAY_NAMES[:5], "weekend": DAY_NAMES[5:], "every": DAY_NAMES}


def minute(zone: ZoneInfo, day: date, of_day: int) -> int:
    """The minute at which the clock of that day shows so many minutes after midnight (1440 and more: the next date)."""
    extra, rest = divmod(of_day, 1440)
    local = datetime.combine(day + timedelta(days=extra), datetime.min.time(), zone) + timedelta(minutes=rest)
    return int(local.timestamp()) // 60


def moment(text: str) -> int:
    """`2026-11-24T18:00:00+01:00` as a minute."""
    return int(datetime.fromisoformat(text).timestamp()) // 60


def span(text: str) -> Stretch:
    """`18:00-19:30` as minutes after midnight; an end at or before the start is on the next date."""
    first, last = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
    return first, last if last > first else last + 1440


def listed(value: str | list[str] | None) -> list[str]:
    """A key that takes one text or a list of them."""
    return [value] if isinstance(value, str) else list(value or ())


def means(pattern: str, day: date) -> bool:
    """Whether a day name, a group of days or a date means that date."""
    if pattern[0].isdigit():
        return pattern == day.isoformat()
    return DAY_NAMES[day.weekday()] in GROUPS.get(pattern, (pattern,))


def around(week: date) -> Iterator[date]:
    """The dates of a week, and some more on both sides whose hours may reach into it."""
    return (week + timedelta(days=offset) for offset in range(-3, 11))


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same time in as few stretches as possible."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def inside(stretches: Iterable[Stretch], start: int, end: int) -> bool:
    """Whether one stretch holds all of that time."""
    return any(low <= start and end <= high for low, high in stretches)


def daily(zone: ZoneInfo, week: date, hours: Iterable[str]) -> list[Stretch]:
    """Hours of every day around a week."""
    spans = [span(text) for text in hours]
    return merged((minute(zone, day, low), minute(zone, day, high)) for day in around(week) for low, high in spans)


def openings(table: dict[str, str | list[str]], day: date) -> list[str]:
    """What an availability table says of a date: the date's own entry, else those of the day names that mean it."""
    if day.isoformat() in table:
        return listed(table[day.isoformat()])
    return [text for key, texts in table.items() if not key[0].isdigit() and means(key, day) for text in listed(texts)]


def windows(zone: ZoneInfo, week: date, table: dict[str, str | list[str]]) -> dict[tuple[str, ...], list[Stretch]]:
    """The stretches of an availability table by the places they offer, in the order in which the places are first named."""
    found: dict[frozenset[str], tuple[tuple[str, ...], list[Stretch]]] = {}
    for day in around(week):
        for text in openings(table, day):
            hours, *places = text.split()
            low, high = span(hours)
            _, stretches = found.setdefault(frozenset(places), (tuple(places), []))
            stretches.append((minute(zone, day, low), minute(zone, day, high)))
    return {places: merged(stretches) for places, stretches in found.values()}
