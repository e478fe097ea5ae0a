"""Squads that share a gym and a Sunday group: how long to a proof, or how far from one after a minute, beside one model for all."""

from __future__ import annotations

import json
import platform
import resource
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
import tabulate

from benchmarks.race import today
from benchmarks.squad_population import members, squad
from solver.domain.schedule import Score
from solver.domain.squad import Squad
from solver.model.budget import Budget
from solver.squad.together.fit import fit_together
from solver.squad.together.joint import solve_joint
from solver.squad.together.seat import Seat
from solver.squad.together.table import Table
from solver.squad.together.values import Member, Together

SIZES, QUICK_SIZES = (10, 20, 50, 100, 200), (4, 6)
LIMIT, QUICK_LIMIT = 60.0, 8.0


@dataclass(frozen=True)
class Outcome:
    """How far one method got with one squad."""

    status: str
    seconds: float
    left_out: int | None = None
    points: int | None = None
    bound: tuple[int, int] | None = None

    @property
    def gap(self) -> str:
        """How far the points can be from the best, in percent, as it is shown."""
        if self.points is None or self.bound is None:
            return "nothing found"
        if self.bound[0] < (self.left_out or 0):
            return f"{self.left_out} left out, at least {self.bound[0]}"
        return f"{100 * (self.points - self.bound[1]) / max(1, self.points):.2f} %"

    @property
    def told(self) -> str:
        """Time to the proof, or the gap after the limit."""
        return f"proven in {self.seconds:.1f} s" if self.status == "optimal" else self.gap


@dataclass(frozen=True)
class Measured:
    """One squad by both methods."""

    athletes: int
    capacity: int
    alone_seconds: float
    cpu: float
    effort: float
    losers: int
    decomposed: Outcome
    joint: Outcome

    @property
    def wrong(self) -> str:
        """What contradicts itself; empty when nothing does."""
        one, other = self.decomposed, self.joint
        if one.status == other.status == "optimal" and (one.left_out, one.points) != (other.left_out, other.points):
            return f"{self.athletes} athletes: {one.points} and {other.points} points are both proven the least"
        for mine, theirs in ((one, other), (other, one)):
            if mine.bound is not None and theirs.points is not None and mine.bound > (theirs.left_out, theirs.points):
                return (
                    f"{self.athletes} athletes: a bound of {mine.bound} for what was done with {theirs.left_out}, {theirs.points}"
                )
        return ""

    def row(self) -> list[Any]:
        """The squad as a row of the table."""
        one, other = self.decomposed, self.joint
        best = "" if one.points is None else f"{one.left_out} / {one.points}"
        return [
            self.athletes,
            self.capacity,
            f"{self.alone_seconds:.1f}",
            one.told,
            f"{self.cpu:.1f}",
            f"{self.effort:.1f}",
            best,
            self.losers,
            other.told,
        ]


def _levels(score: Score | None) -> tuple[int, int] | None:
    return None if score is None else (score.left_out, score.points)


def decomposed(shared: Squad, athletes: list[Member], limit: float, workers: int) -> tuple[Outcome, float, Together]:
    """A squad by prices, and the processor's seconds it took in all processes: what counts where others use the machine too."""
    started, before = time.perf_counter(), cpu_seconds()
    found = fit_together(shared, athletes, time_limit=limit, workers=workers)
    outcome = Outcome(found.status, time.perf_counter() - started, found.left_out, found.points, _levels(found.bound))
    return outcome, cpu_seconds() - before, found


def cpu_seconds() -> float:
    """The processor's seconds of this process and of those it has started and that have ended."""
    return sum(
        used.ru_utime + used.ru_stime for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def joint(shared: Squad, athletes: list[Member], limit: float, workers: int) -> Outcome:
    """A squad by one model."""
    table = Table.of(shared, [Seat.of(one.id, one.case, shared) for one in athletes])
    started = time.perf_counter()
    found = solve_joint(table, Budget(limit), workers)
    seconds = time.perf_counter() - started
    if found.score is None:
        return Outcome(found.status, seconds)
    return Outcome(found.status, seconds, found.score.left_out, found.score.points, _levels(found.bound))


def measured(sizes: tuple[int, ...], limit: float, workers: int, seed: int, with_joint: bool) -> Iterator[Measured]:
    """Squads of some sizes, one after the other."""
    for number in sizes:
        shared = squad(number)
        started = time.perf_counter()
        athletes = members(number, seed)
        alone = time.perf_counter() - started
        one, cpu, found = decomposed(shared, athletes, limit, workers)
        other = joint(shared, athletes, limit, workers) if with_joint else Outcome("not run", 0.0)
        yield Measured(number, shared.shared[0].capacity, alone, cpu, found.effort, len(found.losses), one, other)


def kept(results: list[Measured], limit: float, workers: int, folder: Path, table: str) -> None:
    """Keep the table and the figures."""
    folder.mkdir(parents=True, exist_ok=True)
    machine = {"date": date.today().isoformat(), "python": platform.python_version(), "machine": platform.machine()}
    data = {**machine, "limit": limit, "workers": workers, "runs": [asdict(result) for result in results]}
    (folder / "squads.json").write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    (folder / "squads.txt").write_text(table + "\n", encoding="utf-8")


HEADERS = ("Athletes", "Room", "Alone (s)", "By prices", "CPU (s)", "Effort", "Left out / points", "Losers", "One model")


@click.command()
@click.argument("athletes", nargs=-1, type=click.IntRange(min=1))
@click.option("--limit", type=float, default=LIMIT, show_default=True, help="Seconds a squad and method.")
@click.option(
    "--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Processes, or threads of the one model."
)
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed makes other squads.")
@click.option("--joint/--no-joint", "with_joint", default=True, help="Solve one model for all too.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where to keep the results.  [default: results/DATE]"
)
@click.option("--quick", is_flag=True, help="Two tiny squads, a few seconds, nothing kept.")
@click.pass_context
def command(
    ctx: click.Context,
    athletes: tuple[int, ...],
    limit: float,
    workers: int,
    seed: int,
    with_joint: bool,
    out: Path | None,
    quick: bool,
) -> None:
    """Squads of so many ATHLETES (default: 10 to 200) with a tight gym and a Sunday group: time to a proof, or the gap."""
    sizes = athletes or (QUICK_SIZES if quick else SIZES)
    results, limit = [], QUICK_LIMIT if quick else limit
    for result in measured(sizes, limit, 1 if quick else workers, seed, with_joint):
        click.echo(f"{result.athletes} athletes: {result.decomposed.told}; one model: {result.joint.told}", err=True)
        results.append(result)
    table = tabulate.tabulate([result.row() for result in results], HEADERS, "simple", disable_numparse=True)
    click.echo(table)
    if out or not quick:
        kept(results, limit, workers, out or today(), table)
    wrong = [result.wrong for result in results if result.wrong]
    for line in wrong:
        click.echo(f"wrong: {line}", err=True)
    ctx.exit(1 if wrong else 0)
