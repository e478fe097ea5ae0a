"""The squad's judge: what it passes, and that it finds every way in which schedules stop being a squad's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.domain.schedule import Schedule
from solver.squad.together.fit import fit_together
from solver.squad.together.judge import squad_faults
from tests.squad.together.squads import member, random_squad, squad_of

SQUAD = squad_of(
    shared=[{"place": "gym", "capacity": 1, "open": "08:00-20:00"}],
    together=[
        {
            "id": "club", "kind": "long_run", "minutes": 60, "place": "road", "who": ["ann", "bob"], "days": ["mon"],
            "between": "09:00-12:00", "at_least": 1, "at_most": 2, "coach": "sam",
        },
        {"id": "late-club", "kind": "easy_run", "minutes": 30, "place": "road", "coach": "sam", "at_least": 2},
    ],
    coaches={"sam": {"availability": {"mon": ["09:00-13:00"], "tue": ["09:00-13:00"]}}},
)  # fmt: skip


def session(id_: str, kind: str, start: str, minutes: int, place: str) -> dict[str, Any]:
    return {"id": id_, "kind": kind, "start": f"2026-11-{start}:00+00:00", "minutes": minutes, "place": place}


def club(start: str = "23T09:00", **changed: Any) -> dict[str, Any]:
    return session("club", "long_run", start, 60, "road") | {"group": "club"} | changed


def lift(start: str, minutes: int = 60) -> dict[str, Any]:
    return session("lift", "heavy_legs", start, minutes, "gym")


def late(start: str = "23T11:00") -> dict[str, Any]:
    return session("late-club", "easy_run", start, 30, "road") | {"group": "late-club"}


def faults(**weeks: list[dict[str, Any]]) -> tuple[str, ...]:
    return squad_faults(SQUAD, {id_: Schedule.model_validate({"sessions": week}) for id_, week in weeks.items()})


@pytest.mark.parametrize(
    "weeks",
    [
        {},
        {"ann": [lift("23T08:00")], "bob": [lift("23T09:00")]},
        {"ann": [lift("23T19:00")], "bob": [club()]},
        {"ann": [club(), late()], "bob": [club(), late()]},
        {"ann": [club("23T12:00", group=None)], "eve": [late("24T12:30")], "bob": [late("24T12:30")]},
    ],
)
def test_what_passes(weeks):
    assert faults(**weeks) == ()


@pytest.mark.parametrize(
    ("weeks", "told"),
    [
        ({"ann": [lift("23T08:00")], "bob": [lift("23T08:55")]}, "2 are at gym on Mon 23 Nov 08:55; 1 fit."),
        ({"ann": [lift("23T07:55")]}, "ann is at gym for lift (Mon 23 Nov 07:55) while it is closed."),
        ({"ann": [lift("23T19:05")]}, "ann is at gym for lift (Mon 23 Nov 19:05) while it is closed."),
        ({"eve": [club()]}, "club is not for eve."),
        ({"ann": [club()], "bob": [club("23T09:05")]}, "club starts at 2 different times."),
        ({"ann": [club(minutes=55)]}, "club is long_run of 60 minutes at road, but not for ann."),
        ({"ann": [club(place="trail")]}, "club is long_run of 60 minutes at road, but not for ann."),
        ({"ann": [club(kind="easy_run")]}, "club is long_run of 60 minutes at road, but not for ann."),
        ({"ann": [club("24T09:00")]}, "club is not on one of its days (Tue 24 Nov 09:00)."),
        ({"ann": [club("23T11:30")]}, "club is outside its hours (Mon 23 Nov 11:30)."),
        ({"ann": [late()]}, "late-club is held with 1; at least 2 are wanted."),
        ({"ann": [late("23T12:45")], "bob": [late("23T12:45")]}, "sam is not available for late-club."),
        ({"ann": [club()], "eve": [late("23T09:30")], "bob": [late("23T09:30")]}, "sam leads club and late-club at one time."),
    ],
)
def test_what_does_not(weeks, told):
    assert faults(**weeks) == (told,)


def test_too_many_in_a_group():
    squad = squad_of(together=[{"id": "club", "kind": "long_run", "minutes": 60, "place": "road", "at_most": 1}])
    weeks = {id_: Schedule.model_validate({"sessions": [club()]}) for id_ in ("ann", "bob")}
    assert squad_faults(squad, weeks) == ("club is held with 2; at most 1 can take part.",)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), number=st.integers(2, 4))
def test_what_is_found_passes_and_its_bound_holds(seed, number):
    tiny = random_squad(seed, number)
    found = fit_together(tiny.squad, tiny.members, effort=2.0)
    weeks = {str(week.scenario): week for week in found.schedules}
    assert squad_faults(tiny.squad, weeks) == ()
    for place in tiny.squad.shared:
        there = [item for week in weeks.values() for item in week.sessions if item.place == place.place]
        for moment in (item.start for item in there):
            assert sum(item.start <= moment < item.start + timedelta(minutes=item.minutes) for item in there) <= place.capacity
    if found.schedules:
        assert (found.bound.left_out, found.bound.points) <= (found.left_out, found.points)
        assert found.left_out == sum(week.left_out for week in found.schedules)
        assert found.points == sum(week.points for week in found.schedules)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_tampering_is_noticed(data):
    """A gym for one, full from 18:00 to 20:00: whoever is moved within these hours meets the other; a moved member of a group is alone."""
    gym = squad_of(
        shared=[{"place": "gym", "capacity": 1}], together=[{"id": "run", "kind": "long_run", "minutes": 30, "place": "road"}]
    )
    week = {
        "availability": {"mon": ["18:00-20:00 gym"], "tue": ["18:00-20:00 road"]},
        "sessions": [{"kind": "upper_body_lift", "minutes": 60, "places": ["gym"]}],
    }
    found = fit_together(gym, [member("ann", week), member("bob", week)])
    weeks = {str(one.scenario): one for one in found.schedules}
    assert squad_faults(gym, weeks) == ()
    who = data.draw(st.sampled_from(sorted(weeks)))
    index = data.draw(st.sampled_from(range(len(weeks[who].sessions))))
    item = weeks[who].sessions[index]
    limits = (-55, 55) if item.place == "road" else (-50, -5) if f"{item.start:%H}" == "19" else (5, 50)
    minutes = data.draw(st.integers(*limits).filter(bool))
    moved = item.model_copy(update={"start": item.start + timedelta(minutes=minutes)})
    sessions = (*weeks[who].sessions[:index], moved, *weeks[who].sessions[index + 1 :])
    assert squad_faults(gym, {**weeks, who: weeks[who].model_copy(update={"sessions": sessions})}) != ()
