"""`weekfit compare`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.batch.lock import locked
from solver.cli.engines import engine_options
from solver.cli.output import TRIAL_SECONDS, above_nothing, json_option, may_read_option, names, notes, print_json
from solver.cli.progress import BatchProgress
from solver.domain.errors import visible
from solver.files.scratch import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solver.batch.pool import Engine
    from solver.compare.comparison import Comparison
    from solver.compare.contenders import Contender
    from solver.compare.inputs import Entry
    from solver.compare.vary import Sweep

POPULATION, MOST = 100, 1_000_000
EFFORT = 5.0


@click.command(
    epilog="\b\nExamples:\n  weekfit compare scenarios/ --rules base,hart,free\n"
    "  weekfit compare --population all --n 500 --rules shipped --out study\n"
    "  weekfit compare weeks.jsonl --rules base --vary rest-days.at_least=0:3:1 --out sweep"
)
@click.argument("scenarios", nargs=-1)
@click.option(
    "--population", metavar="NAME", help="Made-up weeks instead of files: all, or one sort of calendar (rotating, parent, …)."
)
@click.option("--n", "number", type=click.IntRange(1, MOST), help=f"How many made-up weeks.  [default: {POPULATION}]")
@click.option("--seed", type=int, help="Another seed makes other weeks.  [default: 0]")
@click.option(
    "--rules",
    multiple=True,
    required=True,
    metavar="NAME",
    help="The rule sets: shipped names or files, a+b for sets merged, `shipped` for all that are shipped. Repeat it, or put commas between.",
)
@click.option("--vary", metavar="RULE.PARAMETER=FROM:TO:STEP", help="One rule set, with one number in it changed step by step.")
@click.option("--against", metavar="NAME", help="The set that the others are compared with.  [default: the first]")
@click.option(
    "--group-by",
    default="family",
    show_default=True,
    metavar="WORD",
    help="Kind of calendar: goal, experience, readiness, or what follows WORD: in one of the athlete's flags.",
)
@click.option(
    "--effort",
    type=float,
    default=EFFORT,
    show_default=True,
    callback=above_nothing,
    help="The most for one pair, in CP-SAT's deterministic seconds.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep everything here: pairs (CSV, Parquet), summary (JSON), report (HTML), scenarios. Run again to go on.",
)
@may_read_option
@json_option
@engine_options
def command(
    scenarios: tuple[str, ...],
    population: str | None,
    number: int | None,
    seed: int | None,
    rules: tuple[str, ...],
    vary: str | None,
    against: str | None,
    group_by: str,
    effort: float,
    out: Path | None,
    may_read: tuple[str, ...],
    as_json: bool,
    engine: Engine,
) -> None:
    """Run rule sets against each other over SCENARIOS: files, folders, JSON lines, or made-up weeks.

    Every scenario is solved under every set and measured; sets are compared scenario by scenario with the first one.
    """
    from solver.compare import statistics  # noqa: PLC0415 - all of it is slow
    from solver.compare.comparison import Asked, compare  # noqa: PLC0415
    from solver.compare.plan import seconds  # noqa: PLC0415
    from solver.compare.vary import Sweep  # noqa: PLC0415

    statistics.ready()
    made = (f"--population {population}", f"--n {number or POPULATION}", f"--seed {seed or 0}") if population else ()
    entries = _entries(scenarios, population, number, seed, group_by, may_read)
    notes(f"{entry.source}: {note}" for entry in entries for note in entry.notes)
    sweep = Sweep.parse(vary) if vary is not None else None
    contenders = _contenders(names(rules), sweep)
    asked = Asked(made or scenarios, against, group_by, effort, sweep)
    with _folder(out) as folder:
        result = compare(entries, contenders, asked, folder, engine, BatchProgress)
        _show(result, out, as_json)
        _tell_seconds(seconds(folder))


def _tell_seconds(took: Sequence[float]) -> None:
    """Say how long pairs took; on standard error, for it differs from run to run."""
    if took:
        click.echo(f"A pair took {1000 * took[len(took) // 2]:.0f} ms in the median, {took[-1]:.2f} s at most.", err=True)


def _show(result: Comparison, out: Path | None, as_json: bool) -> None:
    """Write the results where they are wanted, and print the table or the summary."""
    from solver.compare.results import summary_json, write_results  # noqa: PLC0415
    from solver.show.comparison import comparison_page  # noqa: PLC0415

    summary = summary_json(result)
    if out is not None:
        from solver.show.comparison_page import report  # noqa: PLC0415

        write_results(out, result.table, summary, report(result))
    if as_json:
        print_json(summary)
    else:
        click.echo(comparison_page(result))
        if out is not None:
            click.echo(f"\nEvery pair, the summary and the report (report.html) are in {visible(str(out))}.")


def _entries(
    scenarios: Sequence[str],
    population: str | None,
    number: int | None,
    seed: int | None,
    group_by: str,
    may_read: Sequence[str],
) -> list[Entry]:
    """The scenarios that are asked for, in one way or the other."""
    from solver.compare import inputs  # noqa: PLC0415

    if population is None:
        if number is not None or seed is not None:
            raise click.UsageError("--n and --seed are for --population.")
        if not scenarios:
            raise click.UsageError("No scenarios: name files or folders, or say --population all.")
        return inputs.entries(scenarios, group_by, may_read)
    if scenarios:
        raise click.UsageError("Either scenarios or --population, not both.")
    return inputs.population(population, number or POPULATION, seed or 0, group_by)


def _contenders(wanted: Sequence[str], sweep: Sweep | None) -> list[Contender]:
    """The rule sets that are asked for: two or more, or one to be varied."""
    from solver.compare import contenders  # noqa: PLC0415

    if sweep is not None:
        if len(wanted) != 1:
            raise click.UsageError("--vary changes one rule set; name one with --rules.")
        return contenders.steps(wanted[0], sweep)
    found = contenders.contenders(wanted)
    if len(found) < 2:
        raise click.UsageError("One rule set has nothing to be compared with; name two or more with --rules.")
    notes(_doubts(found))
    return found


def _doubts(found: Sequence[Contender]) -> Iterator[str]:
    """What is to be said of sets whose musts do not hold together in the weeks that are tried."""
    from solver.explain.contradiction import tried  # noqa: PLC0415
    from solver.model.search import Budget  # noqa: PLC0415

    for contender in found:
        trial = tried(contender.ruleset, Budget(TRIAL_SECONDS)) if not contender.shipped else None
        if trial is not None and trial.status != "hold":
            yield f"{contender.name}: {trial.text()}"


@contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    """The folder of the results, or one that is gone afterwards; says what Ctrl-C leaves."""
    try:
        if out is not None:
            with locked(out):
                yield out
        else:
            with scratch_folder("weekfit-compare-") as folder:
                yield folder
    except KeyboardInterrupt:
        kept = (
            f"What is solved is kept in {visible(str(out))}: run the same command again to go on."
            if out
            else "Nothing is kept without --out."
        )
        click.echo(kept, err=True)
        raise
