"""What athletes share, situation by situation: room, opening hours, places to choose from, group sessions, coaches, clocks, and losses.

Each squad is the smallest in which the thing decides; the expected figures are derived in comments.
"""

from __future__ import annotations

import json
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from solver.model.budget import Budget
from solver.squad.together import week_solvers
from solver.squad.together.ask import Ask, answer
from solver.squad.together.fit import fit_together
from solver.squad.together.judge import squad_faults
from solver.squad.together.seat import Seat
from solver.squad.together.values import Member, Together
from tests.squad.together.squads import Tiny, member, random_squad, squad_of

GYM = {"place": "gym", "capacity": 1}
LIFT = {"kind": "upper_body_lift", "minutes": 60, "places": ["gym"], "worth": 10}
RUN = {"kind": "long_run", "minutes": 60, "places": ["road"], "worth": 10}


def lifter(id_: str, hours: str = "18:00-19:00", **wish: Any) -> Member:
    """Somebody who wants an hour in the gym on Monday evening."""
    return member(id_, {"availability": {"mon": [f"{hours} gym"]}, "sessions": [{**LIFT, **wish}]})


def runner(id_: str, hours: str = "18:00-19:00", **data: Any) -> Member:
    """Somebody who is free to run on Monday evening, and wishes nothing."""
    return member(id_, {"availability": {"mon": [f"{hours} road"]}, **data})


def sessions(found: Together) -> dict[str, list[tuple[str, str, str | None]]]:
    """Who does what, when and where."""
    return {
        str(week.scenario): [(item.id, f"{item.start:%H:%M}", item.place) for item in week.sessions] for week in found.schedules
    }


def test_room_for_one_of_two():
    found = fit_together(squad_of(shared=[GYM]), [lifter("ann"), lifter("bob")])
    assert (found.status, found.left_out) == ("optimal", 10)
    (loss,) = found.losses
    loser, winner = ("bob", "ann") if loss.athlete == "bob" else ("ann", "bob")
    assert (loss.athlete, loss.left_out) == (loser, 10)
    (because,) = loss.because
    assert (because.reason, because.what, because.others) == ("full", "gym", (winner,))
    assert (f"{because.start:%H:%M}", f"{because.end:%H:%M}") == ("18:00", "19:00")


def test_nobody_is_in_their_own_way():
    """Ann has the first of the two hours she wants; the other is Bob's, and it alone is the reason."""
    bob = member("bob", {"availability": {}, "sessions": [{**LIFT, "at": "mon 19:00"}]})
    found = fit_together(squad_of(shared=[GYM]), [lifter("ann", "18:00-20:00", count=2), bob])
    (loss,) = found.losses
    assert [(because.others, f"{because.start:%H:%M}") for because in loss.because] == [(("bob",), "19:00")]


def test_one_after_the_other():
    """A session ends when the next begins: both have room."""
    found = fit_together(squad_of(shared=[GYM]), [lifter("ann", "18:00-20:00"), lifter("bob", "18:00-20:00")])
    assert (found.status, found.left_out, found.losses) == ("optimal", 0, ())
    assert {week[0][1] for week in sessions(found).values()} == {"18:00", "19:00"}
    (gym,) = found.places
    assert gym.most == 1
    assert [len(step.who) for step in gym.steps] == [1, 1]


def test_buffers_take_no_room():
    """Half an hour to change after the first, which ends when the second starts: the gym is free by then."""
    found = fit_together(
        squad_of(shared=[GYM]), [lifter("ann", "18:00-19:30", buffer=[0, 30]), lifter("bob", "18:30-20:00", buffer=[30, 0])]
    )
    assert found.left_out == 0


