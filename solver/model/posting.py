"""What a rule's words mean in the model: the `Week` protocol of solver.rules.rule, for one rule at a time.

The same words serve a `must` (clauses) and a `must` with `allow` or a `should` (clauses with a priced way out). The rule never knows which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import product
from typing import Literal

from ortools.sat.python import cp_model

from solver.domain.clock import DAYS
from solver.domain.session import Placed
from solver.model.actors import Actor, Picks, Truth, WayOut, as_linear, no_way_out, number_of, open_truths
from solver.model.linear import Linear, total
from solver.model.timing import can_precede, many_pairs
from solver.model.week import Crowd, Week
from solver.rules.rule import Counting, Rule
from solver.rules.select import Selector
from solver.rules.volume import factor


class Breach:
    """A breach of amount 1 that may be paid for; its literal is made when a constraint first needs it."""

    def __init__(self, posting: Posting) -> None:
        self._posting = posting
        self._literals: tuple[cp_model.LiteralT, ...] | None = None

    @property
    def way_out(self) -> tuple[cp_model.LiteralT, ...]:
        """The literals one of which frees from the constraint; none when the rule cannot be breached."""
        if self._literals is None:
            self._literals = self._posting.new_way_out()
        return self._literals


class Posting:
    """One rule being said to one week.

    Args:
        week: the variables.
        rule: whose level, points and allowance count.
        relief: a literal that, when true, frees from a must altogether.
    """

    def __init__(self, week: Week, rule: Rule, relief: cp_model.LiteralT | None = None) -> None:
        self._week = week
        self._model = week.model
        self._meter = week.meter
        self._rule = rule
        self._relief = () if relief is None else (relief,)
        self._priced = rule.level == "should" or rule.allow > 0
        self._amounts: list[Linear] = []

    @property
    def days(self) -> range:
        """The numbers of the seven training days."""
        return range(DAYS)

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates of the seven training days."""
        return self._week.problem.clock.dates

    @property
    def past(self) -> tuple[Placed, ...]:
        """The history."""
        return self._week.problem.past

    def new_way_out(self) -> tuple[cp_model.LiteralT, ...]:
        """Literals that free one breach from its constraints."""
        if self._priced:
            literal = self._week.literal(f"{self._rule.id} breach")
            self._amounts.append(Linear.of(literal))
            return (literal,)
        return self._relief

    def finish(self) -> Linear:
        """Close the rule: hold it to its allowance, or return the points it costs."""
        amount = total(self._amounts)
        self._meter.step(len(amount.terms))
        rule = self._rule
        if rule.level == "must":
            if self._priced and amount.upper > rule.allow:
                self._require(amount - rule.allow)
            return Linear()
        if rule.points == 0 or amount.upper <= rule.allow:
            return Linear()
        if rule.allow == 0:
            return rule.points * amount
        self._meter.terms(len(amount.terms))
        beyond = self._model.new_int_var(0, amount.upper - rule.allow, f"{rule.id} beyond")
        self._model.add(beyond >= (amount - rule.allow).expression())
        return rule.points * Linear.of(beyond, 0, amount.upper - rule.allow)

    def _require(self, amount: Linear) -> None:
        """Hold an amount to 0 or less."""
        self._meter.terms(len(amount.terms))
        if not amount.terms:
            if amount.const > 0:
                self._model.add_bool_or(self._relief)
            return
        constraint = self._model.add(amount.expression() <= 0)
        if self._relief:
            constraint.only_enforce_if([~relief for relief in self._relief])

    # -- whom ------------------------------------------------------------------------------------------------------------------------

    def chosen(self, selector: Picks) -> Sequence[Actor]:
        """See solver.rules.rule.Week, here and below."""
        return self._week.chosen(selector)

    def ordered_pairs(self, first: Picks, second: Picks) -> Iterator[tuple[Actor, Actor]]:
        edges = self._week.edges
        self._meter.step(len(edges))
        others = (*self.chosen(second), *(edge for edge in edges if second(edge.session)))
        for one in self.chosen(first):
            self._meter.step(len(others))
            yield from ((one, other) for other in others if other is not one)
        for edge in edges:
            if first(edge.session):
                self._meter.step(len(self.chosen(second)))
                yield from ((edge, other) for other in self.chosen(second))

    def pairs(self, one: Picks, other: Picks) -> Iterator[tuple[Actor, Actor]]:
        seen: set[frozenset[int]] = set()
        for a, b in self.ordered_pairs(one, other):
            key = frozenset((id(a), id(b)))
            if key not in seen:
                seen.add(key)
                yield a, b

    def breach(self) -> Breach:
        return Breach(self)

    # -- clauses -----------------------------------------------------------------------------------------------------------------------

    def never(self, literals: Sequence[Truth], unless: Breach) -> None:
        self._never(literals, lambda: unless.way_out)

    def _never(self, literals: Sequence[Truth], unless: WayOut) -> None:
        self._meter.terms(len(literals))
        conditions = open_truths(literals)
        if conditions is not None:
            self._model.add_bool_or([*[~c for c in conditions], *unless()])

    def needs(self, actor: Actor, any_of: Sequence[Truth], unless: Breach) -> None:
        if actor.placed is False or any(truth is True for truth in any_of):
            return
        self._meter.terms(len(any_of))
        ways = [truth for truth in any_of if truth is not False]
        without = [] if actor.placed is True else [~actor.placed]
        self._model.add_bool_or([*without, *ways, *unless.way_out])

    def gap(self, earlier: Actor, later: Actor, minutes: int, unless: Breach, given: Sequence[Truth] = ()) -> None:
        self._week.timing.keep_gap(earlier, later, minutes, lambda: unless.way_out, given)

    def apart(self, one: Actor, other: Actor, minutes: int, unless: Breach) -> None:
        self.gap(one, other, minutes, unless)
        self.gap(other, one, minutes, unless)

    def not_days_after(self, late: Actor, early: Actor, days: range, unless: Breach) -> None:
        later_days = late.days
        self._meter.step(len(early.days) * len(days))
        for day in early.days:
            forbidden = [self._week.on(late, day + gap) for gap in days if day + gap in later_days]
            early_there = self._week.on(early, day)
            if self._priced or self._relief:
                for there in forbidden:
                    self.never([early_there, there], unless)
            else:  # late is on one day at most, so that one clique says it all
                self._at_most_one([early_there, *forbidden])

    def spaced(self, of: Selector, other: Selector, days: int) -> None:
        meant = self.chosen(of)
        alike = meant == self.chosen(other)
        if alike and not self._priced and not self._relief:
            self._one_in(meant, days)
        elif alike and days == 1 and self._priced:
            for day in self.days:
                self._pairs_on(meant, day)
        else:
            for one, another in self.pairs(of, other):
                self.not_days_after(one, another, range(1 - days, days), self.breach())
            return
        for edge in self._week.edges:
            if of(edge.session) or other(edge.session):
                for actor in meant:
                    self.not_days_after(edge, actor, range(1 - days, days), self.breach())

    def _one_in(self, meant: Sequence[Actor], days: int) -> None:
        """At most one of the sessions in any `days` consecutive training days: cliques, which say more than pairs do."""
        span = min(days, DAYS)
        for first in range(DAYS - span + 1):
            self._at_most_one([self._week.on(actor, first + day) for actor in meant for day in range(span)])
        self._week.crowds += [Crowd(tuple(meant), day, Linear(), ((1, 1),)) for day in self.days]

    def _at_most_one(self, truths: Sequence[Truth]) -> None:
        self._meter.terms(len(truths))
        open_ = [truth for truth in truths if not isinstance(truth, bool)]
        certain = sum(truth is True for truth in truths)
        if certain > 1:
            self._model.add_bool_or([])
        elif certain:
            for truth in open_:
                self._model.add_bool_or([~truth])
        elif len(open_) > 1:
            self._model.add_at_most_one(open_)

    def _pairs_on(self, meant: Sequence[Actor], day: int) -> None:
        """N sessions on one day are n(n-1)/2 pairs: the convex function by its tangents, which bound it far better than one literal a pair."""
        there = number_of(self._week.on(actor, day) for actor in meant)
        most = there.upper
        if most < 2:
            return
        self._meter.terms(most * len(there.terms))
        pairs = self._model.new_int_var(0, most * (most - 1) // 2, f"{self._rule.id} pairs on {day}")
        tangents = tuple((slope, slope * (slope + 1) // 2) for slope in range(1, most))
        number = there.expression()
        for slope, offset in tangents:
            self._model.add(pairs >= slope * number - offset)
        amount = Linear.of(pairs, 0, most * (most - 1) // 2)
        self._amounts.append(amount)
        self._week.crowds.append(Crowd(tuple(meant), day, amount, tangents))

    def not_earlier(self, early: Actor, late: Actor, unless: Breach) -> None:
        self._not_earlier(early, late, lambda: unless.way_out)

    def _not_earlier(self, early: Actor, late: Actor, unless: WayOut, given: Sequence[Truth] = ()) -> None:
        if many_pairs(early, late):
            self._not_earlier_at_once(early, late, unless, given)
            return
        self._meter.step(len(early.slots))
        for day, morning in early.by_day.items():
            for (p, here), (q, there) in product(morning, late.by_day.get(day, ())):
                if can_precede(early, p, q):
                    conditions: list[Truth] = [here, there, *given]
                    if can_precede(late, q, p):
                        conditions += self._week.timing.comes_first(early, late)
                    self._never(conditions, unless)

    def _not_earlier_at_once(self, early: Actor, late: Actor, unless: WayOut, given: Sequence[Truth]) -> None:
        """The same by the day, for sessions with very many slots."""
        for day in early.days:
            if day in late.by_day:
                first = self._week.timing.comes_first(early, late)
                self._never([self._week.on(early, day), self._week.on(late, day), *first, *given], unless)

    # -- truths --------------------------------------------------------------------------------------------------------------------------

    def trained(self, selector: Picks, day: int) -> Truth:
        return self._week.trained(selector, day)

    def trained_inside(self, selector: Picks, day: int) -> Linear:
        return as_linear(self._week.trained(selector, day))

    def longer_than(self, actor: Actor, minutes: int) -> Truth:
        return self._week.longer_than(actor, minutes)

    def together(self, one: Actor, other: Actor, order: Literal["after", "before", "any"]) -> Truth:
        shared = [day for day in one.days if day in other.days]
        if not shared:
            return False
        self._meter.step(len(one.days))
        literal = self._week.literal(f"{one.session.id} with {other.session.id}")
        for day in one.days:
            there = self._week.on(other, day) if day in shared else False
            conditions = open_truths([self._week.on(one, day)])
            if conditions is not None and there is not True:
                with_it = [] if there is False else [there]
                self._model.add_bool_or([~literal, *(~c for c in conditions), *with_it])
        if order != "any":
            early, late = (one, other) if order == "after" else (other, one)
            self._not_earlier(early, late, no_way_out, given=[literal])
        return literal

    # -- amounts -------------------------------------------------------------------------------------------------------------------------

    def count(self, selector: Picks, days: Iterable[int] | None = None) -> Linear:
        if days is None or list(days) == list(self.days):
            return number_of(actor.placed for actor in self.chosen(selector))
        wanted = list(days)
        self._meter.step(len(wanted) * len(self.chosen(selector)))
        return number_of(self._week.on(actor, day) for actor in self.chosen(selector) for day in wanted)

    def minutes(self, selector: Picks, counting: Counting = "minutes", day: int | None = None) -> Linear:
        self._meter.step(len(self.chosen(selector)))
        parts = ((actor, factor(actor.session.kind, counting)) for actor in self.chosen(selector))
        return total(
            times * (actor.length if day is None else self._week.length_on(actor, day)) for actor, times in parts if times
        )

    def volume(self, actor: Actor, counting: Counting) -> Linear:
        return factor(actor.session.kind, counting) * actor.length

    def crowded(self, selector: Picks, day: int, most: int) -> None:
        number = self.count(selector, [day])
        if number.upper > most and not self._relief:
            amount = self._breached(number - most, 1)
            self._week.crowds.append(Crowd(tuple(self.chosen(selector)), day, amount, ((1, most),)))
        else:
            self.excess(number, most)

    def excess(self, amount: Linear | int, bound: int, each: int = 1) -> None:
        self._breached((amount if isinstance(amount, Linear) else Linear(amount)) - bound, each)

    def _breached(self, beyond: Linear, each: int) -> Linear:
        """The amount of a breach that is so far beyond: held to nothing, or to be paid for."""
        if beyond.upper <= 0:
            return Linear()
        if not self._priced:
            self._require(beyond)
            return Linear()
        amount = beyond
        if beyond.lower >= 0 and beyond.divisible(each):
            amount = beyond.divided(each)
        else:
            most = -(-beyond.upper // each)
            steps = self._model.new_int_var(0, most, f"{self._rule.id} excess")
            self._meter.terms(len(beyond.terms))
            self._model.add(each * steps >= beyond.expression())
            amount = Linear.of(steps, 0, most)
        self._amounts.append(amount)
        return amount

    def shortfall(self, amount: Linear | int, bound: int, each: int = 1) -> None:
        self.excess(-1 * amount, -bound, each)

    def short_of_longest(self, actor: Actor, each: int) -> None:
        session = actor.session
        if session.least < session.most:
            self.excess(session.most * as_linear(actor.placed) - actor.length, 0, each)

    def starts_in_preferred(self, actor: Actor, unless: Breach) -> None:
        self._week.timing.keep_start(actor, actor.session.preferred, lambda: unless.way_out)
