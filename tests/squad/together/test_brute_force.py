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
from tests.squad.together.squads import Tiny, by_hand, random_squad

PAIRS, TRIPLES, BATCH = 20, 8, 4


def joint_score(tiny: Tiny) -> tuple[int, int] | None:
    """What one model for all says is best."""
    found = solve_joint(Table.of(tiny.squad, [Seat.of(one.id, one.case, tiny.squad) for one in tiny.members]), Budget(None))
    assert found.status in {"optimal", "infeasible"}
    assert found.score == found.bound
    return None if found.score is None else (found.score.left_out, found.score.points)


def check(tiny: Tiny, seed: int) -> None:
    """Both methods against all combinations."""
    expected = by_hand(tiny)
    assert joint_score(tiny) == expected, seed
    found = fit_together(tiny.squad, tiny.members)
    if expected is None:
        assert found.out, seed
        assert len(found.schedules) < len(tiny.members), seed
        return
    assert (found.status, found.left_out, found.points) == ("optimal", *expected), seed
    assert found.bound is not None
    assert (found.bound.left_out, found.bound.points) == expected, seed


@pytest.mark.parametrize("first", range(0, PAIRS, BATCH))
def test_two_athletes(first: int) -> None:
    for seed in range(first, first + BATCH):
        check(random_squad(seed), seed)


@pytest.mark.parametrize("first", range(1000, 1000 + TRIPLES, BATCH))
def test_three_athletes(first: int) -> None:
    for seed in range(first, first + BATCH):
        check(random_squad(seed, 3), seed)


@pytest.mark.parametrize("first", range(2000, 2000 + TRIPLES, BATCH))
def test_fair(first: int) -> None:
    """The worst loss is as small as it can be, and the sum is the least under that."""
    for seed in range(first, first + BATCH):
        tiny = random_squad(seed)
        expected = by_hand(tiny, fair=True)
        if expected is not None:
            found = fit_together(tiny.squad, tiny.members, fair=True)
            assert found.worst is not None
            got = (found.worst.left_out, found.worst.points, found.left_out, found.points)
            assert (found.status, *got) == ("optimal", *expected), seed


def test_the_squads_tell() -> None:
    """Among them are squads with losses, with nobody's week possible beside the others, and with group sessions held and not held."""
    squads = [random_squad(seed, 3) for seed in range(1000, 1000 + TRIPLES)] + [random_squad(seed) for seed in range(PAIRS)]
    found = [fit_together(tiny.squad, tiny.members) for tiny in squads]
    assert any(one.losses for one in found)
    assert any(one.out for one in found)
    held = [group.start is not None for one in found for group in one.groups]
    assert any(held)
    assert not all(held)
