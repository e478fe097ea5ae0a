"""A week's picture, read back by its own clock: every session and window lies on its day, at its minutes; nothing else is there."""

from datetime import date, datetime
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.domain.clock import DAYS, Clock, zone
from solver.fit import fit
from solver.rulesets.case import Case
from solver.show.axis import Axis, Scale
from solver.show.picture import svg_file
from tests.show.reading import SVG, Drawn
from tests.show.weeks import SHIPPED, shipped
from tests.support.weeks import problem_of
from tools import pictures

NIGHT = {
    "week": "2026-03-23",
    "timezone": "Europe/Berlin",
    "rules": "free",
    "availability": {"sat": ["22:00-02:30 road"], "sun": ["00:15-00:45 gym", "22:30-03:30 road"]},
    "sessions": [
        {"kind": "long_run", "minutes": 90, "days": "sat", "between": "23:30-01:30"},
        {"kind": "easy_run", "minutes": 60, "days": "sun", "between": "23:30-00:30", "buffer": [10, 15]},
    ],
}


def drawn(problem, schedule) -> Drawn:
    return Drawn(svg_file(problem, schedule), problem.clock.week)


def solved(data):
    case = Case.of(data, problem_of(data), read_ruleset())
    return case, fit(case)


def read_ruleset():
    from solver.rulesets.ruleset import load

    return load(["free"])


def joined(boxes):
    """The parts of what is told alike are one: day, start, end, minutes."""
    parts = {}
    for day, start, end, minutes, told in boxes:
        parts.setdefault((day, told), []).append((start, end, minutes))
    for (day, _), pieces in parts.items():
        pieces.sort()
        yield day, pieces[0][0], pieces[-1][1], round(sum(minutes for *_, minutes in pieces))


def check_sessions(case, schedule):
    """Each block says the session's local times, on its training day, and is as tall as it is long (in parts, around an hour
    that the day does not have)."""
    picture, clock = drawn(case.problem, schedule), case.problem.clock
    found = sorted(joined(picture.boxes("session", "block")))
    expected = []
    for item in schedule.sessions:
        start = clock.elapsed(item.start)
        ends = [clock.local(start), clock.local(start + item.minutes)]
        day = next(n for n in range(DAYS) if clock.day_start(n) <= start < clock.day_start(n + 1))
        first, last = ((end.replace(tzinfo=None), bool(end.fold)) for end in ends)
        expected.append((day, first, last, item.minutes))
    assert found == sorted(expected)


@pytest.mark.parametrize("name", SHIPPED)
def test_sessions_are_drawn_where_they_are(name):
    case, schedule = shipped(name)
    assert schedule.sessions or schedule.status == "infeasible"
    if schedule.sessions:
        check_sessions(case, schedule)


@pytest.mark.parametrize("name", SHIPPED)
def test_windows_are_drawn_where_they_are(name):
    case, schedule = shipped(name)
    clock = case.problem.clock
    picture = drawn(case.problem, schedule)
    found = sorted((day, start[0], end[0]) for day, start, end, _ in joined(picture.boxes("window")))
    expected = []
    for window in case.problem.windows:
        for day in range(DAYS):
            start, end = max(window.start, clock.day_start(day)), min(window.end, clock.day_start(day + 1))
            if start < end:
                expected.append((day, *(clock.local(minute).replace(tzinfo=None) for minute in (start, end))))
    assert found == sorted(expected)


def test_sessions_that_run_past_the_day_stay_in_its_column():
    """Saturday's runs to 01:00 on Sunday; Sunday's past the end of the week, after the night in which the clocks went on."""
    case, schedule = solved(NIGHT)
    check_sessions(case, schedule)
    picture = drawn(case.problem, schedule)
    assert {day for day, *_ in picture.boxes("session", "block")} == {5, 6}
    assert picture.ticks[-1].wall >= 25 * 60
    windows = [(day, start[0].hour, end[0].hour) for day, start, end, _ in joined(picture.boxes("window"))]
    # Saturday's, as far as its column goes; the same, for Sunday can start there: it ends before the hour that is skipped.
    # Monday's is the last Sunday's; the gym's is on Sunday alone, though Saturday's column goes so far.
    assert sorted(windows) == [(0, 0, 3), (5, 22, 1), (6, 0, 0), (6, 0, 2), (6, 22, 0)]


