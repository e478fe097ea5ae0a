"""Circles that have nothing to do with each other: each has its share of the effort, and what some do not need is handed on."""

from __future__ import annotations

import pytest

from benchmarks.tight_gyms import members, squad
from solver.model.budget import Budget
from solver.squad.together.allocation import allocated
from solver.squad.together.crew import Stopped
from solver.squad.together.fit import fit_together
from solver.squad.together.week_solvers import WeekSolvers

CLUBS = 3


@pytest.fixture(scope="module")
def clubs():
    """Three clubs of five with a gym for one each."""
    return squad(1, CLUBS), members(5, clubs=CLUBS)


def spending(needs, log):
    """Searches that need so much effort each, and spend it in steps of one."""

    def search(number, crew):
        log.append((number, crew.budget.effort_left))
        try:
            for _ in range(needs[number]):
                crew.check()
                crew.spend(1.0)
        except Stopped:
            return False
        return True

    return search


@pytest.mark.parametrize("workers", [1, 2])
def test_what_some_do_not_need_is_handed_on(workers):
    """Of 40 each may have 10: the first needs 1, so the second gets its 19. The third needs all that there is."""
    log: list[tuple[int, float]] = []
    found = allocated(WeekSolvers([], workers), Budget(None, 40.0), [1, 1, 1, 1], spending([1, 15, 10**6, 10], log))
    assert found.results == [True, True, False, True]
    assert sorted(log[:4]) == [(0, 10.0), (1, 10.0), (2, 10.0), (3, 10.0)]
    assert sorted(log[4:6]) == [(1, 14.5), (2, 14.5)]  # 9 are left of 40
    assert found.effort == pytest.approx(40.0, abs=1.0)


def test_shares_are_by_size():
    log: list[tuple[int, float]] = []
    allocated(WeekSolvers([]), Budget(None, 40.0), [30, 10], spending([10**6, 10**6], log))
    assert log == [(0, 30.0), (1, 10.0)]


def test_without_a_limit_nothing_is_shared():
    log: list[tuple[int, float | None]] = []
    assert allocated(WeekSolvers([]), Budget(None), [3, 1], spending([50, 50], log)).results == [True, True]
    assert log == [(0, None), (1, None)]


def test_time_is_shared_too():
    log: list[float] = []
    allocated(WeekSolvers([]), Budget(60.0), [1, 1, 2], lambda _, crew: log.append(crew.budget.left))
    assert log == pytest.approx([15.0, 20.0, 60.0], abs=1.0)  # a quarter, a third of what is left, all that is left


def test_the_first_clubs_do_not_eat_it_all(clubs):
    """However little there is, every club has weeks, and each is as well off as if it had its share of the effort to itself."""
    shared, athletes = clubs
    found = fit_together(shared, athletes, effort=0.3)
    assert len(found.schedules) == len(athletes)


def test_workers_change_nothing(clubs):
    """Not with several clubs side by side either, of which some get what others leave."""
    shared, athletes = clubs
    one, two = (fit_together(shared, athletes, effort=0.6, workers=number) for number in (1, 2))
    assert one.to_json() == two.to_json()
    assert [week.to_json() for week in one.schedules] == [week.to_json() for week in two.schedules]
