"""One week's clock: local times to elapsed minutes and back, training days, clock changes.

Everything that measures hours uses *elapsed minutes*: whole minutes since local midnight of the week's first date. Everything that speaks
of days uses *training days*, numbered from 0; numbers below 0 and above 6 are days before and after the week.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from solver.domain.errors import InputError, nearest, quoted
from solver.domain.times import MINUTES_A_DAY

DAYS = 7
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name; an unknown one is an InputError with the nearest known name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    guess = _zone_like(name)
    raise InputError(
        f"{quoted(name)} is no time zone; write an IANA name like Europe/London.", maybe=f"{guess!r}." if guess else ""
    )


def _zone_like(name: str) -> str:
    """A zone that may have been meant: by its city, or by the letters. An abbreviation like PST could mean anything."""
    known = available_timezones()
    city = name.strip().lower().replace(" ", "_")
    cities = sorted(zone for zone in known if zone.lower().endswith(f"/{city}") and zone.count("/") == 1)
    if cities:
        return cities[0]
    guess = nearest(name, known)
    return "" if (name.isupper() and len(name) < 6) or guess.startswith(f"{name}/") else guess


@dataclass(frozen=True)
class Clock:
    """The time of one athlete's one week.

    Args:
        week: date of the first training day.
        zone: where the athlete lives.
        day_starts: minutes after local midnight at which a training day begins.
        grid: minutes between two moments at which a session may start.
    """

    week: date
    zone: ZoneInfo
    day_starts: int = 0
    grid: int = 5

    @cached_property
    def _origin(self) -> int:
        return self._epoch_minute(datetime.combine(self.week, datetime.min.time()))

    def _epoch_minute(self, local: datetime) -> int:
        if local.tzinfo is not None:
            return (local.astimezone(UTC) - _EPOCH) // _MINUTE
        first, second = (local.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if first <= second:  # an ordinary time, or one that occurs twice: the first is meant
            return (first - _EPOCH) // _MINUTE
        return self._change_between(second, first)

    def _change_between(self, low: datetime, high: datetime) -> int:
        """The minute in (low, high] at which the UTC offset changes: the first valid time after a skipped one."""
        early, late = (low - _EPOCH) // _MINUTE, (high - _EPOCH) // _MINUTE
        before = low.astimezone(self.zone).utcoffset()
        while late - early > 1:
            middle = (early + late) // 2
            if (_EPOCH + middle * _MINUTE).astimezone(self.zone).utcoffset() == before:
                early = middle
            else:
                late = middle
        return late

    def minute(self, day: date, minutes: int) -> int:
        """The elapsed minute at which the local clock of `day` shows `minutes` after midnight (1440 and more: the next date)."""
        extra, of_day = divmod(minutes, MINUTES_A_DAY)
        moment = datetime.combine(day + timedelta(days=extra), datetime.min.time()) + timedelta(minutes=of_day)
        return self._epoch_minute(moment) - self._origin

    def elapsed(self, moment: datetime) -> int:
        """The elapsed minute of a moment: local if it carries no UTC offset."""
        return self._epoch_minute(moment) - self._origin

    def local(self, minute: int) -> datetime:
        """The local time, with its UTC offset, at an elapsed minute."""
        return (_EPOCH + (self._origin + minute) * _MINUTE).astimezone(self.zone)

    @cached_property
    def bounds(self) -> tuple[int, ...]:
        """The elapsed minutes at which the seven training days begin, and at which the last one ends."""
        return tuple(self.day_start(index) for index in range(DAYS + 1))

    @property
    def start(self) -> int:
        """The elapsed minute at which the first training day begins."""
        return self.bounds[0]

    @property
    def end(self) -> int:
        """The elapsed minute at which the last training day ends."""
        return self.bounds[DAYS]

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """The seven dates of the training days."""
        return tuple(self.date_of(index) for index in range(DAYS))

    def date_of(self, day: int) -> date:
        """The date on which a training day begins."""
        return self.week + timedelta(days=day)

    def day_start(self, day: int) -> int:
        """The elapsed minute at which a training day begins."""
        return self.minute(self.date_of(day), self.day_starts)

    def day_of(self, minute: int) -> int:
        """The number of the training day that an elapsed minute lies in."""
        if self.start <= minute < self.end:
            return bisect_right(self.bounds, minute) - 1
        day = (self.local(minute).date() - self.week).days
        if minute < self.day_start(day):
            return day - 1
        return day + 1 if minute >= self.day_start(day + 1) else day

    def floor(self, minute: int) -> int:
        """The last moment on the grid at or before an elapsed minute."""
        return minute - minute % self.grid

    def ceil(self, minute: int) -> int:
        """The first moment on the grid at or after an elapsed minute."""
        return minute + -minute % self.grid

    def check(self) -> None:
        """Raise InputError when the clock changes in this week by something that the grid cannot follow."""
        for day in range(-1, DAYS + 2):
            ends = (self.local(self.day_start(day)).utcoffset(), self.local(self.day_start(day + 1)).utcoffset())
            shift = abs((ends[1] or timedelta()) - (ends[0] or timedelta()))
            if shift % timedelta(minutes=self.grid):
                raise InputError(
                    f"the clock changes by {shift // _MINUTE} minutes in this week, "
                    f"which a grid of {self.grid} minutes cannot follow.",
                    key="grid",
                    maybe="grid = 1.",
                )
