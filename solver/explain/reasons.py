"""The reasons that go with every schedule: why sessions were left out, or why there is no schedule and what would help."""

from __future__ import annotations

from solver.domain.schedule import Schedule
from solver.explain.conflict import conflict
from solver.explain.left_out import reasons
from solver.explain.repairs import repairs
from solver.model.search import Budget, Found
from solver.rulesets.case import Case


def explained(case: Case, schedule: Schedule, found: Found, budget: Budget) -> Schedule:
    """The schedule with its reasons: of what was left out, or of there being none, with ways out."""
    if found.status == "infeasible":
        why_not = conflict(case.problem, case.rules, budget, others=True)
        update = {
            "conflict": why_not.parts,
            "conflict_is_smallest": why_not.proven,
            "conflict_is_only": why_not.only,
            "repairs": repairs(case, budget).repairs,
        }
        return schedule.model_copy(update=update)
    if not schedule.not_placed:
        return schedule
    why = reasons(case.problem, case.rules, found, budget)
    told = tuple(item.model_copy(update={"why": why[item.id]}) for item in schedule.not_placed)
    return schedule.model_copy(update={"not_placed": told})
