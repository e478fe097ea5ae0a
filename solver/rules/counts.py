"""The rule that counts sessions: `count`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, model_validator

from solver.domain.errors import InputError, listed
from solver.domain.schedule import Breach
from solver.domain.times import days_meant
from solver.domain.values import Days, Whole
from solver.rules.rule import Rule, Week
from solver.rules.select import Select
from solver.rules.timeline import Timeline, counted


def bounds_phrase(at_least: int | None, at_most: int | None, thing: str) -> str:
    """`at least 2 and at most 4 sessions`."""
    parts = [f"at least {at_least}"] if at_least is not None else []
    parts += [f"at most {at_most}"] if at_most is not None else []
    number = at_most if at_most is not None else at_least
    return f"{' and '.join(parts)} {thing if number == 1 else thing + 's'}"


def check_bounds(at_least: int | None, at_most: int | None) -> None:
    """Refuse a rule whose bounds say nothing or can never both hold."""
    if at_least is None and at_most is None:
        raise InputError("needs at_least or at_most, or both.")
    if at_least is not None and at_most is not None and at_least > at_most:
        raise InputError(f"at_least = {at_least} is more than at_most = {at_most}.", maybe="they are swapped.")


class Count(Rule):
    """So many sessions a week or a day.

    What it does: counts sessions short of `at_least` and beyond `at_most`, summed over days with `per = "day"`; `days` looks at those days alone.
    Why it matters: two strength sessions a week are what the guidelines ask for; one hard session a day is what some coaches allow.
    Example: `rule = "count"`, `of = "strength"`, `at_least = 2`.
    Source: P4, J3, F1, F13.
    """

    rule: Literal["count"] = "count"
    of: Select
    per: Literal["week", "day"] = "week"
    at_least: Whole | None = None
    at_most: Whole | None = None
    days: Days | None = Field(None, description="only on these training days")

    @model_validator(mode="after")
    def _check(self) -> Count:
        check_bounds(self.at_least, self.at_most)
        return self

    def sentence(self) -> str:
        where = f" on {listed((day.text for day in self.days), 'and')}" if self.days else ""
        bounds = bounds_phrase(self.at_least, self.at_most, self.of.sessions.removesuffix("s"))
        return f"{bounds.capitalize()} a {self.per}{where}."

    def _meant(self, dates: tuple[object, ...]) -> list[int]:
        return sorted(days_meant(self.days, dates)) if self.days is not None else list(range(len(dates)))  # type: ignore[arg-type]

    def post(self, week: Week) -> None:
        days = self._meant(week.dates)
        for group in [days] if self.per == "week" else [[day] for day in days]:
            if self.at_least is not None:
                week.shortfall(week.count(self.of, group), self.at_least)
            if self.at_most is not None and self.per == "week":
                week.excess(week.count(self.of, group), self.at_most)
            elif self.at_most is not None:
                week.crowded(self.of, group[0], self.at_most)

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        days = self._meant(timeline.clock.dates)
        if self.per == "week":
            yield from self._judged(timeline, set(days), "the week")
        else:
            for day in days:
                yield from self._judged(timeline, {day}, timeline.day_name(day))

    def _judged(self, timeline: Timeline, days: set[int], where: str) -> Iterator[Breach]:
        thing = self.of.sessions.removesuffix("s")
        found = [placed.session.id for placed in timeline.chosen(self.of) if placed.day in days]
        number = len(found)
        if self.at_least is not None and number < self.at_least:
            text = f"{where} has {counted(number, thing)}; at least {self.at_least} wanted."
            yield Breach(sessions=tuple(found), amount=self.at_least - number, text=_capital(text))
        if self.at_most is not None and number > self.at_most:
            text = f"{where} has {counted(number, thing)}; at most {self.at_most} wanted."
            yield Breach(sessions=tuple(found), amount=number - self.at_most, text=_capital(text))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
