"""Local times, elapsed minutes and training days. When clocks change is known from outside (the tz database), not from the code."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from solver.domain.clock import zone
from solver.domain.errors import InputError
from tests.domain.weeks import clock

HOUR, DAY = 60, 24 * 60
SIX_DAYS = 6 * DAY

# One week of each sort; the seven training days in hours. All days but those named last 24.
WEEKS = [
    pytest.param("2026-11-23", "UTC", {}, id="no change"),
    pytest.param("2026-03-23", "Europe/London", {6: 23}, id="spring: Sun 29 March, 01:00 becomes 02:00"),
    pytest.param("2026-10-19", "Europe/London", {6: 25}, id="autumn: Sun 25 October, 02:00 becomes 01:00"),
    pytest.param("2026-03-02", "America/New_York", {6: 23}, id="spring in America: Sun 8 March"),
    pytest.param("2026-10-26", "America/New_York", {6: 25}, id="autumn in America: Sun 1 November"),
    pytest.param("2026-09-28", "Australia/Lord_Howe", {6: 23.5}, id="half an hour: Sun 4 October, 02:00 becomes 02:30"),
    pytest.param("2026-03-30", "Australia/Lord_Howe", {6: 24.5}, id="half an hour: Sun 5 April, 02:00 becomes 01:30"),
    pytest.param("2026-09-21", "Pacific/Chatham", {6: 23}, id="at a quarter to: Sun 27 September, 02:45 becomes 03:45"),
    pytest.param("2026-03-23", "Antarctica/Troll", {6: 22}, id="two hours: Sun 29 March, 01:00 becomes 03:00"),
    pytest.param("2026-03-02", "America/Havana", {6: 23}, id="no midnight: Sun 8 March, 00:00 becomes 01:00"),
    pytest.param("2026-10-26", "America/Havana", {6: 25}, id="midnight twice: Sun 1 November, 01:00 becomes 00:00"),
    pytest.param("2026-03-23", "Asia/Beirut", {6: 23}, id="no midnight: Sun 29 March, 00:00 becomes 01:00"),
    pytest.param("2026-10-19", "Asia/Beirut", {5: 25}, id="Saturday twice: Sun 25 October 00:00 becomes Sat 23:00"),
    pytest.param("2011-12-26", "Pacific/Apia", {4: 0}, id="Samoa left out Fri 30 December 2011"),
    pytest.param("2026-11-23", "Asia/Kathmandu", {}, id="a zone at :45"),
]


@pytest.mark.parametrize(("week", "name", "odd"), WEEKS)
def test_the_length_of_training_days(week, name, odd):
    bounds = clock(week, name).bounds
    assert [(after - before) / HOUR for before, after in pairwise(bounds)] == [odd.get(day, 24) for day in range(7)]
    assert bounds[0] == 0


@pytest.mark.parametrize(("week", "name", "odd"), WEEKS)
def test_local_and_elapsed_time_are_each_others_way_back(week, name, odd):
    time = clock(week, name)
    for minute in range(-DAY, 8 * DAY, 15):
        local = time.local(minute)
        assert time.elapsed(local) == minute
        assert local.astimezone(UTC) - time.local(0).astimezone(UTC) == timedelta(minutes=minute)


@pytest.mark.parametrize(("week", "name", "odd"), WEEKS)
def test_every_minute_lies_in_its_training_day(week, name, odd):
    time = clock(week, name, "04:00")
    for minute in range(-2 * DAY, 9 * DAY, 7):
        day = time.day_of(minute)
        assert time.day_start(day) <= minute < time.day_start(day + 1)


# (week, zone, date, wall clock) and the moment it is, in UTC
MOMENTS = [
    ("2026-03-23", "Europe/London", "2026-03-29", "00:59", "2026-03-29T00:59"),
    ("2026-03-23", "Europe/London", "2026-03-29", "01:00", "2026-03-29T01:00"),  # skipped: the first valid time is 02:00 BST
    ("2026-03-23", "Europe/London", "2026-03-29", "01:30", "2026-03-29T01:00"),
    ("2026-03-23", "Europe/London", "2026-03-29", "01:59", "2026-03-29T01:00"),
    ("2026-03-23", "Europe/London", "2026-03-29", "02:00", "2026-03-29T01:00"),
    ("2026-03-23", "Europe/London", "2026-03-29", "02:01", "2026-03-29T01:01"),
    ("2026-10-19", "Europe/London", "2026-10-25", "00:59", "2026-10-24T23:59"),
    ("2026-10-19", "Europe/London", "2026-10-25", "01:30", "2026-10-25T00:30"),  # twice: the first is meant
    ("2026-10-19", "Europe/London", "2026-10-25", "02:00", "2026-10-25T02:00"),
    ("2026-09-28", "Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-03T15:30"),
    ("2026-09-28", "Australia/Lord_Howe", "2026-10-04", "02:30", "2026-10-03T15:30"),
    ("2026-03-30", "Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45"),
    ("2026-03-30", "Australia/Lord_Howe", "2026-04-05", "02:00", "2026-04-04T15:30"),
    ("2026-09-21", "Pacific/Chatham", "2026-09-27", "03:00", "2026-09-26T14:00"),
    ("2026-09-21", "Pacific/Chatham", "2026-09-27", "03:45", "2026-09-26T14:00"),
    ("2026-03-02", "America/Havana", "2026-03-08", "00:00", "2026-03-08T05:00"),
    ("2026-03-02", "America/Havana", "2026-03-08", "00:45", "2026-03-08T05:00"),
    ("2026-03-02", "America/Havana", "2026-03-07", "24:00", "2026-03-08T05:00"),
    ("2026-10-26", "America/Havana", "2026-11-01", "00:30", "2026-11-01T04:30"),
    ("2026-10-19", "Asia/Beirut", "2026-10-24", "23:30", "2026-10-24T20:30"),
    ("2026-10-19", "Asia/Beirut", "2026-10-25", "00:00", "2026-10-24T22:00"),
    ("2011-12-26", "Pacific/Apia", "2011-12-30", "12:00", "2011-12-30T10:00"),  # no such day: 31 December 00:00 at +14
    ("2026-11-23", "Asia/Kathmandu", "2026-11-23", "06:00", "2026-11-23T00:15"),
]


@pytest.mark.parametrize(("week", "name", "day", "wall", "moment"), MOMENTS)
def test_what_the_wall_clock_means(week, name, day, wall, moment):
    time = clock(week, name)
    hours, minutes = map(int, wall.split(":"))
    minute = time.minute(date.fromisoformat(day), hours * 60 + minutes)
    assert time.local(minute).astimezone(UTC) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


def test_elapsed_minutes_over_a_change():
    spring, autumn = clock("2026-03-23", "Europe/London"), clock("2026-10-19", "Europe/London")
    assert spring.minute(date(2026, 3, 29), 12 * HOUR) == SIX_DAYS + 11 * HOUR
    assert autumn.minute(date(2026, 10, 25), 12 * HOUR) == SIX_DAYS + 13 * HOUR


def test_a_day_that_starts_in_a_skipped_hour():
    """01:30 on 29 March is no time in London; that training day starts at 02:00, an hour after midnight."""
    time = clock("2026-03-23", "Europe/London", "01:30")
    assert time.bounds == (90, *(90 + day * DAY for day in range(1, 6)), SIX_DAYS + 60, SIX_DAYS + 23 * HOUR + 90)
    assert time.day_of(SIX_DAYS + 59) == 5
    assert time.day_of(SIX_DAYS + 60) == 6


def test_a_week_that_starts_at_a_midnight_that_is_not_there():
    time = clock("2026-03-08", "America/Havana")
    assert time.local(0).isoformat() == "2026-03-08T01:00:00-04:00"
    assert time.bounds[1] == 23 * HOUR


def test_training_days_that_start_at_four():
    time = clock("2026-11-23", day_starts="04:00")
    assert (time.start, time.end) == (4 * HOUR, 7 * DAY + 4 * HOUR)
    assert [time.day_of(minute) for minute in (0, 239, 240, DAY + 239, 7 * DAY + 239, 7 * DAY + 240)] == [-1, -1, 0, 0, 6, 7]
    assert [str(day) for day in (time.dates[0], time.dates[6], time.date_of(-1))] == ["2026-11-23", "2026-11-29", "2026-11-22"]


def test_moments_with_an_offset_are_what_they_say():
    time = clock("2026-11-23", "Asia/Kathmandu")
    assert time.elapsed(datetime(2026, 11, 22, 18, 15, tzinfo=UTC)) == 0
    assert time.elapsed(datetime(2026, 11, 23, 6, 0, tzinfo=timezone(timedelta(hours=-5)))) == 16 * HOUR + 45
    assert time.elapsed(datetime(2026, 11, 23, 6, 0)) == 6 * HOUR


@pytest.mark.parametrize(
    ("minute", "down", "up"), [(0, 0, 0), (1, 0, 15), (14, 0, 15), (15, 15, 15), (-1, -15, 0), (-15, -15, -15)]
)
def test_the_grid(minute, down, up):
    time = clock("2026-11-23", grid=15)
    assert (time.floor(minute), time.ceil(minute)) == (down, up)


@pytest.mark.parametrize(
    ("week", "name", "grid", "fine"),
    [
        ("2026-09-28", "Australia/Lord_Howe", 30, True),
        ("2026-03-23", "Antarctica/Troll", 30, True),
        ("2011-12-26", "Pacific/Apia", 30, True),
        ("1985-12-30", "Asia/Kathmandu", 15, True),  # +05:30 became +05:45 on 1 January 1986
        ("1985-12-30", "Asia/Kathmandu", 30, False),
        ("1985-12-30", "Asia/Kathmandu", 10, False),
        ("1985-12-30", "Asia/Kathmandu", 1, True),
        ("1986-01-13", "Asia/Kathmandu", 30, True),
    ],
)
def test_a_grid_that_cannot_follow_a_change_is_refused(week, name, grid, fine):
    if fine:
        clock(week, name, grid=grid).check()
    else:
        with pytest.raises(InputError, match="15 minutes"):
            clock(week, name, grid=grid).check()


@pytest.mark.parametrize(
    ("name", "guess"),
    [
        ("Europe/Londn", "Europe/London"),
        ("london", "Europe/London"),
        ("New York", "America/New_York"),
        ("europe/paris", "Europe/Paris"),
        ("Kolkata", "Asia/Kolkata"),
        ("PST", ""),
        ("BST", ""),
        ("America", ""),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_a_guess_at_the_time_zone(name, guess):
    with pytest.raises(InputError) as refused:
        zone(name)
    assert refused.value.maybe == (f"{guess!r}." if guess else "")
