"""The variables of one week, and nothing else: the only file that makes CP-SAT variables.

One literal per session and slot, a start and (where minutes are a range) a length and an end per session, one no-overlap over optional
intervals. Times in variables are in steps of the grid since the week's first local midnight. Day and order literals are made when first
asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from ortools.sat.python import cp_model

from solver.domain.clock import DAYS
from solver.domain.problem import Problem
from solver.domain.session import Placed, Session
from solver.model.linear import Linear
from solver.model.slots import Slot, slots

Truth = cp_model.LiteralT | bool  # a literal, or already decided
Picks = Callable[[Session], bool]
WayOut = Callable[[], tuple[cp_model.LiteralT, ...]]  # asked only where a constraint is needed


def no_way_out() -> tuple[cp_model.LiteralT, ...]:
    """The way out of a constraint that holds whatever happens."""
    return ()


@dataclass(frozen=True, eq=False)
class Actor:
    """A session as the model sees it: one of the week's own, or one at its edge.

    Attributes:
        here: a literal per slot, true when the session lies in it.
        start, end: in grid steps; `shift` (minutes) comes on top of both, `tail` (minutes) of the end alone.
        length: minutes, 0 when not placed.
        original: for a session one week later, the one it repeats.
    """

    session: Session
    slots: tuple[Slot, ...]
    here: tuple[Truth, ...]
    placed: Truth
    start: cp_model.LinearExprT
    end: cp_model.LinearExprT
    length: Linear
    shift: int = 0
    tail: int = 0
    original: Actor | None = None
    inside: bool = True

    @property
    def source(self) -> Actor:
        """The actor whose literals these are."""
        return self.original or self


class Week:
    """The variables of one week's model.

    Args:
        problem: the week to be scheduled.
        apart: ids that some rule names one by one; sessions of their wishes are then not interchangeable.
        all_optional: whether key and fixed sessions may be left out too.
    """

    def __init__(self, problem: Problem, apart: Iterable[str] = (), *, all_optional: bool = False) -> None:
        self.problem = problem
        self._all_optional = all_optional
        self.grid = problem.clock.grid
        self.model = cp_model.CpModel()
        self.one_a_day: list[tuple[Actor, ...]] = []  # groups of which at most one is on any training day
        self._on: dict[tuple[int, int], Truth] = {}
        self._order: dict[tuple[int, int], cp_model.IntVar] = {}
        self._trained: dict[tuple[tuple[Actor, ...], int], Truth] = {}
        self._length_on: dict[tuple[int, int], Linear] = {}
        self._longer: dict[tuple[int, int], cp_model.IntVar] = {}
        self.actors = tuple(self._actor(session, slots(problem, session)) for session in problem.sessions)
        self.edges = tuple(self._edges())
        self._rank = {id(actor): rank for rank, actor in enumerate((*self.actors, *self.edges))}
        self._no_overlap()
        self._interchangeable(frozenset(apart))

    # -- sessions ----------------------------------------------------------------------------------------------------------------

    def literal(self, name: str = "") -> cp_model.IntVar:
        """A new truth value."""
        return self.model.new_bool_var(name)

    def _actor(self, session: Session, found: tuple[Slot, ...]) -> Actor:
        placed, here = self._placement(session, found)
        if not found:
            return Actor(session, (), (), False, 0, 0, Linear())
        low, high = min(s.first for s in found) // self.grid, max(s.last for s in found) // self.grid
        starts = cp_model.Domain.from_intervals([[s.first // self.grid, s.last // self.grid] for s in found])
        start = self.model.new_int_var_from_domain(starts, f"{session.id} start") if low < high else low
        if session.least == session.most:
            end: cp_model.LinearExprT = start + session.most // self.grid
            length = session.most * self.linear(placed)
        else:
            least, most = session.least // self.grid, session.most // self.grid
            steps = self.model.new_int_var(0 if placed is not True else least, most, f"{session.id} length")
            end = self.model.new_int_var(low + least, max(s.until for s in found) // self.grid, f"{session.id} end")
            length = self.grid * Linear.of(steps, 0 if placed is not True else least, most)
            if placed is not True:
                self.model.add(steps >= least).only_enforce_if(placed)
                self.model.add(steps == 0).only_enforce_if(~placed)
        actor = Actor(session, found, here, placed, start, end, length)
        self._bind_slots(actor)
        return actor

    def _placement(self, session: Session, found: tuple[Slot, ...]) -> tuple[Truth, tuple[Truth, ...]]:
        must_be = session.must_be_placed and not self._all_optional
        if not found:
            if must_be:
                self.model.add_bool_or([])
            return False, ()
        if must_be:
            if len(found) == 1:
                return True, (True,)
            here = [self.literal(f"{session.id} in {slot.window}/{slot.day}") for slot in found]
            self.model.add_exactly_one(here)
            return True, tuple(here)
        here = [self.literal(f"{session.id} in {slot.window}/{slot.day}") for slot in found]
        if len(here) == 1:
            return here[0], (here[0],)
        placed = self.literal(f"{session.id} placed")
        self.model.add_exactly_one([*here, ~placed])
        return placed, tuple(here)

    def _bind_slots(self, actor: Actor) -> None:
        """A session in a slot starts and ends within it; one that is not placed starts nowhere in particular."""
        fixed_length = actor.session.least == actor.session.most
        for slot, here in zip(actor.slots, actor.here, strict=True):
            conditions = self.conditions([here])
            if conditions is None:
                continue
            first, last = slot.first // self.grid, slot.last // self.grid
            if not isinstance(actor.start, int) and len(actor.slots) > 1:
                self.model.add_linear_constraint(actor.start, first, last).only_enforce_if(conditions)
            if not fixed_length and slot.until - slot.last < actor.session.most:
                self.model.add(actor.end <= slot.until // self.grid).only_enforce_if(conditions)
            self._not_in_earlier(actor, slot, conditions)
        if actor.placed is not True and not isinstance(actor.start, int):
            self.model.add(actor.start == actor.slots[0].first // self.grid).only_enforce_if(~actor.placed)

    def _not_in_earlier(self, actor: Actor, slot: Slot, conditions: list[cp_model.LiteralT]) -> None:
        """Where windows overlap, a session that fits the earlier one is said to be in that: one schedule, one slot."""
        for earlier in actor.slots:
            if earlier is slot:
                return
            if earlier.day == slot.day and earlier.own == slot.own and earlier.last >= slot.first:
                self.model.add(actor.end > earlier.until // self.grid).only_enforce_if(conditions)

    def _edges(self) -> Iterator[Actor]:
        if self.problem.scenario.repeats:
            length = self.problem.clock.end - self.problem.clock.start
            for actor in self.actors:
                later = tuple(
                    Slot(None, s.day + DAYS, s.first + length, s.last + length, s.until + length) for s in actor.slots
                )
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
        before, one over sessions that carry their time after.
        """
        actors = [actor for actor in self.actors if actor.slots]
        self._disjoint(actors, lambda session: session.before, lambda _: 0)
        if any(actor.session.after for actor in actors):
            self._disjoint(actors, lambda _: 0, lambda session: session.after)
        if self.problem.scenario.repeats:
            for later in self.edges:
                for actor in self.actors:
                    self.keep_gap(actor, later, max(actor.session.after, later.session.before))

    def _disjoint(self, actors: list[Actor], before: Callable[[Session], int], after: Callable[[Session], int]) -> None:
        intervals = []
        for actor in actors:
            ahead, behind = before(actor.session) // self.grid, after(actor.session) // self.grid
            size = self.steps(actor) + ahead + behind
            start, end = actor.start - ahead, actor.end + behind
            if actor.placed is True:
                intervals.append(self.model.new_interval_var(start, size, end, actor.session.id))
            else:
                intervals.append(self.model.new_optional_interval_var(start, size, end, actor.placed, actor.session.id))
        self.model.add_no_overlap(intervals)

    def steps(self, actor: Actor) -> cp_model.LinearExprT:
        """The length of a session, if placed, in grid steps."""
        if actor.session.least == actor.session.most:
            return actor.session.most // self.grid
        return actor.length.divided(self.grid).expression()

    def _interchangeable(self, apart: frozenset[str]) -> None:
        """Sessions of one wish are numbered in the order of the week."""
        for _, entry in groupby(self.actors, key=lambda actor: actor.session.entry):
            group = list(entry)
            if apart & {actor.session.id for actor in group}:
                continue
            for first, second in pairwise(group):
                if not second.slots:
                    continue
                self._implies(second.placed, first.placed)
                conditions = self.conditions([second.placed])
                self.model.add(second.start >= first.end).only_enforce_if(conditions or [])

    def _implies(self, one: Truth, other: Truth) -> None:
        conditions = self.conditions([one])
        if conditions is not None and other is not True:
            self.model.add_bool_or([*(~c for c in conditions), *([] if other is False else [other])])

    # -- derived truths -----------------------------------------------------------------------------------------------------------

    @staticmethod
    def linear(truth: Truth) -> Linear:
        """A truth as 0 or 1."""
        return Linear(int(truth)) if isinstance(truth, bool) else Linear.of(truth)

    @staticmethod
    def conditions(truths: Iterable[Truth]) -> list[cp_model.LiteralT] | None:
        """The literals that are still open, or None when one of the truths is false."""
        open_ = []
        for truth in truths:
            if truth is False:
                return None
            if truth is not True:
                open_.append(truth)
        return open_

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

    def days_of(self, actor: Actor) -> list[int]:
        """The training days a session can be on."""
        return sorted({slot.day for slot in actor.slots})

    def trained(self, picks: Picks, day: int) -> Truth:
        """True at least if a meant session, an edge included, is on that training day."""
        if not 0 <= day < DAYS:
            return self._trained_outside(picks, day)
        meant = tuple(actor for actor in self.actors if picks(actor.session))
        key = (meant, day)
        if key not in self._trained:
            self._trained[key] = self._any([self.on(actor, day) for actor in meant])
        return self._trained[key]

    def _any(self, truths: list[Truth]) -> Truth:
        if any(truth is True for truth in truths):
            return True
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
        """What follows from the rules together, said once they all are: where at most one of a group is on a day, the day's truth is at
        least their sum. The linear relaxation sees so how many hard days or training days there must be.
        """
        for (meant, day), trained in self._trained.items():
            if isinstance(trained, bool):
                continue
            for group in self.one_a_day:
                there = [self.on(actor, day) for actor in group if actor in meant]
                open_ = [truth for truth in there if not isinstance(truth, bool)]
                if len(open_) > 1:
                    self.model.add(sum(open_) <= trained)

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

    def comes_first(self, one: Actor, other: Actor) -> tuple[cp_model.LiteralT, ...]:
        """A literal (in a tuple) that says which of two sessions of the week comes first, where their slots leave it open."""
        flipped = self._rank[id(one)] > self._rank[id(other)]
        first, second = (other, one) if flipped else (one, other)
        key = (id(first), id(second))
        if key not in self._order:
            self._order[key] = self._ordering(first, second)
        return (~self._order[key],) if flipped else (self._order[key],)

    def _ordering(self, first: Actor, second: Actor) -> cp_model.IntVar:
        literal = self.literal(f"{first.session.id} before {second.session.id}")
        for p, here in zip(first.slots, first.here, strict=True):
            for q, there in zip(second.slots, second.here, strict=True):
                if can_precede(first, p, q) and can_precede(second, q, p):
                    conditions = self.conditions([here, there])
                    if conditions is not None:
                        self._after(first, second, 0, [literal, *conditions])
                        self._after(second, first, 0, [~literal, *conditions])
        return literal

    def _after(self, earlier: Actor, later: Actor, minutes: int, conditions: list[cp_model.LiteralT]) -> None:
        """Under the conditions, `later` starts at least `minutes` after `earlier` ends."""
        needed = minutes + earlier.shift + earlier.tail - later.shift
        constraint = later.start - earlier.end >= -(-needed // self.grid)
        if isinstance(constraint, bool):
            if not constraint:
                self.model.add_bool_or([~c for c in conditions])
        else:
            self.model.add(constraint).only_enforce_if(conditions)

    def length_on(self, actor: Actor, day: int) -> Linear:
        """The minutes of a session if it is on that training day, else 0."""
        there = self.on(actor, day)
        if there is False:
            return Linear()
        if there is True or there is actor.placed:
            return actor.length
        session = actor.session
        if session.least == session.most:
            return session.most * self.linear(there)
        key = (id(actor), day)
        if key not in self._length_on:
            self._split_length(actor)
        return self._length_on[key]

    def _split_length(self, actor: Actor) -> None:
        """The length of a session as a sum over its days, of which one at most is not 0."""
        most, least = actor.session.most // self.grid, actor.session.least // self.grid
        parts = []
        for day in self.days_of(actor):
            there = self.on(actor, day)
            part = self.model.new_int_var(0, most, f"{actor.session.id} length on {day}")
            self.model.add(part <= most * there)
            self.model.add(part >= least * there)
            parts.append(part)
            self._length_on[id(actor), day] = self.grid * Linear.of(part, 0, most)
        self.model.add(cp_model.LinearExpr.sum(parts) == self.steps(actor))

    def keep_start(self, actor: Actor, stretches: Iterable[tuple[int, int]] | None, unless: WayOut) -> None:
        """If placed, the session starts in one of the stretches of elapsed minutes."""
        if stretches is None:
            return
        allowed = [(-(-start // self.grid), -(-end // self.grid) - 1) for start, end in stretches]
        for slot, here in zip(actor.slots, actor.here, strict=True):
            first, last = slot.first // self.grid, slot.last // self.grid
            if any(low <= first and last <= high for low, high in allowed):
                continue
            conditions = self.conditions([here]) or []
            inside = [[max(low, first), min(high, last)] for low, high in allowed if max(low, first) <= min(high, last)]
            if inside:
                domain = cp_model.Domain.from_intervals(inside)
                constraint = self.model.add_linear_expression_in_domain(actor.start, domain)
                constraint.only_enforce_if([*conditions, *(~u for u in unless())])
            else:
                self.model.add_bool_or([*(~c for c in conditions), *unless()])

    def keep_gap(
        self, earlier: Actor, later: Actor, minutes: int, unless: WayOut = no_way_out, given: Iterable[Truth] = ()
    ) -> None:
        """Where `earlier` comes first, at least `minutes` lie between its end and the start of `later`.

        Most pairs of slots are decided here, before the solver sees them: far enough apart (nothing to post), too close (a
        clause), or in between (a conditional linear constraint).
        """
        for p, here in zip(earlier.slots, earlier.here, strict=True):
            for q, there in zip(later.slots, later.here, strict=True):
                if not can_precede(earlier, p, q) or q.first - _latest_end(earlier, p) >= minutes:
                    continue
                conditions = self.conditions([here, there, *given])
                if conditions is None:
                    continue
                if can_precede(later, q, p):
                    conditions += self.comes_first(earlier, later)
                if q.last - (p.first + earlier.session.least) < minutes:
                    self.model.add_bool_or([*(~c for c in conditions), *unless()])
                else:
                    self._after(earlier, later, minutes, [*conditions, *(~u for u in unless())])

    # -- reading a solution ---------------------------------------------------------------------------------------------------------

    def read(self, solver: cp_model.CpSolver) -> tuple[Placed, ...]:
        """The placed sessions of a solution, in time order."""
        found = []
        for actor in self.actors:
            if actor.placed is False or (actor.placed is not True and not solver.boolean_value(actor.placed)):
                continue
            slot = next(s for s, here in zip(actor.slots, actor.here, strict=True) if here is True or solver.boolean_value(here))
            start = int(solver.value(actor.start)) * self.grid
            minutes = int(solver.value(self.steps(actor))) * self.grid
            found.append(Placed(actor.session, start, minutes, slot.day, place(self.problem, actor.session, slot)))
        return tuple(sorted(found, key=lambda placed: placed.start))


def _latest_end(actor: Actor, slot: Slot) -> int:
    return min(slot.until, slot.last + actor.session.most)


def can_precede(first: Actor, p: Slot, q: Slot) -> bool:
    """Whether a session in slot p can end before another in slot q starts."""
    return q.last >= p.first + first.session.least


def place(problem: Problem, session: Session, slot: Slot) -> str | None:
    """Where a session in a slot is done: the first of its places that the window offers."""
    offered = problem.windows[slot.window].places if slot.window is not None else ()
    if not session.places:
        return offered[0] if offered else None
    return next((wanted for wanted in session.places if not offered or wanted in offered), None)

