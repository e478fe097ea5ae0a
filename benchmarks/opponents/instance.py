"""A week as every solver of the race gets it: numbers only, plain JSON.

All times are steps of the grid; rules name sessions by their position. A session with `inside` false is an event before or after the
week: it has one slot with one start, counts in the rules on pairs, and in nothing else. `points` 0 makes a rule a must.

What is to be minimised: `heavy` × the worth of normal sessions left out, plus points, plus the worth of optional sessions left out;
`heavy` is larger than all points together, so that one number says both levels.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple

DAYS = range(7)
Pair = tuple[int, int]


class Slot(NamedTuple):
    """Starts from `first` to `last` on one day; the session ends by `until`."""

    day: int
    first: int
    last: int
    until: int


@dataclass(frozen=True)
class Session:
    """One wanted session. Between two neighbours lie at least max(the earlier's `after`, the later's `before`) steps.

    Sessions of one `group` (-1: none) are alike; they are numbered in time order, the first ones placed first.
    """

    id: str
    inside: bool
    level: Literal["must", "normal", "optional"]
    worth: int
    least: int
    most: int
    before: int
    after: int
    group: int
    slots: tuple[Slot, ...]
    preferred: tuple[tuple[int, int], ...] | None

    def likes(self, start: int) -> bool:
        """Whether it would rather start then than elsewhere, or does not care."""
        return self.preferred is None or any(low <= start <= high for low, high in self.preferred)


@dataclass(frozen=True)
class Apart:
    """`steps` between the end of the earlier and the start of the later."""

    points: int
    steps: int
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Clear:
    """Pairs (spoiler, key): no spoiler on the `days` days before the key session's, nor earlier on its day."""

    points: int
    days: int
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Spaced:
    """At least `days` days between the days of the two."""

    points: int
    days: int
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Days:
    """Days with an `of` session beyond `at_most` are breaches: rest days, and clustering with `at_most` 0."""

    points: int
    at_most: int
    of: tuple[int, ...]


@dataclass(frozen=True)
class Minutes:
    """A breach for every begun `each` minutes short of `at_least`; (session, factor): what one of its minutes counts."""

    points: int
    at_least: int
    each: int
    factors: tuple[Pair, ...]


@dataclass(frozen=True)
class Length:
    """A breach for every begun `each` minutes that a placed session is short of its most."""

    points: int
    each: int
    of: tuple[int, ...]


@dataclass(frozen=True)
class Preferred:
    """A breach for every placed session that starts where it does not like to."""

    points: int
    of: tuple[int, ...]


@dataclass(frozen=True)
class Instance:
    """One week."""

    name: str
    grid: int
    origin: int  # the elapsed minute of step 0
    horizon: int
    heavy: int
    sessions: tuple[Session, ...]
    apart: tuple[Apart, ...] = ()
    clear: tuple[Clear, ...] = ()
    spaced: tuple[Spaced, ...] = ()
    days: tuple[Days, ...] = ()
    minutes: tuple[Minutes, ...] = ()
    length: tuple[Length, ...] = ()
    preferred: tuple[Preferred, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Instance:
        """The instance that plain data says."""
        parts: dict[str, Any] = {
            "sessions": tuple(_session(each) for each in data["sessions"]),
            "apart": tuple(Apart(**_paired(rule)) for rule in data["apart"]),
            "clear": tuple(Clear(**_paired(rule)) for rule in data["clear"]),
            "spaced": tuple(Spaced(**_paired(rule)) for rule in data["spaced"]),
            "days": tuple(Days(**_listed(rule)) for rule in data["days"]),
            "minutes": tuple(Minutes(**_paired(rule, "factors")) for rule in data["minutes"]),
            "length": tuple(Length(**_listed(rule)) for rule in data["length"]),
            "preferred": tuple(Preferred(**_listed(rule)) for rule in data["preferred"]),
        }
        return cls(**{**data, **parts})

    @property
    def inside(self) -> list[int]:
        """Positions of the week's own sessions."""
        return [position for position, session in enumerate(self.sessions) if session.inside]

    def gap(self, earlier: int, later: int) -> int:
        """Steps that always lie between two sessions in that order."""
        return max(self.sessions[earlier].after, self.sessions[later].before)

    def cost(self, position: int) -> int:
        """What leaving a session out costs."""
        session = self.sessions[position]
        return session.worth * {"must": 0, "normal": self.heavy, "optional": 1}[session.level]

    def alike(self) -> list[Pair]:
        """Neighbours among sessions that are alike: (first, second)."""
        pairs = zip(range(len(self.sessions)), range(1, len(self.sessions)), strict=False)
        return [(a, b) for a, b in pairs if self.sessions[a].group == self.sessions[b].group != -1]


def _session(data: dict[str, Any]) -> Session:
    preferred = data["preferred"]
    return Session(
        **{
            **data,
            "slots": tuple(Slot(*slot) for slot in data["slots"]),
            "preferred": None if preferred is None else tuple((low, high) for low, high in preferred),
        }
    )


def _paired(rule: dict[str, Any], key: str = "pairs") -> dict[str, Any]:
    return {**rule, key: tuple((a, b) for a, b in rule[key])}


def _listed(rule: dict[str, Any]) -> dict[str, Any]:
    return {**rule, "of": tuple(rule["of"])}
