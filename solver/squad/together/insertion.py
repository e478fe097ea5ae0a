"""Weeks put into the room that others leave, one member after the other; who finds none takes the room of those who can better do without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from solver.squad.together.ask import SCALE, Column
from solver.squad.together.market import Market, Part
from solver.squad.together.master import FREE, Held, Prices
from solver.squad.together.room import full
from solver.squad.together.weeks import Weeks, cleared, fits, full_groups

OFTEN = 4  # times that a member may take room from others
STEPS = 3  # insertions for each member while room is taken from others, at most


class Insertion:
    """Puts members into one part of all schedules, in which the group sessions have their times.

    Args:
        market: whom to ask.
        part: the part.
        lean: let members take as little room as they can, before anything else: so more of them find some.
    """

    def __init__(self, market: Market, part: Part, *, lean: bool = False) -> None:
        self._lean = lean
        self._market = market
        self._part = part
        self._capacity = market.terms.capacity
        self._weight = market.terms.weight
        self._held: Held = {id_: (0, most) for id_, (_, most) in market.held(part).items()}

    def orders(self) -> list[tuple[int, ...]]:
        """Orders worth trying: whose best week costs most first, who has least time in shared places first, as they come, reversed."""
        seats = self._market.terms.seats
        reach = {seat: sum(use.end - use.start for use in self._market.crew.reach[seat]) for seat in seats}
        tight = sorted(seats, key=lambda seat: (reach[seat], seat))
        return list(dict.fromkeys(map(tuple, (self.dearest_first(), tight, sorted(seats), sorted(seats, reverse=True)))))

    def dearest_first(self) -> tuple[int, ...]:
        """The members, those first whose best week costs most."""
        return tuple(sorted(self._market.terms.seats, key=lambda seat: (-self._part.least[seat], seat)))

    def best_in_room(self, seat: int, others: Weeks) -> Column | None:
        """A member's best week in the room that others leave, or the one that takes the least room."""
        for column in self._market.master.columns[seat]:
            best = column.cost(self._weight) == self._part.least[seat] and self._part.node.allows(column)
            if best and (not self._lean or not column.uses) and fits({**others, seat: column}, self._capacity, self._held):
                return column
        taken = full((use for column in others.values() for use in column.uses), self._capacity)
        shut = full_groups(others, self._held)
        prices = self._all_room(seat) if self._lean else FREE
        (found,) = self._market.answers([self._market.ask(self._part, seat, prices, taken, shut)])
        return found.column

    def _all_room(self, seat: int) -> Prices:
        """Prices for all room that a member could take, so high that no session that can be left out is worth it.

        They are so close together that each session in a shared place lasts over one of the minutes.
        """
        own = self._market.crew.seats[seat]
        sessions = (*own.own.sessions, *own.groups.values())
        apart = min(session.least for session in sessions)
        price = SCALE * self._weight * (1 + max(session.worth for session in sessions))
        reach = self._market.crew.reach[seat]
        return Prices({(use.place, minute): price for use in reach for minute in range(use.start, use.end, apart)}, {})

    def polished(self, weeks: Weeks, order: Sequence[int]) -> dict[int, Column]:
        """The same members with better weeks: one after the other has the best one in the room that all others leave."""
        chosen = dict(weeks)
        for seat in (seat for seat in order if seat in weeks):
            column = self.best_in_room(seat, {other: own for other, own in chosen.items() if other != seat})
            better = column is not None and column.cost(self._weight) < chosen[seat].cost(self._weight)
            if column is not None and better and fits({**chosen, seat: column}, self._capacity, self._held):
                chosen[seat] = column
        return chosen

    def inserted(self, weeks: Weeks, order: Sequence[int], *, all_or_none: bool = False) -> dict[int, Column]:
        """Weeks for those of an order who have none and find room, one after the other; who finds none is left out.

        With `all_or_none` nobody else is tried after that.
        """
        chosen = dict(weeks)
        for seat in (seat for seat in order if seat not in weeks):
            column = self.best_in_room(seat, chosen)
            if column is not None:
                chosen[seat] = column
            elif all_or_none:
                break
        return chosen

    def repaired(self, weeks: Weeks, order: Sequence[int]) -> dict[int, Column]:
        """Weeks for as many members as possible: whoever finds no room takes that of members who were in want of it less often.

        These look for room again. The most members who had weeks at a time are kept, so there are never fewer than before.
        """
        best = chosen = dict(weeks)
        rank = {seat: number for number, seat in enumerate(order)}
        queue = [seat for seat in order if seat not in chosen]
        want: Counter[int] = Counter()
        for _ in range(STEPS * len(rank)):
            if not queue:
                break
            seat = max(queue, key=lambda each: (want[each], -rank[each]))
            queue.remove(seat)
            column = self.best_in_room(seat, chosen)
            if column is not None:
                chosen = {**chosen, seat: column}
            elif want[seat] < OFTEN:
                want[seat] += 1
                chosen, moved = self._by_force(chosen, seat, want)
                queue += moved
            if len(chosen) > len(best):
                best = chosen
        return best

    def _by_force(self, weeks: Weeks, seat: int, want: Counter[int]) -> tuple[dict[int, Column], list[int]]:
        """Give a member the room of those who were in want of it less often; the weeks after that, and who looks for room again."""
        column = self.best_in_room(seat, {other: own for other, own in weeks.items() if want[other] >= want[seat]})
        if column is None:
            return dict(weeks), [seat]
        return cleared(
            {**weeks, seat: column},
            seat,
            self._capacity,
            self._held,
            lambda other: (want[other], self._loss(weeks, other), other),
        )

    def _loss(self, weeks: Weeks, seat: int) -> int:
        return weeks[seat].cost(self._weight) - self._part.least[seat]
