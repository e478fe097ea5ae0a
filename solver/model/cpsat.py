"""CP-SAT itself: how it is set up for weeks, run under a budget, and stopped."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from ortools.sat.python import cp_model

from solver.model.budget import Budget

SEED = 0
WORKERS = 1
SET_UP = 0.005  # effort of building a model and setting a solver up, however little it then searches


class SolverFault(RuntimeError):
    """A fault of ours: an invalid model, or two proofs that contradict each other."""


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
    if budget.effort_left is not None:
        parameters.max_deterministic_time = budget.effort_left
    return solver


def shorten(solver: cp_model.CpSolver, effort: float) -> None:
    """Let a solver spend no more than that."""
    solver.parameters.max_deterministic_time = min(effort, solver.parameters.max_deterministic_time)


def run(
    solver: cp_model.CpSolver, model: cp_model.CpModel, budget: Budget, watch: cp_model.CpSolverSolutionCallback | None = None
) -> cp_model.CpSolverStatus:
    """Solve; on Ctrl-C stop the search, which then has what it found so far, and let the budget be spent."""
    status = _run(solver, model, budget, watch)
    budget.spend(SET_UP + solver.response_proto.deterministic_time)
    if status == cp_model.MODEL_INVALID:
        raise SolverFault(f"CP-SAT calls the model invalid: {model.validate()}")
    return status


def _run(
    solver: cp_model.CpSolver, model: cp_model.CpModel, budget: Budget, watch: cp_model.CpSolverSolutionCallback | None
) -> cp_model.CpSolverStatus:
    if threading.current_thread() is not threading.main_thread():
        return solver.solve(model, watch)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(solver.solve, model, watch)
        try:
            return answer.result()
        except KeyboardInterrupt:
            budget.stop()
            return _stopped(solver, answer)


def _stopped(solver: cp_model.CpSolver, answer: Future[cp_model.CpSolverStatus]) -> cp_model.CpSolverStatus:
    """Stop a search, again and again: it may not have begun when it is stopped first."""
    while True:
        solver.stop_search()
        try:
            return answer.result(timeout=0.1)
        except TimeoutError:
            continue


def hint(model: cp_model.CpModel, solver: cp_model.CpSolver, variables: Sequence[int] | None = None) -> None:
    """Let the next search start from the solution of the last one: from all of it, or from the variables of those indexes."""
    solution = list(solver.response_proto.solution)
    chosen = range(len(solution)) if variables is None else variables
    model.clear_hints()
    model.proto.solution_hint.vars.extend(chosen)
    model.proto.solution_hint.values.extend([solution[index] for index in chosen])


def literals(model: cp_model.CpModel) -> list[int]:
    """The indexes of all variables that are 0 or 1."""
    domains = (variable.domain for variable in model.proto.variables)
    return [index for index, domain in enumerate(domains) if len(domain) == 2 and domain[0] == 0 and domain[1] == 1]
