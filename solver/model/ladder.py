"""The way to the best schedule: both levels as one number, a short attempt, a thorough one, and a tidying of ties."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import ceil

from ortools.sat.python import cp_model

from solver.domain.schedule import Score, Status
from solver.domain.session import Placed
from solver.model.budget import Budget
from solver.model.build import Built
from solver.model.cpsat import SolverFault, hint, literals, new_solver, run, shorten
from solver.model.levels import Levels
from solver.model.linear import Linear

QUICK_RELAXATION = 0  # how much of the linear relaxation the short attempt has
QUICK_TIME = 0.01  # its deterministic time
TIDY_TIME = 0.1
LARGE = 50_000  # constraints

Attempt = tuple[cp_model.CpSolver, cp_model.CpSolverStatus]
Progress = Callable[[str], None]  # told a sentence now and then while a search takes long


@dataclass(frozen=True)
class Found:
    """What the search found. `bound` is proven; `score` and `placed` are missing where there is no schedule.

    `why` says why there was no search, where the model is too large.
    """

    status: Status
    placed: tuple[Placed, ...] = ()
    score: Score | None = None
    bound: Score | None = None
    phases: dict[str, float] = field(default_factory=dict)  # milliseconds
    size: dict[str, int] = field(default_factory=dict)
    deterministic_time: float = 0.0
    why: str = ""

    @property
    def large(self) -> bool:
        """Whether several such models at a time would take too much memory."""
        return self.size.get("constraints", 0) > LARGE


class Ladder:
    """Both levels of one model, proven in one search, or one after the other where one number cannot hold them."""

    def __init__(self, built: Built, budget: Budget, progress: Progress | None = None) -> None:
        self.built = built
        self.week = built.week
        self.budget = budget
        self.phases: dict[str, float] = {}
        self.deterministic_time = 0.0
        self._progress = progress

    def climb(self) -> Found:
        """Minimise both levels, then tidy."""
        levels = Levels(self.built.left_out, self.built.points)
        at_once = levels.exact or not levels.left_out.terms
        found = self._search(levels) if at_once else self._one_by_one(levels)
        if found.score is not None:
            with self._timed("tidy"):
                tidied = None if self.budget.left == 0 else self._tidied()
                found = replace(found, placed=self.week.read(tidied or self._best))
        return replace(found, phases=self.phases, deterministic_time=self.deterministic_time)

    def true(self, literal: cp_model.LiteralT) -> bool:
        """Whether a literal is true in the best schedule found."""
        return bool(self._best.boolean_value(literal))

    def value_of(self, variable: cp_model.IntVar) -> int:
        """What a variable of the model is in the best schedule found."""
        return int(self._best.value(variable))

    def _one_by_one(self, levels: Levels) -> Found:
        """The first level by itself, then the second while the first stays."""
        first = self._search(Levels(levels.left_out, Linear()))
        if first.status != "optimal" or first.score is None:
            return first
        self._hold(levels.left_out)
        hint(self.week.model, self._best)
        second = self._search(Levels(Linear(first.score.left_out), levels.points))
        if second.score is not None:
            return second
        return replace(first, status="optimal" if first.score == first.bound else "feasible")

    def _search(self, levels: Levels) -> Found:
        """A short attempt without the linear relaxation, which settles most weeks, then one with all of it."""
        model, objective = self.week.model, levels.both
        model.clear_objective()
        if objective.terms:
            model.minimize(objective.expression())
        solver, status = self._attempt("quick", levels)
        tried = [(solver, status)]
        if status in (cp_model.FEASIBLE, cp_model.UNKNOWN) and not self.budget.over:
            if status == cp_model.FEASIBLE:
                hint(model, solver)
            # Presolve pays here. Yet it must not prove that there is no schedule: that proof is checked by one with presolve.
            tried.append(self._attempt("thorough", levels, presolve=status == cp_model.FEASIBLE))
        return self._concluded(levels, tried)

    def _concluded(self, levels: Levels, tried: Sequence[Attempt]) -> Found:
        """What the attempts say together: the best of their schedules, the highest of their bounds."""
        objective, statuses = levels.both, [status for _, status in tried]
        solved = [solver for solver, status in tried if status in (cp_model.OPTIMAL, cp_model.FEASIBLE)]
        if not solved:
            return Found("infeasible" if cp_model.INFEASIBLE in statuses else "unknown")
        self._best = min(reversed(solved), key=lambda solver: solver.objective_value)
        proven = max(_bound(solver, objective) for solver in solved)
        if cp_model.INFEASIBLE in statuses or proven > self._value(objective):
            raise SolverFault(f"one attempt found a schedule that another proves impossible ({statuses}, bound {proven})")
        score = Score(left_out=self._value(self.built.left_out), points=self._value(self.built.points))
        status: Status = "optimal" if cp_model.OPTIMAL in statuses else "feasible"
        return Found(status, score=score, bound=levels.bound(proven, score))

    def _attempt(self, name: str, levels: Levels, *, presolve: bool = False) -> Attempt:
        solver = new_solver(self.budget)
        solver.parameters.use_objective_lb_search = True
        solver.parameters.use_strong_propagation_in_disjunctive = name == "thorough"
        solver.parameters.cp_model_presolve = presolve
        solver.parameters.max_presolve_iterations = 1
        if name == "quick":
            solver.parameters.linearization_level = QUICK_RELAXATION
            shorten(solver, QUICK_TIME)
        watch = Watch(levels, self._progress) if self._progress else None
        with self._timed(name):
            return solver, self._run(solver, watch)

    def _run(self, solver: cp_model.CpSolver, watch: Watch | None = None) -> cp_model.CpSolverStatus:
        status = run(solver, self.week.model, self.budget, watch)
        self.deterministic_time += solver.response_proto.deterministic_time
        return status

    @contextmanager
    def _timed(self, phase: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.phases[phase] = self.phases.get(phase, 0.0) + 1000 * (time.perf_counter() - started)

    def _value(self, amount: Linear) -> int:
        return int(self._best.value(amount.expression()))

    def _hold(self, level: Linear) -> None:
        """Let a level become no worse than it is."""
        if level.terms:
            self.week.model.add(level.expression() <= self._value(level))

    def _tidied(self) -> cp_model.CpSolver | None:
        """The same week with every session as early in its slot and as long as costs nothing: ties broken as people like them.

        Every truth stays as it is, so that only starts and lengths move. For these the relaxation is not worth setting up, and most of
        them can be the best they can be all at once, which a search by cores tries first.
        """
        self._hold(self.built.left_out)
        self._hold(self.built.points)
        longest = sum(actor.length.upper for actor in self.week.actors)
        starts = [actor.start - longest * actor.steps(self.week.grid) for actor in self.week.actors if actor.slots]
        model = self.week.model
        model.minimize(sum(starts))
        hint(model, self._best, literals(model))
        solver = new_solver(self.budget)
        solver.parameters.fix_variables_to_their_hinted_value = True
        solver.parameters.linearization_level = 0
        solver.parameters.optimize_with_core = True
        shorten(solver, TIDY_TIME)
        return solver if self._run(solver) in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None


class Watch(cp_model.CpSolverSolutionCallback):
    """Tells how a search stands whenever a better schedule turns up, once it has taken a second."""

    def __init__(self, levels: Levels, progress: Progress) -> None:
        super().__init__()
        self._levels = levels
        self._progress = progress

    def on_solution_callback(self) -> None:
        """Called by CP-SAT."""
        if self.wall_time > 1:
            best = self._levels.score(round(self.objective_value))
            bound = self._levels.bound(round(self.best_objective_bound), best)
            pairs = (("left out", best.left_out, bound.left_out), ("points", best.points, bound.points))
            told = ", ".join(f"{level} {value}{f' (at least {least})' if least < value else ''}" for level, value, least in pairs)
            self._progress(f"{self.wall_time:.0f} s: {told}")


def _bound(solver: cp_model.CpSolver, objective: Linear) -> int:
    if not objective.terms:
        return objective.const
    # The bound comes as a float that may lie a hair above the whole number it stands for; for large numbers a hair is more. One level by
    # itself is at most 2**44 (1,000 rules of 10,000 points, a million times each), so that a hair is always less than 1.
    bound = solver.best_objective_bound
    return max(objective.lower, ceil(bound - max(1e-3, abs(bound) * 2**-50)))
