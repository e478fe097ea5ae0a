"""A member laid out for a squad: their week with the group sessions they may take part in, and where each session can be done.

A group session is a session of the athlete's week like any other: optional, worth the group's points, inside their windows, under their rules.
It stands in for one of the athlete's own wishes of the same kind that are not fixed. An athlete who joins one group session of a kind has met
the first of these wishes, with two the first two. Which ones they join does not matter, nor does the order of the `[[together]]` tables.

A session that can also be done elsewhere never needs a shared place. It takes room there only where a window offers shared places and no
other. The schedule must then say that it is elsewhere: so everybody whose week names a shared place has to be fitted with the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
        wishes: the ids of the wishes that group sessions can stand in for, by kind, in the order of the scenario.
        open: when each shared place is open, in the squad's minutes.
    """

    id: str
    offset: int
    own: Problem
    rules: tuple[Rule, ...]
    groups: Mapping[str, Session]
    wishes: Mapping[str, tuple[str, ...]]
    open: Mapping[str, tuple[Stretch, ...]]

    @classmethod
    def of(cls, id_: str, case: Case, squad: Squad) -> Seat:
        """Lay a member out."""
        open_ = opening_hours(squad)
        shift = offset(case.problem.clock, squad.clock)
        groups = {
            group.id: _group_session(case.problem, group, _session_id(case.problem, group, squad), starts, shift)
            for group in squad.together
            if group.invites(id_)
            for starts in (group_starts(squad, group, open_),)
        }
        return cls(id_, shift, case.problem, case.rules, groups, _wishes(case.problem, groups.values()), open_)

    def met(self, joined: Collection[str]) -> frozenset[str]:
        """The ids of the wishes that group sessions stand in for: as many of a kind as are joined, the first ones."""
        number = Counter(self.groups[id_].kind.name for id_ in joined)
        return frozenset(wish for kind, wishes in self.wishes.items() for wish in wishes[: number[kind]])

    @property
    def musts(self) -> tuple[Session, ...]:
        """Their own key and fixed sessions."""
        return tuple(session for session in self.own.sessions if session.must_be_placed)

    def given_up(self, joined: Collection[str], placed: Sequence[Placed]) -> tuple[str, ...]:
        """The ids of the must-haves that are neither placed nor met by a group session."""
        there = self.met(joined).union(item.session.id for item in placed)
        return tuple(session.id for session in self.musts if session.id not in there)

    def problem(self, joined: Collection[str], given_up: Collection[str] = ()) -> Problem:
        """The week of an athlete who takes part in those group sessions and gives up those must-haves: what the judge judges."""
        gone = self.met(joined).union(given_up)
        own = (session for session in self.own.sessions if session.id not in gone)
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


def _session_id(problem: Problem, group: Group, squad: Squad) -> str:
    """What a group session is called in an athlete's week: as in the squad, unless a session of their own has that name."""
    own = {session.id for session in problem.sessions}
    id_, taken = group.id, own | {other.id for other in squad.together if other.id != group.id}
    while id_ in taken:
        id_ += "-group"
    return id_


def _group_session(problem: Problem, group: Group, id_: str, starts: Sequence[Stretch], shift: int) -> Session:
    """A group session as one of an athlete's own. Its name is not a word that rules can mean: it could be that of a kind or a tag."""
    kind = problem.catalogue.kind(group.kind)
    return Session(
        id=id_,
        wish=id_,
        group=group.id,
        kind=kind,
        tags=kind.tags,
        words=frozenset({kind.name, kind.modality, kind.intensity, *kind.tags}),
        least=group.minutes,
        most=group.minutes,
        priority="optional",
        worth=group.points,
        places=(group.place,),
        hours=tuple((first - shift, last - shift + group.minutes) for first, last in starts),
    )


def _wishes(problem: Problem, groups: Iterable[Session]) -> dict[str, tuple[str, ...]]:
    """The wishes that group sessions can stand in for, by kind."""
    free = [session for session in problem.sessions if session.fixed is None]
    kinds = dict.fromkeys(group.kind.name for group in groups)
    return {kind: tuple(session.id for session in free if session.kind.name == kind) for kind in kinds}


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