def test_another_place_when_the_gym_is_full():
    """Ann can lift at home too, though she would rather be in the gym: she goes home only where Bob needs the gym."""
    ann = member("ann", {"availability": {"mon": ["18:00-19:00 home gym"]}, "sessions": [{**LIFT, "places": ["gym", "home"]}]})
    both = fit_together(squad_of(shared=[GYM]), [ann, lifter("bob")])
    assert sessions(both) == {"ann": [("upper_body_lift", "18:00", "home")], "bob": [("upper_body_lift", "18:00", "gym")]}
    alone = fit_together(squad_of(shared=[GYM]), [ann])
    assert sessions(alone) == {"ann": [("upper_body_lift", "18:00", "gym")]}


def test_two_shared_places():
    """Two gyms for one each: two of three have room, each in a gym of their own."""
    two = {"availability": {"mon": ["18:00-19:00 gym club"]}, "sessions": [{**LIFT, "places": ["gym", "club"]}]}
    found = fit_together(squad_of(shared=[GYM, {**GYM, "place": "club"}]), [member(id_, two) for id_ in ("a", "b", "c")])
    assert (found.status, found.left_out) == ("optimal", 10)
    assert {week[0][2] for week in sessions(found).values() if week} == {"gym", "club"}


def test_opening_hours():
    """The gym opens at 18:30: an hour no longer fits before 19:00, and nobody else is to blame."""
    squad = squad_of(shared=[{**GYM, "open": "18:30-22:00"}])
    found = fit_together(squad, [lifter("ann"), lifter("bob", "18:00-20:00")])
    assert sessions(found) == {"ann": [], "bob": [("upper_body_lift", "18:30", "gym")]}
    (loss,) = found.losses
    assert (loss.athlete, [(because.reason, because.what) for because in loss.because]) == ("ann", [("closed", "gym")])


def test_a_fixed_session_takes_room():
    fixed = member("ann", {"availability": {}, "sessions": [{**LIFT, "at": "mon 18:00"}]})
    found = fit_together(squad_of(shared=[GYM]), [fixed, lifter("bob")])
    assert sessions(found) == {"ann": [("upper_body_lift", "18:00", "gym")], "bob": []}


def test_who_is_impossible_alone_is_reported():
    twice = member("ann", {"availability": {"mon": ["18:00-19:00 gym"]}, "sessions": [{**LIFT, "count": 2, "priority": "key"}]})
    assert twice.alone.status == "infeasible"
    found = fit_together(squad_of(shared=[GYM]), [twice, lifter("bob")])
    assert [(out.athlete, out.status) for out in found.out] == [("ann", "infeasible")]
    assert sessions(found) == {"bob": [("upper_body_lift", "18:00", "gym")]}


# -- group sessions ------------------------------------------------------------------------------------------------------------------

CLUB = {"id": "club-run", "kind": "long_run", "minutes": 60, "place": "road", "points": 5}


def test_all_start_together():
    """Windows 18:00-19:30 and 18:30-20:00 have one hour in common."""
    found = fit_together(squad_of(together=[CLUB]), [runner("ann", "18:00-19:30"), runner("bob", "18:30-20:00")])
    assert sessions(found) == {"ann": [("club-run", "18:30", "road")], "bob": [("club-run", "18:30", "road")]}
    (club,) = found.groups
    assert (f"{club.start:%H:%M}", club.who, club.absent, found.points) == ("18:30", ("ann", "bob"), (), 0)


def test_absence_costs_points():
    found = fit_together(squad_of(together=[CLUB]), [runner("ann"), runner("bob"), runner("eve", "06:00-07:00")])
    assert (found.status, found.points) == ("optimal", 5)
    assert found.groups[0].absent == ("eve",)
    (missing,) = found.schedules[2].not_placed
    assert (missing.id, missing.why) == ("club-run", "Held on Mon 23 Nov 18:00 without eve.")
    assert found.losses == ()  # an absence is no loss of the athlete's own


def test_too_few_and_too_many():
    pair = [runner("ann"), runner("bob")]
    few = fit_together(squad_of(together=[{**CLUB, "at_least": 3}]), [*pair, runner("eve", "06:00-07:00")])
    assert (few.groups[0].start, few.points, few.status) == (None, 15, "optimal")
    many = fit_together(squad_of(together=[{**CLUB, "at_most": 1}]), pair)
    assert (len(many.groups[0].who), many.points, many.status) == (1, 5, "optimal")


