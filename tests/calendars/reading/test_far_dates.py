"""Dates at both ends of the calendar: they are brought near before anything is computed, and never free what is taken."""

from pathlib import Path

import pytest

from tests.calendars.reading.files import calendar, event, reading, taken
from tests.cli.running import run

CASES = Path(__file__).with_name("cases")
ALL_WEEK = ["Fri 00:00-00:00 +14"]  # from three days before the week to four days after it
FROM_TUESDAY = ["Tue 09:00-00:00 +10"]
FIRST, LAST = "00010101T000000", "99991231T235959"
TUESDAY = ("DTSTART:20261124T080000Z", "DTEND:20261124T090000Z")  # 09:00 to 10:00 in Berlin


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("event-9999", ["Tue 10:00-00:00 +10"]),
        ("event-0001", ALL_WEEK),
        ("vavail-9999", ["Fri 00:00-10:00 +4"]),
        ("overflow", []),
    ],
)
def test_files_with_far_dates_are_read(name, expected):
    assert taken((CASES / f"{name}.ics").read_bytes()) == expected
    done = run("calendar", "import", str(CASES / f"{name}.ics"), "--week", "2026-11-23", "--timezone", "Europe/Berlin")
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("mark", ["", "Z"])
@pytest.mark.parametrize("tz", ["Pacific/Kiritimati", "America/Anchorage", "UTC"])
def test_an_event_that_lasts_for_ever_takes_the_week(mark, tz):
    for lines in (
        (f"DTSTART:{FIRST}{mark}", f"DTEND:{LAST}{mark}"),
        (f"DTSTART;TZID={tz}:{FIRST}", f"DTEND;TZID={tz}:{LAST}"),
        ("DTSTART;VALUE=DATE:00010101", "DTEND;VALUE=DATE:99991231"),
        (f"DTSTART:{FIRST}{mark}", "DURATION:P3652000D"),
    ):
        found = reading(calendar(event(*lines)), tz=tz)
        assert len(found.busy) == 1, lines
        assert (found.taken, found.notes) == (1, ())
        assert (found.busy[0][1] - found.busy[0][0]).days == 14


@pytest.mark.parametrize(
    "lines",
    [
        (TUESDAY[0], f"DTEND:{LAST}Z"),
        (TUESDAY[0], f"DTEND:{LAST}Z", "RRULE:FREQ=WEEKLY"),
        (TUESDAY[0], f"DTEND:{LAST}Z", "RRULE:FREQ=YEARLY;UNTIL=99991231T000000Z"),
        (TUESDAY[0], f"DTEND:{LAST}Z", "EXDATE:99991231T000000Z"),
        (TUESDAY[0], "DURATION:P2900000D"),
    ],
)
def test_an_event_without_end_takes_all_from_its_start(lines):
    found = reading(calendar(event(*lines)))
    assert taken(calendar(event(*lines))) == FROM_TUESDAY
    assert found.notes == ()


@pytest.mark.parametrize(
    "line",
    [
        f"EXDATE:{LAST}Z",
        f"EXDATE:{FIRST}Z",
        f"EXDATE;TZID=Pacific/Kiritimati:{FIRST}",
        "EXDATE;VALUE=DATE:99991231",
        f"RDATE:{LAST}Z",
        f"RDATE:{FIRST}",
        f"RDATE;TZID=America/Anchorage:{LAST}",
        "RDATE;VALUE=DATE:00010101",
        f"RRULE:FREQ=WEEKLY;UNTIL={LAST}Z",
        "RRULE:FREQ=WEEKLY;COUNT=2000000000",
    ],
)
@pytest.mark.parametrize("rule", ["", "RRULE:FREQ=YEARLY"])
def test_far_exceptions_and_further_dates_change_nothing(line, rule):
    if rule and line.startswith("RRULE"):
        return
    found = reading(calendar(event(*TUESDAY, *filter(None, (rule, line)))))
    assert (found.taken, found.notes) == (1, ())
    assert taken(calendar(event(*TUESDAY, *filter(None, (rule, line))))) == ["Tue 09:00-10:00"]


@pytest.mark.parametrize(
    "change",
    [
        (f"RECURRENCE-ID:{LAST}Z", "DTSTART:20261126T080000Z", "DTEND:20261126T090000Z"),
        (f"RECURRENCE-ID:{FIRST}", "DTSTART:20261126T080000Z", "DTEND:20261126T090000Z"),
        (f"RECURRENCE-ID;RANGE=THISANDFUTURE:{LAST}Z", "DTSTART:20261126T080000Z", "DTEND:20261126T090000Z"),
    ],
)
def test_a_change_of_a_far_date_leaves_the_others_and_counts_itself(change):
    data = calendar(event(*TUESDAY, "RRULE:FREQ=WEEKLY"), event(*change))
    assert taken(data) == ["Tue 09:00-10:00", "Thu 09:00-10:00"]


