"""Rules that add up minutes: `minutes`, `share` and `growth`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from solver.domain.kinds import MODERATE_MINUTES, Kind
from solver.domain.schedule import Breach
from solver.domain.session import Placed
from solver.domain.values import Positive, Whole
from solver.rules.counts import bounds_phrase, check_bounds
from solver.rules.rule import Counting, Rule, Week
from solver.rules.select import Select
from solver.rules.timeline import Timeline, counted

Percent = Annotated[int, Field(strict=True, ge=0, le=1000)]
FOUR_WEEKS = 4
_UNIT = {"minutes": "minute", "moderate": "moderate-equivalent minute", "load": "point of load"}
_PAST_DAYS = {"last_week": 7, "four_week_mean": 28, "longest_in_30_days": 30}
_PAST_NAMES = {
    "last_week": "last week's",
    "four_week_mean": "the mean of the last four weeks",
    "longest_in_30_days": "the longest of the last 30 days",
}
_UNITS = {"minutes": "min", "moderate": "moderate-equivalent min", "load": "of load"}


def factor(kind: Kind, counting: Counting) -> int:
    """What one minute of a kind counts: 1, its moderate-equivalent minutes (P1), or its RPE."""
    if counting == "moderate":
        return MODERATE_MINUTES[kind.intensity]
    return kind.rpe if counting == "load" else 1


def volume(placed: Placed, counting: Counting) -> int:
    """Minutes, moderate-equivalent minutes or load of a placed session."""
    return placed.minutes * factor(placed.session.kind, counting)


def weeks_known(history: Sequence[Placed]) -> int:
    """How many weeks before the week a history reaches back, to its first session; 1 without any.

    What lies before that is unknown. A week without a session after it is a week without training.
    """
    first = min((event.day for event in history), default=-1)
    return max(1, -(first // 7))


def units(amount: int, each: int) -> int:
    """How many units of `each` an amount has begun; none when it is not positive."""
    return max(0, -(-amount // each))


class Minutes(Rule):
    """So many minutes a week or a day.

    What it does: adds shortfall and excess of each week or day, in units of `each`, rounded up. `counting = "moderate"` counts a
        moderate minute once and a vigorous one twice; `"load"` counts RPE × minutes.
    Why it matters: 150 moderate or 75 vigorous minutes a week keep people healthy; too much load breaks them.
    Example: `rule = "minutes"`, `of = ["vigorous", "moderate"]`, `counting = "moderate"`, `at_least = 150`, `each = 10`.
    Source: P1, J6.
    """

    rule: Literal["minutes"] = "minutes"
    of: Select
    counting: Counting = "minutes"
    per: Literal["week", "day"] = "week"
    at_least: Whole | None = None
    at_most: Whole | None = None
    each: Positive = 1

    @model_validator(mode="after")
    def _check(self) -> Minutes:
        check_bounds(self.at_least, self.at_most)
        return self

    def sentence(self) -> str:
        bounds = bounds_phrase(self.at_least, self.at_most, _UNIT[self.counting]).replace("point of loads", "points of load")
        step = f", counted in steps of {self.each}" if self.each > 1 else ""
        return f"{bounds.capitalize()} of {self.of.sessions} a {self.per}{step}."

    def post(self, week: Week) -> None:
        for day in [None] if self.per == "week" else week.days:
            amount = week.minutes(self.of, self.counting, day)
            if self.at_least is not None:
                week.shortfall(amount, self.at_least, self.each)
            if self.at_most is not None:
                week.excess(amount, self.at_most, self.each)

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        if self.per == "week":
            yield from self._judged(timeline.chosen(self.of), "The week")
        else:
            for day in range(7):
                yield from self._judged(timeline.on(day, self.of), timeline.day_name(day))

    def _judged(self, found: tuple[Placed, ...], where: str) -> Iterator[Breach]:
        total = sum(volume(placed, self.counting) for placed in found)
        short = self.at_least - total if self.at_least is not None else 0
        over = total - self.at_most if self.at_most is not None else 0
        ids = tuple(placed.session.id for placed in found)
        for miss, word, bound in ((short, "at least", self.at_least), (over, "at most", self.at_most)):
            if miss > 0:
                text = f"{where} has {total} {_UNITS[self.counting]} of {self.of.sessions}; {word} {bound} wanted."
                yield Breach(sessions=ids, amount=units(miss, self.each), text=text)


class Share(Rule):
    """One sort of training is at most a share of another.

    What it does: counts the minutes of `of` beyond that percentage of the minutes of `in`, in units of `each`, rounded up.
    Why it matters: a long run that is most of the week asks more than the rest of the week prepares for.
    Example: `rule = "share"`, `of = "long_run"`, `in = "run"`, `at_most_percent = 30`, `level = "should"`.
    Source: common coaching practice.
    """

    rule: Literal["share"] = "share"
    of: Select
    in_: Select = Field(alias="in")
    at_most_percent: Percent
    each: Positive = 1

    def sentence(self) -> str:
        return f"{self.of.sessions.capitalize()} are at most {self.at_most_percent} % of the minutes of {self.in_.sessions}."

    def post(self, week: Week) -> None:
        beyond = 100 * week.minutes(self.of) - self.at_most_percent * week.minutes(self.in_)
        week.excess(beyond, 0, 100 * self.each)

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        part = sum(placed.minutes for placed in timeline.chosen(self.of))
        whole = sum(placed.minutes for placed in timeline.chosen(self.in_))
        amount = units(100 * part - self.at_most_percent * whole, 100 * self.each)
        if amount:
            text = (
                f"{part} min of {self.of.sessions} are more than {self.at_most_percent} % of {whole} min of {self.in_.sessions}."
            )
            yield Breach(sessions=tuple(p.session.id for p in timeline.chosen(self.of)), amount=amount, text=text)


class Growth(Rule):
    """Do not add too much to what the body is used to.

    What it does: counts minutes (or load) beyond a percentage of a past figure, in units of `each`, rounded up: last week's sum, the mean of
        the last four weeks, or, single session by single session, the longest in the 30 days before the week. A history that begins less
        than four weeks before gives the mean of the weeks since it began.
    Why it matters: bones and tendons adapt more slowly than heart and lungs.
    Example: `rule = "growth"`, `of = "run"`, `over = "longest_in_30_days"`, `at_most_percent = 110`.
    Source: Frandsen 2025, J6.
    """

    rule: Literal["growth"] = "growth"
    of: Select
    over: Literal["last_week", "four_week_mean", "longest_in_30_days"]
    at_most_percent: Percent
    counting: Counting = "minutes"
    each: Positive = 1

    def sentence(self) -> str:
        what = (
            f"Each of the {self.of.sessions}" if self.over == "longest_in_30_days" else f"The week's total of {self.of.sessions}"
        )
        unit = "" if self.counting == "minutes" else f", in {_UNIT[self.counting]}s".replace("point of loads", "load")
        return f"{what} is at most {self.at_most_percent} % of {_PAST_NAMES[self.over]}{unit}."

    def post(self, week: Week) -> None:
        past, divisor = self._past(week.past)
        if not past:
            return
        if self.over == "longest_in_30_days":
            amounts = [week.volume(actor, self.counting) for actor in week.chosen(self.of)]
        else:
            amounts = [week.minutes(self.of, self.counting)]
        for amount in amounts:
            week.excess(100 * divisor * amount, self.at_most_percent * past, 100 * divisor * self.each)

    def _past(self, history: tuple[Placed, ...]) -> tuple[int, int]:
        """The past figure as a fraction; numerator 0 when there is none."""
        days = _PAST_DAYS[self.over]
        volumes = [volume(p, self.counting) for p in history if -days <= p.day < 0 and self.of(p.session)]
        if self.over == "longest_in_30_days":
            return max(volumes, default=0), 1
        return sum(volumes), min(days // 7, weeks_known(history))

    def _past_name(self, weeks: int) -> str:
        """What the past figure is called, where it is over so many weeks."""
        if self.over != "four_week_mean" or weeks == FOUR_WEEKS:
            return _PAST_NAMES[self.over]
        return _PAST_NAMES["last_week"] if weeks == 1 else f"the mean of the last {weeks} weeks"

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        past, divisor = self._past(timeline.problem.past)
        found = timeline.chosen(self.of)
        if not past:
            return
        for group in [(placed,) for placed in found] if self.over == "longest_in_30_days" else [found]:
            now = sum(volume(placed, self.counting) for placed in group)
            beyond = 100 * divisor * now - self.at_most_percent * past
            amount = units(beyond, 100 * divisor * self.each)
            if amount:
                who = timeline.name(group[0]) if self.over == "longest_in_30_days" else "The week"
                text = (
                    f"{who} has {now} {_UNITS[self.counting]} of {self.of.sessions}; {self.at_most_percent} % of "
                    f"{self._past_name(divisor)} ({past / divisor:g}) is {self.at_most_percent * past / divisor / 100:g}."
                )
                yield Breach(sessions=tuple(placed.session.id for placed in group), amount=amount, text=text)

    def note(self, timeline: Timeline) -> str | None:
        past, divisor = self._past(timeline.problem.past)
        if not past:
            return f"No {self.of.sessions} in the history of {_PAST_DAYS[self.over]} days: nothing to compare with."
        if self.over == "four_week_mean" and divisor < FOUR_WEEKS:
            those = "that one" if divisor == 1 else "those"
            return f"The history goes back {counted(divisor, 'week')}: the mean is over {those}, not over four weeks."
        return None
