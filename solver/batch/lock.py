"""Only one program writes a folder at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from solver.domain.errors import InputError
from solver.files.locks import lock
from solver.files.text import made_folder

NAME = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder (made if need be) for this process; InputError if another one does. The system lets go of it when a process dies."""
    made_folder(folder)
    path = folder / NAME
    try:
        file = path.open("a+b")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}.", source=str(folder)) from None
    with file:
        try:
            lock(file)
        except OSError:
            raise InputError(
                "another weekfit is writing this folder.", source=str(folder), maybe="wait for it, or name another folder."
            ) from None
        yield
