"""Rules that measure hours between sessions: `apart` and `cap_after`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from solver.domain.schedule import Breach
from solver.domain.values import Flag, Positive
from solver.rules.rule import Rule, Week
from solver.rules.select import Select
from solver.rules.timeline import Timeline, duration

Hours = Annotated[float, Field(strict=True, ge=0, le=24 * 28, multiple_of=0.25, description="hours, down to a quarter")]


def in_minutes(hours: float) -> int:
    """Hours as whole minutes."""
    return round(hours * 60)


class Apart(Rule):
    """Keep two sorts of session some hours apart.

    What it does: counts pairs with less than `hours` between the end of the earlier and the start of the later; with `ordered`, only
        those whose `between` session starts first.
    Why it matters: the body adapts to one hard stimulus at a time; too little time between two costs the second, or both.
    Example: `rule = "apart"`, `between = "hiit"`, `and = "heavy"`, `hours = 6`.
    Source: H1, H4, L1.
    """

    rule: Literal["apart"] = "apart"
    between: Select
    and_: Select = Field(alias="and")
    hours: Hours
    ordered: Flag = False

    def sentence(self) -> str:
        if self.ordered:
            return f"At least {self.hours:g} h from the end of {self.between.sessions} to the start of {self.and_.sessions}."
        return f"At least {self.hours:g} h between {self.between} and {self.and_.sessions}, whichever comes first."

    def post(self, week: Week) -> None:
        minutes = in_minutes(self.hours)
        if self.ordered:
            for first, second in week.ordered_pairs(self.between, self.and_):
                week.gap(first, second, minutes, unless=week.breach())
        else:
            for one, other in week.pairs(self.between, self.and_):
                week.apart(one, other, minutes, unless=week.breach())

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        for earlier, later in timeline.pairs(self.between, self.and_):
            if self.ordered and not (self.between(earlier.session) and self.and_(later.session)):
                continue
            gap = later.start - earlier.end
            if gap < self.hours * 60:
                text = (
                    f"{timeline.name(later)} starts {duration(max(gap, 0))} after {timeline.name(earlier)} ends; "
                    f"{self.hours:g} h are wanted."
                )
                yield Breach(sessions=(earlier.session.id, later.session.id), amount=1, text=text)


class CapAfter(Rule):
    """Keep sessions short in the hours after another.

    What it does: counts pairs of an `of` session longer than `minutes` that starts less than `hours` after the end of an `after`
        session.
    Why it matters: a short easy run after lifting is fine, a long one interferes with what the lifting was for.
    Example: `rule = "cap_after"`, `of = "run"`, `after = "lift"`, `hours = 6`, `minutes = 30`.
    Source: H2, H4.
    """

    rule: Literal["cap_after"] = "cap_after"
    of: Select
    after: Select
    hours: Hours
    minutes: Positive

    def sentence(self) -> str:
        return f"Less than {self.hours:g} h after {self.after.sessions}, {self.of.sessions} last at most {self.minutes} minutes."

    def post(self, week: Week) -> None:
        minutes = in_minutes(self.hours)
        for earlier, later in week.ordered_pairs(self.after, self.of):
            week.gap(earlier, later, minutes, unless=week.breach(), given=[week.longer_than(later, self.minutes)])

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        for earlier, later in timeline.ordered_pairs(self.after, self.of):
            gap = later.start - earlier.end
            if later.minutes > self.minutes and 0 <= gap < self.hours * 60:
                text = (
                    f"{timeline.name(later)} lasts {later.minutes} min and starts {duration(gap)} after "
                    f"{timeline.name(earlier)}; {self.minutes} min are the most within {self.hours:g} h."
                )
                yield Breach(sessions=(earlier.session.id, later.session.id), amount=1, text=text)
