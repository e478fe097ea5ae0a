"""Components without their BEGIN or END: nothing after them is lost, and what is odd is said."""

import pytest

from tests.calendars.reading.files import at, calendar, event, reading, taken

FIRST = event(*at("20261124", "0900-1000"), uid="first", name="First")
SECOND = event(*at("20261125", "0900-1000"), uid="second", name="Second")
THIRD = event(*at("20261126", "0900-1000"), uid="third", name="Third")
DAYS = ["Tue 09:00-10:00", "Wed 09:00-10:00", "Thu 09:00-10:00"]
ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Home\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0100\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\n"
)
ALARM = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\n"


def without(text: str, line: str) -> str:
    assert line in text
    return text.replace(f"{line}\r\n", "", 1)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_event_that_is_never_closed_counts_and_swallows_nothing(place):
    events = [FIRST, SECOND, THIRD]
    events[place] = without(events[place], "END:VEVENT")
    name = ("First", "Second", "Third")[place]
    found = reading(calendar(*events))
    assert taken(calendar(*events)) == DAYS
    assert (found.events, found.taken) == (3, 3)
    assert found.notes == (f"the event '{name}' has no END:VEVENT; it is read up to the next component.",)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("END:VTIMEZONE", "the VTIMEZONE 'Home' has no END:VTIMEZONE; it is read up to the next component."),
        ("END:STANDARD", "a STANDARD has no END:STANDARD; it is read up to the next component."),
    ],
)
def test_a_time_zone_that_is_never_closed_swallows_nothing(missing, said):
    parts = (without(ZONE, missing), FIRST, SECOND, THIRD)
    assert taken(calendar(*parts)) == DAYS
    assert reading(calendar(*parts)).notes == (said,)


@pytest.mark.parametrize("before", [True, False])
def test_an_alarm_that_is_never_closed_does_not_take_the_hours_of_its_event(before):
    alarm = without(ALARM, "END:VALARM")
    place = "DTSTART" if before else "END:VEVENT"
    odd = FIRST.replace(place, f"{alarm}{place}", 1)
    assert taken(calendar(odd, SECOND, THIRD)) == DAYS
    assert reading(calendar(odd, SECOND, THIRD)).notes == ("a VALARM has no END:VALARM; it is read up to the next component.",)


@pytest.mark.parametrize("unknown", ["BEGIN:X-WRAP\r\n", "BEGIN:VTODO\r\nSUMMARY:Buy shoes\r\n", "BEGIN:VJOURNAL\r\n"])
def test_another_component_that_is_never_closed_swallows_nothing(unknown):
    assert taken(calendar(unknown, FIRST, SECOND, THIRD)) == DAYS
    assert "has no END:" in reading(calendar(unknown, FIRST, SECOND, THIRD)).notes[0]


def test_a_calendar_that_is_never_closed_before_the_next():
    one, two = calendar(FIRST).decode(), calendar(SECOND, THIRD).decode()
    found = reading((without(one, "END:VCALENDAR") + two).encode())
    assert found.taken == 3
    assert found.notes == ("a VCALENDAR has no END:VCALENDAR; it is read up to the next component.",)


def test_events_without_a_calendar_around_them():
    found = reading((without(FIRST, "END:VEVENT") + SECOND).encode())
    assert found.taken == 2
    assert len(found.notes) == 1


def test_an_end_without_a_beginning_is_said():
    found = reading(calendar(FIRST, without(SECOND, "BEGIN:VEVENT"), THIRD))
    assert found.taken == 2
    assert found.notes == (
        "END:VEVENT stands without BEGIN:VEVENT: a component before it may be missing.",
        "has a DTSTART outside of every event: an event may be missing or too short.",
        "has a DTEND outside of every event: an event may be missing or too short.",
    )


def test_an_end_too_early_is_said():
    early = SECOND.replace("DTEND", "END:VEVENT\r\nDTEND", 1).removesuffix("END:VEVENT\r\n")
    found = reading(calendar(FIRST, early, THIRD))
    assert found.notes == ("has a DTEND outside of every event: an event may be missing or too short.",)


def test_two_events_without_a_border_between_them_are_said():
    merged = without(FIRST, "END:VEVENT") + without(SECOND, "BEGIN:VEVENT")
    found = reading(calendar(merged, THIRD))
    assert taken(calendar(merged, THIRD)) == [DAYS[0], DAYS[2]]
    assert any("the event 'First': it has a second DTSTART" in note for note in found.notes)
    far = merged.replace("20261124", "20251124")
    assert any("it has a second DTSTART" in note for note in reading(calendar(far, THIRD)).notes), (
        "also where the first is far off"
    )


def test_hours_that_are_never_closed_are_not_available():
    hours = event(*at("20261124", "0900-1000"), name="Hours").replace("VEVENT", "AVAILABLE")
    data = calendar(f"BEGIN:VAVAILABILITY\r\n{without(hours, 'END:AVAILABLE')}END:VAVAILABILITY\r\n", SECOND)
    assert taken(data)[0] == "Fri 00:00-00:00 +14"
    assert "has no END:AVAILABLE" in reading(data).notes[0]
    unclosed = without(calendar(f"BEGIN:VAVAILABILITY\r\n{hours}END:VAVAILABILITY\r\n", SECOND).decode(), "END:VAVAILABILITY")
    assert reading(unclosed.encode()).events == 1
