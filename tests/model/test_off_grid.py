"""Buffers, windows and sessions outside the week by the minute: only starts and ends of sessions are on the grid.

Random weeks in which hardly anything else is on the grid. The judge, which measures minutes, looks at every schedule with starts on the grid;
the model must accept exactly those in which it finds no fault.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest

from solver.domain.errors import InputError
from solver.domain.problem import Problem
from solver.domain.session import Placed, Session
from solver.judge import judge
from tests.support.accepted import accepted
from tests.support.random_weeks import clock
from tests.support.weeks import Spots, placed_at, problem_of, spots_of

WEEKS = 150
BATCH = 30
MIDNIGHT = datetime(2026, 11, 23)


def drawn(random: Random) -> dict[str, Any]:
    """A week of two or three short sessions on Monday and Sunday, pressed against what is before and after it."""
    grid = random.choice([5, 15, 30])
    data: dict[str, Any] = {"week": "2026-11-23", "grid": grid, "repeats": random.random() < 0.2}
    data["availability"] = {"mon": _windows(random, grid, 0), "sun": _windows(random, grid, 24 * 60 - 6 * grid)}
    data["sessions"] = [
        _wish(random, kind, grid) for kind in random.sample(["walk", "mobility", "easy_ride"], random.choice([2, 2, 3]))
    ]
    data["history"] = [
        _event("walk", 24 * 60 - random.randint(5, 40), -1, random.randint(5, 60)) for _ in range(random.choice([0, 1]))
    ]
    data["upcoming"] = [_event("walk", random.randint(0, 40), 7, 30) for _ in range(random.choice([0, 1]))]
    return data


def _windows(random: Random, grid: int, first: int) -> list[str]:
    start = first + random.randint(0, grid + 2)
    end = start + random.randint(2 * grid, 5 * grid)
    return [f"{clock(start)}-{clock(end)}{random.choice(['', ' home'])}"]


def _wish(random: Random, kind: str, grid: int) -> dict[str, Any]:
    wish: dict[str, Any] = {"kind": kind, "minutes": random.choice([grid, 2 * grid, [grid, 2 * grid]]), "priority": "optional"}
    wish["buffer"] = [random.choice([0, 0, 1, grid - 1, grid, random.randint(0, 2 * grid)]) for _ in range(2)]
    if random.random() < 0.25:
        wish["at"] = f"{random.choice(['mon', 'sun'])} {clock(random.choice([0, 1, 2, -2, -3]) * grid)}"
    return wish


def _event(kind: str, start: int, day: int, minutes: int) -> dict[str, Any]:
    return {"kind": kind, "start": (MIDNIGHT + timedelta(days=day, minutes=start)).isoformat(), "minutes": minutes}


def everywhere(problem: Problem, session: Session) -> list[Placed | None]:
    """Every start on the grid in or near a window, with every length; None is not placed."""
    grid = problem.clock.grid
    near = {
        start
        for window in problem.windows
        for start in range(window.start - window.start % grid, window.end + grid, grid)
        if 0 <= start < problem.clock.end
    }
    starts = sorted(near) if session.fixed is None else [session.fixed]
    lengths = range(session.least, session.most + 1, grid)
    placed: list[Placed | None] = [placed_at(problem, session, start, minutes) for start, minutes in product(starts, lengths)]
    return placed if session.fixed is not None else [None, *placed]


def faultless(problem: Problem) -> set[Spots]:
    """All schedules with which the judge finds no fault."""
    found = set()
    for choice in product(*(everywhere(problem, session) for session in problem.sessions)):
        placed = [item for item in choice if item is not None]
        if not judge(problem, (), placed).faults:
            found.add(spots_of(problem, placed))
    return found


@pytest.mark.parametrize("first", range(0, WEEKS, BATCH))
def test_the_model_accepts_what_the_judge_does(first: int) -> None:
    """Week by week, all schedules; fixed sessions that are refused leave the judge none."""
    for seed in range(first, first + BATCH):
        data = drawn(Random(seed))
        try:
            problem = problem_of(data)
        except InputError:  # fixed sessions that collide: see test_fixed_sessions_collide_by_the_minute
            continue
        assert accepted(problem, []) == faultless(problem), f"seed {seed}: {data}"


def test_the_weeks_are_off_the_grid() -> None:
    """They hold buffers, windows, history and upcoming off the grid, fixed sessions, and weeks that repeat."""
    weeks = [drawn(Random(seed)) for seed in range(WEEKS)]
    assert any(part % week["grid"] for week in weeks for wish in week["sessions"] for part in wish["buffer"])
    assert any(int(window[3:5]) % week["grid"] for week in weeks for window in week["availability"]["mon"])
    for table in ("history", "upcoming"):
        assert any(datetime.fromisoformat(event["start"]).minute % week["grid"] for week in weeks for event in week[table])
    assert any("at" in wish for week in weeks for wish in week["sessions"])
    assert any(week["repeats"] for week in weeks)


@pytest.mark.parametrize("before", [0, 5, 10, 15, 17])
def test_fixed_sessions_collide_by_the_minute(before: int) -> None:
    """A fixed session is refused where history ends fewer minutes before it than its buffer, and only there."""
    start = MIDNIGHT + timedelta(minutes=15)
    for gap in range(26):
        data = {
            "week": "2026-11-23",
            "grid": 15,
            "sessions": [{"kind": "walk", "at": "mon 00:15", "minutes": 30, "buffer": [before, 0]}],
            "history": [{"kind": "walk", "start": (start - timedelta(minutes=gap + 30)).isoformat(), "minutes": 30}],
        }
        if gap < before:
            with pytest.raises(InputError, match="leave no time for the buffer"):
                problem_of(data)
        else:
            assert accepted(problem_of(data), []) == {(("walk", 15, 30),)}
