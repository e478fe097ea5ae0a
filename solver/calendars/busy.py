"""Reads the busy time of one week out of a calendar file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from time import monotonic

from solver.calendars.blocks import Block, blocks_of, name_of, text_of, value_of
from solver.calendars.components import Entry, UnreadableError, entry_of, utc
from solver.calendars.expand import Happening, series_of, spread
from solver.calendars.marks import why_free
from solver.calendars.periods import layered, published, stretch
from solver.calendars.repeats import Endless, within_reach
from solver.calendars.zones import BROKEN, Zones, known_zone
from solver.domain.busy import Busy, CalendarFile
from solver.domain.clock import DAYS, Clock
from solver.domain.errors import InputError, quoted, visible
from solver.domain.spans import Stretch, merged

SERIES_LIMIT = 10_000
_STEPS = 1_000_000  # that all rules of a file may take together
_SECONDS = 60  # after which a file is given up: rules that look short and are not
_BEFORE, _AFTER = timedelta(days=3), timedelta(days=DAYS + 4)  # around the first day: windows reach over the edges of a week
_STRETCHES = 900
_A_DAY = re.compile(r"[0-9]{4}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
_NOTES = 5  # of one file; the others are counted


@dataclass(frozen=True)
class Reading:
    """What one calendar file says of one week.

    Attributes:
        busy: in UTC, whole minutes, in order, buffers included; from three days before the week to four days after it.
        events: how many events the file has, of any time.
        taken: how many times something takes time in the week.
        left_out: how many times something does not, by reason.
        notes: what could not be read, or had to be guessed.
    """

    busy: tuple[tuple[datetime, datetime], ...]
    events: int
    taken: int
    left_out: Counter[str]
    notes: tuple[str, ...]

    @property
    def written(self) -> tuple[Busy, ...]:
        """The busy time as a scenario writes it."""
        return tuple(Busy(f"{start:%Y-%m-%dT%H:%MZ}/{end:%Y-%m-%dT%H:%MZ}", moments=(start, end)) for start, end in self.busy)


def read_busy(data: bytes, how: CalendarFile, clock: Clock) -> Reading:
    """The busy time of a calendar file around a clock's week.

    Args:
        data: the file's content.
        how: what counts, and with which buffer; its path is not looked at.
        clock: the week, and the zone of times that carry none.

    Raises:
        InputError: for what is no calendar, or one too large to be read; single events that are no good are notes.
    """
    return _Reader(how, clock).read(data)


class _Reader:
    def __init__(self, how: CalendarFile, clock: Clock) -> None:
        self.how = how
        self.clock = clock
        first = utc(clock.week, clock.zone)
        before, after = (timedelta(minutes=part) for part in how.buffer)
        self.start, self.end = first - _BEFORE - after, first + _AFTER + before
        self.tentative = how.tentative == "busy"
        self.left_out = Counter[str]()
        self.taken = 0
        self.notes: dict[str, None] = {}
        self.steps = _STEPS
        self.until = monotonic() + _SECONDS

    def read(self, data: bytes) -> Reading:
        """Read a whole file."""
        text, guessed = text_of(data)
        tops = blocks_of(text)
        if guessed:
            self.note("is no UTF-8: letters beyond a to z may be wrong.")
        calendars = [block for block in tops if block.name == "VCALENDAR"]
        loose = [block for block in tops if block.name != "VCALENDAR"]
        if loose:
            calendars.append(Block("VCALENDAR", inner=loose))
        busy = merged(found for calendar in calendars for found in self._calendar(calendar))
        if len(busy) > _STRETCHES:
            self.note(
                f"has more than {_STRETCHES} stretches of time around the week: those with little between them count as one."
            )
            busy = _coarse(busy)
        events = sum(inner.name == "VEVENT" for calendar in calendars for inner in calendar.inner)
        return Reading(self._in_utc(busy), events, self.taken, self.left_out, self._told())

    def note(self, text: str) -> None:
        """Keep a note, once."""
        self.notes[text] = None

    def _told(self) -> tuple[str, ...]:
        notes = [visible(note) for note in self.notes]
        more = len(notes) - _NOTES
        return (*notes[:_NOTES], f"and {more} more notes of this kind.") if more > 0 else tuple(notes)

    def _in_utc(self, busy: Iterable[Stretch]) -> tuple[tuple[datetime, datetime], ...]:
        first, last = stretch(self.clock, self.start, self.end)
        local = self.clock.local
        return tuple(
            (local(max(start, first)).astimezone(UTC), local(min(end, last)).astimezone(UTC))
            for start, end in busy
            if start < last and end > first
        )

    def _calendar(self, calendar: Block) -> Iterator[Stretch]:
        """The busy stretches of one VCALENDAR."""
        before, after = self.how.buffer
        self._check_whole(calendar)
        scope = _Scope(self, calendar)
        entries = scope.entries([block for block in calendar.inner if block.name == "VEVENT"])
        happenings = (found for series in scope.series(entries) for found in scope.happenings(series))
        for found in happenings:
            if self._counts(found, scope.method):
                start, end = stretch(self.clock, found.start, found.end)
                yield start - before, end + after
        for block in calendar.inner:
            if block.name == "VFREEBUSY":
                for start, end in published(block, self.clock, tentative=self.tentative, note=self.note):
                    self.taken += self._in_week(start, end)
                    yield start - before, end + after
        yield from layered(list(scope.layers()), tentative=self.tentative)

    def _check_whole(self, calendar: Block) -> None:
        if calendar.whole:
            return
        cut = next((block for block in reversed(calendar.inner) if not block.whole), None)
        where = f"in the middle of the event {quoted(cut.called())}, which is left out" if cut else "before its end"
        self.note(f"breaks off {where}: whatever came after is missing.")
        calendar.inner = [block for block in calendar.inner if block.whole or block.name == "VAVAILABILITY"]

    def _counts(self, found: Happening, method: str) -> bool:
        why = why_free(found.entry.block, self.how, all_day=found.entry.all_day, method=method)
        inside = found.start < found.end and self._in_week(*stretch(self.clock, found.start, found.end))
        if why:
            self.left_out[why] += inside
        else:
            self.taken += inside
        return why is None and found.start < found.end

    def _in_week(self, start: int, end: int) -> bool:
        return start < self.clock.end and end > self.clock.start


class _Scope:
    """One VCALENDAR: its zones, its METHOD, its X-WR-TIMEZONE."""

    def __init__(self, reader: _Reader, calendar: Block) -> None:
        self.reader = reader
        self.calendar = calendar
        self.local = reader.clock.zone
        own = [block for block in calendar.inner if block.name == "VTIMEZONE"]
        noon = datetime.combine(reader.clock.week, time(12))
        moments = [noon, noon + timedelta(days=DAYS - 1)]
        self.zones = Zones(own, reader.how.zones, moments, reader.note)
        self.method = calendar.first("METHOD").strip().upper()
        name = calendar.first("X-WR-TIMEZONE").strip()
        self.wr_timezone = known_zone(name) if name else None
        if name and not self.wr_timezone:
            reader.note(f"nobody knows the X-WR-TIMEZONE {quoted(name)}: times without a zone are taken as local ones.")

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
                self.reader.note(f"the event {quoted(block.called())} is left out: {error}.")
                continue
            for problem in entry.problems:
                self.reader.note(f"the event {quoted(block.called())}: {problem}; it is read without that.")
            yield entry

    def _far(self, block: Block) -> bool:
        """Whether a single event is so far from the week that it need not be read: told from the dates of its lines."""
        margin = timedelta(days=2)
        first, last = (f"{moment:%Y%m%d}" for moment in (self.reader.start - margin, self.reader.end + margin))
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
        reader, master = self.reader, series[0]
        if monotonic() > reader.until:
            raise InputError(f"takes too long to read; {quoted(master.block.called())} is where it was given up.")
        if not any(entry.length for entry in series) and "RDATE" not in master.event:
            return
        try:
            slack = max(entry.length + entry.moved(self.local) for entry in series)
            taken, endless = within_reach(master, reader.start - slack, reader.end + slack, self.local, reader.steps)
            reader.steps -= taken
            found = list(spread(series, reader.start, reader.end, self.local, self.wr_timezone))
        except BROKEN:
            reader.note(
                f"the event {quoted(master.block.called())} repeats in a way that cannot be read: only its own dates count."
            )
            endless = None
            found = [
                Happening(entry, utc(entry.start, self.local), utc(entry.start, self.local) + entry.length) for entry in series
            ]
        if endless is not None:
            yield self._endless(master, endless)
        yield from found

    def _endless(self, master: Entry, endless: Endless) -> Happening:
        name = quoted(master.block.called())
        self.reader.note(
            f"the event {name} repeats too often to be followed: all the time from its start to its end counts as busy; "
            f"ignore = [{name}] leaves it out."
        )
        return Happening(master, endless.start, endless.end)

    def layers(self) -> Iterator[tuple[Block, Stretch, tuple[Stretch, ...]]]:
        """The VAVAILABILITY components, each with the stretch it speaks of and what is available in it."""
        clock, reader = self.reader.clock, self.reader
        for block in self.calendar.inner:
            if block.name != "VAVAILABILITY":
                continue
            try:
                bounds = self._bounds(block)
            except UnreadableError as error:
                reader.note(f"the availability {quoted(block.called())} is left out: {error}.")
                continue
            entries = self.entries([inner for inner in block.inner if inner.name == "AVAILABLE" and inner.whole])
            found = [happening for series in self.series(entries) for happening in self.happenings(series)]
            yield block, stretch(clock, *bounds), tuple(stretch(clock, found_.start, found_.end) for found_ in found)

    def _bounds(self, block: Block) -> tuple[datetime, datetime]:
        """From when to when a VAVAILABILITY speaks; without a start or an end, it is for good."""
        bounded = replace(block, lines=[line for line in block.lines if name_of(line) != "RRULE"])
        if not block.has("DTSTART"):
            return self.reader.start, self.reader.end
        entry = entry_of(bounded, self.zones, self.local)
        start = utc(entry.start, self.local)
        return start, start + entry.length if block.has("DTEND", "DURATION") else max(start, self.reader.end)


def _coarse(busy: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """So few stretches as a scenario can hold: those with the least time between them become one."""
    gap = 1
    while len(busy) > _STRETCHES:
        gap *= 2
        busy = tuple((start, end - gap) for start, end in merged((start, end + gap) for start, end in busy))
    return busy


def _day(block: Block, name: str) -> str:
    """The date in a line of that name as YYYYMMDD, if it plainly has one."""
    line = next((line for line in block.lines if name_of(line) == name), "")
    day = line.rpartition(":")[2].strip()[:8] if value_of(line) else ""
    return day if _A_DAY.fullmatch(day) else ""
