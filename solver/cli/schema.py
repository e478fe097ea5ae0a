"""`weekfit schema`."""

from __future__ import annotations

import click

from solver.cli.output import print_json
from solver.files.schema import FORMATS, schema


@click.command(epilog="\b\nExample:\n  weekfit schema scenario > scenario.schema.json")
@click.argument("format", type=click.Choice(FORMATS))
def command(format: str) -> None:  # noqa: A002
    """Print the JSON Schema of a file FORMAT."""
    print_json(schema(format))
