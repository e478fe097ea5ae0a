"""Keeps recurrence rules within reach: libraries walk a rule from its first date on, and some rules never get to the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from math import prod
from typing import Any

from solver.calendars.components import Entry, later, utc

_SECONDS = {"SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3600, "DAILY": 86_400, "WEEKLY": 7 * 86_400}
_DAYS = {"WEEKLY": 7, "MONTHLY": 30, "YEARLY": 365}
_FILTERS = ("BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYMONTH", "BYSETPOS", "BYWEEKDAY")
_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NEAR = 200  # steps that are walked without a thought
_FAR = 20_000  # steps of one rule that are too many
_MARGIN = timedelta(days=3)

Rule = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Endless:
    """What is left of a rule that repeats too often to be followed: all the time from its start to its end."""

    start: datetime
    end: datetime


def within_reach(entry: Entry, start: datetime, end: datetime, local: tzinfo, steps: int) -> tuple[int, Endless | None]:
    """Make an event's rules short to walk between two moments (UTC), without changing what they give there.

    Returns the steps that walking takes (of at most `steps` that may be taken), and what stands for rules that had to be given up.
    """
    rules = entry.event.get("RRULE")
    if rules is None:
        return 0, None
    rules = [*rules] if isinstance(rules, list) else [rules]
    length = max(entry.length, timedelta())
    kept, taken, lost = [], 0, []
    for rule in rules:
        _without_count(rule, entry, local)
        over = _end(rule, end, local)
        early = later(start, -length)
        if later(over, length) < start:
            continue
        first = _naive(entry.start) if len(rules) > 1 else _forward(entry, rule, early)
        if not _may_fall(rule, early, end):
            continue
        needed = _steps(rule, first, end)
        if needed > min(_FAR, steps - taken) or _never_ends(rule):
            lost.append(over)
        else:
            taken += needed
            kept.append(rule)
    del entry.event["RRULE"]
    if kept:
        entry.event["RRULE"] = kept if len(kept) > 1 else kept[0]
    if not lost or not length:
        return taken, None
    return taken, Endless(utc(entry.start, local), later(max(lost), length))


def _only(rule: Rule, key: str, default: Any) -> Any:
    value = rule.get(key, default)
    return value[0] if isinstance(value, (list, tuple)) else value


def _interval(rule: Rule) -> int:
    return max(1, int(_only(rule, "INTERVAL", 1)))


def _naive(value: date | datetime) -> datetime:
    """The wall-clock time."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else datetime(value.year, value.month, value.day)


def _without_count(rule: Any, entry: Entry, local: tzinfo) -> None:
    """Write the COUNT of a rule without filters as its UNTIL: then nobody has to count from the start."""
    seconds = _SECONDS.get(str(_only(rule, "FREQ", "")).upper())
    if "COUNT" not in rule or seconds is None or any(key in rule for key in _FILTERS):
        return
    try:
        last = entry.start + timedelta(seconds=(max(1, int(_only(rule, "COUNT", 1))) - 1) * seconds * _interval(rule))
        until = utc(last, local) if isinstance(last, datetime) and last.tzinfo else last
    except OverflowError:
        until = None
    del rule["COUNT"]
    if until is not None:
        rule["UNTIL"] = [until]


def _forward(entry: Entry, rule: Rule, start: datetime) -> datetime:
    """Move an event's first date on by whole intervals of its rule, if it is far off; returns the wall-clock time of the first date."""
    first = _naive(entry.start)
    seconds = _SECONDS.get(str(_only(rule, "FREQ", "")).upper())
    if seconds is None or "COUNT" in rule or _steps(rule, first, start) < _NEAR:
        return first
    whole = timedelta(seconds=seconds * _interval(rule))
    if not isinstance(entry.start, datetime):
        whole = max(whole, timedelta(days=1))
        if whole % timedelta(days=1):
            return first
    jumps = (start.replace(tzinfo=None) - _MARGIN - first) // whole
    if jumps > 0:
        for key in ("DTSTART", "DTEND"):
            if key in entry.event:
                entry.event[key].dt += jumps * whole
        first += jumps * whole
    return first


def _steps(rule: Rule, first: datetime, end: datetime) -> int:
    """About how many steps a library takes from the first date to a moment; a day within a month or year is a tenth of one."""
    freq = str(_only(rule, "FREQ", "")).upper()
    seconds = _SECONDS.get(freq, _DAYS.get(freq, 1) * 86_400) * _interval(rule)
    span = max((end.replace(tzinfo=None) - first).total_seconds(), 0)
    inner = prod(max(1, len(rule.get(key, ()))) for key in ("BYSECOND", "BYMINUTE", "BYHOUR"))
    return int((span / seconds + 1) * (1 + _DAYS.get(freq, 0) / 10) * inner)


def _never_ends(rule: Rule) -> bool:
    """Whether it may be walked for ever without a result: rules by the second or minute with filters, positions within a day."""
    freq = str(_only(rule, "FREQ", "")).upper()
    by_second = freq in ("SECONDLY", "MINUTELY") and any(key in rule for key in _FILTERS)
    return by_second or ("BYSETPOS" in rule and freq in ("HOURLY", "DAILY"))


def _end(rule: Rule, end: datetime, local: tzinfo) -> datetime:
    until = _only(rule, "UNTIL", None)
    return min(end, later(utc(until, local), timedelta(days=1))) if isinstance(until, date) else end


def _may_fall(rule: Rule, start: datetime, end: datetime) -> bool:
    """Whether some day between two moments passes all the filters on days; a rule for the 30th of February passes none."""
    days = (end - start).days + 6
    if days > 400:
        return True
    first = start.astimezone(UTC).date() - timedelta(days=2)
    return any(_passes(rule, first + timedelta(days=offset)) for offset in range(days))


def _passes(rule: Rule, day: date) -> bool:
    length = ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
    year = (date(day.year, 12, 31) - date(day.year - 1, 12, 31)).days
    number = day.timetuple().tm_yday
    return (
        _holds(rule, "BYMONTH", {day.month})
        and _holds(rule, "BYMONTHDAY", {day.day, day.day - length - 1})
        and _holds(rule, "BYYEARDAY", {number, number - year - 1})
        and ("BYDAY" not in rule or any(str(name).upper().endswith(_NAMES[day.weekday()]) for name in rule["BYDAY"]))
    )


def _holds(rule: Rule, key: str, values: set[int]) -> bool:
    return key not in rule or any(int(value) in values for value in rule[key])
