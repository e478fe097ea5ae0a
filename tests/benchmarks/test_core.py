"""The instance that every solver gets says the same week as weekfit's own model reads."""

import json

import pytest

from benchmarks.core import NotCore, dearest, exported, placed_in
from benchmarks.opponents.instance import Instance
from benchmarks.population import weeks
from benchmarks.weeks import core_case, laid_out
from solver.judge import judge
from solver.model.search import Budget, search
from solver.model.slots import slots

WEEKS = list(weeks(48))


def instance_of(data):
    case = core_case(data)
    return case, exported(data["athlete"]["id"], case.problem, case.rules)


@pytest.mark.parametrize("data", WEEKS, ids=lambda data: data["athlete"]["id"])
def test_sessions_can_lie_where_the_model_thinks(data):
    """The instance's slots are found start by start; the model's by arithmetic on windows. Every start has the same latest end."""
    case, week = instance_of(data)
    grid = week.grid
    for session, exported_ in zip(case.problem.sessions, week.sessions, strict=False):
        theirs = {}
        for slot in slots(case.problem, session):
            for start in range(slot.first, slot.last + 1, grid):
                theirs[start] = max(slot.until, theirs.get(start, 0))
        ours = {
            week.origin + start * grid: week.origin + slot.until * grid
            for slot in exported_.slots
            for start in range(slot.first, slot.last + 1)
        }
        assert ours == theirs, session.id
        for slot in exported_.slots:
            assert {case.problem.clock.day_of(week.origin + s * grid) for s in (slot.first, slot.last)} == {slot.day}


def test_gaps_hold_the_whole_buffer():
    """Starts are on the grid: whoever gets the instance keeps a buffer of 20 minutes on a grid of 15 as two steps."""
    data = {**WEEKS[0], "grid": 15, "sessions": [{"kind": "easy_run", "minutes": 30, "buffer": [20, 5]}]}
    _, week = instance_of(data)
    assert (week.sessions[0].before, week.sessions[0].after) == (2, 1)


def test_an_instance_survives_json():
    _, week = instance_of(WEEKS[9])
    assert Instance.of(json.loads(json.dumps(week.to_json()))) == week


def test_heavy_outweighs_all_points():
    for data in WEEKS[:8]:
        case, week = instance_of(data)
        found = search(case.problem, case.rules, Budget(1.0))
        if found.score:
            assert found.score.points <= dearest(week) < week.heavy


def test_an_answer_is_judged_as_what_it_is():
    case, week = instance_of(WEEKS[1])
    found = search(case.problem, case.rules)
    positions = {session.id: number for number, session in enumerate(week.sessions)}
    answer = [(positions[p.session.id], (p.start - week.origin) // week.grid, p.minutes // week.grid) for p in found.placed]
    placed = placed_in(case.problem, week, answer)
    assert {(p.session.id, p.start, p.minutes) for p in placed} == {(p.session.id, p.start, p.minutes) for p in found.placed}
    assert judge(case.problem, case.rules, placed).score == found.score


def test_what_the_core_has_not_is_refused():
    case = laid_out(WEEKS[0])
    with pytest.raises(NotCore):
        exported("base", case.problem, case.rules)
    repeating = laid_out({**WEEKS[0], "repeats": True})
    with pytest.raises(NotCore, match="repeats"):
        exported("repeating", repeating.problem, ())
