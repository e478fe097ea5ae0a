"""Files that are written whole or not at all: under another name first, then renamed.

The temporary file lies beside its target as `.NAME.XXXXXXXX.weekfit-tmp` and is locked while it is written. One that nobody holds is left of
a process that was killed; the next one that writes into the folder removes it.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from solver.files.locks import lock
from solver.files.session import session

SUFFIX = ".weekfit-tmp"
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{8}\.weekfit-tmp", re.DOTALL)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NAME = 40  # characters of the target's name that are in the temporary one


@contextmanager
def whole_file(path: Path, *, durable: bool) -> Iterator[IO[bytes]]:
    """A file to write bit by bit. An error leaves what was there before.

    A link is followed, and what is there keeps its mode, its owner (where that is allowed) and its access list. What is no regular file (a
    device, a named pipe) is written as it is, not replaced.

    Args:
        path: the target.
        durable: whether the file must be there after a power cut, as soon as it is written.

    Raises:
        OSError: it cannot be written.
    """
    there = _status(path)
    if there is not None and not stat.S_ISREG(there.st_mode):
        with path.open("wb") as file:
            yield file
        return
    target = Path(os.path.realpath(path))
    sweep(target.parent)
    mode = 0o666 if there is None else stat.S_IMODE(there.st_mode) & 0o600  # until it is whole, nobody else reads it
    with _temporary(target, mode) as (temporary, file):
        yield file
        file.flush()
        if there is not None:
            _keep_rights(temporary, target, there)
        if durable:
            os.fsync(file.fileno())
        if sys.platform == "win32":  # where an open file cannot be renamed
            file.close()
        temporary.replace(target)
    if durable:
        _sync_folder(target.parent)


def sweep(folder: Path) -> None:
    """Remove temporary files that a killed process left in a folder; once in a command, for a folder may be large."""
    swept = session().swept
    if str(folder) in swept:
        return
    swept.add(str(folder))
    with suppress(OSError), os.scandir(folder) as entries:
        left = [
            Path(entry.path) for entry in entries if _TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
        ]
        for path in left:
            with suppress(OSError):
                _remove_if_left(path)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


@contextmanager
def _temporary(target: Path, mode: int) -> Iterator[tuple[Path, IO[bytes]]]:
    """A new, locked file beside the target, gone at the end if it was not renamed."""
    path = target
    try:
        while True:
            path = target.with_name(f".{target.name[:_NAME]}.{secrets.token_hex(4)}{SUFFIX}")
            with os.fdopen(os.open(path, _NEW, mode), "wb") as file:
                with suppress(OSError):  # some file systems have no locks
                    lock(file, wait=True)
                if os.fstat(file.fileno()).st_nlink:  # else somebody swept before it was locked
                    yield path, file
                    return
    finally:
        if path != target:
            path.unlink(missing_ok=True)


def _remove_if_left(path: Path) -> None:
    """Remove a temporary file unless somebody holds it; OSError then."""
    if sys.platform != "win32":  # there, a file that is open cannot be removed
        with path.open("r+b") as file:
            lock(file)
            path.unlink()
    else:
        path.unlink()


def _keep_rights(temporary: Path, target: Path, there: os.stat_result) -> None:
    """Give the new file owner, access list and mode of the old one, as far as that is allowed."""
    if hasattr(os, "chown"):
        for user, group in ((there.st_uid, -1), (-1, there.st_gid)):
            with suppress(OSError):
                os.chown(temporary, user, group)
    if sys.platform == "linux":
        with suppress(OSError):
            for name in os.listxattr(target):
                with suppress(OSError):
                    os.setxattr(temporary, name, os.getxattr(target, name))
    temporary.chmod(stat.S_IMODE(there.st_mode))


def _sync_folder(folder: Path) -> None:
    """Have the folder's list of names on disk; where folders cannot be synced, nothing is done."""
    if hasattr(os, "O_DIRECTORY"):
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
