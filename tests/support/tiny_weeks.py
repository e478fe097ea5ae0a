"""Weeks so small that all their schedules can be listed, each with an edge on which a rule or the model may slip."""

from __future__ import annotations

from typing import Any, Final

_INTERVALS = {"kind": "intervals", "minutes": 30, "places": []}
_LEGS = {"kind": "heavy_legs", "minutes": 60, "places": []}
_EASY = {"kind": "easy_run", "minutes": [30, 60], "places": []}

TINY: Final[dict[str, dict[str, Any]]] = {
    # two windows on one day, a key session, a normal one that may be left out, an optional one of variable length
    "plain": {
        "availability": {"mon": ["18:00-19:00"], "tue": ["07:00-08:00", "18:00-19:00"]},
        "sessions": [_INTERVALS, {**_LEGS, "priority": "key"}, {**_EASY, "priority": "optional"}],
    },
    # something hard and something easy on either side of the week; history off the grid, a month of it
    "edges": {
        "availability": {"mon": ["06:00-07:30"], "tue": ["07:00-07:30"], "sun": ["20:00-21:00"]},
        "sessions": [_INTERVALS, {**_EASY, "prefer": "06:00-07:00"}],
        "history": [
            {"kind": "heavy_legs", "start": "2026-11-22T19:40", "minutes": 50},
            {"kind": "easy_run", "start": "2026-11-22T07:00", "minutes": 25},
            {"kind": "intervals", "start": "2026-11-21T07:00", "minutes": 40},
            {"kind": "easy_run", "start": "2026-11-02T07:00", "minutes": 45},
        ],
        "upcoming": [
            {"kind": "race", "start": "2026-11-30T09:10", "minutes": 45},
            {"kind": "heavy_legs", "start": "2026-12-01T18:00", "minutes": 60},
        ],
    },
    # sessions that press against others before and after the week, with buffers
    "close-edges": {
        "availability": {"mon": ["00:00-01:30"], "sun": ["22:00-02:00"]},
        "sessions": [{**_INTERVALS, "buffer": [30, 0]}, {**_EASY, "buffer": [0, 30]}],
        "history": [{"kind": "heavy_legs", "start": "2026-11-22T23:20", "minutes": 50}],
        "upcoming": [{"kind": "race", "start": "2026-11-30T01:00", "minutes": 45}],
    },
    # the week repeats: Sunday evening meets Monday morning
    "repeats": {
        "repeats": True,
        "availability": {"mon": ["06:00-07:00"], "sat": ["20:00-20:30"], "sun": ["19:00-20:00"]},
        "sessions": [_INTERVALS, _LEGS, {**_EASY, "minutes": 30, "priority": "optional"}],
        "history": [{"kind": "long_run", "start": "2026-11-21T07:00", "minutes": 50}],
    },
    # the week repeats, and a window runs over the join
    "join": {
        "repeats": True,
        "availability": {"mon": ["00:00-01:00"], "sun": ["23:00-24:00"]},
        "sessions": [{**_INTERVALS, "buffer": [0, 30]}, {**_EASY, "priority": "optional"}],
    },
    # the same with windows so narrow that only an overlap across the join is left to forbid
    "tight-join": {
        "repeats": True,
        "availability": {"mon": ["00:00-00:30"], "wed": ["07:00-08:00"], "sun": ["23:30-24:00"]},
        "sessions": [{**_INTERVALS, "days": ["mon", "wed"]}, {**_EASY, "minutes": 60, "days": ["sun", "wed"]}],
    },
    # hardly anything is on the grid: windows, buffers, what lies before and after; sessions press against each other and all of it
    "off-grid": {
        "availability": {"mon": ["00:00-02:20"], "sun": ["21:50-01:10"]},
        "sessions": [
            {**_INTERVALS, "buffer": [20, 0]},
            {**_EASY, "buffer": [0, 25], "priority": "optional"},
            {"kind": "mobility", "minutes": 30, "at": "sun 23:30", "buffer": [10, 35]},
        ],
        "history": [{"kind": "heavy_legs", "start": "2026-11-22T23:20", "minutes": 50}],
        "upcoming": [{"kind": "race", "start": "2026-11-30T00:35", "minutes": 45}],
    },
    # the same across the join of a week that repeats
    "off-grid-join": {
        "repeats": True,
        "availability": {"mon": ["00:00-01:20"], "sun": ["22:40-24:00"]},
        "sessions": [{**_INTERVALS, "buffer": [10, 40]}, {**_EASY, "buffer": [35, 5], "priority": "optional"}],
    },
    # training days start at 04:00: windows past midnight and across the change of day
    "night": {
        "day_starts": "04:00",
        "availability": {"fri": ["23:00-01:00"], "sun": ["03:30-05:00", "23:00-24:00"]},
        "sessions": [_INTERVALS, {**_EASY, "between": "22:00-05:00", "prefer": "23:30-00:30"}],
    },
    # one wish several times over, some of them optional
    "count": {
        "availability": {"mon": ["07:00-08:00"], "wed": ["07:00-07:30"], "thu": ["18:00-19:00"]},
        "sessions": [{**_EASY, "count": [1, 3]}, {"kind": "mobility", "minutes": 30, "days": ["thu"], "priority": "key"}],
        "history": [{"kind": "easy_run", "start": "2026-11-20T07:00", "minutes": 40}],
    },
    # days in a row, into the week and out of it
    "row": {
        "availability": {"mon": ["07:00-07:30"], "tue": ["07:00-07:30"], "wed": ["07:00-08:00"], "thu": ["07:00-07:30"]},
        "sessions": [{**_EASY, "minutes": 30, "count": [2, 3]}, {**_INTERVALS, "prefer": "07:30-08:00"}],
        "history": [{"kind": "easy_run", "start": "2026-11-22T07:00", "minutes": 40}],
        "upcoming": [{"kind": "easy_run", "start": "2026-11-30T07:00", "minutes": 40}],
    },
    # buffers, places, days, hours, a fixed session of variable length and windows that lie on top of each other
    "wishes": {
        "availability": {"tue": ["17:00-20:00 gym", "18:00-21:00 road"], "thu": ["18:00-20:00"]},
        "sessions": [
            {"kind": "tempo_run", "at": "tue 19:00", "minutes": [30, 60], "buffer": 30},
            {"kind": "light_strength", "minutes": 30, "places": ["gym"], "buffer": [30, 0]},
            {**_EASY, "places": ["road"], "days": ["tue", "thu"], "between": "17:30-19:30", "buffer": [0, 30], "prefer": "18:00-18:30"},
        ],
    },
    # the clock goes back on Sunday morning: that night is an hour longer
    "clock-change": {
        "week": "2026-10-19",
        "timezone": "Europe/London",
        "availability": {"sat": ["21:30-22:30"], "sun": ["00:30-02:00", "08:30-09:00"]},
        "sessions": [_INTERVALS, {**_LEGS, "priority": "key"}, {**_EASY, "minutes": 30}],
        "history": [{"kind": "easy_run", "start": "2026-10-17T07:00", "minutes": 30}],
    },
}  # fmt: skip


def tiny(name: str) -> dict[str, Any]:
    """A tiny week by its name, on a half-hour grid."""
    return {"week": "2026-11-23", "grid": 30, **TINY[name]}
