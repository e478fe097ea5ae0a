"""The best weeks of one circle of members: the plain sum, or first the smallest loss of the one who loses most."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from solver.domain.schedule import Score
from solver.model.cpsat import SolverFault
from solver.model.meter import OutOfBudget
from solver.squad.together.ask import Answer, Column, Limit, extent, no_week
from solver.squad.together.crew import Crew
from solver.squad.together.market import Terms
from solver.squad.together.relief import STRICT, Relief, largest_weight
from solver.squad.together.table import Table
from solver.squad.together.tree import Result, Tree
from solver.squad.together.values import Least
from solver.squad.together.week import seated

Tell = Callable[[str], None]
Loss = tuple[int, int]  # what more is left out, what more is paid
NOTHING: Loss = (0, 0)
MUCH = 10**6  # points that nobody ever pays


@dataclass(frozen=True)
class Best:
    """What was found for a circle.

    Attributes:
        best: a week for each member, by seat; those of `out` have none beside the others.
        bound: what the levels of all of them cannot go below.
        proven: whether that is what they are.
    """

    best: Mapping[int, Column]
    bound: Least
    proven: bool
    out: tuple[int, ...] = ()


class Circle:
    """One circle of members.

    Args:
        own: everybody's own best week, group sessions whenever it suits them.
        alone: both levels of each member's week without the squad, by seat; those who have none are missing.
    """

    def __init__(
        self, crew: Crew, table: Table, own: Mapping[int, Answer], alone: Mapping[int, Score], tell: Tell | None = None
    ) -> None:
        self._crew = crew
        self._table = table
        self._own = own
        self._alone = alone
        self._tell = tell
        self._extents: dict[int, tuple[Score, Score]] = {}
        self._too_large: set[int] = set()
        self._needed: dict[tuple[int, ...], Relief] = {}

    def best(self, seats: Sequence[int], most: Loss | None = None) -> Best:
        """The best weeks, with nobody losing more than that.

        As few members as possible have no week, then as few must-haves as possible are given up. Where no weeks for all were found in time,
        there are those that were found.
        """
        circle = tuple(seats)
        for relief in self._reliefs(circle):
            terms = self._terms(circle, most, relief)
            result = self._run(terms)
            if result.best is not None:
                self._needed[circle] = relief
                return self._found(terms, result, result.best)
        return Best(result.partial, self._least(result.partial), proven=False)

    def fairest(self, seats: Sequence[int]) -> tuple[Loss, Best]:
        """The least that the one who loses most must lose, and weeks in which they do.

        What is left out comes first, then the points: both by bisection, each step a search for any weeks under that limit. No more members
        are without a week than must be, and no more must-haves are given up. The bound that comes with the weeks is that of the plain sum;
        `proven` says whether the loss is the least.
        """
        circle = tuple(seats)
        first = self.best(circle)
        if circle not in self._needed:
            return self.worst(first.best), first
        relief = self._needed[circle]
        forgone = relief.week * len(first.out) + sum(column.forgone for column in first.best.values())
        found, worst = first, self.worst(first.best)
        for level in (0, 1):
            # Whoever leaves out more may pay fewer points than without the squad.
            least = -max((one.points for one in self._alone.values()), default=0) if level and worst[0] else 0
            while least < worst[level]:
                middle = (least + worst[level]) // 2
                tried = (middle, MUCH) if level == 0 else (worst[0], middle)
                terms = self._terms(circle, tried, relief, forgone)
                result = self._run(terms, first_is_enough=True)
                if result.best is not None and self._cost(terms, result.best) < terms.ceiling:
                    found = self._found(terms, result, result.best)
                    worst = self.worst(found.best)
                    if worst > tried:
                        raise SolverFault(f"somebody loses {worst}, but no more than {tried} was allowed")
                elif result.bound is None or result.bound >= terms.ceiling:
                    least = middle + 1
                else:
                    return worst, replace(found, bound=first.bound, proven=False)
        known = (first.bound.out, first.bound.given_up) == relief.split(forgone)[:2]
        return worst, replace(found, bound=first.bound, proven=relief.exact and known)

    def worst(self, weeks: Mapping[int, Column]) -> Loss:
        """The greatest loss of any member."""
        return max(map(self.loss, weeks.values()), default=NOTHING)

    def loss(self, column: Column) -> Loss:
        """What a member loses against their week without the squad, absences from group sessions apart; never less than nothing.

        Whoever has no week without the squad has nothing to lose.
        """
        seat, alone = self._table.seats[column.seat], self._alone.get(column.seat)
        if alone is None:
            return NOTHING
        joined = {group for group, _ in column.joined}
        absent = sum(session.worth for id_, session in seat.groups.items() if id_ not in joined)
        return max(NOTHING, (column.score.left_out - alone.left_out, column.score.points - absent - alone.points))

    def _least(self, weeks: Mapping[int, Column]) -> Least:
        """What both levels of the members who have these weeks cannot go below, whatever the others do."""
        own = [self._own[seat] for seat in weeks]
        known = [one.column.score if one.column is not None and one.proven else one.low for one in own]
        left_out = sum(score.left_out for score in known)
        proven = left_out == sum(column.score.left_out for column in weeks.values())
        return Least(
            left_out=left_out, points=sum((score if proven else one.low).points for score, one in zip(known, own, strict=True))
        )

    # -- what members may go without ---------------------------------------------------------------------------------------------------

    def _reliefs(self, seats: tuple[int, ...]) -> Iterator[Relief]:
        """What is tried one after the other until there are weeks: nothing is given up; must-haves are; members have no week at all.

        Each holds the ones before it, so that the best under the last one tried is the best of all.
        """
        if seats in self._needed:
            yield self._needed[seats]
            return
        if all(self._own[seat].bound is not None for seat in seats):
            yield STRICT
        musts = [len(self._table.seats[seat].musts) for seat in seats]
        high = [self._extent(seat)[1] for seat in seats]
        points = sum(one.points for one in high)
        relief = Relief.of(sum(one.left_out for one in high), sum(musts)).limited(largest_weight(1 + points, points, musts))
        if any(seat in self._too_large for seat in seats):
            relief = replace(relief, exact=False)
        if any(musts):
            yield relief.with_weeks
        yield relief

    def _extent(self, seat: int) -> tuple[Score, Score]:
        """What a member leaves out and pays at least and at most, whatever is given up."""
        if seat not in self._extents:
            member = self._table.seats[seat]
            starts = {id_: range_ for id_, range_ in self._table.ranges.items() if id_ in member.groups}
            try:
                self._extents[seat] = extent(seated(member, starts, release=True))
            except OutOfBudget:  # then they have no week, and nothing is proven of the others' either
                self._extents[seat] = (Score(left_out=0, points=0),) * 2
                self._too_large.add(seat)
        return self._extents[seat]

    def _limits(self, seats: Sequence[int], relief: Relief) -> tuple[Score, Score]:
        """What all members leave out and pay at least and at most."""
        each = [self._extent(seat) if relief.must else (self._own[seat].low, self._own[seat].high) for seat in seats]
        low = Score(left_out=0, points=0) if relief.week else _total(one for one, _ in each)
        return low, _total(one for _, one in each)

    def _terms(self, seats: tuple[int, ...], most: Loss | None, relief: Relief, forgone: int | None = None) -> Terms:
        """What is sought; with a number, only weeks in which no more than that is forgone."""
        low, high = self._limits(seats, relief)
        weight = 1 + high.points - low.points
        musts = (relief.most(len(self._table.seats[seat].musts)) for seat in seats)
        ceiling = 1 + weight * (high.left_out + sum(musts)) + high.points
        if forgone is not None and relief.must:
            ceiling = weight * (forgone + relief.must)
        invited = {group for seat in seats for group in self._table.seats[seat].groups}
        meetings = {id_: meeting for id_, meeting in self._table.meetings.items() if id_ in invited}
        limits = {} if most is None else {seat: self._limit(seat, most) for seat in seats if seat in self._alone}
        return Terms(seats, self._table.capacity, meetings, weight, ceiling, limits, relief)

    def _limit(self, seat: int, most: Loss) -> Limit:
        alone = self._alone[seat]
        return Limit(alone.left_out + most[0], alone.points + most[1])

    # -- one search --------------------------------------------------------------------------------------------------------------------

    def _run(self, terms: Terms, *, first_is_enough: bool = False) -> Result:
        own = {seat: self._own[seat] for seat in terms.seats}
        least = {seat: one.column.cost(terms.weight) for seat, one in own.items() if one.column is not None and one.proven}
        tree = Tree(self._crew, terms, least, self._table.coming, self._told(terms), first_is_enough=first_is_enough)
        for seat, one in own.items():
            limit = terms.limits.get(seat)
            if one.column is not None and (limit is None or self.loss(one.column) <= self._spare(seat, limit)):
                tree.market.master.add(one.column)
            if terms.relief.week:
                tree.market.master.add(no_week(seat, terms.relief))
        return tree.run()

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

    def _found(self, terms: Terms, result: Result, best: Mapping[int, Column]) -> Best:
        """What a search found, as values."""
        out = tuple(seat for seat, column in best.items() if not column.is_week)
        weeks = {seat: column for seat, column in best.items() if column.is_week}
        return Best(weeks, self._bound(terms, result, best), result.proven and terms.relief.exact, out)

    @staticmethod
    def _cost(terms: Terms, weeks: Mapping[int, Column]) -> int:
        return sum(column.cost(terms.weight) for column in weeks.values())

    def _split(self, terms: Terms, value: int) -> Least:
        """Weighted levels as levels."""
        low, _ = self._limits(terms.seats, terms.relief)
        forgone, beyond = divmod(max(0, value - low.points), terms.weight)
        out, given_up, left_out = terms.relief.split(forgone)
        return Least(out=out, given_up=given_up, left_out=left_out, points=low.points + beyond)

    def _bound(self, terms: Terms, result: Result, best: Mapping[int, Column]) -> Least:
        """The bound as levels: of each it says something only where those above it are proven."""
        low, _ = self._limits(terms.seats, terms.relief)
        lowest = Least(left_out=low.left_out, points=low.points)
        if not terms.relief.exact:
            return lowest
        bound = self._split(terms, result.bound or 0)
        found = self._split(terms, self._cost(terms, best))
        for level in ("out", "given_up", "left_out"):
            lowest = lowest.model_copy(update={level: getattr(bound, level)})
            if getattr(bound, level) < getattr(found, level):
                return lowest
        return bound


def _total(scores: Iterable[Score]) -> Score:
    """The sums of both levels."""
    each = list(scores)
    return Score(left_out=sum(one.left_out for one in each), points=sum(one.points for one in each))


def _words(least: Least) -> str:
    parts = (
        f"{least.out} without a week" if least.out else "",
        f"{least.given_up} must-haves given up" if least.given_up else "",
        f"{least.left_out} left out" if least.left_out else "",
        f"{least.points} points",
    )
    return ", ".join(part for part in parts if part)
