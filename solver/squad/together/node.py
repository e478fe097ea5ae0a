"""A part of all that a squad could do: the group sessions held in some range of starts, members kept from a place or in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from solver.squad.together.ask import Column
from solver.squad.together.master import joins, over


@dataclass(frozen=True)
class Meeting:
    """What a group session asks of the squad.

    Attributes:
        starts: every minute at which it can start.
        least, most: how few take part if it is held, and how many at most.
        minutes: how long it lasts.
        coach: who leads it.
    """

    id: str
    starts: tuple[int, ...]
    least: int
    most: int | None
    minutes: int
    coach: str | None = None


@dataclass(frozen=True)
class Range:
    """When a group session starts, the first and the last minute; whether it is sure to be held."""

    first: int
    last: int
    held: bool = False


@dataclass(frozen=True)
class Turn:
    """Whether a member is in a shared place at a minute, or (without a minute) takes part in a group session."""

    seat: int
    what: str
    minute: int | None
    yes: bool

    def allows(self, column: Column) -> bool:
        """Whether a week keeps to it."""
        if column.seat != self.seat:
            return True
        there = joins(column, self.what) if self.minute is None else over(column, self.what, self.minute)
        return there == self.yes


@dataclass(frozen=True)
class Node:
    """A part of all schedules; group sessions without a range are not held in it."""

    ranges: tuple[tuple[str, Range], ...] = ()
    turns: tuple[Turn, ...] = ()

    def allows(self, column: Column) -> bool:
        """Whether a week can be one of these schedules."""
        ranges = dict(self.ranges)
        in_range = all(id_ in ranges and ranges[id_].first <= start <= ranges[id_].last for id_, start in column.joined)
        return in_range and all(turn.allows(column) for turn in self.turns)

    def turn(self, seat: int, what: str, minute: int | None) -> tuple[Node, Node]:
        """The part in which a member is there, and the one in which they are not."""
        one, other = (replace(self, turns=(*self.turns, Turn(seat, what, minute, yes))) for yes in (True, False))
        return one, other

    def with_range(self, id_: str, range_: Range | None) -> Node:
        """The part in which a group session starts within that range; None: it is not held."""
        ranges = dict(self.ranges)
        if range_ is None:
            del ranges[id_]
        else:
            ranges[id_] = range_
        return replace(self, ranges=tuple(ranges.items()))

    @property
    def depth(self) -> int:
        """How much is settled."""
        return len(self.turns) - sum(range_.first != range_.last or not range_.held for _, range_ in self.ranges)

    @property
    def settled(self) -> bool:
        """Whether every group session has its time, or is not held."""
        return all(range_.held and range_.first == range_.last for _, range_ in self.ranges)

    def held(self, meetings: Mapping[str, Meeting]) -> dict[str, tuple[int, int | None]]:
        """For each group session how few and how many take part."""
        return {id_: (meetings[id_].least if range_.held else 0, meetings[id_].most) for id_, range_ in self.ranges}

    def possible(self, meetings: Mapping[str, Meeting]) -> bool:
        """Whether each coach can be at all the sessions that are sure to be held."""
        sure = [(meetings[id_], range_) for id_, range_ in self.ranges if range_.held]
        return not any(
            one.coach is not None and one.coach == other.coach and not _apart(one, mine, other, theirs)
            for number, (one, mine) in enumerate(sure)
            for other, theirs in sure[:number]
        )


def _apart(one: Meeting, mine: Range, other: Meeting, theirs: Range) -> bool:
    """Whether two sessions could follow one another."""
    return mine.first + one.minutes <= theirs.last or theirs.first + other.minutes <= mine.last
