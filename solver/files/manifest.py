"""What weekfit wrote into a folder: only that is replaced or deleted there, and nothing that somebody else put into it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path, PurePosixPath

from solver.domain.errors import InputError
from solver.files.session import refuse_input
from solver.files.text import deleted, parse, read_text, write_text

NAME = ".weekfit.json"
FORMAT = "weekfit-files/1"
_LARGEST = 1 << 30  # bytes


class Manifest:
    """The list of weekfit's files in a folder, kept in `.weekfit.json` there.

    A file is listed before it is written, so that a run that was killed knows its own files.

    Attributes:
        names: paths below the folder with `/` between their parts; one that ends in `/` is a folder that is weekfit's as a whole.
    """

    def __init__(self, out: Path, names: Iterable[str] = ()) -> None:
        self._out = out
        self.names = frozenset(names)

    @classmethod
    def read(cls, out: Path) -> Manifest:
        """The manifest of a folder, an empty one where there is none; raises InputError for one that is damaged."""
        path = out / NAME
        if not os.path.lexists(path):
            return cls(out)
        data = parse(read_text(str(path), _LARGEST, replaced=True), str(path))
        names = data.get("files")
        if data.get("format") != FORMAT or not isinstance(names, list) or not all(map(_is_below, names)):
            raise InputError("is damaged; delete it, and weekfit takes no file here for its own.", source=str(path))
        return cls(out, names)

    def claim(self, names: Iterable[str], ours: Callable[[str], bool]) -> None:
        """List files that are going to be written.

        Args:
            names: the files.
            ours: whether a file that is there and not listed is weekfit's all the same, such as one from before there were manifests.

        Raises:
            InputError: one of them is there and is not weekfit's, or is an input of the command. Nothing is written then.
        """
        wanted = frozenset(names)
        for name in sorted(wanted):
            path = self._out / name
            refuse_input(path)
            if name not in self.names and _is_something(path) and not ours(name):
                raise InputError(
                    "is there already, and weekfit did not write it; nothing was written.",
                    source=str(path),
                    maybe="another folder.",
                )
        self._become(self.names | wanted)

    def keep_only(self, names: Collection[str], folder: str) -> None:
        """Delete the listed files of a folder below this one (`ics/`) that are not among `names`."""
        gone = {name for name in self.names if name.startswith(folder) and name != folder and name not in names}
        if (self._out / folder).resolve().is_relative_to(self._out.resolve()):
            for name in sorted(gone):
                deleted(self._out / name)
        self._become(self.names - gone)

    def settle(self) -> None:
        """Forget what is not there any more, or never was."""
        self._become(frozenset(name for name in self.names if os.path.lexists(self._out / name)))

    def _become(self, names: frozenset[str]) -> None:
        if names != self.names or not os.path.lexists(self._out / NAME):
            self.names = names
            write_text(
                self._out / NAME, json.dumps({"format": FORMAT, "files": sorted(names)}, indent=1, ensure_ascii=False) + "\n"
            )


def _is_below(name: object) -> bool:
    """Whether a listed name means something inside the folder: a manifest may come from somebody else."""
    if not isinstance(name, str) or not name or "\\" in name or "\0" in name or ":" in name:
        return False
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and path.parts != ()


def _is_something(path: Path) -> bool:
    """Whether a file is there, or a folder with anything in it but a lock."""
    if path.is_dir() and not path.is_symlink():
        try:
            return any(entry.name != ".lock" and _is_something(entry) for entry in path.iterdir())
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror or error}.", source=str(path)) from None
    return os.path.lexists(path)
