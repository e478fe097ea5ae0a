"""Squads that are told otherwise, or have more of what is of no use: they cost the same, and as much is proven."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from random import Random

import pytest

from tests.oracle.best import best
from tests.oracle.club import Club
from tests.oracle.compare import told_by
from tests.oracle.random_clubs import random_club
from tests.oracle.runs import commanded, fitted
from tests.oracle.sample import THOROUGH, seeds
from tests.oracle.squad_changes import (
    CHANGES,
    a_group_nobody_can_join,
    athletes_in_another_order,
    side_by_side,
    tables_in_another_order,
)
from tests.oracle.verify import verify
from tests.oracle.weeks import plus

FIRST = 5000  # other squads than those that the oracle is asked about
ALWAYS = (athletes_in_another_order, tables_in_another_order, a_group_nobody_can_join)


def answer(club: Club, way=fitted) -> tuple[object, ...]:
    """What the weeks of a squad cost, whether that is proven, and the worst loss (nothing where nobody has a week); what is wrong with them."""
    told = told_by(way, club)
    verdict = verify(club, told)
    return verdict.cost, told.proven, told.worst or (0, 0), verdict.faults


@pytest.mark.parametrize("seed", seeds(40, share=0.5))
def test_a_change_that_changes_nothing(seed: int) -> None:
    random = Random(f"changes {seed}")
    club = random_club(FIRST + seed)
    before = answer(club)
    for change in CHANGES if THOROUGH else (ALWAYS[seed % 3], *random.sample(CHANGES, 2)):
        assert answer(change(random, club)) == before, change.__name__


@pytest.mark.parametrize("seed", seeds(10, share=0.1))
def test_all_at_once_by_the_command(seed: int) -> None:
    random = Random(f"changes {seed}")
    club = changed = random_club(2 * FIRST + seed)
    for change in CHANGES:
        changed = change(random, changed)
    assert answer(changed, commanded) == answer(club, commanded)


@pytest.mark.parametrize("seed", seeds(10, share=0.2))
def test_two_squads_side_by_side(seed: int) -> None:
    """What they cost is what each of them costs."""
    clubs = (replace(random_club(number), fair=False) for number in count(3 * FIRST + 100 * seed))
    one = next(clubs)
    other = next(club for club in clubs if club.week == one.week and club.zone == one.zone)
    both = told_by(fitted, side_by_side(Random(seed), one, other))
    verdict = verify(side_by_side(Random(seed), one, other), both)
    assert (verdict.cost, both.proven, verdict.faults) == (plus(best(one).cost, best(other).cost), True, [])


@pytest.mark.parametrize("change", CHANGES)
def test_the_changes_are_of_no_matter(change) -> None:
    """The oracle, which has read the documents only, finds the same optimum."""
    for seed in range(8):
        club = random_club(FIRST + seed)
        before, after = best(club), best(change(Random(seed), club))
        assert after == before, seed