def test_an_hour_that_is_there_twice_has_room_twice():
    """New York, 1 November 2026: from 00:30 to 01:15 the second time it is 105 minutes."""
    data = {
        "week": "2026-10-26",
        "timezone": "America/New_York",
        "rules": "free",
        "availability": {"sun": ["00:30-03:00"], "mon": ["00:00-03:00"]},
        "sessions": [
            {"kind": "long_run", "minutes": 105, "at": "sun 00:30"},
            {"kind": "easy_run", "minutes": 45, "at": "mon 01:30"},
        ],
    }
    case, schedule = solved(data)
    check_sessions(case, schedule)
    picture = drawn(case.problem, schedule)
    blocks = {day: (start, end, minutes) for day, start, end, minutes in joined(picture.boxes("session", "block"))}
    assert blocks[6] == ((datetime(2026, 11, 1, 0, 30), False), (datetime(2026, 11, 1, 1, 15), True), 105)
    assert blocks[0] == ((datetime(2026, 10, 26, 1, 30), False), (datetime(2026, 10, 26, 2, 15), False), 45)
    assert len(list(picture.boxes("session", "block"))) == 3  # Monday's in two parts, around Sunday's hour
    gaps = {day for day, *_ in picture.boxes("gap")}
    assert gaps == {0, 1, 2, 3, 4, 5}
    assert "clocks −1 h" in "".join(picture.root.itertext())


def test_an_hour_that_is_skipped_is_empty():
    case, schedule = solved(NIGHT)
    picture = drawn(case.problem, schedule)
    assert [(day, start[0].hour, end[0].hour) for day, start, end, _, _ in picture.boxes("gap")] == [(6, 2, 3)]
    assert "clocks +1 h" in "".join(picture.root.itertext())


def test_busy_times_and_rest_days_are_shown():
    case, schedule = shipped("night-shift-nurse")
    picture = drawn(case.problem, schedule)
    busy = [(day, start[0], end[0]) for day, start, end, _, _ in picture.boxes("busy")]
    assert busy == [(2, datetime(2026, 11, 25, 10), datetime(2026, 11, 25, 11))]
    trained = {item.day for item in schedule.sessions}
    resting = [node for node in picture.of("sub") if node.text == "rest day"]
    assert len(resting) == DAYS - len(trained) > 0


@pytest.mark.parametrize("name", SHIPPED)
def test_texts_stay_in_their_blocks_and_say_the_rest(name):
    """A block of two lines and more holds all of its lines; what has none is told to a pointer all the same."""
    case, schedule = shipped(name)
    told = []
    for group in drawn(case.problem, schedule).of("session"):
        title = group.find(f"{SVG}title")
        if title is None:
            continue
        told.append(title.text)
        rect = group.find(f"{SVG}rect")
        top, bottom = float(rect.get("y")), float(rect.get("y")) + float(rect.get("height"))
        lines = [float(text.get("y")) for text in group.findall(f"{SVG}text") if text.get("class") != "outside"]
        assert all(top + 6 <= y <= bottom - 1 for y in lines)
        assert all(second - first > 12.9 for first, second in pairwise(lines))
    for item in schedule.sessions:
        assert any(f"{item.minutes} min" in text and f"{item.start:%H:%M}-" in text for text in told)


def test_shifts_and_the_sleep_after_them_are_busy():
    """Four on, four off, days that start at 04:00, drawn from 05:00: a day shift with its ways on Monday, nights on Tuesday and Wednesday
    with the sleep after them until 15:00."""
    case, schedule = shipped("four-on-four-off")
    found = [
        (day, f"{start[0]:%d %H:%M}", f"{end[0]:%d %H:%M}")
        for day, start, end, _, _ in drawn(case.problem, schedule).boxes("busy")
    ]
    assert found == [
        (0, "09 06:30", "09 19:30"),
        (1, "10 18:30", "11 04:00"),
        (2, "11 05:00", "11 15:00"),
        (2, "11 18:30", "12 04:00"),
        (3, "12 05:00", "12 15:00"),
    ]


def test_where_there_is_no_week_the_picture_says_why():
    case, schedule = shipped("impossible-week")
    picture = drawn(case.problem, schedule)
    words = " ".join(node.text for node in picture.of("words"))
    for part in schedule.conflict:
        assert part.text in words
    assert schedule.repairs[0].text in words
    assert [(day, start[0]) for day, start, *_ in picture.boxes("session", "block")] == [(5, datetime(2026, 5, 16, 18))]


