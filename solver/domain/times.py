"""Words for time in files: clock times, spans of hours, day names, ISO dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from solver.domain.errors import InputError, nearest, quoted

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60
FIRST_YEAR, LAST_YEAR = 1980, 2200

_DAY_GROUPS: dict[str, frozenset[int]] = {
    **{name: frozenset({number}) for number, name in enumerate(DAY_NAMES)},
    "weekdays": frozenset(range(5)),
    "weekend": frozenset({5, 6}),
    "every": frozenset(range(7)),
}
DAY_WORDS = tuple(_DAY_GROUPS)
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})", re.ASCII)
_LIKE_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.h ]?([0-9]{2}))? ?(?:([ap])\.?m\.?)?", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """Local hours, in minutes after midnight; `until` is later than `start` and may lie on the next date."""

    start: int
    until: int

    def __str__(self) -> str:
        until = self.until if self.until <= MINUTES_A_DAY else self.until - MINUTES_A_DAY
        return f"{clock_text(self.start)}-{clock_text(until)}"


@dataclass(frozen=True, slots=True)
class DayPattern:
    """Either one date, or all dates that fall on some weekdays (0 is Monday)."""

    text: str
    weekdays: frozenset[int] = frozenset()
    on: date | None = None

    def matches(self, day: date) -> bool:
        """Whether `day` is meant."""
        return day == self.on if self.on else day.weekday() in self.weekdays


def clock_text(minutes: int) -> str:
    """Minutes after midnight as `HH:MM`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def parse_clock(text: str) -> int:
    """Read `HH:MM` (up to `24:00`) as minutes after midnight."""
    minutes = _clock(text)
    if minutes is not None:
        return minutes
    guess = _clock(_like_clock(text))
    raise InputError(
        f"{quoted(text)} is no time of day; write it like 06:30, from 00:00 to 24:00.",
        maybe=f"{clock_text(guess)}." if guess is not None else "",
    )


def _clock(text: str) -> int | None:
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes = int(match[1]), int(match[2])
    return hours * 60 + minutes if minutes < 60 and hours * 60 + minutes <= MINUTES_A_DAY else None


def _like_clock(text: str) -> str:
    """`6.30`, `6h30`, `6`, `6 am` and `7:15pm` as clock times."""
    match = _LIKE_CLOCK.fullmatch(text.strip().lower())
    if match is None:
        return ""
    hours = int(match[1])
    if match[3]:
        hours = hours % 12 + (12 if match[3] == "p" else 0) if 1 <= hours <= 12 else 99
    return f"{hours:02d}:{match[2] or '00'}"


def parse_span(text: str) -> Span:
    """Read `06:30-08:00`; an end at or before the start lies on the next date."""
    start_text, dash, until_text = text.partition("-")
    if not dash:
        plain = re.sub("[‐‑‒–—−]|to", "-", text)
        guess = plain if all(_clock(part) is not None for part in plain.split("-", 1)) and "-" in plain else ""
        raise InputError(f"{quoted(text)} is no span of hours; write it like 06:30-08:00.", maybe=f'"{guess}".' if guess else "")
    start, until = parse_clock(start_text), parse_clock(until_text)
    if start == MINUTES_A_DAY:
        raise InputError(f"{quoted(text)} starts when the day is over.", maybe=f"00:00-{until_text.strip()} on the next day.")
    return Span(start, until if until > start else until + MINUTES_A_DAY)


def parse_date(text: str) -> date:
    """Read `2026-11-23`."""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise InputError(f"{quoted(text)} is no date; write it like 2026-11-23.")


def parse_moment(text: str) -> datetime:
    """Read `2026-11-23T09:00` (seconds and a UTC offset may follow)."""
    try:
        if "T" in text or " " in text.strip():
            return within_reach(datetime.fromisoformat(text.strip()))
    except InputError:
        raise
    except ValueError:
        pass
    raise InputError(f"{quoted(text)} is no date with a time; write it like 2026-11-23T09:00.")


def within_reach(moment: datetime) -> datetime:
    """The moment, if it is in the years that a week can be in, or just beyond them."""
    if not FIRST_YEAR - 1 <= moment.year <= LAST_YEAR + 1:
        raise InputError(f"{moment.isoformat(' ', 'minutes')} is not between the years {FIRST_YEAR} and {LAST_YEAR}.")
    return moment


def parse_day(text: str) -> DayPattern:
    """Read a day name (`tue`), a group (`weekdays`, `weekend`, `every`) or a date."""
    if text in _DAY_GROUPS:
        return DayPattern(text, weekdays=_DAY_GROUPS[text])
    if _DATE.fullmatch(text):
        return DayPattern(text, on=parse_date(text))
    guess = nearest(text[:3] if text[:3].lower() in DAY_NAMES else text, DAY_WORDS)
    raise InputError(
        f"{quoted(text)} is no day; write mon, tue, …, sun, weekdays, weekend, every or a date like 2026-11-26.",
        maybe=f"{guess!r}." if guess else "",
    )


def days_meant(patterns: Iterable[DayPattern], dates: Iterable[date]) -> frozenset[int]:
    """Positions in `dates` that any of the patterns means."""
    wanted = tuple(patterns)
    return frozenset(index for index, day in enumerate(dates) if any(p.matches(day) for p in wanted))
