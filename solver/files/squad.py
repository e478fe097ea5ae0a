"""Reads squad files; their athletes are another matter (`solver.files.members`)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from solver.domain.errors import InputError
from solver.domain.squad import Squad
from solver.files.reader import id_from, validated
from solver.files.rulebook import Rulebook, Rulebooks
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
            books.get(squad.rules, file.folder)
    except InputError as error:
        raise error if error.source else error.within(source=path) from None
    asked = Rulebook.read(rules, Path()) if rules else None
    sharing = json.dumps({key: data[key] for key in SHARING if key in data}, default=str) if squad.shares else ""
    return replace(file, defaults={key: data[key] for key in DEFAULTS if key in data}, sharing=sharing, asked=asked)
