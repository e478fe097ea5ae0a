"""Rules about sessions that share a training day: `order` and `pair`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from solver.domain.schedule import Breach
from solver.domain.session import Placed
from solver.rules.rule import Rule, Week
from solver.rules.select import Select
from solver.rules.timeline import Timeline


class Order(Rule):
    """First things first on one day.

    What it does: counts pairs on one training day whose `then` session starts before its `first`.
    Why it matters: what comes first is done fresh, so the goal comes first.
    Example: `rule = "order"`, `first = "run"`, `then = "lift"`, `when = {goal = "endurance"}`.
    Source: L5, H5, H6, F5.
    """

    rule: Literal["order"] = "order"
    first: Select
    then: Select

    def sentence(self) -> str:
        return f"On one day, {self.first.sessions} come before {self.then.sessions}."

    def post(self, week: Week) -> None:
        for first, then in week.ordered_pairs(self.first, self.then):
            if first.inside and then.inside:
                week.not_earlier(then, first, unless=week.breach())

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        for first in timeline.chosen(self.first):
            for then in timeline.on(first.day, self.then):
                if then is not first and then.start < first.start:
                    text = f"{timeline.name(then)} comes before {timeline.name(first)}."
                    yield Breach(sessions=(then.session.id, first.session.id), amount=1, text=text)


class Pair(Rule):
    """Put one thing on the day of another.

    What it does: counts placed `each` sessions with no `with` session on their training day: one that started before them (`order = "after"`),
        starts after them (`"before"`), or either (`"any"`).
    Why it matters: lifting after intervals, later on the same day, keeps the easy days easy.
    Example: `rule = "pair"`, `each = "heavy_legs"`, `with = "intervals"`, `order = "after"`.
    Source: F2, F5, F6, H7.
    """

    rule: Literal["pair"] = "pair"
    each: Select
    with_: Select = Field(alias="with")
    order: Literal["after", "before", "any"] = "any"

    def sentence(self) -> str:
        how = {"after": "after", "before": "before", "any": "on the same day as"}[self.order]
        day = "" if self.order == "any" else ", on the same day"
        return f"Every {self.each} session comes {how} {self.with_.sessions}{day}."

    def post(self, week: Week) -> None:
        for actor in week.chosen(self.each):
            partners = [other for other in week.chosen(self.with_) if other is not actor]
            week.needs(actor, [week.together(actor, other, self.order) for other in partners], unless=week.breach())

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        for placed in timeline.chosen(self.each):
            partners = [other for other in timeline.on(placed.day, self.with_) if other is not placed]
            if not any(self._fits(placed, partner) for partner in partners):
                how = {"after": " before it", "before": " after it", "any": ""}[self.order]
                text = f"{timeline.name(placed)} has no {self.with_} session on its day{how}."
                yield Breach(sessions=(placed.session.id,), amount=1, text=text)

    def _fits(self, placed: Placed, partner: Placed) -> bool:
        if self.order == "after":
            return partner.start < placed.start
        return self.order == "any" or partner.start > placed.start
