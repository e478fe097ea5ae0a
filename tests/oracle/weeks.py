"""All weeks that one athlete could have in a squad, with what they take of what is shared and what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from tests.oracle.athlete import Athlete, Spot, Wanted
from tests.oracle.club import Club, Group, met
from tests.oracle.rules import Item, clash, cost

# Athletes without any week, key and fixed sessions given up, worth left out, points: smallest first, each counts before the next.
Cost = tuple[int, int, int, int]
Use = tuple[str, int, int]  # a shared place from one minute to another
Joined = tuple[tuple[str, int], ...]  # group sessions with their starts

NO_WEEK: Cost = (1, 0, 0, 0)


def plus(one: Cost, other: Cost) -> Cost:
    """Both together."""
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3])


@dataclass(frozen=True)
class Choice:
    """One week of one athlete, as the others see it: `absences` are the part of the cost that is no loss of theirs."""

    uses: tuple[Use, ...]
    joined: Joined
    cost: Cost
    absences: int = 0

    @property
    def own(self) -> tuple[int, int]:
        """What is left out and paid, absences apart."""
        return self.cost[2], self.cost[3] - self.absences


@dataclass(frozen=True)
class Placed:
    """Some sessions at their times, each with the places where it can be."""

    items: tuple[Item, ...]
    places: tuple[Spot, ...]
    joined: Joined
    cost: Cost
    absences: int


class Weeks:
    """The weeks of one athlete in a squad.

    Attributes:
        alone: what is left out and paid in their best week without the squad; None where there is none.
        choices: the weeks they could have in the squad, the cheapest for each use of what is shared. Key sessions may be given up by
            those who would have a whole week if they had the shared places to themselves, alone or with a group.
    """

    def __init__(self, club: Club, athlete: Athlete) -> None:
        self.club, self.athlete = club, athlete
        self.invited = [group for group in club.groups if group.invites(athlete.id)]
        self._spots = {
            wanted.id: [(self._item(wanted, spot), spot) for spot in athlete.spots(wanted)] for wanted in athlete.wanted
        }
        everything = list(self._placed())
        whole = [week for week in everything if not week.cost[1] and all(club.enough(*each) for each in week.joined)]
        alone = [(week.cost[2], week.cost[3] - week.absences) for week in whole if not week.joined]
        self.alone = min(alone, default=None)
        self.choices = self._cheapest(everything if whole else [])

    def _placed(self) -> Iterator[Placed]:
        """Every week that keeps the musts; key and fixed sessions may be missing, and are counted."""
        groups = [(group, sorted(set(self.club.starts(group, self.athlete)))) for group in self.invited]
        for starts in product(*([None, *minutes] for _, minutes in groups)):
            joined = [(group, start) for (group, _), start in zip(groups, starts, strict=True) if start is not None]
            together = [(self._item(g.wanted, Spot(s, s + g.wanted.least, ())), self._at(g, s)) for g, s in joined]
            if any(clash(a[0], b[0]) for n, a in enumerate(together) for b in together[:n]):
                continue
            there = {group.id for group, _ in joined}
            absences = sum(group.wanted.worth for group in self.invited if group.id not in there)
            done = met(self.athlete, [group for group, _ in joined])
            own = [wanted for wanted in self.athlete.wanted if wanted.id not in done]
            for week in self._filled(own, together):
                points = cost(self.athlete, [item for item, _ in week])
                if points is None:
                    continue
                placed = {item.wanted.id for item, _ in week[len(together) :]}
                score = plus(missing([wanted for wanted in own if wanted.id not in placed]), (0, 0, 0, points + absences))
                items, places = (tuple(part) for part in zip(*week, strict=True)) if week else ((), ())
                yield Placed(items, places, tuple((group.id, start) for group, start in joined), score, absences)

    def _at(self, group: Group, start: int) -> Spot:
        return Spot(start, start + group.wanted.least, (group.place,))

    def _item(self, wanted: Wanted, spot: Spot) -> Item:
        return Item(wanted, spot.start, spot.end, self.athlete.day(spot.start))

    def _filled(self, own: Sequence[Wanted], week: list[tuple[Item, Spot]]) -> Iterator[list[tuple[Item, Spot]]]:
        """The week with each of the other sessions somewhere, or not there."""
        if not own:
            yield week
            return
        yield from self._filled(own[1:], week)
        for item, spot in self._spots[own[0].id]:
            if not any(clash(item, other) for other, _ in week):
                yield from self._filled(own[1:], [*week, (item, spot)])

    def _cheapest(self, weeks: Sequence[Placed]) -> list[Choice]:
        """The weeks as the others see them; of those that take the same, the cheapest."""
        best: dict[tuple[tuple[Use, ...], Joined], Choice] = {}
        for week in weeks:
            for way in product(*(self._uses(spot) for spot in week.places)):
                uses = tuple(sorted(use for use in way if use is not None))
                found = best.get((uses, week.joined))
                if found is None or week.cost < found.cost:
                    best[uses, week.joined] = Choice(uses, week.joined, week.cost, week.absences)
        return sorted(best.values(), key=lambda choice: choice.cost)

    def _uses(self, spot: Spot) -> list[Use | None]:
        """What a session can take of the shared places: nothing, where it can be elsewhere; nowhere at all, where all are closed."""
        shared = [place for place in spot.places if place in self.club.capacity]
        if len(shared) < len(spot.places):
            return [None]
        return [(p, spot.start, spot.end) for p in shared if p is not None and self.club.is_open(p, spot.start, spot.end)]


def missing(wanted: Sequence[Wanted]) -> Cost:
    """What it costs that some sessions are not there."""
    keys = sum(each.must for each in wanted)
    normal = sum(each.worth for each in wanted if not each.must and each.priority == "normal")
    return (0, keys, normal, sum(each.worth for each in wanted if not each.must and each.priority == "optional"))
