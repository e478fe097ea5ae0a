"""Random tiny squads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from solver.domain.squad import Squad
from solver.fit import fit
from solver.rulesets.case import Case
from solver.rulesets.ruleset import RuleSet
from solver.squad.together.values import Member
from tests.support.weeks import problem_of, rule_of

Data = dict[str, Any]
WEEK = "2026-11-23"
DAYS = ("mon", "tue")


@dataclass(frozen=True)
class Tiny:
    """A squad with its members."""

    squad: Squad
    members: tuple[Member, ...]


# Whoever has to lift at least once has no week at all where there is no room to do so.
STRONG: Data = {"rule": "count", "of": "strength", "per": "week", "at_least": 1, "level": "must"}


def case_of(data: Data, rules: Sequence[Data] = ()) -> Case:
    """A scenario with rules of its own."""
    read = tuple(rule_of({"id": f"rule-{number}", **table}) for number, table in enumerate(rules))
    return Case.of(data, problem_of(data), RuleSet("tests", "tests", "", read))


def member(id_: str, data: Data, rules: Sequence[Data] = ()) -> Member:
    """An athlete with their best week on their own."""
    case = case_of({"week": WEEK, "grid": 30, "athlete": {"id": id_}, **data}, rules)
    return Member(id_, case, fit(case, explain=False))


def squad_of(**tables: Any) -> Squad:
    """A squad of the tests' week."""
    return Squad.model_validate({"name": "tiny", "week": WEEK, "athletes": ["*.toml"], **tables})


# -- random squads -------------------------------------------------------------------------------------------------------------------

RULES: tuple[Data, ...] = (
    {"rule": "spacing", "of": "strength", "days": 1, "level": "should", "points": 3},
    {"rule": "apart", "between": "heavy_legs", "and": "run", "hours": 1, "level": "should", "points": 2},
    {"rule": "preferred_time", "of": "strength", "level": "should", "points": 1},
    {"rule": "clear_before", "no": "heavy_legs", "before": "long_run", "level": "must"},
    {"rule": "full_length", "of": "strength", "each": 30, "level": "should", "points": 1},
)


def random_squad(seed: int, number: int = 2) -> Tiny:
    """A squad of so many athletes with a gym for one or two, often with a group session or two and a coach."""
    random = Random(seed)
    days = random.choice([DAYS, DAYS[:1], DAYS[:1]])
    members = [member(f"a{count}", _athlete(random, days), random.sample(RULES, random.randint(0, 3))) for count in range(number)]
    tables: Data = {"shared": [{"place": "gym", "capacity": random.choice([1, 1, 2])}], "coaches": {}}
    if random.random() < 0.3:
        tables["shared"][0]["open"] = random.choice(["18:00-20:00", "18:30-21:00"])
    if random.random() < 0.7:
        tables["together"] = [_group(random, "run-club", "long_run", "road")]
        if random.random() < 0.4:
            tables["together"].append(_group(random, "iron-club", "heavy_legs", "gym"))
        if random.random() < 0.6:
            tables["coaches"] = {"sam": {"availability": {"mon": ["18:00-20:30"], "tue": ["18:30-20:00"]}}}
            for group in tables["together"]:
                group["coach"] = "sam"
    return Tiny(squad_of(**tables), tuple(members))


def _athlete(random: Random, days: Sequence[str]) -> Data:
    windows: dict[str, list[str]] = {}
    for day in days:
        start = random.choice([18, 18, 19])
        length = random.choice([1, 1, 2])
        places = random.choice(["gym", "gym road", "gym road", "road", ""])
        windows[day] = [f"{start}:00-{start + length}:00 {places}"]
    sessions: list[Data] = [
        {
            "kind": random.choice(["heavy_legs", "upper_body_lift"]),
            "minutes": random.choice([30, 30, [30, 60]]),
            "places": ["gym"],
        }
    ]
    if random.random() < 0.6:
        sessions.append({"kind": random.choice(["long_run", "long_run", "easy_run"]), "minutes": 30, "places": ["road"]})
    if random.random() < 0.4:
        sessions.append({"kind": "light_strength", "minutes": 30, "places": random.choice([["gym"], ["gym", "road"], []])})
    for wish in sessions:
        wish["priority"] = random.choice(["key", "normal", "normal", "optional"])
        wish["worth"] = random.choice([2, 5, 9])
        if random.random() < 0.4:
            wish["prefer"] = random.choice(["18:00-18:30", "19:00-20:00"])
    if random.random() < 0.15:
        sessions[0] |= {"count": 2}
    return {"availability": windows, "sessions": sessions}


def _group(random: Random, id_: str, kind: str, place: str) -> Data:
    group: Data = {
        "id": id_,
        "kind": kind,
        "minutes": random.choice([30, 60]),
        "place": place,
        "points": random.choice([1, 4, 6]),
    }
    group["at_least"] = random.choice([1, 2])
    if random.random() < 0.3:
        group["at_most"] = max(group["at_least"], 1)
    if random.random() < 0.3:
        group["days"] = random.choice(["mon", "tue"])
    if random.random() < 0.3:
        group["between"] = "18:00-19:30"
    return group


def mixed_squad(seed: int, number: int = 2) -> Tiny:
    """A squad in which must-haves collide, with several groups of a kind to which only some are invited, and names that mean two things."""
    random = Random(seed)
    members = []
    for count in range(number):
        rules = [*random.sample(RULES, random.randint(0, 2)), *([STRONG] if random.random() < 0.2 else [])]
        members.append(member(f"a{count}", _busy_athlete(random), rules))
    tables: Data = {"shared": [{"place": "gym", "capacity": 1}], "together": [], "coaches": {}}
    if random.random() < 0.3:
        tables["shared"][0]["open"] = random.choice(["18:00-19:00", "18:30-21:00"])
    for id_ in random.sample(["long_run", "hard", "easy_run-1", "club"], random.choice([0, 1, 2, 2])):
        group = _group(random, id_, random.choice(["long_run", "easy_run", "easy_run"]), "road")
        invited = [one.id for one in members if random.random() < 0.6]
        if len(invited) >= group["at_least"] and random.random() < 0.7:
            group["who"] = invited
        tables["together"].append(group)
    if random.random() < 0.3:
        tables["coaches"] = {"sam": {"availability": {"mon": ["18:00-20:00"]}}}
        for group in tables["together"]:
            group["coach"] = "sam"
    return Tiny(squad_of(**tables), tuple(members))


def _busy_athlete(random: Random) -> Data:
    """Somebody who can hardly do without the gym on Monday evening."""
    start, length = random.choice([18, 18, 19]), random.choice([1, 1, 2])
    lift: Data = {"kind": "heavy_legs", "minutes": random.choice([30, 60]), "places": ["gym"]}
    lift["priority"] = random.choice(["key", "key", "normal"])
    if random.random() < 0.25:
        lift["places"] = ["gym", "home"]
    if random.random() < 0.25:
        lift = {**lift, "at": f"mon {start}:00"}
    run: Data = {"kind": random.choice(["long_run", "easy_run", "easy_run"]), "minutes": random.choice([30, 30, 60])}
    run |= {"places": ["road"], "priority": random.choice(["key", "normal"]), "worth": random.choice([2, 5])}
    if random.random() < 0.3:
        run["count"] = random.choice([2, [1, 2]])
    places = random.choice(["gym road", "gym road", "road gym home", ""])
    sessions = [lift, run] if random.random() < 0.8 else [lift]
    return {"availability": {"mon": [f"{start}:00-{start + length}:00 {places}"]}, "sessions": sessions}
