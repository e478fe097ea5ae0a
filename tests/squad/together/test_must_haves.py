"""Key and fixed sessions that do not all find room: who yields gives up only these, and weeks that there are only with a group.

Each squad is the smallest in which the thing decides; the expected figures are derived in comments.
"""

from __future__ import annotations

from typing import Any

import pytest

from solver.domain.schedule import Schedule
from solver.squad.together import circle, relief
from solver.squad.together.fit import fit_together
from solver.squad.together.judge import squad_faults
from solver.squad.together.relief import Relief
from solver.squad.together.values import Member, Together
from tests.squad.together.squads import STRONG, member, squad_of

GYM = {"place": "gym", "capacity": 1}
LIFT = {"kind": "upper_body_lift", "minutes": 60, "places": ["gym"], "priority": "key"}
RUN = {"kind": "long_run", "minutes": 60, "places": ["road"], "priority": "key"}
CLUB = {"id": "club", "kind": "long_run", "minutes": 60, "place": "road", "points": 5, "days": "tue"}


def lifter(id_: str, rules: Any = (), **wish: Any) -> Member:
    """Somebody who must lift on Monday evening, and would like to run on Tuesday."""
    easy = {"kind": "easy_run", "minutes": 30, "places": ["road"], "worth": 7}
    hours = {"mon": ["18:00-19:00 gym"], "tue": ["18:00-19:00 road"]}
    return member(id_, {"availability": hours, "sessions": [{**LIFT, **wish}, easy]}, rules)


def weeks(found: Together) -> dict[str, Schedule]:
    """The schedules by athlete."""
    return {str(week.scenario): week for week in found.schedules}


@pytest.mark.parametrize("wish", [{}, {"priority": "normal", "at": "mon 18:00"}], ids=["key", "fixed"])
def test_who_yields_gives_up_only_what_has_no_room(wish):
    found = fit_together(squad_of(shared=[GYM]), [lifter(id_, **wish) for id_ in ("ann", "bob", "eve")])
    assert (found.status, found.out, found.given_up, found.left_out) == ("optimal", (), 2, 0)
    assert (found.bound.out, found.bound.given_up, found.bound.left_out, found.bound.points) == (0, 2, 0, found.points)
    (winner,) = (id_ for id_, week in weeks(found).items() if not week.given_up)
    for id_, week in weeks(found).items():
        assert "easy_run" in {item.id for item in week.sessions}
        if id_ != winner:
            (lift,) = week.not_placed
            assert (lift.id, lift.priority) == ("upper_body_lift", "key")
            assert lift.why == f"No room at gym, Mon 23 Nov 18:00-19:00: {winner} there."
            (loss,) = (loss for loss in found.losses if loss.athlete == id_)
            assert (loss.given_up, loss.left_out, loss.because[0].others) == (("upper_body_lift",), 0, (winner,))


def test_a_key_session_comes_before_all_normal_ones():
    """Both could lift at 18:00 or 19:00; Bob only by leaving out two normal sessions. He does, for nothing is given up that fits."""
    wide = {"mon": ["18:00-20:00 gym"]}
    ann = member("ann", {"availability": {"mon": ["18:00-19:00 gym"]}, "sessions": [LIFT]})
    more = [{"kind": "light_strength", "minutes": 30, "places": ["gym"], "worth": 1000, "count": 2, "between": "19:00-20:00"}]
    found = fit_together(squad_of(shared=[GYM]), [ann, member("bob", {"availability": wide, "sessions": [LIFT, *more]})])
    assert (found.status, found.given_up, found.left_out) == ("optimal", 0, 2000)


def test_as_few_as_possible_are_given_up():
    """Ann's two lifts fill the hour that Bob's one needs: she yields both, or he yields one."""
    half = {**LIFT, "minutes": 30, "count": 2}
    ann = member("ann", {"availability": {"mon": ["18:00-19:00 gym"]}, "sessions": [half]})
    bob = member("bob", {"availability": {"mon": ["18:00-19:00 gym"]}, "sessions": [LIFT]})
    found = fit_together(squad_of(shared=[GYM]), [ann, bob])
    assert (found.status, found.given_up) == ("optimal", 1)
    assert weeks(found)["bob"].given_up == ("upper_body_lift",)
    assert weeks(found)["ann"].given_up == ()


def test_closed_when_it_is_needed():
    found = fit_together(squad_of(shared=[{**GYM, "open": "07:00-12:00"}]), [lifter("ann")])
    (ann,) = found.schedules
    assert (found.status, ann.given_up, ann.not_placed[0].why) == (
        "optimal", ("upper_body_lift",), "gym is closed, Mon 23 Nov 18:00-19:00.",
    )  # fmt: skip
    assert [item.id for item in ann.sessions] == ["easy_run"]


