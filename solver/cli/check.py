"""`weekfit check`."""

from __future__ import annotations

import click

from solver.cli.output import json_option, may_read_option, names, notes, print_json, rules_option
from solver.files.reader import folder_of, read_case, read_placed
from solver.files.sandbox import scenario_sandbox
from solver.judge import judge
from solver.show.verdict import verdict_json, verdict_page


@click.command(
    epilog="\b\nExamples:\n  weekfit solve week.toml --json | weekfit check week.toml -\n"
    "  weekfit check week.toml by-hand.json --rules base"
)
@click.argument("scenario")
@click.argument("schedule")
@json_option
@rules_option
@may_read_option
@click.pass_context
def command(
    ctx: click.Context, scenario: str, schedule: str, as_json: bool, rules: tuple[str, ...], may_read: tuple[str, ...]
) -> None:
    """Judge SCHEDULE, made by the program or by hand, for SCENARIO.

    A schedule made by hand is JSON or TOML with `sessions`, each with `id`, `start`, `minutes` and, if you like, `place`.

    Rule sets and calendars that SCENARIO names must be in its folder, or in a folder of --may-read.

    Exit status: 0 it is a schedule, 1 a must is broken, 2 bad input.
    """
    if scenario == schedule == "-":
        raise click.UsageError("only one of SCENARIO and SCHEDULE can be standard input")
    case = read_case(scenario, names(rules), within=scenario_sandbox(folder_of(scenario), may_read))
    notes(case.notes)
    verdict = judge(case.problem, case.rules, read_placed(case.problem, schedule))
    if as_json:
        print_json(verdict_json(verdict))
    else:
        click.echo(verdict_page(verdict))
    ctx.exit(0 if verdict.passed else 1)
