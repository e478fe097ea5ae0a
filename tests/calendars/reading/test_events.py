"""Events become busy time: recurrence with its exceptions, dates and hours, zones, clock changes, and what takes no time at all."""

import pytest

from tests.calendars.reading.files import at, calendar, event, reading, taken

TUE = at("20261124", "0900-1000")
WEEKLY = (*at("20261103", "0900-1000"), "RRULE:FREQ=WEEKLY;BYDAY=TU,TH")


def test_a_single_event():
    assert taken(calendar(event(*TUE))) == ["Tue 09:00-10:00"]


def test_an_event_without_uid_and_name_counts_and_two_of_them_are_two():
    other = at("20261125", "0900-1000")
    assert taken(calendar(event(*TUE, uid=None, name=""), event(*other, uid=None, name=""))) == [
        "Tue 09:00-10:00",
        "Wed 09:00-10:00",
    ]


def test_events_that_touch_or_overlap_are_one_stretch():
    parts = [event(*at("20261124", hours), uid=hours) for hours in ("0900-1000", "1000-1100", "1030-1200", "1300-1400")]
    assert taken(calendar(*parts)) == ["Tue 09:00-12:00", "Tue 13:00-14:00"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ((), ["Tue 09:00-10:00", "Thu 09:00-10:00"]),
        (("EXDATE;TZID=Europe/Berlin:20261124T090000",), ["Thu 09:00-10:00"]),
        (("EXDATE:20261124T080000Z",), ["Thu 09:00-10:00"]),
        (("EXDATE;TZID=Europe/Berlin:20261124T090000,20261126T090000",), []),
        (("RDATE;TZID=Europe/Berlin:20261127T140000",), ["Tue 09:00-10:00", "Thu 09:00-10:00", "Fri 14:00-15:00"]),
        (
            ("RDATE;VALUE=PERIOD;TZID=Europe/Berlin:20261127T140000/20261127T143000",),
            ["Tue 09:00-10:00", "Thu 09:00-10:00", "Fri 14:00-14:30"],
        ),
    ],
)
def test_exceptions_to_a_rule(more, expected):
    assert taken(calendar(event(*WEEKLY, *more))) == expected


def test_a_moved_occurrence_a_cancelled_one_and_one_moved_out_of_the_week():
    moved = event("RECURRENCE-ID;TZID=Europe/Berlin:20261124T090000", *at("20261125", "1100-1130"))
    cancelled = event("RECURRENCE-ID:20261126T080000Z", *at("20261126", "0900-1000"), "STATUS:CANCELLED")
    away = event("RECURRENCE-ID;TZID=Europe/Berlin:20261124T090000", *at("20261215", "1100-1130"))
    assert taken(calendar(event(*WEEKLY), moved)) == ["Wed 11:00-11:30", "Thu 09:00-10:00"]
    assert taken(calendar(event(*WEEKLY), cancelled)) == ["Tue 09:00-10:00"]
    assert taken(calendar(event(*WEEKLY), away)) == ["Thu 09:00-10:00"]


def test_an_occurrence_moved_into_the_week_from_far_away():
    moved = event("RECURRENCE-ID;TZID=Europe/Berlin:20270106T090000", *at("20261125", "1100-1130"))
    assert taken(calendar(event(*at("20270106", "0900-1000"), "RRULE:FREQ=WEEKLY"), moved)) == ["Wed 11:00-11:30"]


def test_this_and_future_moves_all_that_follow():
    changed = event("RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261117T090000", *at("20261117", "1000-1200"))
    assert taken(calendar(event(*WEEKLY), changed)) == ["Tue 10:00-12:00", "Thu 10:00-12:00"]


def test_this_and_future_moves_further_than_a_week():
    """The rule's own day, the first of the month, is far from the week in which it now happens; so is the end of the rule."""
    first = (*at("20260101", "0900-1000"), "RRULE:FREQ=MONTHLY;BYMONTHDAY=1;UNTIL=20261101T120000Z")
    changed = event("RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20261001T090000", *at("20261013", "1000-1200"))
    assert taken(calendar(event(*first), changed), "2026-11-09") == ["Fri 10:00-12:00"]


def test_the_newest_version_of_an_event_counts():
    old, new = event(*TUE, "SEQUENCE:1"), event(*at("20261125", "0900-1000"), "SEQUENCE:2")
    assert taken(calendar(old, new)) == taken(calendar(new, old)) == ["Wed 09:00-10:00"]
    away = event(*at("20270105", "0900-1000"), "SEQUENCE:2")
    assert taken(calendar(old, away)) == []


