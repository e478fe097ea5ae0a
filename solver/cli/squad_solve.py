"""`weekfit squad solve`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.calendars.extra import need_calendars
from solver.cli.engines import engine_options
from solver.cli.output import above_nothing, json_option, names, print_json, rules_option
from solver.cli.progress import BatchProgress, Sentences
from solver.cli.squad_files import write_files
from solver.cli.terminable import terminable
from solver.domain.errors import visible
from solver.files.squad import read_squad
from solver.show.squad import summary_page
from solver.squad.parquet import need_parquet

if TYPE_CHECKING:
    from solver.batch.pool import Engine

EFFORT, TOGETHER = 10.0, 60.0
STATUS = {"infeasible": 1, "broken": 2, "unknown": 3, "failed": 70, "crashed": 70}


@click.command(
    epilog="\b\nExamples:\n  weekfit squad solve squad.toml --out week\n"
    "  weekfit squad solve squad.toml --out week --fair --ics\n"
    "  weekfit squad solve squad.toml --out week --engine dask --scheduler tls://10.0.0.1:8786"
)
@click.argument("squad")
@click.option("--out", required=True, metavar="DIR", help="Where the results go; what is there and still right is kept.")
@click.option(
    "--effort", type=float, default=EFFORT, show_default=True, callback=above_nothing, metavar="S",
    help="Deterministic seconds (CP-SAT's) for each athlete: the same result on every machine.",
)  # fmt: skip
@click.option(
    "--together", type=float, default=TOGETHER, show_default=True, callback=above_nothing, metavar="S",
    help="The same, for what they share.",
)  # fmt: skip
@click.option("--fair", is_flag=True, help="Keep what the worst-off athlete loses to the others small first.")
@click.option("--why", is_flag=True, help="Say of each session that is left out why it is: takes about twice as long.")
@click.option("--ics", is_flag=True, help="A calendar file for each athlete too, in DIR/ics.")
@click.option("--html", is_flag=True, help="A page for each athlete too, in DIR/html.")
@click.option("--parquet", is_flag=True, help="athletes.parquet and sessions.parquet too.")
@click.option("--no-resume", is_flag=True, help="Keep nothing of earlier runs; solve everybody anew.")
@rules_option
@json_option
@engine_options
@click.pass_context
def command(
    ctx: click.Context,
    squad: str,
    out: str,
    effort: float,
    together: float,
    fair: bool,
    why: bool,
    ics: bool,
    html: bool,
    parquet: bool,
    no_resume: bool,
    rules: tuple[str, ...],
    as_json: bool,
    engine: Engine,
) -> None:
    """Find everybody's best week in SQUAD, and the best for all where they share something. The results go to a folder.

    Run it again to go on where it was broken off, or after some scenarios have changed: nothing is solved twice.

    Exit status, the highest that applies: 0 everybody has a week, 1 somebody can have none, 2 a scenario is wrong, 3 the effort was
    spent before somebody had one, 70 a solver failed. 130 after Ctrl-C and 143 after SIGTERM: there are no results yet, and the same
    command goes on where it was.
    """
    if parquet:
        need_parquet()
    if ics:
        need_calendars()
    file = read_squad(squad, names(rules))
    from solver.squad.results import Results  # noqa: PLC0415
    from solver.squad.solve import Options, solve  # noqa: PLC0415 - brings the solver in

    options = Options(effort, together, fair=fair, why=why, resume=not no_resume, parquet=parquet)
    progress = BatchProgress("athletes")
    try:
        with terminable():
            summary = solve(file, Path(out), options, engine, progress, Sentences())
    except KeyboardInterrupt:
        anew = " without --no-resume" if no_resume else ""
        click.echo(
            f"\nThere are no results yet. What is finished is kept in {visible(out)}: the same command{anew} goes on from there.",
            err=True,
        )
        raise
    write_files(file, Path(out), ics=ics, html=html)
    if as_json:
        print_json(summary.to_json())
    else:
        click.echo(summary_page(file.squad, summary, Results(Path(out)).together, out))
    ctx.exit(max((status for what, status in STATUS.items() if summary.counts[what]), default=0))
