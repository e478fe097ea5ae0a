"""Rosters: the pattern, its exceptions, what shifts, ways and sleep leave, breaks, and how it combines with days and busy time."""

from datetime import date

import pytest
from pydantic import ValidationError

from solver.domain.messages import explained
from solver.domain.scenario import Scenario

FOUR = {
    "pattern": "DDNN----",
    "starts": "2026-11-02",
    "shifts": {"D": "07:00-19:00", "N": "19:00-07:00"},
}


def scenario(week: str = "2026-11-02", tz: str = "Europe/London", **more) -> Scenario:
    availability = more.pop("availability", {})
    return Scenario.model_validate(
        {"week": week, "timezone": tz, "grid": 1, "availability": availability, "roster": {**FOUR, **more}}
    )


def windows(value: Scenario) -> list[str]:
    clock = value.clock()
    found = []
    for window in value.availability.windows(clock, value.roster):
        start, end = clock.local(window.start), clock.local(window.end)
        found.append(" ".join([f"{start:%a %H:%M}-{end:%H:%M}", *window.places]))
    return found


def test_the_pattern_repeats_in_both_directions_and_over_the_turn_of_the_year():
    roster = scenario().roster
    assert "".join(str(roster.on(date(2026, 11, day))) for day in range(2, 26)) == "DDNN----" * 3
    assert roster.on(date(2026, 11, 1)) == "-"
    assert [roster.on(date(2026, 12, 31)), roster.on(date(2027, 1, 1)), roster.on(date(2027, 1, 2))] == ["N", "-", "-"]
    assert "".join(str(roster.on(date(2024, 2, day))) for day in (28, 29)) + str(roster.on(date(2024, 3, 1))) == "--D"


def test_spaces_and_words():
    assert scenario(pattern="DD NN ----").roster == scenario().roster
    words = scenario(pattern=["day", "-"], shifts={"day": ["07:00-11:00", "15:00-19:00"]})
    assert windows(words)[:3] == ["Mon 06:00-07:00", "Mon 11:00-15:00", "Mon 19:00-22:00"]


def test_what_shifts_leave_of_the_waking_hours():
    assert windows(scenario()) == [
        "Mon 06:00-07:00", "Mon 19:00-22:00", "Tue 06:00-07:00", "Tue 19:00-22:00", "Wed 06:00-19:00", "Thu 07:00-19:00",
        "Fri 07:00-22:00", "Sat 06:00-22:00", "Sun 06:00-22:00",
    ]  # fmt: skip


def test_the_way_and_the_sleep_after_nights():
    assert windows(scenario(commute=[30, 45], sleep_after={"N": 7.5}))[:6] == [
        "Mon 06:00-06:30", "Mon 19:45-22:00", "Tue 06:00-06:30", "Tue 19:45-22:00", "Wed 06:00-18:30", "Thu 15:15-18:30",
    ]  # fmt: skip


def test_a_night_before_the_week_reaches_into_it():
    assert windows(scenario("2026-11-06", sleep_after={"N": 8}))[0] == "Fri 15:00-22:00"


def test_waking_hours_by_letter():
    assert windows(scenario(waking="09:00-12:00"))[:3] == ["Wed 09:00-12:00", "Thu 09:00-12:00", "Fri 09:00-12:00"]
    by_letter = scenario(waking={"N": "14:00-03:00", "-": "08:00-10:00", "every": "05:00-22:00"})
    assert windows(by_letter) == [
        "Mon 05:00-07:00", "Mon 19:00-22:00", "Tue 05:00-07:00", "Tue 19:00-22:00", "Wed 14:00-19:00", "Thu 14:00-19:00",
        "Fri 08:00-10:00", "Sat 08:00-10:00", "Sun 08:00-10:00",
    ]  # fmt: skip


def test_single_days():
    changed = scenario(days={"2026-11-02": "-", "2026-11-06": "D", "2026-11-07": "10:00-12:00"})
    assert windows(changed)[0] == "Mon 06:00-22:00"
    assert windows(changed)[-4:] == ["Fri 19:00-22:00", "Sat 06:00-10:00", "Sat 12:00-22:00", "Sun 06:00-22:00"]


def test_breaks_are_open_in_spite_of_the_shift_and_of_sleep_at_home():
    found = windows(scenario(commute=30, sleep_after={"N": 8}, breaks={"N": ["03:00-03:45 gym"], "D": "12:00-12:30"}))
    assert [window for window in found if "gym" in window] == ["Thu 03:00-03:45 gym", "Fri 03:00-03:45 gym"]
    assert found[1] == "Mon 12:00-12:30"


def test_days_roster_and_busy_time_combine_what_all_allow():
    both = scenario(availability={"every": ["00:00-24:00 road"], "sat": "21:00-24:00 gym", "busy": ["sun 10:00-12:00"]})
    assert windows(both)[0] == "Mon 06:00-07:00 road"
    assert windows(both)[-4:] == ["Sat 06:00-22:00 road", "Sat 21:00-22:00 gym", "Sun 06:00-10:00 road", "Sun 12:00-22:00 road"]
    only = scenario(availability={"sat": "05:00-08:00"})
    assert windows(only) == ["Sat 06:00-08:00"]
    busy = scenario(breaks={"N": "03:00-03:45"}, availability={"busy": ["thu 03:15-03:30"]})
    assert windows(busy)[5:7] == ["Thu 03:00-03:15", "Thu 03:30-03:45"]


