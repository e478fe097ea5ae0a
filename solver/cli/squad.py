"""`weekfit squad`: many athletes."""

from __future__ import annotations

import click

from solver.cli.groups import LateGroup


@click.group(
    cls=LateGroup,
    late={
        "check": ("squad_check", "command", "read everybody's scenario, and list every one that is wrong"),
        "solve": ("squad_solve", "command", "everybody's best week, and what they share"),
        "board": ("squad_view", "board", "athletes by days: who trains what and when"),
        "explain": ("squad_explain", "command", "why one athlete's week is as it is, and because of whom"),
        "message": ("squad_view", "message", "one athlete's week, to paste into a chat"),
    },
    epilog="\b\nExample:\n  weekfit squad solve scenarios/squads/riverside.toml --out riverside",
)
def command() -> None:
    """Plan a whole squad: from ten athletes who share a gym to a hundred thousand who share nothing."""
