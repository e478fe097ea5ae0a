"""A scenario laid out: sessions, windows and outside events on the week's elapsed minutes. Fails here, or never."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from solver.domain.availability import WINDOW_LIMIT, Window, around, local_stretch
from solver.domain.clock import Clock
from solver.domain.errors import InputError, entry, join, listed, some
from solver.domain.history import joined
from solver.domain.kinds import Catalogue, Kind, extended, retagged, shipped
from solver.domain.notes import notes_on
from solver.domain.scenario import GRIDS, SESSION_LIMIT, Scenario
from solver.domain.session import DayTime, Done, Placed, Priority, Session, Wish
from solver.domain.spans import Stretch, merged
from solver.domain.times import Span, days_meant


@dataclass(frozen=True)
class Problem:
    """What has to be scheduled, without the rules.

    Attributes:
        past, future: sessions before and after the week, in time order.
        notes: things a person should know that are no errors.
    """

    scenario: Scenario
    clock: Clock
    catalogue: Catalogue
    windows: tuple[Window, ...]
    sessions: tuple[Session, ...]
    past: tuple[Placed, ...]
    future: tuple[Placed, ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, scenario: Scenario) -> Problem:
        """Lay out a scenario; raises InputError for what cannot be meant."""
        clock = scenario.clock()
        catalogue = extended(shipped(), scenario.kinds)
        windows = scenario.availability.windows(clock, scenario.roster)
        layout = _Layout(clock, catalogue)
        sessions = layout.sessions(scenario.sessions)
        notes = notes_on(scenario, clock, windows, sessions)
        past = layout.events("history", scenario.history)
        future = layout.events("upcoming", scenario.upcoming)
        _check_fixed(clock, sessions, past, future)
        return cls(scenario, clock, catalogue, _few(windows, sessions), sessions, past, future, notes)

    def preceded_by(self, past: Sequence[Placed]) -> Problem:
        """The same problem with more sessions before the week; those that it has already count once, and a note names them."""
        combined, repeated = joined(self.past, past)
        _check_fixed(self.clock, self.sessions, combined, self.future)
        return replace(self, past=combined, notes=(*self.notes, *self._repeated_notes(repeated)))

    def _repeated_notes(self, repeated: Sequence[Placed]) -> Iterator[str]:
        if repeated:
            names = [f"{event.session.id} ({clock_text(self.clock, event.start)})" for event in repeated]
            yield f"told twice in history and earlier schedules, counted once: {some(names)}."

    @property
    def busy(self) -> tuple[Stretch, ...]:
        """The stretches around the week that are taken: by hand, by calendars, by shifts with their way and sleep."""
        roster = self.scenario.roster
        shifts = roster.taken(self.clock) if roster else ()
        return merged((*self.scenario.availability.busy_stretches(self.clock), *shifts))

    def takes(self, window: Window, session: Session) -> bool:
        """Whether a session can be done in a window, its length apart."""
        return window.offers(session.places) and (window.only is None or session.id in window.only)

    def session(self, id_: str) -> Session | None:
        """The wanted session of that id, if there is one."""
        return next((session for session in self.sessions if session.id == id_), None)

    @property
    def words(self) -> frozenset[str]:
        """Every word a selector may use in this week."""
        events = (event.session for event in (*self.past, *self.future))
        return self.catalogue.words.union(*(s.words for s in self.sessions), *(s.words for s in events))


@dataclass(frozen=True)
class _Layout:
    clock: Clock
    catalogue: Catalogue

    def sessions(self, wishes: Sequence[Wish]) -> tuple[Session, ...]:
        found: list[Session] = []
        seen: dict[str, str] = {}
        number = sum(wish.count[1] for wish in wishes)
        if number > SESSION_LIMIT:
            raise InputError(f"{number} sessions; the limit is {SESSION_LIMIT} a week.", key="sessions")
        for index, wish, id_, priority in _numbered(wishes):
            key = entry("sessions", index)
            try:
                session = self._session(index, wish, id_, priority)
            except InputError as error:
                raise error.within(key=key) from None
            if id_ in seen:
                raise InputError(f"the id {id_!r} is already that of {seen[id_]}; ids must differ.", key=f"{key}.id")
            seen[id_] = key
            found.append(session)
        return tuple(found)

    def _session(self, index: int, wish: Wish, id_: str, priority: Priority) -> Session:
        kind = self._kind(wish.kind)
        base = wish.id or wish.kind
        least, most = self._minutes(wish, kind)
        tags = retagged(kind.tags, wish.tags, self.catalogue.tags)
        session = Session(
            id=id_,
            entry=index,
            wish=base,
            kind=kind,
            tags=tags,
            words=frozenset({kind.name, kind.modality, kind.intensity, base, id_, *tags}),
            least=least,
            most=most,
            priority=priority,
            worth=kind.worth if wish.worth is None else wish.worth,
            places=kind.places if wish.places is None else wish.places,
            before=wish.buffer[0],
            after=wish.buffer[1],
            fixed=self._fixed(wish),
            days=self._days(wish),
            hours=self._hours(wish.between),
            preferred=self._hours(wish.prefer),
        )
        _check_session(session, self.clock)
        return session

    def _kind(self, name: str) -> Kind:
        try:
            return self.catalogue.kind(name)
        except InputError as error:
            raise error.within(key="kind") from None

    def _minutes(self, wish: Wish, kind: Kind) -> tuple[int, int]:
        if wish.minutes is None:
            least, most = self.clock.ceil(kind.minutes[0]), self.clock.floor(kind.minutes[1])
            if least > most:
                usual = f"{kind.minutes[0]} to {kind.minutes[1]}"
                raise InputError(
                    f"the usual minutes of {kind.name} ({usual}) have no multiple of the grid of {self.clock.grid}; "
                    "say how many.",
                    key="minutes",
                )
            return least, most
        for minutes in wish.minutes:
            if minutes % self.clock.grid:
                low, high = self.clock.floor(minutes), self.clock.ceil(minutes)
                raise InputError(
                    f"{minutes} is no multiple of the grid of {self.clock.grid} minutes.",
                    key="minutes",
                    maybe=f"{listed(str(m) for m in (low, high) if m)}.",
                )
        return wish.minutes

    def _days(self, wish: Wish) -> frozenset[int] | None:
        if wish.days is None:
            return None
        if not wish.days:
            raise InputError(f"an empty list means no day of the week of {self.clock.week}.", key="days")
        return days_meant(wish.days, self.clock.dates)

    def _hours(self, span: Span | None) -> tuple[Stretch, ...] | None:
        if span is None:
            return None
        return merged(local_stretch(self.clock, day, span) for day in around(self.clock))

    def _fixed(self, wish: Wish) -> int | None:
        if wish.at is None:
            return None
        if wish.count != (1, 1):
            raise InputError("a fixed session happens once; leave out count.", key="count")
        if isinstance(wish.at, DayTime):
            return self._at_daytime(wish.at)
        minute = self.clock.elapsed(wish.at)
        if not self.clock.start <= minute < self.clock.end:
            first, last = self.clock.dates[0], self.clock.dates[-1]
            raise InputError(f"{wish.at:%Y-%m-%d %H:%M} is outside the week of {first} to {last}.", key="at")
        return minute

    def _at_daytime(self, at: DayTime) -> int:
        days = (day for day in around(self.clock) if day.weekday() == at.weekday)
        minutes = (self.clock.minute(day, at.minutes) for day in days)
        found = next((minute for minute in minutes if self.clock.start <= minute < self.clock.end), None)
        if found is None:
            raise InputError("a clock change leaves no such time in this week.", key="at")
        return found

    def events(self, table: str, entries: Sequence[Done]) -> tuple[Placed, ...]:
        found = []
        for index, done in enumerate(entries):
            try:
                found.append(self._event(table, done))
            except InputError as error:
                raise error.within(key=entry(table, index)) from None
        return tuple(sorted(found, key=lambda event: (event.start, event.session.id)))

    def _event(self, table: str, done: Done) -> Placed:
        kind = self._kind(done.kind)
        start = self.clock.elapsed(done.start)
        if table == "history" and start >= self.clock.start:
            raise InputError(f"{done.start:%Y-%m-%d %H:%M} is not before the week of {self.clock.week}.", key="start")
        if table == "upcoming" and start < self.clock.end:
            raise InputError(f"{done.start:%Y-%m-%d %H:%M} is not after the week of {self.clock.week}.", key="start")
        return outside(self.clock, kind, retagged(kind.tags, done.tags, self.catalogue.tags), start, done.minutes, done.id)


def _few(windows: tuple[Window, ...], sessions: Sequence[Session]) -> tuple[Window, ...]:
    """The windows, if they are not too many; a full calendar leaves many gaps in which no session fits, and those do not count."""
    if len(windows) > WINDOW_LIMIT:
        shortest = min((s.before + s.least + s.after for s in sessions if s.fixed is None), default=0)
        windows = tuple(window for window in windows if window.end - window.start >= shortest)
    if len(windows) > WINDOW_LIMIT:
        raise InputError(f"{len(windows)} windows; the limit is {WINDOW_LIMIT} a week.", key="availability")
    return windows


def outside(clock: Clock, kind: Kind, tags: frozenset[str], start: int, minutes: int, id_: str | None) -> Placed:
    """A session that happens before or after the week; `start` is an elapsed minute."""
    words = frozenset({kind.name, kind.modality, kind.intensity, *tags, *([id_] if id_ else [])})
    session = Session(
        id=id_ or kind.name, wish=id_ or kind.name, kind=kind, tags=tags, words=words, least=minutes, most=minutes,
        fixed=start,
    )  # fmt: skip
    return Placed(session, start, minutes, clock.day_of(start))


def _numbered(wishes: Sequence[Wish]) -> Iterator[tuple[int, Wish, str, Priority]]:
    """Every single session: the position of its wish, the wish, its id and its priority."""
    asked = Counter[str]()
    for wish in wishes:
        asked[wish.id or wish.kind] += wish.count[1] if not wish.id else 0
    given = Counter[str]()
    for index, wish in enumerate(wishes):
        base = wish.id or wish.kind
        total = wish.count[1] if wish.id else asked[base]
        for number in range(wish.count[1]):
            given[base] += 1
            id_ = f"{base}-{number + 1 if wish.id else given[base]}" if total > 1 else base
            yield index, wish, id_, wish.priority if number < wish.count[0] else "optional"


def _check_session(session: Session, clock: Clock) -> None:
    """Refuse wishes that contradict themselves."""
    if session.hours is not None:
        longest = max((end - start for start, end in session.hours), default=0)
        if longest < session.least:
            raise InputError(f"{session.id} takes at least {session.least} minutes; these hours have {longest}.", key="between")
    if session.fixed is None:
        return
    when = clock_text(clock, session.fixed)
    if session.fixed % clock.grid:
        finer = next(grid for grid in reversed(GRIDS) if session.fixed % grid == 0)
        raise InputError(f"{when} is not on the grid of {clock.grid} minutes.", key="at", maybe=f"grid = {finer}.")
    if session.days is not None and clock.day_of(session.fixed) not in session.days:
        raise InputError(f"{when} is on none of its days.", key="at", maybe="leave out days: a fixed session has its day.")
    if session.hours is not None and not any(
        start <= session.fixed and session.fixed + session.least <= end for start, end in session.hours
    ):
        raise InputError(f"{when} is not between its hours.", key="at", maybe="leave out between.")


def clock_text(clock: Clock, minute: int) -> str:
    """An elapsed minute as `Tue 24 Nov 19:00`."""
    local: datetime = clock.local(minute)
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def _check_fixed(clock: Clock, sessions: Sequence[Session], past: Sequence[Placed], future: Sequence[Placed]) -> None:
    """Refuse fixed sessions that overlap each other or something outside the week."""
    fixed = sorted((s for s in sessions if s.fixed is not None), key=lambda s: (s.fixed or 0, s.id))
    for first, second in pairwise(fixed):
        gap = (second.fixed or 0) - (first.fixed or 0) - first.least
        if gap < max(first.after, second.before):
            raise _collision(clock, first, second, second.entry, "overlap" if gap < 0 else "leave no time for their buffers")
    for session in fixed:
        start, end = session.fixed or 0, (session.fixed or 0) + session.least
        for event in past:
            if event.end > start - session.before:
                what = "overlap" if event.end > start else "leave no time for the buffer"
                raise _collision(clock, event.session, session, session.entry, what)
        for event in future:
            if event.start < end + session.after:
                what = "overlap" if event.start < end else "leave no time for the buffer"
                raise _collision(clock, session, event.session, session.entry, what)


def _collision(clock: Clock, first: Session, second: Session, index: int, what: str) -> InputError:
    """Two sessions that have their times already and cannot both be."""
    names = (f"{s.id} ({clock_text(clock, s.fixed or 0)}, {s.least} minutes)" for s in (first, second))
    return InputError(f"{' and '.join(names)} {what}.", key=join(entry("sessions", index), "at"))
