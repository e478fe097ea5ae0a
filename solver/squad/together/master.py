"""The master problem: of the weeks known so far, one for each member, so that all of them fit what is shared.

Its linear relaxation says what room is worth (the duals are the prices); as a whole-numbered problem it puts the best known weeks together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import TypeVar

from ortools.linear_solver.python import model_builder
from ortools.sat.python import cp_model

from solver.model.budget import Budget
from solver.model.cpsat import SolverFault, new_solver, run
from solver.squad.together.ask import SCALE, Column
from solver.squad.together.room import Point, cliques, peaks

Key = TypeVar("Key")
Allowed = Callable[[Column], bool]
Held = Mapping[str, tuple[int, int | None]]  # for each group session: how few take part if it is held, and how many at most


@dataclass(frozen=True)
class Prices:
    """What room costs at a point, and taking part in a group session (below 0: a reward), in sixtieths of a point."""

    points: Mapping[Point, int]
    fees: Mapping[str, int]

    def rent(self, capacity: Mapping[str, int], held: Held) -> int:
        """What all the room there is costs together: what members pay, less this, is a bound."""
        rent = sum(price * capacity[place] for (place, _), price in self.points.items())
        for group, fee in self.fees.items():
            least, most = held[group]
            rent += fee * ((most or 0) if fee > 0 else least)
        return rent

    def halfway(self, other: Prices) -> Prices:
        """Prices between these and others."""
        points = {key: (self.points.get(key, 0) + other.points.get(key, 0)) // 2 for key in sorted({*self.points, *other.points})}
        fees = {key: int((self.fees.get(key, 0) + other.fees.get(key, 0)) / 2) for key in sorted({*self.fees, *other.fees})}
        return Prices(_paid(points), _paid(fees))

    def for_groups(self, groups: Iterable[str]) -> Prices:
        """The prices, of group sessions those of the named alone."""
        return Prices(self.points, {group: fee for group, fee in self.fees.items() if group in set(groups)})


def _paid(prices: Mapping[Key, int]) -> dict[Key, int]:
    """The prices that are not 0."""
    return {key: price for key, price in prices.items() if price}


FREE = Prices({}, {})


def over(column: Column, place: str, minute: int) -> bool:
    """Whether a week has a session in a place at that minute."""
    return any(use.place == place and use.start <= minute < use.end for use in column.uses)


def joins(column: Column, group: str) -> bool:
    """Whether a week has that group session in it."""
    return any(id_ == group for id_, _ in column.joined)


class Master:
    """All weeks known so far, and what is best of them.

    Args:
        capacity: how many fit in each shared place.
        seats: the members.
        weight: what a unit of worth left out counts, in points.
    """

    def __init__(self, capacity: Mapping[str, int], seats: Sequence[int], weight: int) -> None:
        self.capacity = capacity
        self.weight = weight
        self.columns: dict[int, list[Column]] = {seat: [] for seat in seats}
        self._known: set[tuple[object, ...]] = set()
        self._rows: dict[Point, None] = {}

    def __len__(self) -> int:
        """How many weeks are known."""
        return sum(len(columns) for columns in self.columns.values())

    def add(self, column: Column) -> None:
        """Take a week in, unless one is known that takes and costs the same."""
        key = (column.seat, frozenset(column.uses), column.joined, column.forgone, column.score.left_out, column.score.points)
        if key not in self._known:
            self._known.add(key)
            self.columns[column.seat].append(column)

    def allowed(self, allows: Allowed) -> dict[int, list[Column]]:
        """The known weeks that something allows."""
        return {seat: [column for column in columns if allows(column)] for seat, columns in self.columns.items()}

    def relaxed(self, highest: int, allows: Allowed, held: Held) -> Relaxed:
        """The linear relaxation over the allowed weeks, no price above `highest`. Room is counted where it was ever too little."""
        columns = {seat: found for seat, found in self.allowed(allows).items() if found}
        while True:
            relaxed = Relaxed(columns, self.capacity, held, tuple(self._rows), self.weight, highest)
            crowds = peaks(((use, share) for column, share in relaxed.taken for use in column.uses), self.capacity)
            fresh = [point for point in crowds if point not in self._rows]
            if not fresh:
                return relaxed
            self._rows |= dict.fromkeys(fresh)

    def pick(self, allows: Allowed, held: Held, budget: Budget) -> dict[int, Column]:
        """Known weeks that fit together, for as many members as there are such, at the least cost."""
        model = cp_model.CpModel()
        columns = self.allowed(allows)
        chosen = [(column, model.new_bool_var("")) for found in columns.values() for column in found]
        for seat in columns:
            model.add_at_most_one(choice for column, choice in chosen if column.seat == seat)
        for place, minute in cliques(use for column, _ in chosen for use in column.uses):
            there = [choice for column, choice in chosen if over(column, place, minute)]
            if len(there) > self.capacity[place]:
                model.add(cp_model.LinearExpr.sum(there) <= self.capacity[place])
        missing = self._few_and_many(model, chosen, held)
        dearest = 1 + max((column.cost(self.weight) for column, _ in chosen), default=0)
        gains = [len(columns) * dearest - column.cost(self.weight) for column, _ in chosen]
        model.maximize(
            cp_model.LinearExpr.weighted_sum([choice for _, choice in chosen], gains) - dearest * cp_model.LinearExpr.sum(missing)
        )
        solver = new_solver(budget)
        solver.parameters.cp_model_presolve = True
        if run(solver, model, budget) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return {}
        return {column.seat: column for column, choice in chosen if solver.boolean_value(choice)}

    @staticmethod
    def _few_and_many(
        model: cp_model.CpModel, chosen: Sequence[tuple[Column, cp_model.IntVar]], held: Held
    ) -> list[cp_model.IntVar]:
        """Hold group sessions to how many can take part; how many are missing from each."""
        missing = []
        for group, (least, most) in held.items():
            joined = cp_model.LinearExpr.sum([choice for column, choice in chosen if joins(column, group)])
            if most is not None:
                model.add(joined <= most)
            if least:
                missing.append(model.new_int_var(0, least, ""))
                model.add(joined + missing[-1] >= least)
        return missing


class Relaxed:
    """A solved linear relaxation: shares of weeks for each member, and what room costs.

    Room that is not there can be had at the highest price, so that there is always an answer.
    """

    def __init__(
        self,
        columns: Mapping[int, Sequence[Column]],
        capacity: Mapping[str, int],
        held: Held,
        rows: Sequence[Point],
        weight: int,
        highest: int,
    ) -> None:
        self._model = model_builder.Model()
        self._highest = highest
        self._costs: list[tuple[model_builder.Variable, int]] = []
        self._spare: list[model_builder.Variable] = []
        shares = []
        for found in columns.values():
            cheapest = min(column.cost(weight) for column in found)
            own = [(column, self._variable(SCALE * (column.cost(weight) - cheapest))) for column in found]
            self._model.add(model_builder.LinearExpr.sum([share for _, share in own]) == 1)
            shares += own
        points = {
            (place, minute): self._at_most([s for c, s in shares if over(c, place, minute)], capacity[place])
            for place, minute in rows
        }
        groups = list(self._groups(shares, held))
        self._solver = self._solved()
        self.fits = all(self._solver.value(one) < 1e-6 for one in self._spare)
        self.value = self._solver.objective_value + SCALE * sum(min(c.cost(weight) for c in found) for found in columns.values())
        self.taken = [(column, value) for column, share in shares if (value := self._solver.value(share)) > 1e-6]
        self.prices = self._rounded(points, groups)

    def _groups(
        self, shares: Sequence[tuple[Column, model_builder.Variable]], held: Held
    ) -> Iterator[tuple[str, model_builder.LinearConstraint]]:
        """The rows of how many take part in each group session."""
        for group, (least, most) in held.items():
            joined = [share for column, share in shares if joins(column, group)]
            if most is not None:
                yield group, self._at_most(joined, most)
            if least:
                yield group, self._at_least(joined, least)

    def _solved(self) -> model_builder.Solver:
        variables, costs = [variable for variable, _ in self._costs], [float(cost) for _, cost in self._costs]
        self._model.minimize(model_builder.LinearExpr.weighted_sum(variables, costs))
        solver = model_builder.Solver("glop")
        if solver.solve(self._model) != model_builder.SolveStatus.OPTIMAL:
            raise SolverFault("the relaxed master problem, which always has an answer, has none")
        return solver

    def _variable(self, cost: int) -> model_builder.Variable:
        variable = self._model.new_num_var(0, inf, "")
        self._costs.append((variable, cost))
        return variable

    def _at_most(self, shares: list[model_builder.Variable], most: int) -> model_builder.LinearConstraint:
        self._spare.append(self._variable(self._highest))
        return self._model.add(model_builder.LinearExpr.sum(shares) - self._spare[-1] <= most)

    def _at_least(self, shares: list[model_builder.Variable], least: int) -> model_builder.LinearConstraint:
        self._spare.append(self._variable(self._highest))
        return self._model.add(model_builder.LinearExpr.sum(shares) + self._spare[-1] >= least)

    def _rounded(
        self,
        points: Mapping[Point, model_builder.LinearConstraint],
        groups: Iterable[tuple[str, model_builder.LinearConstraint]],
    ) -> Prices:
        """The duals in whole sixtieths of a point."""
        room = {point: max(0, round(-self._solver.dual_value(row))) for point, row in points.items()}
        fees: dict[str, int] = defaultdict(int)
        for group, row in groups:
            fees[group] += round(-self._solver.dual_value(row))
        return Prices(_paid(room), _paid(fees))
