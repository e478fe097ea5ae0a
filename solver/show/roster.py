"""A roster as a table: weeks and days, with the shift and the hours that are free."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from tabulate import tabulate

from solver.domain.availability import Window
from solver.domain.clock import Clock
from solver.domain.errors import visible
from solver.domain.scenario import Scenario
from solver.show.availability import days_of


@dataclass(frozen=True)
class RosterDay:
    """One date of a roster: its shift (a letter, or hours), and what is free on it."""

    day: date
    shift: str
    free: tuple[tuple[str, tuple[str, ...]], ...]

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "date": self.day.isoformat(),
            "shift": self.shift,
            "free": [{"hours": hours, "places": list(places)} for hours, places in self.free],
        }


def roster_week(scenario: Scenario, clock: Clock) -> tuple[RosterDay, ...]:
    """The seven dates of a clock's week under the scenario's roster."""
    midnights = replace(clock, day_starts=0)
    windows = scenario.availability.windows(midnights, scenario.roster)
    pieces = [piece for window in windows for piece in days_of(window, midnights)]
    return tuple(_day(scenario, midnights, clock.week + timedelta(days=number), pieces) for number in range(7))


def _day(scenario: Scenario, clock: Clock, day: date, pieces: Sequence[Window]) -> RosterDay:
    free = [
        (f"{clock.local(piece.start):%H:%M}-{clock.local(piece.end):%H:%M}", piece.places)
        for piece in pieces
        if clock.local(piece.start).date() == day
    ]
    shift = str(scenario.roster.on(day)) if scenario.roster else ""
    return RosterDay(day, shift, tuple(free))


def roster_page(weeks: Sequence[Sequence[RosterDay]]) -> str:
    """Weeks from top to bottom, days from left to right; in each the shift, and below it the free hours, with places where they differ."""
    places = {where for week in weeks for day in week for _, where in day.free}
    headers = ["Week of", *(f"{day.day:%a}" for day in weeks[0])]
    rows = [
        [f"{week[0].day.day} {week[0].day:%b %Y}", *(_cell(day, with_places=len(places) > 1) for day in week)] for week in weeks
    ]
    return tabulate(rows, headers, tablefmt="grid", disable_numparse=True)


def _cell(day: RosterDay, *, with_places: bool) -> str:
    free = (" ".join([hours, *where]) if with_places else hours for hours, where in day.free)
    return "\n".join(visible(line) for line in dict.fromkeys((day.shift, *free)))
