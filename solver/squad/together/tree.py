"""The search for the best weeks of members who meet or collide: best part first, split where prices alone leave a gap.

First the group sessions get their times: a range of starts is split at one at which many could come. In a part where all have their times,
prices close in on the best from below and picked weeks from above; where a gap stays, the part is split by whether a member is in a
contested place at a contested minute. The least bound of all open parts is the bound of the whole.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from solver.squad.together.ask import SCALE, Column
from solver.squad.together.crew import Crew, Stopped
from solver.squad.together.fitting import Fitting
from solver.squad.together.market import Market, Part, Terms
from solver.squad.together.master import FREE, Relaxed, over
from solver.squad.together.node import Node, Range

STILL = 4  # rounds of prices without a better bound, after which a part is split
CHEAP = 16 * SCALE  # the highest price to begin with
DEAR = 16  # the next one, in units of worth that are left out
DEARER = 4

Progress = Callable[[int | None, int | None], None]  # told the best value and the bound


@dataclass
class Result:
    """What a search found.

    Attributes:
        best: weeks for all members that fit together, None where none were found.
        bound: nothing can be less; None: nothing fits together at all.
        partial: weeks that fit together for as many members as were served at a time, where there are none for all.
    """

    best: dict[int, Column] | None
    bound: int | None
    proven: bool
    partial: dict[int, Column]


@dataclass(frozen=True, order=True)
class _Waiting:
    """A part to be looked at: the least bound first; among equals the one about which most is settled, then the oldest."""

    bound: int
    order: int
    number: int
    node: Node = field(compare=False)
    above: Part = field(compare=False)


class Tree:
    """One search.

    Args:
        crew: who solves members' weeks.
        terms: what is sought.
        least: what each member is known to cost at least.
        coming: for a group session and a start, how many could come.
        tell: told how the search stands now and then.
        first_is_enough: stop at the first weeks that fit together.
    """

    def __init__(
        self,
        crew: Crew,
        terms: Terms,
        least: Mapping[int, int],
        coming: Mapping[str, Mapping[int, int]],
        tell: Progress | None = None,
        *,
        first_is_enough: bool = False,
    ) -> None:
        self.terms = terms
        self.market = Market(crew, terms)
        self.fitting = Fitting(self.market)
        self._beginning = Part(Node(), dict(least), 0)
        self._coming = coming
        self._tell = tell
        self._first_is_enough = first_is_enough
        self._open: list[_Waiting] = []
        self._stuck: list[int] = []
        self._number = 0
        self._reached = 0
        self._dearest = CHEAP

    def run(self) -> Result:
        """Search until the best is proven, or the crew is stopped."""
        current: _Waiting | None = None
        self._push(self._everything(), self._beginning)
        try:
            with self.market.crew.regardless():
                self._dive()
            while self._open and not self._done:
                current = heapq.heappop(self._open)
                self._work(current)
                current = None
        except Stopped:
            pass
        bound = self._bound(None if current is None else max(current.bound, self._reached))
        return Result(self.fitting.best, bound, bound == self.fitting.value, self.fitting.partial)

    def _bound(self, current: int | None) -> int | None:
        """What nothing can be less than, given the bound of the part that is looked at; None where nothing is open or known."""
        bounds = [*self._stuck, *(one for one in (self.fitting.value, current) if one is not None)]
        return min((*bounds, self._open[0].bound) if self._open else bounds, default=None)

    def _everything(self) -> Node:
        """All that the squad could do."""
        return Node(tuple((id_, Range(one.starts[0], one.starts[-1])) for id_, one in self.terms.meetings.items() if one.starts))

    def _dive(self) -> None:
        """First weeks that fit together: group sessions when most could come, or else none held."""
        part = Part(self._everything(), {}, 0)
        while not part.node.settled:
            part = Part(next(self._times(part)), {}, 0)
        for node in (part.node, Node()):
            if self.fitting.best is None:
                part = self.market.part(node, self._beginning)
                if not self._closed(part):
                    self.fitting.first_weeks(part)

    def _push(self, node: Node, above: Part) -> None:
        """Keep a part to be looked at, unless nothing in it can be better than what is known."""
        value = self.fitting.value
        if above.bound is not None and (value is None or above.bound < value):
            heapq.heappush(self._open, self._waiting(node, above))

    def _waiting(self, node: Node, above: Part) -> _Waiting:
        self._number += 1
        return _Waiting(above.bound or 0, -node.depth, self._number, node, above)

    @property
    def _done(self) -> bool:
        value = self.fitting.value
        return self._first_is_enough and value is not None and value < self.terms.ceiling

    def _told(self, part: Part) -> None:
        """Note how far a part has got, and say how the whole stands: the least bound of all parts that are open."""
        self._reached = self.terms.ceiling if part.bound is None else part.bound
        if self._tell is not None:
            self._tell(self.fitting.value, self._bound(part.bound))

    def _closed(self, part: Part) -> bool:
        value = self.fitting.value
        return part.bound is None or (value is not None and part.bound >= value) or self._done

    def _work(self, waiting: _Waiting) -> None:
        """Look at a part: close it, put it back behind better ones, or split it."""
        self._reached = waiting.bound
        part = self.market.part(waiting.node, waiting.above)
        self._told(part)
        if self._closed(part):
            return
        if self._open and self._open[0].bound < (part.bound or 0):
            self._push(part.node, part)
            return
        if not part.node.settled:
            if part.center == FREE:
                self._rounds(part)
            for node in self._times(part):
                self._push(node, part)
            return
        relaxed = self._rounds(part)
        if self._closed(part):
            return
        turn = _turn(relaxed)
        if turn is None:
            self._stuck.append(part.bound or 0)
            return
        for node in part.node.turn(*turn):
            self._push(node, part)

    # -- group sessions --------------------------------------------------------------------------------------------------------------

    def _times(self, part: Part) -> Iterator[Node]:
        """Split at a start of the group session about which least is settled."""
        open_ = [(id_, range_) for id_, range_ in part.node.ranges if not (range_.held and range_.first == range_.last)]
        id_, range_ = max(open_, key=lambda one: (one[1].last - one[1].first, one[0]))
        starts = [start for start in self.terms.meetings[id_].starts if range_.first <= start <= range_.last]
        coming = dict.fromkeys(starts, 0)
        for columns in self.market.master.columns.values():
            for start in {start for column in columns for group, start in column.joined if group == id_ and start in coming}:
                coming[start] += 1
        middle = starts[len(starts) // 2]
        chosen = max(starts, key=lambda start: (self._coming[id_].get(start, 0), coming[start], -abs(start - middle), -start))
        before, after = [s for s in starts if s < chosen], [s for s in starts if s > chosen]
        yield part.node.with_range(id_, Range(chosen, chosen, held=True))
        for side in (before, after):
            if side:
                yield part.node.with_range(id_, Range(side[0], side[-1], held=True))
        if not range_.held:
            yield part.node.with_range(id_, None)

    # -- prices ------------------------------------------------------------------------------------------------------------------------

    def _rounds(self, part: Part) -> Relaxed:
        """Prices until the part is closed or they say no more; the last relaxation."""
        still = 0
        while True:
            known = len(self.market.master)
            relaxed = self.market.master.relaxed(self._dearest, part.node.allows, self.market.held(part))
            self._put_together(part, relaxed)
            if self._closed(part):
                return relaxed
            center = relaxed.prices.halfway(part.center)
            better = self.market.charge(part, relaxed.prices) or self.market.charge(part, center)
            self._told(part)
            still = 0 if better else still + 1
            converged = relaxed.value <= SCALE * (part.bound or 0) + 1
            exhausted = not better and len(self.market.master) == known
            settled = converged or exhausted or (still >= STILL and _turn(relaxed) is not None)
            if settled and not relaxed.fits and self._dearest <= SCALE * self.terms.ceiling:
                # Where points do not make room, worth has to: whatever lies between the two would only take rounds.
                self._dearest, still = max(self._dearest * DEARER, DEAR * SCALE * self.terms.weight), 0
            elif settled:
                return relaxed

    def _put_together(self, part: Part, relaxed: Relaxed) -> None:
        """Look for weeks that fit together, where the group sessions have their times."""
        if part.node.settled and not self._closed(part):
            self.fitting.put_together(part, relaxed)


def _turn(relaxed: Relaxed) -> tuple[int, str, int | None] | None:
    """The member, and the place and minute or the group session, about which the relaxation is most in two minds."""
    prices = relaxed.prices
    doubts: dict[tuple[int, str, int | None], float] = defaultdict(float)
    torn = [(column, share) for column, share in relaxed.taken if share < 1 - 1e-6]
    for column, share in torn:
        # Two weeks that differ in any use differ at the start of one or at the end of the other.
        uses = [use for other, _ in torn if other.seat == column.seat for use in other.uses]
        for place, minute in sorted({*prices.points, *((use.place, minute) for use in uses for minute in (use.start, use.end))}):
            if over(column, place, minute):
                doubts[column.seat, place, minute] += share
        for group, _ in column.joined:
            doubts[column.seat, group, None] += share
    open_ = {key: share for key, share in doubts.items() if 0.01 < share < 0.99}
    if not open_:
        return None

    def weight(key: tuple[int, str, int | None]) -> tuple[float, ...]:
        seat, what, minute = key
        price = abs(prices.fees.get(what, 0)) if minute is None else prices.points.get((what, minute), 0)
        return (price > 0, round(0.5 - abs(0.5 - open_[key]), 3), price, -seat, -(minute or 0))

    return max(sorted(open_, key=str), key=weight)
