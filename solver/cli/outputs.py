"""What can be known of a command's output files before a long search."""

from __future__ import annotations

import os
import stat
from collections.abc import Hashable
from pathlib import Path

import click

from solver.files.session import refuse_input


def check_outputs(**files: str | None) -> None:
    """Refuse output files that are an input of the command, or the same file as another one; call it when all inputs are read.

    Args:
        files: the path by the name of its option without `--`; None where it was not asked for.
    """
    seen: dict[Hashable, str] = {}
    for option, name in files.items():
        if name is None:
            continue
        refuse_input(Path(name))
        other = seen.setdefault(_identity(name), option)
        if other != option:
            raise click.UsageError(f"--{other} and --{option} name the same file.")


def _identity(name: str) -> Hashable:
    """The same for two names of one file; what is no regular file can be written twice."""
    try:
        found = Path(name).stat()
    except (OSError, ValueError):
        return os.path.realpath(name) if "\0" not in name else name
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else object()
