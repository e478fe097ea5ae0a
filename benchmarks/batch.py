"""`weekfit squad solve` on the population, all of them in one week: athletes a second with one worker and with two, and memory."""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import click
import tabulate

from benchmarks.race import today
from solver.compare.population import weeks

WEEK = date(2026, 11, 23)
REFUSED = 0.001  # a rare made-up week wants a session that is longer than any of its windows: bad input, and told as such
SIZES, QUICK_SIZES = (10, 100, 1000), (8,)
_DATE = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
_LOOK = 0.1  # seconds between two looks at memory


@dataclass(frozen=True)
class Run:
    """One run of the command: seconds, and the most megabytes that the driver and any worker have had."""

    athletes: int
    workers: int
    seconds: float
    driver: float
    worker: float


def moved(data: Any, days: int) -> Any:
    """Plain data with every date in it so many days later, as key and as value."""
    if isinstance(data, dict):
        return {moved(key, days): moved(value, days) for key, value in data.items()}
    if isinstance(data, list):
        return [moved(value, days) for value in data]
    if isinstance(data, str):
        return _DATE.sub(lambda found: (date.fromisoformat(found[0]) + timedelta(days=days)).isoformat(), data)
    return data


def population(number: int, seed: int = 0) -> Iterator[dict[str, Any]]:
    """The weeks of the population, all moved to one Monday."""
    for data in weeks(number, seed):
        yield moved(data, (WEEK - date.fromisoformat(data["week"])).days)


def write_squad(folder: Path, number: int) -> Path:
    """Write so many athletes as JSON lines, and the squad file that names them."""
    with (folder / "population.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(data) + "\n" for data in population(number))
    squad = folder / "squad.toml"
    squad.write_text(f'name = "The population"\nweek = {WEEK}\nathletes = "population.jsonl"\n', encoding="utf-8")
    return squad


def solved(squad: Path, out: Path, number: int, workers: int) -> Run:
    """Solve a squad by the command, and watch it."""
    command = [
        sys.executable,
        "-m",
        "solver",
        "squad",
        "solve",
        str(squad),
        "--out",
        str(out),
        "--workers",
        str(workers),
        "--json",
    ]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # noqa: S603
        driver = worker = 0.0
        while process.poll() is None:
            driver = max(driver, _peak(process.pid))
            worker = max([worker, *map(_peak, _children(process.pid))])
            time.sleep(_LOOK)
        seconds = time.perf_counter() - started
        told = json.loads(process.stdout.read() if process.stdout else "")
    counts = told["counts"]
    if (
        counts["athletes"] != number
        or counts["broken"] > number * REFUSED
        or counts["not_proven"] + counts["unknown"] + counts["failed"] + counts["crashed"]
    ):
        raise click.ClickException(f"not every week is proven: {counts}")
    return Run(number, workers, seconds, driver, worker)


def _children(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]
    except OSError:
        return []


def _peak(pid: int) -> float:
    """The most megabytes that a process has had; 0 where the system does not tell."""
    try:
        found = re.search(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def same(one: Path, two: Path) -> bool:
    """Whether two runs left the same shards, to the byte."""
    shards = [{path.name: path.read_bytes() for path in sorted((out / "shards").iterdir())} for out in (one, two)]
    return shards[0] == shards[1]


def pair(number: int, folder: Path, *, first: int) -> tuple[Run, Run]:
    """One worker and two, on the same athletes; both must leave the same."""
    squad = write_squad(folder, number)
    found = {workers: solved(squad, folder / str(workers), number, workers) for workers in (first, 3 - first)}
    if not same(folder / "1", folder / "2"):
        raise click.ClickException("two workers leave other bytes than one")
    return found[1], found[2]


def table(pairs: Sequence[tuple[Run, Run]]) -> str:
    """Seconds, throughput and memory by number of athletes."""
    rows = []
    for number in dict.fromkeys(one.athletes for one, _ in pairs):
        mine = [(one, two) for one, two in pairs if one.athletes == number]
        seconds = [median(run.seconds for run in runs) for runs in zip(*mine, strict=True)]
        ratio = median(one.seconds / two.seconds for one, two in mine)
        memory = [max(figure) for figure in zip(*((two.driver, two.worker) for _, two in mine), strict=True)]
        rows.append(
            [
                f"{number:,}",
                *(f"{s:.1f}" for s in seconds),
                *(f"{number / s:.1f}" for s in seconds),
                f"{ratio:.2f}",
                *(f"{m:.0f}" for m in memory),
            ]
        )
    headers = ("Athletes", "s, one worker", "s, two", "a second, one", "a second, two", "times", "MB driver", "MB a worker")
    return tabulate.tabulate(rows, headers, "github", disable_numparse=True, colalign=("right",) * len(headers))


@click.command()
@click.option(
    "--n", "sizes", type=click.IntRange(min=1), multiple=True, help="How many athletes; repeat it.  [default: 10, 100, 1000]"
)
@click.option("--turns", type=click.IntRange(min=1), default=1, show_default=True, help="How often.")
@click.option("--write", type=click.Path(file_okay=False, path_type=Path), help="Write the squad here, and solve nothing.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Where to keep the results.  [default: results/DATE]"
)
@click.option("--quick", is_flag=True, help="Eight athletes, once, nothing kept.")
def command(sizes: tuple[int, ...], turns: int, write: Path | None, out: Path | None, quick: bool) -> None:
    """Athletes a second of `weekfit squad solve` with one worker and with two, and what it takes of memory."""
    numbers = QUICK_SIZES if quick else sizes or SIZES
    if write:
        write.mkdir(parents=True, exist_ok=True)
        click.echo(f"Wrote {write_squad(write, numbers[-1])}: {numbers[-1]:,} athletes.")
        return
    pairs = []
    for number in numbers:
        for turn in range(1 if quick else turns):
            with tempfile.TemporaryDirectory() as folder:
                pairs.append(pair(number, Path(folder), first=1 + turn % 2))
    click.echo(table(pairs))
    if out or not quick:
        _keep(out or today(), pairs)


def _keep(folder: Path, pairs: Sequence[tuple[Run, Run]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    data = {"date": date.today().isoformat(), "python": platform.python_version(), "machine": platform.machine()}
    runs = [asdict(run) for both in pairs for run in both]
    (folder / "batch.json").write_text(json.dumps({**data, "runs": runs}, indent=1) + "\n", encoding="utf-8")
