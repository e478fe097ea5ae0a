"""What a rule is judged on: the placed sessions, in time order, with what lies before and after the week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from solver.domain.clock import DAYS, Clock
from solver.domain.problem import Problem
from solver.domain.session import Placed
from solver.rules.select import Selector


@dataclass(frozen=True)
class Timeline:
    """One week's placed sessions and its edges. Plain Python: shares nothing with the model."""

    problem: Problem
    week: tuple[Placed, ...]

    @classmethod
    def of(cls, problem: Problem, placed: Sequence[Placed]) -> Timeline:
        """The timeline of some placed sessions, which need not be in order."""
        return cls(problem, tuple(sorted(placed, key=lambda p: (p.start, p.session.id))))

    @property
    def clock(self) -> Clock:
        """The week's clock."""
        return self.problem.clock

    @cached_property
    def outside(self) -> tuple[Placed, ...]:
        """The edges: history and upcoming, or the own sessions one week later where the week repeats."""
        if not self.problem.scenario.repeats:
            return (*self.problem.past, *self.problem.future)
        length = self.clock.end - self.clock.start
        return tuple(replace(placed, start=placed.start + length, day=placed.day + DAYS) for placed in self.week)

    def chosen(self, selector: Selector) -> tuple[Placed, ...]:
        """The placed sessions of the week that the selector means."""
        return tuple(placed for placed in self.week if selector(placed.session))

    def edges(self, selector: Selector) -> tuple[Placed, ...]:
        """The sessions outside the week that the selector means."""
        return tuple(placed for placed in self.outside if selector(placed.session))

    def on(self, day: int, selector: Selector) -> tuple[Placed, ...]:
        """The placed sessions of one training day that the selector means."""
        return tuple(placed for placed in self.chosen(selector) if placed.day == day)

    def ordered_pairs(self, first: Selector, second: Selector) -> Iterator[tuple[Placed, Placed]]:
        """Every (first, second) of different sessions that are not both outside the week."""
        for inner in self.chosen(first):
            for other in (*self.chosen(second), *self.edges(second)):
                if other is not inner:
                    yield inner, other
        for outer in self.edges(first):
            for inner in self.chosen(second):
                yield outer, inner

    def pairs(self, one: Selector, other: Selector) -> Iterator[tuple[Placed, Placed]]:
        """Every pair of different sessions, one of each, once, the earlier first; not both outside the week."""
        seen = set()
        for a, b in self.ordered_pairs(one, other):
            key = frozenset((id(a), id(b)))
            if key not in seen:
                seen.add(key)
                yield (a, b) if (a.start, a.session.id) <= (b.start, b.session.id) else (b, a)

    def name(self, placed: Placed) -> str:
        """How a sentence speaks of a placed session: `intervals (Tue 07:00)`, with its date where that is outside the week."""
        local = self.clock.local(placed.start)
        date = "" if 0 <= placed.day < DAYS else f" {local.day} {local:%b}"
        return f"{placed.session.id} ({local:%a}{date} {local:%H:%M})"

    def day_name(self, day: int) -> str:
        """`Tue`, or `Sun 22 Nov` for a day outside the week."""
        date = self.clock.date_of(day)
        return f"{date:%a}" if 0 <= day < DAYS else f"{date:%a} {date.day} {date:%b}"


def duration(minutes: int) -> str:
    """`4 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part)


def counted(number: int, thing: str) -> str:
    """`1 day`, `2 days`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
