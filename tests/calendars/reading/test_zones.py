"""Time zones as files name them: of their own, of Windows, of Outlook, with prefixes, unknown; and X-WR-TIMEZONE."""

import pytest

from solver.calendars.zones import known_zone
from tests.calendars.reading.files import at, calendar, event, reading, taken

OWN = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0{summer}00
TZOFFSETTO:+0{winter}00
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0{winter}00
TZOFFSETTO:+0{summer}00
END:DAYLIGHT
END:VTIMEZONE
"""


def own(name: str, winter: int = 1) -> str:
    return OWN.format(name=name, winter=winter, summer=winter + 1).replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("tzid", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("Europe_Berlin", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("GMT Standard Time", "Europe/London"),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"),
        ("/vendor.example/2026_1/America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("(GMT+10:00) Canberra, Melbourne, Sydney", "Australia/Canberra"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"),
        ("(UTC) Coordinated Universal Time", "Etc/GMT"),
        ("(UTC+03:00) Nowhere at all", "Etc/GMT-3"),
        ("(UTC+05:45) Nowhere at all", None),
        ("(UTC+09:00) Amsterdam, Berlin", "Etc/GMT-9"),
        ("UTC+2", "Etc/GMT-2"),
        ("GMT-05:00", "Etc/GMT+5"),
        ("../../etc/passwd", None),
        ("Customized Time Zone", None),
        ("", None),
    ],
)
def test_names_that_are_known(tzid, name):
    assert known_zone(tzid) == name


def test_a_windows_name_without_definition():
    assert taken(calendar(event(*at("20261124", "0900-1000", "Tokyo Standard Time")))) == ["Tue 01:00-02:00"]


def test_a_name_with_a_colon_outside_quotes():
    data = calendar(event(*at("20261124", "0900-1000", "(UTC-05:00) Eastern Time (US & Canada)")))
    found = reading(data)
    assert taken(data) == ["Tue 15:00-16:00"]
    assert found.notes == ("the time zone '(UTC-05:00) Eastern Time (US & Canada)' is taken for America/New_York.",)


def test_an_unknown_zone_is_said_and_can_be_told():
    data = calendar(event(*at("20261124", "0900-1000", "Head office"), "RRULE:FREQ=WEEKLY"))
    (note,) = reading(data).notes
    assert note.startswith("nobody knows the time zone 'Head office'")
    assert taken(data) == ["Tue 09:00-10:00"]  # as local time
    assert taken(data, zones={"Head office": "Asia/Tokyo"}) == ["Tue 01:00-02:00"]
    assert not reading(data, zones={"Head office": "Asia/Tokyo"}).notes


def test_a_file_s_own_definition_wins_over_a_name_that_is_no_iana_name():
    data = calendar(own("Tokyo Standard Time", winter=3), event(*at("20261124", "0900-1000", "Tokyo Standard Time")))
    assert taken(data) == ["Tue 07:00-08:00"]
    assert reading(data).notes == (
        "the file's own time zone 'Tokyo Standard Time' is +03:00 on 2026-11-23, Asia/Tokyo is +09:00: the file's own holds.",
    )


def test_an_iana_name_is_what_it_is_and_a_different_definition_is_said():
    data = calendar(own("Asia/Tokyo", winter=3), event(*at("20261124", "0900-1000", "Asia/Tokyo")))
    assert taken(data) == ["Tue 01:00-02:00"]
    assert reading(data).notes[0].endswith("Asia/Tokyo is +09:00: Asia/Tokyo holds.")


def test_two_files_with_one_name_for_two_zones_do_not_disturb_each_other():
    first, second = (
        calendar(own("Customized Time Zone", winter), event(*at("20261124", "0900-1000", "Customized Time Zone")))
        for winter in (1, 3)
    )
    assert [taken(first), taken(second), taken(first)] == [["Tue 09:00-10:00"], ["Tue 07:00-08:00"], ["Tue 09:00-10:00"]]


def test_a_definition_after_its_use():
    data = calendar(event(*at("20261124", "0900-1000", "Customized Time Zone")), own("Customized Time Zone", 3))
    assert taken(data) == ["Tue 07:00-08:00"]


def test_an_own_zone_follows_its_own_summer_time():
    data = calendar(own("Home"), event(*at("20260705", "0900-1000", "Home"), "RRULE:FREQ=WEEKLY"))
    assert taken(data, "2026-06-29", "UTC") == ["Sun 07:00-08:00"]
    assert taken(data, "2026-11-23", "UTC") == ["Sun 08:00-09:00"]


@pytest.mark.parametrize(
    "broken",
    ["RRULE:FREQ=SECONDLY", "RRULE:FREQ=YEARLY;BYHOUR=1,2,3", "TZOFFSETTO:nonsense", "DTSTART:nonsense"],
)
def test_a_definition_that_is_no_use_is_no_definition(broken):
    name = broken.split(":")[0]
    lines = [line if not line.startswith(name) else broken for line in own("Home").split("\r\n")]
    data = calendar("\r\n".join(lines), event(*at("20261124", "0900-1000", "Home")))
    assert taken(data) == ["Tue 09:00-10:00"]
    assert "nobody knows the time zone 'Home'" in reading(data).notes[0]


def test_x_wr_timezone_is_for_utc_and_floating_times():
    """Google writes UTC and means the calendar's zone: an event keeps its hour there when the clocks change."""
    top = "X-WR-TIMEZONE:Europe/Berlin\r\n"
    weekly = event("DTSTART:20260104T170000Z", "DTEND:20260104T180000Z", "RRULE:FREQ=WEEKLY")
    assert taken(calendar(weekly, top=top), "2026-06-29") == ["Sun 18:00-19:00"]
    assert taken(calendar(weekly), "2026-06-29") == ["Sun 19:00-20:00"]
    floating = event("DTSTART:20261124T090000", "DTEND:20261124T100000")
    assert taken(calendar(floating, top="X-WR-TIMEZONE:Asia/Tokyo\r\n")) == ["Tue 01:00-02:00"]
    zoned = event(*at("20261124", "0900-1000"))
    assert taken(calendar(zoned, top="X-WR-TIMEZONE:Asia/Tokyo\r\n")) == ["Tue 09:00-10:00"]


def test_an_unknown_x_wr_timezone_is_said():
    data = calendar(event("DTSTART:20261124T090000", "DTEND:20261124T100000"), top="X-WR-TIMEZONE:Mars\r\n")
    assert taken(data) == ["Tue 09:00-10:00"]
    assert "X-WR-TIMEZONE 'Mars'" in reading(data).notes[0]
