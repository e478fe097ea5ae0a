"""Reads the busy time of one week out of a calendar file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from solver.calendars.blocks import Block, blocks_of, described, text_of
from solver.calendars.expand import Happening
from solver.calendars.marks import why_free
from solver.calendars.periods import layered, published, stretch
from solver.calendars.scope import Scope, Task
from solver.domain.busy import Busy, CalendarFile
from solver.domain.clock import Clock
from solver.domain.errors import visible
from solver.domain.spans import Stretch, merged

_STRETCHES = 900
_NOTES = 5  # of one file; the others are counted


@dataclass(frozen=True)
class Reading:
    """What one calendar file says of one week.

    Attributes:
        busy: in UTC, whole minutes, in order, buffers included; from three days before the week to four days after it.
        events: how many events the file has, of any time.
        availabilities: how many VAVAILABILITY components it has.
        taken: how many times something takes time in the week; what availabilities leave busy is not counted.
        left_out: how many times something does not, by reason.
        notes: what could not be read, or had to be guessed.
    """

    busy: tuple[tuple[datetime, datetime], ...]
    events: int
    availabilities: int
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
        self.notes: dict[str, None] = {}
        self.task = Task(how, clock, self.note)
        self.tentative = how.tentative == "busy"
        self.left_out = Counter[str]()
        self.taken = 0

    def read(self, data: bytes) -> Reading:
        """Read a whole file."""
        text, guessed = text_of(data)
        tops = blocks_of(text, self.note)
        if guessed:
            self.note("is no UTF-8: letters beyond a to z may be wrong.")
        calendars = [block for block in tops if block.name == "VCALENDAR"]
        loose = [block for block in tops if block.name != "VCALENDAR"]
        if loose:
            calendars.append(Block("VCALENDAR", inner=loose, state=loose[-1].state))
        busy = merged(found for calendar in calendars for found in self._calendar(calendar))
        if len(busy) > _STRETCHES:
            self.note(
                f"has more than {_STRETCHES} stretches of time around the week: those with little between them count as one."
            )
            busy = _coarse(busy)
        names = Counter(inner.name for calendar in calendars for inner in calendar.inner)
        return Reading(self._in_utc(busy), names["VEVENT"], names["VAVAILABILITY"], self.taken, self.left_out, self._told())

    def note(self, text: str) -> None:
        """Keep a note, once."""
        self.notes[text] = None

    def _told(self) -> tuple[str, ...]:
        notes = [visible(note) for note in self.notes]
        more = len(notes) - _NOTES
        return (*notes[:_NOTES], f"and {more} more notes of this kind.") if more > 0 else tuple(notes)

    def _in_utc(self, busy: Iterable[Stretch]) -> tuple[tuple[datetime, datetime], ...]:
        first, last = stretch(self.clock, self.task.start, self.task.end)
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
        scope = Scope(self.task, calendar)
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
        for name in filter(calendar.has, ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "FREEBUSY")):
            self.note(f"has a {name} outside of every event: an event may be missing or too short.")
        if calendar.state != "cut":
            return
        cut = next((block for block in reversed(calendar.inner) if block.state == "cut"), None)
        where = f"in the middle of {described(cut)}, which is left out" if cut else "before its end"
        self.note(f"breaks off {where}: whatever came after is missing.")
        calendar.inner = [block for block in calendar.inner if block is not cut or block.name == "VAVAILABILITY"]

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


def _coarse(busy: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """So few stretches as a scenario can hold: those with the least time between them become one."""
    gap = 1
    while len(busy) > _STRETCHES:
        gap *= 2
        busy = tuple((start, end - gap) for start, end in merged((start, end + gap) for start, end in busy))
    return busy
