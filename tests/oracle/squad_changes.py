"""Changes of a squad that change neither what it costs nor what can be proven."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.oracle.club import Club

Data = dict[str, Any]
Change = Callable[[Random, Club], Club]


def shuffled(random: Random, items: Iterable[Any]) -> list[Any]:
    """The same in another order."""
    found = list(items)
    random.shuffle(found)
    return found


def _with_scenarios(club: Club, change: Callable[[Data], None]) -> Club:
    scenarios = deepcopy(club.scenarios)
    for data in scenarios:
        change(data)
    return replace(club, scenarios=scenarios)


def athletes_in_another_order(random: Random, club: Club) -> Club:
    """The list of athletes is a set."""
    return replace(club, scenarios=tuple(shuffled(random, club.scenarios)))


def tables_in_another_order(random: Random, club: Club) -> Club:
    """Shared places, group sessions, who may come and coaches are sets."""
    squad = deepcopy(club.squad)
    for table in ("shared", "together"):
        squad[table] = shuffled(random, squad[table])
    for group in squad["together"]:
        if "who" in group:
            group["who"] = shuffled(random, group["who"])
    squad["coaches"] = {name: squad["coaches"][name] for name in shuffled(random, squad["coaches"])}
    return replace(club, squad=squad)


def sessions_in_another_order(random: Random, club: Club) -> Club:
    """Wishes are a set, those of one kind apart: a group session meets the first of them."""

    def change(data: Data) -> None:
        kinds = shuffled(random, [wish["kind"] for wish in data["sessions"]])
        left = {kind: [wish for wish in data["sessions"] if wish["kind"] == kind] for kind in kinds}
        data["sessions"] = [left[kind].pop(0) for kind in kinds]

    return _with_scenarios(club, change)


def rules_in_another_order(random: Random, club: Club) -> Club:
    """Rules are a set."""
    return _with_scenarios(club, lambda data: data.update(overrides=shuffled(random, data["overrides"])))


def windows_in_another_order(random: Random, club: Club) -> Club:
    """Windows are a set."""

    def change(data: Data) -> None:
        days = shuffled(random, data["availability"].items())
        data["availability"] = {day: shuffled(random, windows) for day, windows in days}

    return _with_scenarios(club, change)


def a_window_of_no_use(random: Random, club: Club) -> Club:
    """Too short for any session, or where nothing can be done."""

    def change(data: Data) -> None:
        somewhere = all(wish["places"] for wish in data["sessions"])
        window = random.choice(["03:00-05:00 moon" if somewhere else "03:05-03:30", "03:05-03:30", "12:00-12:20 gym road"])
        data["availability"] = {random.choice(["mon", "fri", "sun"]): [window], **data["availability"]}

    return _with_scenarios(club, change)


def a_rule_about_nothing(random: Random, club: Club) -> Club:
    """It speaks of what nobody wants."""

    def change(data: Data) -> None:
        rule = random.choice(
            [
                {"rule": "count", "of": "swim", "at_most": 0},
                {"rule": "spacing", "of": "row", "days": 2, "level": "should", "points": 9},
                {"rule": "apart", "between": "bike", "and": "run", "hours": 24, "level": "should", "points": 9},
            ]
        )
        data["overrides"] = shuffled(random, [*data["overrides"], {"id": "about-nothing", **rule}])

    return _with_scenarios(club, change)


def an_athlete_who_cannot_come(random: Random, club: Club) -> Club:
    """Somebody who is free at another time, in a place of their own, and invited to nothing."""
    squad = deepcopy(club.squad)
    for group in squad["together"]:
        group.setdefault("who", [data["athlete"]["id"] for data in club.scenarios])
    alone: Data = {
        "athlete": {"id": "far-away"},
        "timezone": random.choice(["UTC", "Asia/Kolkata"]),
        "grid": 30,
        "rules": "free",
        "availability": {"sat": ["06:00-07:00 beach"]},
        "sessions": [{"kind": "easy_run", "minutes": 30, "places": ["beach"]}],
        "overrides": [],
    }
    scenarios = [*club.scenarios]
    scenarios.insert(random.randint(0, len(scenarios)), alone)
    return replace(club, squad=squad, scenarios=tuple(scenarios))


def a_group_nobody_can_join(random: Random, club: Club) -> Club:
    """On a day on which nobody is free; that they are absent costs nothing."""
    squad = deepcopy(club.squad)
    kinds = [wish["kind"] for data in club.scenarios for wish in data["sessions"]]
    group: Data = {"id": "at-night", "kind": random.choice(kinds), "minutes": 30, "place": random.choice(["road", "gym"])}
    group |= {"points": 0, "days": "sun", "between": "02:00-05:00"}
    if random.random() < 0.5:
        group["who"] = [random.choice(club.scenarios)["athlete"]["id"]]
    squad["together"].insert(random.randint(0, len(squad["together"])), group)
    return replace(club, squad=squad)


def a_place_nobody_needs(random: Random, club: Club) -> Club:
    """It is shared, small and closed, and nobody can be there; and a coach has nothing to lead."""
    squad = deepcopy(club.squad)
    squad["shared"].insert(random.randint(0, len(squad["shared"])), {"place": "pool", "capacity": 1, "open": "01:00-02:00"})
    squad["coaches"] = {"nobody": {"availability": {"every": ["18:00-20:00"]}}, **squad["coaches"]}
    return replace(club, squad=squad)


def everybody_by_name(random: Random, club: Club) -> Club:
    """Group sessions for everybody name them all."""
    squad = deepcopy(club.squad)
    for group in squad["together"]:
        group.setdefault("who", shuffled(random, [data["athlete"]["id"] for data in club.scenarios]))
    return replace(club, squad=squad)


def other_names(random: Random, club: Club) -> Club:
    """Athletes, group sessions, coaches and sessions have other ids; places too."""
    del random
    places = {"gym": "hall", "track": "oval", "road": "street"}
    squad, scenarios = deepcopy(club.squad), deepcopy(club.scenarios)
    for shared in squad["shared"]:
        shared["place"] = places.get(shared["place"], shared["place"])
    for number, group in enumerate(squad["together"]):
        group |= {"id": f"z{number}", "place": places.get(group["place"], group["place"])}
        if "who" in group:
            group["who"] = [f"{id_}-else" for id_ in group["who"]]
        if "coach" in group:
            group["coach"] += "-else"
    squad["coaches"] = {f"{name}-else": _moved(coach, places) for name, coach in squad["coaches"].items()}
    for data in scenarios:
        data["athlete"]["id"] += "-else"
        data |= _moved(data, places)
        for number, wish in enumerate(data["sessions"]):
            wish |= {"id": f"mine-{number}", "places": [places.get(place, place) for place in wish["places"]]}
    return replace(club, squad=squad, scenarios=scenarios)


def _moved(table: Data, places: dict[str, str]) -> Data:
    """A table with the places of its windows called otherwise."""
    windows = {
        day: [" ".join(places.get(word, word) for word in text.split()) for text in texts]
        for day, texts in table["availability"].items()
    }
    return {**table, "availability": windows}


def another_week(random: Random, club: Club) -> Club:
    """Whole weeks later or earlier, where no clock changes between them."""
    days = timedelta(weeks=random.choice([-1, 1, 3]) if club.week.month == 11 else 0)
    squad = {**deepcopy(club.squad), "week": (club.week + days).isoformat()}
    for shared in squad["shared"]:
        if isinstance(shared.get("open"), dict):
            shared["open"] = {_later(day, days): hours for day, hours in shared["open"].items()}
    return replace(club, squad=squad)


def _later(day: str, days: timedelta) -> str:
    """A date so many days later; the name of a day is what it is."""
    return (date.fromisoformat(day) + days).isoformat() if day[0].isdigit() else day


def touching_windows(random: Random, club: Club) -> Club:
    """A window told in two parts that touch or overlap."""

    def change(data: Data) -> None:
        for day, texts in data["availability"].items():
            hours, _, places = random.choice(texts).partition(" ")
            data["availability"][day] = shuffled(random, [*texts, f"{hours} {places}", _half(hours, places)])

    return _with_scenarios(club, change)


def _half(hours: str, places: str) -> str:
    """The first half an hour of a window."""
    start, _, _ = hours.partition("-")
    minutes = (int(start[:2]) * 60 + int(start[3:]) + 30) % 1440
    return f"{start}-{minutes // 60:02d}:{minutes % 60:02d} {places}"


def side_by_side(random: Random, one: Club, other: Club) -> Club:
    """Two squads of one week and time zone as one, in which nobody has to do with anybody of the other."""
    one, other = everybody_by_name(random, one), other_names(random, everybody_by_name(random, other))
    squad = {**one.squad, "coaches": {**one.squad["coaches"], **other.squad["coaches"]}}
    for table in ("shared", "together"):
        squad[table] = shuffled(random, [*one.squad[table], *other.squad[table]])
    return Club(squad, tuple(shuffled(random, [*one.scenarios, *other.scenarios])))


CHANGES: tuple[Change, ...] = (
    athletes_in_another_order,
    tables_in_another_order,
    sessions_in_another_order,
    rules_in_another_order,
    windows_in_another_order,
    a_window_of_no_use,
    a_rule_about_nothing,
    an_athlete_who_cannot_come,
    a_group_nobody_can_join,
    a_place_nobody_needs,
    everybody_by_name,
    other_names,
    another_week,
    touching_windows,
)
