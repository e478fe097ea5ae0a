"""How time and memory grow with the week: one thing is varied at a time, every run in a process of its own."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
import tabulate

from benchmarks.pictures import Axis, Chart, Line, svg
from benchmarks.race import ROOT, today, written
from solver.compare.population.drafts import DAYS

CURVES: dict[str, tuple[int, ...]] = {
    "sessions": (5, 10, 15, 20, 30, 45, 60),
    "windows": (5, 10, 20, 40, 70, 100),
    "hours free": (14, 28, 42, 70, 98, 126),
    "rules": (5, 10, 20, 40, 60),
    "steps an hour": (2, 4, 6, 12, 60),  # a grid of 30, 15, 10, 5 and 1 minutes
}
USUAL = {"sessions": 12, "windows": 14, "hours free": 28, "rules": 20, "steps an hour": 12}
KINDS = (
    "easy_run",
    "intervals",
    "full_body_lift",
    "mobility",
    "easy_run",
    "upper_body_lift",
    "swim",
    "tempo_run",
    "walk",
    "easy_ride",
)
BLOCK = 30  # minutes; every length is a multiple of every grid
PLACES = ("road", "gym", "track", "pool", "home")


def scenario(varied: str, value: int) -> dict[str, Any]:
    """A week of usual size but for one thing."""
    size = {**USUAL, varied: value}
    grid = 60 // size["steps an hour"]
    return {
        "week": "2026-11-23",
        "grid": grid,
        "goal": "endurance",
        "rules": ["base"],
        "availability": dict(_availability(size["windows"], size["hours free"])),
        "sessions": list(_sessions(size["sessions"])),
        "overrides": list(_rules(size["rules"])),
    }


def _availability(windows: int, hours: int) -> Iterator[tuple[str, list[str]]]:
    """So many windows of one length, spread over the week, with a quarter of an hour or more between two."""
    length = max(BLOCK * 2, min(60 * hours // windows // 15 * 15, 17 * 60))
    for day, name in enumerate(DAYS):
        number = len(range(day, windows, len(DAYS)))
        if number:
            gap = max(15, (18 * 60 - number * length) // number // 15 * 15)
            starts = [5 * 60 + index * (length + gap) for index in range(number)]
            yield (
                name,
                [
                    f"{_clock(start)}-{_clock(min(start + length, 24 * 60))} {' '.join(PLACES)}"
                    for start in starts
                    if start < 23 * 60
                ],
            )


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _sessions(number: int) -> Iterator[dict[str, Any]]:
    """A long run, and then one kind after the other; every third is optional, none is alike to another."""
    yield {"kind": "long_run", "priority": "key", "minutes": [BLOCK * 2, BLOCK * 3] if number < 60 else BLOCK * 2}
    for index in range(number - 1):
        priority = "optional" if index % 3 == 2 or index > 12 else "normal"
        yield {"kind": KINDS[index % len(KINDS)], "id": f"s{index}", "minutes": [BLOCK, BLOCK * 2], "priority": priority}


def _rules(number: int) -> Iterator[dict[str, Any]]:
    """Rules switched off from the end, or more of them of five sorts."""
    from solver.rulesets.ruleset import load  # noqa: PLC0415  # only a worker needs it

    shipped = [rule.id for rule in load(["base"]).rules if rule.when is None or rule.when.goal == ("endurance",)]
    for rule in load(["base"]).rules:
        if rule.id in shipped[number:] or rule.id not in shipped:
            yield {"id": rule.id, "off": True}
    for index in range(number - len(shipped)):
        yield {"id": f"more-{index}", "level": "should", "points": 1 + index % 3, "why": "One rule more.", **_rule(index)}


def _rule(index: int) -> dict[str, Any]:
    kinds = ("easy_run", "intervals", "tempo_run", "full_body_lift", "upper_body_lift", "swim", "easy_ride", "long_run", "walk")
    one, other = kinds[index % len(kinds)], kinds[(index * 2 + 1) % len(kinds)]
    match index % 5:
        case 0:
            return {"rule": "apart", "between": one, "and": other, "hours": 4 + index % 7}
        case 1:
            return {"rule": "spacing", "of": one, "from": other, "days": 1 + index % 2}
        case 2:
            return {"rule": "clear_before", "no": one, "before": other, "days": 1}
        case 3:
            return {"rule": "minutes", "of": [one, other], "at_most": 90 + 5 * index, "each": 10}
        case _:
            return {"rule": "order", "first": one, "then": other}


@dataclass(frozen=True)
class Point:
    """One run: seconds of building and solving, megabytes beyond what importing takes, status."""

    varied: str
    value: int
    status: str
    build: float
    solve: float
    memory: float
    left_out: int | None
    points: int | None
    bound: tuple[int, int] | None
    size: dict[str, int]

    @property
    def seconds(self) -> float:
        """Building and solving."""
        return self.build + self.solve

    @property
    def proven(self) -> bool:
        """Whether the week was solved to the end."""
        return self.status in {"optimal", "infeasible"}


def measured(varied: str, value: int, limit: float) -> Point:
    """One run in a process of its own."""
    command_ = [sys.executable, "-m", "benchmarks.growth_worker", varied, str(value), str(limit)]
    result = subprocess.run(command_, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603
    if result.returncode:
        raise click.ClickException(f"{varied} {value}: {result.stderr.strip() or result.returncode}")
    data = json.loads(result.stdout)
    return Point(varied=varied, value=value, **{**data, "bound": tuple(data["bound"]) if data["bound"] else None})


def exponent(points: Sequence[Point]) -> float | None:
    """The power of the size with which time grows, by least squares on logarithms of what was proven."""
    pairs = [(math.log(p.value), math.log(p.seconds)) for p in points if p.proven]
    if len(pairs) < 3:
        return None
    mean_x, mean_y = (sum(values) / len(pairs) for values in zip(*pairs, strict=True))
    return float(sum((x - mean_x) * (y - mean_y) for x, y in pairs) / sum((x - mean_x) ** 2 for x, _ in pairs))


def in_words(varied: str, points: Sequence[Point]) -> str:
    """How it grows, as a sentence."""
    power = exponent(points)
    if power is None:
        return f"{varied}: too few proofs to tell."
    how = (
        "hardly grows" if power < 0.25 else "grows more slowly than" if power < 0.85 else "grows about as fast as"
        if power < 1.25 else "grows a little faster than" if power < 1.75 else "grows about with the square of"
        if power < 2.5 else "grows steeply with"
    )  # fmt: skip
    left = [p for p in points if not p.proven]
    cliff = "; everything was proven" if not left else "; no proof within the limit at " + ", ".join(
        f"{p.value} ({_answer(p)})" for p in left
    )  # fmt: skip
    tail = "" if power < 0.25 else f" the {varied}" if not varied.startswith("steps") else " the steps an hour"
    return f"{varied}: time {how}{tail} (exponent {power:.1f}){cliff}."


def _answer(point: Point) -> str:
    if point.status == "feasible" and point.bound is not None:
        return f"answer: {point.left_out} left out and {point.points} points, at least {point.bound[0]} and {point.bound[1]}"
    return f"answer: {point.status}"


def table(points: Sequence[Point]) -> str:
    """One row a run."""
    rows = [
        [p.varied, p.value, f"{1000 * p.build:.0f}", f"{1000 * p.solve:.0f}", f"{p.memory:.0f}", p.size.get("variables", ""),
         p.size.get("constraints", ""), p.status]
        for p in points
    ]  # fmt: skip
    headers = ("Varied", "", "Build ms", "Solve ms", "MB more", "Variables", "Constraints", "Status")
    align = ("left", *["right"] * 6, "left")
    return tabulate.tabulate(rows, headers, "simple", colalign=align, disable_numparse=True)


def picture(points: Sequence[Point], limit: float) -> str:
    """Time for each thing that is varied, and memory for all of them in the last chart."""
    charts = []
    up = Axis("ms", 5, 1000 * max(limit, 1) * 1.2, log=True)
    groups = {varied: [p for p in points if p.varied == varied] for varied in dict.fromkeys(p.varied for p in points)}
    for varied, mine in groups.items():
        across = Axis(varied, min(p.value for p in mine) * 0.9, max(p.value for p in mine) * 1.05)
        hollow = frozenset(float(p.value) for p in mine if not p.proven)
        line = Line(varied, tuple((float(p.value), 1000 * p.seconds) for p in mine), hollow)
        charts.append(Chart(f"Time against {varied} (hollow: not proven)", across, up, (line,)))
    largest = max(p.value for p in points)
    memory = Axis("MB", 0, max(10.0, 1.1 * max(p.memory for p in points)))
    lines = tuple(Line(varied, tuple((float(p.value), p.memory) for p in mine)) for varied, mine in groups.items())
    charts.append(Chart("Memory beyond Python with ortools imported", Axis("size", 0, largest), memory, lines))
    return svg(charts, columns=2, width=560, height=320)


@click.command()
@click.option("--limit", type=click.FloatRange(min=0.1), default=20.0, show_default=True, help="Seconds a run.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where to keep the results.  [default: results/DATE]"
)
@click.option("--quick", is_flag=True, help="The two smallest sizes of everything, two seconds each, nothing kept.")
def command(limit: float, out: Path | None, quick: bool) -> None:
    """How time and memory grow with sessions, windows, hours free, rules and the grid."""
    limit = min(limit, 2.0) if quick else limit
    wanted = [(varied, value) for varied, values in CURVES.items() for value in (values[:2] if quick else values)]
    points = [measured(varied, value, limit) for varied, value in wanted]
    click.echo(table(points))
    click.echo()
    sentences = [in_words(varied, [p for p in points if p.varied == varied]) for varied in CURVES]
    click.echo("\n".join(sentences))
    if out or not quick:
        written(
            out or today(),
            "growth",
            {"limit": limit, "words": sentences, "runs": [asdict(p) for p in points]},
            picture(points, limit),
        )
