"""The table at which a squad sits down: members laid out, who can collide with whom, what the search is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from solver.domain.session import Session
from solver.domain.spans import Stretch
from solver.domain.squad import Squad
from solver.model.slots import slots
from solver.squad.together.ask import Ask
from solver.squad.together.node import Meeting
from solver.squad.together.seat import Seat


@dataclass(frozen=True)
class Table:
    """A squad's members, laid out.

    Attributes:
        meetings: the group sessions that somebody could take part in, with the starts at which enough could come.
        coming: for each group session and start, how many could come.
    """

    squad: Squad
    seats: tuple[Seat, ...]
    meetings: Mapping[str, Meeting]
    coming: Mapping[str, Mapping[int, int]]

    @classmethod
    def of(cls, squad: Squad, seats: Sequence[Seat]) -> Table:
        """Lay a table for members."""
        coming = {group.id: _coming(seats, group.id) for group in squad.together}
        meetings = {
            group.id: Meeting(
                group.id,
                tuple(start for start, number in sorted(coming[group.id].items()) if number >= group.at_least),
                group.at_least,
                group.at_most,
                group.minutes,
                group.coach,
            )
            for group in squad.together
        }
        return cls(squad, tuple(seats), meetings, coming)

    @property
    def ranges(self) -> dict[str, Stretch]:
        """The group sessions that can be held, with the first and the last start."""
        return {id_: (one.starts[0], one.starts[-1]) for id_, one in self.meetings.items() if one.starts}

    def own_ask(self, number: int) -> Ask:
        """A question about a member's own week, with group sessions whenever they suit them."""
        groups = self.seats[number].groups
        return Ask(number, tuple((id_, *range_) for id_, range_ in self.ranges.items() if id_ in groups))

    def unhindered(self, number: int) -> Seat:
        """A member with the shared places to themselves and always open, and group sessions only when enough could come."""
        seat = self.seats[number]
        groups = {
            id_: replace(session, hours=tuple(_hours(seat, session, self.meetings[id_].starts)))
            for id_, session in seat.groups.items()
        }
        return replace(seat, groups=groups, open={})

    @property
    def capacity(self) -> dict[str, int]:
        """How many fit in each shared place."""
        return {shared.place: shared.capacity for shared in self.squad.shared}

    def circles(self, present: Iterable[int]) -> list[tuple[int, ...]]:
        """The members in circles: nobody can collide with, or meet, anybody of another one."""
        seats = sorted(present)
        head = {seat: seat for seat in seats}

        def find(seat: int) -> int:
            while head[seat] != seat:
                seat = head[seat]
            return seat

        for bound in (*self._crowds(seats), *self._invited(seats)):
            for seat in bound:
                head[find(seat)] = find(bound[0])
        circles: dict[int, list[int]] = {}
        for seat in seats:
            circles.setdefault(find(seat), []).append(seat)
        return sorted(tuple(circle) for circle in circles.values())

    def _crowds(self, seats: Sequence[int]) -> Iterator[list[int]]:
        """Members of whom more than fit could be in a shared place at one moment."""
        reach = [(use, seat) for seat in seats for use in self.seats[seat].reach()]
        for place, capacity in self.capacity.items():
            mine = [(use, seat) for use, seat in reach if use.place == place]
            events = sorted([(use.start, 1, seat) for use, seat in mine] + [(use.end, 0, seat) for use, seat in mine])
            there: Counter[int] = Counter()
            for _, begins, seat in events:
                there[seat] += 1 if begins else -1
                if not there[seat]:
                    del there[seat]
                elif begins and len(there) == capacity + 1:
                    yield list(there)
                elif begins and len(there) > capacity:  # the others are bound already
                    yield [seat, next(other for other in there if other != seat)]

    def _invited(self, seats: Sequence[int]) -> list[list[int]]:
        """Members who are bound by one group session, or by sessions that one coach leads."""
        led: dict[tuple[bool, str], list[int]] = {}
        for meeting in self.meetings.values():
            who = [seat for seat in seats if meeting.id in self.seats[seat].groups]
            led.setdefault((meeting.coach is not None, meeting.coach or meeting.id), []).extend(who)
        return [who for who in led.values() if who]


def _hours(seat: Seat, session: Session, starts: Iterable[int]) -> Iterator[Stretch]:
    """Stretches in which a group session has just these starts, as far as they are on the member's grid."""
    grid = seat.own.clock.grid
    first = last = None
    for start in sorted(start - seat.offset for start in starts if (start - seat.offset) % grid == 0):
        if last is not None and start > last + grid:
            yield first or 0, last + session.least
            first = start
        first, last = start if first is None else first, start
    if first is not None and last is not None:
        yield first, last + session.least


def _coming(seats: Sequence[Seat], group: str) -> dict[int, int]:
    """For each start of a group session, how many have a window for it."""
    coming: Counter[int] = Counter()
    for seat in seats:
        if group not in seat.groups:
            continue
        grid = seat.own.clock.grid
        starts = {
            start + seat.offset
            for slot in slots(seat.own, seat.groups[group])
            for start in range(slot.first, slot.last + 1, grid)
        }
        coming.update(starts)
    return dict(coming)
