"""Sessions before a week that are told by more than one source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from solver.domain.session import Placed


def same_session(one: Placed, other: Placed) -> bool:
    """Whether two entries tell of one session: they are of one kind, and their times overlap."""
    return one.session.kind.name == other.session.kind.name and one.start < other.end and other.start < one.end


def joined(own: Sequence[Placed], more: Iterable[Placed]) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
    """A scenario's history with what earlier schedules add to it, in time order, and what they repeat.

    The scenario's own entries are kept as they are, because they say what was really done. Of several schedules that tell of one session,
    the earliest entry is kept, so the order of the schedules does not matter.
    """
    kept = list(own)
    repeated: list[Placed] = []
    for event in sorted(more, key=lambda event: (event.start, event.minutes, event.session.id)):
        (repeated if any(same_session(event, other) for other in kept) else kept).append(event)
    return tuple(sorted(kept, key=lambda event: (event.start, event.session.id))), tuple(repeated)
