"""Squads whose best weeks can be told by looking: the oracle and the program say the same of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.athlete import Wanted, kinds, words_of
from tests.oracle.athlete import athlete as read
from tests.oracle.best import best
from tests.oracle.by_hand import KNOWN, athlete, run
from tests.oracle.compare import told_by, wrong
from tests.oracle.rules import Item, cost
from tests.oracle.runs import commanded, fitted


@pytest.mark.parametrize("name", KNOWN)
def test_the_oracle_is_right(name: str) -> None:
    known = KNOWN[name]
    found = best(known.club)
    assert (found.cost, found.worst) == (known.cost, known.worst)


@pytest.mark.parametrize("way", [fitted, commanded])
@pytest.mark.parametrize("name", KNOWN)
def test_the_program_is_right(name: str, way) -> None:
    club = KNOWN[name].club
    assert wrong(club, told_by(way, club), best(club)) == []


def test_the_oracle_shares_no_code_with_the_program() -> None:
    """Only those modules that run the program import it; the kinds come from the command line."""
    importing = {path.name for path in Path(__file__).parent.glob("*.py") if "from solver" in path.read_text(encoding="utf-8")}
    assert importing - {Path(__file__).name} == {"runs.py", "test_same_weeks.py"}


def item(kind: str, day: int, start: int, minutes: int = 60, most: int = 60, preferred=None) -> Item:
    """A session so many minutes after midnight."""
    wanted = Wanted(kind, kind, words_of(kinds()[kind], kind), minutes, most, "normal", 5, preferred=preferred)
    return Item(wanted, 1440 * day + start, 1440 * day + start + minutes, day)


WEEK = [
    item("easy_run", 0, 600, 30, most=60, preferred=((0, 600),)),
    item("heavy_legs", 0, 700),
    item("intervals", 1, 600),
    item("long_run", 2, 600, preferred=((3000, 4000),)),
]
AMOUNTS = [
    ({"rule": "apart", "between": "run", "and": "lift", "hours": 1.25}, 1),  # 70 minutes from the easy run to the lift
    ({"rule": "apart", "between": "run", "and": "lift", "hours": 1}, 0),
    ({"rule": "spacing", "of": "run", "days": 1}, 0),
    ({"rule": "spacing", "of": "run", "days": 2}, 2),  # Monday and Tuesday, Tuesday and Wednesday
    ({"rule": "spacing", "of": "lift", "from": "hard+run", "days": 3}, 2),  # two hard runs in the two days after
    ({"rule": "clear_before", "no": "heavy_legs", "before": "intervals"}, 1),
    ({"rule": "clear_before", "no": "heavy_legs", "before": "intervals", "days": 0}, 0),
    ({"rule": "clear_before", "no": "easy_run", "before": "heavy_legs", "days": 0}, 1),  # earlier on the day
    ({"rule": "count", "of": "run", "at_least": 4, "at_most": 5}, 1),
    ({"rule": "count", "of": "run", "at_most": 1}, 2),
    ({"rule": "count", "of": "run", "at_most": 1, "days": ["mon", "tue"]}, 1),
    ({"rule": "count", "of": "!swim", "per": "day", "at_most": 1}, 1),
    ({"rule": "count", "of": ["run", "lift"], "per": "day", "at_least": 1}, 4),  # Thursday to Sunday
    ({"rule": "order", "first": "lift", "then": "run"}, 1),
    ({"rule": "order", "first": "run", "then": "lift"}, 0),
    ({"rule": "pair", "each": "run", "with": "lift"}, 2),
    ({"rule": "full_length", "of": "run", "each": 20}, 2),  # half an hour short
    ({"rule": "preferred_time", "of": "run"}, 1),  # 10:00 is not before 10:00; Wednesday is as wished
]


@pytest.mark.parametrize(("rule", "amount"), AMOUNTS)
def test_the_rules_of_the_oracle(rule, amount) -> None:
    """What a rule counts, counted by a person."""
    data = athlete("ann", run(), overrides=[{"id": "rule", "level": "should", "points": 1, **rule}])
    assert cost(read(data, {"week": "2026-11-23"}), WEEK) == amount
    data["overrides"][0] |= {"level": "must", "allow": amount}
    assert cost(read(data, {"week": "2026-11-23"}), WEEK) == 0
    if amount:
        data["overrides"][0]["allow"] = amount - 1
        assert cost(read(data, {"week": "2026-11-23"}), WEEK) is None
