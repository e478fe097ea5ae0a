"""Calendars in a bad state: one message with the event's name, everything readable still read, nothing without bounds."""

import pytest

from solver.calendars import scope as reader
from solver.calendars.blocks import DEPTH_LIMIT, SIZE_LIMIT
from solver.domain.errors import InputError
from tests.calendars.reading.files import at, calendar, event, reading, taken

GOOD = event(*at("20261124", "0900-1000"), uid="good", name="Good")
BAD = ("DTSTART;TZID=Europe/Berlin:20261125T090000", "DTEND;TZID=Europe/Berlin:20261125T100000")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("DTEND:20261125T100000Z",), "is left out: it has no DTSTART."),
        (("DTSTART:sometime", BAD[1]), "is left out: its DTSTART ('sometime') cannot be read."),
        (("DTSTART:20261325T100000Z", BAD[1]), "is left out: its DTSTART ('20261325T100000Z') cannot be read."),
        ((BAD[0], "DTEND:x"), "is left out: its DTEND ('x') cannot be read."),
        ((BAD[0], "DURATION:P999999999D"), "is left out: its start and end do not go together."),
        ((BAD[0], "DURATION:long"), "is left out: its DURATION ('long') cannot be read."),
    ],
)
def test_an_event_without_a_time_is_left_out_and_said(lines, said):
    found = reading(calendar(event(*lines, uid="bad", name="Bad one"), GOOD))
    assert found.notes == (f"the event 'Bad one' {said}",)
    assert found.taken == 1
    assert taken(calendar(event(*lines, uid="bad", name="Bad one"), GOOD)) == ["Tue 09:00-10:00"]


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=SOMETIMES",
        "RRULE:every day",
        "RRULE:FREQ=DAILY;INTERVAL=0",
        "RDATE:nonsense",
        "EXDATE:nonsense",
        "RECURRENCE-ID:x",
    ],
)
def test_a_line_that_cannot_be_read_costs_that_line(line):
    found = reading(calendar(event(*BAD, line, uid="bad", name="Bad one"), GOOD))
    assert found.taken == 2
    (note,) = found.notes
    assert note.startswith(f"the event 'Bad one': its {line.split(':')[0]}")


def test_a_rule_that_the_library_cannot_spread_out_leaves_its_own_dates():
    found = reading(calendar(event(*BAD, "RRULE:FREQ=WEEKLY;UNTIL=20270101;BYSETPOS=0", uid="bad", name="Bad one"), GOOD))
    assert found.taken == 2
    assert "repeats in a way that cannot be read" in found.notes[0]


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:00010101T000000Z", "DTEND:99990101T000000Z", "RRULE:FREQ=DAILY"),
        ("DTSTART:00010101T000000Z", "DTEND:00010102T000000Z", "RRULE:FREQ=YEARLY"),
        ("DTSTART:99991231T230000Z", "DTEND:99991231T235959Z", "RRULE:FREQ=DAILY"),
        ("DTSTART:20261124T080000Z", "DTEND:20261124T090000Z", "RECURRENCE-ID:PT5M"),
        ("DTSTART:20261124T080000Z", "DTEND:20261124T090000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:00010101T000000Z"),
        ("DTSTART:P1D", "DTEND:20261124T090000Z"),
        ("DTSTART:20261124T080000Z", "DTEND:P1D"),
        ("DTSTART:20261124T080000Z", "DTEND:20261124T090000Z", "RDATE:P1D"),
        ("DTSTART:20261124T080000Z", "DTEND:20261124T090000Z", "SEQUENCE:many"),
        ("DTSTART:20261124T080000Z", "DTEND:20261124T090000Z", "RRULE:FREQ=DAILY;UNTIL=99991231T235959Z;BYDAY=8XX"),
    ],
)
def test_odd_values_never_end_in_a_traceback(lines):
    assert reading(calendar(event(*lines, uid="odd"), GOOD)).taken >= 1


@pytest.mark.parametrize("cut", range(3, 155, 8))
def test_a_file_that_breaks_off_is_read_as_far_as_it_goes_and_said(cut):
    data = calendar(GOOD, event(*BAD, uid="bad", name="Bad one"))
    found = reading(data[:-cut])
    assert any("breaks off" in note for note in found.notes)
    assert found.busy


def test_a_file_that_breaks_off_names_the_event():
    data = calendar(GOOD, event(*BAD, uid="bad", name="Bad one"))
    (note,) = reading(data[: data.index(b"DTEND;TZID=Europe/Berlin:20261125")]).notes
    assert note == "breaks off in the middle of the event 'Bad one', which is left out: whatever came after is missing."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mark_at_the_start(encoding):
    assert taken(calendar(GOOD).decode().encode(encoding)) == ["Tue 09:00-10:00"]


