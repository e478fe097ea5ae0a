"""`weekfit kinds`."""

from __future__ import annotations

import click

from solver.cli.output import json_option, print_json
from solver.domain.kinds import shipped
from solver.show.catalogue import kind_json, kinds_table


@click.command(epilog="\b\nExample:\n  weekfit kinds --json")
@json_option
def command(as_json: bool) -> None:
    """List the kinds of session that are shipped, with the tags that rules speak of."""
    kinds = shipped().kinds.values()
    if as_json:
        print_json([kind_json(kind) for kind in kinds])
    else:
        click.echo(kinds_table(kinds))
