"""Runs CP-SAT on a week: both levels of the objective, smallest first, each proven, under one budget."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import Enum
from math import ceil

from ortools.sat.python import cp_model

from solver.domain.problem import Problem
from solver.domain.schedule import Score, Status
from solver.domain.session import Placed
from solver.model.build import Built, build
from solver.model.linear import Linear
from solver.rules import Rule

SEED = 0
WORKERS = 1
# A first short attempt at each level: how much of the linear relaxation it has, and its deterministic time.
LEFT_OUT, POINTS = "left out", "points"
QUICK_RELAXATION = {LEFT_OUT: 0, POINTS: 1}
QUICK_TIME = 0.005


class SolverFault(RuntimeError):
    """A fault of ours: an invalid model, or two proofs that contradict each other."""


@dataclass(frozen=True)
class Found:
    """What the search found. `bound` is proven; `score` and `placed` are missing where there is no schedule."""

    status: Status
    placed: tuple[Placed, ...] = ()
    score: Score | None = None
    bound: Score | None = None
    phases: dict[str, float] = field(default_factory=dict)  # milliseconds
    size: dict[str, int] = field(default_factory=dict)
    deterministic_time: float = 0.0


class Budget:
    """Seconds that may still be spent; None is without end. A person's Ctrl-C ends it too."""

    def __init__(self, seconds: float | None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds

    def stop(self) -> None:
        """Let no more be spent."""
        self._end = time.monotonic()

    @property
    def left(self) -> float | None:
        """Seconds left, never negative."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())


def new_solver(budget: Budget) -> cp_model.CpSolver:
    """A solver as weeks need it.

    One worker; no presolve, probing or inprocessing, which cost more than they save on so small a model; all of the linear relaxation, for
    it nearly says the answer (see Week.tighten), and no cuts, for they would be of the clock times, which do not matter to it.
    """
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = WORKERS
    parameters.random_seed = SEED
    parameters.catch_sigint_signal = False  # `run` hears it
    parameters.cp_model_presolve = False
    parameters.linearization_level = 2
    parameters.cut_level = 0
    parameters.max_consecutive_inactive_count = 20
    parameters.cp_model_probing_level = 0
    parameters.use_sat_inprocessing = False
    if budget.left is not None:
        parameters.max_time_in_seconds = budget.left
    return solver


def run(
    solver: cp_model.CpSolver, model: cp_model.CpModel, budget: Budget, watch: cp_model.CpSolverSolutionCallback | None = None
) -> cp_model.CpSolverStatus:
    """Solve; on Ctrl-C stop the search, which then has what it found so far, and let the budget be spent."""
    if threading.current_thread() is not threading.main_thread():
        return solver.solve(model, watch)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(solver.solve, model, watch)
        try:
            return answer.result()
        except KeyboardInterrupt:
            budget.stop()
            solver.stop_search()
            return answer.result()


Progress = Callable[[str], None]  # told a sentence now and then while a search takes long


def search(problem: Problem, rules: Sequence[Rule], budget: Budget | None = None, progress: Progress | None = None) -> Found:
    """The best week there is, or how far the budget got."""
    budget = budget or Budget(None)
    started = time.perf_counter()
    built = build(problem, rules)
    build_ms = 1000 * (time.perf_counter() - started)
    proto = built.week.model.proto
    size = {"variables": len(proto.variables), "constraints": len(proto.constraints)}
    ladder = Ladder(built, budget, progress)
    found = ladder.climb()
    return replace(found, phases={"build": build_ms, **found.phases}, size=size, deterministic_time=ladder.deterministic_time)


class Watch(cp_model.CpSolverSolutionCallback):
    """Tells how a level stands whenever a better schedule turns up, once the search has taken a second."""

    def __init__(self, phase: str, progress: Progress) -> None:
        super().__init__()
        self._phase = phase
        self._progress = progress

    def on_solution_callback(self) -> None:
        """Called by CP-SAT."""
        if self.wall_time > 1:
            best, bound = round(self.objective_value), round(self.best_objective_bound)
            self._progress(f"{self.wall_time:.0f} s: {self._phase} {best}, at least {bound}")


class Feasibility(Enum):
    """Whether there is any schedule at all."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


def possible(problem: Problem, rules: Sequence[Rule], budget: Budget, presolve: bool = False) -> Feasibility:
    """Whether a problem has any schedule under its musts; should-rules and worth do not count."""
    built = build(problem, [rule for rule in rules if rule.level == "must"])
    solver = new_solver(budget)
    solver.parameters.cp_model_presolve = presolve
    status = run(solver, built.week.model, budget)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Feasibility.POSSIBLE
    return Feasibility.IMPOSSIBLE if status == cp_model.INFEASIBLE else Feasibility.UNKNOWN


class Ladder:
    """Both levels, one after the other; the second starts from the schedule that the first found."""

    def __init__(self, built: Built, budget: Budget, progress: Progress | None = None) -> None:
        self.built = built
        self._progress = progress
        self.week = built.week
        self.budget = budget
        self.phases: dict[str, float] = {}
        self.deterministic_time = 0.0
        self._status = cp_model.UNKNOWN

    def climb(self) -> Found:
        """Minimise both levels, then tidy."""
        first, left_out = self._minimise(self.built.left_out, LEFT_OUT)
        if left_out is None:
            return Found("infeasible" if self._status == cp_model.INFEASIBLE else "unknown", phases=self.phases)
        placed = self.week.read(first)
        points = self._value(first, self.built.points)
        bound = Score(left_out=_bound(first, self.built.left_out), points=max(0, self.built.points.lower))
        if bound.left_out < left_out:
            return Found("feasible", placed, Score(left_out=left_out, points=points), bound, self.phases)
        self._hold(first, self.built.left_out)
        second, best = self._minimise(self.built.points, POINTS)
        self._best = second if best is not None else first
        if best is None:
            return Found("feasible", placed, Score(left_out=left_out, points=points), bound, self.phases)
        placed = self._tidy(second) or self.week.read(second)
        proven = _bound(second, self.built.points)
        status: Status = "optimal" if proven == best else "feasible"
        score = Score(left_out=left_out, points=best)
        return Found(status, placed, score, Score(left_out=left_out, points=proven), self.phases)

    def true(self, literal: cp_model.LiteralT) -> bool:
        """Whether a literal is true in the best schedule found."""
        return bool(self._best.boolean_value(literal))

    def value_of(self, variable: cp_model.IntVar) -> int:
        """What a variable of the model is in the best schedule found."""
        return int(self._best.value(variable))

    def _minimise(self, objective: Linear, phase: str) -> tuple[cp_model.CpSolver, int | None]:
        """Minimise one level: a short attempt with little of the linear relaxation, which settles most weeks, then one with all of it."""
        model = self.week.model
        if objective.terms:
            model.minimize(objective.expression())
        started = time.perf_counter()
        solver, status = self._solve(phase, quick=True)
        if status in (cp_model.FEASIBLE, cp_model.UNKNOWN) and self.budget.left != 0:
            if status == cp_model.FEASIBLE:
                self._hint(solver)
            thorough, further = self._solve(phase, quick=False)
            if further != cp_model.UNKNOWN:
                solver, status = thorough, further
        self.phases[phase] = 1000 * (time.perf_counter() - started)
        self._status = status
        return solver, self._value(solver, objective) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def _solve(self, phase: str, *, quick: bool) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
        solver = new_solver(self.budget)
        solver.parameters.use_objective_lb_search = True
        if quick:
            solver.parameters.linearization_level = QUICK_RELAXATION[phase]
            solver.parameters.max_deterministic_time = QUICK_TIME
        watch = Watch(phase, self._progress) if self._progress else None
        status = run(solver, self.week.model, self.budget, watch)
        if status == cp_model.MODEL_INVALID:
            raise SolverFault(f"CP-SAT calls the model invalid: {self.week.model.validate()}")
        self.deterministic_time += solver.response_proto.deterministic_time
        return solver, status

    def _value(self, solver: cp_model.CpSolver, amount: Linear) -> int:
        return int(solver.value(amount.expression()))

    def _tidy(self, solver: cp_model.CpSolver) -> tuple[Placed, ...]:
        """The same week with every session as early in its slot and as long as costs nothing: ties broken as people like them.

        Every truth stays as it is, so that only starts and lengths move.
        """
        model = self.week.model
        self._hold(solver, self.built.points)
        for index, variable in enumerate(model.proto.variables):
            if list(variable.domain) == [0, 1]:
                literal = model.get_bool_var_from_proto_index(index)
                model.add(literal == solver.boolean_value(literal))
        longest = sum(actor.length.upper for actor in self.week.actors)
        starts = [actor.start - longest * actor.steps(self.week.grid) for actor in self.week.actors if actor.slots]
        model.minimize(sum(starts))
        tidier = new_solver(self.budget)
        tidier.parameters.max_deterministic_time = 0.1
        started = time.perf_counter()
        status = run(tidier, model, self.budget)
        self.phases["tidy"] = 1000 * (time.perf_counter() - started)
        return self.week.read(tidier) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else ()

    def _hold(self, solver: cp_model.CpSolver, level: Linear) -> None:
        """Keep a level where it is, and start what follows from its schedule."""
        if level.terms:
            self.week.model.add(level.expression() <= self._value(solver, level))
        self._hint(solver)

    def _hint(self, solver: cp_model.CpSolver) -> None:
        model = self.week.model
        model.clear_hints()
        for index, value in enumerate(solver.response_proto.solution):
            model.add_hint(model.get_int_var_from_proto_index(index), value)


def _bound(solver: cp_model.CpSolver, objective: Linear) -> int:
    if not objective.terms:
        return objective.const
    # The bound comes as a float that may lie a hair above the whole number it stands for.
    return max(objective.lower, ceil(solver.best_objective_bound - 1e-3))
