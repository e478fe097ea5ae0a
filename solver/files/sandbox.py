"""Which files another file may name: only regular files, and only in the folders that are allowed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from solver.domain.errors import InputError

_SYSTEM = ("/proc", "/sys")  # what is there looks like files, but reading may block for ever or tell secrets
_FLAGS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)  # Windows has neither


@dataclass(frozen=True)
class Sandbox:
    """The files that other files may name. Links count as what they lead to.

    Attributes:
        roots: the allowed folders, with all links resolved; None allows every folder.
        inside: what a message calls these folders.
        remedy: how to allow another folder.
    """

    roots: tuple[str, ...] | None = None
    inside: str = ""
    remedy: str = ""

    @property
    def closed(self) -> bool:
        """Whether files come from somebody else: not every folder is allowed, and no message quotes what is in a named file."""
        return self.roots is not None

    @classmethod
    def of(cls, folders: Iterable[Path], inside: str, remedy: str) -> Sandbox:
        """The files in these folders, and in the folders below them."""
        return cls(tuple(dict.fromkeys(os.path.realpath(folder) for folder in folders)), inside, remedy)

    def with_folders(self, folders: Iterable[Path]) -> Sandbox:
        """The same with more allowed folders."""
        return Sandbox.of((*map(Path, self.roots or ()), *folders), self.inside, self.remedy)

    def check(self, path: Path) -> str:
        """The path with all links resolved; raises InputError if it is outside. Whether anything is there is not looked at."""
        real = os.path.realpath(path)
        if self.roots is not None and not any(_is_below(real, root) for root in self.roots):
            raise InputError(f"is outside {self.inside}.", maybe=self.remedy)
        if any(_is_below(real, root) for root in _SYSTEM):
            raise InputError("is not a regular file.")
        return real

    def open(self, path: Path) -> IO[bytes]:
        """Open a file to read it.

        Raises:
            InputError: it is outside, or is a pipe, a device or the like.
            OSError, ValueError: it cannot be opened.
        """
        real = self.check(path)
        _refuse_irregular(os.stat(real))  # noqa: PTH116 - before opening it: that alone can block, or change a device
        file = open(real, "rb", opener=lambda name, flags: os.open(name, flags | _FLAGS))  # noqa: SIM115 - Path's has no opener
        try:
            _refuse_irregular(os.fstat(file.fileno()))
        except BaseException:
            file.close()
            raise
        return file


ANYWHERE = Sandbox()


def _is_below(path: str, root: str) -> bool:
    """Whether a path is a folder, or in it; both without links."""
    try:
        return os.path.commonpath((path, root)) == root
    except ValueError:  # on different drives (Windows)
        return False


def _refuse_irregular(found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError
    if not stat.S_ISREG(found.st_mode):
        raise InputError("is not a regular file.")


def opened(path: Path, within: Sandbox | None) -> IO[bytes]:
    """Open a file to read it: one that another file names, or (None) one that a person named, which may be a pipe."""
    return path.open("rb") if within is None else within.open(path)


def scenario_sandbox(folder: Path, may_read: Sequence[str] = ()) -> Sandbox:
    """Where a scenario of somebody else may name files: in its own folder, and in those that the command line allows."""
    return Sandbox.of((folder, *map(Path, may_read)), "the scenario's folder", "--may-read DIR allows its folder.")
