"""Rules that speak of training days: `clear_before`, `clear_after`, `spacing`, `rest_days`, `streak` and `cluster`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from solver.domain.schedule import Breach
from solver.domain.session import Placed, Session
from solver.rules.rule import Rule, Week
from solver.rules.select import Select, Selector
from solver.rules.timeline import Timeline, counted

DayCount = Annotated[int, Field(strict=True, ge=0, le=28)]
Streak_ = Annotated[int, Field(strict=True, ge=1, le=28)]
OfSeven = Annotated[int, Field(strict=True, ge=0, le=7)]


def _days_phrase(days: int, word: str) -> str:
    return {0: "", 1: f"on the day {word} or "}.get(days, f"on the {days} days {word} or ")


def _same_day_or(timeline: Timeline, first: Placed, second: Placed) -> str:
    if first.day == second.day:
        return f"on one day, {timeline.day_name(first.day)}"
    return f"{counted(second.day - first.day, 'day')} apart"


class ClearBefore(Rule):
    """Keep the day before something free of what would spoil it.

    What it does: counts pairs of a `no` session on one of the `days` training days before that of a `before` session, or earlier on
        the same one.
    Why it matters: tired legs make the key session slower and riskier.
    Example: `rule = "clear_before"`, `no = "heavy_legs"`, `before = "long_run"`, `days = 1`.
    Source: F3, L1.
    """

    rule: Literal["clear_before"] = "clear_before"
    no: Select
    before: Select
    days: DayCount = 1

    def sentence(self) -> str:
        return f"No {self.no.sessions} {_days_phrase(self.days, 'before')}earlier on the day of {self.before.sessions}."

    def post(self, week: Week) -> None:
        for spoiler, key in week.ordered_pairs(self.no, self.before):
            unless = week.breach()
            week.not_days_after(key, spoiler, range(1, self.days + 1), unless)
            week.not_earlier(spoiler, key, unless)

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        for spoiler, key in timeline.ordered_pairs(self.no, self.before):
            apart = key.day - spoiler.day
            if 1 <= apart <= self.days or (apart == 0 and spoiler.start < key.start):
                text = f"{timeline.name(spoiler)} comes before {timeline.name(key)}, {_same_day_or(timeline, spoiler, key)}."
                yield Breach(sessions=(spoiler.session.id, key.session.id), amount=1, text=text)


class ClearAfter(Rule):
    """Keep the day after something free of what the body cannot take yet.

    What it does: counts pairs of a `no` session on one of the `days` training days after that of an `after` session, or later on the same one.
    Why it matters: recovery from a heavy session takes a day or two.
    Example: `rule = "clear_after"`, `no = "quality"`, `after = "heavy_legs"`, `days = 1`.
    Source: J2, L1.
    """

    rule: Literal["clear_after"] = "clear_after"
    no: Select
    after: Select
    days: DayCount = 1

    def sentence(self) -> str:
        return f"No {self.no.sessions} {_days_phrase(self.days, 'after')}later on the day of {self.after.sessions}."

    def post(self, week: Week) -> None:
        for key, follower in week.ordered_pairs(self.after, self.no):
            unless = week.breach()
            week.not_days_after(follower, key, range(1, self.days + 1), unless)
            week.not_earlier(key, follower, unless)

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        for key, follower in timeline.ordered_pairs(self.after, self.no):
            apart = follower.day - key.day
            if 1 <= apart <= self.days or (apart == 0 and key.start < follower.start):
                text = f"{timeline.name(follower)} comes after {timeline.name(key)}, {_same_day_or(timeline, key, follower)}."
                yield Breach(sessions=(key.session.id, follower.session.id), amount=1, text=text)


class Spacing(Rule):
    """Spread sessions over the week.

    What it does: counts pairs closer than `days` training days; 1 means never on one day, 2 never on consecutive days.
    Why it matters: what is trained hard grows on the days between.
    Example: `rule = "spacing"`, `of = "quality"`, `days = 2`.
    Source: J3, J4.
    """

    rule: Literal["spacing"] = "spacing"
    of: Select
    from_: Select | None = Field(None, alias="from")
    days: Streak_

    @property
    def other(self) -> Selector:
        """What the sessions are spaced from."""
        return self.from_ or self.of

    def sentence(self) -> str:
        pair = f"two {self.of.sessions}" if self.other == self.of else f"{self.of} and {self.other.sessions}"
        if self.days == 1:
            return f"Never {pair} on one day."
        return f"Never {pair} on {'consecutive days' if self.days == 2 else f'days less than {self.days} apart'}, or on one day."

    def post(self, week: Week) -> None:
        week.spaced(self.of, self.other, self.days)

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        for first, second in timeline.pairs(self.of, self.other):
            if abs(second.day - first.day) < self.days:
                text = f"{timeline.name(first)} and {timeline.name(second)} are {_same_day_or(timeline, first, second)}."
                yield Breach(sessions=(first.session.id, second.session.id), amount=1, text=text)


class RestDays(Rule):
    """Keep days free.

    What it does: counts the training days short of `at_least` that have no session; `allowing` names sessions that do not spoil a rest day.
    Why it matters: fitness is built while resting.
    Example: `rule = "rest_days"`, `at_least = 1`, `allowing = "recovery"`.
    Source: J1.
    """

    rule: Literal["rest_days"] = "rest_days"
    at_least: OfSeven
    allowing: Select | None = None

    def sentence(self) -> str:
        extra = f"; {self.allowing.sessions} may lie on it" if self.allowing else ""
        return f"At least {counted(self.at_least, 'rest day')} in the week{extra}."

    def post(self, week: Week) -> None:
        trained = sum(week.trained_inside(self._spoils, day) for day in week.days)
        week.excess(trained, 7 - self.at_least)

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        spoilt = {placed.day for placed in timeline.week if self._spoils(placed.session)}
        short = self.at_least - (7 - len(spoilt))
        if short > 0:
            text = f"There {'is' if len(spoilt) == 6 else 'are'} {counted(7 - len(spoilt), 'rest day')}; {self.at_least} wanted."
            yield Breach(amount=short, text=text)

    def _spoils(self, session: Session) -> bool:
        return self.allowing is None or not self.allowing(session)


class Streak(Rule):
    """Do not do the same sort of thing too many days in a row.

    What it does: counts the stretches of `at_most`+1 consecutive training days that all have an `of` session and touch the week;
        overlapping stretches count each.
    Why it matters: tiredness and strain add up when no day lets them fade.
    Example: `rule = "streak"`, `of = "run"`, `at_most = 3`.
    Source: J1, J6.
    """

    rule: Literal["streak"] = "streak"
    of: Select
    at_most: Streak_

    def sentence(self) -> str:
        return f"At most {counted(self.at_most, 'day')} in a row with {self.of.sessions}."

    def post(self, week: Week) -> None:
        for first in range(-self.at_most, 7):
            stretch = range(first, first + self.at_most + 1)
            week.never([week.trained(self.of, day) for day in stretch], unless=week.breach())

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        busy = {placed.day for placed in (*timeline.chosen(self.of), *timeline.edges(self.of))}
        for first in range(-self.at_most, 7):
            stretch = range(first, first + self.at_most + 1)
            if busy.issuperset(stretch):
                names = f"{timeline.day_name(stretch[0])} to {timeline.day_name(stretch[-1])}"
                ids = tuple(placed.session.id for placed in timeline.chosen(self.of) if placed.day in stretch)
                text = f"{names} are {len(stretch)} days in a row with {self.of.sessions}; {self.at_most} are the most."
                yield Breach(sessions=ids, amount=1, text=text)


class Cluster(Rule):
    """Put what is hard on few days, so that the other days stay easy.

    What it does: counts the training days that have at least one `of` session.
    Why it matters: hard days hard, easy days easy: an easy day between is worth more than a half-hard week.
    Example: `rule = "cluster"`, `of = "hard"`, `level = "should"`, `points = 5`.
    Source: F4.
    """

    rule: Literal["cluster"] = "cluster"
    of: Select

    def sentence(self) -> str:
        return f"{self.of.sessions.capitalize()} on as few days as possible."

    def post(self, week: Week) -> None:
        week.excess(sum(week.trained_inside(self.of, day) for day in week.days), 0)

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        for day in sorted({placed.day for placed in timeline.chosen(self.of)}):
            ids = tuple(placed.session.id for placed in timeline.on(day, self.of))
            yield Breach(
                sessions=ids, amount=1, text=f"{timeline.day_name(day)} is a day with {self.of.sessions} ({', '.join(ids)})."
            )
