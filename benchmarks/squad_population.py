"""Made-up squads, seeded: runners of one club, one gym that is too small for them on weekday evenings, a Sunday group with a coach.

The athletes are the population's (`solver/compare/population`), moved to the same week and the same town. Their strength is done in the club's
gym: whoever is free on weekday evenings can reach it then.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from benchmarks.population import tags, weeks
from benchmarks.weeks import laid_out
from solver.domain.squad import Squad
from solver.fit import fit
from solver.rulesets.case import Case
from solver.squad.together.values import Member

WEEK, ZONE = "2026-11-23", "Europe/London"
ATHLETES_A_RACK = 20  # how many athletes share one of the places in the gym
IN_THE_GYM = {"light_strength", "row", "elliptical"}


def squad(number: int) -> Squad:
    """The squad of so many athletes: what they share."""
    return Squad.model_validate(
        {
            "name": f"club of {number}",
            "week": WEEK,
            "timezone": ZONE,
            "athletes": ["*.toml"],
            "shared": [{"place": "gym", "capacity": max(1, number // ATHLETES_A_RACK), "open": {"weekdays": "06:00-21:30", "weekend": "08:00-18:00"}}],
            "together": [
                {
                    "id": "sunday-group", "kind": "long_run", "minutes": 90, "place": "road", "days": ["sun"], "between": "07:00-12:00",
                    "at_least": 3, "at_most": max(4, number // 3), "points": 8, "coach": "sam",
                }
            ],
            "coaches": {"sam": {"availability": {"sun": ["08:00-11:00 road"]}}},
        }
    )  # fmt: skip


def athletes(number: int, seed: int = 0) -> Iterator[Case]:
    """So many athletes of a club, as their scenarios."""
    rng = random.Random(f"weekfit squad {seed}")  # noqa: S311  # a benchmark is to be repeatable, not secret
    made = 0
    for data in weeks(4 * number, seed):
        if made < number and tags(data)["aim"] != "impossible":
            made += 1
            yield laid_out(_in_town(data, rng))


def _in_town(data: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A week moved to the club's week and town; what was bound to its own dates goes."""
    kept = {key: value for key, value in data.items() if key not in {"history", "upcoming"}}
    availability = {key: value for key, value in data["availability"].items() if key != "busy"}
    sunday = availability.get("sun", [])
    if not any("road" in window for window in sunday) and rng.random() < 0.7:
        availability["sun"] = [*sunday, "07:30-11:30 road"]
    sessions = [{**wish, "places": ["gym"]} if wish["kind"] in IN_THE_GYM else wish for wish in data["sessions"]]
    return {**kept, "week": WEEK, "timezone": ZONE, "availability": availability, "sessions": sessions}


def members(number: int, seed: int = 0) -> list[Member]:
    """The athletes with their best weeks on their own."""
    return [Member(f"{index:03d}", case, fit(case, explain=False)) for index, case in enumerate(athletes(number, seed))]