NIGHTS = {"pattern": "N", "shifts": {"N": "22:00-06:00"}, "sleep_after": {"N": 8}, "waking": "00:00-24:00"}


class TestClockChanges:
    """Berlin: an hour less in the night to 29 March 2026, one more in that to 25 October."""

    def test_a_shift_ends_by_the_clock_and_sleep_lasts_its_hours(self):
        assert windows(scenario("2026-03-23", "Europe/Berlin", **NIGHTS))[-2:] == ["Sat 14:00-22:00", "Sun 14:00-22:00"]
        spring = scenario("2026-03-23", "Europe/Berlin", **{**NIGHTS, "sleep_after": {"N": 0}, "commute": [0, 480]})
        assert windows(spring)[-1] == "Sun 14:00-22:00"

    def test_sleep_across_the_change_is_as_long(self):
        late = {**NIGHTS, "shifts": {"N": "17:00-22:00"}}
        assert windows(scenario("2026-03-23", "Europe/Berlin", **late))[-1] == "Sun 07:00-17:00"
        assert windows(scenario("2026-10-19", "Europe/Berlin", **late))[-1] == "Sun 05:00-17:00"

    def test_a_break_in_the_hour_that_is_skipped_does_not_happen(self):
        breaks = scenario("2026-03-23", "Europe/Berlin", **NIGHTS, breaks={"N": "02:00-02:30 ward"})
        assert [window for window in windows(breaks) if "ward" in window][-1] == "Sat 02:00-02:30 ward"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"pattern": "DDX-"}, "roster.pattern (day 3): 'X' is no shift; known: D, N, -."),
        ({"pattern": "DdNN"}, "roster.pattern (day 2): 'd' is no shift; known: D, N, -.\nMaybe 'D'."),
        ({"pattern": ""}, 'roster.pattern: an empty pattern has no shifts; write it like "DDNN----".'),
        ({"pattern": 7}, 'roster.pattern: 7 is no pattern of shifts; write it like "DDNN----", or as a list of words.'),
        ({"pattern": ["D", 3]}, "roster.pattern: ['D', 3] is no pattern of shifts; write it like \"DDNN----\", or as a list of words."),
        ({"pattern": "D" * 401}, "roster.pattern: 401 days; the limit of a pattern is 400."),
        ({"starts": "soon"}, "roster.starts: 'soon' is no date; write it like 2026-11-23."),
        ({"shifts": {"D": "7-19", "N": "19:00-07:00"}}, "roster.shifts.D #1: '7' is no time of day; write it like 06:30, from 00:00 to 24:00.\nMaybe 07:00."),
        ({"shifts": {"D": "07:00-19:00", "N": "19:00-07:00", "-": "01:00-02:00"}}, "roster.shifts.-: '-' is a day off and has no hours."),
        ({"days": {"2026-11-31": "-"}}, "roster.days: '2026-11-31' is no date; write it like 2026-11-23."),
        ({"days": {"2026-11-30": "E"}}, "roster.days.2026-11-30: 'E' is no shift; known: D, N, -."),
        ({"days": {"2026-11-30": 5}}, "roster.days.2026-11-30: 5 is no shift; write a letter of the pattern, \"-\" for a day off, or hours."),
        ({"sleep_after": {"M": 8}}, "roster.sleep_after: 'M' is no shift; known: D, N."),
        ({"sleep_after": {"N": 25}}, "roster.sleep_after.N: 25 is no number of hours from 0 to 24."),
        ({"waking": {"M": "06:00-22:00"}}, "roster.waking: 'M' is no shift; known: D, N, -, every."),
        ({"breaks": {"N": "12:00-12:30"}}, "roster.breaks.N: 12:00-12:30 lies outside the shift N (19:00-07:00)."),
        ({"breaks": {"-": "12:00-12:30"}}, "roster.breaks: '-' is no shift; known: D, N."),
        ({"commute": -5}, "roster.commute: -5 is not allowed: 0 is the least."),
        ({"shift": {}}, "roster: unknown key 'shift'; known here: breaks, commute, days, pattern, shifts, sleep_after, starts, waking.\nMaybe 'shifts'."),
    ],
)  # fmt: skip
def test_bad_rosters(change, message):
    with pytest.raises(ValidationError) as error:
        scenario(**change)
    assert str(explained(error.value)) == message


def test_a_roster_that_is_no_table_and_one_without_pattern():
    for roster, message in (
        ("DDNN", "roster: 'DDNN' must be a table."),
        ({"starts": "2026-11-02"}, "roster.pattern: is missing."),
    ):
        with pytest.raises(ValidationError) as error:
            Scenario.model_validate({"week": "2026-11-02", "roster": roster})
        assert str(explained(error.value)) == message
