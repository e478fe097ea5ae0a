"""Rules are kept within reach without changing what they give: checked against the library on the file as it is."""

from datetime import datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from hypothesis import example, given, settings
from hypothesis import strategies as st

from solver.domain.spans import merged
from tests.calendars.reading.files import calendar, clock, event, reading, taken

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def theirs(data: bytes, week: str, tz: str) -> tuple[tuple[int, int], ...]:
    """What the library gives for the week, in elapsed minutes, ends by the wall clock."""
    now = clock(week, tz)
    first = datetime(now.week.year, now.week.month, now.week.day, tzinfo=now.zone)
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(
        first - timedelta(days=1), first + timedelta(days=8)
    )
    spans = [(now.elapsed(each["DTSTART"].dt), now.elapsed(each["DTEND"].dt)) for each in found]
    return merged((max(start, now.start), min(end, now.end)) for start, end in spans if start < now.end and end > now.start)


def ours(data: bytes, week: str, tz: str) -> tuple[tuple[int, int], ...]:
    """What weekfit gives, cut to the week."""
    now = clock(week, tz)
    spans = [(now.elapsed(start), now.elapsed(end)) for start, end in reading(data, week, tz).busy]
    return merged((max(start, now.start), min(end, now.end)) for start, end in spans if start < now.end and end > now.start)


@st.composite
def rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(["HOURLY", "DAILY", "DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 9))}"]
    days = draw(st.lists(st.sampled_from(DAYS), max_size=3, unique=True))
    if days:
        number = draw(st.sampled_from(["", "1", "-1", "2"])) if freq in ("MONTHLY", "YEARLY") else ""
        parts.append(f"BYDAY={','.join(number + day for day in days)}")
    if draw(st.booleans()):
        parts.append(f"BYMONTH={','.join(map(str, draw(st.lists(st.integers(1, 12), min_size=1, max_size=6, unique=True))))}")
    if not days and freq in ("DAILY", "MONTHLY", "HOURLY") and draw(st.booleans()):
        parts.append(f"BYMONTHDAY={draw(st.sampled_from([1, 15, 24, 28, -1, -7]))}")
    ending = draw(st.sampled_from(["", "", "COUNT", "UNTIL"]))
    if ending == "COUNT":
        parts.append(f"COUNT={draw(st.integers(1, 3000))}")
    elif ending == "UNTIL":
        parts.append(f"UNTIL=20{draw(st.integers(24, 30))}1127T120000Z")
    return ";".join(parts)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    rule=rules(),
    start=st.datetimes(datetime(2019, 1, 1), datetime(2026, 12, 1)),
    minutes=st.sampled_from([15, 60, 600, 2000]),
    tz=st.sampled_from(["Europe/Berlin", "America/New_York", "UTC"]),
)
@example(rule="FREQ=DAILY;INTERVAL=3;COUNT=2000", start=datetime(2023, 1, 1, 9), minutes=60, tz="Europe/Berlin")
@example(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU", start=datetime(2019, 1, 2, 9), minutes=60, tz="Europe/Berlin")
@example(rule="FREQ=MONTHLY;BYMONTHDAY=-7", start=datetime(2019, 1, 25, 9), minutes=60, tz="UTC")
@example(rule="FREQ=YEARLY;BYYEARDAY=-38", start=datetime(2019, 1, 25, 9), minutes=60, tz="UTC")
@example(rule="FREQ=HOURLY;INTERVAL=5", start=datetime(2019, 1, 2, 9), minutes=60, tz="UTC")
def test_a_rule_gives_what_the_library_gives(rule, start, minutes, tz):
    start = start.replace(second=0, microsecond=0)
    end = start + timedelta(minutes=minutes)
    lines = (f"DTSTART;TZID={tz}:{start:%Y%m%dT%H%M%S}", f"DTEND;TZID={tz}:{end:%Y%m%dT%H%M%S}", f"RRULE:{rule}")
    data = calendar(event(*lines))
    assert ours(data, "2026-11-23", tz) == theirs(data, "2026-11-23", tz)


EVERY = ("DTSTART:{start}", "DTEND:{end}", "RRULE:FREQ={rule}")


def every(rule: str, start: str = "20200101T100000Z", end: str = "20200101T100500Z") -> bytes:
    return calendar(event(*(line.format(rule=rule, start=start, end=end) for line in EVERY), name="Ping"))


@pytest.mark.parametrize(
    "rule",
    [
        "SECONDLY",
        "MINUTELY",
        "MINUTELY;COUNT=100000000",
        "SECONDLY;BYSETPOS=2",
        "MINUTELY;BYHOUR=3",
        "DAILY;BYSETPOS=9",
        "YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR={h};BYMINUTE={m};BYSECOND={m}".format(
            h=",".join(map(str, range(24))), m=",".join(map(str, range(60)))
        ),
    ],
)
def test_a_rule_that_cannot_be_followed_takes_all_the_time_and_is_said(rule):
    found = reading(every(rule))
    assert [(end - start).days for start, end in found.busy] == [14]
    assert found.notes[0].startswith("the event 'Ping' repeats too often to be followed")
    assert not reading(every(rule), ignore="ping").busy


def test_what_cannot_be_followed_ends_where_it_ends():
    assert taken(every("SECONDLY;UNTIL=20261124T110000Z")) == ["Fri 00:00-12:05 +5"]
    over = reading(every("SECONDLY;UNTIL=20250101T000000Z"))
    assert (over.busy, over.notes) == ((), ())
    over = reading(every("MINUTELY;COUNT=1000000"))
    assert (over.busy, over.notes) == ((), ())


@pytest.mark.parametrize(
    "rule",
    ["DAILY;BYMONTH=2;BYMONTHDAY=30", "MINUTELY;BYHOUR=3;BYMONTHDAY=31;BYMONTH=4", "SECONDLY;BYMONTH=1", "YEARLY;BYYEARDAY=1,-1"],
)
def test_a_rule_without_a_day_in_the_week_is_not_walked(rule):
    found = reading(every(rule))
    assert (found.busy, found.notes) == ((), ())


def test_reminders_every_second_take_no_time():
    found = reading(calendar(event("DTSTART:19700101T000000Z", "RRULE:FREQ=SECONDLY")))
    assert (found.busy, found.notes) == ((), ())


def test_half_of_every_half_hour_for_years():
    assert len(reading(every("MINUTELY;INTERVAL=30", end="20200101T101500Z")).busy) == 14 * 48


@pytest.mark.parametrize("interval", ["0", "-1", "999999999999"])
def test_an_interval_that_leads_nowhere_is_said(interval):
    data = calendar(event("DTSTART:20261124T080000Z", "DTEND:20261124T090000Z", f"RRULE:FREQ=DAILY;INTERVAL={interval}"))
    assert taken(data) == ["Tue 09:00-10:00"]
    assert "cannot be read; it is read without that" in reading(data).notes[0]
