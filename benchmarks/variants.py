"""What each choice in the search is worth: the same weeks solved without it, in CP-SAT's deterministic time, which no other load disturbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median
from types import ModuleType
from typing import Any
from unittest.mock import patch

import click
import tabulate

from benchmarks.cases import cases
from benchmarks.population import weeks
from benchmarks.weeks import laid_out
from solver.files.reader import read_case
from solver.model import cpsat, ladder, levels
from solver.model.search import search
from solver.model.week import Week
from solver.rulesets.case import Case

LIMIT = 2.0  # of deterministic time for one solve
QUICK, ALL = 8, 60  # weeks of the population


@dataclass(frozen=True)
class Variant:
    """One choice undone.

    Attributes:
        short: parameters of the short attempt. thorough: those of the thorough one.
        changed: names in solver.model.ladder or .levels with other values.
        tightened: whether the relaxation is tightened.
    """

    name: str
    thorough: Mapping[str, Any] = field(default_factory=dict)
    short: Mapping[str, Any] = field(default_factory=dict)
    changed: tuple[tuple[ModuleType, str, Any], ...] = ()
    tightened: bool = True


VARIANTS = (
    Variant("as it is"),
    Variant("one level after the other", changed=((levels, "LARGEST", 0),)),
    Variant("no short attempt first", changed=((ladder, "QUICK_TIME", 1e-9),)),
    Variant("a short attempt half as long", changed=((ladder, "QUICK_TIME", ladder.QUICK_TIME / 2),)),
    Variant("some relaxation in the short attempt", short={"linearization_level": 1}),
    Variant("little of the relaxation only", {"linearization_level": 1}),
    Variant("no relaxation", {"linearization_level": 0}),
    Variant("with cuts", {"cut_level": 1}),
    Variant("no search for bounds", {"use_objective_lb_search": False}),
    Variant("by cores", {"optimize_with_core": True, "use_objective_lb_search": False}),
    Variant("no presolve", {"cp_model_presolve": False}),
    Variant("all of presolve", {"max_presolve_iterations": 3}),
    Variant("presolve in the short attempt too", short={"cp_model_presolve": True}),
    Variant("no strong propagation", {"use_strong_propagation_in_disjunctive": False}),
    Variant("with probing and inprocessing", {"cp_model_probing_level": 2, "use_sat_inprocessing": True}),
    Variant("relaxation not tightened", tightened=False),
)


@contextmanager
def undone(variant: Variant) -> Iterator[None]:
    """Search without one choice for a while."""
    solve: Callable[..., Any] = cpsat.run

    def run(solver: Any, *rest: Any) -> Any:
        parameters = solver.parameters
        if not parameters.fix_variables_to_their_hinted_value:  # not the tidying
            thorough = parameters.max_deterministic_time > LIMIT
            parameters.max_deterministic_time = min(LIMIT, parameters.max_deterministic_time)
            for name, value in (variant.thorough if thorough else variant.short).items():
                setattr(parameters, name, value)
        return solve(solver, *rest)

    with ExitStack() as changes:
        changes.enter_context(patch.object(ladder, "run", run))
        for module, name, value in variant.changed:
            changes.enter_context(patch.object(module, name, value))
        if not variant.tightened:
            changes.enter_context(patch.object(Week, "tighten", lambda _: None))
        yield


def measured(variant: Variant, wanted: list[Case]) -> list[str]:
    """One row: deterministic milliseconds in all, median and worst, and how many weeks were proven."""
    with undone(variant):
        found = [search(case.problem, case.rules) for case in wanted]
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