def test_the_group_stands_in_for_the_wish():
    """Ann wants a long run and is free for one hour: with the club she has had it, and it is not asked for twice."""
    ann = runner("ann", sessions=[{**RUN, "priority": "key"}])
    found = fit_together(squad_of(together=[CLUB]), [ann, runner("bob")])
    assert sessions(found)["ann"] == [("club-run", "18:00", "road")]
    assert (found.left_out, found.points, found.status) == (0, 0, "optimal")
    # of another kind it does not: two hours are wanted, one is there, and the key session has it
    other = fit_together(squad_of(together=[{**CLUB, "kind": "easy_run"}]), [ann, runner("bob")])
    assert sessions(other)["ann"] == [("long_run", "18:00", "road")]
    assert other.points == 5


def test_a_group_in_a_shared_place_takes_room_for_each():
    group = {**CLUB, "kind": "upper_body_lift", "place": "gym"}
    athletes = [member(id_, {"availability": {"mon": ["18:00-19:00 gym"]}}) for id_ in ("ann", "bob", "eve")]
    found = fit_together(squad_of(shared=[{**GYM, "capacity": 2}], together=[group]), athletes)
    assert (len(found.groups[0].who), found.places[0].most, found.points) == (2, 2, 5)


def test_a_coach_leads_one_at_a_time_when_available():
    groups = [{**CLUB, "coach": "sam"}, {**CLUB, "id": "other", "coach": "sam", "kind": "easy_run"}]
    coaches = {"sam": {"availability": {"mon": ["18:00-19:30"]}}}
    free = [runner("ann", "17:00-21:00"), runner("bob", "17:00-21:00")]
    found = fit_together(squad_of(together=groups, coaches=coaches), free)
    assert sorted(group.start is None for group in found.groups) == [False, True]  # an hour and a half for two hours
    wide = {"sam": {"availability": {"mon": ["18:00-20:00"]}, "timezone": "Europe/Berlin"}}  # 17:00 to 19:00 here
    found = fit_together(squad_of(together=groups, coaches=wide), free)
    assert {f"{group.start:%H:%M}" for group in found.groups if group.start} == {"17:00", "18:00"}


def test_clocks_of_their_own():
    """Bob lives an hour further east: his 19:00 is Ann's 18:00, and they fill one gym and meet for one run."""
    east = {"timezone": "Europe/Berlin", "availability": {"mon": ["19:00-20:00 gym"]}, "sessions": [LIFT]}
    found = fit_together(squad_of(shared=[GYM]), [lifter("ann"), member("bob", east)])
    assert found.left_out == 10
    later = {**east, "availability": {"mon": ["20:00-21:00 gym"]}}
    assert fit_together(squad_of(shared=[GYM]), [lifter("ann"), member("bob", later)]).left_out == 0
    far = member("bob", {"timezone": "Europe/Berlin", "availability": {"mon": ["19:00-20:00 road"]}})
    meeting = fit_together(squad_of(together=[CLUB]), [runner("ann"), far])
    assert [week.sessions[0].start for week in meeting.schedules] == [datetime.fromisoformat("2026-11-23T18:00+00:00")] * 2


def test_fair_shares_the_loss():
    """Two of three lifts each find room. The sum does not care whose is left out; fairness does not let one athlete lose both."""
    eager = member(
        "ann",
        {
            "availability": {"mon": ["18:00-19:00 gym"], "tue": ["18:00-19:00 gym"]},
            "sessions": [{**LIFT, "count": 2, "worth": 9}],
        },
    )
    keen = member(
        "bob", {"availability": {"mon": ["18:00-19:00 gym"], "tue": ["18:00-19:00 gym"]}, "sessions": [{**LIFT, "count": 2}]}
    )
    plain = fit_together(squad_of(shared=[GYM]), [eager, keen])
    assert (plain.left_out, plain.worst.left_out) == (18, 18)
    fair = fit_together(squad_of(shared=[GYM]), [eager, keen], fair=True)
    assert (fair.status, fair.left_out, fair.worst.left_out) == ("optimal", 19, 10)


