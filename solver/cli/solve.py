"""`weekfit solve`."""

from __future__ import annotations

import click

from solver.cli.asked import Asked, others_options
from solver.cli.ics import IcsFile, ics_options
from solver.cli.output import json_option, names, notes, print_json, progress, rules_option, time_limit_option
from solver.cli.outputs import check_outputs
from solver.cli.pictures import Pictures, picture_options
from solver.files.reader import read_case
from solver.files.text import STANDARD_INPUT
from solver.show.week import week_page

STATUS = {"optimal": 0, "feasible": 0, "infeasible": 1, "unknown": 3}


@click.command(
    epilog="\b\nExamples:\n  weekfit solve scenarios/night-shift-nurse.toml\n"
    "  weekfit solve week.toml --json > schedule.json\n"
    "  weekfit solve week.toml --html week.html --svg week.svg\n"
    "  weekfit solve week.toml --ics week.ics --alarm 30\n"
    "  weekfit solve next-week.toml --after schedule.json --rules base --time-limit 10\n"
    "  weekfit solve next-week.toml --after last-week.json --after the-week-before.json"
)
@click.argument("scenario")
@click.argument("more_rules", nargs=-1, metavar="")
@json_option
@rules_option
@time_limit_option
@click.option(
    "--after",
    multiple=True,
    metavar="SCHEDULE",
    help="An earlier week's schedule (JSON), read as history. Repeat it for more weeks.",
)
@picture_options
@ics_options
@others_options
@click.pass_context
def command(
    ctx: click.Context,
    scenario: str,
    more_rules: tuple[str, ...],
    as_json: bool,
    rules: tuple[str, ...],
    time_limit: float | None,
    after: tuple[str, ...],
    pictures: Pictures,
    ics: IcsFile,
    asked: Asked,
) -> None:
    """Print the best week there is for SCENARIO (TOML or JSON; - reads standard input).

    With --alternatives, --ties, --within or --diverse: several weeks, which differ in a session's day or window.

    Exit status: 0 a schedule, 1 none is possible, 2 bad input, 3 time ran out with nothing, or the week is too large.
    """
    if asked and (pictures or ics):
        raise click.UsageError("--html, --svg and --ics show one week; ask for several weeks without them.")
    if (scenario, *after).count(STANDARD_INPUT) > 1:
        raise click.UsageError("standard input can be read only once")
    ics.check()
    case = read_case(scenario, names(rules, more_rules), after)
    check_outputs(html=pictures.html, svg=pictures.svg, ics=ics.path)
    notes(case.notes)
    from solver.fit import fit  # noqa: PLC0415 - brings the solver in, which bad input must not wait for

    if asked:
        from solver.cli.others import show_others  # noqa: PLC0415

        show_others(ctx, case, asked, time_limit, as_json)
    schedule = fit(case, time_limit=time_limit, progress=progress)
    if as_json:
        print_json(schedule.to_json())
    else:
        click.echo(week_page(case.problem, schedule))
    ics.write(case, schedule)
    pictures.write(case, schedule)
    ctx.exit(STATUS[schedule.status or "unknown"])
