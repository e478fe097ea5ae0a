"""Weeks for all members that fit together: picked from those known, completed, and improved member by member."""

from __future__ import annotations

from solver.squad.together.ask import Column
from solver.squad.together.insertion import Insertion
from solver.squad.together.market import Market, Part
from solver.squad.together.master import Held, Relaxed
from solver.squad.together.weeks import Weeks, cleared, fits

PICK = 0.5  # effort of putting known weeks together once
TRIES = 12  # wishes of members who lose that are tried at a time


class Fitting:
    """Keeps the best weeks of all members that fit together, and looks for better ones.

    Attributes:
        best: the best so far, None where none is known.
        partial: weeks that fit together for as many members as possible, as long as there are none for all.
    """

    def __init__(self, market: Market) -> None:
        self._market = market
        self._capacity = market.terms.capacity
        self._weight = market.terms.weight
        self._tried: set[tuple[Column, ...]] = set()
        self._begun: set[tuple[object, ...]] = set()
        self.best: dict[int, Column] | None = None
        self.partial: dict[int, Column] = {}

    @property
    def value(self) -> int | None:
        """Weighted levels of the best weeks."""
        return None if self.best is None else self._cost(self.best)

    def _cost(self, weeks: Weeks) -> int:
        return sum(column.cost(self._weight) for column in weeks.values())

    def first_weeks(self, part: Part) -> None:
        """Weeks for all in a part whose group sessions are settled, or for as many as possible, by insertion in several orders."""
        plain, lean = Insertion(self._market, part), Insertion(self._market, part, lean=True)
        orders = plain.orders()
        if self._take(part, plain.inserted(self._picked(part), orders[0]), orders[0]):
            return
        found = []
        for order in orders:
            found.append((lean.inserted({}, order), order))
            if len(found[-1][0]) == len(order):
                break
        for weeks, order in sorted(found, key=lambda one: -len(one[0])):
            if self._take(part, plain.polished(lean.repaired(weeks, order), order), order):
                return
        for order in orders:
            if self._take(part, plain.inserted({}, order), order):
                return

    def put_together(self, part: Part, relaxed: Relaxed | None = None) -> None:
        """The best pick of known weeks in a part whose group sessions are settled, and what a relaxation is sure of; completed both."""
        insertion = Insertion(self._market, part)
        order = insertion.dearest_first()
        sure = {} if relaxed is None else self._sure(part, relaxed)
        for begun in (sure, self._picked(part)):
            known = (part.node, *(begun[seat] for seat in sorted(begun)))
            if begun and known not in self._begun:
                self._begun.add(known)
                if self.best is None:
                    self._take(part, insertion.repaired(begun, order), order)
                else:
                    self._take(part, insertion.inserted(begun, order, all_or_none=True), order)

    def _picked(self, part: Part) -> dict[int, Column]:
        """Known weeks that fit together, for as many members as possible."""
        with self._market.crew.spending(PICK) as budget:
            return self._market.master.pick(part.node.allows, self._market.held(part), budget)

    def _sure(self, part: Part, relaxed: Relaxed) -> dict[int, Column]:
        """The weeks that a relaxation has the largest shares of, as far as they fit together; all of them where it came out whole."""
        held = {id_: (0, most) for id_, (_, most) in self._market.held(part).items()}
        chosen: dict[int, Column] = {}
        for column, _ in sorted(relaxed.taken, key=lambda one: (-round(one[1], 6), one[0].cost(self._weight), one[0].seat)):
            if column.seat not in chosen and fits({**chosen, column.seat: column}, self._capacity, held):
                chosen[column.seat] = column
        return chosen

    def _take(self, part: Part, weeks: Weeks, order: tuple[int, ...]) -> bool:
        """Keep weeks if they are the best so far, and improve them; whether all members have one and they fit."""
        held = self._market.held(part)
        if any(seat not in weeks for seat in order):
            fewer = (len(weeks), -self._cost(weeks)) <= (len(self.partial), -self._cost(self.partial))
            if not fewer and fits(weeks, self._capacity, held):
                self.partial = dict(sorted(weeks.items()))
            return False
        self._offer(weeks, held)
        self._improve(part, weeks, held)
        return self.best is not None

    def _offer(self, weeks: Weeks, held: Held) -> None:
        """Keep weeks of all members if they fit together and are the best so far."""
        if fits(weeks, self._capacity, held) and (self.value is None or self._cost(weeks) < self.value):
            self.best = dict(sorted(weeks.items()))

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
        held = {id_: (0, most) for id_, (_, most) in self._market.held(part).items()}
        chosen, moved = cleared(
            {**weeks, wish.seat: wish},
            wish.seat,
            self._capacity,
            held,
            lambda seat: (weeks[seat].cost(self._weight) - part.least[seat], seat),
        )
        chosen = Insertion(self._market, part).inserted(chosen, moved, all_or_none=True)
        return chosen if len(chosen) == len(weeks) else None