# -- properties of every answer ------------------------------------------------------------------------------------------------------


def test_no_time_is_said():
    found = fit_together(squad_of(shared=[GYM]), [lifter("ann"), lifter("bob")], time_limit=0.0)
    assert (found.status, found.schedules) == ("unknown", ())
    assert {out.status for out in found.out} == {"unknown"}


def test_little_effort_gives_an_honest_gap():
    """However little may be spent, there are weeks that fit together, and the bound is not above the best."""
    unproven = 0
    for seed, number in ((3000, 4), (3001, 4), (104, 6), (105, 6)):
        tiny = random_squad(seed, number)
        best = fit_together(tiny.squad, tiny.members)
        for effort in (0.0, 0.1, 0.3):
            found = fit_together(tiny.squad, tiny.members, effort=effort)
            unproven += found.status == "feasible"
            assert found.schedules
            assert squad_faults(tiny.squad, {str(week.scenario): week for week in found.schedules}) == ()
            if found.bound is not None and not found.out and not best.out:
                assert (
                    (found.bound.left_out, found.bound.points) <= (best.left_out, best.points) <= (found.left_out, found.points)
                )

    assert unproven


def test_stopped_by_hand_is_no_answer_and_goes_on_where_it_was(monkeypatch):
    """Ctrl-C during any week: no weeks come out that are not the best. With the answers kept, the same call solves only the others."""
    tiny = random_squad(134, 6)
    whole, memory = fit_together(tiny.squad, tiny.members), Memory()
    for stopped_at in (0, 4, 0, 7):  # each counts from where the one before was stopped
        asked = count()

        def stopping(seat, ask, effort, asked=asked, stopped_at=stopped_at):
            if next(asked) == stopped_at:
                raise KeyboardInterrupt
            return answer(seat, ask, effort)

        monkeypatch.setattr(week_solvers, "answer", stopping)
        before = len(memory)
        with pytest.raises(KeyboardInterrupt):
            fit_together(tiny.squad, tiny.members, kept=memory)
        assert len(memory) == before + stopped_at
    asked = count()
    monkeypatch.setattr(week_solvers, "answer", lambda *more: (next(asked), answer(*more))[1])
    before = len(memory)
    again = fit_together(tiny.squad, tiny.members, kept=memory)
    assert next(asked) == len(memory) - before > 0
    assert json.dumps(again.to_json()) == json.dumps(whole.to_json())
    assert [week.to_json() for week in again.schedules] == [week.to_json() for week in whole.schedules]


class Memory(dict[str, Any]):
    """Answers as they would be in a file."""

    def keep(self, key, data):
        """Keep something."""
        self[key] = json.loads(json.dumps(data))


def test_workers_change_nothing():
    tiny = big()
    one, two = (fit_together(tiny.squad, tiny.members, effort=3.0, workers=number) for number in (1, 2))
    assert [week.to_json() for week in one.schedules] == [week.to_json() for week in two.schedules]
    assert one.to_json() == two.to_json()


def test_a_killed_worker_changes_nothing():
    tiny = big()
    seats = [Seat.of(one.id, one.case, tiny.squad) for one in tiny.members]
    asks = [Ask(number) for number in range(len(seats))]
    with week_solvers.WeekSolvers(seats, workers=2) as solvers:
        before = solvers.answers(asks, Budget(None))
        solvers._known.clear()
        next(iter(solvers._executor._processes.values())).kill()
        assert solvers.answers(asks, Budget(None)) == before


def big() -> Tiny:
    """More athletes than are asked in one process."""
    several = [random_squad(seed, 3) for seed in (11, 12, 13)]
    athletes = [Member(f"{number}{one.id}", one.case, one.alone) for number, tiny in enumerate(several) for one in tiny.members]
    return Tiny(squad_of(shared=[{"place": "gym", "capacity": 1}], together=[CLUB]), tuple(athletes))
