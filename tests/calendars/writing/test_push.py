"""Schedules on a real CalDAV server (Radicale): exactly the last schedule's sessions, nobody else's events touched, safe to repeat,
whole again after a connection that was cut anywhere.
"""

import pytest
from icalendar import Calendar

from solver.calendars.connection import ConnectionLost
from solver.calendars.write import calendar_bytes
from solver.domain.errors import InputError
from tests.calendars.writing.dav import shaky_line
from tests.calendars.writing.pushing import CHANGED, assert_exactly, others, ours, pushed, rest
from tests.calendars.writing.weeks import LATER, NOW, WEEK, schedule
from tests.cli.running import run, run_json


def test_pushed_twice_changed_and_pushed_again(dav):
    before = others(dav)
    first, second = schedule(*WEEK), schedule(*CHANGED)

    done = pushed(dav, first)
    assert done.sessions() == {"added": ["easy_run-1", "easy_run-2", "long_run"], "changed": [], "removed": []}
    assert dav.changes() == ["PUT"] * 3
    assert_exactly(dav, first)

    again = pushed(dav, first, now=LATER)
    assert not again.done
    assert again.same == ("easy_run-1", "easy_run-2", "long_run")
    assert dav.changes() == [], "what is there already is not sent again"

    done = pushed(dav, second, now=LATER)
    assert done.sessions() == {"added": ["swim"], "changed": ["easy_run-1"], "removed": ["easy_run-2"]}
    assert done.same == ("long_run",)
    assert dav.changes() == ["PUT", "PUT", "DELETE"]
    assert_exactly(dav, second)
    assert {id_: int(event["SEQUENCE"]) for id_, event in ours(dav).items()} == {"easy_run-1": 1, "long_run": 0, "swim": 0}
    assert rest(dav) == before


@pytest.mark.parametrize("deliver", [False, True], ids=["request lost", "answer lost"])
@pytest.mark.parametrize("good", range(4))
def test_cut_half_way_and_pushed_again(dav, good, deliver):
    before = others(dav)
    pushed(dav, schedule(*WEEK))
    with shaky_line(dav, good, deliver=deliver) as url:
        if good < 3:
            with pytest.raises(ConnectionLost, match=rf"At least {good} of 3 changes were made; the same command again goes on"):
                pushed(dav, schedule(*CHANGED), url)
        else:
            pushed(dav, schedule(*CHANGED), url)
    assert rest(dav) == before
    dav.log.clear()
    pushed(dav, schedule(*CHANGED), now=LATER)
    assert len(dav.changes()) == max(0, 3 - good - deliver)
    assert_exactly(dav, schedule(*CHANGED))
    assert int(ours(dav)["easy_run-1"]["SEQUENCE"]) == 1, "one change is one revision, however often it was tried"
    assert rest(dav) == before


@pytest.mark.parametrize("deliver", [False, True], ids=["request lost", "answer lost"])
def test_a_short_break_is_not_noticed(dav, deliver):
    with shaky_line(dav, good=1, cuts=2, deliver=deliver) as url:
        done = pushed(dav, schedule(*WEEK), url)
    assert done.sessions()["added"] == ["easy_run-1", "easy_run-2", "long_run"]
    assert done.same == ()
    assert_exactly(dav, schedule(*WEEK))


def test_an_empty_week_takes_its_own_away_alone(dav):
    before = others(dav)
    pushed(dav, schedule(*WEEK))
    assert pushed(dav, schedule()).sessions()["removed"] == ["easy_run-1", "easy_run-2", "long_run"]
    assert dav.files() == before


@pytest.mark.parametrize("status", ["infeasible", "unknown"])
def test_no_week_is_no_reason_to_empty_the_calendar(dav, status):
    pushed(dav, schedule(*WEEK))
    with pytest.raises(InputError, match="holds nothing for a calendar"):
        pushed(dav, schedule(status=status))
    assert_exactly(dav, schedule(*WEEK))


def test_an_alarm_is_put_there_and_one_of_the_readers_own_stays(dav):
    pushed(dav, schedule(*WEEK), alarm=30)
    assert pushed(dav, schedule(*WEEK), alarm=30).done == {}
    assert pushed(dav, schedule(*WEEK)).done == {}
    assert pushed(dav, schedule(*WEEK), alarm=20).sessions()["changed"] == ["easy_run-1", "easy_run-2", "long_run"]
    pushed(dav, schedule(*CHANGED))
    triggers = [alarm["TRIGGER"].to_ical() for alarm in ours(dav)["easy_run-1"].walk("VALARM")]
    assert triggers == [b"-PT20M"]


def test_the_command_counts_what_it_did(dav, tmp_path):
    (tmp_path / "week.toml").write_text(TOML, encoding="utf-8")
    arguments = ("calendar", "push", str(tmp_path / "week.toml"), "--url", dav.training, "--calendar", "Training")
    dry = run(*arguments, "--dry-run")
    assert dry.stdout == "Training (dry run: nothing is done): 1 added (easy_run), 0 changed, 0 removed, 0 as they were.\n"
    assert dav.files() == {}
    assert run(*arguments).stdout == "Training: 1 added (easy_run), 0 changed, 0 removed, 0 as they were.\n"
    assert run_json(*arguments) == {
        "added": [],
        "changed": [],
        "removed": [],
        "unchanged": ["easy_run"],
        "kept": [],
        "dry_run": False,
    }


TOML = """
week = 2026-11-23
timezone = "Europe/Berlin"
[[sessions]]
id = "easy_run"
start = 2026-11-24T07:00:00
minutes = 45
"""


def test_a_pushed_event_is_what_a_file_has(dav):
    pushed(dav, schedule(*WEEK), alarm=15)
    file = {str(event["UID"]): event for event in Calendar.from_ical(calendar_bytes(schedule(*WEEK), now=NOW, alarm=15)).events}
    assert {str(event["UID"]): event.to_ical() for event in ours(dav).values()} == {
        key: event.to_ical() for key, event in file.items()
    }
