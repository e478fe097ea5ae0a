"""Putting a schedule into a calendar on a server: what has to change there, and the changes, safe to repeat."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from icalendar import Event as Component

from solver.calendars.component import Owner, alarms, as_component, as_event, is_as_written, owner_of, parsed, revise, sequence_of
from solver.calendars.connection import ConnectionLost
from solver.calendars.event import Event, events, owner, uid
from solver.calendars.server import Item, RemoteCalendar, SomebodyChangedIt
from solver.calendars.write import as_bytes, as_calendar
from solver.domain.errors import InputError
from solver.domain.problem import Problem
from solver.domain.schedule import Schedule

Verb = Literal["add", "change", "remove"]
_MARGIN = timedelta(days=31)  # how far somebody may have dragged a session and still have it found
_ATTEMPTS = 4
_LARGEST = 1024 * 1024  # letters of a resource with a session of ours: notes and small attachments fit


@dataclass(frozen=True, slots=True)
class There:
    """An event of ours on the server.

    Attributes:
        says: what it says; None where it is no single session any more.
        edited: whether somebody changed what weekfit wrote.
    """

    item: Item
    component: Component
    owner: Owner
    says: Event | None
    edited: bool

    @classmethod
    def of(cls, item: Item, component: Component, owner: Owner) -> There:
        """Read it."""
        try:
            says = as_event(component, owner)
        except ValueError:
            says = None
        return cls(item, component, owner, says, not is_as_written(component, owner))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to do with one session: `event` is what shall be there, `there` what is."""

    verb: Verb
    session: str
    uid: str
    event: Event | None = None
    there: There | None = None

    @property
    def edited(self) -> bool:
        """Whether it undoes what somebody did by hand."""
        return self.there is not None and self.there.edited


@dataclass(slots=True)
class Pushed:
    """What was done: sessions by what happened to them.

    Attributes:
        done: the changes made, by UID; what was tried twice counts once, and the last one may be unsure when a connection is lost.
        same: sessions that needed nothing.
        kept: sessions changed by hand that were left as they are.
        planned: how many changes there were at first.
    """

    done: dict[str, Change] = field(default_factory=dict)
    same: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    planned: int = 0

    def sessions(self) -> dict[str, list[str]]:
        """The sessions that were added, changed and removed."""
        words = {"add": "added", "change": "changed", "remove": "removed"}
        return {word: [change.session for change in self.done.values() if change.verb == verb] for verb, word in words.items()}


@dataclass(frozen=True, slots=True)
class Push:
    """A week for a calendar.

    Attributes:
        week: athlete and first day; nothing of another athlete or week is touched.
        events: the sessions that shall be there.
        known: the owners of all UIDs the week can have, for servers that throw away unknown properties.
        alarm: minutes before each session; None leaves alarms alone.
        keep_edits: leave alone what somebody changed by hand.
    """

    week: tuple[str, date]
    events: Sequence[Event]
    known: Mapping[str, Owner] = field(default_factory=dict)
    alarm: int | None = None
    keep_edits: bool = False

    @classmethod
    def of(
        cls, schedule: Schedule, problem: Problem | None = None, *, alarm: int | None = None, keep_edits: bool = False
    ) -> Push:
        """The week of a schedule; InputError for one that holds nothing."""
        wanted = events(schedule, problem)
        athlete, week = owner(schedule)
        ids = [*(item.id for item in schedule.sessions), *(item.id for item in schedule.not_placed)]
        known = {uid(athlete, week, id_): (athlete, week, id_) for id_ in ids}
        return cls((athlete, week), wanted, known, alarm, keep_edits)

    def span(self) -> tuple[datetime, datetime]:
        """Where to look for events of this week."""
        first = datetime.combine(self.week[1], datetime.min.time(), UTC)
        return first - _MARGIN, first + timedelta(days=7) + _MARGIN

    def ours(self, items: Iterable[Item]) -> dict[str, There]:
        """The events of this athlete's week among those on the server, by UID."""
        found: dict[str, There] = {}
        for item in items:
            components = events_in(item.data, self.known)
            owners = {owner_of(component, self.known) for component in components}
            owner = owners.pop() if len(owners) == 1 else None  # never one that shares its resource with somebody else's
            if owner is not None and owner[:2] == self.week:
                master = next((part for part in components if "RECURRENCE-ID" not in part), components[0])
                found[str(master["UID"])] = There.of(item, master, owner)
        return found

    def changes(self, there: Mapping[str, There]) -> list[Change]:
        """What has to happen, additions first, so that a lost connection leaves too much rather than too little."""
        wanted = {event.uid: event for event in self.events}
        new = [Change("add", event.session, key, event) for key, event in wanted.items() if key not in there]
        moved = [
            Change("change", event.session, key, event, there[key])
            for key, event in wanted.items()
            if key in there and not self._is_same(there[key], event)
        ]
        gone = [
            Change("remove", item.owner[2], key, there=item)
            for key, item in sorted(there.items(), key=lambda pair: pair[1].owner)
            if key not in wanted
        ]
        return [*new, *moved, *gone]

    def _is_same(self, there: There, event: Event) -> bool:
        alarm = self.alarm is None or alarms(there.component) == [timedelta(minutes=-self.alarm)]
        return there.says == event and alarm

    def data(self, change: Change, now: datetime) -> bytes:
        """The event as it is sent, SEQUENCE one up."""
        assert change.event is not None
        if change.there is None:
            return as_bytes(as_calendar([as_component(change.event, 0, now, self.alarm)]))
        revise(change.there.component, change.event, sequence_of(change.there.component) + 1, now, self.alarm)
        return as_bytes(as_calendar([change.there.component]))


