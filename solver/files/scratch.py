"""Folders for the time of one command."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from solver.files.locks import lock

_LOCK = ".lock"


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """A temporary folder that is gone at the end. Those that killed processes left are removed: they have a lock that nobody holds."""
    _sweep(Path(tempfile.gettempdir()), prefix)
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with (folder / _LOCK).open("w+b") as file:
            lock(file)
            yield folder


def _sweep(parent: Path, prefix: str) -> None:
    for folder in parent.glob(f"{prefix}*"):
        with suppress(OSError):
            if not folder.is_symlink() and _own(folder):
                with (folder / _LOCK).open("r+b") as file:
                    lock(file)
                shutil.rmtree(folder, ignore_errors=True)


def _own(folder: Path) -> bool:
    """Whether a folder belongs to this user: others may use the same folder for temporary files."""
    return not hasattr(os, "getuid") or folder.lstat().st_uid == os.getuid()
