"""`weekfit rules`."""

from __future__ import annotations

import click

from solver.cli.output import TRIAL_SECONDS, json_option, notes, print_json, seconds_option
from solver.domain.kinds import shipped
from solver.files.reader import read_rules
from solver.rulesets.difference import difference
from solver.rulesets.ruleset import RuleSet, load, shipped_names
from solver.show.catalogue import ruleset_json, ruleset_page, rulesets_table
from solver.show.difference import rulesets_difference_json, rulesets_difference_page
from solver.show.text import wrapped

_STATUS = {"hold": 0, "clash": 1, "unknown": 3}


@click.group(
    invoke_without_command=True,
    epilog="\b\nExamples:\n  weekfit rules\n  weekfit rules show base\n  weekfit rules diff base hart\n  weekfit rules check my-rules.toml",
)
@json_option
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List the rule sets that are shipped; show, compare and check them."""
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


@command.command(epilog="\b\nExample:\n  weekfit rules diff base free")
@click.argument("first")
@click.argument("second")
@json_option
def diff(first: str, second: str, as_json: bool) -> None:
    """Print what only one of two rule sets has, and what differs."""
    found = difference(read_rules([first]), read_rules([second]))
    if as_json:
        print_json(rulesets_difference_json(found))
    else:
        click.echo(rulesets_difference_page(found))


@command.command(
    epilog="\b\nExample:\n  weekfit rules check my-rules.toml\n\nExit status: 0 the musts can all hold together, "
    "1 no such week was found, 2 bad input, 3 time ran out."
)
@click.argument("file")
@json_option
@seconds_option(TRIAL_SECONDS)
@click.pass_context
def check(ctx: click.Context, file: str, as_json: bool, time_limit: float) -> None:
    """Check a rule set of your own: keys, words, and whether there is a week in which its musts all hold.

    The musts are tried on a week that is open all day. That none is found there does not prove that there is none.
    """
    ruleset = read_rules([file])
    from solver.explain.contradiction import tried  # noqa: PLC0415 - brings the solver in
    from solver.model.search import Budget  # noqa: PLC0415

    trial = tried(ruleset, Budget(time_limit))
    words = _unknown_words(ruleset)
    if as_json:
        print_json({**ruleset_json(ruleset), "unknown_words": words, "musts": trial.to_json()})
    else:
        notes(
            f"{word!r} is no shipped word: a scenario that uses this set must have such a kind, tag or session." for word in words
        )
        number = len(ruleset.rules)
        click.echo(wrapped(f"{file}: {number} rule{'s' if number != 1 else ''}. {trial.text()}"))
    ctx.exit(_STATUS[trial.status])


def _unknown_words(ruleset: RuleSet) -> list[str]:
    used = {word for rule in ruleset.rules for selector in rule.selectors().values() for word in selector.words}
    return sorted(used - shipped().words)