def test_another_charset_is_guessed_and_said():
    data = calendar(event(*at("20261124", "0900-1000"), name="Frühstück")).decode().encode("latin-1")
    found = reading(data)
    assert found.taken == 1
    assert found.notes == ("is no UTF-8: letters beyond a to z may be wrong.",)
    assert not reading(data, ignore="früh*").busy


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n\r\n"])
def test_line_endings(ending):
    assert taken(calendar(GOOD).decode().replace("\r\n", ending).encode()) == ["Tue 09:00-10:00"]


def test_folded_lines_and_lower_case():
    data = (
        calendar(GOOD)
        .replace(b"Europe/Berlin", b"Asia\r\n /Tok\r\n\tyo")
        .replace(b"DTSTART", b"dtstart")
        .replace(b"VEVENT", b"vevent")
    )
    assert taken(data) == ["Tue 01:00-02:00"]


def test_control_characters():
    data = calendar(event("DTSTART:2026\x001124T080000Z", "DTEND:20261124T090000Z\x7f", name="Bell\x07\x1b[31m"))
    assert taken(data) == ["Tue 09:00-10:00"]
    (note,) = reading(data.replace(b"DTSTART", b"DTSTRT")).notes
    assert note.startswith("the event 'Bell")
    assert note.isprintable()


def test_alarms_attachments_and_other_components_do_not_matter():
    inside = "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nDTSTART:20261126T090000Z\r\nEND:VALARM"
    attached = "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "\r\n ".join(["QUFB" * 18] * 2000)
    todo = "BEGIN:VTODO\r\nDTSTART:20261126T090000Z\r\nDUE:20261126T100000Z\r\nEND:VTODO\r\n"
    assert taken(calendar(event(*at("20261124", "0900-1000"), attached, inside, "DESCRIPTION:a\\nb"), todo)) == [
        "Tue 09:00-10:00"
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is no iCalendar file"),
        (b"<html>not found</html>", "is no iCalendar file"),
        (bytes(range(256)), "is no iCalendar file"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * (DEPTH_LIMIT + 1), f"is nested more than {DEPTH_LIMIT} components deep"),
        (b"BEGIN:VCALENDAR\n" + b"x" * SIZE_LIMIT, "is larger than 32 MiB"),
    ],
)
def test_what_is_no_calendar_or_too_large(data, said):
    with pytest.raises(InputError, match=said):
        reading(data)


def test_too_many_events_in_one_week(monkeypatch):
    monkeypatch.setattr(reader, "SERIES_LIMIT", 3)
    many = [event(*at("20261124", "0900-1000"), uid=str(number), name=f"No {number}") for number in range(4)]
    assert reading(calendar(*many[:3])).taken == 3
    with pytest.raises(InputError, match=r"more than 3 events for this week; 'No 3' is one too many"):
        reading(calendar(*many))
    elsewhere = [event(*at("20251124", "0900-1000"), uid=f"far {number}") for number in range(10)]
    assert reading(calendar(*many[:3], *elsewhere)).events == 13


def test_time_that_runs_out_names_the_event(monkeypatch):
    monkeypatch.setattr(reader, "_SECONDS", -1)
    with pytest.raises(InputError, match="takes too long to read; 'Good' is where it was given up"):
        reading(calendar(GOOD))


def test_all_rules_together_have_a_budget(monkeypatch):
    monkeypatch.setattr(reader, "_STEPS", 50)
    weekly = [
        event(*at("20261027", "0900-1000"), "RRULE:FREQ=DAILY", uid=str(number), name=f"No {number}") for number in range(2)
    ]
    assert reading(calendar(weekly[0])).notes == ()
    (note,) = reading(calendar(*weekly)).notes
    assert note.startswith("the event 'No 1' repeats too often")


def test_many_notes_are_counted():
    found = reading(calendar(*(event(uid=str(number), name=f"No {number}") for number in range(9))))
    assert len(found.notes) == 6
    assert found.notes[-1] == "and 4 more notes of this kind."


def test_more_stretches_than_a_scenario_holds_become_fewer_and_cover_the_same():
    data = calendar(event("DTSTART:20261101T000000Z", "DTEND:20261101T000030Z", "RRULE:FREQ=MINUTELY;INTERVAL=3"))
    found = reading(data)
    assert len(found.busy) <= 900
    assert "stretches of time" in found.notes[0]
