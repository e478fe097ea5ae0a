"""What people do by hand to sessions on a server: it is seen, said, and made right again; what they add stays."""

import json
import re
from datetime import date

import pytest

from solver.calendars.component import as_component
from solver.calendars.event import events, uid
from solver.calendars.push import Push, push
from tests.calendars.writing.pushing import CHANGED, OTHERS, assert_exactly, calendar, connected, others, ours, pushed, rest
from tests.calendars.writing.weeks import LATER, NOW, WEEK, schedule
from tests.cli.running import run


def by_hand(dav, id_, pattern, new):
    """Change a session on the server as somebody's phone would."""
    url = f"{dav.training}{uid('ann', date(2026, 11, 23), id_)}.ics"
    old = dav.send("GET", url).decode().replace("\r\n ", "")
    changed = re.sub(pattern, new, old, count=1)
    assert changed != old
    dav.send("PUT", url, changed)


def test_a_session_moved_by_hand_is_put_back_and_said(dav, tmp_path):
    pushed(dav, schedule(*WEEK))
    by_hand(dav, "easy_run-2", r"(DTSTART.*:\d+T)07", r"\g<1>06")
    path = tmp_path / "week.json"
    path.write_text(json.dumps(schedule(*WEEK).to_json()), encoding="utf-8")
    arguments = ("calendar", "push", str(path), "--url", dav.url, "--calendar", "Training")

    kept = run(*arguments, "--keep-edits")
    assert kept.stdout == "Training: 0 added, 0 changed, 0 removed, 2 as they were, 1 left as edited (easy_run-2).\n"
    tried = run(*arguments, "--dry-run")
    assert "would be put back as planned" in tried.stderr
    assert ours(dav)["easy_run-2"].start.hour == 6

    done = run(*arguments)
    assert done.stdout == "Training: 0 added, 1 changed (easy_run-2), 0 removed, 2 as they were.\n"
    assert (
        "Note: easy_run-2 had been changed in the calendar (Easy run, Thu 26 Nov 06:00-07:30 at road); it is put back as planned."
        in (done.stderr)
    )
    assert_exactly(dav, schedule(*WEEK))


def test_notes_below_the_description_and_own_categories_stay_when_a_session_moves(dav):
    pushed(dav, schedule(*WEEK))
    by_hand(dav, "easy_run-1", r"(DESCRIPTION:[^\r]*)", r"\1\\n\\nFelt great\\, 8 km")
    by_hand(dav, "easy_run-1", r"CATEGORIES:[^\r]*", "CATEGORIES:Sport\r\nCOMMENT:with Tom")
    assert pushed(dav, schedule(*WEEK)).done == {}
    done = pushed(dav, schedule(*CHANGED))
    assert not any(change.edited for change in done.done.values())
    event = ours(dav)["easy_run-1"]
    assert event["DESCRIPTION"].startswith("50 min at track")
    assert event["DESCRIPTION"].endswith("\n\nFelt great, 8 km")
    assert (event["CATEGORIES"].cats, event["COMMENT"]) == (["Sport"], "with Tom")
    assert_exactly(dav, schedule(*CHANGED))


@pytest.mark.parametrize(
    ("pattern", "new", "kept"),
    [
        (r"DESCRIPTION:([^\r]*)", r"DESCRIPTION:Bring water!\\n\\n\1", ("Bring water!\n\n", "")),
        (r"DESCRIPTION:([^\r]*)", r"DESCRIPTION:Yes: \1", ("Yes: ", "")),
        (r"DESCRIPTION:([^\r]*)", r"DESCRIPTION:Above\\n\1\\nBelow", ("Above\n", "\nBelow")),
    ],
)
def test_text_above_and_below_the_description_stays(dav, pattern, new, kept):
    pushed(dav, schedule(*WEEK))
    by_hand(dav, "easy_run-1", pattern, new)
    assert pushed(dav, schedule(*WEEK)).done == {}, "what is written beside ours is no change of it"
    done = pushed(dav, schedule(*CHANGED))
    assert not any(change.edited for change in done.done.values())
    text = str(ours(dav)["easy_run-1"]["DESCRIPTION"])
    assert text.startswith(f"{kept[0]}50 min at track")
    assert text.endswith(kept[1])
    assert text.count("50 min") == 1
    assert pushed(dav, schedule(*CHANGED)).done == {}
    assert_exactly(dav, schedule(*CHANGED))


@pytest.mark.parametrize("mark", ["9" * 5000 + " abc", "-5 abc", "999999999 abc", "² abc", "", "1", " ", "0 e3b0c44298fc1c14"])
def test_a_mark_that_makes_no_sense_is_an_edit_and_nothing_more(dav, mark):
    pushed(dav, schedule(*WEEK))
    by_hand(dav, "easy_run-1", r"X-WEEKFIT-TEXT:[^\r]*", f"X-WEEKFIT-TEXT:{mark}")
    pushed(dav, schedule(*WEEK))
    assert_exactly(dav, schedule(*WEEK))


