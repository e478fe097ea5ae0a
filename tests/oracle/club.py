"""A squad file as plain values: what is shared, when it is open, and when a group session can start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.athlete import Athlete, Wanted, athlete, kinds, words_of
from tests.oracle.hours import Stretch, daily, inside, listed, means, merged, minute, windows

Data = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """A group session, as the athletes' weeks see it: an optional session of this length at this place."""

    data: Data
    wanted: Wanted

    @property
    def id(self) -> str:
        """Its id."""
        return self.wanted.id

    @property
    def place(self) -> str:
        """Where it is."""
        return self.wanted.places[0]

    @property
    def fewest(self) -> int:
        """With fewer it is not held."""
        return int(self.data.get("at_least", 1))

    def most(self, everybody: int) -> int:
        """No more can take part."""
        return int(self.data.get("at_most", everybody))

    def invites(self, id_: str) -> bool:
        """Whether that athlete may take part."""
        return "who" not in self.data or id_ in listed(self.data["who"])


@dataclass(frozen=True)
class Club:
    """A squad and its athletes, as the files hold them."""

    squad: Data
    scenarios: tuple[Data, ...]
    fair: bool = field(default=False, compare=False)

    @cached_property
    def week(self) -> date:
        """Everybody's first training day."""
        return date.fromisoformat(self.squad["week"])

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone in which shared things are told."""
        return ZoneInfo(self.squad.get("timezone", "UTC"))

    @cached_property
    def athletes(self) -> tuple[Athlete, ...]:
        """Everybody, in the order of the files."""
        return tuple(athlete(data, self.squad) for data in self.scenarios)

    @cached_property
    def capacity(self) -> Mapping[str, int]:
        """How many fit in each shared place."""
        return {shared["place"]: shared["capacity"] for shared in self.squad.get("shared", ())}

    @cached_property
    def open(self) -> Mapping[str, list[Stretch] | None]:
        """When each shared place is open; None is always."""
        return {shared["place"]: self._hours(shared.get("open")) for shared in self.squad.get("shared", ())}

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The group sessions in the order of the file."""
        return tuple(_group(data) for data in self.squad.get("together", ()))

    def is_open(self, place: str, start: int, end: int) -> bool:
        """Whether a shared place is open all that time."""
        hours = self.open[place]
        return hours is None or inside(hours, start, end)

    def led(self, group: Group) -> str | None:
        """Who leads a group session."""
        return group.data.get("coach")

    def can_start(self, group: Group, start: int) -> bool:
        """Whether a group session can start at that minute: its days and hours, its coach, its place."""
        data, end = group.data, start + group.wanted.least
        dates = [self.week + timedelta(days=n) for n in range(7)]
        day = next((d for d in dates if minute(self.zone, d, 0) <= start < minute(self.zone, d, 1440)), None)
        if day is None or ("days" in data and not any(means(pattern, day) for pattern in listed(data["days"]))):
            return False
        if "between" in data and not inside(daily(self.zone, self.week, [data["between"]]), start, end):
            return False
        if "coach" in data and not inside(self._coach_hours(data["coach"], group.place), start, end):
            return False
        return group.place not in self.open or self.is_open(group.place, start, end)

    def starts(self, group: Group, athlete: Athlete) -> Iterator[int]:
        """When an athlete could start a group session: on their grid, inside a window that offers its place."""
        for spot in athlete.spots(group.wanted):
            if self.can_start(group, spot.start):
                yield spot.start

    @cached_property
    def _coming(self) -> Counter[tuple[str, int]]:
        """How many could come to each group session at each start."""
        return Counter(
            (group.id, start)
            for group in self.groups
            for athlete in self.athletes
            if group.invites(athlete.id)
            for start in set(self.starts(group, athlete))
        )

    def enough(self, id_: str, start: int) -> bool:
        """Whether as many could come to a group session at that start as it needs."""
        return next(self._coming[id_, start] >= group.fewest for group in self.groups if group.id == id_)

    def _hours(self, table: Any) -> list[Stretch] | None:
        if table is None:
            return None
        if not isinstance(table, dict):
            return daily(self.zone, self.week, listed(table))
        return merged(stretch for stretches in windows(self.zone, self.week, table).values() for stretch in stretches)

    def _coach_hours(self, name: str, place: str) -> list[Stretch]:
        coach = self.squad["coaches"][name]
        zone = ZoneInfo(coach["timezone"]) if "timezone" in coach else self.zone
        open_ = windows(zone, self.week, coach["availability"])
        return merged(stretch for places, some in open_.items() if not places or place in places for stretch in some)


def _group(data: Data) -> Group:
    kind = kinds()[data["kind"]]
    wanted = Wanted(
        id=data["id"],
        kind=data["kind"],
        words=words_of(kind),
        least=data["minutes"],
        most=data["minutes"],
        priority="optional",
        worth=data.get("points", 10),
        places=(data["place"],),
    )
    return Group(data, wanted)


def met(athlete: Athlete, joined: list[Group]) -> set[str]:
    """The ids of the wishes that group sessions meet: as many of each kind as are joined, the first that are not fixed."""
    found: set[str] = set()
    for kind in {group.wanted.kind for group in joined}:
        wishes = [wanted.id for wanted in athlete.wanted if wanted.kind == kind and wanted.fixed is None]
        found.update(wishes[: sum(group.wanted.kind == kind for group in joined)])
    return found
