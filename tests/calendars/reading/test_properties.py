"""Properties of free time: it never meets busy time, both together cover what is possible, and a shifted calendar shifts it."""

from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from solver.domain.availability import Availability
from solver.domain.roster import Roster
from solver.domain.spans import merged, without
from tests.calendars.reading.files import BERLIN, calendar, clock, event, reading

WEEKS = st.sampled_from(["2026-03-23", "2026-06-01", "2026-10-19", "2026-12-28"])
ZONES = st.sampled_from([BERLIN, "America/New_York", "Asia/Kolkata", "UTC"])
EVENTS = st.lists(
    st.tuples(
        st.integers(-3 * 1440, 9 * 1440),  # minutes from the first day on, by the local clock
        st.integers(1, 2000),
        st.sampled_from(["", "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=MONTHLY"]),
        st.sampled_from(["", BERLIN, "America/New_York", "UTC"]),
    ),
    max_size=6,
)
WAKING = st.sampled_from(["06:00-22:00", "00:00-24:00", "20:00-04:00"])
ROSTERS = st.none() | st.builds(
    lambda letters, way, sleep: Roster.model_validate(
        {
            "pattern": letters,
            "starts": "2026-03-01",
            "shifts": {"D": "07:00-19:00", "N": "19:00-07:00"},
            "commute": way,
            "sleep_after": {"N": sleep},
            "waking": {"every": "05:00-23:00", "N": "12:00-03:00"},
        }
    ),
    st.text("DN-", min_size=1, max_size=9),
    st.integers(0, 90),
    st.integers(0, 9),
)


def ics(week: str, events) -> bytes:
    first = datetime.fromisoformat(week)
    parts = []
    for number, (offset, minutes, rule, tz) in enumerate(events):
        start = first + timedelta(minutes=offset)
        end = start + timedelta(minutes=minutes)
        zone = f";TZID={tz}" if tz and tz != "UTC" else ""
        mark = "Z" if tz == "UTC" else ""
        lines = [f"DTSTART{zone}:{start:%Y%m%dT%H%M00}{mark}", f"DTEND{zone}:{end:%Y%m%dT%H%M00}{mark}"]
        parts.append(event(*lines, *([f"RRULE:{rule}"] if rule else []), uid=str(number)))
    return calendar(*parts)


def availability(data: bytes, week: str, tz: str, waking: str, **how) -> Availability:
    busy = [text.text for text in reading(data, week, tz, **how).written]
    return Availability.model_validate({"every": waking, "calendars": [{"path": "a.ics", "busy": busy}]})


@settings(max_examples=60, deadline=None, derandomize=True)
@given(WEEKS, ZONES, EVENTS, WAKING, ROSTERS)
def test_free_and_busy_never_meet_and_cover_what_is_possible(week, tz, events, waking, roster):
    now = clock(week, tz)
    value = availability(ics(week, events), week, tz, waking)
    free = [(window.start, window.end) for window in value.windows(now, roster)]
    busy = value.busy_stretches(now)
    closed = roster.closed(now) if roster else ()
    possible = [(window.start, window.end) for window in Availability.model_validate({"every": waking}).windows(now)]
    assert all(first[1] < second[0] for first, second in pairwise(free))
    assert without(free, (*busy, *closed)) == tuple(free)  # nothing of it is taken
    inside = [(max(start, now.start), min(end, now.end)) for start, end in possible]
    assert without(inside, (*free, *busy, *closed)) == ()  # and nothing is left over
    assert without(free, possible) == ()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.sampled_from(["2026-05-04", "2026-11-23"]), ZONES, EVENTS, WAKING, st.integers(0, 60))
def test_a_calendar_a_week_later_gives_the_windows_of_a_week_later(week, tz, events, waking, buffer):
    """Away from clock changes, and with rules that know weeks alone."""
    events = [(offset, minutes, "" if "MONTHLY" in rule else rule, zone) for offset, minutes, rule, zone in events]
    later = (date.fromisoformat(week) + timedelta(weeks=1)).isoformat()
    now = availability(ics(week, events), week, tz, waking, buffer=buffer).windows(clock(week, tz))
    then = availability(ics(later, events), later, tz, waking, buffer=buffer).windows(clock(later, tz))
    assert now == then


@settings(max_examples=40, deadline=None, derandomize=True)
@given(WEEKS, ZONES, EVENTS, st.integers(0, 120))
def test_more_buffer_never_frees_anything(week, tz, events, buffer):
    data, now = ics(week, events), clock(week, tz)
    plain, wide = (
        [(now.elapsed(a), now.elapsed(b)) for a, b in reading(data, week, tz, buffer=size).busy] for size in (0, buffer)
    )
    assert without(plain, merged(wide)) == ()
    inside = [(max(start, now.start), min(end, now.end)) for start, end in wide if start < now.end and end > now.start]
    assert without(inside, [(start - buffer, end + buffer) for start, end in plain]) == ()
