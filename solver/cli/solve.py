"""`weekfit solve`."""

from __future__ import annotations

import click

from solver.cli.output import json_option, names, notes, print_json, progress, rules_option
from solver.files.reader import read_case
from solver.show.week import week_page

STATUS = {"optimal": 0, "feasible": 0, "infeasible": 1, "unknown": 3}


@click.command(
    epilog="\b\nExamples:\n  weekfit solve scenarios/night-shift-nurse.toml\n"
    "  weekfit solve week.toml --json > schedule.json\n"
    "  weekfit solve next-week.toml --after schedule.json --rules base --time-limit 10"
)
@click.argument("scenario")
@click.argument("more_rules", nargs=-1, metavar="")
@json_option
@rules_option
@click.option("--time-limit", type=click.FloatRange(min=0, min_open=True), metavar="S", help="Seconds to search; default: no limit.")
@click.option("--after", metavar="SCHEDULE", help="Last week's schedule (JSON), read as history.")
@click.pass_context
def command(
    ctx: click.Context,
    scenario: str,
    more_rules: tuple[str, ...],
    as_json: bool,
    rules: tuple[str, ...],
    time_limit: float | None,
    after: str | None,
) -> None:
    """Print the best week there is for SCENARIO (TOML or JSON; - reads standard input).

    Exit status: 0 a schedule, 1 none is possible, 2 bad input, 3 time ran out with nothing.
    """
    case = read_case(scenario, names(rules, more_rules), after)
    notes(case.notes)
    from solver.explain.contradiction import refuse_contradiction  # noqa: PLC0415 - brings the solver in
    from solver.fit import fit  # noqa: PLC0415 - which bad input must not wait for

    if not case.shipped_rules:
        refuse_contradiction(case.rules, case.problem.catalogue)
    schedule = fit(case.problem, case.rules, names=case.ruleset.names, time_limit=time_limit, progress=progress)
    if as_json:
        print_json(schedule.to_json())
    else:
        click.echo(week_page(case.problem, schedule))
    ctx.exit(STATUS[schedule.status or "unknown"])
