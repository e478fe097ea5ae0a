"""Weeks for everybody where there is room for everybody, however little effort may be spent; weeks for all but one where there is not."""

from __future__ import annotations

from itertools import permutations

import pytest
from ortools.sat.python import cp_model

from benchmarks.tight_gyms import EVENINGS, members, scenarios, squad
from solver.squad.together import circle, master
from solver.squad.together.fit import fit_together
from solver.squad.together.judge import squad_faults
from tests.squad.together.squads import member, random_squad, squad_of
from tests.squad.together.test_together import GYM, LIFT, lifter

LITTLE = 1e-6


def key_lifter(id_, *hours):
    """Somebody who has to lift on Monday evening, in one of several stretches of hours."""
    return member(id_, {"availability": {"mon": [f"{span} gym" for span in hours]}, "sessions": [{**LIFT, "priority": "key"}]})


@pytest.mark.parametrize(("number", "capacity", "seed"), [(12, 1, 0), (12, 1, 2), (14, 1, 0), (14, 1, 2), (14, 1, 4), (24, 2, 0)])
def test_however_little_effort(number, capacity, seed):
    """Gyms in which the best weeks of all collide again and again: as many have weeks as key sessions can be packed into the gym at all."""
    shared, athletes = squad(capacity), members(number, seed)
    found = fit_together(shared, athletes, effort=LITTLE)
    assert len(found.schedules) == most_key_lifts(number, capacity, seed) == number
    assert squad_faults(shared, {str(week.scenario): week for week in found.schedules}) == ()


def most_key_lifts(number, capacity, seed):
    """How many key sessions fit into the gym: packed by a model that knows nothing else of the weeks."""
    model = cp_model.CpModel()
    stretches, placed = [], []
    for data in scenarios(number, seed):
        minutes = data["sessions"][0]["minutes"]
        mine = []
        for day, hours in evenings(data):
            first, last = (24 * 60 * EVENINGS.index(day) + 60 * hour for hour in hours)
            start = model.new_int_var_from_domain(cp_model.Domain.from_values(range(first, last - minutes + 1, 15)), "")
            mine.append(model.new_bool_var(""))
            stretches.append(model.new_optional_interval_var(start, minutes, start + minutes, mine[-1], ""))
        model.add_at_most_one(mine)
        placed += mine
    model.add_cumulative(stretches, [1] * len(stretches), capacity)
    model.maximize(cp_model.LinearExpr.sum(placed))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return round(solver.objective_value)


def evenings(data):
    """The evenings on which somebody is free and the gym is open, with the first and the last hour."""
    for day in (day for day in data["availability"] if day in EVENINGS):
        first, last = (int(clock[:2]) for clock in data["availability"][day][0].split()[0].split("-"))
        yield day, (first, min(last, 21))


def test_whatever_the_order():
    """Ann can come at any time and would have the first hour; each of the others has one hour. Somebody has to move for the last of them."""
    several = [
        key_lifter("ann", "17:00-18:00", "18:00-19:00", "19:00-20:00", "20:00-21:00"),
        key_lifter("bob", "17:00-18:00", "18:00-19:00", "19:00-20:00"),
        key_lifter("eve", "17:00-18:00", "18:00-19:00"),
        key_lifter("joe", "17:00-18:00"),
    ]
    for order in permutations(several):
        assert len(fit_together(squad_of(shared=[GYM]), order, effort=LITTLE).schedules) == len(several)


def test_a_chain_of_moves():
    """Each can have one of two hours, and whoever is put in first takes the hour that the next one would have: only one way is left."""
    hours = [f"{hour}:00-{hour + 1}:00" for hour in range(12, 20)]
    chain = [key_lifter(f"a{number}", *hours[number : number + 2]) for number in range(7)]
    for last in (hours[0], hours[7]):
        several = [*chain, key_lifter("last", last)]
        for order in (several, several[::-1], [*several[::2], *several[1::2]]):
            assert len(fit_together(squad_of(shared=[GYM]), order, effort=LITTLE).schedules) == len(several)


def test_all_but_one():
    """Three must have one of two hours: two have it, the third gives it up. That no third finds one is not proven, and so it is said."""
    several = [lifter(id_, "18:00-20:00", priority="key") for id_ in ("ann", "bob", "eve")]
    found = fit_together(squad_of(shared=[GYM]), several, effort=LITTLE)
    assert found.status == "feasible"
    assert (len(found.schedules), found.given_up, found.out) == (3, 1, ())
    assert found.bound.given_up <= 1
    assert (found.bound.left_out, found.bound.points) <= (found.left_out, found.points)
    assert squad_faults(squad_of(shared=[GYM]), {str(week.scenario): week for week in found.schedules}) == ()


@pytest.mark.parametrize(("seed", "number"), [(8, 5), (134, 6), (3000, 4)])
def test_what_a_relaxation_is_sure_of_is_a_solution(seed, number, monkeypatch):
    """Even where nothing else puts weeks together: the best are proven, and not left lying."""
    tiny = random_squad(seed, number)
    best = fit_together(tiny.squad, tiny.members)
    monkeypatch.setattr(master.Master, "pick", lambda *_: {})
    found = fit_together(tiny.squad, tiny.members)
    assert found.status == "optimal"
    assert (found.left_out, found.points) == (best.left_out, best.points)


@pytest.mark.parametrize(("seed", "number"), [(8, 5), (105, 6)])
def test_the_bound_that_is_told_is_that_of_all_open_parts(seed, number, monkeypatch):
    """It never comes down, and is never above a value that is found, then or later."""
    told = []
    monkeypatch.setattr(circle.Circle, "_told", lambda *_: lambda value, bound: told.append((value, bound or 0)))
    tiny = random_squad(seed, number)
    assert fit_together(tiny.squad, tiny.members).status == "optimal"
    bounds, values = [bound for _, bound in told], [value for value, _ in told if value is not None]
    assert bounds == sorted(bounds)
    assert max(bounds) <= min(values)
