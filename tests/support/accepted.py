"""What CP-SAT says of a tiny week: every schedule it accepts, and the least that a schedule costs."""

from __future__ import annotations

from collections.abc import Sequence

from ortools.sat.python import cp_model

from solver.domain.problem import Problem
from solver.model.build import Built, build
from solver.rules import Rule
from tests.support.weeks import Spots


class Collector(cp_model.CpSolverSolutionCallback):
    """Collects the schedules of all solutions; many solutions can be one schedule."""

    def __init__(self, built: Built) -> None:
        super().__init__()
        self.found: set[Spots] = set()
        self._grid = built.week.grid
        self._actors = [
            (actor.session.id, actor.placed, actor.start, actor.length.expression())
            for actor in built.week.actors
            if actor.placed is not False
        ]

    def on_solution_callback(self) -> None:
        """Called by CP-SAT for each solution."""
        self.found.add(
            tuple(
                (id_, self._number(start) * self._grid, self._number(length))
                for id_, placed, start, length in self._actors
                if placed is True or self.boolean_value(placed)
            )
        )

    def _number(self, expression: cp_model.LinearExprT) -> int:
        return expression if isinstance(expression, int) else int(self.value(expression))


def accepted(problem: Problem, rules: Sequence[Rule]) -> set[Spots]:
    """All schedules for which the model has a solution."""
    built = build(problem, rules)
    _settle_ends(built)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.cp_model_presolve = False
    solver.parameters.enumerate_all_solutions = True
    collector = Collector(built)
    status = solver.solve(built.week.model, collector)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE), solver.status_name(status)
    return collector.found


def _settle_ends(built: Built) -> None:
    """The end of a session that is not placed means nothing: without a value of its own it would multiply the solutions."""
    for actor in built.week.actors:
        if isinstance(actor.end, cp_model.IntVar) and not isinstance(actor.placed, bool):
            built.week.model.add(actor.end == actor.end.domain.min()).only_enforce_if(~actor.placed)


def cheapest(problem: Problem, rules: Sequence[Rule], spots: Spots | None = None) -> int | None:
    """The fewest points of any schedule, or of this one; None where there is none."""
    built = build(problem, rules)
    model = built.week.model
    if spots is not None:
        _pin(built, spots)
    model.minimize(built.points.expression())
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.cp_model_presolve = False
    status = solver.solve(model)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE), solver.status_name(status)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None


def _pin(built: Built, spots: Spots) -> None:
    """Hold every session where it is; the rest stays free."""
    model, grid = built.week.model, built.week.grid
    where = {id_: (start, minutes) for id_, start, minutes in spots}
    for actor in built.week.actors:
        placed = actor.placed if not isinstance(actor.placed, bool) else model.new_constant(actor.placed)
        there = where.get(actor.session.id)
        model.add(placed == (there is not None))
        if there is None:
            continue
        for expression, value in ((actor.start, there[0] // grid), (actor.length.expression(), there[1])):
            if isinstance(expression, int):
                assert expression == value
            else:
                model.add(expression == value)
