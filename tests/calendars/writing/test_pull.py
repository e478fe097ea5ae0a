"""Busy time off a server (Radicale): what others have, as they wrote it, without our own sessions."""

import tomllib
from datetime import UTC

from icalendar import Calendar

from solver.calendars.pull import merged
from solver.domain.availability import Availability
from tests.calendars.reading.files import reading
from tests.calendars.writing.pushing import OTHERS, calendar, others, pushed
from tests.calendars.writing.weeks import WEEK, schedule
from tests.cli.running import run, run_json


def test_pull_brings_what_others_have_that_week_and_not_what_we_put_there(dav, tmp_path):
    others(dav)
    pushed(dav, schedule(*WEEK))
    out = tmp_path / "work.ics"
    arguments = ("calendar", "pull", "--url", dav.url, "--calendar", "Training", "--week", "2026-11-23", "--out", str(out))
    out.write_text("BEGIN:VCALENDAR\nPRODID:-//phone//EN\nEND:VCALENDAR\n", encoding="utf-8")
    assert "work.ics: is there already, and weekfit did not write it" in run(*arguments).stderr
    out.unlink()
    assert run(*arguments).exit_code == 0
    done = run(*arguments)
    assert done.exit_code == 0
    assert done.stderr == "Note: 3 events, without 9 of weekfit's own.\n"
    found = Calendar.from_ical(out.read_bytes())
    assert sorted(str(event["SUMMARY"]) for event in found.events) == ["Choir", "Dentist", "Long run"]
    assert {str(event["UID"]) for event in found.events} == {"dentist", "weekly", "copied-by-hand"}
    far = run("calendar", "pull", "--url", dav.url, "--calendar", "Training", "--week", "2026-01-12")
    assert [str(event["SUMMARY"]) for event in Calendar.from_ical(far.stdout).events] == ["Choir"]
    assert "\r\n" not in far.stdout.replace("\r\n", "")


ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Home\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:{0}\r\nTZOFFSETTO:{0}\r\n"
    "END:STANDARD\r\nEND:VTIMEZONE\r\n"
)
AT_EIGHT = "BEGIN:VEVENT\r\nUID:{0}\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Home:20261124T080000\r\nDTEND;TZID=Home:20261124T090000\r\nSUMMARY:{0}\r\nEND:VEVENT\r\n"


def test_two_ideas_of_one_time_zone_stay_two(dav):
    """Names of zones are each calendar's own: 08:00 at Home is another moment for everybody."""
    for name, offset in (("a", "+0100"), ("b", "-0500"), ("c", "+0100")):
        dav.send("PUT", f"{dav.training}{name}.ics", calendar(ZONE.format(offset) + AT_EIGHT.format(name)))
    found = Calendar.from_ical(run("calendar", "pull", "--url", dav.url, "--calendar", "Training", "--week", "2026-11-23").stdout)
    assert {str(event["SUMMARY"]): event.start.astimezone(UTC).hour for event in found.events} == {"a": 7, "b": 13, "c": 7}
    assert len(found.timezones) == 2


def test_several_calendars_are_pulled_into_one(dav):
    work = dav.calendar("Work stuff")
    dav.send("PUT", f"{dav.training}dentist.ics", calendar(OTHERS["dentist"]))
    dav.send("PUT", f"{work}weekly.ics", calendar(OTHERS["weekly"]))
    done = run(
        *("calendar", "pull", "--url", dav.url, "--week", "2026-11-23", "--calendar", "Training", "--calendar", "Work stuff")
    )
    assert {str(event["SUMMARY"]) for event in Calendar.from_ical(done.stdout).events} == {"Dentist", "Choir"}


def test_what_is_pulled_is_read_as_busy_time(dav):
    others(dav)
    pushed(dav, schedule(*WEEK))
    pulled = run("calendar", "pull", "--url", dav.url, "--calendar", "Training", "--week", "2026-11-23").stdout_bytes
    found = run_json(*("calendar", "import", "-", "--week", "2026-11-23", "--timezone", "Europe/Berlin"), stdin=pulled)
    assert found["availability"]["2026-11-23"] == ["06:00-19:00", "20:00-22:00"], "choir from seven to eight"
    assert found["availability"]["2026-11-24"] == ["06:00-07:00", "08:00-22:00"], "the dentist at seven"
    assert found["availability"]["2026-11-26"] == ["06:00-22:00"], "our own run at seven takes no time"


def test_pull_prints_the_busy_times_of_a_week_to_paste(dav):
    others(dav)
    pushed(dav, schedule(*WEEK))
    arguments = ("calendar", "pull", "--url", dav.url, "--calendar", "Training", "--week", "2026-11-23", "--timezone")
    table = tomllib.loads(run(*arguments, "Europe/Berlin").stdout)
    assert "2026-11-24T06:00Z/2026-11-24T07:00Z" in table["availability"]["busy"]
    assert "2026-11-23T18:00Z/2026-11-23T19:00Z" in table["availability"]["busy"]
    assert not [busy for busy in table["availability"]["busy"] if "11-26" in busy], "our own run takes no time"
    Availability.model_validate(table["availability"])
    assert "Maybe 'Europe/Berlin'" in run(*arguments, "Europe/Berln").stderr
    assert "--timezone prints one week" in run(*arguments, "Europe/Berlin", "--weeks", "2").stderr


def test_a_component_that_is_never_closed_is_closed_and_swallows_nothing():
    """A server may hand out anything: what it calls one event may be none, or two."""
    weekly, dentist = OTHERS["weekly"], OTHERS["dentist"]
    alarm = "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\n"
    for odd in (
        calendar(weekly.replace("END:VEVENT\r\n", "") + dentist),
        calendar(weekly.replace("END:VEVENT", f"{alarm}END:VEVENT") + dentist),
        calendar(ZONE.format("+0100").replace("END:VTIMEZONE\r\n", "") + weekly + dentist),
        calendar(weekly + dentist).removesuffix("END:VEVENT\r\nEND:VCALENDAR\r\n"),
        calendar(weekly + "END:VTODO\r\n" + dentist).replace("\r\n", "\r"),
    ):
        data = merged([odd, calendar(OTHERS["todo"])])
        assert sorted(str(found["SUMMARY"]) for found in Calendar.from_ical(data).walk("VEVENT")) == ["Choir", "Dentist"], odd
        assert data.count(b"\r\nBEGIN:") + 1 == data.count(b"\r\nEND:")
        assert reading(data).notes == ()