def test_different_events_of_one_uid_both_count():
    assert taken(calendar(event(*TUE), event(*at("20261125", "0900-1000")))) == ["Tue 09:00-10:00", "Wed 09:00-10:00"]


def test_past_midnight_several_days_and_into_the_week_from_before():
    night = event("DTSTART;TZID=Europe/Berlin:20261124T220000", "DTEND;TZID=Europe/Berlin:20261125T060000")
    trip = event("DTSTART;TZID=Europe/Berlin:20261119T080000", "DTEND;TZID=Europe/Berlin:20261123T120000", uid="trip")
    assert taken(calendar(night, trip)) == ["Fri 00:00-12:00 +3", "Tue 22:00-06:00 +1"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("DTSTART;VALUE=DATE:20261124",), ["Tue 00:00-00:00 +1"]),
        (("DTSTART;VALUE=DATE:20261124", "DTEND;VALUE=DATE:20261126"), ["Tue 00:00-00:00 +2"]),
        (("DTSTART;VALUE=DATE:20261124", "DURATION:P1D"), ["Tue 00:00-00:00 +1"]),
        (("DTSTART;VALUE=DATE:20261124", "DURATION:PT6H"), ["Tue 00:00-06:00"]),
        (("DTSTART;TZID=Europe/Berlin:20261124T090000", "DURATION:PT90M"), ["Tue 09:00-10:30"]),
        (("DTSTART:20261124T090000Z", "DTEND:20261124T100000Z"), ["Tue 10:00-11:00"]),
        (("DTSTART:20261124T090000", "DTEND:20261124T100000"), ["Tue 09:00-10:00"]),
        (("DTSTART;TZID=America/New_York:20261124T090000", "DTEND;TZID=Europe/Berlin:20261124T160000"), ["Tue 15:00-16:00"]),
        (("DTSTART;VALUE=DATE:20261124T090000", "DTEND;VALUE=DATE:20261124T100000"), ["Tue 09:00-10:00"]),
        (("DTSTART;TZID=Europe/Berlin:20261124T090000Z", "DTEND:20261124T100000Z"), ["Tue 10:00-11:00"]),
        (("DTSTART:20261124T090000Z",), []),
    ],
)
def test_dates_and_hours_as_files_write_them(lines, expected):
    """Floating times and dates are the athlete's; Z means UTC whatever TZID says beside it."""
    assert taken(calendar(event(*lines))) == expected


@pytest.mark.parametrize(
    ("lines", "how", "expected"),
    [
        (("TRANSP:TRANSPARENT",), {}, "marked as free"),
        (("STATUS:CANCELLED",), {}, "cancelled"),
        (("X-MICROSOFT-CDO-BUSYSTATUS:FREE",), {}, "marked as free"),
        (("X-MICROSOFT-CDO-BUSYSTATUS:FREE", "TRANSP:OPAQUE"), {}, "marked as free"),
        (("X-MICROSOFT-CDO-BUSYSTATUS:OOF", "TRANSP:TRANSPARENT"), {}, None),
        (("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",), {}, None),
        (("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE",), {"tentative": "free"}, "tentative"),
        (("STATUS:TENTATIVE",), {}, None),
        (("STATUS:TENTATIVE",), {"tentative": "free"}, "tentative"),
        (("ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.org",), {}, None),
        (("ATTENDEE;PARTSTAT=DECLINED:mailto:ann@example.org",), {"me": "Ann@Example.org"}, "declined"),
        (("ATTENDEE;PARTSTAT=ACCEPTED:mailto:ann@example.org",), {"me": "ann@example.org"}, None),
        (("ATTENDEE;PARTSTAT=DECLINED:mailto:bob@example.org",), {"me": "ann@example.org"}, None),
        (('ATTENDEE;CN="Ann: A";PARTSTAT=DECLINED;EMAIL=ann@example.org:urn:uuid:1',), {"me": "ann@example.org"}, "declined"),
        ((), {"ignore": "meet*"}, "ignored by name"),
        ((), {"ignore": "lunch"}, None),
        ((), {"only": ["*lunch*"]}, "not among only"),
        ((), {"only": ["*lunch*", "MEETING"]}, None),
    ],
)
def test_what_takes_no_time_and_why(lines, how, expected):
    found = reading(calendar(event(*TUE, *lines)), **how)
    assert dict(found.left_out) == ({expected: 1} if expected else {})
    assert (found.taken, bool(found.busy)) == ((0, False) if expected else (1, True))


