"""A member whose week becomes too large beside the others is not fitted, and the others are."""

from __future__ import annotations

import pytest

from solver.model import meter
from solver.squad.together.ask import SCALE, Ask, answer
from solver.squad.together.fit import fit_together
from tests.squad.together.squads import member, squad_of
from tests.squad.together.test_room import gym_week, seat_of

SQUAD = squad_of(shared=[{"place": "gym", "capacity": 1}])
LARGE = {
    "availability": {"every": [f"{hour:02d}:00-{hour:02d}:30 gym" for hour in range(12)]},
    "sessions": [{"id": f"s{number}", "kind": "upper_body_lift", "minutes": 30, "places": ["gym"]} for number in range(8)],
}


def test_an_answer_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known but that prices and what is known already are paid at least."""
    seat = seat_of(gym_week("ann"), SQUAD)
    monkeypatch.setattr(meter, "LARGEST", 1)
    found = answer(seat, Ask(0, fees=(("club", -5),), least=3))
    assert (found.column, found.proven, found.bound, found.effort) == (None, False, 3 * SCALE - 5, 0.0)


def test_the_others_are_fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    """One is too large once there is a squad; the other has a week."""
    members = [member("large", LARGE), gym_week("ann")]
    monkeypatch.setattr(meter, "LARGEST", 2500)
    found = fit_together(SQUAD, members, effort=5)
    assert [schedule.scenario for schedule in found.schedules] == ["ann"]
    assert [(out.athlete, out.status) for out in found.out] == [("large", "unknown")]
