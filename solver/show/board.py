"""A squad's week as a coach sees it: athletes by days, group sessions, shared places, who lost what. Values alone, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from solver.domain.clock import DAYS
from solver.domain.errors import listed
from solver.domain.times import MINUTES_A_DAY, clock_text


@dataclass(frozen=True)
class Entry:
    """A session on the board.

    Attributes:
        time: `07:00-08:30`, in the athlete's own time zone, with ` +1` where that is on the next date.
        title, word: what it is, for people; in one short word.
        modality: `run`, `lift`, …; empty where only the athlete's own scenario knows.
        meeting: the id of the group session that it is; else empty.
    """

    time: str
    minutes: int
    title: str
    word: str
    modality: str = ""
    hard: bool = False
    meeting: str = ""
    place: str = ""

    @property
    def late(self) -> bool:
        """Whether it begins on the date after that of its training day."""
        return self.time.endswith(" +1")


@dataclass(frozen=True)
class Row:
    """An athlete on the board.

    Attributes:
        name: what they are called, at least the id.
        timezone: where the athlete is, if not where the squad is.
        days: the sessions of each training day.
        told: why there is no week; empty where there is one.
        given_up: key and fixed sessions for which there is no room, with the reason.
        left_out: normal sessions that are not in the week.
        lost: what the others cost them (`8 points`); `because` says why, a sentence each.
    """

    id: str
    name: str
    timezone: str = ""
    days: tuple[tuple[Entry, ...], ...] = ((),) * DAYS
    told: str = ""
    given_up: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    lost: str = ""
    because: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """Minutes of training in the week."""
        return sum(entry.minutes for day in self.days for entry in day)


@dataclass(frozen=True)
class Meeting:
    """A group session: when (in the squad's time zone) and where, who leads it, the ids of who is there and who is not.

    Empty `when`: it does not take place.
    """

    id: str
    title: str
    when: str
    place: str
    coach: str
    there: tuple[str, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """So many athletes are in a place at a time: minutes after midnight of a day of the squad's week."""

    day: int
    start: int
    end: int
    number: int


@dataclass(frozen=True)
class Place:
    """A shared place: how many can be there at a time, and how many are, in steps within days (empty ones may be missing)."""

    name: str
    capacity: int
    steps: tuple[Step, ...]

    @property
    def hours(self) -> tuple[int, int]:
        """From when to when there is somebody on any day, in minutes after midnight: whole pairs of hours, at least eight hours."""
        low = min((step.start for step in self.steps), default=8 * 60) // 120 * 120
        high = -(-max((step.end for step in self.steps), default=0) // 120) * 120
        low = min(low, MINUTES_A_DAY - 480)
        return low, max(high, low + 480)

    def peak(self, day: int) -> int:
        """The most athletes at a time on a day."""
        return max((step.number for step in self.steps if step.day == day), default=0)

    def full(self, day: int) -> str:
        """When there is no room left on a day: `17:30-18:15, 19:00-20:00`."""
        spans: list[list[int]] = []
        for step in sorted((step for step in self.steps if step.day == day and step.number >= self.capacity), key=_start):
            if spans and spans[-1][1] == step.start:
                spans[-1][1] = step.end
            else:
                spans.append([step.start, step.end])
        return ", ".join(f"{clock_text(start)}-{clock_text(end)}" for start, end in spans)

    def told(self, day: int) -> str:
        """`peak 3 of 3, full 18:00-18:45`."""
        if not self.peak(day):
            return "nobody"
        full = self.full(day)
        return f"peak {self.peak(day)} of {self.capacity}{f', full {full}' if full else ''}"


@dataclass(frozen=True)
class Board:
    """All of it.

    Attributes:
        names: what athletes are called, by id; of those whom group sessions name at least.
        losses: what the others cost an athlete, and why, by id.
        counted: how many athletes have a week, and what became of the others, in a sentence.
        certain: how sure it is that the squad could do no better.
    """

    name: str
    dates: tuple[date, ...]
    timezone: str
    counted: str
    certain: str
    rows: tuple[Row, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    places: tuple[Place, ...] = ()
    losses: Mapping[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def losers(self) -> Iterator[Row]:
        """The athletes whom the others cost something."""
        return (row for row in self.rows if row.lost)

    @property
    def titled(self) -> str:
        """`Harriers · Mon 23 Nov to Sun 29 Nov 2026 · Europe/London`."""
        first, last = self.dates[0], self.dates[-1]
        return f"{self.name} · {day_text(first)} to {day_text(last)} {last.year} · {self.timezone}"

    def named(self, ids: Sequence[str], most: int = 40) -> str:
        """`Anna, Ben and Cleo`, or the first ones and how many more."""
        names = [self.names.get(id_, id_) for id_ in ids[:most]]
        return listed([*names, *([f"{len(ids) - most} more"] if len(ids) > most else [])], "and")


def _start(step: Step) -> int:
    return step.start


def day_text(day: date) -> str:
    """`Mon 23 Nov`."""
    return f"{day:%a} {day.day} {day:%b}"


def meeting_text(meeting: Meeting) -> str:
    """`Sun 29 Nov 08:00-09:30 at road with Kim`."""
    if not meeting.when:
        return "does not take place"
    return f"{meeting.when}{f' at {meeting.place}' if meeting.place else ''}{f' with {meeting.coach}' if meeting.coach else ''}"
