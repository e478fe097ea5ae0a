"""What the tests of pushing share: schedules, other people's events, and what must be on the server afterwards."""

from __future__ import annotations

from datetime import UTC, date
from typing import Any

from icalendar import Calendar

from solver.calendars.address import Account
from solver.calendars.component import as_component
from solver.calendars.event import events, uid
from solver.calendars.push import Push, Pushed, push
from solver.calendars.server import Server
from solver.calendars.write import as_bytes, as_calendar
from solver.domain.schedule import Schedule
from tests.calendars.writing.dav import PASSWORD, USER, Dav
from tests.calendars.writing.weeks import NOW, WEEK, schedule, session

MOVED = session("easy_run-1", "2026-11-25T18:30:00+01:00", 50, place="track")
CHANGED = (
    MOVED,
    WEEK[2],
    session("swim", "2026-11-29T10:00:00+01:00", 40, kind="swim"),
)  # one moved, one gone, one as it was, one new

OTHERS = {
    "dentist": "BEGIN:VEVENT\r\nUID:dentist\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20261124T060000Z\r\nDTEND:20261124T070000Z\r\n"
    "SUMMARY:Dentist\r\nEND:VEVENT\r\n",
    "weekly": "BEGIN:VEVENT\r\nUID:weekly\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260105T180000Z\r\nDURATION:PT1H\r\n"
    "RRULE:FREQ=WEEKLY\r\nSUMMARY:Choir\r\nEND:VEVENT\r\n",
    "todo": "BEGIN:VTODO\r\nUID:todo\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Buy shoes\r\nEND:VTODO\r\n",
}


def calendar(body: str) -> str:
    """A calendar as a phone sends it."""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//phone//EN\r\n{body}END:VCALENDAR\r\n"


def others(dav: Dav) -> dict[str, bytes]:
    """Everybody else's: strangers' events, a copy of ours that somebody made, ours of another athlete and of another week."""
    for name, body in OTHERS.items():
        dav.send("PUT", f"{dav.training}{name}.ics", calendar(body))
    (ours,) = [event for event in events(schedule(*WEEK)) if event.session == "long_run"]
    copy = as_component(ours, 0, NOW)
    copy["UID"] = "copied-by-hand"
    dav.send("PUT", f"{dav.training}copy.ics", as_bytes(as_calendar([copy])).decode())
    for plan in (schedule(*WEEK, scenario="bob"), schedule(*WEEK, week="2026-11-22")):
        push(connected(dav).calendar("Training"), Push.of(plan), now=NOW)
    dav.log.clear()
    return dav.files()


def connected(dav: Dav, url: str | None = None) -> Server:
    """The server, or a line to it."""
    return Server(Account(url or dav.url, USER, PASSWORD), seconds=30)


def pushed(dav: Dav, plan: Schedule, url: str | None = None, **options: Any) -> Pushed:
    """Push a schedule into the calendar Training."""
    week = {key: options.pop(key) for key in ("alarm", "keep_edits") if key in options}
    there = connected(dav, url).calendar("Training")
    return push(there, Push.of(plan, **week), now=options.pop("now", NOW), pause=lambda _: None, **options)


def ours(dav: Dav) -> dict[str, Any]:
    """What is there of ann's week, by session: the component."""
    found = {}
    for data in dav.files().values():
        event: dict[str, Any] = next(iter(Calendar.from_ical(data).walk("VEVENT")), {})
        if (
            event.get("X-WEEKFIT-ATHLETE") == "ann"
            and event["X-WEEKFIT-WEEK"] == "2026-11-23"
            and event["UID"] != "copied-by-hand"
        ):
            found[str(event["X-WEEKFIT-SESSION"])] = event
    return found


def assert_exactly(dav: Dav, plan: Schedule) -> None:
    """The server has the plan's sessions of ann's week, each once, at their times, and nothing else of that week."""
    there = ours(dav)
    assert sorted(there) == sorted(item.id for item in plan.sessions)
    for item in plan.sessions:
        event = there[item.id]
        assert event.start.astimezone(UTC) == item.start.astimezone(UTC)
        assert (event.end - event.start).total_seconds() == item.minutes * 60
        assert event["STATUS"] == "CONFIRMED"
        assert event["UID"] == uid("ann", date(2026, 11, 23), item.id)


def rest(dav: Dav) -> dict[str, bytes]:
    """Every file that is not of ann's week, byte for byte."""
    mine = {str(event["UID"]) for event in ours(dav).values()}
    return {name: data for name, data in dav.files().items() if not any(uid in name for uid in mine)}
