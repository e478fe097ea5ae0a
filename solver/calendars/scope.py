"""The events and available hours of one VCALENDAR around one week."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from time import monotonic

from solver.calendars.blocks import Block, name_of, value_of
from solver.calendars.components import Entry, UnreadableError, entry_of, later, utc
from solver.calendars.expand import Happening, series_of, spread
from solver.calendars.near import Near
from solver.calendars.periods import stretch, takes_time
from solver.calendars.repeats import Endless, within_reach
from solver.calendars.zones import BROKEN, Zones, known_zone
from solver.domain.busy import CalendarFile
from solver.domain.clock import DAYS, Clock
from solver.domain.errors import InputError, quoted
from solver.domain.spans import Stretch, without

SERIES_LIMIT = 10_000
_STEPS = 1_000_000  # that all rules of a file may take together
_SECONDS = 60  # after which a file is given up: rules that look short and are not
_BEFORE, _AFTER = timedelta(days=3), timedelta(days=DAYS + 4)  # around the first day: windows reach over the edges of a week
_A_DAY = re.compile(r"[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")


@dataclass
class Task:
    """What is read for which week, and how much of the work it may take is left.

    Attributes:
        how: what counts, and with which buffer.
        clock: the week, and the zone of times that carry none.
        note: where to say what cannot be read.
        start: the time that matters begins (UTC), buffers included.
        end: and ends.
        steps: that all rules together may still take.
        until: when the file is given up, by the monotonic clock.
    """

    how: CalendarFile
    clock: Clock
    note: Callable[[str], None]
    start: datetime = field(init=False)
    end: datetime = field(init=False)
    steps: int = field(init=False)
    until: float = field(init=False)

    def __post_init__(self) -> None:
        first = utc(self.clock.week, self.clock.zone)
        before, after = (timedelta(minutes=part) for part in self.how.buffer)
        self.start, self.end = later(first, -_BEFORE - after), later(first, _AFTER + before)
        self.steps = _STEPS
        self.until = monotonic() + _SECONDS


class Scope:
    """One VCALENDAR: its zones, its METHOD, its X-WR-TIMEZONE."""

    def __init__(self, task: Task, calendar: Block) -> None:
        self.task = task
        self.calendar = calendar
        self.local = task.clock.zone
        own = [block for block in calendar.inner if block.name == "VTIMEZONE"]
        noon = datetime.combine(task.clock.week, time(12))
        moments = [noon, noon + timedelta(days=DAYS - 1)]
        self.zones = Zones(own, task.how.zones, moments, task.note)
        self.method = calendar.first("METHOD").strip().upper()
        name = calendar.first("X-WR-TIMEZONE").strip()
        self.wr_timezone = known_zone(name) if name else None
        if name and not self.wr_timezone:
            task.note(f"nobody knows the X-WR-TIMEZONE {quoted(name)}: times without a zone are taken as local ones.")

    def entries(self, blocks: Sequence[Block]) -> Iterator[Entry]:
        """The events that may have to do with the week; those that cannot be read are said."""
        alone = Counter(block.first("UID") for block in blocks)
        for block in blocks:
            single = alone[block.first("UID")] == 1 or not block.has("UID")
            if single and not block.has("RRULE", "RDATE", "RECURRENCE-ID") and self._far(block):
                continue
            try:
                entry = entry_of(block, self.zones, self.local)
            except UnreadableError as error:
                self.task.note(f"the event {quoted(block.called())} is left out: {error}.")
                continue
            for problem in entry.problems:
                self.task.note(f"the event {quoted(block.called())}: {problem}; it is read without that.")
            yield entry

    def _far(self, block: Block) -> bool:
        """Whether a single event is so far from the week that it need not be read: told from the dates of its lines."""
        margin = timedelta(days=2)
        first, last = (f"{moment:%Y%m%d}" for moment in (self.task.start - margin, self.task.end + margin))
        start, end = (_day(block, name) for name in ("DTSTART", "DTEND"))
        return bool(start and (start > last or (end and max(start, end) < first)))

    def series(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, ...]]:
        """What belongs together; InputError where there is more of it than anybody has."""
        found = list(series_of(list(entries)))
        if len(found) > SERIES_LIMIT:
            name = quoted(found[SERIES_LIMIT][0].block.called())
            raise InputError(f"has more than {SERIES_LIMIT} events for this week; {name} is one too many.")
        yield from found

    def happenings(self, series: Sequence[Entry]) -> Iterator[Happening]:
        """Every time around the week at which a series happens."""
        if monotonic() > self.task.until:
            raise InputError(f"takes too long to read; {quoted(series[0].block.called())} is where it was given up.")
        near = Near(self.task.start, self.task.end, self.local)
        for part in near.series(series):
            for period in near.periods(part):
                yield Happening(part[0], *period)
            if any(entry.length for entry in part):
                yield from self._spread(part)

    def _spread(self, series: Sequence[Entry]) -> Iterator[Happening]:
        task, master = self.task, series[0]
        try:
            slack = max(entry.length + entry.moved(self.local) for entry in series)
            bounds = later(task.start, -slack), later(task.end, slack)
            taken, endless = within_reach(master, *bounds, self.local, task.steps)
            task.steps -= taken
            found = list(spread(series, task.start, task.end, self.local, self.wr_timezone))
        except BROKEN:
            task.note(
                f"the event {quoted(master.block.called())} repeats in a way that cannot be read: only its own dates count."
            )
            endless, starts = None, [utc(entry.start, self.local) for entry in series]
            found = [Happening(entry, start, later(start, entry.length)) for entry, start in zip(series, starts, strict=True)]
        yield from found
        if endless is not None:
            yield from self._endless(master, endless)

    def _endless(self, master: Entry, endless: Endless) -> Iterator[Happening]:
        """What takes the place of a rule that is given up: busy time throughout, but never free time."""
        name = quoted(master.block.called())
        if master.block.name == "AVAILABLE":
            self.task.note(f"the hours {name} repeat too often to be followed: they do not count as available.")
            return
        self.task.note(
            f"the event {name} repeats too often to be followed: all the time from its start to its end counts as busy; "
            f"ignore = [{name}] leaves it out."
        )
        yield Happening(master, endless.start, endless.end)

    def layers(self) -> Iterator[tuple[Block, Stretch, tuple[Stretch, ...]]]:
        """The VAVAILABILITY components, each with the stretch it speaks of and what is available in it."""
        clock, task = self.task.clock, self.task
        for block in self.calendar.inner:
            if block.name != "VAVAILABILITY":
                continue
            try:
                bounds = self._bounds(block)
            except UnreadableError as error:
                task.note(f"the availability {quoted(block.called())} is left out: {error}.")
                continue
            entries = self.entries([inner for inner in block.inner if inner.name == "AVAILABLE" and inner.state == "closed"])
            found = [happening for series in self.series(entries) for happening in self.happenings(series)]
            layer = block, stretch(clock, *bounds), tuple(stretch(clock, found_.start, found_.end) for found_ in found)
            self._check_free(*layer)
            yield layer

    def _check_free(self, block: Block, bounds: Stretch, available: Sequence[Stretch]) -> None:
        """Say where an availability leaves nothing of the week."""
        task = self.task
        busy = [(max(bounds[0], task.clock.start), min(bounds[1], task.clock.end))]
        if (
            takes_time(block, tentative=task.how.tentative == "busy")
            and busy[0][0] < busy[0][1]
            and without(busy, available) == tuple(busy)
        ):
            task.note(f"the availability {quoted(block.called())} leaves nothing free in this week: all of it counts as busy.")

    def _bounds(self, block: Block) -> tuple[datetime, datetime]:
        """From when to when a VAVAILABILITY speaks; without a start or an end, it is for good."""
        bounded = replace(block, lines=[line for line in block.lines if name_of(line) != "RRULE"])
        if not block.has("DTSTART"):
            return self.task.start, self.task.end
        entry = entry_of(bounded, self.zones, self.local)
        start = utc(entry.start, self.local)
        return start, later(start, entry.length) if block.has("DTEND", "DURATION") else max(start, self.task.end)


def _day(block: Block, name: str) -> str:
    """The date in the only line of that name as YYYYMMDD, if it plainly has one."""
    lines = block.all(name)
    day = lines[0].rpartition(":")[2].strip()[:8] if len(lines) == 1 and value_of(lines[0]) else ""
    return day if _A_DAY.fullmatch(day) else ""
