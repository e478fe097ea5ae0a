"""Weeks a second with one process and with two: weeks are solved side by side, not with more workers a week."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median

import click

from benchmarks.population import weeks
from benchmarks.weeks import laid_out
from solver.model.search import search

WEEKS, QUICK_WEEKS, TURNS = 60, 8, 3


def solved(number: int) -> int:
    """Solve that many weeks of the population from their data; how many were proven."""
    cases = (laid_out(week) for week in weeks(number))
    return sum(search(case.problem, case.rules).status in {"optimal", "infeasible"} for case in cases)


def seconds(pool: ProcessPoolExecutor, processes: int, number: int) -> float:
    """How long so many processes take to solve that many weeks each; every week must be proven."""
    started = time.perf_counter()
    if sum(pool.map(solved, [number] * processes)) != processes * number:
        raise click.ClickException("a week was not proven")
    return time.perf_counter() - started


@click.command()
@click.option("--quick", is_flag=True, help="Few weeks, one turn.")
def command(quick: bool) -> None:
    """Weeks a second with one process and with two, in turns."""
    number = QUICK_WEEKS if quick else WEEKS
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        seconds(pool, 2, 2)  # both processes have imported everything
        turns = [(seconds(pool, 1, number), seconds(pool, 2, number)) for _ in range(1 if quick else TURNS)]
    one, two = (median(number * count / turn[count - 1] for turn in turns) for count in (1, 2))
    ratio = median(2 * alone / both for alone, both in turns)
    click.echo(f"{one:.1f} weeks a second with one process, {two:.1f} with two: {ratio:.2f} times as many")
