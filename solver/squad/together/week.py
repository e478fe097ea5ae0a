"""The model of one member's week in a squad: which shared place each session is in, which group sessions they take part in.

The rest is the model of any week (`solver.model`): each session has its slots, and a slot in a shared place is in a lane of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from solver.domain.availability import Window
from solver.domain.problem import Problem
from solver.domain.session import Placed, Session
from solver.domain.spans import Stretch, without
from solver.model.actors import Actor, Truth, as_linear, number_of, open_truths
from solver.model.budget import Budget
from solver.model.build import Built, build
from solver.model.linear import Linear, total
from solver.model.slots import Finder, Slot, slots
from solver.model.week import Week
from solver.squad.together.hours import ALWAYS, inside, meeting
from solver.squad.together.seat import Seat, Use, choices, elsewhere, shared_only

Starts = Mapping[str, Stretch]  # for each group session that may be joined: the first and the last start, in the squad's minutes


@dataclass(frozen=True, eq=False)
class Seated:
    """A member's model: its levels, and what binds it to the others'.

    Attributes:
        given_up: how many of their must-haves are not there.
    """

    seat: Seat
    built: Built
    given_up: Linear

    @property
    def model(self) -> cp_model.CpModel:
        """The model its variables are in."""
        return self.built.week.model

    @property
    def left_out(self) -> Linear:
        """The first level."""
        return self.built.left_out

    @property
    def points(self) -> Linear:
        """The second level, absences from group sessions included."""
        return self.built.points

    def joins(self, group: str) -> Truth:
        """Whether the member takes part in a group session."""
        actor = self.actor(group)
        return actor.placed if actor is not None else False

    def actor(self, group: str) -> Actor | None:
        """The group session of that id, if it is in the model."""
        return next((actor for actor in self.built.week.actors if actor.session.group == group), None)

    def in_shared(self) -> Iterator[tuple[Actor, Slot, Truth]]:
        """Every way in which a session can be in a shared place."""
        for actor in self.built.week.actors:
            for slot, here in zip(actor.slots, actor.here, strict=True):
                if slot.lane and here is not False:
                    yield actor, slot, here

    def read(self, solver: cp_model.CpSolver) -> tuple[Placed, ...]:
        """The placed sessions of a solution, those in free places in the first of them."""
        return self.built.week.read(solver)


def seated(
    seat: Seat,
    starts: Starts,
    full: Iterable[Use] = (),
    model: cp_model.CpModel | None = None,
    budget: Budget | None = None,
    *,
    release: bool = False,
) -> Seated:
    """Model one member's week.

    Args:
        seat: the member.
        starts: the group sessions that may be joined, and when; the others are not held.
        full: times at which shared places have no room for them.
        model: where the variables go, if not into a model of their own.
        budget: what building may spend.
        release: whether they may give up must-haves.

    Raises:
        OutOfBudget: the budget is spent, or the model becomes too large.
    """
    problem, absent = _with_groups(seat, starts)
    built = build(problem, seat.rules, _finder(seat, tuple(full)), model, budget, all_optional=release)
    missing = {"key": [*_missing_musts(built.week)], "normal": [built.left_out], "optional": [built.points + absent]}
    for session, alone, met in _met(seat, built.week, starts):
        worth = 1 if session.priority == "key" else session.worth
        missing[session.priority].append(worth * _neither(built.week.model, alone, met))
    given_up = total(missing["key"])
    if not release:
        built.week.model.add_linear_constraint(given_up.expression(), 0, 0)
    return Seated(seat, Built(built.week, total(missing["normal"]), total(missing["optional"])), given_up)


def _missing_musts(week: Week) -> Iterator[Linear]:
    """1 for each must-have that is not there, but for those that group sessions may stand in for."""
    for actor in week.actors:
        if actor.session.must_be_placed and actor.placed is not True:
            yield 1 - as_linear(actor.placed)


def _with_groups(seat: Seat, starts: Starts) -> tuple[Problem, int]:
    """The week with the group sessions that may be joined, and the points for those that are not held.

    A wish that a group session may stand in for costs nothing by itself here; what it costs when neither is there, `seated` adds. It is
    not interchangeable with the other sessions of its table: they can be there where it is not.
    """
    met = seat.met(starts)
    own = (_alone(session, may_be_met=session.id in met) for session in seat.own.sessions)
    groups = []
    for id_, (first, last) in starts.items():
        session = seat.groups[id_]
        limits = ((first - seat.offset, last - seat.offset + session.least),)
        groups.append(replace(session, hours=meeting(session.hours or (), limits)))
    absent = sum(session.worth for id_, session in seat.groups.items() if id_ not in starts)
    return replace(seat.own, sessions=(*own, *groups)), absent


def _alone(session: Session, *, may_be_met: bool) -> Session:
    """A wish as the model has it. A fixed one counts as a key session: its worth is not that of a normal one left out."""
    if may_be_met:
        return replace(session, priority="optional", worth=0, entry=-1)
    return replace(session, priority="key") if session.must_be_placed else session


def _met(seat: Seat, week: Week, starts: Starts) -> Iterator[tuple[Session, Truth, Truth]]:
    """The wishes that group sessions may stand in for: whether each is placed by itself, and whether a group session stands in."""
    placed = {actor.session.id: actor.placed for actor in week.actors}
    for kind, wishes in seat.wishes.items():
        joined = [placed[seat.groups[group].id] for group in starts if seat.groups[group].kind.name == kind]
        for number, id_ in enumerate(wishes[: len(joined)], 1):
            wish = next(session for session in seat.own.sessions if session.id == id_)
            yield wish, placed[id_], _as_many(week, joined, number)


def _as_many(week: Week, joined: Sequence[Truth], number: int) -> Truth:
    """Whether at least so many group sessions are joined."""
    open_ = [truth for truth in joined if truth is not False]
    if len(open_) < number:
        return False
    if len(open_) == 1:
        return open_[0]
    found, there = week.literal("met by a group"), number_of(open_).expression()
    week.model.add(there >= number).only_enforce_if(found)
    week.model.add(there < number).only_enforce_if(~found)
    return found


def _neither(model: cp_model.CpModel, alone: Truth, met: Truth) -> Linear:
    """1 where a wish is neither placed by itself nor met by a group session, else 0; it is never both."""
    open_ = [truth for truth in (alone, met) if not isinstance(truth, bool)]
    if len(open_) == 2:
        model.add_at_most_one(open_)
    return 1 - (as_linear(alone) + as_linear(met))


def _finder(seat: Seat, full: tuple[Use, ...]) -> Finder:
    """Where sessions can lie: where they need no shared place, and in each shared place while it is open and has room."""
    room = {
        place: tuple(
            (start - seat.offset, end - seat.offset)
            for start, end in without(open_, ((use.start, use.end) for use in full if use.place == place))
        )
        for place, open_ in seat.open.items()
    }

    def find(problem: Problem, session: Session) -> tuple[Slot, ...]:
        found = list(_free(problem, session, room))
        for place in shared_only(problem, session, room):
            found += _in_place(problem, session, place, room)
        return tuple(sorted(found, key=lambda slot: (slot.first, slot.last, slot.until, slot.lane)))

    return find


def _free(problem: Problem, session: Session, room: Mapping[str, tuple[Stretch, ...]]) -> Iterator[Slot]:
    """The slots in which a session needs no shared place."""
    if session.fixed is not None:
        kept = problem if elsewhere(session, None, room) else None
    else:
        kept = _only(problem, [elsewhere(session, window, room) for window in problem.windows])
    for slot in slots(kept, session) if kept is not None else ():
        window = problem.windows[slot.window] if slot.window is not None else None
        yield replace(slot, place=next(place for place in choices(session, window) if place not in room))


def _in_place(problem: Problem, session: Session, place: str, room: Mapping[str, tuple[Stretch, ...]]) -> Iterator[Slot]:
    """The slots in which a session is in a shared place."""
    hours = meeting(session.hours or ALWAYS, room[place])
    if session.fixed is not None:
        if not inside(hours, session.fixed, session.fixed + session.least):
            return
        kept = problem
    else:
        kept = _only(problem, [_needs(session, window, place, room) for window in problem.windows])
    for slot in slots(kept, replace(session, places=(place,), hours=hours)):
        yield replace(slot, place=place, lane=place)


def _needs(session: Session, window: Window, place: str, room: Mapping[str, tuple[Stretch, ...]]) -> bool:
    return place in choices(session, window) and not elsewhere(session, window, room)


def _only(problem: Problem, kept: list[bool]) -> Problem:
    """The problem with the other windows shut; the windows keep their numbers."""
    windows = (window if keep else replace(window, only=frozenset()) for window, keep in zip(problem.windows, kept, strict=True))
    return replace(problem, windows=tuple(windows))


def price(seated: Seated, prices: Mapping[tuple[str, int], int]) -> Linear:
    """What a member pays for being in shared places at priced minutes: `prices` by place and minute."""
    week, shift = seated.built.week, seated.seat.offset
    paid: list[Linear] = []
    for actor in week.actors:
        ways = [(slot, here) for slot, here in zip(actor.slots, actor.here, strict=True) if slot.lane and here is not False]
        for (place, minute), cost in prices.items():
            there = [(slot, here) for slot, here in ways if slot.lane == place]
            paid.append(cost * _there(seated, actor, there, minute - shift))
    return total(paid)


def _there(seated: Seated, actor: Actor, ways: list[tuple[Slot, Truth]], minute: int) -> Linear:
    """1 where a session in one of the slots lasts over that elapsed minute, else 0."""
    week = seated.built.week
    certain = [here for slot, here in ways if slot.last <= minute < slot.first + actor.session.least]
    open_ = [
        here
        for slot, here in ways
        if slot.first <= minute < slot.until and not slot.last <= minute < slot.first + actor.session.least
    ]
    known = total(as_linear(here) for here in certain)
    if not open_:
        return known
    busy, after = week.literal("there"), week.literal("after")
    step = minute // week.grid
    for here in open_:
        conditions = [*(open_truths([here]) or []), ~busy]
        week.model.add(actor.start > step).only_enforce_if([*conditions, after])
        week.model.add(actor.end <= step).only_enforce_if([*conditions, ~after])
    return known + Linear.of(busy)


def be_there(seated: Seated, place: str, minute: int) -> None:
    """Let one of the sessions last over a minute in a shared place."""
    week, minute = seated.built.week, minute - seated.seat.offset
    step = minute // week.grid
    ways = []
    for actor, slot, here in seated.in_shared():
        if slot.lane == place and slot.first <= minute < slot.until:
            way = week.literal("is there")
            week.model.add_bool_or([*(open_truths([here]) or [True])]).only_enforce_if(way)
            week.model.add(actor.start <= step).only_enforce_if(way)
            week.model.add(actor.end > step).only_enforce_if(way)
            ways.append(way)
    week.model.add_bool_or(ways)
