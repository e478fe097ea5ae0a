"""Counting room, against counting minute by minute; the finer points of layouts, circles and prices."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from solver.squad.together.ask import SCALE, Ask, answer
from solver.squad.together.master import Prices
from solver.squad.together.room import cliques, crowded, full, peaks
from solver.squad.together.seat import Seat, Use
from solver.squad.together.table import Table
from tests.squad.together.squads import member, squad_of

HOUR = 60
CAPACITY = {"gym": 2, "pool": 1}
uses = st.lists(
    st.builds(
        lambda place, start, minutes: Use(place, start, start + minutes),
        st.sampled_from(sorted(CAPACITY)),
        st.integers(0, 20),
        st.integers(1, 8),
    ),
    max_size=8,
)


def number(found, place, minute):
    """How many are there at a minute."""
    return sum(use.place == place and use.start <= minute < use.end for use in found)


@given(uses)
def test_full_and_crowded(found):
    minutes = [(place, minute) for place in CAPACITY for minute in range(30)]
    taken = {(use.place, minute) for use in full(found, CAPACITY) for minute in range(use.start, use.end)}
    assert taken == {(place, minute) for place, minute in minutes if number(found, place, minute) >= CAPACITY[place]}
    crowds = crowded(found, CAPACITY)
    assert all(number(found, *point) - CAPACITY[point[0]] == over > 0 for point, over in crowds.items())
    assert bool(crowds) == any(number(found, place, minute) > CAPACITY[place] for place, minute in minutes)
    assert bool(crowds) == bool(peaks(((use, 1.0) for use in found), CAPACITY))
    assert not peaks(((use, 1.0 / 8) for use in found), CAPACITY)


@given(uses)
def test_cliques_say_everything(found):
    """Who is there together at any minute is there together at one of the minutes that are counted."""
    points = list(cliques(found))
    for place in CAPACITY:
        for minute in range(30):
            there = {n for n, use in enumerate(found) if use.place == place and use.start <= minute < use.end}
            held = [
                {n for n, use in enumerate(found) if use.place == place and use.start <= at < use.end}
                for where, at in points
                if where == place
            ]
            assert not there or any(there <= one for one in held)


def gym_week(id_, hours="18:00-20:00", **wish):
    lift = {"kind": "upper_body_lift", "minutes": HOUR, "places": ["gym"], "worth": 10, **wish}
    return member(id_, {"availability": {"mon": [f"{hours} gym"]}, "sessions": [lift]})


def seat_of(found, squad):
    return Seat.of(found.id, found.case, squad)


def test_prices_are_paid_and_avoided():
    """An hour in a window of two: a price at 18:30 moves it to 19:00, prices at 18:30 and 19:30 are paid once, the cheaper of the two."""
    squad = squad_of(shared=[{"place": "gym", "capacity": 1}])
    seat = seat_of(gym_week("ann"), squad)
    at = 18 * HOUR
    one = answer(seat, Ask(0, weight=1, prices=(("gym", at + 30, 90),)))
    assert (one.bound, one.column.uses) == (0, (Use("gym", at + HOUR, at + 2 * HOUR),))
    both = answer(seat, Ask(0, weight=1, prices=(("gym", at + 30, 90), ("gym", at + 90, 70))))
    assert (both.bound, both.column.uses) == (70, (Use("gym", at + HOUR, at + 2 * HOUR),))
    dear = answer(seat, Ask(0, weight=1, prices=(("gym", at + 30, 900), ("gym", at + 90, 700))))
    assert (dear.bound, dear.column.uses) == (10 * SCALE, ())  # rather not at all


def test_told_where_to_be():
    squad = squad_of(shared=[{"place": "gym", "capacity": 1}])
    seat = seat_of(gym_week("ann"), squad)
    at = 18 * HOUR
    there = answer(seat, Ask(0, there=(("gym", at + 100),)))
    assert there.column.uses == (Use("gym", at + HOUR, at + 2 * HOUR),)
    assert answer(seat, Ask(0, there=(("gym", at - 1),))).bound is None
    away = answer(seat, Ask(0, full=(Use("gym", at + 59, at + 61),)))
    assert (away.column.uses, away.column.score.left_out) == ((), 10)


def test_rent():
    prices = Prices({("gym", 5): 10, ("gym", 7): 1}, {"run": 4, "swim": -3})
    assert prices.rent({"gym": 2}, {"run": (1, 6), "swim": (2, None)}) == 22 + 4 * 6 - 3 * 2


def test_circles():
    """Two who can be in the gym at one time, one who is there on her own later, two who are bound by a group."""
    squad = squad_of(
        shared=[{"place": "gym", "capacity": 1}],
        together=[{"id": "run", "kind": "long_run", "minutes": 30, "place": "road", "who": ["eve", "joe"]}],
    )
    free = {"availability": {"tue": ["18:00-19:00 road"]}}
    members = [
        gym_week("ann"),
        gym_week("bob", "19:00-21:00"),
        gym_week("cat", "06:00-08:00"),
        member("eve", free),
        member("joe", free),
    ]
    table = Table.of(squad, [seat_of(one, squad) for one in members])
    assert table.circles(range(5)) == [(0, 1), (2,), (3, 4)]
    assert table.coming["run"][24 * HOUR + 18 * HOUR] == 2
    four = [gym_week(id_) for id_ in ("ann", "bob", "cat", "dan")]
    for capacity, expected in ((2, [(0, 1, 2, 3)]), (3, [(0, 1, 2, 3)]), (4, [(0,), (1,), (2,), (3,)])):
        room = squad_of(shared=[{"place": "gym", "capacity": capacity}])
        assert Table.of(room, [seat_of(one, room) for one in four]).circles(range(4)) == expected


def test_what_stands_in_for_what():
    """Group sessions meet as many wishes of their kind as are joined, the first ones, whichever they are; not fixed ones or other kinds."""
    data = {
        "availability": {"mon": ["06:00-21:00"]},
        "sessions": [
            {"kind": "easy_run", "id": "fixed", "at": "mon 06:00", "minutes": 30},
            {"kind": "easy_run", "id": "easy", "count": 2, "minutes": 30},
            {"kind": "long_run", "minutes": 60},
        ],
    }
    groups = [{"id": f"g{n}", "kind": "easy_run", "minutes": 30, "place": "road"} for n in range(3)]
    seat = seat_of(member("ann", data), squad_of(together=groups))
    groups = ["g0", "g1", "g2"]
    for joined, own in (
        ([], ["fixed", "easy-1", "easy-2", "long_run"]),
        (["g0"], ["fixed", "easy-2", "long_run"]),
        (["g1"], ["fixed", "easy-2", "long_run"]),
        (["g2", "g0"], ["fixed", "long_run"]),
        (groups, ["fixed", "long_run"]),
    ):
        assert [session.id for session in seat.problem(joined).sessions] == [*own, *groups]
