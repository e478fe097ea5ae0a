"""Weekfit against other solvers: the same weeks, the core rules, one core each, the same answers or the race fails."""

from __future__ import annotations

import importlib.util
import json
import platform
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import click
import tabulate

from benchmarks.core import exported, placed_in
from benchmarks.opponents import chuffed_files
from benchmarks.opponents.instance import Instance
from benchmarks.pictures import Axis, Chart, Line, svg
from benchmarks.population import percentile, tags, weeks
from benchmarks.weeks import core_case
from solver.judge import judge
from solver.rulesets.case import Case

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
GRACE = 60.0  # seconds beyond the limit until a worker that does not answer is ended
OURS = "weekfit"


@dataclass(frozen=True)
class Opponent:
    """One way to solve the weeks. `module` is the worker; `needs` says what is missing, nothing if it can run here."""

    name: str
    module: str
    needs: str


def _lacks(*modules: str) -> str:
    return ", ".join(f"Python's {module}" for module in modules if importlib.util.find_spec(module) is None)


def _programs(*names: str) -> str:
    return ", ".join(name for name in names if shutil.which(name) is None)


def opponents() -> list[Opponent]:
    """All of them, weekfit first."""
    package = "" if (chuffed_files() / "minizinc.wasm").exists() else "the npm package minizinc"
    return [
        Opponent(OURS, "weekfit", ""),
        Opponent("CP-SAT, time-indexed", "time_indexed", ""),
        Opponent("HiGHS, big-M", "highs", _lacks("scipy")),
        Opponent("Choco", "choco", _lacks("pychoco")),
        Opponent("Gecode, MiniZinc", "gecode", _programs("minizinc", "fzn-gecode")),
        Opponent("Chuffed, MiniZinc", "chuffed", _programs("node") or package),
    ]


class Worker:
    """A process that answers for one opponent; started again when it had to be ended."""

    def __init__(self, opponent: Opponent) -> None:
        self.opponent = opponent
        self._process: subprocess.Popen[str] | None = None

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", f"benchmarks.opponents.{self.opponent.module}"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603
            assert self._process.stdout is not None
            if self._process.stdout.readline() != "ready\n":
                raise click.ClickException(f"{self.opponent.name} does not start.")
        return self._process

    def ask(self, question: dict[str, Any], limit: float) -> dict[str, Any]:
        """The answer to a question; unknown when there is none in time."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        timer = threading.Timer(limit + GRACE, process.kill)
        timer.start()
        try:
            process.stdin.write(json.dumps({**question, "limit": limit}) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        finally:
            timer.cancel()
        if line:
            return dict(json.loads(line))
        if process.wait() != -9:
            raise click.ClickException(
                f"{self.opponent.name} broke down on {question['instance']['name']}; what it said stands above."
            )
        return {"status": "unknown", "placed": [], "build": 0.0, "solve": 1000 * limit}

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            with self._process:  # closes its pipes
                self._process.wait()


@dataclass(frozen=True)
class Run:
    """One answer, judged. Times in milliseconds; `score` is (left out, points)."""

    week: str
    opponent: str
    status: str
    score: tuple[int, int] | None
    build: float
    solve: float
    fault: str = ""

    @property
    def total(self) -> float:
        """Building and solving."""
        return self.build + self.solve

    @property
    def proven(self) -> bool:
        """Whether the question is closed."""
        return self.status in {"optimal", "infeasible"}


@dataclass
class Race:
    """All runs, and what is wrong with them."""

    limit: float
    runs: list[Run] = field(default_factory=list)

    def of(self, opponent: str) -> list[Run]:
        """One opponent's runs, in the order of the weeks."""
        return [run for run in self.runs if run.opponent == opponent]

    @property
    def names(self) -> list[str]:
        """The opponents, in order."""
        return list(dict.fromkeys(run.opponent for run in self.runs))

    def disagreements(self) -> Iterator[str]:
        """Every way in which two answers cannot both be right."""
        for week in dict.fromkeys(run.week for run in self.runs):
            mine = [run for run in self.runs if run.week == week]
            yield from (f"{week}: {run.opponent}: {run.fault}" for run in mine if run.fault)
            optima = {run.score: run.opponent for run in mine if run.status == "optimal"}
            if len(optima) > 1:
                yield f"{week}: proven optima differ: " + ", ".join(f"{who} says {score}" for score, who in optima.items())
            best = min((run.score for run in mine if run.score is not None), default=None)
            hopeless = [run.opponent for run in mine if run.status == "infeasible"]
            if hopeless and best is not None:
                yield f"{week}: {hopeless[0]} says that there is no schedule, yet one was found"
            for score, who in optima.items():
                if best is not None and score is not None and best < score:
                    yield f"{week}: {who} says that {score} is the best, yet {best} was found"


