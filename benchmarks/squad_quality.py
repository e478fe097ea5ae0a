"""Holds how good the weeks of squads with tight gyms are: who has a week, what all cost, the bound, and whether it is proven.

Effort is deterministic, so the figures are the same on every machine. A change that makes one of them worse is a regression.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import tabulate

from benchmarks.tight_gyms import members, squad
from solver.squad.together.fit import fit_together

STORED = Path(__file__).with_name("squad_quality.json")


@dataclass(frozen=True)
class Size:
    """A squad: so many clubs of so many athletes, each with a gym for so many, and the effort for all of them."""

    athletes: int
    capacity: int
    clubs: int
    effort: float

    @property
    def name(self) -> str:
        """What it is called in the file of stored figures."""
        return f"{self.clubs} of {self.athletes}, room for {self.capacity}, effort {self.effort:g}"


ALL = (Size(40, 2, 1, 10.0), Size(40, 3, 1, 10.0), Size(60, 7, 1, 10.0), Size(100, 12, 1, 10.0), Size(40, 3, 10, 30.0))
QUICK = (Size(12, 1, 1, 1.0), Size(16, 3, 1, 2.0), Size(10, 1, 3, 2.0))


@dataclass(frozen=True)
class Quality:
    """How good the weeks of a squad are.

    Attributes:
        weeks: how many athletes have one.
        given_up: how many key and fixed sessions found no room.
        left_out, points: both levels of all of them together; `bound` is what these and `given_up` cannot be less than.
        proven: whether they are the best.
    """

    weeks: int
    given_up: int
    left_out: int
    points: int
    bound: tuple[int, int, int]
    proven: bool

    @property
    def cost(self) -> tuple[int, int, int]:
        """What all of them cost, the first before the second and so on."""
        return self.given_up, self.left_out, self.points

    def worse(self, stored: Quality) -> str:
        """What is worse than stored; empty when nothing is. Bounds and costs count only where as many have a week."""
        if self.weeks != stored.weeks:
            return f"{self.weeks} have a week; {stored.weeks} had one" if self.weeks < stored.weeks else ""
        if self.cost > stored.cost:
            return f"cost {_levels(self.cost)}; it was {_levels(stored.cost)}"
        if self.bound < stored.bound:
            return f"a bound of {self.bound}; it was {stored.bound}"
        return "not proven any more" if stored.proven and not self.proven else ""

    @property
    def wrong(self) -> str:
        """What contradicts itself; empty when nothing does."""
        return "the bound is above the cost" if self.bound > self.cost else ""


def quality(size: Size, workers: int) -> Quality:
    """Fit one squad together."""
    shared, athletes = squad(size.capacity, size.clubs), members(size.athletes, clubs=size.clubs)
    found = fit_together(shared, athletes, effort=size.effort, workers=workers)
    bound = (found.bound.given_up, found.bound.left_out, found.bound.points) if found.bound else (0, 0, 0)
    cost = (found.given_up, found.left_out or 0, found.points or 0)
    return Quality(len(found.schedules), *cost, bound, found.status == "optimal")


def stored() -> dict[str, Quality]:
    """The stored figures by squad."""
    data = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    return {name: Quality(**{**figures, "bound": tuple(figures["bound"])}) for name, figures in data.items()}


def regressions(before: Mapping[str, Quality], now: Mapping[str, Quality]) -> Iterator[str]:
    """What is worse than stored, or wrong in itself."""
    for name, found in now.items():
        problem = found.wrong or (found.worse(before[name]) if name in before else "")
        if problem:
            yield f"{name}: {problem}"


def row(name: str, found: Quality, seconds: float) -> list[Any]:
    """A squad as a row of the table."""
    bound = "proven" if found.proven else _levels(found.bound)
    return [name, found.weeks, _levels(found.cost), bound, f"{seconds:.0f}"]


def _levels(levels: Sequence[int]) -> str:
    return " / ".join(map(str, levels))


@click.command()
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Processes; they change only the time.")
@click.option("--quick", is_flag=True, help="Three small squads, some ten seconds.")
@click.option("--store", is_flag=True, help="Store the figures of these squads as what later ones are held to.")
@click.pass_context
def command(ctx: click.Context, workers: int, quick: bool, store: bool) -> None:
    """Hold how good the weeks of squads with tight gyms are against stored figures."""
    before, now, rows = stored(), {}, []
    for size in QUICK if quick else ALL:
        started = time.perf_counter()
        now[size.name] = quality(size, workers)
        rows.append(row(size.name, now[size.name], time.perf_counter() - started))
        click.echo(f"{size.name}: {rows[-1][-1]} s", err=True)
    headers = ("Clubs", "Weeks", "Given up / left out / points", "Bound", "Seconds")
    click.echo(tabulate.tabulate(rows, headers, "simple", disable_numparse=True))
    worse = list(regressions(before, now))
    for line in worse:
        click.echo(f"worse: {line}", err=True)
    if store:
        figures = {name: asdict(found) for name, found in {**before, **now}.items()}
        STORED.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    ctx.exit(1 if worse and not store else 0)
