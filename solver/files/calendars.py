"""Reads the calendar files that a scenario names: their busy time becomes part of the scenario, which then needs no files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from solver.calendars.extra import need_calendars
from solver.domain.busy import CalendarFile
from solver.domain.errors import InputError, entry, join, quoted
from solver.domain.scenario import Scenario
from solver.files.sandbox import ANYWHERE, Sandbox
from solver.files.text import read_bytes
from solver.files.there import is_file

_READ_LIMIT = 64 * 1024 * 1024  # bytes; the reader of calendars has a lower limit of its own, with a word on what to do


def with_calendars(
    data: Mapping[str, Any], scenario: Scenario, folder: Path, within: Sandbox = ANYWHERE
) -> tuple[Mapping[str, Any], Scenario, tuple[str, ...]]:
    """A scenario (as data, as a value) with the busy time of its calendars in it, and notes on what of them could not be read.

    What comes out is complete: it can be sent elsewhere, changed and read again, and the calendar files are not opened any more.

    Args:
        data: the scenario as written.
        scenario: the same as a value.
        folder: where paths in it start.
        within: where its calendars may be.
    """
    availability = scenario.availability
    if all(file.busy is not None for file in availability.calendars):
        return data, scenario, ()
    need_calendars()
    notes: list[str] = []
    files = tuple(
        file if file.busy is not None else _read(file, scenario, folder / file.path, index, notes, within)
        for index, file in enumerate(availability.calendars)
    )
    filled = [
        {**entry_, "busy": [busy.text for busy in file.busy or ()]} for entry_, file in zip(_entries(data), files, strict=True)
    ]
    value = scenario.model_copy(update={"availability": availability.model_copy(update={"calendars": files})})
    return {**data, "availability": {**data["availability"], "calendars": filled}}, value, tuple(notes)


def in_week(scenario: Scenario, data: Mapping[str, Any], week: date, folder: Path) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario in another week, with what its calendars say of that one, and notes on them."""
    _, moved, notes = with_calendars(data, scenario.model_copy(update={"week": week}), folder)
    return moved, notes


def without_busy(data: Mapping[str, Any], folder: Path, new_folder: Path) -> Mapping[str, Any]:
    """A scenario as a person keeps it: calendars that are there are named again, as seen from where it will be, and not written out."""
    if not data.get("availability", {}).get("calendars"):
        return data
    kept = [_named_again(calendar, folder, new_folder) for calendar in _entries(data)]
    return {**data, "availability": {**data["availability"], "calendars": kept}}


def _named_again(calendar: Mapping[str, Any], folder: Path, new_folder: Path) -> Mapping[str, Any]:
    path = folder / calendar["path"]
    if not is_file(path):
        return calendar
    name = calendar["path"] if Path(calendar["path"]).is_absolute() else _seen_from(new_folder, path)
    return {key: value for key, value in {**calendar, "path": name}.items() if key != "busy"}


def _seen_from(folder: Path, path: Path) -> str:
    """A path as it is written in a file of that folder: relative, or absolute where they are on two drives (Windows)."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return path.resolve().as_posix()


def _entries(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The entries of `calendars` as tables."""
    calendars = data["availability"]["calendars"]
    for calendar in [calendars] if isinstance(calendars, (str, Mapping)) else calendars:
        yield {"path": calendar} if isinstance(calendar, str) else dict(calendar)


def _read(file: CalendarFile, scenario: Scenario, path: Path, index: int, notes: list[str], within: Sandbox) -> CalendarFile:
    """The entry of one calendar with its busy time."""
    from solver.calendars.busy import read_busy  # noqa: PLC0415 - brings the calendar libraries in

    try:
        _check_file(file.path)
        reading = read_busy(read_bytes(str(path), _READ_LIMIT, within=within), file, scenario.clock())
    except InputError as error:
        key = join("availability", entry("calendars", index))
        raise InputError(f"{quoted(file.path)}: {error.text}", key=key, maybe=error.maybe) from None
    notes.extend(f"{file.path}: {note}" for note in reading.notes)
    return file.model_copy(update={"busy": reading.written})


def _check_file(path: str) -> None:
    if "://" in path:
        raise InputError("is an address, not a file; download it first.")
