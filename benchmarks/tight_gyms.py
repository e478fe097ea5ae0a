"""Made-up squads, seeded, whose gym is just large enough: everybody must lift there on one evening and would like to on a second one.

The weeks are small, so that it is the room that is hard. Used by the benchmark of squads and by tests.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from benchmarks.weeks import laid_out
from solver.domain.squad import Squad
from solver.fit import fit
from solver.rulesets.case import Case
from solver.squad.together.values import Member

WEEK = "2026-11-23"
EVENINGS = ("mon", "tue", "wed", "thu", "fri")


def squad(capacity: int, clubs: int = 1) -> Squad:
    """What so many clubs share: each a gym of its own with that room."""
    gyms = [{"place": gym(club), "capacity": capacity, "open": "17:00-21:00"} for club in range(clubs)]
    return Squad.model_validate({"name": "tight gyms", "week": WEEK, "athletes": ["*.toml"], "shared": gyms})


def gym(club: int) -> str:
    """The name of a club's gym."""
    return f"gym-{club}"


def scenarios(number: int, seed: int = 0, clubs: int = 1) -> Iterator[dict[str, Any]]:
    """So many athletes of each club, as data."""
    for club in range(clubs):
        rng = random.Random(f"weekfit tight gyms {seed} {club}")  # noqa: S311  # a benchmark is to be repeatable, not secret
        for index in range(number):
            yield _athlete(rng, f"{club}-{index:03d}", gym(club))


def _athlete(rng: random.Random, id_: str, place: str) -> dict[str, Any]:
    """Somebody who is free on a few evenings, for some hours of each."""
    evenings = sorted(rng.sample(EVENINGS, rng.choice([1, 2, 2, 3])), key=EVENINGS.index)
    minutes = rng.choice([45, 60])
    availability = {evening: [f"{_window(rng)} {place} road"] for evening in evenings}
    lift = {"kind": "upper_body_lift", "minutes": minutes, "places": [place]}
    sessions = [
        {**lift, "id": "first-lift", "priority": "key"},
        {**lift, "id": "second-lift", "prefer": rng.choice(["17:00-18:30", "18:30-20:00"])},
        {"kind": "easy_run", "minutes": [30, 45], "places": ["road"]},
    ]
    return {
        "week": WEEK,
        "grid": 15,
        "athlete": {"id": id_},
        "rules": "base",
        "availability": {**availability, "sat": ["09:00-12:00 road"]},
        "sessions": sessions,
    }


def _window(rng: random.Random) -> str:
    start = rng.choice([17, 17, 18])
    return f"{start}:00-{start + rng.choice([2, 2, 3])}:00"


def members(number: int, seed: int = 0, clubs: int = 1) -> list[Member]:
    """The athletes with their best weeks on their own."""
    return [_member(laid_out(data)) for data in scenarios(number, seed, clubs)]


def _member(case: Case) -> Member:
    return Member(str(case.problem.scenario.athlete.id), case, fit(case, explain=False))
