"""What rules say of the placed sessions of a week: the documented amounts, counted a second time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from tests.oracle.athlete import Athlete, Wanted
from tests.oracle.hours import DAY_NAMES

Data = dict[str, Any]


@dataclass(frozen=True)
class Item:
    """A placed session."""

    wanted: Wanted
    start: int
    end: int
    day: int


Week = Sequence[Item]


def cost(athlete: Athlete, week: Week) -> int | None:
    """The points of all `should` rules; None where a `must` is broken."""
    points = 0
    for rule in athlete.rules:
        beyond = max(0, AMOUNTS[rule["rule"]](athlete, rule, week) - rule.get("allow", 0))
        if beyond and rule.get("level", "must") == "must":
            return None
        points += beyond * rule.get("points", 1)
    return points


def chosen(week: Week, selector: str | list[str]) -> list[Item]:
    """The sessions that a selector means."""
    alternatives = [selector] if isinstance(selector, str) else selector
    return [item for item in week if any(_meant(item.wanted.words, words.split("+")) for words in alternatives)]


def _meant(own: frozenset[str], words: Sequence[str]) -> bool:
    return all((word[1:] not in own) if word.startswith("!") else (word in own) for word in words)


def _pairs(week: Week, one: str, other: str) -> Iterator[tuple[Item, Item]]:
    """Every pair of sessions, one of each, the earlier first."""
    ones, others = chosen(week, one), chosen(week, other)
    for first, second in combinations(sorted(week, key=lambda item: item.start), 2):
        if (first in ones and second in others) or (first in others and second in ones):
            yield first, second


def _apart(athlete: Athlete, rule: Data, week: Week) -> int:
    del athlete
    return sum(second.start - first.end < rule["hours"] * 60 for first, second in _pairs(week, rule["between"], rule["and"]))


def _spacing(athlete: Athlete, rule: Data, week: Week) -> int:
    del athlete
    pairs = _pairs(week, rule["of"], rule["from"] if "from" in rule else rule["of"])
    return sum(second.day - first.day < rule["days"] for first, second in pairs)


def _clear_before(athlete: Athlete, rule: Data, week: Week) -> int:
    """Pairs of a `no` session so many days before, or earlier on the day of, a `before` session."""
    del athlete
    spoilers, keys = chosen(week, rule["no"]), chosen(week, rule["before"])
    apart = [(key.day - spoiler.day, spoiler.start < key.start) for spoiler in spoilers for key in keys if spoiler is not key]
    return sum(1 <= days <= rule.get("days", 1) or (days == 0 and earlier) for days, earlier in apart)


def _count(athlete: Athlete, rule: Data, week: Week) -> int:
    names = {day: DAY_NAMES[(athlete.week.weekday() + day) % 7] for day in range(7)}
    days = [day for day in range(7) if names[day] in rule.get("days", DAY_NAMES)]
    found = [item.day for item in chosen(week, rule["of"]) if item.day in days]
    numbers = [len(found)] if rule.get("per", "week") == "week" else [found.count(day) for day in days]
    least, most = int(rule.get("at_least", 0)), int(rule.get("at_most", len(week)))
    return sum(max(0, least - number, number - most) for number in numbers)


def _order(athlete: Athlete, rule: Data, week: Week) -> int:
    del athlete
    first, then = chosen(week, rule["first"]), chosen(week, rule["then"])
    return sum(one.day == other.day and other.start < one.start for one in first for other in then)


def _pair(athlete: Athlete, rule: Data, week: Week) -> int:
    """Sessions without a partner on their day."""
    del athlete
    partners = chosen(week, rule["with"])
    return sum(not any(other is not each and other.day == each.day for other in partners) for each in chosen(week, rule["each"]))


def _full_length(athlete: Athlete, rule: Data, week: Week) -> int:
    del athlete
    short = [item.wanted.most - (item.end - item.start) for item in chosen(week, rule["of"])]
    return sum(-(-minutes // rule.get("each", 5)) for minutes in short)


def _preferred_time(athlete: Athlete, rule: Data, week: Week) -> int:
    del athlete
    return sum(
        item.wanted.preferred is not None and not any(low <= item.start < high for low, high in item.wanted.preferred)
        for item in chosen(week, rule["of"])
    )


AMOUNTS: dict[str, Callable[[Athlete, Data, Week], int]] = {
    "apart": _apart,
    "spacing": _spacing,
    "clear_before": _clear_before,
    "count": _count,
    "order": _order,
    "pair": _pair,
    "full_length": _full_length,
    "preferred_time": _preferred_time,
}


def clash(one: Item, other: Item) -> bool:
    """Whether two sessions overlap, or reach into each other's buffer."""
    first, second = (one, other) if one.start <= other.start else (other, one)
    return second.start - first.end < max(first.wanted.buffer[1], second.wanted.buffer[0])


def clashes(week: Week) -> Iterator[tuple[Item, Item]]:
    """The sessions that cannot both be."""
    return (pair for pair in combinations(week, 2) if clash(*pair))
