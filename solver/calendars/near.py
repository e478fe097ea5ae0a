"""Brings an event's dates near the weeks that matter, before anything is computed with them: the calendar ends in the year 9999.

What happens around these weeks stays as it is: an event that ends in the year 9999 now ends some days after them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from solver.calendars.components import Entry, later, utc

_MARGIN = timedelta(days=30)
_EARLIEST = 100  # an earlier year is a mistake, and too near to the first one to reckon with


@dataclass(frozen=True)
class Near:
    """The time that matters.

    Args:
        start: from this moment on (UTC).
        end: up to this one.
        local: the zone of times that carry none.
    """

    start: datetime
    end: datetime
    local: tzinfo

    @property
    def _first(self) -> date:
        return (self.start - _MARGIN).date()

    @property
    def _last(self) -> date:
        return (self.end + _MARGIN).date()

    def series(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, ...]]:
        """The entries of one UID, brought near in place. The change of a date that is far off becomes an event of its own."""
        far = [entry for entry in entries if entry.changes is not None and self._is_far(entry.changes)]
        kept = tuple(entry for entry in entries if entry not in far)
        for entry in far:
            del entry.event["RECURRENCE-ID"]
        for entry in entries:
            self._bring(entry)
        if kept:
            yield kept
        yield from ((entry,) for entry in far)

    def periods(self, series: Sequence[Entry]) -> Iterator[tuple[datetime, datetime]]:
        """Further dates with ends of their own (RDATE with periods): they are taken out of the series, and those around the weeks given."""
        master = series[0]
        changed = [entry.changes for entry in series if entry.changes is not None]
        gone = {utc(_start(value), self.local) for value in (*changed, *master.dates("EXDATE"))}
        found = [value for value in master.dates("RDATE") if isinstance(value, tuple)]
        master.keep("RDATE", lambda value: not isinstance(value, tuple))
        for first, last in found:
            start = utc(first, self.local)
            end = later(start, last) if isinstance(last, timedelta) else utc(last, self.local)
            if start not in gone and start < self.end and end > self.start:
                yield max(start, self.start), min(end, self.end)

    def _is_far(self, value: date) -> bool:
        return value.year < _EARLIEST or _day(value) > self._last

    def _bring(self, entry: Entry) -> None:
        """Bring one entry near."""
        for name in ("RDATE", "EXDATE"):
            entry.keep(name, lambda value: isinstance(value, tuple) or not self._is_far(value))
        if _day(entry.start) > self._last:
            entry.event.pop("RRULE", None)
            if entry.changes is not None:
                entry.event["RECURRENCE-ID"].params.pop("RANGE", None)
        start, end = entry.start, entry.end
        if entry.repeats:
            days = max(timedelta(), _day(start) - self._last)  # as a whole, for its length is that of its further dates too
            firsts = [_day(start) - days, *(_day(_start(value)) for value in entry.dates("RDATE"))]
            limit = self._last + (firsts[0] - min(firsts))
            entry.move(start - days, _clamped(end - min(days, _day(end) - date.min), date.min, limit))
        else:
            entry.move(*(_clamped(value, self._first, self._last) for value in (start, end)))
        entry.length = utc(entry.end, self.local) - utc(entry.start, self.local)


def _start(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) else value


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _clamped(value: date, first: date, last: date) -> date:
    """The value if its day lies between two, else the same hour on the nearer of them."""
    day = min(max(_day(value), first), last)
    return value if day == _day(value) else value.replace(year=day.year, month=day.month, day=day.day)
