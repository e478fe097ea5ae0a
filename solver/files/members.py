"""Reads the athletes of a squad one after the other, never all at once. A bad athlete is a value, and stops nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from solver.domain.errors import InputError, entry, listed, nearest, quoted, visible
from solver.domain.problem import Problem
from solver.domain.scenario import Scenario
from solver.domain.times import parse_date
from solver.files.calendars import with_calendars
from solver.files.lines import lines_of, number_of_lines
from solver.files.paths import Unmatched, matched
from solver.files.reader import id_from, validated
from solver.files.rulebook import Rulebook, Rulebooks
from solver.files.sandbox import ANYWHERE
from solver.files.squad import SquadFile
from solver.files.text import parse, read_text
from solver.rulesets.case import Case

ENDINGS = (".toml", ".json", ".jsonl")
BASE = "base"
_NEIGHBOURS = 2000  # ids that are looked through for one that may have been meant


@dataclass(frozen=True)
class BadAthlete:
    """An athlete whose scenario cannot be used, and why.

    Attributes:
        source: the file, as seen from the squad's; line: where in a list of scenarios.
        id: whose it is, as far as that can be told.
    """

    source: str
    line: int | None
    id: str
    message: str

    @property
    def where(self) -> str:
        """File and line."""
        return _where(self.source, self.line)


@dataclass(frozen=True)
class Member:
    """An athlete of a squad: the scenario as data, completed by the squad's, not yet looked at closely.

    Plain enough to be sent to another machine: `case` needs no files.
    """

    source: str
    line: int | None
    id: str
    data: dict[str, Any]
    rules: Rulebook
    other_rules: bool = False

    @property
    def where(self) -> str:
        """File and line."""
        return _where(self.source, self.line)

    def case(self) -> Case:
        """The scenario with its rules, ready to be solved; raises InputError for what is wrong."""
        try:
            problem = Problem.of(validated(Scenario, self.data, self.where))
            return Case.of(self.data, problem, self.rules.ruleset(), other_rules=self.other_rules)
        except InputError as error:
            raise error if error.source else error.within(source=self.where) from None


def _where(source: str, line: int | None) -> str:
    return source if line is None else f"{source}:{line}"


def members(file: SquadFile) -> Iterator[Member | BadAthlete]:
    """The athletes in the order of the squad file, one after the other; of several with one id, the first."""
    return _Reading(file).everybody()


def expected(file: SquadFile) -> int:
    """How many athletes there will be: files, and lines of lists (empty ones too)."""
    found = matched(file.squad.athletes, file.folder, ENDINGS, file.path)
    return sum(
        number_of_lines(file.folder / name, file.scenarios) if isinstance(name, str) and name.endswith(".jsonl") else 1
        for name in found
    )


def message(error: InputError, where: str = "") -> str:
    """An error in one line, without the name of the file it is told beside."""
    source = "" if error.source == where else error.source
    return str(InputError(error.text, key=error.key, source=source, maybe=error.maybe)).replace("\n", " ")


class _Reading:
    """One way through all athletes of a squad."""

    def __init__(self, file: SquadFile) -> None:
        self._file = file
        self._books = Rulebooks()
        self._ids: dict[str, str] = {}  # where they were seen first

    def everybody(self) -> Iterator[Member | BadAthlete]:
        file = self._file
        for found in matched(file.squad.athletes, file.folder, ENDINGS, file.path):
            if isinstance(found, Unmatched):
                yield BadAthlete(found.pattern, None, "", "there is no such file.")
            elif found.endswith(".jsonl"):
                yield from self._listed(found)
            else:
                yield self._alone(found)
        yield from self._uninvited()

    def _uninvited(self) -> Iterator[BadAthlete]:
        """Those whom a group session invites and nobody knows."""
        for index, group in enumerate(self._file.squad.together):
            for id_ in group.who or ():
                if id_ not in self._ids:
                    guess = nearest(id_, islice(self._ids, _NEIGHBOURS))
                    key, maybe = f"{entry('together', index)}.who", f"{guess!r}." if guess else ""
                    told = message(InputError(f"there is no athlete {quoted(id_)}.", key=key, maybe=maybe))
                    yield BadAthlete(self._file.path.name, None, id_, told)

    def _listed(self, source: str) -> Iterator[Member | BadAthlete]:
        try:
            for line in lines_of(self._file.folder / source, self._file.scenarios):
                if isinstance(line.found, InputError):
                    yield BadAthlete(source, line.number, "", message(line.found))
                else:
                    yield self._member(source, line.number, f"{id_from(source)}-{line.number}", line.found)
        except InputError as error:
            yield BadAthlete(source, None, "", message(error))

    def _alone(self, source: str) -> Member | BadAthlete:
        path = str(self._file.folder / source)
        if not source.endswith(ENDINGS):
            return BadAthlete(source, None, "", f"scenarios are files that end in {listed(ENDINGS)}.")
        try:
            data = parse(read_text(path, within=self._file.scenarios), path)
        except InputError as error:
            self._ids.setdefault(id_from(source), source)
            return BadAthlete(source, None, id_from(source), message(error, path))
        return self._member(source, None, id_from(source), data)

    def _member(self, source: str, line: int | None, default_id: str, data: dict[str, Any]) -> Member | BadAthlete:
        where, athlete = _where(source, line), data.get("athlete", {})
        if isinstance(athlete, dict):
            data = {**data, "athlete": {"id": default_id, **athlete}}
            id_ = data["athlete"]["id"] if isinstance(data["athlete"]["id"], str) else ""
        else:
            id_ = ""
        try:
            self._check(id_, where, data)
            rules = self._rules(source, data)
            whole = self._with_calendars(source, where, {**self._file.defaults, **data})
        except InputError as error:
            return BadAthlete(source, line, id_, message(error, where))
        return Member(source, line, id_, whole, rules, other_rules=self._file.asked is not None)

    def _with_calendars(self, source: str, where: str, data: dict[str, Any]) -> dict[str, Any]:
        """The scenario with what its calendars say, for those are files too."""
        availability = data.get("availability")
        if not (isinstance(availability, dict) and "calendars" in availability):
            return data
        folder = (self._file.folder / source).parent
        whole, _, _ = with_calendars(data, validated(Scenario, data, where), folder, self._file.sandbox)
        return dict(whole)

    def _check(self, id_: str, where: str, data: Mapping[str, Any]) -> None:
        first = self._ids.setdefault(id_, where) if id_ else where
        if first != where:
            raise InputError(f"{quoted(id_)} is already that of {visible(first)}.", key="athlete.id")
        week = data.get("week", self._file.squad.week)
        if isinstance(week, str):
            try:
                week = parse_date(week)
            except InputError:
                return  # and is told when the scenario is looked at
        if type(week) is date and week != self._file.squad.week:
            raise InputError(f"{week} is not the squad's week of {self._file.squad.week}.", key="week", maybe="leave it out.")

    def _rules(self, source: str, data: Mapping[str, Any]) -> Rulebook:
        """The rules of a scenario: those asked for, its own, the squad's, or the base set."""
        if self._file.asked is not None:
            return self._file.asked
        own = "rules" in data
        folder, within = ((self._file.folder / source).parent, self._file.sandbox) if own else (self._file.folder, ANYWHERE)
        names = data.get("rules", self._file.defaults.get("rules", BASE))
        names = [names] if isinstance(names, str) else names
        if not (isinstance(names, list) and names and all(isinstance(name, str) for name in names)):
            return self._books.get([BASE], folder, within)  # what is wrong with the names is told when the scenario is looked at
        return self._books.get(names, folder, within)