def test_one_of_a_series_that_is_moved_far_away_is_gone_and_the_others_stay():
    master = event("DTSTART:20261123T080000Z", "DTEND:20261123T090000Z", "RRULE:FREQ=DAILY;COUNT=3")
    for far in (LAST, "00010102T000000"):
        moved = event("RECURRENCE-ID:20261124T080000Z", f"DTSTART:{far}Z", f"DTEND:{far}Z")
        assert taken(calendar(master, moved)) == ["Mon 09:00-10:00", "Wed 09:00-10:00"]
    longer = event("RECURRENCE-ID:20261124T080000Z", "DTSTART:20261124T080000Z", f"DTEND:{LAST}Z")
    assert taken(calendar(master, longer)) == ["Mon 09:00-10:00", *FROM_TUESDAY]


@pytest.mark.parametrize("first", ["00010101", "00990101", "99991230"])
@pytest.mark.parametrize("rule", ["", "RRULE:FREQ=DAILY", "RRULE:FREQ=MONTHLY", "RRULE:FREQ=YEARLY", "RDATE:20261124T080000Z"])
def test_a_far_first_date_never_frees_what_repeats(first, rule):
    found = reading(calendar(event(f"DTSTART:{first}T080000Z", f"DTEND:{first}T090000Z", *filter(None, (rule,)))))
    repeats_here = (rule == "RRULE:FREQ=DAILY" and first < "9") or rule.startswith("RDATE")
    assert (not found.busy) <= (not repeats_here), found
    if first == "99991230":
        assert found.taken == bool(rule.startswith("RDATE"))


def test_a_further_date_with_a_far_end_takes_all_from_its_start():
    for period in (f"20261124T080000Z/{LAST}Z", "20261124T080000Z/P2900000D"):
        data = calendar(event("DTSTART:20200101T080000Z", "DTEND:20200101T090000Z", f"RDATE;VALUE=PERIOD:{period}"))
        assert taken(data) == FROM_TUESDAY
        assert not taken(data.replace(b"END:VEVENT", b"EXDATE:20261124T080000Z\r\nEND:VEVENT"))
    long_ago = f"RDATE;VALUE=PERIOD:20200101T000000Z/{LAST}Z"
    assert taken(calendar(event("DTSTART:20200101T080000Z", "DTEND:20200101T090000Z", long_ago))) == ALL_WEEK


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (f"20261124T080000Z/{LAST}Z", FROM_TUESDAY),
        ("20261124T080000Z/P2900000D", FROM_TUESDAY),
        (f"{FIRST}Z/{LAST}Z", ALL_WEEK),
        (f"{FIRST}Z/PT1H", []),
        (f"{LAST}Z/PT1H", []),
    ],
)
def test_published_periods_with_far_dates(period, expected):
    data = calendar(f"BEGIN:VFREEBUSY\r\nFREEBUSY:{period}\r\nEND:VFREEBUSY\r\n")
    assert taken(data) == expected
    assert reading(data).notes == ()


@pytest.mark.parametrize(
    "bounds", [(f"DTSTART:{FIRST}Z", f"DTEND:{LAST}Z"), (f"DTSTART:{FIRST}",), (f"DTSTART:{FIRST}", "DURATION:P3652000D")]
)
def test_availability_with_far_bounds_holds_the_week(bounds):
    hours = event("DTSTART:20261124T080000Z", "DTEND:20261124T090000Z").replace("VEVENT", "AVAILABLE")
    data = calendar("\r\n".join(("BEGIN:VAVAILABILITY", *bounds, f"{hours}END:VAVAILABILITY", "")))
    assert taken(data) == ["Fri 00:00-09:00 +4", "Tue 10:00-00:00 +10"]


def test_hours_that_repeat_too_often_to_be_followed_are_not_available():
    """Busy time may be guessed, free time not."""
    hours = event("DTSTART:20261101T080000Z", "DTEND:20261101T080005Z", "RRULE:FREQ=SECONDLY;BYSECOND=3", name="Often")
    data = calendar(f"BEGIN:VAVAILABILITY\r\n{hours.replace('VEVENT', 'AVAILABLE')}END:VAVAILABILITY\r\n")
    assert taken(data) == ALL_WEEK
    assert reading(data).notes[0] == "the hours 'Often' repeat too often to be followed: they do not count as available."
