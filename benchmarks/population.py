"""Made-up weeks of eight sorts of people (solver/compare/population): how many, how big, and what becomes of them.

The first 200 weeks of seed 0 are called *the population*.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import click
import tabulate

from benchmarks.weeks import laid_out
from solver.compare.population import FAMILIES, weeks
from solver.compare.population.weeks import AIMS, TIGHTNESS, tags
from solver.model.search import Budget, Found, search
from solver.rulesets.case import Case

__all__ = ["AIMS", "TIGHTNESS", "tags", "weeks"]  # the other benchmarks have them from here

POPULATION = 200


def hours_free(case: Case) -> float:
    """Hours of all windows together."""
    return sum(window.end - window.start for window in case.problem.windows) / 60


def summary(cases: Iterable[tuple[dict[str, Any], Case]]) -> str:
    """How many weeks of each family there are, and how big they are."""
    rows = []
    listed = list(cases)
    for family in (*FAMILIES, "all"):
        mine = [(data, case) for data, case in listed if family in {tags(data)["family"], "all"}]
        if not mine:
            continue
        sizes = (
            [len(case.problem.sessions) for _, case in mine],
            [len(case.problem.windows) for _, case in mine],
            [hours_free(case) for _, case in mine],
        )
        shares = [
            "/".join(str(sum(tags(data)[key] == word for data, _ in mine)) for word in words)
            for key, words in (("tightness", TIGHTNESS), ("aim", AIMS))
        ]
        rows.append([family, len(mine), *shares, *(f"{median(s):.0f} ({min(s):.0f}–{max(s):.0f})" for s in sizes)])
    headers = ("Family", "Weeks", "/".join(TIGHTNESS), "/".join(AIMS), "Sessions", "Windows", "Hours free")
    return tabulate.tabulate(rows, headers, "simple", disable_numparse=True)


def percentile(values: Iterable[float], share: float) -> float:
    """The value that a share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def outcome(found: Found) -> str:
    """What a week turned out to be."""
    if found.status == "optimal" and found.score is not None:
        return "all placed" if found.score.left_out == 0 else "left out"
    return found.status


def solved(cases: Iterable[tuple[dict[str, Any], Case]], limit: float) -> Iterator[tuple[dict[str, Any], Found, float]]:
    """Every week's answer, and the milliseconds in CP-SAT."""
    for data, case in cases:
        found = search(case.problem, case.rules, Budget(limit))
        yield data, found, sum(ms for phase, ms in found.phases.items() if phase != "build")


def outcomes(answers: Iterable[tuple[dict[str, Any], Found, float]]) -> str:
    """What the weeks of each family turned out to be, and how long CP-SAT took."""
    listed, rows = list(answers), []
    kinds = ("all placed", "left out", "infeasible", "feasible", "unknown")
    for family in (*FAMILIES, "all"):
        mine = [(found, ms) for data, found, ms in listed if family in {tags(data)["family"], "all"}]
        if mine:
            numbers = [sum(outcome(found) == kind for found, _ in mine) for kind in kinds]
            times = [ms for _, ms in mine]
            rows.append([family, *numbers, f"{median(times):.0f}", f"{percentile(times, 0.99):.0f}", f"{max(times):.0f}"])
    headers = ("Family", "All placed", "Left out", "Infeasible", "Not proven", "Unknown", "Median ms", "99th", "Worst")
    return tabulate.tabulate(rows, headers, "simple", disable_numparse=True)


@click.command()
@click.option("--n", type=click.IntRange(min=1), default=POPULATION, show_default=True, help="How many weeks.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed makes other weeks.")
@click.option(
    "--jsonl", type=click.Path(dir_okay=False, path_type=Path), help="Write the scenarios here, one JSON object a line."
)
@click.option("--solve", "solving", is_flag=True, help="Solve them, and say what they turned out to be.")
@click.option("--limit", type=float, default=20.0, show_default=True, help="Seconds a week, with --solve.")
@click.option("--quick", is_flag=True, help="Sixteen weeks.")
def command(n: int, seed: int, jsonl: Path | None, solving: bool, limit: float, quick: bool) -> None:
    """Made-up weeks of eight sorts of people: how many, how big; with --solve, what comes of them."""
    made = list(weeks(16 if quick else n, seed))
    if jsonl:
        jsonl.write_text("".join(json.dumps(data) + "\n" for data in made), encoding="utf-8")
    cases = [(data, laid_out(data)) for data in made]
    click.echo(summary(cases))
    if solving:
        click.echo()
        click.echo(outcomes(solved(cases, limit)))