def judged(case: Case, instance: Instance, opponent: str, answer: dict[str, Any], limit: float) -> Run:
    """An answer as the judge sees it."""
    status, times = answer["status"], (answer["build"], answer["solve"])
    if status not in {"optimal", "feasible"}:
        return Run(instance.name, opponent, status, None, *times)
    verdict = judge(case.problem, case.rules, placed_in(case.problem, instance, answer["placed"]))
    fault = "" if verdict.passed else " ".join([*verdict.faults, *(f"{report.id} is broken." for report in verdict.broken)])
    if status == "optimal" and times[0] + times[1] > 1000 * (limit + GRACE):
        status = "feasible"
    return Run(instance.name, opponent, status, (verdict.score.left_out, verdict.score.points), *times, fault)


def run_race(scenarios: Sequence[dict[str, Any]], entered: Sequence[Opponent], limit: float, *, say: bool = True) -> Race:
    """Every opponent on every week, in turns, so that a busy moment of the machine hits all alike."""
    race = Race(limit)
    workers = [Worker(opponent) for opponent in entered]
    try:
        for number, scenario in enumerate(scenarios):
            case = core_case(scenario)
            instance = exported(scenario["athlete"]["id"], case.problem, case.rules)
            question = {"instance": instance.to_json(), "scenario": scenario}
            if number == 0:
                for worker in workers:
                    worker.ask(question, min(limit, 2.0))
            turn = number % len(workers)
            for worker in (*workers[turn:], *workers[:turn]):
                race.runs.append(judged(case, instance, worker.opponent.name, worker.ask(question, limit), limit))
            if say:
                mine = sorted(race.runs[-len(workers) :], key=lambda run: [o.name for o in entered].index(run.opponent))
                times = "  ".join(f"{run.total:.0f}{'' if run.proven else '+'}" for run in mine)
                click.echo(f"{instance.name:20} {times}", err=True)
    finally:
        for worker in workers:
            worker.stop()
    return race


def ratios(race: Race, opponent: str, *, solving_only: bool = False) -> list[float]:
    """How many times longer than weekfit, week by week, where weekfit has a proof; an opponent without one took at least the limit."""
    found = []
    for ours, theirs in zip(race.of(OURS), race.of(opponent), strict=True):
        if ours.proven:
            spent = (theirs.solve if solving_only else theirs.total) if theirs.proven else max(theirs.total, 1000 * race.limit)
            found.append(spent / max(ours.solve if solving_only else ours.total, 0.1))
    return found


