"""Rules about what the athlete asked for: `full_length` and `preferred_time`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from solver.domain.schedule import Breach
from solver.domain.values import Positive
from solver.rules.rule import Rule, Week
from solver.rules.select import Select
from solver.rules.timeline import Timeline
from solver.rules.volume import units


class FullLength(Rule):
    """Sessions as long as they were wished.

    What it does: counts the minutes that each placed session falls short of its longest wish, in units of `each`, rounded up.
    Why it matters: a range of minutes says what is acceptable; its upper end is what was wanted.
    Example: `rule = "full_length"`, `of = "run"`, `each = 5`, `level = "should"`.
    Source: P8 (shorter is still worth doing).
    """

    rule: Literal["full_length"] = "full_length"
    of: Select
    each: Positive = 5

    def sentence(self) -> str:
        return f"{self.of.sessions.capitalize()} are as long as wished, counted in steps of {self.each} minutes."

    def post(self, week: Week) -> None:
        for actor in week.chosen(self.of):
            week.short_of_longest(actor, self.each)

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        for placed in timeline.chosen(self.of):
            amount = units(placed.session.most - placed.minutes, self.each)
            if amount:
                text = f"{timeline.name(placed)} has {placed.minutes} of the {placed.session.most} min wished."
                yield Breach(sessions=(placed.session.id,), amount=amount, text=text)


class PreferredTime(Rule):
    """Sessions at the hours the athlete likes.

    What it does: counts placed sessions that start outside their `prefer` hours.
    Why it matters: the plan that can be kept up is the best one.
    Example: `rule = "preferred_time"`, `of = "run"`, `level = "should"`, `points = 2`.
    Source: P8.
    """

    rule: Literal["preferred_time"] = "preferred_time"
    of: Select

    def sentence(self) -> str:
        return f"{self.of.sessions.capitalize()} start in the hours they prefer."

    def post(self, week: Week) -> None:
        for actor in week.chosen(self.of):
            week.starts_in_preferred(actor, unless=week.breach())

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        for placed in timeline.chosen(self.of):
            preferred = placed.session.preferred
            if preferred is not None and not any(start <= placed.start < end for start, end in preferred):
                text = f"{timeline.name(placed)} starts outside the hours it prefers."
                yield Breach(sessions=(placed.session.id,), amount=1, text=text)
