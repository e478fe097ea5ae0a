"""What `[availability]` means: day patterns on the calendar, cut by busy times, on the grid, merged."""

import pytest

from solver.domain.availability import Availability
from solver.domain.errors import InputError
from tests.domain.weeks import clock, problem, windows

ANY = ""


def test_a_day_a_date_and_groups_of_days():
    assert windows({"mon": "06:00-07:00", "weekend": ["08:00-09:00"]}) == [
        ("Mon 23 06:00", "Mon 23 07:00", ANY),
        ("Sat 28 08:00", "Sat 28 09:00", ANY),
        ("Sun 29 08:00", "Sun 29 09:00", ANY),
    ]
    assert [start[:3] for start, _, _ in windows({"weekdays": "06:00-07:00"})] == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    assert len(windows({"every": "06:00-07:00"})) == 7
    assert windows({"2026-11-25": "06:00-07:00"}) == [("Wed 25 06:00", "Wed 25 07:00", ANY)]
    assert windows({"2026-12-25": "06:00-07:00"}) == []
    assert windows({}) == []


def test_any_weekday_may_be_the_first():
    found = windows({"tue": "06:00-07:00", "wed": "06:00-07:00"}, week="2026-11-25")
    assert found == [("Wed 25 06:00", "Wed 25 07:00", ANY), ("Tue 01 06:00", "Tue 01 07:00", ANY)]


def test_a_date_replaces_what_its_weekday_and_its_groups_would_have_had():
    availability = {"thu": "06:00-07:00", "weekdays": "12:00-13:00", "every": "20:00-21:00", "2026-11-26": ["09:00-10:00"]}
    thursday = [window for window in windows(availability) if window[0].startswith("Thu")]
    assert thursday == [("Thu 26 09:00", "Thu 26 10:00", ANY)]
    assert windows({"thu": "06:00-07:00", "2026-11-26": []}) == []


def test_a_weekday_and_its_group_add_up():
    found = windows({"mon": "06:00-07:00", "weekdays": "12:00-13:00", "every": "20:00-21:00"})
    assert [start for start, _, _ in found if start.startswith("Mon")] == ["Mon 23 06:00", "Mon 23 12:00", "Mon 23 20:00"]


# --- past midnight


def test_an_end_at_or_before_the_start_lies_on_the_next_day():
    assert windows({"fri": "22:00-02:00"}) == [("Fri 27 22:00", "Sat 28 02:00", ANY)]
    assert windows({"fri": "06:00-06:00"}) == [("Fri 27 06:00", "Sat 28 06:00", ANY)]
    assert windows({"fri": "22:00-00:00"}) == windows({"fri": "22:00-24:00"}) == [("Fri 27 22:00", "Sat 28 00:00", ANY)]
    assert windows({"fri": "00:00-00:00"}) == windows({"fri": "00:00-24:00"}) == [("Fri 27 00:00", "Sat 28 00:00", ANY)]


def test_the_night_before_a_date_still_reaches_into_it():
    """A date replaces what begins on it, not what began the day before."""
    found = windows({"thu": "22:00-02:00", "fri": "12:00-13:00", "2026-11-27": "15:00-16:00"})
    assert found == [("Thu 26 22:00", "Fri 27 02:00", ANY), ("Fri 27 15:00", "Fri 27 16:00", ANY)]


def test_a_sunday_night_opens_a_monday_week_and_ends_it():
    found = windows({"sun": "22:00-02:00"})
    assert found == [("Sun 22 22:00", "Mon 23 02:00", ANY), ("Sun 29 22:00", "Mon 30 02:00", ANY)]


def test_a_night_that_ends_when_the_week_begins_is_not_in_it():
    assert windows({"sun": "22:00-24:00"}) == [("Sun 29 22:00", "Mon 30 00:00", ANY)]


def test_small_hours_belong_to_the_training_day_before():
    """With days from 04:00 the Monday of the first day is the 23rd from 04:00 on; its small hours are those of the 30th."""
    assert windows({"mon": ["02:00-03:00", "06:00-07:00"]}, day_starts="04:00") == [
        ("Mon 23 06:00", "Mon 23 07:00", ANY),
        ("Mon 30 02:00", "Mon 30 03:00", ANY),
    ]
    assert windows({"2026-11-30": ["02:00-03:00", "05:00-06:00"]}, day_starts="04:00") == [("Mon 30 02:00", "Mon 30 03:00", ANY)]
    assert windows({"2026-11-23": ["02:00-03:00"]}, day_starts="04:00") == []


