"""Weeks that once had a wrong answer, in `found/`, with the right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.domain.schedule import Schedule
from solver.files.reader import read_case
from solver.fit import fit

FOLDER = Path(__file__).parent / "found"


def solved(name: str) -> Schedule:
    """The best week of a file of the folder."""
    return fit(read_case(str(FOLDER / f"{name}.toml")))


def times(schedule: Schedule) -> dict[str, str]:
    """When each session starts and how long it lasts, by id."""
    return {session.id: f"{session.start:%a %H:%M} {session.minutes}" for session in schedule.sessions}


def test_a_start_exactly_the_hours_later_is_not_capped():
    schedule = solved("cap-after-exactly")
    assert (schedule.status, schedule.left_out, schedule.points) == ("optimal", 0, 0)
    assert times(schedule) == {"lift": "Mon 06:00 60", "run": "Mon 13:00 60"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("buffer-history", {"walk": "Mon 00:15 75"}),
        ("buffer-history-fixed", {"walk": "Mon 00:15 30"}),
        ("buffer-upcoming", {"walk": "Sun 22:30 90"}),
        ("buffer-window", {"early": "Mon 06:15 45", "late": "Wed 18:00 45"}),
    ],
)
def test_buffers_are_exact_minutes(name: str, expected: dict[str, str]):
    schedule = solved(name)
    assert (schedule.status, schedule.left_out, schedule.points) == ("optimal", 0, 0)
    assert times(schedule) == expected


@pytest.mark.parametrize("name", ["normal-too-long", "normal-too-long-accepted"])
def test_a_normal_session_that_fits_nowhere_is_left_out(name: str):
    schedule = solved(name)
    assert (schedule.status, schedule.left_out, list(times(schedule))) == ("optimal", 30, ["easy_run"])
    (left,) = schedule.not_placed
    assert (left.id, left.why) == (
        "long_run", "It needs 75 min in one go; the longest window with road, trail or treadmill has 60.",
    )  # fmt: skip
