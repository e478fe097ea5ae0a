"""Locks on open files, which the system lets go of when a process dies."""

from __future__ import annotations

import sys
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def lock(file: IO[bytes], *, wait: bool = False) -> None:
        """Lock a file for this process; OSError if another one holds it (at once, or after some seconds)."""
        msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def lock(file: IO[bytes], *, wait: bool = False) -> None:
        """Lock a file for this process; OSError if another one holds it, unless to `wait` for it is wanted."""
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
