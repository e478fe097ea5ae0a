"""Only one program writes a folder at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from solver.domain.errors import InputError
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
            _lock(file)
        except OSError:
            raise InputError(
                "another weekfit is writing this folder.", source=str(folder), maybe="wait for it, or name another folder."
            ) from None
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