def test_a_week_without_windows_and_sessions_is_drawn():
    data = {"week": "2026-10-05", "rules": "free"}
    case, schedule = solved(data)
    picture = drawn(case.problem, schedule)
    assert [tick.wall for tick in picture.ticks] == [60 * hour for hour in range(6, 23)]
    assert len([node for node in picture.of("sub") if node.text == "rest day"]) == DAYS


def test_hours_with_nothing_in_them_are_folded():
    """From 09:00 to 17:00 nobody trains: no such hour has a name, and the picture is not taller than for the hours that are there."""
    data = {
        "week": "2026-10-05",
        "rules": "free",
        "availability": {"mon": ["07:00-09:00"], "tue": ["17:00-19:00"]},
        "sessions": [{"kind": "easy_run", "minutes": 60, "days": "mon"}, {"kind": "tempo_run", "minutes": 60, "days": "tue"}],
    }
    case, schedule = solved(data)
    picture = drawn(case.problem, schedule)
    assert [tick.wall // 60 for tick in picture.ticks] == [7, 8, 9, 17, 18, 19]
    check_sessions(case, schedule)


# --- the clock of any week

ZONES = [
    "Europe/London",
    "America/New_York",
    "America/Havana",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Asia/Kathmandu",
]


@st.composite
def axes(draw):
    """A week somewhere, around a clock change as often as not, with a few stretches to show."""
    zone_name = draw(st.sampled_from(ZONES))
    week = draw(st.dates(date(2010, 1, 1), date(2030, 1, 1)) | st.just(date(2011, 12, 26)) | st.just(date(2026, 10, 26)))
    clock = Clock(week, zone(zone_name), draw(st.integers(0, 23)) * 60)
    shown = []
    for day in draw(st.lists(st.integers(0, DAYS - 1), max_size=4)):
        low, high = clock.day_start(day), clock.day_start(day + 1)
        if low < high:
            start = draw(st.integers(low, high - 1))
            shown.append((day, (start, start + draw(st.integers(1, 200)))))
    return Axis(clock, tuple(shown))


@settings(deadline=None, max_examples=40)
@given(axes())
def test_every_minute_of_a_day_has_its_own_height_and_the_wall_clock_names_it(axis):
    clock = axis.clock
    names: dict[int, str] = {}
    for day in range(DAYS):
        start, end = clock.day_start(day), clock.day_start(day + 1)
        minutes = range(start, end, 7)
        heights = [axis.height(day, minute) for minute in minutes]
        assert all(first < second for first, second in pairwise(heights))
        for minute, height in zip(minutes, heights, strict=True):
            wall = f"{clock.local(minute):%H:%M}"
            assert names.setdefault(height, wall) == wall


@settings(deadline=None, max_examples=40)
@given(axes())
def test_what_must_be_shown_lies_inside_and_outside_the_folds(axis):
    low, high = axis.bounds
    for day, stretch in axis.shown:
        top, bottom = axis.heights(day, stretch)
        assert low <= top < bottom <= high
        assert not any(start < bottom and top < end for start, end in axis.folds)
    scale = Scale(axis)
    places = [scale.y(height) for height in range(low, high + 1, 5)]
    assert all(first < second for first, second in pairwise(places))


@settings(deadline=None, max_examples=40)
@given(axes())
def test_the_names_of_the_hours_are_those_of_the_days(axis):
    """An hour's name is what the clock of every day says at that height, unless that day does not have it."""
    names = {height: name for height, name in axis.hours() if name.endswith((":00", "+1"))}
    for day in range(DAYS):
        for minute in range(axis.clock.day_start(day), axis.clock.day_start(day + 1), 5):
            name = names.get(axis.height(day, minute), "")
            assert not name or name.removesuffix(" +1") == f"{axis.clock.local(minute):%H:%M}"


def test_the_file_is_well_formed_and_small():
    for name in SHIPPED:
        case, schedule = shipped(name)
        text = svg_file(case.problem, schedule)
        assert ET.fromstring(text).tag == f"{SVG}svg"
        assert len(text) < 40_000
        assert text.count("http") == 1  # its namespace


def test_the_picture_in_the_documents_is_up_to_date():
    assert pictures.WEEK.read_text(encoding="utf-8") == pictures.week(), "run `python -m tools.pictures`"


def test_the_same_week_is_the_same_text():
    case, schedule = shipped("night-shift-nurse")
    assert svg_file(case.problem, schedule) == svg_file(case.problem, schedule)
