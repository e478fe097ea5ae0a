"""What each choice in the search is worth: the same weeks solved without it, in CP-SAT's deterministic time, which no other load disturbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any
from unittest.mock import patch

import click
import tabulate
from ortools.sat.python import cp_model

from benchmarks.cases import cases
from benchmarks.population import weeks
from benchmarks.weeks import laid_out
from solver.files.reader import read_case
from solver.model import search as searching
from solver.model.week import Week
from solver.rulesets.case import Case

LIMIT = 2.0  # of deterministic time for one solve
QUICK, ALL = 8, 60  # weeks of the population


@dataclass(frozen=True)
class Variant:
    """One choice undone: parameters of the thorough attempt, whether there is a short one first, whether the relaxation is tightened."""

    name: str
    parameters: dict[str, Any]
    short_attempt: bool = True
    tightened: bool = True
    one_solve: bool = False


VARIANTS = (
    Variant("as it is", {}),
    Variant("no short attempt first", {}, short_attempt=False),
    Variant("little of the relaxation only", {"linearization_level": 1}, short_attempt=False),
    Variant("no relaxation", {"linearization_level": 0}, short_attempt=False),
    Variant("with cuts", {"cut_level": 1}),
    Variant("no search for bounds", {"use_objective_lb_search": False}),
    Variant("by cores", {"optimize_with_core": True, "use_objective_lb_search": False}),
    Variant("with presolve", {"cp_model_presolve": True}),
    Variant("with probing and inprocessing", {"cp_model_probing_level": 2, "use_sat_inprocessing": True}),
    Variant("relaxation not tightened", {}, tightened=False),
    Variant("one solve for both levels", {}, one_solve=True),
)


def climb_at_once(ladder: searching.Ladder) -> searching.Found:
    """Both levels as one weighted sum: a point more never outweighs one worth less left out."""
    left_out, points = ladder.built.left_out, ladder.built.points
    _, best = ladder._minimise((points.upper - points.lower + 1) * left_out + points, searching.POINTS)
    proven = ladder._status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return searching.Found("optimal" if proven and best is not None else "infeasible" if proven else "feasible")


@contextmanager
def undone(variant: Variant) -> Iterator[None]:
    """Search without one choice for a while."""
    solve: Callable[..., Any] = searching.run

    def run(solver: Any, *rest: Any) -> Any:
        if solver.parameters.max_deterministic_time > LIMIT:  # no short attempt, nor the tidying
            solver.parameters.max_deterministic_time = LIMIT
            for name, value in variant.parameters.items():
                setattr(solver.parameters, name, value)
        return solve(solver, *rest)

    quick = searching.QUICK_TIME if variant.short_attempt else 1e-9
    tighten = Week.tighten if variant.tightened else (lambda _: None)
    with (
        patch.object(searching, "run", run),
        patch.object(searching, "QUICK_TIME", quick),
        patch.object(Week, "tighten", tighten),
        patch.object(searching.Ladder, "climb", climb_at_once if variant.one_solve else searching.Ladder.climb),
    ):
        yield


def measured(variant: Variant, wanted: list[Case]) -> list[str]:
    """One row: deterministic milliseconds in all, median and worst, and how many weeks were proven."""
    with undone(variant):
        found = [searching.search(case.problem, case.rules) for case in wanted]
    spent = [1000 * each.deterministic_time for each in found]
    proven = sum(each.status in {"optimal", "infeasible"} for each in found)
    figures = [f"{sum(spent):.0f}", f"{median(spent):.1f}", f"{max(spent):.0f}"]
    return [variant.name, *figures, f"{proven} of {len(found)}"]


@click.command()
@click.option("--quick", is_flag=True, help="Few weeks and three variants.")
def command(quick: bool) -> None:
    """What each choice in the search is worth, over the scenarios and the first weeks of the population."""
    wanted = [read_case(case.path) for case in cases()] + [laid_out(week) for week in weeks(QUICK if quick else ALL)]
    rows = [measured(variant, wanted) for variant in (VARIANTS[:3] if quick else VARIANTS)]
    headers = ("Search", "all", "median", "worst", "proven")
    click.echo(tabulate.tabulate(rows, headers, "simple", colalign=("left", *["right"] * 4), disable_numparse=True))
    click.echo(f"\nin thousandths of CP-SAT's deterministic time; a solve is cut off after {1000 * LIMIT:.0f}")
