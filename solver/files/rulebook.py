"""Rule sets that travel: what a scenario's rules are made of, read where the files are and used where they are not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from solver.domain.errors import InputError
from solver.files.reader import opener
from solver.files.sandbox import Sandbox
from solver.rulesets.ruleset import RuleSet, is_path, load

_KEPT = 256  # rule sets that a process keeps


@dataclass(frozen=True)
class Rulebook:
    """The names of rule sets, with the content of those that are files.

    Attributes:
        names: as written; later ones win by rule id.
        files: (path as written, the file that names it or "", where it lies, content), in the order in which they are wanted.
    """

    names: tuple[str, ...]
    files: tuple[tuple[str, str, str, dict[str, Any]], ...] = ()

    @classmethod
    def read(cls, names: Sequence[str], folder: Path, within: Sandbox | None = None) -> Rulebook:
        """Read the rule sets of these names, paths as seen from a folder; raises InputError where they are none.

        `within` says where they may be, if a file names them. None: a person does.
        """
        files = []
        from_folder = opener(folder, within)

        def keeping(name: str, named_by: str) -> tuple[str, dict[str, Any]]:
            where, data = from_folder(name, named_by)
            files.append((name, named_by, where, data))
            return where, data

        load(names, keeping, quoting=within is None or not within.closed)
        return cls(tuple(names), tuple(files))

    def ruleset(self) -> RuleSet:
        """The rule sets, merged; the same value for the same content."""
        return _loaded(json.dumps([self.names, self.files], default=str))

    def digest(self) -> str:
        """A hash of what the rules are, wherever the files lie; that of shipped ones is in it too."""
        content = [self.names, [(name, data) for name, _, _, data in self.files], _shipped()]
        return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


@lru_cache(maxsize=_KEPT)
def _loaded(text: str) -> RuleSet:
    names, files = json.loads(text)
    content = {(name, named_by): (where, data) for name, named_by, where, data in files}
    return load(names, lambda name, named_by: content[name, named_by])


@cache
def _shipped() -> str:
    """A hash of all shipped rule sets and kinds: they may change between two versions."""
    digest = hashlib.sha256()
    for folder in ("rulesets", "domain"):
        for file in sorted(resources.files(f"solver.{folder}").iterdir(), key=lambda file: file.name):
            if file.name.endswith(".toml"):
                digest.update(file.read_bytes())
    return digest.hexdigest()


class Rulebooks:
    """Rulebooks by names and folder; what was read lately is not read again."""

    def __init__(self) -> None:
        self._read = lru_cache(maxsize=_KEPT)(_read)

    def get(self, names: Sequence[str], folder: Path, within: Sandbox) -> Rulebook:
        """The rulebook of names in a file; raises InputError where they are none, or outside of where they may be."""
        found = self._read(tuple(names), folder if any(is_path(name) for name in names) else None, within)
        if isinstance(found, InputError):
            raise found.within()
        return found


def _read(names: Sequence[str], folder: Path | None, within: Sandbox) -> Rulebook | InputError:
    try:
        return Rulebook.read(names, folder or Path(), within)
    except InputError as error:
        return error.within()
