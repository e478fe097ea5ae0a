"""Notes on a scenario: what in it has no effect this week, though it is not an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from solver.domain.availability import Availability, Window, around, local_stretch
from solver.domain.clock import Clock
from solver.domain.errors import entry, listed, some
from solver.domain.scenario import Scenario
from solver.domain.session import Session, Wish


def notes_on(scenario: Scenario, clock: Clock, windows: Sequence[Window], sessions: Sequence[Session]) -> tuple[str, ...]:
    """What a person should know of a scenario laid out, one sentence or two each."""
    return (
        *_availability_notes(scenario.availability, clock),
        *_room_notes(clock, windows, sessions),
        *(note for index, wish in enumerate(scenario.sessions) for note in _wish_notes(wish, entry("sessions", index), clock)),
        *_edge_notes(scenario),
    )


def _not_in_week(days: Sequence[date], clock: Clock) -> str:
    """That dates are outside the week."""
    named = some([day.isoformat() for day in sorted(set(days))])
    are, have = ("are", "have") if len(set(days)) > 1 else ("is", "has")
    return f"{named} {are} not in the week of {clock.week} and {have} no effect."


def _availability_notes(availability: Availability, clock: Clock) -> Iterator[str]:
    """Dates outside the week, of windows and of busy times that are written by hand; calendars are full of them."""
    near = set(around(clock))
    windows = [date.fromisoformat(key) for key in availability.days if key[:1].isdigit()]
    outside = [day for day in windows if day not in near or not _reaches(availability, clock, day)]
    if outside:
        yield f"availability: {_not_in_week(outside, clock)}"
    busy = [busy.day.on for busy in availability.busy if busy.day and busy.day.on and busy.day.on not in near]
    if busy:
        yield f"availability.busy: {_not_in_week(busy, clock)}"


def _reaches(availability: Availability, clock: Clock, day: date) -> bool:
    """Whether the entry of a date changes anything in the week: it is in it, or its hours or the usual ones it replaces run into it."""
    if day in clock.dates:
        return True
    stretches = (
        local_stretch(clock, day, opening.span) for opening in (*availability.openings_on(day), *availability.usual_openings(day))
    )
    return any(start < clock.end and clock.start < end for start, end in stretches)


def _room_notes(clock: Clock, windows: Sequence[Window], sessions: Sequence[Session]) -> Iterator[str]:
    """Sessions that no window can hold, whatever its length."""
    free = [session for session in sessions if session.fixed is None]
    if free and not windows:
        yield (
            f"there is no window in the week of {clock.week}. Maybe a day in [availability] is missing, "
            "or its dates are those of another week."
        )
        return
    offered = {place for window in windows for place in window.places}
    if all(window.places for window in windows):
        for session in free:
            if session.places and not offered & set(session.places):
                yield f"{session.id}: no window offers {listed(session.places)}."


def _wish_notes(wish: Wish, key: str, clock: Clock) -> Iterator[str]:
    """Keys of one `[[sessions]]` table that change nothing."""
    dates = [day.on for day in wish.days or () if day.on and day.on not in clock.dates]
    if dates:
        yield f"{key}.days: {_not_in_week(dates, clock)}"
    name = wish.id or wish.kind
    given = [word for word in ("priority", "worth") if word in wish.model_fields_set]
    if wish.at is not None:
        why = "it has a fixed time (`at`) and is always in the week"
        idle = given
    elif wish.priority == "key" and wish.count[0] == wish.count[1]:
        why = "a key session is always in the week"
        idle = [word for word in given if word == "worth"]
    elif wish.count[0] == 0 and wish.priority != "optional":
        why = "with a count from 0, all of them are optional"
        idle = [word for word in given if word == "priority"]
    else:
        return
    if idle:
        yield f"{key}: {listed(idle, 'and')} of {name} {'have' if len(idle) > 1 else 'has'} no effect: {why}."


def _edge_notes(scenario: Scenario) -> Iterator[str]:
    if scenario.repeats and scenario.upcoming:
        yield "upcoming has no effect in a week that repeats: what follows it is the week itself."