def events_in(data: str, uids: Iterable[str] = ()) -> list[Component]:
    """The events in a resource that may be ours: it names one of these UIDs, or weekfit. None where it cannot be read, or is too large."""
    if len(data) > _LARGEST or not ("X-WEEKFIT-" in data.upper() or any(uid in data for uid in uids)):
        return []
    try:
        return [part for calendar in parsed(data) for part in calendar.walk("VEVENT") if isinstance(part, Component)]
    except ValueError:
        return []


def push(
    calendar: RemoteCalendar,
    week: Push,
    *,
    dry_run: bool = False,
    now: datetime | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> Pushed:
    """Make the calendar's events of one athlete's week those of the schedule; repeating it changes nothing.

    Every attempt looks at what is there, so that it does not matter how far an earlier one came. A lost connection, and an event
    that somebody changed meanwhile, are tried again; then ConnectionLost says how far it came.
    """
    now = (now or datetime.now(UTC)).replace(microsecond=0)
    pushed, taken = Pushed(), set[str]()
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            _attempt(calendar, week, pushed, taken, now, dry_run)
        except SomebodyChangedIt:
            if attempt == _ATTEMPTS:
                raise InputError(
                    f"{calendar.name} keeps changing, or refuses an event of ours; push again.", source="--calendar"
                ) from None
        except ConnectionLost as error:
            wait = max(error.wait, 2.0 ** (attempt - 2))
            if attempt == _ATTEMPTS or wait > calendar.seconds_left:
                raise ConnectionLost(_how_far(error, pushed), source=error.source, maybe=error.maybe, wait=error.wait) from None
            pause(wait)
        except InputError as error:
            raise InputError(_how_far(error, pushed), source=error.source, maybe=error.maybe) from None
        else:
            break
    return pushed


def _attempt(calendar: RemoteCalendar, week: Push, pushed: Pushed, taken: set[str], now: datetime, dry_run: bool) -> None:
    items = {item.url: item for item in calendar.between(*week.span())}
    for key in taken:  # ours, and further away in time than anybody looks
        items |= {item.url: item for item in calendar.find(key)}
    there = week.ours(calendar.in_time(items.values()))
    changes = week.changes(there)
    kept = [change for change in changes if change.edited and week.keep_edits]
    todo = [change for change in changes if change not in kept]
    pushed.kept = tuple(change.session for change in kept)
    pushed.planned = pushed.planned or len(todo)
    touched = {change.uid for change in changes}.union(pushed.done)
    pushed.same = tuple(event.session for event in week.events if event.uid not in touched)
    for change in todo:
        pushed.done.setdefault(change.uid, change)
        if not dry_run:
            _make(calendar, week, change, pushed, taken, now)


def _make(calendar: RemoteCalendar, week: Push, change: Change, pushed: Pushed, taken: set[str], now: datetime) -> None:
    try:
        if change.there is None:
            calendar.create(change.uid, week.data(change, now))
        elif change.event is None:
            calendar.remove(change.there.item)
        else:
            calendar.update(change.there.item, week.data(change, now))
    except SomebodyChangedIt:
        del pushed.done[change.uid]
        if change.there is None:
            taken.add(change.uid)
        raise


def _how_far(error: InputError, pushed: Pushed) -> str:
    if not pushed.done:
        return f"{error.text} Nothing was changed."
    return (
        f"{error.text} At least {len(pushed.done) - 1} of {pushed.planned} changes were made; "
        "the same command again goes on where this one stopped."
    )
