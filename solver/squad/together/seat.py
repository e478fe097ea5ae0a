"""A member laid out for a squad: their week with the group sessions they may take part in, and where each session can be done.

A group session is a session of the athlete's week like any other: optional, worth the group's points, inside their windows, under their rules.
It stands in for the athlete's own wish of the same kind, the first that is not fixed: with the group the wish has been met, and its own
session is not there a second time.

A session that can also be done elsewhere never needs a shared place: only where a window offers nothing but shared places does a session
take room there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from solver.domain.availability import Window
from solver.domain.problem import Problem
from solver.domain.session import Placed, Session
from solver.domain.spans import Stretch
from solver.domain.squad import Group, Squad
from solver.rules import Rule
from solver.rulesets.case import Case
from solver.squad.together.hours import group_starts, offset, opening_hours


@dataclass(frozen=True)
class Use:
    """A stretch of the squad's minutes that an athlete spends in a shared place."""

    place: str
    start: int
    end: int


@dataclass(frozen=True)
class Seat:
    """One member, laid out on the squad's clock.

    Attributes:
        offset: what turns the athlete's elapsed minutes into the squad's.
        own: the athlete's week without group sessions.
        groups: the group sessions they may take part in, as sessions of their week, by the group's id.
        stands_in: the id of the wish that each group session stands in for, by the group's id.
        open: when each shared place is open, in the squad's minutes.
    """

    id: str
    offset: int
    own: Problem
    rules: tuple[Rule, ...]
    groups: Mapping[str, Session]
    stands_in: Mapping[str, str]
    open: Mapping[str, tuple[Stretch, ...]]

    @classmethod
    def of(cls, id_: str, case: Case, squad: Squad) -> Seat:
        """Lay a member out."""
        open_ = opening_hours(squad)
        shift = offset(case.problem.clock, squad.clock)
        groups = {
            group.id: _group_session(case.problem, group, -1 - number, group_starts(squad, group, open_), shift)
            for number, group in enumerate(squad.together)
            if group.invites(id_)
        }
        return cls(id_, shift, case.problem, case.rules, groups, _stands_in(case.problem, groups), open_)

    def problem(self, joined: Collection[str]) -> Problem:
        """The week of an athlete who takes part in those group sessions: what the judge judges."""
        met = {self.stands_in[id_] for id_ in joined if id_ in self.stands_in}
        own = (session for session in self.own.sessions if session.id not in met)
        return replace(self.own, sessions=(*own, *self.groups.values()))

    def uses(self, placed: Sequence[Placed]) -> tuple[Use, ...]:
        """What placed sessions take of the shared places."""
        return tuple(
            Use(item.place, item.start + self.offset, item.end + self.offset)
            for item in placed
            if item.place is not None and item.place in self.open
        )

    def reach(self) -> Iterator[Use]:
        """Every stretch in which a session of theirs could need a shared place."""
        for session in (*self.own.sessions, *self.groups.values()):
            for place in shared_only(self.own, session, self.open):
                for window in serving(self.own, session, place, self.open):
                    yield Use(place, window.start + self.offset, window.end + self.offset)


def _group_session(problem: Problem, group: Group, entry: int, starts: Sequence[Stretch], shift: int) -> Session:
    """A group session as one of an athlete's own."""
    kind = problem.catalogue.kind(group.kind)
    return Session(
        id=group.id,
        entry=entry,
        wish=group.id,
        kind=kind,
        tags=kind.tags,
        words=frozenset({kind.name, kind.modality, kind.intensity, group.id, *kind.tags}),
        least=group.minutes,
        most=group.minutes,
        priority="optional",
        worth=group.points,
        places=(group.place,),
        hours=tuple((first - shift, last - shift + group.minutes) for first, last in starts),
    )


def _stands_in(problem: Problem, groups: Mapping[str, Session]) -> dict[str, str]:
    """For each group session the wish of its kind that it meets, if there is one: never two for one wish."""
    free = [session for session in problem.sessions if session.fixed is None]
    found: dict[str, str] = {}
    for id_, group in groups.items():
        wish = next((s for s in free if s.kind.name == group.kind.name), None)
        if wish is not None:
            found[id_] = wish.id
            free.remove(wish)
    return found


def choices(session: Session, window: Window | None) -> tuple[str | None, ...]:
    """Where a session can be done in a window (None: a fixed session's), the place it would rather have first; None is nowhere in particular."""
    wanted, offered = session.places, window.places if window is not None else ()
    if wanted and offered:
        return tuple(place for place in wanted if place in offered)
    return wanted or offered or (None,)


def shared_only(problem: Problem, session: Session, shared: Collection[str]) -> tuple[str, ...]:
    """The shared places that a session may need, because somewhere it can be done nowhere else."""
    windows = _windows(problem, session)
    found = (place for window in windows for place in _needed(session, window, shared))
    return tuple(dict.fromkeys(found))


def serving(problem: Problem, session: Session, place: str, shared: Collection[str]) -> list[Window]:
    """The windows in which a session may need a shared place; a fixed session's time counts as one."""
    start = session.fixed
    if start is not None:
        return [Window(start, start + session.most)] if place in _needed(session, None, shared) else []
    return [window for window in problem.windows if problem.takes(window, session) and place in _needed(session, window, shared)]


def _windows(problem: Problem, session: Session) -> list[Window | None]:
    if session.fixed is not None:
        return [None]
    return [window for window in problem.windows if problem.takes(window, session)]


def _needed(session: Session, window: Window | None, shared: Collection[str]) -> tuple[str, ...]:
    """The shared places of which a session needs one in that window; none where it can be done elsewhere."""
    places = choices(session, window)
    return tuple(place for place in places if place is not None) if all(place in shared for place in places) else ()


def elsewhere(session: Session, window: Window | None, shared: Collection[str]) -> bool:
    """Whether a session can be done in that window without any shared place."""
    return any(place not in shared for place in choices(session, window))