def test_a_window_over_the_start_of_the_week_keeps_both_ends():
    assert windows({"mon": "03:00-05:00"}, day_starts="04:00") == [
        ("Mon 23 03:00", "Mon 23 05:00", ANY),
        ("Mon 30 03:00", "Mon 30 05:00", ANY),
    ]


# --- places and merging


def test_windows_with_the_same_places_that_touch_or_overlap_are_one():
    assert windows({"mon": ["06:00-07:00 road", "07:00-08:00 road"]}) == [("Mon 23 06:00", "Mon 23 08:00", "road")]
    assert windows({"mon": ["06:00-07:30 road", "07:00-08:00 road"]}) == [("Mon 23 06:00", "Mon 23 08:00", "road")]
    assert windows({"mon": ["06:00-09:00", "07:00-08:00"]}) == [("Mon 23 06:00", "Mon 23 09:00", ANY)]
    assert windows({"mon": "20:00-24:00", "tue": "00:00-02:00"}) == [("Mon 23 20:00", "Tue 24 02:00", ANY)]
    assert windows({"mon": "06:00-07:00 gym road", "weekdays": "07:00-08:00 road gym", "2026-11-24": [], "2026-11-25": [],
                    "2026-11-26": [], "2026-11-27": []}) == [("Mon 23 06:00", "Mon 23 08:00", "gym road")]  # fmt: skip


def test_windows_with_other_places_stay_apart():
    assert windows({"mon": ["06:00-07:00 road", "06:30-08:00 gym", "07:00-08:00"]}) == [
        ("Mon 23 06:00", "Mon 23 07:00", "road"),
        ("Mon 23 06:30", "Mon 23 08:00", "gym"),
        ("Mon 23 07:00", "Mon 23 08:00", ANY),
    ]


def test_a_place_twice_is_a_place_once():
    assert windows({"mon": "06:00-07:00 road road"}) == [("Mon 23 06:00", "Mon 23 07:00", "road")]


def test_free_all_week_is_one_window():
    laid_out = problem(availability={"every": "00:00-24:00"})
    (window,) = laid_out.windows
    assert window.start <= laid_out.clock.start
    assert window.end > laid_out.clock.end


@pytest.mark.parametrize(
    ("wanted", "offered", "fits"),
    [
        ((), (), True),
        (("road",), (), True),
        ((), ("gym",), True),
        (("road",), ("gym",), False),
        (("road", "gym"), ("gym",), True),
    ],
)
def test_no_places_mean_every_place(wanted, offered, fits):
    (window,) = problem(availability={"mon": " ".join(["06:00-07:00", *offered])}).windows
    assert window.offers(wanted) is fits


# --- busy


def test_busy_by_day():
    assert windows({"mon": "06:00-09:00", "busy": "mon 07:00-07:30"}) == [
        ("Mon 23 06:00", "Mon 23 07:00", ANY),
        ("Mon 23 07:30", "Mon 23 09:00", ANY),
    ]
    assert windows({"every": "06:00-09:00", "busy": ["weekdays 06:00-09:00", "2026-11-28 08:00-09:00"]}) == [
        ("Sat 28 06:00", "Sat 28 08:00", ANY),
        ("Sun 29 06:00", "Sun 29 09:00", ANY),
    ]


def test_busy_between_moments():
    assert windows({"every": "06:00-09:00", "busy": "2026-11-24T08:00/2026-11-29T07:00"}) == [
        ("Mon 23 06:00", "Mon 23 09:00", ANY),
        ("Tue 24 06:00", "Tue 24 08:00", ANY),
        ("Sun 29 07:00", "Sun 29 09:00", ANY),
    ]


def test_busy_with_an_offset_is_when_it_says():
    found = windows({"tue": "06:00-09:00", "busy": ["2026-11-24T07:00-05:00/2026-11-24T08:00-05:00"]}, timezone="America/Chicago")
    assert found == [("Tue 24 07:00", "Tue 24 09:00", ANY)]


def test_busy_past_midnight_and_from_before_the_week():
    assert windows({"every": "00:00-03:00", "busy": "every 22:00-02:00"})[0] == ("Mon 23 02:00", "Mon 23 03:00", ANY)
    assert windows({"mon": "00:00-03:00", "busy": "2026-11-01T00:00/2026-11-23T01:00"}) == [("Mon 23 01:00", "Mon 23 03:00", ANY)]


def test_busy_cuts_dates_and_every_place_too():
    availability = {"2026-11-26": ["06:00-08:00 road", "06:00-08:00 gym"], "busy": ["thu 06:00-07:00"]}
    assert windows(availability) == [("Thu 26 07:00", "Thu 26 08:00", "gym"), ("Thu 26 07:00", "Thu 26 08:00", "road")]


