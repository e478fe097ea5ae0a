"""Every measure on a week whose figures are worked out by hand, from the sessions' times alone."""

import pytest

from solver.compare.measures import BY_NAME, COMPARED, MEASURES, measured, monotony
from solver.domain.schedule import Schedule
from tests.support.weeks import problem_of

SCENARIO = {
    "week": "2026-11-23",  # a Monday
    "timezone": "Europe/Berlin",
    "availability": {"every": ["00:00-24:00"]},
    "sessions": [
        {"kind": "intervals", "minutes": 40, "priority": "key"},
        {"kind": "heavy_legs", "minutes": 50},
        {"kind": "long_run", "minutes": 90},
        {"kind": "easy_run", "minutes": 30, "count": [1, 2]},
        {"kind": "upper_body_lift", "minutes": 30},
        {"kind": "walk", "minutes": 30, "priority": "optional"},
    ],
    "history": [{"kind": "heavy_legs", "start": "2026-11-22T20:00", "minutes": 60}],
}
# Mon 05:00 intervals (8 × 40 = 320), Mon 22:30 heavy_legs (8 × 50 = 400), Wed 06:00 long run (5 × 90 = 450), Sat 01:00 easy run (3 × 30 = 90)
WEEK = [
    ("intervals", "23T05:00", 40),
    ("heavy_legs", "23T22:30", 50),
    ("long_run", "25T06:00", 90),
    ("easy_run-1", "28T01:00", 30),
]


def figures(week=WEEK, scenario=SCENARIO, **schedule):
    """The measures of a schedule made by hand."""
    sessions = [{"id": id_, "start": f"2026-11-{start}", "minutes": minutes} for id_, start, minutes in week]
    found = {"status": "optimal", "left_out": 16, "points": 7, **schedule}
    return measured(problem_of(scenario), Schedule.model_validate({"sessions": sessions, **found}))


def test_every_measure_of_a_week():
    expected = {
        "kept": round(100 * (20 + 20 + 30 + 10) / (20 + 20 + 30 + 10 + 16), 4),  # the upper-body lift (16) is not there
        "left_out": 16,
        "points": 7,
        "sessions": 4,
        "minutes": 40 + 50 + 90 + 30,
        "cardio_minutes": 2 * (40 + 90 + 30),
        "cardio_reached": 1,
        "strength_days": 1,
        "hard_days": 2,  # Monday (intervals and legs), Wednesday
        "rest_days": 4,
        "hiit_heavy_gap": 8.0,  # Sunday 21:00, the end of last week's legs, to Monday 05:00
        "hiit_heavy_close": 2,  # that, and Monday 05:40 to 22:30
        "legs_to_long_run": round(30 + 40 / 60, 2),  # Monday 23:20 to Wednesday 06:00
        "legs_to_long_run_days": 2.0,
        "load": 320 + 400 + 450 + 90,
        "monotony": round(180 / 83_700**0.5, 4),  # loads 720, 0, 450, 0, 0, 90, 0: mean 180, squares 502 200 over 6
        "early_starts": 1,  # Monday 05:00
        "late_starts": 2,  # Monday 22:30, and Saturday 01:00 belongs to the night before
        "placed_easy_run": 1,
        "placed_heavy_legs": 1,
        "placed_intervals": 1,
        "placed_long_run": 1,
        "placed_upper_body_lift": 0,
        "placed_walk": 0,
    }
    assert figures() == expected


@pytest.mark.parametrize(
    ("time", "early", "late"),
    [("03:00", 1, 0), ("05:59", 1, 0), ("06:00", 0, 0), ("20:59", 0, 0), ("21:00", 0, 1), ("02:59", 0, 1)],
)
def test_where_early_and_late_begin(time, early, late):
    found = figures([("intervals", f"24T{time}", 40)])
    assert (found["early_starts"], found["late_starts"]) == (early, late)


def test_hours_are_elapsed_ones_over_a_clock_change():
    """Legs end on Saturday at 20:00, the clock goes back by an hour in the night: Sunday 08:00 is 13 hours later."""
    scenario = {**SCENARIO, "week": "2026-10-19", "history": []}
    week = [
        {"id": "heavy_legs", "start": "2026-10-24T19:10", "minutes": 50},
        {"id": "long_run", "start": "2026-10-25T08:00", "minutes": 90},
    ]
    found = measured(
        problem_of(scenario), Schedule.model_validate({"sessions": week, "status": "optimal", "left_out": 0, "points": 0})
    )
    assert (found["legs_to_long_run"], found["legs_to_long_run_days"]) == (13.0, 1.0)


def test_what_is_more_than_a_week_apart_counts_as_a_week():
    scenario = {**SCENARIO, "history": [{"kind": "heavy_legs", "start": "2026-11-01T20:00", "minutes": 60}]}
    found = figures([("intervals", "23T05:00", 40), ("long_run", "25T06:00", 90)], scenario)
    assert (found["hiit_heavy_gap"], found["legs_to_long_run"], found["legs_to_long_run_days"]) == (168, 168, 7)
    assert found["hiit_heavy_close"] == 0


def test_a_week_that_repeats_has_next_week_as_its_edge():
    """Legs on Sunday evening, the long run on Monday morning: ten hours, over the join."""
    scenario = {**SCENARIO, "history": [], "repeats": True}
    found = figures([("long_run", "23T06:00", 90), ("heavy_legs", "29T19:10", 50)], scenario)
    assert (found["legs_to_long_run"], found["legs_to_long_run_days"]) == (10.0, 1.0)


def test_what_cannot_be_measured_is_missing():
    found = figures([], {**SCENARIO, "history": []})
    assert [name for name, figure in found.items() if figure is None] == [
        "hiit_heavy_gap",
        "legs_to_long_run",
        "legs_to_long_run_days",
        "monotony",
    ]
    assert found["kept"] == 0
    assert (
        figures([], {**SCENARIO, "sessions": SCENARIO["sessions"][-1:]})["kept"] is None
    )  # nothing but an optional walk is wanted


def test_a_week_that_is_impossible_has_kept_nothing_and_one_without_an_answer_says_nothing():
    assert figures([], status="infeasible", left_out=None, points=None) == {"kept": 0.0}
    assert figures([], status="unknown", left_out=None, points=None) == {}


def test_a_perfectly_even_week_has_no_monotony():
    assert monotony([100] * 7) is None
    assert monotony([0] * 7) is None
    assert monotony([200, 0, 200, 0, 200, 0, 200]) == pytest.approx(114.2857 / 106.9045, abs=1e-3)


def test_every_measure_says_what_it_is():
    assert len(BY_NAME) == len(MEASURES)
    assert all(measure.tells.strip() and measure.title for measure in MEASURES)
    assert {"points", "effort"} == {measure.name for measure in MEASURES} - {measure.name for measure in COMPARED}
