"""Reads squad files; their athletes are another matter (`solver.files.members`)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from solver.domain.errors import InputError
from solver.domain.squad import Squad
from solver.files.paths import folders_outside
from solver.files.reader import id_from, validated
from solver.files.rulebook import Rulebook, Rulebooks
from solver.files.sandbox import ANYWHERE, Sandbox
from solver.files.text import STANDARD_INPUT, parse, read_text

DEFAULTS = ("week", "timezone", "rules", "goal", "sessions")  # what an athlete's scenario takes from the squad where it has none
SHARING = ("week", "timezone", "athletes", "shared", "together", "coaches")  # what says what they share


@dataclass(frozen=True)
class SquadFile:
    """A squad, and where it was read.

    Attributes:
        folder: where paths in it start.
        defaults: what athletes take from it, as written.
        sharing: the squad as JSON, where its athletes share anything.
        asked: rule sets that take the place of everybody's own.
    """

    path: Path
    squad: Squad
    defaults: Mapping[str, Any]
    sharing: str = ""
    asked: Rulebook | None = None

    @property
    def folder(self) -> Path:
        """Where its paths start."""
        return self.path.parent

    @cached_property
    def sandbox(self) -> Sandbox:
        """Where the rule sets and calendars of its athletes may be."""
        folders = (self.folder, *(self.folder / name for name in self.squad.may_read))
        return Sandbox.of(folders, "the squad's folder", f"add its folder to `may_read` in {self.path.name}.")

    @cached_property
    def scenarios(self) -> Sandbox:
        """Where the scenarios of its athletes may be: there, and in other folders that the squad file names for them."""
        return self.sandbox.with_folders(folders_outside(self.squad.athletes, self.folder))


def read_squad(path: str, rules: Sequence[str] = ()) -> SquadFile:
    """Read a squad file; raises InputError for what is wrong with it (its athletes are not looked at).

    Args:
        path: TOML or JSON; `-` is standard input, and paths in it start in the current folder.
        rules: names or paths of rule sets that take the place of everybody's own.
    """
    data = parse(read_text(path), path)
    squad = validated(Squad, data if "name" in data else {**data, "name": id_from(path)}, path)
    file = SquadFile(Path() / "squad" if path == STANDARD_INPUT else Path(path), squad, {})
    books = Rulebooks()
    try:
        if squad.rules is not None:
            books.get(squad.rules, file.folder, ANYWHERE)
    except InputError as error:
        raise error if error.source else error.within(source=path) from None
    asked = Rulebook.read(rules, Path()) if rules else None
    sharing = json.dumps({key: data[key] for key in SHARING if key in data}, default=str) if squad.shares else ""
    return replace(file, defaults={key: data[key] for key in DEFAULTS if key in data}, sharing=sharing, asked=asked)
