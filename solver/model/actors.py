"""Actors: sessions as the model sees them, and the variables that each is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ortools.sat.python import cp_model

from solver.domain.session import Session
from solver.model.linear import Linear, Term
from solver.model.meter import Meter
from solver.model.slots import Slot

Truth = cp_model.LiteralT  # a literal, or (a Python bool) already decided
Picks = Callable[[Session], bool]
WayOut = Callable[[], tuple[cp_model.LiteralT, ...]]  # asked only where a constraint is needed


def no_way_out() -> tuple[cp_model.LiteralT, ...]:
    """The way out of a constraint that holds whatever happens."""
    return ()


def as_linear(truth: Truth) -> Linear:
    """A truth as 0 or 1."""
    if isinstance(truth, bool):
        return Linear(int(truth))
    assert isinstance(truth, cp_model.IntVar)
    return Linear.of(truth)


def number_of(truths: Iterable[Truth]) -> Linear:
    """How many of the truths hold."""
    certain = 0
    terms: dict[int, Term] = {}
    for truth in truths:
        if isinstance(truth, bool):
            certain += truth
        else:
            assert isinstance(truth, cp_model.IntVar)
            before = terms.get(truth.index)
            terms[truth.index] = (truth, before[1] + 1 if before else 1, 0, 1)
    return Linear(certain, terms)


def open_truths(truths: Iterable[Truth]) -> list[cp_model.LiteralT] | None:
    """The literals that are still open, or None when one of the truths is false."""
    open_ = []
    for truth in truths:
        if truth is False:
            return None
        if truth is not True:
            open_.append(truth)
    return open_


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

    @cached_property
    def by_day(self) -> Mapping[int, list[tuple[Slot, Truth]]]:
        """The slots with their literals by training day, in the order of the days."""
        found: dict[int, list[tuple[Slot, Truth]]] = {}
        for slot, here in sorted(zip(self.slots, self.here, strict=True), key=lambda pair: pair[0].day):
            found.setdefault(slot.day, []).append((slot, here))
        return found

    @property
    def days(self) -> list[int]:
        """The training days it can be on."""
        return list(self.by_day)

    @cached_property
    def earliest(self) -> int:
        """The first elapsed minute at which it can start."""
        return min(slot.first for slot in self.slots)

    @cached_property
    def latest(self) -> int:
        """The last elapsed minute at which it can end."""
        return max(min(slot.until, slot.last + self.session.most) for slot in self.slots)

    def steps(self, grid: int) -> cp_model.LinearExprT:
        """Its length, if placed, in grid steps."""
        if self.session.least == self.session.most:
            return self.session.most // grid
        expression: cp_model.LinearExprT = self.length.divided(grid).expression()
        return expression


class Maker:
    """Makes the variables of sessions.

    Args:
        all_optional: whether key and fixed sessions may be left out too.
    """

    def __init__(self, model: cp_model.CpModel, grid: int, meter: Meter, *, all_optional: bool) -> None:
        self._model = model
        self._meter = meter
        self._grid = grid
        self._all_optional = all_optional

    def make(self, session: Session, found: tuple[Slot, ...]) -> Actor:
        """The variables of one session that can lie in the slots found for it."""
        self._meter.terms(len(found))
        placed, here = self._placement(session, found)
        if not found:
            return Actor(session, (), (), False, 0, 0, Linear())
        low, high = min(s.first for s in found) // self._grid, max(s.last for s in found) // self._grid
        starts = cp_model.Domain.from_intervals([[s.first // self._grid, s.last // self._grid] for s in found])
        start = self._model.new_int_var_from_domain(starts, f"{session.id} start") if low < high else low
        if session.least == session.most:
            end: cp_model.LinearExprT = start + session.most // self._grid
            length = session.most * as_linear(placed)
        else:
            least, most = session.least // self._grid, session.most // self._grid
            steps = self._model.new_int_var(0 if placed is not True else least, most, f"{session.id} length")
            end = self._model.new_int_var(low + least, max(s.until for s in found) // self._grid, f"{session.id} end")
            length = self._grid * Linear.of(steps, 0 if placed is not True else least, most)
            if placed is not True:
                self._model.add(steps >= least).only_enforce_if(placed)
                self._model.add(steps == 0).only_enforce_if(~placed)
        actor = Actor(session, found, here, placed, start, end, length)
        self._bind_slots(actor)
        return actor

    def _placement(self, session: Session, found: tuple[Slot, ...]) -> tuple[Truth, tuple[Truth, ...]]:
        must_be = session.must_be_placed and not self._all_optional
        if not found:
            if must_be:
                self._model.add_bool_or([])
            return False, ()
        if must_be:
            if len(found) == 1:
                return True, (True,)
            here = [self._model.new_bool_var(f"{session.id} in {slot.window}/{slot.day}") for slot in found]
            self._model.add_exactly_one(here)
            return True, tuple(here)
        here = [self._model.new_bool_var(f"{session.id} in {slot.window}/{slot.day}") for slot in found]
        if len(here) == 1:
            return here[0], (here[0],)
        placed = self._model.new_bool_var(f"{session.id} placed")
        self._model.add_exactly_one([*here, ~placed])
        return placed, tuple(here)

    def _bind_slots(self, actor: Actor) -> None:
        """A session in a slot starts and ends within it; one that is not placed starts nowhere in particular."""
        fixed_length = actor.session.least == actor.session.most
        for slot, here in zip(actor.slots, actor.here, strict=True):
            conditions = open_truths([here])
            if conditions is None:
                continue
            first, last = slot.first // self._grid, slot.last // self._grid
            if not isinstance(actor.start, int) and len(actor.slots) > 1:
                self._model.add_linear_constraint(actor.start, first, last).only_enforce_if(conditions)
            if not fixed_length and slot.until - slot.last < actor.session.most:
                self._model.add(actor.end <= slot.until // self._grid).only_enforce_if(conditions)
            self._not_in_earlier(actor, slot, conditions)
        if actor.placed is not True and not isinstance(actor.start, int):
            self._model.add(actor.start == actor.slots[0].first // self._grid).only_enforce_if(~actor.placed)

    def _not_in_earlier(self, actor: Actor, slot: Slot, conditions: list[cp_model.LiteralT]) -> None:
        """Where windows overlap, a session that fits the earlier one is said to be in that: one schedule, one slot."""
        for earlier in actor.slots:
            if earlier is slot:
                return
            self._meter.step()
            alike = (earlier.day, earlier.own, earlier.lane) == (slot.day, slot.own, slot.lane)
            if alike and earlier.last >= slot.first:
                self._model.add(actor.end > earlier.until // self._grid).only_enforce_if(conditions)
