"""Tiny squads against all that they could do: the sum of both levels, room, opening hours, group sessions, coaches, fairness.

Every combination of every athlete's weeks is tried in plain Python, which shares nothing with CP-SAT; the search by prices and the one
model for all must both find the best of them and prove it.
"""

from __future__ import annotations

import pytest

from solver.model.budget import Budget
from solver.squad.together.fit import fit_together
from solver.squad.together.joint import solve_joint
from solver.squad.together.seat import Seat
from solver.squad.together.table import Table
from solver.squad.together.values import Together
from tests.squad.together.squads import Tiny, mixed_squad, random_squad
from tests.squad.together.trying import by_hand

PAIRS, TRIPLES, MIXED, BATCH = 20, 8, 20, 4


def joint_score(tiny: Tiny) -> tuple[int, ...]:
    """What one model for all says is best."""
    found = solve_joint(Table.of(tiny.squad, [Seat.of(one.id, one.case, tiny.squad) for one in tiny.members]), Budget(None))
    assert found.status == "optimal"
    assert found.score is not None
    assert found.score == found.bound
    return found.score.out, found.score.given_up, found.score.left_out, found.score.points


def levels(found: Together) -> tuple[int, ...]:
    """What the weeks cost, level by level."""
    return len(found.out), found.given_up, found.left_out or 0, found.points or 0


def check(tiny: Tiny, seed: int) -> None:
    """Both methods against all combinations."""
    expected = by_hand(tiny)
    assert joint_score(tiny) == expected, seed
    found = fit_together(tiny.squad, tiny.members)
    assert levels(found) == expected, seed
    if found.schedules:
        assert found.status == "optimal", seed
        assert found.bound is not None
        assert (found.bound.given_up, found.bound.left_out, found.bound.points) == expected[1:], seed


@pytest.mark.parametrize("first", range(0, PAIRS, BATCH))
def test_two_athletes(first: int) -> None:
    for seed in range(first, first + BATCH):
        check(random_squad(seed), seed)


@pytest.mark.parametrize("first", range(1000, 1000 + TRIPLES, BATCH))
def test_three_athletes(first: int) -> None:
    for seed in range(first, first + BATCH):
        check(random_squad(seed, 3), seed)


def check_fair(tiny: Tiny, seed: int) -> None:
    """The worst loss is as small as it can be, and the sum is the least under that; neither costs anybody a must-have."""
    found = fit_together(tiny.squad, tiny.members, fair=True)
    assert found.worst is not None
    out, given_up, left_out, points = levels(found)
    got = (out, given_up, found.worst.left_out, found.worst.points, left_out, points)
    assert (found.status, *got) == ("optimal", *by_hand(tiny, fair=True)), seed


@pytest.mark.parametrize("first", range(2000, 2000 + TRIPLES, BATCH))
def test_fair(first: int) -> None:
    for seed in range(first, first + BATCH):
        check_fair(random_squad(seed), seed)


@pytest.mark.parametrize("seed", [6106, 6214, 20223])
def test_fair_where_must_haves_collide(seed: int) -> None:
    """In the first two the loss could be smaller if one more session were given up; in the last the worst-off pays fewer points."""
    check_fair(mixed_squad(seed, 3), seed)


@pytest.mark.parametrize("first", range(5000, 5000 + MIXED, BATCH))
def test_colliding_must_haves(first: int) -> None:
    """Key and fixed sessions that do not all fit, groups to which some are invited, several of a kind, names that mean two things."""
    for seed in range(first, first + BATCH):
        check(mixed_squad(seed), seed)


@pytest.mark.parametrize("first", range(6000, 6000 + TRIPLES, BATCH))
def test_colliding_must_haves_of_three(first: int) -> None:
    for seed in range(first, first + BATCH):
        check(mixed_squad(seed, 3), seed)


@pytest.mark.parametrize("seed", [6184])
def test_weeks_that_differ_only_in_what_is_given_up(seed: int) -> None:
    """Two weeks take and cost the same but for a session that is given up."""
    check(mixed_squad(seed, 3), seed)


@pytest.mark.parametrize("first", range(7000, 7000 + TRIPLES, BATCH))
def test_the_order_of_groups_changes_nothing(first: int) -> None:
    for seed in range(first, first + BATCH):
        tiny = mixed_squad(seed, 3)
        other = tiny.squad.model_copy(update={"together": tiny.squad.together[::-1]})
        one, two = fit_together(tiny.squad, tiny.members), fit_together(other, tiny.members[::-1])
        assert (one.status, *levels(one)) == (two.status, *levels(two)), seed


def test_the_squads_tell() -> None:
    """Among them are squads with losses, with must-haves given up, and with group sessions held and not held."""
    squads = [random_squad(seed, 3) for seed in range(1000, 1000 + TRIPLES)] + [random_squad(seed) for seed in range(PAIRS)]
    squads += [mixed_squad(seed, 3) for seed in range(6000, 6000 + TRIPLES)]
    found = [fit_together(tiny.squad, tiny.members) for tiny in squads]
    assert any(one.losses for one in found)
    assert any(one.given_up for one in found)
    held = [group.start is not None for one in found for group in one.groups]
    assert any(held)
    assert not all(held)
