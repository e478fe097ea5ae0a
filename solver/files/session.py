"""What a command knows of files: which it has read, so that none of them is overwritten by what it writes."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from solver.domain.errors import InputError

Identity = tuple[int, int]  # device and number of a file, whatever its names are


@dataclass
class Session:
    """The files of one command.

    Attributes:
        inputs: the regular files that were read; None where nobody keeps count, as in a program that uses weekfit as a library.
        swept: folders in which nothing is left of commands that were killed.
    """

    inputs: set[Identity] | None = None
    swept: set[str] = field(default_factory=set)


_session: ContextVar[Session] = ContextVar("session", default=Session())  # noqa: B039 - the one of the whole process


def session() -> Session:
    """The files of the command that runs now."""
    return _session.get()


@contextmanager
def command_session() -> Iterator[None]:
    """From here to the end of the block one command runs: what it reads, it does not overwrite."""
    token = _session.set(Session(inputs=set()))
    try:
        yield
    finally:
        _session.reset(token)


def note_input(handle: int) -> None:
    """Remember the file of an open handle as one that was read."""
    inputs = session().inputs
    if inputs is not None:
        found = os.fstat(handle)
        if stat.S_ISREG(found.st_mode):
            inputs.add((found.st_dev, found.st_ino))


def refuse_input(path: Path) -> None:
    """Raise InputError if a path means a file that the command has read, by whatever name, or its standard output."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return
    if not stat.S_ISREG(found.st_mode):
        return
    if (found.st_dev, found.st_ino) in (session().inputs or ()):
        raise InputError("is an input of this command and is not overwritten.", source=str(path), maybe="another name.")
    if (found.st_dev, found.st_ino) == _standard_output():
        raise InputError("is where standard output goes, too.", source=str(path), maybe="another name.")


def _standard_output() -> Identity | None:
    """The file that standard output is; None where there is none, or in a test that took its place."""
    try:
        found = os.fstat(sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return None
    return found.st_dev, found.st_ino
