"""Runs CP-SAT on a week: the best schedule, proven, or whether there is any, under one budget."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum

from ortools.sat.python import cp_model

from solver.domain.problem import Problem
from solver.model.budget import Budget
from solver.model.build import build
from solver.model.cpsat import SEED, WORKERS, SolverFault, new_solver, run
from solver.model.ladder import Found, Ladder, Progress
from solver.model.meter import OutOfBudget
from solver.rules import Rule

__all__ = [
    "SEED",
    "WORKERS",
    "Budget",
    "Feasibility",
    "Found",
    "Ladder",
    "OutOfBudget",
    "Progress",
    "SolverFault",
    "new_solver",
    "possible",
    "run",
    "search",
]


def search(problem: Problem, rules: Sequence[Rule], budget: Budget | None = None, progress: Progress | None = None) -> Found:
    """The best week there is, or how far the budget got."""
    started, budget = time.perf_counter(), budget or Budget(None)
    try:
        built = build(problem, rules, budget=budget)
    except OutOfBudget as stopped:
        return Found("unknown", why=stopped.why)
    build_ms = 1000 * (time.perf_counter() - started)
    proto = built.week.model.proto
    size = {"variables": len(proto.variables), "constraints": len(proto.constraints)}
    found = Ladder(built, budget, progress).climb()
    return replace(found, phases={"build": build_ms, **found.phases}, size=size)


class Feasibility(Enum):
    """Whether there is any schedule at all."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


def possible(problem: Problem, rules: Sequence[Rule], budget: Budget, presolve: bool = False) -> Feasibility:
    """Whether a problem has any schedule under its musts; should-rules and worth do not count."""
    try:
        built = build(problem, [rule for rule in rules if rule.level == "must"], budget=budget)
    except OutOfBudget:
        return Feasibility.UNKNOWN
    solver = new_solver(budget)
    solver.parameters.cp_model_presolve = presolve
    status = run(solver, built.week.model, budget)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Feasibility.POSSIBLE
    return Feasibility.IMPOSSIBLE if status == cp_model.INFEASIBLE else Feasibility.UNKNOWN
