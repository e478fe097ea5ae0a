"""Holds the speed that was reached: deterministic times, model sizes and ratios against stored ones.

Seconds differ from machine to machine and from minute to minute; CP-SAT's deterministic time does not, and a ratio of two times taken in
turns hardly does.
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import click

from benchmarks.cases import FOLDER
from benchmarks.core import exported
from benchmarks.opponents import time_indexed
from benchmarks.population import weeks
from benchmarks.weeks import core_case, laid_out
from solver.files.reader import read_case
from solver.judge import judge
from solver.model.search import Budget, Found, search
from solver.rulesets.case import Case

STORED = Path(__file__).with_name("guard.json")
SCENARIOS = sorted(FOLDER.glob("*.toml"))
QUICK_WEEKS, ALL_WEEKS = 16, 200
RATIO_WEEKS = (1, 2, 4)  # of the population: easy enough for the time-indexed model to be quick too
RATIO_RUNS = 3
LIMIT = 1.0  # of effort: a hard week takes no longer in a guard
# How much worse than stored is a regression.
SUM_WORSE, WEEK_WORSE, WEEK_LEAST = 1.15, 2.0, 0.05  # deterministic time: of all weeks; of one, if it is that much more
SIZE_WORSE = 1.15  # constraints of all models
RATIO_WORSE = 1.6  # how many times faster than the time-indexed model
SHARE_WORSE = 1.5  # the share of a week's time that is not CP-SAT's


@dataclass(frozen=True)
class Weighed:
    """One week: deterministic time, size, answer, and the share of its time that is not CP-SAT's."""

    name: str
    deterministic: float
    constraints: int
    answer: str
    share: float


def weighed(name: str, case: Case, read: float) -> Weighed:
    """Solve and judge one week."""
    found = search(case.problem, case.rules, Budget(None, LIMIT))
    started = time.perf_counter()
    judge(case.problem, case.rules, found.placed)
    around = read + found.phases["build"] + 1000 * (time.perf_counter() - started)
    solving = sum(ms for phase, ms in found.phases.items() if phase != "build")
    return Weighed(name, found.deterministic_time, found.size["constraints"], _answer(found), around / (around + solving))


def _answer(found: Found) -> str:
    if found.score is None or found.status != "optimal":
        return found.status
    return f"{found.score.left_out}/{found.score.points}"


def _all(quick: bool) -> Iterator[Weighed]:
    for path in SCENARIOS:
        started = time.perf_counter()
        case = read_case(str(path))
        yield weighed(path.stem, case, 1000 * (time.perf_counter() - started))
    for data in weeks(QUICK_WEEKS if quick else ALL_WEEKS):
        started = time.perf_counter()
        case = laid_out(data)
        yield weighed(data["athlete"]["id"], case, 1000 * (time.perf_counter() - started))


def ratio() -> float:
    """How many times longer the time-indexed model takes, median over a few weeks, run in turns."""
    scenarios = list(weeks(max(RATIO_WEEKS) + 1))
    found = []
    for number in RATIO_WEEKS:
        case = core_case(scenarios[number])
        instance = exported("ratio", case.problem, case.rules)
        for _ in range(RATIO_RUNS):
            started = time.perf_counter()
            search(case.problem, case.rules)
            ours = time.perf_counter() - started
            answer = time_indexed.solve(instance, 20.0)
            found.append((answer.build + answer.solve) / 1000 / ours)
    return median(found)


def measure(*, quick: bool) -> dict[str, Any]:
    """Everything that is compared."""
    _warm_up()
    found = list(_all(quick))
    return {
        "ortools": version("ortools"),
        "machine": platform.machine(),
        "ratio to time-indexed": round(ratio(), 2),
        "share that is not CP-SAT": round(median(week.share for week in found), 3),
        "weeks": {week.name: [round(week.deterministic, 5), week.constraints, week.answer] for week in found},
    }


def _warm_up() -> None:
    """The first solve of a process pays for what the others find ready."""
    search(read_case(str(SCENARIOS[0])).problem, ())


def regressions(stored: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    """What is worse than stored, beyond its tolerance; weeks that are not stored count as new, not as worse."""
    both = [name for name in now["weeks"] if name in stored["weeks"]]
    for index, what, worse in ((0, "deterministic time", SUM_WORSE), (1, "constraints", SIZE_WORSE)):
        before, after = (sum(side["weeks"][name][index] for name in both) for side in (stored, now))
        if after > worse * before:
            yield f"{what} of all weeks: {after:g}, stored {before:g} (allowed × {worse})"
    for name in both:
        (before, _, was), (after, _, is_) = stored["weeks"][name], now["weeks"][name]
        if after > WEEK_WORSE * before and after - before > WEEK_LEAST:
            yield f"{name}: deterministic time {after:g}, stored {before:g} (allowed × {WEEK_WORSE})"
        if "/" in was and is_ != was:
            yield f"{name}: the answer is {is_}, stored {was}"
    faster, share = "ratio to time-indexed", "share that is not CP-SAT"
    if now[faster] * RATIO_WORSE < stored[faster]:
        yield f"{now[faster]:g} times faster than the time-indexed model, stored {stored[faster]:g} (allowed ÷ {RATIO_WORSE})"
    if now[share] > SHARE_WORSE * stored[share]:
        yield f"{now[share]:.0%} of a week's time is not CP-SAT's, stored {stored[share]:.0%} (allowed × {SHARE_WORSE})"


@click.command()
@click.option("--quick", is_flag=True, help="The scenarios and the first sixteen weeks of the population.")
@click.option("--update", is_flag=True, help="Store what is measured now; after a change that is meant, or one for the better.")
@click.pass_context
def command(ctx: click.Context, quick: bool, update: bool) -> None:
    """Compare deterministic times, sizes and ratios with stored ones; a regression makes the exit status 1."""
    now = measure(quick=quick and not update)
    total = sum(week[0] for week in now["weeks"].values())
    click.echo(
        f"{len(now['weeks'])} weeks, deterministic time {total:.2f}, {now['ratio to time-indexed']:g} times faster than the "
        f"time-indexed model, {now['share that is not CP-SAT']:.0%} of a week's time is not CP-SAT's"
    )
    if update:
        STORED.write_text(_text(now), encoding="utf-8")
        return
    if not STORED.exists():
        raise click.ClickException(f"{STORED.name} is not there; --update writes it.")
    stored = json.loads(STORED.read_text(encoding="utf-8"))
    if (stored["ortools"], stored["machine"]) != (now["ortools"], now["machine"]):
        click.echo(
            f"stored with ortools {stored['ortools']} on {stored['machine']}: deterministic times are not comparable", err=True
        )
        return
    wrong = list(regressions(stored, now))
    for fault in wrong:
        click.echo(f"worse: {fault}", err=True)
    ctx.exit(1 if wrong else 0)


def _text(now: dict[str, Any]) -> str:
    """JSON with one week a line, so that a difference can be read."""
    head = json.dumps({key: value for key, value in now.items() if key != "weeks"}, indent=1)[:-2]
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(week)}" for name, week in now["weeks"].items())
    return f'{head},\n "weeks": {{\n{lines}\n }}\n}}\n'
