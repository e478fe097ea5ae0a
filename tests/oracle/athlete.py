"""One athlete's scenario as plain values: what they want, and where and when each session could be.

Reads a part of the scenario format: windows without busy times, sessions on a grid, rules as overrides of the set `free`.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any
from zoneinfo import ZoneInfo

from tests.cli.running import run
from tests.oracle.hours import DAY_NAMES, Stretch, around, daily, inside, listed, means, minute, windows

Data = dict[str, Any]
Places = tuple[str | None, ...]  # None is nowhere in particular


@cache
def kinds() -> dict[str, Data]:
    """What `weekfit kinds --json` says of each kind."""
    return {entry["kind"]: entry for entry in json.loads(run("kinds", "--json").stdout)}


def words_of(kind: Data, *more: str) -> frozenset[str]:
    """The words by which a rule can mean a session."""
    return frozenset({kind["kind"], kind["modality"], kind["intensity"], *kind["tags"], *more})


@dataclass(frozen=True)
class Wanted:
    """A single wanted session.

    Attributes:
        buffer: minutes before and after.
        fixed: the minute at which it starts, if it is fixed.
        days: local dates on which it may start; between, preferred: stretches for all of it, and for its start. None: any.
    """

    id: str
    kind: str
    words: frozenset[str]
    least: int
    most: int
    priority: str
    worth: int
    places: tuple[str, ...] = ()
    buffer: tuple[int, int] = (0, 0)
    fixed: int | None = None
    days: frozenset[date] | None = None
    between: tuple[Stretch, ...] | None = None
    preferred: tuple[Stretch, ...] | None = None

    @property
    def must(self) -> bool:
        """Whether the week needs it."""
        return self.priority == "key" or self.fixed is not None


@dataclass(frozen=True)
class Spot:
    """A time for a session, and the places where it can be done then."""

    start: int
    end: int
    places: Places

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return self.end - self.start


@dataclass(frozen=True)
class Athlete:
    """An athlete as the oracle sees them."""

    id: str
    zone: ZoneInfo
    week: date
    grid: int
    wanted: tuple[Wanted, ...]
    windows: dict[tuple[str, ...], list[Stretch]]
    rules: tuple[Data, ...]

    @cached_property
    def midnights(self) -> tuple[int, ...]:
        """When the days of the week begin, and when the last one ends."""
        return tuple(minute(self.zone, self.week + timedelta(days=n), 0) for n in range(8))

    def day(self, start: int) -> int:
        """The number of the day of a minute."""
        return bisect_right(self.midnights, start) - 1

    def starts(self) -> Iterator[tuple[int, tuple[str, ...], Stretch]]:
        """Every start on the grid inside the week and a window, with the window."""
        for places, stretches in self.windows.items():
            for low, high in stretches:
                first = max(low + -(low - self.midnights[0]) % self.grid, self.midnights[0])
                for start in range(first, min(high, self.midnights[-1]), self.grid):
                    yield start, places, (low, high)

    def spots(self, wanted: Wanted) -> list[Spot]:
        """All times at which a session could be, whatever the others do."""
        if wanted.fixed is not None:
            return [Spot(wanted.fixed, wanted.fixed + m, wanted.places or (None,)) for m in self._lengths(wanted)]
        found: dict[tuple[int, int], list[str | None]] = {}
        before, after = wanted.buffer
        for start, offered, (low, high) in self.starts():
            places = _choices(wanted.places, offered)
            for minutes in self._lengths(wanted) if places else ():
                if low <= start - before and start + minutes + after <= high and self._allowed(wanted, start, minutes):
                    found.setdefault((start, start + minutes), []).extend(places)
        return [Spot(start, end, tuple(dict.fromkeys(places))) for (start, end), places in sorted(found.items())]

    def _lengths(self, wanted: Wanted) -> range:
        return range(wanted.least, wanted.most + 1, self.grid)

    def _allowed(self, wanted: Wanted, start: int, minutes: int) -> bool:
        if wanted.days is not None and self.week + timedelta(days=self.day(start)) not in wanted.days:
            return False
        return wanted.between is None or inside(wanted.between, start, start + minutes)


def _choices(wanted: Sequence[str], offered: Sequence[str]) -> Places:
    """Where a session can be done in a window."""
    if wanted and offered:
        return tuple(place for place in wanted if place in offered)
    return tuple(wanted or offered) or (None,)


def athlete(data: Data, defaults: Data) -> Athlete:
    """Read a scenario; `defaults` is the squad's file."""
    week = date.fromisoformat(defaults["week"])
    zone = ZoneInfo(data.get("timezone") or defaults.get("timezone", "UTC"))
    grid = data.get("grid", 5)
    wishes = data["sessions"] if "sessions" in data else defaults.get("sessions", [])
    wanted = tuple(_session(zone, week, wish, id_, number) for wish, id_, number in _numbered(wishes))
    open_ = windows(zone, week, data.get("availability", {}))
    rules = tuple(rule for rule in data.get("overrides", ()) if not rule.get("off"))
    return Athlete(data["athlete"]["id"], zone, week, grid, wanted, open_, rules)


def _numbered(wishes: Sequence[Data]) -> Iterator[tuple[Data, str, int]]:
    """Every single session: its wish, its id, and which of its wish it is."""
    total: Counter[str] = Counter()
    for wish in wishes:
        total[wish.get("id") or wish["kind"]] += _count(wish)[1]
    given: Counter[str] = Counter()
    for wish in wishes:
        base = wish.get("id") or wish["kind"]
        for number in range(_count(wish)[1]):
            given[base] += 1
            yield wish, f"{base}-{given[base]}" if total[base] > 1 else base, number


def _pair(value: int | list[int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def _count(wish: Data) -> tuple[int, int]:
    return _pair(wish.get("count", 1))


def _session(zone: ZoneInfo, week: date, written: Data, id_: str, number: int) -> Wanted:
    kind = kinds()[written["kind"]]
    usual = {key: kind[key] for key in ("minutes", "worth", "places")}
    wish: Data = {**usual, "priority": "normal", "buffer": 0, **written}
    least, most = _pair(wish["minutes"])
    days, between, prefer = (wish.get(key) for key in ("days", "between", "prefer"))
    return Wanted(
        id=id_,
        kind=wish["kind"],
        words=words_of(kind, id_, wish.get("id") or wish["kind"]),
        least=least,
        most=most,
        priority=wish["priority"] if number < _count(wish)[0] else "optional",
        worth=wish["worth"],
        places=tuple(wish["places"]),
        buffer=_pair(wish["buffer"]),
        fixed=_fixed(zone, week, wish["at"]) if "at" in wish else None,
        days=None if days is None else frozenset(d for d in around(week) if any(means(p, d) for p in listed(days))),
        between=None if between is None else tuple(daily(zone, week, [between])),
        preferred=None if prefer is None else tuple(daily(zone, week, [prefer])),
    )


def _fixed(zone: ZoneInfo, week: date, text: str) -> int:
    """`tue 18:00` in the week."""
    name, clock = text.split()
    day = next(day for day in (week + timedelta(days=n) for n in range(7)) if DAY_NAMES[day.weekday()] == name)
    return minute(zone, day, int(clock[:2]) * 60 + int(clock[3:]))
