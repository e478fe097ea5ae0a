"""Free and busy periods (VFREEBUSY) and availability (VAVAILABILITY, RFC 7953) as busy time."""

import pytest

from tests.calendars.reading.files import BERLIN, calendar, event, reading, taken
from tests.cli.running import run

PERIODS = """BEGIN:VFREEBUSY
DTSTART:20261101T000000Z
DTEND:20261201T000000Z
FREEBUSY:20261124T080000Z/20261124T090000Z
FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261125T080000Z/PT30M, 20261125T100000Z/PT30M
FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261126T080000Z/PT1H
FREEBUSY;FBTYPE=FREE:20261127T080000Z/PT1H
END:VFREEBUSY
"""


def office(*more: str, days: str = "MO,TU,WE,TH,FR", hours: tuple[str, str] = ("09", "17")) -> str:
    """A VAVAILABILITY with office hours in Berlin."""
    lines = (
        "BEGIN:VAVAILABILITY",
        "SUMMARY:Office hours",
        *more,
        "BEGIN:AVAILABLE",
        f"DTSTART;TZID={BERLIN}:20260105T{hours[0]}0000",
        f"DTEND;TZID={BERLIN}:20260105T{hours[1]}0000",
        f"RRULE:FREQ=WEEKLY;BYDAY={days}",
        "END:AVAILABLE",
        "END:VAVAILABILITY",
        "",
    )
    return "\r\n".join(lines)


def test_published_periods():
    data = calendar(PERIODS.replace("\n", "\r\n"))
    weekdays = ["Tue 09:00-10:00", "Wed 09:00-09:30", "Wed 11:00-11:30"]
    assert taken(data) == [*weekdays, "Thu 09:00-10:00"]
    assert taken(data, tentative="free") == weekdays
    assert taken(data, buffer=15)[0] == "Tue 08:45-10:15"


def test_a_period_that_cannot_be_read_is_said():
    found = reading(calendar(PERIODS.replace("20261124T080000Z/20261124T090000Z", "often").replace("\n", "\r\n")))
    assert found.notes == ("the busy period 'often' cannot be read and is left out.",)
    assert found.taken == 3


def test_availability_is_busy_outside_its_available_parts():
    assert taken(calendar(office(days="TU"))) == ["Fri 00:00-09:00 +4", "Tue 17:00-09:00 +7"]


def test_available_hours_stay_local_when_the_clocks_change():
    """Their first start in UTC beside a weekly rule would be an hour off in summer."""
    data = calendar(office())
    assert taken(data, "2026-06-29")[1] == "Mon 17:00-09:00 +1"
    assert taken(data, "2026-11-23")[1] == "Mon 17:00-09:00 +1"


def test_availability_without_a_calendar_around_it():
    assert taken(office(days="TU").encode()) == ["Fri 00:00-09:00 +4", "Tue 17:00-09:00 +7"]


def test_availability_speaks_of_its_own_time_alone():
    bounds = (f"DTSTART;TZID={BERLIN}:20261124T000000", f"DTEND;TZID={BERLIN}:20261125T000000")
    assert taken(calendar(office(*bounds))) == ["Tue 00:00-09:00", "Tue 17:00-00:00 +1"]
    assert taken(calendar(office(bounds[0], "DURATION:P1D"))) == ["Tue 00:00-09:00", "Tue 17:00-00:00 +1"]


def test_the_higher_priority_lies_on_top():
    tuesday = (f"DTSTART;TZID={BERLIN}:20261124T000000", f"DTEND;TZID={BERLIN}:20261125T000000")
    always, short = office("PRIORITY:5"), office("PRIORITY:1", *tuesday, hours=("12", "13"))
    assert taken(calendar(always, short))[1:3] == ["Mon 17:00-12:00 +1", "Tue 13:00-09:00 +1"]
    always, short = office("PRIORITY:1"), office("PRIORITY:5", *tuesday, hours=("12", "13"))
    assert taken(calendar(always, short))[1:3] == ["Mon 17:00-09:00 +1", "Tue 17:00-09:00 +1"]
    assert taken(calendar(office(), office("PRIORITY:9", *tuesday, hours=("12", "13"))))[1] == "Mon 17:00-12:00 +1"


def test_tentative_unavailability():
    data = calendar(office("BUSYTYPE:BUSY-TENTATIVE"))
    assert len(taken(data)) == 6
    assert taken(data, tentative="free") == []


def test_events_are_on_top_of_availability():
    data = calendar(office(), event(f"DTSTART;TZID={BERLIN}:20261124T120000", "DURATION:PT1H"))
    assert taken(data)[2] == "Tue 12:00-13:00"


@pytest.mark.parametrize("part", ["", "hours elsewhere"])
def test_availability_that_leaves_nothing_free_is_said(part, tmp_path):
    hours = event("DTSTART:20250101T080000Z", "DTEND:20250101T090000Z").replace("VEVENT", "AVAILABLE") if part else ""
    data = calendar(f"BEGIN:VAVAILABILITY\r\nSUMMARY:Holiday\r\n{hours}END:VAVAILABILITY\r\n")
    assert taken(data) == ["Fri 00:00-00:00 +14"]
    (tmp_path / "a.ics").write_bytes(data)
    told = run("calendar", "import", str(tmp_path / "a.ics"), "--week", "2026-11-23", "--timezone", BERLIN).stderr
    assert "0 events; in this week 0 that take time. 1 availability: all is busy outside its hours." in told
    assert "Note: " in told
    assert "the availability 'Holiday' leaves nothing free in this week: all of it counts as busy." in told


def test_availability_of_another_time_or_that_frees_something_needs_no_note():
    past = ("DTSTART:20250101T000000Z", "DTEND:20250102T000000Z")
    assert reading(calendar(office())).notes == ()
    assert reading(calendar(office(*past))).notes == ()
    assert reading(calendar(f"BEGIN:VAVAILABILITY\r\n{past[0]}\r\n{past[1]}\r\nEND:VAVAILABILITY\r\n")).notes == ()
    tentative = calendar("BEGIN:VAVAILABILITY\r\nBUSYTYPE:BUSY-TENTATIVE\r\nEND:VAVAILABILITY\r\n")
    assert reading(tentative, tentative="free").notes == ()
    assert reading(calendar(office())).availabilities == 1


def test_availability_that_cannot_be_read_is_said():
    found = reading(calendar(office("DTSTART:sometime")))
    assert found.notes == ("the availability 'Office hours' is left out: its DTSTART ('sometime') cannot be read.",)
    assert not found.busy
