"""The best weeks of one circle of members: the plain sum, or first the smallest loss of the one who loses most."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from solver.domain.schedule import Score
from solver.model.cpsat import SolverFault
from solver.squad.together.ask import Answer, Column, Limit
from solver.squad.together.crew import Crew
from solver.squad.together.market import Terms
from solver.squad.together.table import Table
from solver.squad.together.tree import Result, Tree

Tell = Callable[[str], None]
Loss = tuple[int, int]  # what more is left out, what more is paid
NOTHING: Loss = (0, 0)
NOTHING_AT_ALL = Score(left_out=0, points=0)
MUCH = 10**6  # points that nobody ever pays


@dataclass(frozen=True)
class Best:
    """What was found for a circle.

    Attributes:
        best: a week for each member, by seat; those of `out` have none beside the others.
        bound: what both levels of all of them cannot go below.
        proven: whether that is what they are.
    """

    best: Mapping[int, Column]
    bound: Score
    proven: bool
    out: tuple[int, ...] = ()


class Circle:
    """One circle of members.

    Args:
        own: everybody's own best week, group sessions whenever it suits them.
        alone: both levels of each member's week without the squad, by seat.
    """

    def __init__(
        self, crew: Crew, table: Table, own: Mapping[int, Answer], alone: Mapping[int, Score], tell: Tell | None = None
    ) -> None:
        self._crew = crew
        self._table = table
        self._own = own
        self._alone = alone
        self._tell = tell

    def best(self, seats: Sequence[int], most: Loss | None = None) -> Best:
        """The best weeks, with nobody losing more than that.

        Whoever finds no room beside the others is left out. Where no weeks for all were found in time, there are those that were found.
        """
        out: list[int] = []
        while left := tuple(seat for seat in seats if seat not in out):
            terms = self._terms(left, most)
            result, tree = self._run(terms)
            if result.best is not None:
                return Best(result.best, self._levels(terms, result), result.proven, tuple(sorted(out)))
            if result.bound is not None:
                return Best(result.partial, self._least(result.partial), proven=False, out=tuple(sorted(out)))
            standing = tree.fitting.left_standing
            out.append(left[-1] if standing is None else standing)
        return Best({}, NOTHING_AT_ALL, proven=True, out=tuple(sorted(out)))

    def fairest(self, seats: Sequence[int]) -> tuple[Loss, Best]:
        """The least that the one who loses most must lose, and weeks in which they do.

        What is left out comes first, then the points: both by bisection, each step a search for any weeks under that limit. The bound that
        comes with the weeks is that of the plain sum; `proven` says whether the loss is the least.
        """
        first = self.best(seats)
        weeks = first.best
        seats = tuple(seat for seat in seats if seat not in first.out)
        if len(weeks) < len(seats):
            return self.worst(weeks), first
        worst = self.worst(first.best)
        for level in (0, 1):
            least = 0
            while least < worst[level]:
                middle = (least + worst[level]) // 2
                tried = (middle, MUCH) if level == 0 else (worst[0], middle)
                found, _ = self._run(self._terms(seats, tried), first_is_enough=True)
                if found.best is not None:
                    weeks, worst = found.best, self.worst(found.best)
                    if worst > tried:
                        raise SolverFault(f"somebody loses {worst}, but no more than {tried} was allowed")
                elif found.bound is None:
                    least = middle + 1
                else:
                    return worst, replace(first, best=weeks, proven=False)
        return worst, replace(first, best=weeks, proven=True)

    def worst(self, weeks: Mapping[int, Column]) -> Loss:
        """The greatest loss of any member."""
        return max(map(self.loss, weeks.values()), default=NOTHING)

    def loss(self, column: Column) -> Loss:
        """What a member loses against their week without the squad, absences from group sessions apart; never less than nothing."""
        seat, alone = self._table.seats[column.seat], self._alone[column.seat]
        joined = {group for group, _ in column.joined}
        absent = sum(session.worth for id_, session in seat.groups.items() if id_ not in joined)
        return max(NOTHING, (column.score.left_out - alone.left_out, column.score.points - absent - alone.points))

    def _least(self, weeks: Mapping[int, Column]) -> Score:
        """What both levels of the members who have these weeks cannot go below, whatever the others do."""
        own = [self._own[seat] for seat in weeks]
        known = [one.column.score if one.column is not None and one.proven else one.low for one in own]
        left_out = sum(score.left_out for score in known)
        proven = left_out == sum(column.score.left_out for column in weeks.values())
        return Score(
            left_out=left_out, points=sum((score if proven else one.low).points for score, one in zip(known, own, strict=True))
        )

    def _terms(self, seats: tuple[int, ...], most: Loss | None) -> Terms:
        own = [self._own[seat] for seat in seats]
        weight = 1 + sum(one.high.points - one.low.points for one in own)
        ceiling = 1 + sum(weight * one.high.left_out + one.high.points for one in own)
        invited = {group for seat in seats for group in self._table.seats[seat].groups}
        meetings = {id_: meeting for id_, meeting in self._table.meetings.items() if id_ in invited}
        limits = {} if most is None else {seat: self._limit(seat, most) for seat in seats}
        return Terms(seats, self._table.capacity, meetings, weight, ceiling, limits)

    def _limit(self, seat: int, most: Loss) -> Limit:
        alone = self._alone[seat]
        return Limit(alone.left_out + most[0], alone.points + most[1])

    def _run(self, terms: Terms, *, first_is_enough: bool = False) -> tuple[Result, Tree]:
        own = {seat: self._own[seat] for seat in terms.seats}
        least = {seat: one.column.cost(terms.weight) for seat, one in own.items() if one.column is not None and one.proven}
        tree = Tree(self._crew, terms, least, self._table.coming, self._told(terms), first_is_enough=first_is_enough)
        for seat, one in own.items():
            limit = terms.limits.get(seat)
            if one.column is not None and (limit is None or self.loss(one.column) <= self._spare(seat, limit)):
                tree.market.master.add(one.column)
        return tree.run(), tree

    def _spare(self, seat: int, limit: Limit) -> Loss:
        """What a member may lose under a limit."""
        return limit.left_out - self._alone[seat].left_out, limit.points - self._alone[seat].points

    def _told(self, terms: Terms) -> Callable[[int | None, int | None], None] | None:
        """How a search stands, as a sentence."""
        tell = self._tell
        if tell is None:
            return None

        def told(value: int | None, bound: int | None) -> None:
            least = self._split(terms, bound or 0)
            best = "none yet" if value is None else _words(self._split(terms, value))
            tell(f"{len(terms.seats)} athletes together: {best}; at least {_words(least)}")

        return told

    def _split(self, terms: Terms, value: int) -> Score:
        """Weighted levels as both levels."""
        low = sum(self._own[seat].low.points for seat in terms.seats)
        left_out, beyond = divmod(max(0, value - low), terms.weight)
        return Score(left_out=left_out, points=low + beyond)

    def _levels(self, terms: Terms, result: Result) -> Score:
        """The bound as both levels: of the points it says something only where what is left out is proven."""
        bound = self._split(terms, result.bound or 0)
        found = sum(column.score.left_out for column in (result.best or {}).values())
        low = sum(self._own[seat].low.points for seat in terms.seats)
        return bound if bound.left_out == found else Score(left_out=bound.left_out, points=low)


def _words(score: Score) -> str:
    return f"{score.left_out} left out, {score.points} points" if score.left_out else f"{score.points} points"
