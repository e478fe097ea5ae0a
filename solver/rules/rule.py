"""What every rule is: identity, level, reason, and two independent sides, `post` for the model and `breaches` for the judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Protocol

from pydantic import Field

from solver.domain.scenario import Scenario
from solver.domain.schedule import Breach
from solver.domain.session import Placed, Session
from solver.domain.values import Name, OneOrMore, Text, Value, Whole, Word
from solver.rules.select import Selector
from solver.rules.timeline import Timeline

Level = Literal["must", "should"]
Counting = Literal["minutes", "moderate", "load"]
Actor = Any  # a session of the week (`.inside`), or one at its edge, as the model sees it
Amount = Any  # a linear expression, or a whole number
Literal_ = Any  # something that is true or false in a schedule
Picks = Callable[[Session], bool]
Unless = Any  # the way out of a constraint that a breach offers


class Week(Protocol):
    """The words in which a rule speaks to the model. Whether a breach is forbidden or priced, the week knows, the rule does not."""

    @property
    def days(self) -> range:
        """The numbers of the seven training days."""

    @property
    def dates(self) -> tuple[date, ...]:
        """Their dates."""

    @property
    def past(self) -> tuple[Placed, ...]:
        """The history."""

    def chosen(self, selector: Picks) -> Sequence[Actor]:
        """The week's own sessions that are meant."""

    def ordered_pairs(self, first: Selector, second: Selector) -> Iterable[tuple[Actor, Actor]]:
        """Every (first, second) of different sessions, edges included, not both outside the week."""

    def pairs(self, one: Selector, other: Selector) -> Iterable[tuple[Actor, Actor]]:
        """Every pair of different sessions, one of each, once; edges included, not both outside."""

    def breach(self) -> Unless:
        """A breach of amount 1; the constraints that name it hold unless it happens."""

    def never(self, literals: Sequence[Literal_], unless: Unless) -> None:
        """Not all of these together."""

    def gap(self, earlier: Actor, later: Actor, minutes: int, unless: Unless, given: Sequence[Literal_] = ()) -> None:
        """Where `earlier` comes first, `minutes` lie between its end and the start of `later`."""

    def apart(self, one: Actor, other: Actor, minutes: int, unless: Unless) -> None:
        """Whichever comes first, `minutes` lie between the end of the one and the start of the other."""

    def not_days_after(self, late: Actor, early: Actor, days: range, unless: Unless) -> None:
        """`late` is not that many training days after `early`."""

    def spaced(self, of: Selector, other: Selector, days: int) -> None:
        """A breach for every pair, one of each, closer than that many training days."""

    def not_earlier(self, early: Actor, late: Actor, unless: Unless) -> None:
        """`early` does not start before `late` on the same training day."""

    def together(self, one: Actor, other: Actor, order: Literal["after", "before", "any"]) -> Literal_:
        """True only if both are on one training day and `one` starts after, before or anyhow to `other`."""

    def needs(self, actor: Actor, any_of: Sequence[Literal_], unless: Unless) -> None:
        """If placed, one of these is true."""

    def trained(self, selector: Picks, day: int) -> Literal_:
        """True if a meant session is on that training day, edges included."""

    def trained_inside(self, selector: Picks, day: int) -> Amount:
        """1 if one of the week's own meant sessions is on that training day, else 0."""

    def longer_than(self, actor: Actor, minutes: int) -> Literal_:
        """True if the session lasts longer than that."""

    def count(self, selector: Selector, days: Iterable[int] | None = None) -> Amount:
        """How many meant sessions there are."""

    def crowded(self, selector: Selector, day: int, most: int) -> None:
        """A breach for every meant session beyond so many on that training day."""

    def minutes(self, selector: Selector, counting: Counting = "minutes", day: int | None = None) -> Amount:
        """Minutes, moderate-equivalent minutes or load of the meant sessions."""

    def volume(self, actor: Actor, counting: Counting) -> Amount:
        """The same of one session."""

    def excess(self, amount: Amount, bound: int, each: int = 1) -> None:
        """A breach for every begun `each` by which the amount is beyond the bound."""

    def shortfall(self, amount: Amount, bound: int, each: int = 1) -> None:
        """A breach for every begun `each` that the amount is short of the bound."""

    def short_of_longest(self, actor: Actor, each: int) -> None:
        """A breach for every begun `each` minutes that a placed session is short of its longest wish."""

    def starts_in_preferred(self, actor: Actor, unless: Unless) -> None:
        """The session, if placed, starts in its preferred hours."""


class When(Value):
    """For whom a rule holds: every key that is given must fit the scenario. Of `flags`, any one does; `!sore` is the absence of a flag."""

    goal: Annotated[tuple[Literal["endurance", "strength", "general"], ...], OneOrMore()] | None = None
    flags: Annotated[tuple[Name, ...], OneOrMore()] | None = None
    experience: Annotated[tuple[Literal["novice", "regular", "experienced"], ...], OneOrMore()] | None = None
    readiness: Annotated[tuple[Literal["good", "reduced", "poor"], ...], OneOrMore()] | None = None

    def holds(self, scenario: Scenario) -> bool:
        """Whether the scenario is one of those meant."""
        return (
            (self.goal is None or scenario.goal in self.goal)
            and (self.flags is None or any(_flagged(flag, scenario) for flag in self.flags))
            and (self.experience is None or scenario.athlete.experience in self.experience)
            and (self.readiness is None or scenario.readiness in self.readiness)
        )


def _flagged(flag: str, scenario: Scenario) -> bool:
    if flag.startswith("!"):
        return flag[1:] not in scenario.athlete.flags
    return flag in scenario.athlete.flags


class Rule(Value):
    """One sentence about schedules, with parameters, a level and a source."""

    id: Word
    rule: str
    level: Level = "must"
    points: Annotated[int, Field(strict=True, ge=0, le=10_000)] = Field(1, description="price of one breach (should)")
    allow: Whole = Field(0, description="how much of it is free")
    when: When | None = None
    why: Text = ""
    source: Text = ""
    evidence: Literal["trial", "review", "guideline", "practice"] | None = None

    COMMON: ClassVar[tuple[str, ...]] = ("id", "rule", "level", "points", "allow", "when", "why", "source", "evidence")

    def sentence(self) -> str:
        """The rule in English, made from its parameters."""
        raise NotImplementedError

    def post(self, week: Week) -> None:
        """Say the rule to the model."""
        raise NotImplementedError

    def breaches(self, timeline: Timeline) -> Iterator[Breach]:
        """Every breach in a schedule; their amounts add up to the rule's."""
        raise NotImplementedError

    def amount(self, timeline: Timeline) -> int:
        """How much a schedule breaches the rule."""
        return sum(breach.amount for breach in self.breaches(timeline))

    def note(self, timeline: Timeline) -> str | None:
        """Something a schedule should say about the rule though it is no breach."""
        del timeline
        return None

    def selectors(self) -> dict[str, Selector]:
        """Its selectors by the key they are written with."""
        fields = type(self).model_fields
        return {
            field.alias or name: value for name, field in fields.items() if isinstance(value := getattr(self, name), Selector)
        }

    def parameters(self) -> dict[str, Any]:
        """Its own parameters as plain data, by the keys they are written with; those left unset are absent."""
        data = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return {key: value for key, value in data.items() if key not in self.COMMON}