def test_a_session_deleted_by_hand_comes_back(dav):
    pushed(dav, schedule(*WEEK))
    dav.send("DELETE", f"{dav.training}{uid('ann', date(2026, 11, 23), 'long_run')}.ics")
    assert pushed(dav, schedule(*WEEK)).sessions()["added"] == ["long_run"]
    assert_exactly(dav, schedule(*WEEK))


@pytest.mark.parametrize(
    ("pattern", "new"),
    [
        (r"(DTSTART.*:)20261126", r"\g<1>20270826"),  # dragged far away
        (r"DTEND.*\r\n", "DURATION:PT3H\r\nRRULE:FREQ=DAILY\r\n"),  # made a series
        (r"DT(START|END).*\r\nDT(START|END).*\r\n", "DTSTART;VALUE=DATE:20261126\r\n"),  # made all-day
        (r"STATUS:CONFIRMED", "STATUS:CANCELLED"),
        (r"DTEND.*\r\n", ""),
        (r"SUMMARY:.*", "SUMMARY:Run with Tom"),
    ],
)
def test_whatever_became_of_a_session_it_is_made_right_again(dav, pattern, new):
    before = others(dav)
    pushed(dav, schedule(*WEEK))
    if "20270826" in new:
        by_hand(dav, "easy_run-2", r"(DTEND.*:)20261126", r"\g<1>20270826")
    by_hand(dav, "easy_run-2", pattern, new)
    done = pushed(dav, schedule(*WEEK))
    assert [change.session for change in done.done.values() if change.edited] == ["easy_run-2"]
    assert_exactly(dav, schedule(*WEEK))
    assert int(ours(dav)["easy_run-2"]["SEQUENCE"]) == 1, "a revision, not a new event"
    assert "RRULE" not in ours(dav)["easy_run-2"]
    assert rest(dav) == before


def test_the_same_moment_told_in_another_zone_is_no_change(dav):
    """Some programs write their own names for time zones, or UTC."""
    pushed(dav, schedule(*WEEK))
    by_hand(dav, "easy_run-1", r"TZID:Europe/Berlin", "TZID:W. Europe Standard Time")
    by_hand(
        dav,
        "easy_run-1",
        r"(?s)TZID=Europe/Berlin(.*?)TZID=Europe/Berlin",
        r"TZID=W. Europe Standard Time\1TZID=W. Europe Standard Time",
    )
    by_hand(dav, "easy_run-2", r"DTSTART.*\r\n", "DTSTART:20261126T060000Z\r\n")
    done = pushed(dav, schedule(*WEEK))
    assert done.done == {}
    assert done.same == ("easy_run-1", "easy_run-2", "long_run")


def test_a_server_that_throws_our_properties_away_still_has_each_session_once(dav):
    pushed(dav, schedule(*WEEK))
    for item in WEEK:
        url = f"{dav.training}{uid('ann', date(2026, 11, 23), item['id'])}.ics"
        dav.send("PUT", url, re.sub(r"X-WEEKFIT[^\r]*\r\n", "", dav.send("GET", url).decode().replace("\r\n ", "")))
    assert pushed(dav, schedule(*WEEK)).done == {}
    done = pushed(dav, schedule(*CHANGED, not_placed=[{"id": "easy_run-2", "kind": "easy_run", "priority": "normal"}]))
    assert done.sessions() == {"added": ["swim"], "changed": ["easy_run-1"], "removed": ["easy_run-2"]}


class Meddling:
    """A calendar in which somebody changes an event between our look and our change."""

    def __init__(self, calendar, meddle):
        self.calendar, self.meddle, self.name = calendar, meddle, calendar.name

    def between(self, start, end):
        found = self.calendar.between(start, end)
        meddle, self.meddle = self.meddle, lambda: None
        meddle()
        return found

    def __getattr__(self, name):
        return getattr(self.calendar, name)


@pytest.mark.parametrize("plan", [schedule(*CHANGED), schedule()], ids=["change", "remove"])
def test_a_change_by_somebody_else_in_the_same_second_is_seen(dav, plan):
    """If-Match: the server refuses, we look again, and what was changed by hand is told before it is put back."""
    pushed(dav, schedule(*WEEK))
    there = Meddling(connected(dav).calendar("Training"), lambda: by_hand(dav, "easy_run-1", r"SUMMARY:.*", "SUMMARY:Not today"))
    done = push(there, Push.of(plan), now=LATER)
    change = done.done[uid("ann", date(2026, 11, 23), "easy_run-1")]
    assert change.edited
    assert change.there.says.summary == "Not today"
    assert_exactly(dav, plan)


def test_an_event_that_shares_its_file_with_somebody_elses_is_left_alone():
    class Item:
        url, etag = "x", None
        data = calendar(OTHERS["dentist"] + as_component(events(schedule(*WEEK))[0], 0, NOW).to_ical().decode())

    assert Push.of(schedule(*WEEK)).ours([Item()]) == {}
