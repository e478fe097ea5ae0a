"""Notes on a scenario: what a person should know of it, though it is not an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from solver.domain.availability import Window
from solver.domain.clock import Clock
from solver.domain.errors import listed
from solver.domain.session import Session


def notes_on(clock: Clock, windows: Sequence[Window], sessions: Sequence[Session]) -> tuple[str, ...]:
    """What a person should know of a scenario laid out, one sentence or two each."""
    return tuple(_room_notes(clock, windows, sessions))


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
