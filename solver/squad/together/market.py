"""Members' weeks under prices: a bound for one part of all schedules, and weeks for all members that fit together.

Everybody's own best week is the bound to begin with, and the answer where nobody collides. Where they do, room in contested places gets
prices (the duals of the master problem); each member's week is solved anew under them, alone. What members then pay, less what all the
room costs, is a bound that no squad's week can beat: prices only ever charge for room that is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from solver.domain.spans import Stretch, merged
from solver.squad.together.ask import SCALE, Answer, Ask, Column, Limit
from solver.squad.together.crew import Crew
from solver.squad.together.hours import meeting
from solver.squad.together.master import FREE, Held, Master, Prices, joins, over
from solver.squad.together.node import Meeting, Node
from solver.squad.together.relief import STRICT, Relief
from solver.squad.together.seat import Use


@dataclass(frozen=True)
class Terms:
    """What is sought.

    Attributes:
        seats: the members.
        capacity: how many fit in each shared place.
        meetings: the group sessions.
        weight: what a unit of worth left out counts, in points: more than all points together.
        ceiling: what weeks of all of them cost less than; others are not worth looking for.
        limits: what each member may pay at most, if anything limits it.
        relief: what members may go without.
    """

    seats: tuple[int, ...]
    capacity: Mapping[str, int]
    meetings: Mapping[str, Meeting]
    weight: int
    ceiling: int
    limits: Mapping[int, Limit] = field(default_factory=dict)
    relief: Relief = STRICT


@dataclass
class Part:
    """A node with what is known of it.

    Attributes:
        least: what each member costs at least here.
        bound: what all cost at least together; None where nothing is possible.
        center: the prices that gave the bound.
        paid: what each member pays at least under them, in sixtieths of a point; empty before anybody was asked.
    """

    node: Node
    least: dict[int, int]
    bound: int | None
    center: Prices = FREE
    paid: dict[int, int] = field(default_factory=dict)


class Market:
    """Asks members, keeps what they answer, and the weeks it comes to know."""

    def __init__(self, crew: Crew, terms: Terms) -> None:
        self.crew = crew
        self.terms = terms
        self.master = Master(terms.capacity, terms.seats, terms.weight)
        self._known: dict[Ask, Answer] = {}

    def ask(self, part: Part, seat: int, prices: Prices = FREE, full: Sequence[Use] = (), shut: Sequence[str] = ()) -> Ask:
        """A question to one member, with only the prices that can touch them."""
        reach, turns = self.crew.reach[seat], [turn for turn in part.node.turns if turn.seat == seat]
        invited = self.crew.seats[seat].groups
        shut = [*shut, *(turn.what for turn in turns if turn.minute is None and not turn.yes)]
        open_ = {id_: range_ for id_, range_ in part.node.ranges if id_ in invited and id_ not in shut}
        away = (Use(turn.what, turn.minute, turn.minute + 1) for turn in turns if turn.minute is not None and not turn.yes)
        return Ask(
            seat,
            starts=tuple((id_, range_.first, range_.last) for id_, range_ in open_.items()),
            full=(*_within(full, reach), *away),
            there=tuple((turn.what, turn.minute) for turn in turns if turn.minute is not None and turn.yes),
            joining=tuple(turn.what for turn in turns if turn.minute is None and turn.yes),
            weight=self.terms.weight,
            prices=tuple(
                (place, minute, price)
                for (place, minute), price in sorted(prices.points.items())
                if any(use.place == place and use.start <= minute < use.end for use in reach)
            ),
            fees=tuple((id_, fee) for id_, fee in sorted(prices.fees.items()) if id_ in open_),
            limit=self.terms.limits.get(seat),
            least=part.least.get(seat, 0),
            relief=self.terms.relief,
        )

    def answers(self, asks: Sequence[Ask]) -> list[Answer]:
        """The answers, those already known not asked for again; every week found is kept."""
        fresh = [ask for ask in dict.fromkeys(asks) if ask not in self._known]
        for ask, found in zip(fresh, self.crew.answers(fresh), strict=True):
            self._known[ask] = found
            if found.column is not None:
                self.master.add(found.column)
        return [self._known[ask] for ask in asks]

    # -- bounds ------------------------------------------------------------------------------------------------------------------

    def held(self, part: Part) -> Held:
        """For each group session how few and how many take part."""
        return part.node.held(self.terms.meetings)

    def part(self, node: Node, above: Part) -> Part:
        """A node with a bound: what each member costs at least, under the prices that gave the part above its bound."""
        part = Part(node, dict(above.least), above.bound)
        if node.possible(self.terms.meetings):
            self.charge(part, above.center.for_groups(self.held(part)), above.paid)
        else:
            part.bound = None
        return part

    def charge(self, part: Part, prices: Prices, floors: Mapping[int, int] | None = None) -> bool:
        """Ask everybody under some prices; whether that shows a better bound.

        Args:
            part: where the bound is sought.
            prices: what room costs.
            floors: what members are known to pay at least under these prices.
        """
        if part.bound is None:
            return False
        asks = {seat: self.ask(part, seat, prices) for seat in self.terms.seats}
        own = {seat: self._floor(part, ask) for seat, ask in asks.items()}  # below 0 where taking part is rewarded
        paid = {seat: max((floors or own).get(seat, floor), floor) for seat, floor in own.items()}
        dear = [seat for seat, ask in asks.items() if not self._spared(part, ask, paid[seat])]
        for seat, found in zip(dear, self.answers([asks[seat] for seat in dear]), strict=True):
            if found.bound is None:
                part.bound = None
                return True
            paid[seat] = max(paid[seat], found.bound)
        if prices == FREE:
            part.least = {seat: -(-bound // SCALE) for seat, bound in paid.items()}
        bound = -((prices.rent(self.terms.capacity, self.held(part)) - sum(paid.values())) // SCALE)
        if bound < part.bound or (bound == part.bound and part.paid):
            return False
        better = bound > part.bound
        part.bound, part.center, part.paid = bound if bound < self.terms.ceiling else None, prices, paid
        return better

    def _floor(self, part: Part, ask: Ask) -> int:
        """What a member pays at least, whatever they do."""
        return SCALE * part.least.get(ask.seat, 0) + sum(min(0, fee) for _, fee in ask.fees)

    def _spared(self, part: Part, ask: Ask, floor: int) -> bool:
        """Whether a week is known with which a member pays no more than they must anyhow: then there is nothing to ask."""
        return any(
            part.node.allows(column) and SCALE * column.cost(self.terms.weight) + pays(column, ask) <= floor
            for column in self.master.columns[ask.seat]
        )


def _within(full: Sequence[Use], reach: Sequence[Use]) -> tuple[Use, ...]:
    """The parts of full stretches that a member could reach: asks that mean the same are the same."""
    mine: dict[str, list[Stretch]] = defaultdict(list)
    for use in reach:
        mine[use.place].append((use.start, use.end))
    cut = {
        place: merged(meeting([(use.start, use.end) for use in full if use.place == place], own)) for place, own in mine.items()
    }
    return tuple(Use(place, start, end) for place, stretches in sorted(cut.items()) for start, end in stretches)


def pays(column: Column, ask: Ask) -> int:
    """What a week pays under the prices of an ask."""
    room = sum(price for place, minute, price in ask.prices if over(column, place, minute))
    return room + sum(fee for group, fee in ask.fees if joins(column, group))
