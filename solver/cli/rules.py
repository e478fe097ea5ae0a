"""`weekfit rules`."""

from __future__ import annotations

import click

from solver.cli.output import json_option, print_json
from solver.files.reader import read_rules
from solver.rulesets.ruleset import load, shipped_names
from solver.show.catalogue import ruleset_json, ruleset_page, rulesets_table


@click.group(
    invoke_without_command=True,
    epilog="\b\nExamples:\n  weekfit rules\n  weekfit rules show base\n  weekfit rules show base my-rules.toml --json",
)
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List the rule sets that are shipped; `rules show NAME` prints what is in one."""
    if ctx.invoked_subcommand is not None:
        return
    sets = [load([name]) for name in shipped_names()]
    if as_json:
        print_json([ruleset_json(ruleset) for ruleset in sets])
    else:
        click.echo(rulesets_table(sets))


@command.command(epilog="\b\nExample:\n  weekfit rules show base")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@json_option
def show(names: tuple[str, ...], as_json: bool) -> None:
    """Print rule sets NAME (shipped, or a file), merged: every rule as one sentence, with level, reason and source."""
    ruleset = read_rules(names)
    if as_json:
        print_json(ruleset_json(ruleset))
    else:
        click.echo(ruleset_page(ruleset))
