"""What depends on clock times: which of two sessions comes first, gaps between them, hours they start in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ortools.sat.python import cp_model

from solver.model.actors import Actor, Truth, WayOut, no_way_out, open_truths
from solver.model.meter import Meter
from solver.model.slots import Slot

MANY_PAIRS = 1024  # of slots: beyond that the gap between two sessions is one constraint, not one for each pair of slots


class Timing:
    """Order literals and gaps of one week's model.

    Args:
        actors: all of them in a fixed order, the week's own first.
    """

    def __init__(self, model: cp_model.CpModel, grid: int, meter: Meter, actors: Sequence[Actor]) -> None:
        self._meter = meter
        self._model = model
        self._grid = grid
        self._rank = {id(actor): rank for rank, actor in enumerate(actors)}
        self._order: dict[tuple[int, int], cp_model.IntVar] = {}

    def comes_first(self, one: Actor, other: Actor) -> tuple[cp_model.LiteralT, ...]:
        """A literal (in a tuple) that says which of two sessions of the week comes first, where their slots leave it open."""
        flipped = self._rank[id(one)] > self._rank[id(other)]
        first, second = (other, one) if flipped else (one, other)
        key = (id(first), id(second))
        if key not in self._order:
            self._order[key] = self._ordering(first, second)
        return (~self._order[key],) if flipped else (self._order[key],)

    def _ordering(self, first: Actor, second: Actor) -> cp_model.IntVar:
        """A literal that says which comes first wherever both are; one of the two holds, since they do not overlap."""
        literal = self._model.new_bool_var(f"{first.session.id} before {second.session.id}")
        conditions = open_truths([first.placed, second.placed])
        if conditions is not None:
            self.after(first, second, 0, [literal, *conditions])
            self.after(second, first, 0, [~literal, *conditions])
        return literal

    def after(self, earlier: Actor, later: Actor, minutes: int, conditions: list[cp_model.LiteralT]) -> None:
        """Under the conditions, `later` starts at least `minutes` after `earlier` ends."""
        needed = minutes + earlier.shift + earlier.tail - later.shift
        constraint = later.start - earlier.end >= -(-needed // self._grid)
        if isinstance(constraint, bool):
            if not constraint:
                self._model.add_bool_or([~c for c in conditions])
        else:
            self._model.add(constraint).only_enforce_if(conditions)

    def keep_start(self, actor: Actor, stretches: Iterable[tuple[int, int]] | None, unless: WayOut) -> None:
        """If placed, the session starts in one of the stretches of elapsed minutes."""
        if stretches is None:
            return
        allowed = [(-(-start // self._grid), -(-end // self._grid) - 1) for start, end in stretches]
        self._meter.step(len(actor.slots))
        for slot, here in zip(actor.slots, actor.here, strict=True):
            first, last = slot.first // self._grid, slot.last // self._grid
            if any(low <= first and last <= high for low, high in allowed):
                continue
            conditions = open_truths([here]) or []
            inside = [[max(low, first), min(high, last)] for low, high in allowed if max(low, first) <= min(high, last)]
            if inside:
                domain = cp_model.Domain.from_intervals(inside)
                constraint = self._model.add_linear_expression_in_domain(actor.start, domain)
                constraint.only_enforce_if([*conditions, *(~u for u in unless())])
            else:
                self._model.add_bool_or([*(~c for c in conditions), *unless()])

    def keep_gap(
        self, earlier: Actor, later: Actor, minutes: int, unless: WayOut = no_way_out, given: Iterable[Truth] = ()
    ) -> None:
        """Where `earlier` comes first, at least `minutes` lie between its end and the start of `later`.

        Most pairs of slots are decided here, before the solver sees them: far enough apart (nothing to post), too close (a
        clause), or in between (a conditional linear constraint). Two sessions with very many slots get one constraint.
        """
        if _always_far_enough(earlier, later, minutes):
            return
        if many_pairs(earlier, later):
            self._keep_gap_at_once(earlier, later, minutes, unless, given)
            return
        self._meter.step(len(earlier.slots) * len(later.slots))
        for p, here in zip(earlier.slots, earlier.here, strict=True):
            for q, there in zip(later.slots, later.here, strict=True):
                if not can_precede(earlier, p, q) or _far_enough(earlier, p, q, minutes):
                    continue
                conditions = open_truths([here, there, *given])
                if conditions is None:
                    continue
                if can_precede(later, q, p):
                    conditions += self.comes_first(earlier, later)
                self._gap(earlier, p, later, q, minutes, conditions, unless)

    def _keep_gap_at_once(self, earlier: Actor, later: Actor, minutes: int, unless: WayOut, given: Iterable[Truth]) -> None:
        """The same as one constraint, whatever slots they are in: it says less at a time, but its size does not grow with the slots."""
        conditions = open_truths([earlier.placed, later.placed, *given])
        if conditions is None or not _may_precede(earlier, later):
            return
        if _may_precede(later, earlier):
            conditions += self.comes_first(earlier, later)
        self.after(earlier, later, minutes, [*conditions, *(~u for u in unless())])

    def keep_following(self, earlier: Actor, later: Actor, minutes: int) -> None:
        """`later`, which cannot start before `earlier` does, starts at least `minutes` after its end."""
        if _always_far_enough(earlier, later, minutes):
            return
        if many_pairs(earlier, later):
            placed = open_truths([earlier.placed, later.placed])
            if placed is not None:
                self.after(earlier, later, minutes, placed)
            return
        self._meter.step(len(earlier.slots) * len(later.slots))
        for p, here in zip(earlier.slots, earlier.here, strict=True):
            for q, there in zip(later.slots, later.here, strict=True):
                conditions = open_truths([here, there])
                if conditions is not None and not _far_enough(earlier, p, q, minutes):
                    self._gap(earlier, p, later, q, minutes, conditions, no_way_out)

    def _gap(
        self, earlier: Actor, p: Slot, later: Actor, q: Slot, minutes: int, conditions: list[cp_model.LiteralT], unless: WayOut
    ) -> None:
        if q.last - (p.first + earlier.session.least) < minutes:
            self._model.add_bool_or([*(~c for c in conditions), *unless()])
        else:
            self.after(earlier, later, minutes, [*conditions, *(~u for u in unless())])


def many_pairs(one: Actor, other: Actor) -> bool:
    """Whether two sessions have so many pairs of slots that these are not told one by one."""
    return len(one.slots) * len(other.slots) > MANY_PAIRS


def _may_precede(first: Actor, second: Actor) -> bool:
    """Whether the first of two sessions can end before the second starts, in some slots."""
    return max(slot.last for slot in second.slots) >= first.earliest + first.session.least


def _always_far_enough(earlier: Actor, later: Actor, minutes: int) -> bool:
    """The same of whatever slots they are in; so too where one of them has none."""
    return not earlier.slots or not later.slots or later.earliest - earlier.latest >= minutes


def _far_enough(earlier: Actor, p: Slot, q: Slot, minutes: int) -> bool:
    """Whether a session in slot q starts at least `minutes` after the end of the earlier one in slot p, however they lie."""
    latest_end = min(p.until, p.last + earlier.session.most)
    return q.first - latest_end >= minutes


def can_precede(first: Actor, p: Slot, q: Slot) -> bool:
    """Whether a session in slot p can end before another in slot q starts."""
    return q.last >= p.first + first.session.least
