"""Random small squads against all that they could do: value, bound and status, and whether every schedule may be.

The oracle reads the files anew and shares no code with the search, its model or its judges.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.oracle.best import best
from tests.oracle.club import Club
from tests.oracle.compare import told_by, wrong, wrong_when_starved
from tests.oracle.random_clubs import random_club
from tests.oracle.runs import commanded, fitted
from tests.oracle.sample import THOROUGH, seeds
from tests.oracle.verify import Told
from tests.oracle.weeks import Weeks

STARVED = 0.02  # deterministic seconds: often less than a first proof takes


@pytest.mark.parametrize("seed", seeds(100))
def test_the_best_weeks(seed: int) -> None:
    """`fit_together` finds and proves the optimum; so does the command, through its files."""
    club = random_club(seed)
    expected = best(club)
    for way in (fitted, commanded) if THOROUGH or seed % 2 else (fitted,):
        assert wrong(club, told_by(way, club), expected) == [], way.__name__


def hasty(club: Club, folder: Path) -> Told:
    """No effort at all."""
    return fitted(club, folder, 0.0)


def hurried(club: Club, folder: Path) -> Told:
    """A little effort."""
    return fitted(club, folder, STARVED)


def hurried_command(club: Club, folder: Path) -> Told:
    """The same by the command."""
    return commanded(club, folder, "--together", str(STARVED))


@pytest.mark.parametrize("seed", seeds(30, share=0.3))
def test_with_little_effort(seed: int) -> None:
    """Whatever comes out with little effort may be, its bound holds, and it is called the best only where it is."""
    club = random_club(seed)
    expected = best(club)
    for way in (hasty, hurried, hurried_command) if THOROUGH else (hasty, hurried):
        assert wrong_when_starved(club, told_by(way, club), expected) == [], way.__name__


def test_the_random_squads_tell() -> None:
    """Among them is all that squads can have: losses of every level, groups of one kind or called like a session, coaches, time zones."""
    seen: Counter[str] = Counter()
    for seed in range(100):
        club = random_club(seed)
        out, given_up, left_out, points = best(club).cost
        groups = club.squad["together"]
        wishes = [wish for data in club.scenarios for wish in data["sessions"]]
        seen.update(
            {
                "somebody has no week": out > 0,
                "a key session is given up": given_up > 0 and not out,
                "something is left out": left_out > 0,
                "points": points > 0,
                "nothing is lost": not (out or given_up or left_out),
                "fair": club.fair,
                "groups of one kind": len({group["kind"] for group in groups}) < len(groups),
                "only some are invited": any("who" in group for group in groups),
                "called like a session": any(group["id"] == group["kind"] for group in groups),
                "coaches": bool(club.squad["coaches"]),
                "time zones": len({athlete.zone.key for athlete in club.athletes}) > 1,
                "a place that closes": any("open" in shared for shared in club.squad["shared"]),
                "several places": any("gym" in wish["places"] and len(wish["places"]) > 1 for wish in wishes),
                "counts": any("count" in wish for wish in wishes),
                "fixed": any("at" in wish for wish in wishes),
                "fits nowhere": any(wish["minutes"] == 240 for wish in wishes),
                "only with a group": any(_only_with_a_group(Weeks(club, athlete)) for athlete in club.athletes),
            }
        )
    assert {what for what, number in seen.items() if number < 3} == set(), seen


def _only_with_a_group(weeks: Weeks) -> bool:
    """Whether an athlete has a week with a group and none without."""
    return weeks.alone is None and any(not choice.cost[1] for choice in weeks.choices)
