"""Repairs of single weeks: windows that join, sessions that move with their buffers, wishes for several."""

from __future__ import annotations

import pytest

from solver.explain.repairs import repairs
from solver.files.reader import read_case
from solver.rulesets.case import Case
from tests.explain.weeks import CASES, case_of


def crowded(**more):
    return {"week": "2026-11-23", "rules": "free", "grid": 15, **more}


def test_a_window_that_grows_joins_the_next_one():
    """Half an hour closes the gap between two windows; the long run needs no more."""
    case = case_of(
        crowded(
            availability={"mon": ["06:00-07:00 road", "07:30-08:30 road"], "sun": ["06:00-08:30 gym"]},
            sessions=[{"kind": "long_run", "minutes": 120, "priority": "key", "places": ["road"]}],
        )
    )
    texts = [repair.text for repair in repairs(case).repairs]
    assert "Let the window of Mon 06:00-07:00 end at 07:30 instead of 07:00 (30 min more)." in texts


def test_a_fixed_session_is_moved_though_a_window_would_take_it_too():
    """Its own time can be moved a little; that a window on another day has room for it is no nearer."""
    case = case_of(
        crowded(
            availability={"tue": "18:00-19:00", "sat": "06:00-20:00"},
            sessions=[
                {"kind": "tempo_run", "at": "tue 18:00", "minutes": 60},
                {"kind": "mobility", "minutes": 30, "priority": "key", "days": "tue"},
            ],
        )
    )
    texts = [repair.text for repair in repairs(case).repairs]
    assert "Move tempo_run from Tue 24 Nov 18:00 to Tue 24 Nov 17:30." in texts


def test_buffers_move_with_a_fixed_session():
    case = case_of(
        crowded(
            availability={"tue": "18:00-19:00"},
            sessions=[
                {"kind": "tempo_run", "at": "tue 18:00", "minutes": 60, "buffer": 15},
                {"kind": "mobility", "minutes": 30, "priority": "key"},
            ],
        )
    )
    texts = [repair.text for repair in repairs(case).repairs]
    assert "Move tempo_run from Tue 24 Nov 18:00 to Tue 24 Nov 17:15." in texts


def no_room(*places: str) -> Case:
    """Key sessions that no window takes."""
    kinds = ("full_body_lift", "upper_body_lift", "heavy_legs")
    sessions = [
        {"kind": kind, "minutes": 30, "priority": "key", "places": [place]} for kind, place in zip(kinds, places, strict=True)
    ]
    return case_of(crowded(availability={"every": "06:00-07:00 road"}, sessions=sessions))


def test_one_new_window_is_enough_for_several_sessions():
    texts = [repair.text for repair in repairs(no_room("gym", "gym", "gym")).repairs]
    assert len(texts) == 7
    assert "Free 90 min on Tue 06:00-07:30 at gym, for full_body_lift, upper_body_lift and heavy_legs." in texts


def test_many_things_that_must_give_way_end_soon():
    """Every day would do for each of three sessions, but not every combination is tried."""
    case = no_room("gym", "barn", "park")
    found = repairs(case)
    assert found.complete
    assert {len(repair.changes) for repair in found.repairs} == {3}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("no-repair-at-all.json", "Let the s1 sessions be normal ones, which may be left out, instead of key ones."),
        ("no-repair-for-wish-of-three.toml", "Let the easy sessions be normal ones, which may be left out, instead of key ones."),
        ("no-repair-for-wish-of-three.toml", "Free 180 min on Mon 06:00-09:00 at road, for easy."),
        ("conflict-by-numbering.toml", "Free 60 min on Tue 06:00-07:00 at road, for easy."),
        ("conflict-by-numbering.toml", "Keep 1 of the 2 key easy sessions key, and make the others optional."),
    ],
)
def test_a_wish_for_several_is_changed_as_one_thing(name, text):
    found = repairs(read_case(str(CASES / name)))
    assert found.complete
    assert text in [repair.text for repair in found.repairs]
    assert {len(repair.changes) for repair in found.repairs} == {1}


def test_wishes_of_one_kind_are_told_apart():
    """Two tables without ids: making either of them normal is a repair of its own."""
    run = {"kind": "easy_run", "minutes": 60, "priority": "key"}
    case = case_of(crowded(availability={"mon": "06:00-07:00"}, sessions=[run, run]))
    texts = [repair.text for repair in repairs(case).repairs]
    for number in (1, 2):
        assert f"Let easy_run-{number} be a normal session, which may be left out, instead of a key one." in texts


def test_a_shorter_session_helps_where_leaving_it_out_does_not():
    """A rule asks for the run that the window is too short for."""
    case = case_of(
        crowded(
            availability={"mon": "06:00-06:30 road", "sat": "06:00-10:00 gym"},
            sessions=[{"kind": "long_run", "minutes": 60, "places": ["road"]}],
            overrides=[{"id": "a-long-run", "rule": "count", "of": "long_run", "at_least": 1}],
        )
    )
    texts = [repair.text for repair in repairs(case).repairs]
    assert "Let long_run be as short as 30 min instead of 60." in texts


def test_windows_of_the_same_hours_are_told_apart():
    case = case_of(
        crowded(
            availability={"mon": ["06:30-07:30 gym", "06:30-07:30 road"], "sat": "06:00-10:00 barn"},
            sessions=[{"kind": "easy_run", "minutes": 90, "priority": "key", "places": ["gym", "road"]}],
        )
    )
    texts = [repair.text for repair in repairs(case).repairs]
    for place in ("gym", "road"):
        assert f"Let the window of Mon 06:30-07:30 at {place} start at 06:00 instead of 06:30 (30 min more)." in texts
