"""Sessions that one wish asks for and that no rule tells apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from solver.domain.session import Session

_RANK = {"key": 0, "normal": 1, "optional": 2}


@dataclass(frozen=True)
class Interchangeable:
    """Sessions that may change places with each other: which of them is which makes no difference.

    Attributes:
        name: the id of the only session; the wish, if these are all its sessions; else their ids.
        sessions: in the order in which they are numbered. Key ones come first, optional ones last.
    """

    name: str
    sessions: tuple[Session, ...]

    @property
    def required(self) -> int:
        """How many of them must be placed."""
        return sum(session.must_be_placed for session in self.sessions)


def interchangeable(sessions: Sequence[Session], named: Collection[str]) -> tuple[Interchangeable, ...]:
    """All sessions of a week in groups. `named`: words of its rules; a session whose own id is among them has a group of its own."""
    return tuple(Interchangeable(_name(group, sessions), group) for group in _groups(sessions, named))


def _groups(sessions: Sequence[Session], named: Collection[str]) -> Iterator[tuple[Session, ...]]:
    for _, entry in groupby(sessions, key=lambda session: session.twins):
        twins = tuple(entry)
        yield from ((session,) for session in twins if session.id in named)
        alike = sorted((session for session in twins if session.id not in named), key=lambda session: _RANK[session.priority])
        if alike:
            yield tuple(alike)


def _name(group: tuple[Session, ...], sessions: Sequence[Session]) -> str:
    if len(group) == 1:
        return group[0].id
    wish, ids = group[0].wish, tuple(session.id for session in group)
    unique = wish not in {session.id for session in sessions}
    whole = set(ids) == {session.id for session in sessions if session.wish == wish}
    return wish if unique and whole else ", ".join(ids)
