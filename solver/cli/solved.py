"""A squad that has been solved, as commands are given it: SQUAD and --out, and athletes by id or name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import wraps
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from solver.domain.errors import InputError, listed, nearest, quoted
from solver.files.there import is_folder

if TYPE_CHECKING:
    from solver.squad.results import Record, Results


@dataclass(frozen=True)
class Solved:
    """A squad's file, where it was named, and what came of the squad."""

    file: str | None
    results: Results

    def record(self, athlete: str) -> Record:
        """What came of an athlete: by id, else by name; InputError where nobody or several are meant."""
        try:
            return self.results.record(athlete)
        except InputError:
            found = [record for record in self.results.records() if record.name == athlete]
        if len(found) > 1:
            ids = listed((quoted(record.athlete) for record in islice(found, 10)), "and")
            raise InputError(f"{len(found)} athletes are called {quoted(athlete)}: {ids}. Say which, by id.")
        if not found:
            raise self._nobody(athlete)
        return found[0]

    def records(self, only: tuple[str, ...] = ()) -> Iterator[Record]:
        """The athletes whose ids or names are like one of the patterns (`*` and `?` are anything); without any, all of them."""
        met: set[str] = set()
        for record in self.results.records():
            matched = {text for text in only if _means(text, record)}
            met |= matched
            if matched or not only:
                yield record
        for text in only:
            if text not in met:
                raise self._nobody(text)

    def _nobody(self, text: str) -> InputError:
        ids: dict[str, str] = {}
        for record in self.results.records():
            ids |= {record.name: record.athlete} if record.name else {}
            ids[record.athlete] = record.athlete
        guess = ids.get(nearest(text, ids), "")
        source = str(self.results.out)
        return InputError(f"there is no athlete {quoted(text)} here.", source=source, maybe=f"{quoted(guess)}." if guess else "")


def _means(text: str, record: Record) -> bool:
    words = [word for word in (record.athlete, record.name) if word]
    return text in words or any(fnmatchcase(word.casefold(), text.casefold()) for word in words)


def solved_squad(function: Callable[..., Any]) -> Callable[..., Any]:
    """SQUAD and --out, given to the command as one `squad`."""

    @click.argument("squad")
    @click.option("--out", metavar="DIR", help="The folder that `weekfit squad solve SQUAD --out DIR` wrote.")
    @wraps(function)
    def packed(squad: str, out: str | None, **rest: Any) -> Any:
        return function(squad=_solved(squad, out), **rest)

    return packed


def _solved(squad: str, out: str | None) -> Solved:
    from solver.squad.results import Results  # noqa: PLC0415 - not needed for --help

    if out is not None:
        return Solved(squad, Results(Path(out)))
    if is_folder(squad):
        return Solved(None, Results(Path(squad)))
    raise InputError(
        "this is no folder with results; where are they?", source=squad, maybe="--out DIR, as for `weekfit squad solve`."
    )