def test_a_cancelled_method_cancels_all():
    assert taken(calendar(event(*TUE), top="METHOD:CANCEL\r\n")) == []


@pytest.mark.parametrize(
    ("mark", "how", "busy"),
    [
        ("TRANSPARENT", {}, False),
        ("OPAQUE", {}, True),
        ("TRANSPARENT", {"all_day": "busy"}, True),
        ("OPAQUE", {"all_day": "free"}, False),
    ],
)
def test_all_day_events_as_marked_or_as_told(mark, how, busy):
    """Holidays are all-day and transparent; a family calendar may mean its days."""
    whole = event("DTSTART;VALUE=DATE:20261124", f"TRANSP:{mark}")
    hours = event(*at("20261125", "0900-1000"), uid="two")
    assert taken(calendar(whole, hours), **how) == (["Tue 00:00-00:00 +1"] if busy else []) + ["Wed 09:00-10:00"]


def test_buffers_before_and_after():
    data = calendar(event(*TUE), event(*at("20261124", "1030-1100"), uid="two"))
    assert taken(data, buffer=10) == ["Tue 08:50-10:10", "Tue 10:20-11:10"]
    assert taken(data, buffer=[15, 20]) == ["Tue 08:45-11:20"]


def test_a_buffer_reaches_into_the_week_from_outside():
    assert taken(calendar(event(*at("20261122", "2200-2330"))), buffer=[0, 60]) == ["Sun 22:00-00:30 +1"]


def test_seconds_are_rounded_outwards():
    lines = ("DTSTART:20261124T080030Z", "DTEND:20261124T090001Z")
    assert taken(calendar(event(*lines))) == ["Tue 09:00-10:01"]


class TestClockChanges:
    """Berlin: forward on 29 March 2026 from 02:00 to 03:00, back on 25 October 2026 from 03:00 to 02:00."""

    def elapsed(self, data: bytes, week: str) -> list[float]:
        return [(end - start).total_seconds() / 3600 for start, end in reading(data, week).busy]

    def test_an_event_across_the_change_lasts_the_hours_that_pass(self):
        assert self.elapsed(calendar(event(*at("20260329", "0100-0400"))), "2026-03-23") == [2]
        assert self.elapsed(calendar(event(*at("20261025", "0100-0400"))), "2026-10-19") == [4]

    def test_a_weekly_event_keeps_its_local_time(self):
        data = calendar(event(*at("20260104", "1800-1900"), "RRULE:FREQ=WEEKLY"))
        assert taken(data, "2026-03-23") == ["Sun 18:00-19:00"]
        assert taken(data, "2026-03-30") == ["Sun 18:00-19:00"]

    def test_a_weekly_event_in_utc_does_not(self):
        data = calendar(event("DTSTART:20260104T170000Z", "DTEND:20260104T180000Z", "RRULE:FREQ=WEEKLY"))
        assert taken(data, "2026-03-23") == ["Sun 19:00-20:00"]

    def test_a_repeated_night_takes_the_longer_of_hours_and_clock(self):
        data = calendar(event(*at("20260104", "0000-0600"), "RRULE:FREQ=WEEKLY"))
        assert taken(data, "2026-03-23") == ["Sun 00:00-07:00"]  # six hours that pass
        assert taken(data, "2026-10-19") == ["Sun 00:00-06:00"]  # six o'clock, seven hours later

    def test_a_time_that_does_not_exist(self):
        assert taken(calendar(event(*at("20260329", "0230-0400"))), "2026-03-23") == ["Sun 03:30-04:00"]
        assert taken(calendar(event(*at("20260329", "0230-0315"))), "2026-03-23") == ["Sun 03:30-04:15"]

    def test_a_time_that_exists_twice_is_the_first(self):
        start, end = reading(calendar(event(*at("20261025", "0230-0400"))), "2026-10-19").busy[0]
        assert (start.hour, start.minute, end.hour) == (0, 30, 3)  # UTC: 00:30 is the first 02:30

    def test_all_day_on_the_day_of_the_change(self):
        assert self.elapsed(calendar(event("DTSTART;VALUE=DATE:20260329")), "2026-03-23") == [23]
        assert self.elapsed(calendar(event("DTSTART;VALUE=DATE:20261025")), "2026-10-19") == [25]
