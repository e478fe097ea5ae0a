"""Weeks for all members that fit together: picked from those known, repaired, and improved member by member."""

from __future__ import annotations

from collections.abc import Mapping

from solver.squad.together.ask import Column
from solver.squad.together.market import Market, Part
from solver.squad.together.master import Held, joins, over
from solver.squad.together.room import Capacity, crowded, full

PICK = 0.5  # effort of putting known weeks together once
TRIES = 12  # wishes of members who lose that are tried at a time

Weeks = Mapping[int, Column]


def fits(weeks: Weeks, capacity: Capacity, held: Held) -> bool:
    """Whether weeks fit together: room everywhere, and as many in each group session as it takes."""
    if crowded((use for column in weeks.values() for use in column.uses), capacity):
        return False
    numbers = {group: sum(joins(column, group) for column in weeks.values()) for group in held}
    return all(least <= numbers[group] and (most is None or numbers[group] <= most) for group, (least, most) in held.items())


class Fitting:
    """Keeps the best weeks of all members that fit together, and looks for better ones.

    Attributes:
        best: the best so far, None where none is known.
        left_standing: whoever last found no room beside the others.
    """

    def __init__(self, market: Market) -> None:
        self._market = market
        self._capacity = market.terms.capacity
        self._weight = market.terms.weight
        self._tried: set[tuple[Column, ...]] = set()
        self.best: dict[int, Column] | None = None
        self.left_standing: int | None = None

    @property
    def value(self) -> int | None:
        """Weighted levels of the best weeks."""
        return None if self.best is None else self._cost(self.best)

    def _cost(self, weeks: Weeks) -> int:
        return sum(column.cost(self._weight) for column in weeks.values())

    def put_together(self, part: Part) -> None:
        """The best pick of known weeks in a part whose group sessions are settled; the rest put into the room that is left."""
        held = self._market.held(part)
        with self._market.crew.spending(PICK) as budget:
            chosen = self._market.master.pick(part.node.allows, held, budget)
        for seat in sorted(set(self._market.terms.seats) - set(chosen), key=lambda seat: (-part.least[seat], seat)):
            column = self._fitted(part, seat, chosen)
            if column is None:
                self.left_standing = seat
                return
            chosen[seat] = column
        self._offer(chosen, held)
        self._improve(part, chosen, held)

    def _fitted(self, part: Part, seat: int, others: Weeks) -> Column | None:
        """A member's best week in the room that others leave."""
        held = self._market.held(part)
        few = {id_: (0, most) for id_, (_, most) in held.items()}
        for column in self._market.master.columns[seat]:
            best = column.cost(self._weight) == part.least[seat] and part.node.allows(column)
            if best and fits({**others, seat: column}, self._capacity, few):
                return column
        taken = full((use for column in others.values() for use in column.uses), self._capacity)
        shut = [
            group
            for group, (_, most) in held.items()
            if most is not None and sum(joins(c, group) for c in others.values()) >= most
        ]
        (found,) = self._market.answers([self._market.ask(part, seat, full=taken, shut=shut)])
        return found.column

    def _offer(self, weeks: Weeks, held: Held) -> bool:
        """Keep weeks if they fit together and are the best so far; whether they are."""
        if not fits(weeks, self._capacity, held) or (self.value is not None and self._cost(weeks) >= self.value):
            return False
        self.best = dict(sorted(weeks.items()))
        return True

    def _improve(self, part: Part, weeks: Weeks, held: Held) -> None:
        """Give members who lose what they would rather have, and put those who are in their way into the room that is left."""
        tries = TRIES
        while tries:
            current = dict(weeks)
            for wish in self._wishes(part, current)[:tries]:
                tries -= 1
                self._tried.add((wish, *current.values()))
                better = self._give(part, current, wish)
                if better is not None and self._cost(better) < self._cost(current):
                    weeks = better
                    self._offer(better, held)
                    break
            else:
                return

    def _wishes(self, part: Part, weeks: Weeks) -> list[Column]:
        """Known weeks that cost a member less than the one they have, of those who lose most first."""
        cost = {seat: column.cost(self._weight) for seat, column in weeks.items()}
        return [
            column
            for seat in sorted(weeks, key=lambda seat: (part.least[seat] - cost[seat], seat))
            for column in sorted(self._market.master.columns[seat], key=lambda column: column.cost(self._weight))
            if column.cost(self._weight) < cost[seat]
            and part.node.allows(column)
            and (column, *weeks.values()) not in self._tried
        ]

    def _give(self, part: Part, weeks: Weeks, wish: Column) -> dict[int, Column] | None:
        """Give one member a week, and the others what is left; None where somebody finds nothing."""
        chosen = {**weeks, wish.seat: wish}
        moved: list[int] = []
        while crowds := crowded((use for column in chosen.values() for use in column.uses), self._capacity):
            place, minute = max(crowds, key=lambda point: (crowds[point], point))
            there = [seat for seat, column in chosen.items() if seat != wish.seat and over(column, place, minute)]
            moved.append(min(there, key=lambda seat: (weeks[seat].cost(self._weight) - part.least[seat], seat)))
            del chosen[moved[-1]]
        for seat in moved:
            column = self._fitted(part, seat, chosen)
            if column is None:
                return None
            chosen[seat] = column
        return chosen
