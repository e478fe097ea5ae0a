"""Changes to a scenario as it is written: pure functions from data to data, so that what was tried is what is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from solver.domain.availability import Window
from solver.domain.clock import Clock
from solver.domain.times import MINUTES_A_DAY, Span
from solver.rulesets.case import Case

Data = Mapping[str, Any]
_ALL_DAY = "00:00-24:00"


@dataclass(frozen=True)
class Change:
    """One thing that is written otherwise: what it is, as it was, as it becomes."""

    what: str
    old: Any
    new: Any

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {"what": self.what, "from": self.old, "to": self.new}


@dataclass(frozen=True)
class Edit:
    """One change to a case, or several together: in words, as a list of changes, as a changed scenario."""

    text: str
    changes: tuple[Change, ...]
    data: Data
    size: int = 0  # minutes or steps, to rank edits that lead to equally good weeks


def with_override(data: Data, id_: str, **keys: Any) -> Data:
    """Change a rule by id, on top of what the scenario already says of it."""
    overrides = [dict(override) for override in data.get("overrides", ())]
    mine = next((override for override in overrides if override.get("id") == id_), None)
    if mine is None:
        overrides.append({"id": id_, **keys})
    elif keys.get("off"):
        overrides[overrides.index(mine)] = {"id": id_, "off": True}
        if "rule" in mine:  # a rule of the scenario's own: leaving it out turns it off
            overrides = [override for override in overrides if override.get("id") != id_]
    else:
        mine.update(keys)
    return {**data, "overrides": overrides}


def with_wish(data: Data, entry: int, **keys: Any) -> Data:
    """Change keys of one `[[sessions]]` table; None takes a key away."""
    wishes = [dict(wish) for wish in data["sessions"]]
    wishes[entry] = {key: value for key, value in {**wishes[entry], **keys}.items() if value is not None}
    return {**data, "sessions": wishes}


def without_wish(data: Data, entry: int) -> Data:
    """Leave out one `[[sessions]]` table."""
    return {**data, "sessions": [wish for index, wish in enumerate(data["sessions"]) if index != entry]}


def with_opening(case: Case, start: int, end: int, places: Sequence[str] = ()) -> Data:
    """Open a stretch of elapsed minutes (less than a day), on top of what its date already has."""
    clock, availability = case.problem.clock, case.problem.scenario.availability
    local, until = clock.local(start), clock.local(end)
    day = local.date()
    first = local.hour * 60 + local.minute
    last = until.hour * 60 + until.minute + (until.date() - day) // timedelta(days=1) * MINUTES_A_DAY
    written = [" ".join([str(opening.span), *opening.places]) for opening in availability.openings_on(day)]
    written.append(" ".join([str(Span(first, last)), *places]))
    days = case.data.get("availability", {})
    if case.problem.scenario.roster and not availability.days:  # else the first day written would be the only one with windows
        days = {**days, "every": [_ALL_DAY]}
        written = [_ALL_DAY, *written]
    return {**case.data, "availability": {**days, day.isoformat(): written}}


def with_busy(data: Data, clock: Clock, start: int, end: int) -> Data:
    """Cut a stretch of elapsed minutes out of the availability."""
    availability = data.get("availability", {})
    busy = availability.get("busy", [])
    busy = [busy] if isinstance(busy, str) else list(busy)
    cut = f"{clock.local(start).isoformat()}/{clock.local(end).isoformat()}"
    return {**data, "availability": {**availability, "busy": [*busy, cut]}}


def local_span(clock: Clock, window: Window) -> Span:
    """A window's local hours."""
    start, end = clock.local(window.start), clock.local(window.end)
    days = (end.date() - start.date()) // timedelta(days=1)
    return Span(start.hour * 60 + start.minute, end.hour * 60 + end.minute + days * MINUTES_A_DAY)
