"""The scenarios of a comparison: files, folders, JSON lines, or made-up weeks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from solver.compare.names import told_apart
from solver.compare.population import ALL, FAMILIES, weeks
from solver.domain.errors import InputError, nearest, quoted
from solver.domain.problem import Problem
from solver.domain.scenario import Scenario
from solver.files.calendars import with_calendars
from solver.files.lines import lines_of
from solver.files.reader import folder_of, validated
from solver.files.sandbox import ANYWHERE, Sandbox, scenario_sandbox
from solver.files.text import parse, read_text, source_name
from solver.files.there import is_folder
from solver.files.writer import iso

OTHER = "other"  # the group of a scenario that says nothing about its own
GROUPS = ("goal", "experience", "readiness")  # what a scenario can be grouped by besides the prefix of a flag
_SCENARIO_FILES = (".toml", ".json", ".jsonl")


@dataclass(frozen=True)
class Entry:
    """One scenario of a comparison.

    Attributes:
        name: unique in the comparison, and fit to be a file's name.
        title: what its athlete is called.
        source: where it came from, for messages.
        data: the scenario as JSON could hold it.
        group: the kind of calendar it is.
        notes: what of its calendars could not be read.
    """

    name: str
    title: str
    source: str
    data: dict[str, Any]
    group: str = OTHER
    notes: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Where the folder of the results keeps it."""
        is_json = self.source.endswith(".json") or ".jsonl line " in self.source
        return f"scenarios/{self.name}{'.json' if is_json else '.toml'}"


def population(name: str, number: int, seed: int, group_by: str) -> list[Entry]:
    """Made-up weeks: of all families in turn (`all`), or of one."""
    known = (ALL, *FAMILIES)
    if name not in known:
        guess = nearest(name, known)
        raise InputError(
            f"{quoted(name)} is none of {', '.join(known)}.", source="--population", maybe=f"{guess!r}." if guess else ""
        )
    source = f"--population {name}"
    return [_entry(data, data["athlete"]["id"], source, Path(), group_by) for data in weeks(number, seed, name)]


def entries(paths: Sequence[str], group_by: str, may_read: Sequence[str] = ()) -> list[Entry]:
    """Every scenario of files, folders (not those inside them) and JSON lines, in their order; one that is none is an InputError.

    A scenario names calendars in its own folder, or in the folders `may_read`.
    """
    found = [
        _entry(data, name, source, folder, group_by, scenario_sandbox(folder, may_read))
        for path in paths
        for name, source, data, folder in _read(path, may_read)
    ]
    names = told_apart((entry.name for entry in found), "{name}-{number}")
    return [replace(entry, name=name) for entry, name in zip(found, names, strict=True)]


def _read(path: str, may_read: Sequence[str], within: Sandbox | None = None) -> Iterator[tuple[str, str, dict[str, Any], Path]]:
    """Name, source, data and folder of every scenario of a path. `within` is for what was found in a folder."""
    if is_folder(path):
        inside = sorted(str(file) for file in Path(path).iterdir() if file.suffix in _SCENARIO_FILES and file.is_file())
        if not inside:
            raise InputError("no scenario lies in this folder (*.toml, *.json, *.jsonl).", source=path)
        for file in inside:
            yield from _read(file, may_read, scenario_sandbox(Path(path), may_read))
    elif path.endswith(".jsonl"):
        yield from _lines(path, within)
    else:
        yield Path(path).stem, source_name(path), parse(read_text(path, within=within), path), folder_of(path)


def _lines(path: str, within: Sandbox | None) -> Iterator[tuple[str, str, dict[str, Any], Path]]:
    """The scenarios of a file of JSON lines; empty lines are none."""
    try:
        for line in lines_of(Path(path), within):
            where = f"{path} line {line.number}"
            if isinstance(line.found, InputError):
                raise line.found.within(source=where)
            yield f"{Path(path).stem}-{line.number}", where, line.found, folder_of(path)
    except InputError as error:
        raise error if error.source else error.within(source=path) from None


def _entry(data: Mapping[str, Any], name: str, source: str, folder: Path, group_by: str, within: Sandbox = ANYWHERE) -> Entry:
    """A scenario, checked as far as it can be without rules; with the busy time of its calendars, which it then needs no more."""
    athlete = data.get("athlete", {})
    if isinstance(athlete, dict) and "id" not in athlete:
        data = {**data, "athlete": {**athlete, "id": _fit(name)}}
    scenario = validated(Scenario, data, source)
    try:
        data, scenario, notes = with_calendars(data, scenario, folder, within)
        Problem.of(scenario)
    except InputError as error:
        raise error if error.source else error.within(source=source) from None
    plain = json.loads(json.dumps(data, default=iso))
    title = scenario.athlete.name or scenario.athlete.id
    return Entry(_fit(name), title, source, plain, group_of(scenario, group_by), notes)


def group_of(scenario: Scenario, by: str) -> str:
    """The kind of calendar: the goal, experience or readiness, or what stands after `PREFIX:` in one of the athlete's flags."""
    if by == "goal":
        return scenario.goal
    if by == "readiness":
        return scenario.readiness
    if by == "experience":
        return scenario.athlete.experience
    prefix = f"{by}:"
    return next((flag.removeprefix(prefix) for flag in scenario.athlete.flags if flag.startswith(prefix)), OTHER)


def _fit(name: str) -> str:
    """The name with nothing in it that a file's name, a shell or a spreadsheet would take for something else."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", name).strip("._-")[:60] or "scenario"