def test_without_a_week_where_a_rule_asks_for_the_session():
    """Each must lift at least once: giving up the lift is no way out, and one of the two has no week."""
    found = fit_together(squad_of(shared=[GYM]), [lifter("ann", [STRONG]), lifter("bob", [STRONG])])
    (out,) = found.out
    assert (found.status, out.status, len(found.schedules), found.given_up) == ("optimal", "infeasible", 1, 0)
    assert "beside the others" in out.why
    assert found.bound.out == 1


def test_a_week_without_a_key_session_is_better_than_somebody_without_any():
    """Ann has no week without the gym; Bob has one without his key lift. So he yields."""
    for members in ([lifter("ann", [STRONG]), lifter("bob")], [lifter("bob"), lifter("ann", [STRONG])]):
        found = fit_together(squad_of(shared=[GYM]), members)
        assert (found.status, found.out, found.given_up) == ("optimal", (), 1)
        assert weeks(found)["bob"].given_up == ("upper_body_lift",)


def test_fairness_comes_after_the_must_haves():
    """Who yields the lift does not matter to the sum; nobody loses more than that."""
    found = fit_together(squad_of(shared=[GYM]), [lifter("ann"), lifter("bob")], fair=True)
    assert (found.status, found.given_up, found.left_out) == ("optimal", 1, 0)
    assert (found.worst.left_out, found.worst.points) == (0, 0)


# -- with the group only -------------------------------------------------------------------------------------------------------------


def stuck(id_: str) -> Member:
    """Somebody whose two key sessions do not fit into their only hour; with the club one is met, and the other one is there on Monday."""
    hours = {"mon": ["18:00-18:30 home"], "tue": ["18:00-19:00 road"]}
    early = {"kind": "mobility", "minutes": 30, "places": ["home", "road"], "priority": "key"}
    return member(id_, {"availability": hours, "sessions": [{**RUN, "days": "mon"}, early]})


def test_a_week_only_with_the_group():
    """Ann's key long run may only be on Monday, when she is not free for it. The club's on Tuesday meets it."""
    ann = stuck("ann")
    assert ann.alone.status == "infeasible"
    found = fit_together(squad_of(together=[CLUB]), [ann])
    (week,) = found.schedules
    assert (found.status, found.out, found.given_up, week.status) == ("optimal", (), 0, "optimal")
    assert {item.group for item in week.sessions} == {"club", None}
    assert found.losses == ()
    none = fit_together(squad_of(together=[{**CLUB, "days": "wed"}]), [ann])
    assert [(out.athlete, out.status) for out in none.out] == [("ann", "infeasible")]


def test_a_full_group_is_a_reason():
    """One place in the club, and two who have their key run only there."""
    found = fit_together(squad_of(together=[{**CLUB, "at_most": 1}]), [stuck("ann"), stuck("bob")])
    assert (found.status, found.out, found.given_up) == ("optimal", (), 1)
    (loser,) = (week for week in found.schedules if week.given_up)
    (winner,) = (str(week.scenario) for week in found.schedules if not week.given_up)
    assert [item.why for item in loser.not_placed if item.priority == "key"] == [
        f"No room at club, Tue 24 Nov 18:00-19:00: {winner} there."
    ]


# -- little effort, large numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("effort", [0.0, 0.02, 0.1])
def test_little_effort_is_honest(effort):
    """Whatever comes out can be done, and the bound is not above the best: two of three give up their lift."""
    squad, members = squad_of(shared=[GYM]), [lifter(id_) for id_ in ("ann", "bob", "eve")]
    best = fit_together(squad, members)
    found = fit_together(squad, members, effort=effort)
    assert squad_faults(squad, weeks(found)) == ()
    assert len(found.schedules) + len(found.out) == 3
    levels = ("out", "given_up", "left_out", "points")
    low, true = ([getattr(one.bound, level) for level in levels] for one in (found, best))
    assert low <= true
    if found.status == "optimal":
        assert low == true


def test_numbers_too_large_prove_nothing(monkeypatch):
    """Where the weights would not fit into 64 bits, they are smaller: there are weeks, and no claim that they are the best."""
    monkeypatch.setattr(relief, "LARGEST", 2**7)
    found = fit_together(squad_of(shared=[GYM]), [lifter("ann"), lifter("bob")])
    assert (found.status, len(found.schedules)) == ("feasible", 2)
    assert (found.bound.out, found.bound.given_up, found.bound.left_out) == (0, 0, 0)


def test_levels_in_one_number():
    """Three athletes with worth of 20 and four must-haves: each level is more than all below it."""
    both = Relief.of(20, 4)
    assert both.must > 20
    assert both.week > 4 * both.must + 20
    assert both.split(2 * both.week + 4 * both.must + 20) == (2, 4, 20)
    assert both.with_weeks.split(4 * both.must + 20) == (0, 4, 20)
    assert (both.most(3), both.with_weeks.most(3)) == (both.week, 3 * both.must)
    assert circle.STRICT.split(20) == (0, 0, 20)
    limited = both.limited(10)
    assert (limited.exact, max(limited.must, limited.week) <= 10) == (False, True)
    assert both.limited(both.week) == both
