"""Where the time of one week goes: reading, building, a short attempt and a thorough one, tidying, judging, showing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

import click
import tabulate

from benchmarks.cases import BenchmarkCase, Expected, cases
from solver.files.reader import read_case
from solver.judge import judge
from solver.model.search import search
from solver.outcome import as_schedule
from solver.show.week import week_page

T = TypeVar("T")
PHASES = ("read", "build", "quick", "thorough", "tidy", "judge", "show")


@dataclass(frozen=True)
class Run:
    """One run of one case: milliseconds a phase, and what came out."""

    milliseconds: dict[str, float]
    status: str
    left_out: int | None
    points: int | None
    size: dict[str, int]
    deterministic: float  # thousandths of CP-SAT's deterministic time

    @property
    def total(self) -> float:
        """Milliseconds of all phases."""
        return sum(self.milliseconds.values())


def timed(action: Callable[[], T]) -> tuple[T, float]:
    """What an action returns, and how many milliseconds it took."""
    started = time.perf_counter()
    result = action()
    return result, 1000 * (time.perf_counter() - started)


def run(path: str) -> Run:
    """Solve one scenario from its file to its page, phase by phase."""
    case, read_ms = timed(lambda: read_case(path))
    found = search(case.problem, case.rules)
    spent = {"read": read_ms, **found.phases}
    if found.score is None:
        return Run(spent, found.status, None, None, found.size, 1000 * found.deterministic_time)
    verdict, spent["judge"] = timed(lambda: judge(case.problem, case.rules, found.placed))
    schedule = as_schedule(case.problem, case.rules, found, case.ruleset.names)
    _, spent["show"] = timed(lambda: week_page(case.problem, schedule))
    status = found.status if verdict.passed and verdict.score == found.score else "not what the judge says"
    return Run(spent, status, found.score.left_out, found.score.points, found.size, 1000 * found.deterministic_time)


@dataclass(frozen=True)
class Measured:
    """One case with all its runs."""

    case: BenchmarkCase
    runs: tuple[Run, ...]

    @property
    def wrong(self) -> str:
        """What is wrong with the answers; empty when nothing is."""
        expected: Expected = self.case.expected
        faults = {expected.differs(each.status, each.left_out, each.points) for each in self.runs}
        return "; ".join(sorted(faults - {""}))

    def milliseconds(self, phase: str) -> float | None:
        """The median of a phase, or None where it did not happen."""
        times = [each.milliseconds[phase] for each in self.runs if phase in each.milliseconds]
        return median(times) if times else None

    def row(self) -> list[str]:
        """The case as a row of the table."""
        last = self.runs[-1]
        phases = [f"{ms:.1f}" if (ms := self.milliseconds(phase)) is not None else "" for phase in PHASES]
        size = [str(last.size["variables"]), str(last.size["constraints"])] if last.size else ["", ""]
        whole = f"{median(each.total for each in self.runs):.1f}"
        return [self.case.name, *phases, whole, *size, f"{last.deterministic:.1f}", self.wrong or last.status]


def shares(results: Iterable[Measured]) -> str:
    """How many percent of all the time each phase takes."""
    spent = {phase: sum(each.milliseconds.get(phase, 0) for result in results for each in result.runs) for phase in PHASES}
    return ", ".join(f"{phase} {100 * ms / sum(spent.values()):.0f} %" for phase, ms in spent.items())


def measured(wanted: Iterable[BenchmarkCase], runs: int) -> Iterator[Measured]:
    """Measure cases one after the other; a first run that is not counted warms the program up."""
    for number, case in enumerate(wanted):
        if number == 0:
            run(case.path)
        yield Measured(case, tuple(run(case.path) for _ in range(runs)))


@click.command()
@click.argument("scenario", nargs=-1)
@click.option("--runs", type=click.IntRange(min=1), default=7, show_default=True, help="Runs a scenario; their median is shown.")
@click.option("--quick", is_flag=True, help="One run a scenario.")
@click.pass_context
def command(ctx: click.Context, scenario: tuple[str, ...], runs: int, quick: bool) -> None:
    """Milliseconds a phase, size of the model and status of every SCENARIO (default: all of them)."""
    wanted = cases(scenario)
    if unknown := sorted(set(scenario) - {case.name for case in wanted}):
        raise click.UsageError(f"no scenario is called {', '.join(unknown)}")
    results = list(measured(wanted, 1 if quick else runs))
    headers = ("Scenario", *PHASES, "all", "variables", "constraints", "det.", "answer")
    align = ("left", *["right"] * (len(headers) - 2), "left")
    click.echo(tabulate.tabulate([result.row() for result in results], headers, "simple", colalign=align, disable_numparse=True))
    totals = [each.total for result in results for each in result.runs]
    click.echo(f"\nmilliseconds, median of {1 if quick else runs}; a week takes {median(totals):.1f}, at worst {max(totals):.1f}")
    click.echo(f"of all the time: {shares(results)}; det.: thousandths of CP-SAT's deterministic time")
    wrong = [result.case.name for result in results if result.wrong]
    if wrong:
        click.echo(f"wrong: {', '.join(wrong)}", err=True)
    ctx.exit(1 if wrong else 0)