def test_busy_all_the_time_leaves_nothing():
    assert windows({"every": "06:00-09:00", "busy": "every 00:00-24:00"}) == []


# --- the grid


def test_windows_are_not_rounded():
    assert windows({"mon": "06:05-07:50"}, grid=15) == [("Mon 23 06:05", "Mon 23 07:50", ANY)]


def test_windows_without_a_step_of_the_grid_are_left_out():
    assert windows({"mon": "06:01-06:14"}, grid=15) == []
    assert windows({"mon": "06:01-06:15"}, grid=15) == []
    assert windows({"mon": "06:00-06:15"}, grid=15) == [("Mon 23 06:00", "Mon 23 06:15", ANY)]
    assert windows({"mon": "06:01-06:31"}, grid=15) == [("Mon 23 06:01", "Mon 23 06:31", ANY)]


def test_the_grid_comes_after_merging_and_cutting():
    assert windows({"mon": ["06:00-06:52", "06:52-08:00"]}, grid=30) == [("Mon 23 06:00", "Mon 23 08:00", ANY)]
    assert windows({"mon": "06:00-08:00", "busy": "mon 06:50-07:07"}, grid=5) == [
        ("Mon 23 06:00", "Mon 23 06:50", ANY),
        ("Mon 23 07:07", "Mon 23 08:00", ANY),
    ]


# --- changes of the clock

SPRING = {"week": "2026-03-23", "timezone": "Europe/London"}  # Sun 29 March: 01:00 becomes 02:00
AUTUMN = {"week": "2026-10-19", "timezone": "Europe/London"}  # Sun 25 October: 02:00 becomes 01:00


def length(availability, **keys):
    """The elapsed minutes of the only window."""
    (window,) = problem(availability=availability, **keys).windows
    return window.end - window.start


def test_hours_that_a_change_skips_are_no_window():
    assert windows({"sun": "01:10-01:50"}, **SPRING) == []
    assert windows({"sun": "00:30-01:30"}, **SPRING) == [("Sun 29 00:30", "Sun 29 02:00", ANY)]
    assert length({"sun": "00:30-01:30"}, **SPRING) == 30
    assert length({"sun": "01:30-03:00"}, **SPRING) == 60


def test_windows_over_a_change_are_as_long_as_they_last():
    assert length({"sat": "22:00-06:00"}, **SPRING) == 7 * 60
    assert length({"sat": "22:00-06:00"}, **AUTUMN) == 9 * 60
    assert length({"sun": "01:30-02:30"}, **AUTUMN) == 120  # from the first 01:30
    assert length({"sun": "00:00-01:30"}, **AUTUMN) == 90  # to the first 01:30


def test_a_day_that_was_left_out_has_no_hours():
    found = windows({"every": "06:00-07:00"}, week="2011-12-26", timezone="Pacific/Apia")
    assert [start[:6] for start, _, _ in found] == ["Mon 26", "Tue 27", "Wed 28", "Thu 29", "Sat 31", "Sun 01"]


def test_a_day_that_starts_in_a_skipped_hour():
    """From 01:30 on; on 29 March that is 02:00. The window that ends there is Saturday's, the one that starts there Sunday's."""
    found = problem(availability={"sun": ["00:00-01:00", "02:00-03:00"]}, day_starts="01:30", **SPRING)
    assert [found.clock.day_of(window.start) for window in found.windows] == [5]
    assert [found.clock.day_of(window.end - 1) for window in found.windows] == [6]


# --- limits


def test_a_hundred_windows_are_not_too_many():
    hours = [f"{hour:02}:00-{hour:02}:30" for hour in range(14)]
    assert len(windows({"every": hours, "mon": ["20:00-20:30", "21:00-21:30"]})) == 100
    with pytest.raises(InputError, match="101 windows; the limit is 100"):
        windows({"every": hours, "mon": ["20:00-20:30", "21:00-21:30", "22:00-22:30"]})


def test_the_limit_is_about_windows_not_about_what_is_written():
    assert len(windows({f"2026-{month:02}-{day:02}": "06:00-07:00" for month in range(1, 13) for day in range(1, 29)})) == 6
    assert len(windows({"mon": [f"06:{minute:02}-07:00" for minute in range(60)] * 4})) == 1


def test_windows_that_were_read_can_be_read_again():
    availability = problem(availability={"mon": "06:00-07:00 road", "busy": "mon 06:00-06:30"}).scenario.availability
    again = Availability.model_validate(availability.__dict__)
    assert again.windows(clock("2026-11-23")) == availability.windows(clock("2026-11-23")) != ()