def table(race: Race) -> str:
    """One row an opponent."""
    rows = []
    for name in race.names:
        runs = race.of(name)
        totals = [run.total if run.proven else max(run.total, 1000 * race.limit) for run in runs]
        proven = sum(run.proven for run in runs)
        late = {value for value, run in zip(totals, runs, strict=True) if not run.proven}
        times = [
            f"{'> ' if value in late else ''}{value:.0f}" for value in (median(totals), percentile(totals, 0.9), max(totals))
        ]
        parts = [f"{median(run.build for run in runs):.0f}", f"{median(run.solve for run in runs):.0f}"]
        both = [f"{median(r):.1f}" if (r := ratios(race, name, solving_only=only)) else "" for only in (False, True)]
        rows.append([name, f"{100 * proven / len(runs):.0f} %", *parts, *times, *both])
    headers = ("", "Proven", "Build", "Solve", "Median", "90th", "Worst", "Times weekfit", "solving alone")
    align = ("left", *["right"] * 8)
    return tabulate.tabulate(rows, headers, "simple", colalign=align, disable_numparse=True)


def picture(race: Race) -> str:
    """The share of weeks that each has proven after so many milliseconds."""
    weeks_ = len(race.of(race.names[0]))
    low, high = 5.0, 1000 * race.limit
    lines = []
    for name in race.names:
        times = sorted(run.total for run in race.of(name) if run.proven and run.total <= high)
        points = [(low, 0.0), *((max(time, low), 100 * (number + 1) / weeks_) for number, time in enumerate(times))]
        lines.append(Line(name, (*points, (high, 100 * len(times) / weeks_))))
    across = Axis("milliseconds to build and prove a week (logarithmic)", low, high, log=True)
    title = f"Share of {weeks_} weeks proven within a time, one core"
    return svg([Chart(title, across, Axis("proven", 0, 100, suffix=" %"), tuple(lines), steps=True)], width=720, height=400)


def written(folder: Path, name: str, data: dict[str, Any], image: str) -> None:
    """Keep a run: its figures as JSON, its picture as SVG."""
    folder.mkdir(parents=True, exist_ok=True)
    machine = {"date": date.today().isoformat(), "python": platform.python_version(), "machine": platform.machine()}
    (folder / f"{name}.json").write_text(json.dumps({**machine, **data}, indent=1) + "\n", encoding="utf-8")
    (folder / f"{name}.svg").write_text(image, encoding="utf-8")


def today() -> Path:
    """Where today's results are kept."""
    return RESULTS / date.today().isoformat()  # the day on the wall


@click.command()
@click.option("--n", type=click.IntRange(min=1), default=40, show_default=True, help="How many weeks of the population.")
@click.option("--limit", type=click.FloatRange(min=0.1), default=20.0, show_default=True, help="Seconds a week.")
@click.option("--only", multiple=True, help="Race against these alone (part of a name).")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where to keep the results.  [default: results/DATE]"
)
@click.option("--quick", is_flag=True, help="Three weeks, five seconds each, nothing kept.")
@click.pass_context
def command(ctx: click.Context, n: int, limit: float, only: tuple[str, ...], out: Path | None, quick: bool) -> None:
    """Weekfit against other solvers on the same weeks. Two answers that cannot both be right make the exit status 1."""
    n, limit = (min(n, 3), min(limit, 5.0)) if quick else (n, limit)
    entered = [o for o in opponents() if o.name == OURS or not only or any(word.lower() in o.name.lower() for word in only)]
    for opponent in entered:
        if opponent.needs:
            click.echo(f"{opponent.name} does not race: {opponent.needs} is missing.", err=True)
    scenarios = list(weeks(n))
    race = run_race(scenarios, [opponent for opponent in entered if not opponent.needs], limit)
    click.echo(table(race))
    click.echo("\nmilliseconds; a week without a proof counts as the whole limit, so that its ratio is a lower bound")
    wrong = list(race.disagreements())
    if out or not quick:
        families = {scenario["athlete"]["id"]: tags(scenario) for scenario in scenarios}
        data = {"limit": limit, "weeks": families, "disagreements": wrong, "runs": [asdict(run) for run in race.runs]}
        written(out or today(), "race", data, picture(race))
    for fault in wrong:
        click.echo(f"wrong: {fault}", err=True)
    ctx.exit(1 if wrong else 0)
