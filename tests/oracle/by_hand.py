"""Small squads whose best weeks can be told by looking at them; each says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.oracle.club import Club
from tests.oracle.weeks import Cost

Data = dict[str, Any]
HOUR = "18:00-19:00"
GYM = {"place": "gym", "capacity": 1}


@dataclass(frozen=True)
class Known:
    """A squad and what it costs at least: athletes without a week, key sessions given up, worth left out, points."""

    club: Club
    cost: Cost
    worst: tuple[int, int] | None = None


def athlete(id_: str, *sessions: Data, tue: str = f"{HOUR} gym road", **more: Any) -> Data:
    """An athlete who is free on Tuesday evening."""
    usual = {"timezone": "UTC", "grid": 30, "rules": "free", "availability": {"tue": [tue]}}
    return {"athlete": {"id": id_}, **usual, "sessions": list(sessions), **more}


def lift(priority: str = "normal", worth: int = 5, **more: Any) -> Data:
    """An hour in the gym."""
    return {"kind": "heavy_legs", "minutes": 60, "places": ["gym"], "priority": priority, "worth": worth, **more}


def run(priority: str = "normal", worth: int = 7, **more: Any) -> Data:
    """An hour on the road."""
    return {"kind": "easy_run", "minutes": 60, "places": ["road"], "priority": priority, "worth": worth, **more}


def group(id_: str, kind: str = "easy_run", **more: Any) -> Data:
    """An hour together on the road."""
    return {"id": id_, "kind": kind, "minutes": 60, "place": "road", "points": 10, **more}


def club(*athletes: Data, fair: bool = False, **shared: Any) -> Club:
    """A squad of UTC."""
    squad = {"name": "club", "week": "2026-11-23", "timezone": "UTC", "athletes": ["athletes.jsonl"]}
    return Club({**squad, "shared": [], "together": [], "coaches": {}, **shared}, athletes, fair=fair)


INVITED = [group("hills", "hill_repeats", who=["ben"]), group("fartlek", who=["anna"])]
LIFT_OR_RUN = [lift(worth=5, id="legs"), run(worth=7)]
EVENING = {"tue": ["18:00-20:00 road"]}

KNOWN: dict[str, Known] = {
    # Anna does her easy run with the group that she is invited to: nobody pays for hills but Ben, who has no window on Tuesday.
    "groups of their own": Known(
        club(athlete("anna", run()), athlete("ben", run(), availability={"wed": [f"{HOUR} road"]}), together=INVITED), (0, 0, 0, 10)
    ),
    "groups of their own, the other way round": Known(
        club(athlete("anna", run()), athlete("ben", run(), availability={"wed": [f"{HOUR} road"]}), together=INVITED[::-1]),
        (0, 0, 0, 10),
    ),
    # Anna's key run is to be in the gym, but the run with the group does as well, on another day: Ben gets the gym. He is not at hills.
    "room thanks to a group": Known(
        club(
            athlete("anna", run("key", places=["gym"]), availability={"tue": [f"{HOUR} gym"], "wed": [f"{HOUR} road"]}),
            athlete("ben", lift("key")),
            shared=[GYM],
            together=INVITED,
        ),
        (0, 0, 0, 10),
    ),
    # Three can be at home, and the fourth gets the gym.
    "elsewhere": Known(
        club(
            *(athlete(id_, lift(places=["gym", "home"]), tue=f"{HOUR} gym home") for id_ in ("ann", "bob", "cat")),
            athlete("dan", lift(), tue=f"{HOUR} gym"),
            shared=[GYM],
        ),
        (0, 0, 0, 0),
    ),
    # Closed in the evening: those who can be at home are, and Dan goes without.
    "elsewhere, as it is closed": Known(
        club(
            *(athlete(id_, lift(places=["gym", "home"]), tue=f"{HOUR} gym home") for id_ in ("ann", "bob", "cat")),
            athlete("dan", lift(), tue=f"{HOUR} gym"),
            shared=[{**GYM, "open": "07:00-08:00"}],
        ),
        (0, 0, 5, 0),
    ),
    # Two must be in the gym for one at the same time: one of them gives the session up, and still runs (7 are not lost).
    "must-haves that collide": Known(
        club(*(athlete(id_, lift("key"), run(), availability={"tue": [f"{HOUR} gym"], "wed": [f"{HOUR} road"]}) for id_ in ("ann", "bob")), shared=[GYM]),
        (0, 1, 0, 0),
    ),
    # The same with fixed sessions, three for two places.
    "fixed sessions that collide": Known(
        club(*(athlete(id_, lift(at="tue 18:00"), run(), availability={"wed": [f"{HOUR} road"]}) for id_ in ("ann", "bob", "cat")), shared=[{**GYM, "capacity": 2}]),
        (0, 1, 0, 0),
    ),
    # Ann must run for two hours and has one. The group's hour is a long run too, so she has had it.
    "a week only with the group": Known(
        club(athlete("ann", run("key", minutes=120)), athlete("bob", run()), together=[group("club")]), (0, 0, 0, 0)
    ),
    # Two must come for the group to be held, and Bob is free on Wednesday: Ann has no week, with or without it.
    "a group too small for a week": Known(
        club(
            athlete("ann", run("key", minutes=120)),
            athlete("bob", lift(), availability={"wed": [f"{HOUR} gym road"]}),
            together=[group("club", at_least=2)],
        ),
        (1, 0, 0, 10),
    ),
    # Both groups are joined, so both wishes are met; the second wish, an optional one, costs nothing.
    "two groups for two wishes": Known(
        club(athlete("ann", run("key"), run("optional", id="more"), availability=EVENING), together=[group("one"), group("two")]), (0, 0, 0, 0)
    ),
    # There is an hour for one of both groups. It meets the first wish, whichever it is.
    "one of two groups": Known(
        club(athlete("ann", run("key"), run("normal", id="more")), together=[group("one", points=3), group("two", points=4)]), (0, 0, 7, 3)
    ),
    # A group that is called like a session of another kind: both are done.
    "called like a session": Known(
        club(athlete("ann", run(id="club"), availability=EVENING), together=[group("club", "long_run")]), (0, 0, 0, 0)
    ),
    # Sam is there for an hour and a half: one of both groups is held.
    "a coach with little time": Known(
        club(
            athlete("ann", availability={"tue": ["17:00-21:00 road"]}),
            together=[group("one", points=3, coach="sam"), group("two", points=4, coach="sam")],
            coaches={"sam": {"availability": {"tue": ["18:00-19:30"]}}},
        ),
        (0, 0, 0, 3),
    ),
    # Berlin is an hour ahead: 19:00 there is 18:00 here, so one of them goes without; 20:00 would have done.
    "two time zones": Known(
        club(athlete("ann", lift()), athlete("bob", lift(worth=4), tue="19:00-20:00 gym", timezone="Europe/Berlin"), shared=[GYM]), (0, 0, 4, 0)
    ),
    "two time zones, one after the other": Known(
        club(athlete("ann", lift()), athlete("bob", lift(worth=4), tue="20:00-21:00 gym", timezone="Europe/Berlin"), shared=[GYM]), (0, 0, 0, 0)
    ),
    # Two of four lifts find room. The sum prefers Bob's (10 each); fairness lets each have one (9 + 10 lost instead of 18).
    "the sum": Known(
        club(
            *(athlete(id_, lift(count=2, worth=worth), availability={"mon": [f"{HOUR} gym"], "tue": [f"{HOUR} gym"]}) for id_, worth in (("ann", 9), ("bob", 10))),
            shared=[GYM],
        ),
        (0, 0, 18, 0),
    ),
    "fair": Known(
        club(
            *(athlete(id_, lift(count=2, worth=worth), availability={"mon": [f"{HOUR} gym"], "tue": [f"{HOUR} gym"]}) for id_, worth in (("ann", 9), ("bob", 10))),
            shared=[GYM],
            fair=True,
        ),
        (0, 0, 19, 0),
        (10, 0),
    ),
    # What fits nowhere costs its worth, and nobody the week.
    "fits nowhere": Known(club(athlete("ann", run(minutes=240), lift()), shared=[GYM]), (0, 0, 7, 0)),
}  # fmt: skip
