"""What in a scenario has no effect this week is told in a note; what has one is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.weeks import problem

WALK = {"kind": "walk"}
FREE = {"every": "06:00-22:00"}
RACE = {"kind": "race", "at": "sun 09:00", "minutes": 60}


def notes(*sessions: dict[str, Any], **keys: Any) -> tuple[str, ...]:
    return problem(*(sessions or (WALK,)), **keys).notes


# --- dates of another week


@pytest.mark.parametrize(
    ("availability", "expected"),
    [
        ({"2026-11-26": "06:00-07:00"}, ()),
        ({"2026-11-26": []}, ()),
        (
            {"2026-12-03": "06:00-07:00"},
            ("availability: 2026-12-03 is not in the week of 2026-11-23 and has no effect.",),
        ),
        ({"2026-11-22": []}, ("availability: 2026-11-22 is not in the week of 2026-11-23 and has no effect.",)),
        (
            {"2027-11-26": "06:00-07:00", "2026-12-03": []},
            ("availability: 2026-12-03 and 2027-11-26 are not in the week of 2026-11-23 and have no effect.",),
        ),
        (
            {f"2026-12-{day:02d}": "06:00-07:00" for day in range(1, 13)},
            (
                "availability: 2026-12-01, 2026-12-02, 2026-12-03 and 9 more are not in the week of 2026-11-23 "
                "and have no effect.",
            ),
        ),
        ({"9999-12-31": "06:00-07:00"}, ("availability: 9999-12-31 is not in the week of 2026-11-23 and has no effect.",)),
        ({"2026-11-22": "22:00-02:00"}, ()),  # runs into Monday
        ({"2026-11-30": "06:00-07:00"}, ("availability: 2026-11-30 is not in the week of 2026-11-23 and has no effect.",)),
        (
            {"busy": ["2025-11-26 09:00-10:00", "wed 09:00-10:00", "2026-11-26 09:00-10:00"]},
            ("availability.busy: 2025-11-26 is not in the week of 2026-11-23 and has no effect.",),
        ),
    ],
)
def test_dates_outside_the_week(availability, expected):
    assert notes(availability={**FREE, **availability}) == expected


def test_a_date_that_takes_away_the_tail_of_a_night():
    """On Sunday before the week there would be a window until two; its own entry takes it away, and matters."""
    nights = {"every": "22:00-02:00", "2026-11-22": []}
    assert notes(availability=nights) == ()
    assert notes(availability={**nights, "2026-11-21": []}) == (
        "availability: 2026-11-21 is not in the week of 2026-11-23 and has no effect.",
    )


def test_the_small_hours_of_the_day_after_belong_to_the_week():
    after = {**FREE, "2026-11-30": "01:00-03:00"}
    assert notes(availability=after, day_starts="04:00") == ()
    assert len(notes(availability=after)) == 1


def test_days_of_a_session():
    assert notes({**WALK, "days": ["2026-11-24", "tue"]}) == ()
    assert notes({**WALK, "days": ["2026-11-24", "2026-12-25"]}) == (
        "sessions #1.days: 2026-12-25 is not in the week of 2026-11-23 and has no effect.",
    )


# --- priority and worth


@pytest.mark.parametrize(
    ("session", "words"),
    [
        (RACE, ""),
        ({**RACE, "priority": "optional"}, "priority"),
        ({**RACE, "priority": "key"}, "priority"),
        ({**RACE, "worth": 3}, "worth"),
        ({**RACE, "priority": "normal", "worth": 3}, "priority and worth"),
    ],
)
def test_on_a_fixed_session(session, words):
    have = "have" if " and " in words else "has"
    why = "it has a fixed time (`at`) and is always in the week"
    assert notes(WALK, session) == ((f"sessions #2: {words} of race {have} no effect: {why}.",) if words else ())


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        ({"priority": "key"}, ""),
        ({"worth": 5}, ""),
        ({"priority": "key", "worth": 5}, "worth of walk has no effect: a key session is always in the week."),
        ({"priority": "key", "worth": 5, "count": [1, 2]}, ""),  # the second is optional, and worth 5
        ({"priority": "key", "count": [0, 2]}, "priority of walk has no effect: with a count from 0, all of them are optional."),
        ({"priority": "optional", "count": [0, 2]}, ""),
        ({"count": [0, 2], "worth": 4}, ""),
    ],
)
def test_on_other_sessions(session, expected):
    assert notes({**WALK, **session}) == ((f"sessions #1: {expected}",) if expected else ())


def test_upcoming_in_a_week_that_repeats():
    upcoming = [{"kind": "race", "start": "2026-11-30T09:00", "minutes": 60}]
    assert notes(upcoming=upcoming) == ()
    assert notes(upcoming=upcoming, repeats=True) == (
        "upcoming has no effect in a week that repeats: what follows it is the week itself.",
    )
