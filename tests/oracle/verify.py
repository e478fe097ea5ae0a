"""Judges what the program says of a squad, from its written results only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.oracle.athlete import Athlete, Spot
from tests.oracle.club import Club, Group, met
from tests.oracle.hours import moment
from tests.oracle.rules import Item, clashes, cost
from tests.oracle.weeks import NO_WEEK, Cost, Use, missing, plus

Data = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """What a run of the program says, as plain data.

    Attributes:
        schedules: the week of each athlete who has one (`weekfit-schedule/1`), by their id.
        groups: the group sessions, each with `id`, `start` and `who`.
        said: the sums over everybody, by level, and how many athletes are `served`: those with every key and normal session.
        given_up: the key and fixed sessions that each athlete is said to give up.
        proven: whether the weeks are said to be the best.
        bound: what no weeks can go below, by level; not every file tells all levels.
    """

    schedules: Mapping[str, Data]
    groups: tuple[Data, ...]
    proven: bool
    said: Mapping[str, int]
    given_up: Mapping[str, tuple[str, ...]]
    bound: Mapping[str, int]
    worst: tuple[int, int] | None = None


LEVELS = ("out", "given_up", "left_out", "points")


def above(bound: Mapping[str, int], cost: Cost) -> bool:
    """Whether a bound says that something cannot be which is. Levels that it does not tell are taken as right."""
    return tuple(bound.get(level, cost[number]) for number, level in enumerate(LEVELS)) > cost


@dataclass
class Verdict:
    """What the weeks cost in all, and what is wrong with them."""

    cost: Cost
    faults: list[str]


def verify(club: Club, told: Told) -> Verdict:
    """Judge the weeks of all athletes, one by one and together."""
    faults = list(_groups(club, told))
    uses: list[Use] = []
    served, total = 0, (0, 0, 0, 0)
    for athlete in club.athletes:
        schedule = told.schedules.get(athlete.id)
        if schedule is None:
            total = plus(total, NO_WEEK)
            continue
        reading = _Reading(club, athlete, schedule, told)
        faults += [f"{athlete.id}: {fault}" for fault in reading.faults]
        uses += reading.uses
        total = plus(total, reading.cost)
        served += not any(reading.cost[:3])
    faults += _crowds(club, uses)
    counted = {**dict(zip(LEVELS, total, strict=True)), "served": served}
    faults += [
        f"{number} {what} is said, but it is {counted[what]}" for what, number in told.said.items() if number != counted[what]
    ]
    return Verdict(total, faults)


class _Reading:
    """One athlete's schedule, read and judged."""

    def __init__(self, club: Club, athlete: Athlete, schedule: Data, told: Told) -> None:
        self.club, self.athlete = club, athlete
        self.faults: list[str] = []
        self.items: list[Item] = []
        self.uses: list[Use] = []
        joined = [group for group in club.groups if athlete.id in _held(told, group.id).get("who", ())]
        done = met(athlete, joined)
        self.wanted = {wanted.id: wanted for wanted in athlete.wanted if wanted.id not in done}
        for session in schedule["sessions"]:
            start = moment(session["start"])
            group = next((g for g in joined if _is(session, g, _held(told, g.id))), None)
            if group is not None:
                joined.remove(group)
                if session.get("group", group.id) != group.id:
                    self.faults.append(f"{group.id} is said to be {session['group']}")
                self._place(group.wanted, start, session, [Spot(start, start + group.wanted.least, (group.place,))])
            elif session["id"] not in self.wanted or session.get("group"):
                self.faults.append(f"{session['id']} is there and nobody wants it (any more)")
            else:
                wanted = self.wanted.pop(session["id"])
                self._place(wanted, start, session, athlete.spots(wanted))
        self.faults += [f"is said to be at {group.id}, which is not in the week" for group in joined]
        self.faults += [f"{one.wanted.id} and {other.wanted.id} overlap" for one, other in clashes(self.items)]
        self._listed(schedule, told)
        self.cost = self._cost(told)

    def _place(self, wanted: Any, start: int, session: Data, spots: list[Spot]) -> None:
        """Take a session in, if it can be there."""
        end, place = start + session["minutes"], session["place"]
        if not any((spot.start, spot.end) == (start, end) and place in spot.places for spot in spots):
            self.faults.append(f"{wanted.id} cannot be at {place} at {session['start']} for {session['minutes']} minutes")
        self.items.append(Item(wanted, start, end, self.athlete.day(start)))
        if place in self.club.capacity:
            self.uses.append((place, start, end))
            if not self.club.is_open(place, start, end):
                self.faults.append(f"{wanted.id} is at {place} at {session['start']}, which is closed")

    def _listed(self, schedule: Data, told: Told) -> None:
        """What is missing must be said."""
        said = {item["id"] for item in schedule["not_placed"] if not item.get("group")}
        unsaid = [id_ for id_ in self.wanted if id_ not in said]
        self.faults += [f"{id_} is missing and not said to be" for id_ in unsaid]
        given_up = sorted(wanted.id for wanted in self.wanted.values() if wanted.must)
        if given_up != sorted(told.given_up.get(self.athlete.id, ())):
            self.faults.append(f"gives up {given_up}, which is not what is said")

    def _cost(self, told: Told) -> Cost:
        points = cost(self.athlete, self.items)
        if points is None:
            self.faults.append("a must is broken")
        absent = [
            g for g in self.club.groups if g.invites(self.athlete.id) and self.athlete.id not in _held(told, g.id).get("who", ())
        ]
        paid = (points or 0) + sum(group.wanted.worth for group in absent)
        return plus(missing(list(self.wanted.values())), (0, 0, 0, paid))


def _is(session: Data, group: Group, held: Data) -> bool:
    """Whether a session of a schedule is that group session."""
    seen = (session["start"] and moment(session["start"]), session["kind"], session["minutes"], session["place"])
    return seen == (moment(held["start"]), group.wanted.kind, group.wanted.least, group.place)


def _held(told: Told, id_: str) -> Data:
    """What is said of a group session; nothing where it is not held."""
    return next((held for held in told.groups if held["id"] == id_ and held.get("start")), {})


def _crowds(club: Club, uses: list[Use]) -> Iterator[str]:
    """Moments at which more are in a place than fit."""
    for place, start, _ in dict.fromkeys(uses):
        number = sum(other == place and begin <= start < end for other, begin, end in uses)
        if number > club.capacity[place]:
            yield f"{number} are at {place} at minute {start}; {club.capacity[place]} fit"


def _groups(club: Club, told: Told) -> Iterator[str]:
    """Group sessions that may not be held like that."""
    led: list[tuple[str | None, int, int]] = []
    for group in club.groups:
        held = _held(told, group.id)
        if not held:
            continue
        who, start = held["who"], moment(held["start"])
        if not group.fewest <= len(who) <= group.most(len(club.athletes)):
            yield f"{group.id} is held with {len(who)}"
        if not all(group.invites(id_) and id_ in told.schedules for id_ in who):
            yield f"{group.id} has somebody who cannot be there"
        if not club.can_start(group, start):
            yield f"{group.id} cannot be then"
        led.append((club.led(group), start, start + group.wanted.least))
    for number, (coach, start, end) in enumerate(led):
        if coach is not None and any(other == coach and begin < end and start < until for other, begin, until in led[:number]):
            yield f"{coach} leads two at a time"
