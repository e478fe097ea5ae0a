"""Changes of one athlete's week that change neither what it costs nor what can be proven."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from tests.oracle.hours import DAY_NAMES, GROUPS, span
from tests.oracle.squad_changes import shuffled

Data = dict[str, Any]
Change = Callable[[Random, Data], None]


def _days(data: Data) -> list[str]:
    """The keys of the availability table that name days."""
    return [key for key in data["availability"] if key in DAY_NAMES or key in GROUPS]


def everything_in_another_order(random: Random, data: Data) -> None:
    """Sessions, windows, rules, history: lists are sets."""
    windows = data["availability"]
    data["availability"] = {
        key: shuffled(random, windows[key]) if isinstance(windows[key], list) else windows[key]
        for key in shuffled(random, windows)
    }
    for table in ("sessions", "history", "upcoming", "overrides"):
        if table in data:
            data[table] = shuffled(random, data[table])


def a_window_of_no_use(random: Random, data: Data) -> None:
    """A minute, where nobody goes."""
    minute = random.randrange(60)
    window = f"03:{minute:02d}-{3 + (minute + 1) // 60:02d}:{(minute + 1) % 60:02d} moon"
    data["availability"].setdefault(random.choice(DAY_NAMES), []).append(window)


def a_busy_time_of_no_use(random: Random, data: Data) -> None:
    """Some weeks later."""
    day = date.fromisoformat(data["week"]) + timedelta(days=random.randint(30, 60))
    busy = data["availability"].get("busy", [])
    data["availability"]["busy"] = [f"{day}T06:00/{day}T22:00", *([busy] if isinstance(busy, str) else busy)]


def rules_about_nothing(random: Random, data: Data) -> None:
    """They speak of what is not in the week, or hold whatever happens."""
    seen = {entry["kind"] for table in ("sessions", "history", "upcoming") for entry in data.get(table, ())}
    kind = next(kind for kind in ("elliptical", "row", "plyometrics", "swim", "sprints") if kind not in seen)
    rules: list[Data] = [
        {"rule": "count", "of": kind, "at_most": 0},
        {"rule": "count", "of": "run", "at_most": 60},
        {"rule": "spacing", "of": kind, "from": "run", "days": 3, "level": "should", "points": 50},
        {"rule": "preferred_time", "of": kind, "level": "should", "points": 50},
        {"rule": "streak", "of": "run", "at_most": 14},
    ]
    more = [{"id": f"about-nothing-{number}", **rule} for number, rule in enumerate(random.sample(rules, 2))]
    data["overrides"] = shuffled(random, [*data.get("overrides", []), *more])


def windows_in_parts(random: Random, data: Data) -> None:
    """A window told as two that touch or overlap."""
    for day in _days(data):
        windows = data["availability"][day]
        number = random.randrange(len(windows)) if isinstance(windows, list) and windows else None
        if number is not None:
            hours, _, places = windows[number].partition(" ")
            start, end = span(hours)
            middle = random.randint(start + 1, min(end, 1439))  # a part that begins after midnight would be another day's
            parts = ((start, middle), (random.randint(start, middle), end) if random.random() < 0.5 else (middle, end))
            windows[number : number + 1] = [f"{_clock(a)}-{_clock(b)} {places}" for a, b in parts if a < b]


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def something_far_away(random: Random, data: Data) -> None:
    """A race in two months."""
    day = date.fromisoformat(data["week"]) + timedelta(days=random.randint(60, 70))
    if not data.get("repeats"):
        data["upcoming"] = [*data.get("upcoming", []), {"kind": "race", "start": f"{day}T09:00:00", "minutes": 60}]


def other_names(random: Random, data: Data) -> None:
    """The athlete and the sessions have other ids, those that rules speak of apart."""
    spoken = str(data.get("overrides", ""))
    data["athlete"] = {**data.get("athlete", {}), "id": f"somebody-{random.randint(0, 99)}"}
    if not any(wish["kind"] in spoken or wish.get("id", "–") in spoken for wish in data["sessions"]):
        for number, wish in enumerate(data["sessions"]):
            wish["id"] = f"mine-{number}"


def another_week(random: Random, data: Data) -> None:
    """Whole weeks later or earlier, where clocks do not change."""
    if data.get("timezone", "UTC") != "UTC":
        return
    days = 7 * random.choice([-52, -1, 1, 4])
    data["week"] = (date.fromisoformat(data["week"]) + timedelta(days=days)).isoformat()
    for event in (*data.get("history", ()), *data.get("upcoming", ())):
        event["start"] = (datetime.fromisoformat(event["start"]) + timedelta(days=days)).isoformat()


CHANGES: tuple[Change, ...] = (
    everything_in_another_order,
    a_window_of_no_use,
    a_busy_time_of_no_use,
    rules_about_nothing,
    windows_in_parts,
    something_far_away,
    other_names,
    another_week,
)


def changed(change: Change, random: Random, data: Data) -> Data:
    """A copy of a scenario with a change."""
    copy = deepcopy(data)
    change(random, copy)
    return copy
