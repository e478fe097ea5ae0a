"""Random squads of two to four athletes, small enough for everything to be tried.

They are crowded on purpose: few hours, small places, group sessions that some are invited to, coaches with little time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.club import Club

Data = dict[str, Any]

WEEKS = ("2026-11-23", "2026-11-23", "2026-11-23", "2026-10-26", "2026-11-25")
ZONES = ("UTC", "Europe/Berlin", "Europe/Berlin", "Europe/London", "America/Chicago")
ELSEWHERE = ("UTC", "Europe/London", "Europe/Helsinki", "Asia/Kolkata", "Asia/Kathmandu")
KINDS = ("easy_run", "long_run", "intervals", "heavy_legs", "upper_body_lift", "light_strength")
WORDS = ("run", "lift", "hard", "strength", "easy", "impact", "vigorous", "none", "!run", "run+hard", *KINDS)
PLACES = ("gym", "gym", "gym road", "gym home", "road", "road track", "road gym track", "")
MOST_WEEKS = 3000  # ways for one athlete, those in which sessions overlap counted too


def random_club(seed: int) -> Club:
    """The squad of that number, always the same."""
    random = Random(f"club {seed}")
    while True:
        club = _Draft(random).club()
        if all(1 < _ways(club, number) <= MOST_WEEKS for number in range(len(club.athletes))):
            return club


def _ways(club: Club, number: int) -> int:
    """A bound for how many weeks an athlete could have."""
    athlete, ways = club.athletes[number], 1
    for wanted in athlete.wanted:
        ways *= 1 + len(athlete.spots(wanted))
    for group in club.groups:
        ways *= 1 + (len(set(club.starts(group, athlete))) if group.invites(athlete.id) else 0)
    return ways


class _Draft:
    """A squad being made up; hours are thought of in the squad's time zone, and written in each athlete's own."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.week = date.fromisoformat(random.choice(WEEKS))
        self.zone = random.choice(ZONES)
        self.days = random.choice([(1,), (1,), (1, 2), (1, 3)])
        self.hour = random.choice([17, 18, 18])
        self.grid = random.choice([30, 30, 30, 15])
        self.kinds = random.sample(KINDS, random.randint(1, 4))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def club(self) -> Club:
        """The whole squad."""
        random = self.random
        ids = [f"a{number}" for number in range(random.choice([2, 2, 3, 3, 4]))]
        squad: Data = {"name": "club", "week": self.week.isoformat(), "athletes": ["athletes.jsonl"], "timezone": self.zone}
        scenarios = tuple(self._athlete(id_) for id_ in ids)
        squad["shared"] = [self._place("gym", 0.35)] if self.chance(0.85) else []
        if self.chance(0.25):
            squad["shared"].append(self._place("track", 0.2))
        squad["together"] = self._groups(ids)
        coaches = {group["coach"] for group in squad["together"] if "coach" in group}
        squad["coaches"] = {name: self._coach() for name in sorted(coaches)}
        if self.chance(0.15):
            self._all_want_the_gym(scenarios)
        if squad["together"] and self.chance(0.2):
            self._needs_the_club(random.choice(scenarios), random.choice(squad["together"]))
        return Club(squad, scenarios, fair=self.chance(0.15))

    def _all_want_the_gym(self, scenarios: Sequence[Data]) -> None:
        """Everybody must go to the gym."""
        for data in scenarios:
            data["sessions"][0] |= {"priority": "key", "places": ["gym"]}

    def _needs_the_club(self, scenario: Data, group: Data) -> None:
        """An athlete must train what they can do nowhere but with a group."""
        others = [wish for wish in scenario["sessions"] if wish["kind"] != group["kind"]]
        wish = {"kind": group["kind"], "minutes": 30, "priority": "key", "places": ["trail"]}
        scenario["sessions"] = [wish, *others[:1]]
        scenario["availability"] = {
            d: [f"{text} road gym" if " " not in text else text for text in texts]
            for d, texts in scenario["availability"].items()
        }
        group.pop("who", None)

    # -- hours -----------------------------------------------------------------------------------------------------------------------

    def _told(self, day: int, start: int, length: int, zone: str) -> tuple[str, str]:
        """Day and hours of a time in another time zone: `start` is in half-hours after the first hour of the squad's evening."""
        local = datetime.combine(self.week + timedelta(days=day), datetime.min.time(), ZoneInfo(self.zone))
        begin = (local + timedelta(hours=self.hour, minutes=30 * start)).astimezone(ZoneInfo(zone))
        until = (begin + timedelta(minutes=30 * length)).strftime("%H:%M")
        return begin.strftime("%a").lower(), f"{begin:%H:%M}-{until}"

    def _evening(self, least: int, most: int) -> tuple[int, int]:
        """A stretch of the evening, in half-hours."""
        return self.random.choice([0, 0, 1, 2]), self.random.randint(least, most)

    def _hours(self) -> str:
        start, length = self._evening(2, 4)
        return self._told(1, start, length, self.zone)[1]

    def _open_days(self) -> dict[str, list[str]]:
        """Hours of each day, one of them by its date."""
        hours = {self._told(day, 0, 1, self.zone)[0]: [self._hours()] for day in self.days}
        day = self.random.choice(self.days)
        return hours | {(self.week + timedelta(days=day)).isoformat(): [self._hours()]}

    def _windows(self, zone: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for day in self.days:
            for _ in range(self.random.choice([1, 1, 1, 2])):
                start, length = self._evening(*self.random.choice([(1, 3), (2, 3), (2, 4)]))
                name, hours = self._told(day, start, length, zone)
                found.setdefault(name, []).append(f"{hours} {self.random.choice(PLACES)}".strip())
        return found

    # -- athletes --------------------------------------------------------------------------------------------------------------------

    def _athlete(self, id_: str) -> Data:
        random = self.random
        zone = random.choice(ELSEWHERE) if self.chance(0.3) else self.zone
        sessions = [self._wish(random.choice(self.kinds), zone) for _ in range(random.choice([1, 1, 2, 2, 3]))]
        if self.chance(0.08) and zone != "Asia/Kathmandu":
            day, hours = self._told(random.choice(self.days), *self._evening(1, 1), zone)
            sessions[0] = {"kind": sessions[0]["kind"], "minutes": 30, "at": f"{day} {hours[:5]}", "places": ["gym"]}
        known = zone == self.zone and self.chance(0.3)
        return {
            "athlete": {"id": id_},
            **({} if known else {"timezone": zone}),
            "grid": self.grid,
            "rules": "free",
            "availability": self._windows(zone),
            "sessions": _told_apart(sessions),
            "overrides": [{"id": f"rule-{number}", **self._rule()} for number in range(random.choice([0, 0, 1, 1, 2, 3]))],
        }

    def _wish(self, kind: str, zone: str) -> Data:
        random = self.random
        wish: Data = {"kind": kind, "minutes": random.choice([30, 30, 30, 30, 60, [30, 60]])}
        wish["priority"] = random.choice(["key"] * 4 + ["normal"] * 4 + ["optional"] * 2)
        wish["worth"] = random.choice([2, 5, 9])
        wish["places"] = random.choice([["gym"], ["gym"], ["gym", "home"], ["road", "gym"], ["road"], ["track", "gym"], []])
        if self.chance(0.1):
            wish["count"] = random.choice([2, [1, 2], [0, 1]])
        if self.chance(0.15):
            wish["between"] = self._told(1, *self._evening(2, 3), zone)[1]
        if self.chance(0.1):
            wish["days"] = self._told(random.choice(self.days), 0, 1, zone)[0]
        if self.chance(0.3):
            wish["prefer"] = self._told(1, *self._evening(1, 2), zone)[1]
        if self.chance(0.1):
            wish["buffer"] = random.choice([self.grid, [0, self.grid], [30, 0]])
        if self.chance(0.04) and wish["priority"] != "key":
            wish["minutes"] = 240  # fits nowhere
            wish.pop("between", None)  # hours that are too short are a mistake
        return wish

    def _rule(self) -> Data:
        random = self.random
        word, other = random.choice(WORDS), random.choice(WORDS)
        rule: Data = random.choice(
            [
                {"rule": "apart", "between": word, "and": other, "hours": random.choice([0.5, 1, 24])},
                {"rule": "spacing", "of": word, "days": random.choice([1, 2])},
                {"rule": "clear_before", "no": word, "before": other, "days": random.choice([0, 1])},
                {"rule": "count", "of": word, "at_most": random.choice([0, 1, 2])},
                {"rule": "count", "of": word, "at_least": random.choice([1, 2])},
                {"rule": "count", "of": word, "per": "day", "at_most": 1},
                {"rule": "order", "first": word, "then": other},
                {"rule": "pair", "each": word, "with": other},
                {"rule": "full_length", "of": word, "each": random.choice([15, 30])},
                {"rule": "preferred_time", "of": word},
                {"rule": "preferred_time", "of": ["run", "lift"]},
            ]
        )
        return rule | ({"level": "must"} if self.chance(0.2) else {"level": "should", "points": random.choice([1, 2, 3, 7])})

    # -- what is shared --------------------------------------------------------------------------------------------------------------

    def _place(self, place: str, closed: float) -> Data:
        shared: Data = {"place": place, "capacity": self.random.choice([1, 1, 1, 2])}
        if self.chance(closed):
            shared["open"] = self._hours() if self.chance(0.6) else self._open_days()
        return shared

    def _groups(self, ids: Sequence[str]) -> list[Data]:
        groups = [self._group(number, ids) for number in range(self.random.choice([0, 0, 1, 1, 2, 2, 3]))]
        names = [group["id"] for group in groups]
        return [group for number, group in enumerate(groups) if group["id"] not in names[:number]]

    def _group(self, number: int, ids: Sequence[str]) -> Data:
        random, kind = self.random, self.random.choice([*self.kinds, self.random.choice(KINDS)])
        group: Data = {"id": kind if self.chance(0.2) else f"club-{number}", "kind": kind, "minutes": random.choice([30, 30, 60])}
        group |= {"place": random.choice(["road", "road", "gym", "track"]), "points": random.choice([1, 4, 10])}
        if self.chance(0.6):
            group["who"] = sorted(random.sample(ids, random.randint(1, len(ids))))
        invited = len(group.get("who", ids))
        if self.chance(0.4):
            group["at_least"] = min(2, invited)
        if self.chance(0.3):
            group["at_most"] = max(group.get("at_least", 1), random.choice([1, 2]))
        if self.chance(0.2):
            group["days"] = self._told(random.choice(self.days), 0, 1, self.zone)[0]
        if self.chance(0.25):
            group["between"] = self._hours()
        if self.chance(0.4):
            group["coach"] = random.choice(["sam", "sam", "kim"])
        return group

    def _coach(self) -> Data:
        zone = self.random.choice(ELSEWHERE) if self.chance(0.2) else self.zone
        hours: dict[str, list[str]] = {}
        for day in self.days:
            name, stretch = self._told(day, *self._evening(2, 4), zone)
            hours.setdefault(name, []).append(f"{stretch} {self.random.choice(['', '', 'road', 'gym road'])}".strip())
        return {"availability": hours} | ({"timezone": zone} if zone != self.zone else {})


def _told_apart(sessions: Sequence[Data]) -> list[Data]:
    """Wishes of one kind with ids of their own now and then: the first keeps the kind's."""
    seen: list[str] = []
    for number, wish in enumerate(sessions):
        if wish["kind"] in seen:
            wish["id"] = f"{wish['kind']}-again-{number}"
        seen.append(wish["kind"])
    return list(sessions)
