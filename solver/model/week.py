"""One week's model: its sessions, what always holds of them, and truths derived from them.

One literal per session and slot, a start and (where minutes are a range) a length and an end per session, one no-overlap over optional
intervals. Times in variables are in steps of the grid since the week's first local midnight. Day and order literals are made when first
asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from solver.domain.clock import DAYS
from solver.domain.problem import Problem
from solver.domain.session import Placed, Session
from solver.model.actors import Actor, Maker, Picks, Truth, as_linear, number_of, open_truths
from solver.model.budget import Budget
from solver.model.interchangeable import interchangeable
from solver.model.linear import Linear
from solver.model.meter import Meter
from solver.model.slots import Finder, Slot, slots
from solver.model.timing import Timing


@dataclass(frozen=True, eq=False)
class Crowd:
    """What sessions on one training day cost by their number n: amount ≥ slope × n - offset for every tangent, where n is at least 1."""

    meant: tuple[Actor, ...]
    day: int
    amount: Linear
    tangents: tuple[tuple[int, int], ...]


class Week:
    """The variables of one week's model.

    Args:
        problem: the week to be scheduled.
        apart: words of the rules; a session whose own id is among them is not interchangeable with its twins.
        find: where each session can lie.
        all_optional: whether key and fixed sessions may be left out too.
        model: where its variables go; weeks that share one can be bound to each other.
        budget: what building may spend.

    Raises:
        OutOfBudget: here and in whatever says more to the week.
    """

    def __init__(
        self,
        problem: Problem,
        apart: Iterable[str] = (),
        find: Finder = slots,
        *,
        all_optional: bool = False,
        model: cp_model.CpModel | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.problem = problem
        self.grid = problem.clock.grid
        self.model = model if model is not None else cp_model.CpModel()
        self.meter = Meter(self.model, budget)
        self.crowds: list[Crowd] = []
        self._chosen: dict[Picks, tuple[Actor, ...]] = {}
        self._on: dict[tuple[int, int], Truth] = {}
        self._trained: dict[tuple[tuple[Actor, ...], int], Truth] = {}
        self._length_on: dict[tuple[int, int], Linear] = {}
        self._longer: dict[tuple[int, int], cp_model.IntVar] = {}
        maker = Maker(self.model, self.grid, self.meter, all_optional=all_optional)
        self.actors = tuple(maker.make(session, find(problem, session)) for session in problem.sessions)
        self.edges = tuple(self._edges())
        self.timing = Timing(self.model, self.grid, self.meter, (*self.actors, *self.edges))
        self._no_overlap()
        self._number(frozenset(apart))

    # -- sessions ----------------------------------------------------------------------------------------------------------------

    def literal(self, name: str = "") -> cp_model.IntVar:
        """A new truth value."""
        self.meter.step()
        return self.model.new_bool_var(name)

    def _edges(self) -> Iterator[Actor]:
        if self.problem.scenario.repeats:
            length = self.problem.clock.end - self.problem.clock.start
            for actor in self.actors:
                later = tuple(Slot(None, s.day + DAYS, s.first + length, s.last + length, s.until + length) for s in actor.slots)
                yield Actor(
                    actor.session, later, actor.here, actor.placed, actor.start, actor.end, actor.length,
                    shift=length, original=actor, inside=False,
                )  # fmt: skip
            return
        for event in (*self.problem.past, *self.problem.future):
            slot = Slot(None, event.day, event.start, event.start, event.end)
            yield Actor(
                event.session, (slot,), (True,), True, 0, 0, Linear(event.minutes),
                shift=event.start, tail=event.minutes, inside=False,
            )  # fmt: skip

    # -- what is always true -------------------------------------------------------------------------------------------------------

    def _no_overlap(self) -> None:
        """No two sessions overlap, nor reach into each other's buffer; the buffers of two neighbours may overlap each other.

        With a first, the gap to b is at least max(a.after, b.before): one no-overlap over sessions that carry their time
        before, one over sessions that carry their time after. Starts and ends are on the grid, so buffers can be rounded up to it here.
        """
        actors = [actor for actor in self.actors if actor.slots]
        self._disjoint(actors, lambda session: session.before, lambda _: 0)
        if any(actor.session.after for actor in actors):
            self._disjoint(actors, lambda _: 0, lambda session: session.after)
        if self.problem.scenario.repeats:
            for later in self.edges:
                for actor in self.actors:
                    self.timing.keep_following(actor, later, max(actor.session.after, later.session.before))

    def _disjoint(self, actors: list[Actor], before: Callable[[Session], int], after: Callable[[Session], int]) -> None:
        intervals = []
        for actor in actors:
            ahead, behind = (-(-minutes // self.grid) for minutes in (before(actor.session), after(actor.session)))
            size = actor.steps(self.grid) + ahead + behind
            start, end = actor.start - ahead, actor.end + behind
            if actor.placed is True:
                intervals.append(self.model.new_interval_var(start, size, end, actor.session.id))
            else:
                intervals.append(self.model.new_optional_interval_var(start, size, end, actor.placed, actor.session.id))
        self.model.add_no_overlap(intervals)

    def _number(self, apart: frozenset[str]) -> None:
        """Interchangeable sessions are numbered in the order of the week."""
        actors = {actor.session.id: actor for actor in self.actors}
        for group in interchangeable(self.problem.sessions, apart):
            for first, second in pairwise(actors[session.id] for session in group.sessions):
                if not second.slots:
                    continue
                self._implies(second.placed, first.placed)
                self.timing.after(first, second, 0, open_truths([second.placed]) or [])

    def _implies(self, one: Truth, other: Truth) -> None:
        conditions = open_truths([one])
        if conditions is not None and other is not True:
            self.model.add_bool_or([*(~c for c in conditions), *([] if other is False else [other])])

    # -- derived truths -----------------------------------------------------------------------------------------------------------

    def chosen(self, picks: Picks) -> tuple[Actor, ...]:
        """The week's own sessions that are meant."""
        if picks not in self._chosen:
            self.meter.step(len(self.actors))
            self._chosen[picks] = tuple(actor for actor in self.actors if picks(actor.session))
        return self._chosen[picks]

    def on(self, actor: Actor, day: int) -> Truth:
        """Whether a session is on a training day."""
        source = actor.source
        if source is not actor:
            day -= DAYS
        key = (id(source), day)
        if key not in self._on:
            self._on[key] = self._on_day(source, day)
        return self._on[key]

    def _on_day(self, actor: Actor, day: int) -> Truth:
        there = [here for slot, here in zip(actor.slots, actor.here, strict=True) if slot.day == day]
        if not there or len(there) == len(actor.slots):
            return actor.placed if there else False
        if len(there) == 1:
            return there[0]
        literal = self.literal(f"{actor.session.id} on {day}")
        self.model.add_exactly_one([*there, ~literal])
        return literal

    def trained(self, picks: Picks, day: int) -> Truth:
        """True at least if a meant session, an edge included, is on that training day."""
        if not 0 <= day < DAYS:
            return self._trained_outside(picks, day)
        meant = self.chosen(picks)
        key = (meant, day)
        if key not in self._trained:
            self._trained[key] = self._any([self.on(actor, day) for actor in meant])
        return self._trained[key]

    def _any(self, truths: list[Truth]) -> Truth:
        if any(truth is True for truth in truths):
            return True
        self.meter.step(len(truths))
        open_ = [truth for truth in truths if truth is not False]
        if len(open_) < 2:
            return open_[0] if open_ else False
        literal = self.literal("trained")
        for truth in open_:
            self.model.add_implication(truth, literal)
        return literal

    def _trained_outside(self, picks: Picks, day: int) -> Truth:
        if self.problem.scenario.repeats:
            return self.trained(picks, day - DAYS) if DAYS <= day < 2 * DAYS else False
        return any(actor.slots[0].day == day and picks(actor.session) for actor in self.edges)

    def tighten(self) -> None:
        """Say what follows from the rules together, once they are all said.

        What a crowd on a day costs at least, it costs only on a day that is trained on: so the linear relaxation sees how many hard days or
        training days there must be, and what it costs to have fewer.
        """
        for (meant, day), trained in list(self._trained.items()):
            self.meter.step(len(self.crowds))
            for crowd in self.crowds:
                if crowd.day == day and not isinstance(trained, bool):
                    self._tighten(crowd, [actor for actor in crowd.meant if actor in meant], trained)

    def _tighten(self, crowd: Crowd, common: Sequence[Actor], trained: Truth) -> None:
        number = number_of(self.on(actor, crowd.day) for actor in common)
        self.meter.terms(len(crowd.meant) + len(crowd.tangents) * len(number.terms))
        there, amount = number.expression(), crowd.amount.expression()
        for slope, offset in crowd.tangents:
            if slope * number.upper > offset:
                self.model.add(slope * there - offset * trained <= amount)

    def longer_than(self, actor: Actor, minutes: int) -> Truth:
        """True at least if a session lasts longer than that."""
        session = actor.session
        if session.most <= minutes:
            return False
        if session.least > minutes:
            return True
        key = (id(actor.source), minutes)
        if key not in self._longer:
            literal = self._longer[key] = self.literal(f"{session.id} over {minutes}")
            self.model.add(actor.length.expression() <= minutes).only_enforce_if(~literal)
        return self._longer[key]

    def length_on(self, actor: Actor, day: int) -> Linear:
        """The minutes of a session if it is on that training day, else 0."""
        there = self.on(actor, day)
        if there is False:
            return Linear()
        if there is True or there is actor.placed:
            return actor.length
        session = actor.session
        if session.least == session.most:
            return session.most * as_linear(there)
        key = (id(actor), day)
        if key not in self._length_on:
            self._split_length(actor)
        return self._length_on[key]

    def _split_length(self, actor: Actor) -> None:
        """The length of a session as a sum over its days, of which one at most is not 0."""
        self.meter.terms(len(actor.days))
        most, least = actor.session.most // self.grid, actor.session.least // self.grid
        parts = []
        for day in actor.days:
            there = self.on(actor, day)
            part = self.model.new_int_var(0, most, f"{actor.session.id} length on {day}")
            self.model.add(part <= most * there)
            self.model.add(part >= least * there)
            parts.append(part)
            self._length_on[id(actor), day] = self.grid * Linear.of(part, 0, most)
        self.model.add(cp_model.LinearExpr.sum(parts) == actor.steps(self.grid))

    # -- reading a solution ---------------------------------------------------------------------------------------------------------

    def read(self, solver: cp_model.CpSolver) -> tuple[Placed, ...]:
        """The placed sessions of a solution, in time order."""
        found = []
        for actor in self.actors:
            if actor.placed is False or (actor.placed is not True and not solver.boolean_value(actor.placed)):
                continue
            slot = next(s for s, here in zip(actor.slots, actor.here, strict=True) if here is True or solver.boolean_value(here))
            start = int(solver.value(actor.start)) * self.grid
            minutes = int(solver.value(actor.steps(self.grid))) * self.grid
            found.append(Placed(actor.session, start, minutes, slot.day, place(self.problem, actor.session, slot)))
        return tuple(sorted(found, key=lambda placed: placed.start))


def place(problem: Problem, session: Session, slot: Slot) -> str | None:
    """Where a session in a slot is done: the first of its places that the window offers, where the slot does not settle it."""
    if slot.place is not None:
        return slot.place
    offered = problem.windows[slot.window].places if slot.window is not None else ()
    if not session.places:
        return offered[0] if offered else None
    return next((wanted for wanted in session.places if not offered or wanted in offered), None)
