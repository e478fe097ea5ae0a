"""A command with subcommands that are imported when they are asked for: `--help` must not pay for libraries."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import click

from solver.domain.errors import nearest


class LateGroup(click.Group):
    """A group whose commands live in other modules.

    Args:
        late: module below `solver.cli`, name in it, and one line of help, by name of the command; in the order people need them.
    """

    def __init__(self, *args: Any, late: Mapping[str, tuple[str, str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self._late = late

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order people need them."""
        return list(self._late)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self._late:
            return None
        module, name, _ = self._late[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"solver.cli.{module}"), name)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is asked for, or the nearest one in the message."""
        guess = nearest(args[0], self._late) if args[0] not in self._late and not args[0].startswith("-") else ""
        if guess:
            ctx.fail(f"No such command {args[0]!r}.\nMaybe {guess!r}.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, _, told) in self._late.items()])
