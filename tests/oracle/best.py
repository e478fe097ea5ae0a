"""The best weeks of a small squad, by trying everything: nothing here comes from the program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from tests.oracle.club import Club, Group
from tests.oracle.weeks import NO_WEEK, Choice, Cost, Use, Weeks, plus

Loss = tuple[int, int]  # what more is left out, and what more is paid, than in the athlete's own best week
Plan = Mapping[str, int]  # the group sessions that are held, with their starts
NOTHING: Cost = (0, 0, 0, 0)


@dataclass(frozen=True)
class Best:
    """The least that a squad can cost.

    Attributes:
        worst: the loss of the one who loses most, where that is to be as small as it can be before anything else.
    """

    cost: Cost
    worst: Loss | None = None


def best(club: Club) -> Best:
    """The exact optimum of a squad; `club.fair` first makes the largest loss as small as it can be."""
    everybody = [Weeks(club, athlete) for athlete in club.athletes]
    found: Best | None = None
    for plan in _plans(club, everybody):
        found = _Search(club, everybody, plan, found).run()
    assert found is not None
    return found


def _plans(club: Club, everybody: Sequence[Weeks]) -> Iterator[Plan]:
    """Every way in which group sessions can be held or not; coaches lead one at a time."""
    starts = [
        {start for weeks in everybody if group in weeks.invited for start in club.starts(group, weeks.athlete)}
        for group in club.groups
    ]
    for chosen in product(*([None, *sorted(minutes)] for minutes in starts)):
        held = [(group, start) for group, start in zip(club.groups, chosen, strict=True) if start is not None]
        if not any(_meet(club, one, other) for n, one in enumerate(held) for other in held[:n]):
            yield {group.id: start for group, start in held}


def _meet(club: Club, one: tuple[Group, int], other: tuple[Group, int]) -> bool:
    """Whether one coach would have to lead two sessions at a time."""
    (first, start), (second, begin) = one, other
    same = club.led(first) is not None and club.led(first) == club.led(second)
    return same and start < begin + second.wanted.least and begin < start + first.wanted.least


class _Search:
    """The best weeks under one plan, if they are better than what is known."""

    def __init__(self, club: Club, everybody: Sequence[Weeks], plan: Plan, known: Best | None) -> None:
        self.club, self.plan, self.found = club, plan, known
        self.everybody = everybody
        self.options = [[*self._options(weeks), Choice((), (), NO_WEEK)] for weeks in everybody]
        self.least = [NOTHING]  # what those who come last cost at least
        for options in reversed(self.options):
            self.least.append(plus(self.least[-1], min(choice.cost for choice in options)))
        self.least.reverse()

    def _options(self, weeks: Weeks) -> list[Choice]:
        """The weeks of an athlete whose group sessions are where the plan has them."""
        return [c for c in weeks.choices if all(self.plan.get(id_) == start for id_, start in c.joined)]

    def run(self) -> Best | None:
        """The better of what is known and what this plan allows."""
        self._place(0, NOTHING, (0, 0), [])
        return self.found

    def _place(self, number: int, cost: Cost, worst: Loss, weeks: list[Choice]) -> None:
        """Try the weeks of one athlete after the other, those that take what is left."""
        if not self._better(plus(cost, self.least[number]), worst):
            return
        if number == len(self.options):
            if self._held(weeks):
                self.found = Best(cost, worst if self.club.fair else None)
            return
        for choice in self.options[number]:
            if fits(self.club.capacity, [use for week in (*weeks, choice) for use in week.uses]):
                lost = max(worst, self._loss(number, choice))
                self._place(number + 1, plus(cost, choice.cost), lost, [*weeks, choice])

    def _better(self, cost: Cost, worst: Loss) -> bool:
        if self.found is None:
            return True
        if not self.club.fair:
            return cost < self.found.cost
        known = self.found.cost
        return (cost[:2], worst, cost[2:]) < (known[:2], self.found.worst, known[2:])

    def _loss(self, number: int, choice: Choice) -> Loss:
        alone = self.everybody[number].alone
        if alone is None or choice.cost == NO_WEEK:
            return (0, 0)
        return max((0, 0), (choice.own[0] - alone[0], choice.own[1] - alone[1]))

    def _held(self, weeks: Sequence[Choice]) -> bool:
        """Whether as many come to each group session as it needs and takes."""
        for group in self.club.groups:
            number = sum(group.id in dict(week.joined) for week in weeks)
            if group.id in self.plan and not group.fewest <= number <= group.most(len(weeks)):
                return False
        return True


def one_after_the_other(club: Club) -> bool:
    """Whether everybody finds a whole week if each in turn, in the order of the squad, takes the cheapest that fits; groups are not held."""
    taken: list[Use] = []
    for athlete in club.athletes:
        whole = [choice for choice in Weeks(club, athlete).choices if not (choice.cost[1] or choice.joined)]
        mine = next((choice.uses for choice in whole if fits(club.capacity, [*taken, *choice.uses])), None)
        if mine is None:
            return False
        taken += mine
    return True


def fits(capacity: Mapping[str, int], uses: Sequence[Use]) -> bool:
    """Whether no shared place ever holds more than fit."""
    return all(
        sum(other == place and begin <= start < end for other, begin, end in uses) <= capacity[place] for place, start, _ in uses
    )
