"""Calendars and rosters in a scenario: paths, standard input, messages, changed and saved scenarios, JSON Schema."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from solver.domain.errors import InputError
from solver.domain.problem import Problem
from solver.domain.scenario import Scenario
from solver.explain.edits import with_busy
from solver.explain.what_if import supposed
from solver.files.calendars import without_busy
from solver.files.reader import read_case
from solver.files.schema import schema
from tests.calendars.reading.files import at, calendar, event
from tests.cli.running import run, run_json

BUSY = calendar(event(*at("20261124", "0700-0800")), event(*at("20261126", "0600-0900"), uid="two", name="Lunch"))
WEEK = """
week = 2026-11-23
timezone = "Europe/Berlin"
rules = "free"
[availability]
every = ["06:00-09:00 road"]
calendars = {calendars}
[[sessions]]
kind = "easy_run"
count = 7
minutes = 60
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "work.ics").write_bytes(BUSY)
    return tmp_path


def written(folder: Path, calendars: str, name: str = "plans/week.toml") -> str:
    (folder / name).write_text(WEEK.format(calendars=calendars))
    return name


def windows(case) -> list[str]:
    clock = case.problem.clock
    return [f"{clock.local(w.start):%a %H:%M}-{clock.local(w.end):%H:%M}" for w in case.problem.windows]


FREE = [
    "Mon 06:00-09:00",
    "Tue 06:00-07:00",
    "Tue 08:00-09:00",
    "Wed 06:00-09:00",
    "Fri 06:00-09:00",
    "Sat 06:00-09:00",
    "Sun 06:00-09:00",
]


@pytest.mark.parametrize(
    "calendars", ['"work.ics"', '["work.ics"]', '{ path = "work.ics" }', '[{ path = "../plans/work.ics" }, "work.ics"]']
)
def test_a_calendar_cuts_its_busy_time_out(folder, calendars):
    assert windows(read_case(written(folder, calendars))) == FREE


def test_options_of_an_entry(folder):
    assert (
        windows(read_case(written(folder, '[{ path = "work.ics", ignore = "*lunch*", buffer = [30, 0] }]')))[1]
        == "Tue 06:00-06:30"
    )
    assert "Thu 06:00-09:00" in windows(read_case(written(folder, '[{ path = "work.ics", ignore = "*lunch*" }]')))


def test_standard_input_takes_paths_from_the_current_folder(folder, monkeypatch):
    monkeypatch.chdir(folder / "plans")
    schedule = run_json("solve", "-", stdin=WEEK.format(calendars='"work.ics"'))
    assert schedule["status"] == "optimal"
    assert all(item["day"] != "thu" for item in schedule["sessions"])


def test_solved_end_to_end_nothing_meets_the_calendar(folder):
    result = run_json("solve", written(folder, '"work.ics"'))
    starts = [item["start"] for item in result["sessions"]]
    assert not [start for start in starts if start.startswith(("2026-11-24T06:30", "2026-11-24T07", "2026-11-26"))]


def test_notes_name_the_file_and_the_event(folder):
    (folder / "plans" / "work.ics").write_bytes(calendar(event(name="Odd")))
    result = run("solve", written(folder, '"work.ics"'))
    assert "Note: work.ics: the event 'Odd' is left out: it has no DTSTART.\n" in result.stderr


@pytest.mark.parametrize(
    ("calendars", "message"),
    [
        ('"wrok.ics"', "plans/week.toml: availability.calendars #1: 'wrok.ics': there is no such file.\nMaybe 'plans/work.ics'."),
        ('["work.ics", "."]', "plans/week.toml: availability.calendars #2: '.': this is a folder, not a file."),
        ('"week.toml"', "plans/week.toml: availability.calendars #1: 'week.toml': is no iCalendar file: it has no BEGIN:VCALENDAR."),
        ('"https://example.org/a.ics"', "plans/week.toml: availability.calendars #1: 'https://example.org/a.ics': is an address, not a file; download it first."),
        ("7", "plans/week.toml: availability.calendars: 7 must be the path of a calendar file in quotes, or a list of them."),
        ('[{ file = "work.ics" }]', "plans/week.toml: availability.calendars #1: unknown key 'file'; known here: all_day, buffer, busy, ignore, me, only, path, tentative, zones."),
        ('[{ path = "work.ics", all_day = "bussy" }]', "plans/week.toml: availability.calendars #1.all_day: 'bussy' is none of 'as marked', 'busy' or 'free'.\nMaybe 'busy'."),
        ('[{ path = "work.ics", zones = { FOO = "Berlin" } }]', "plans/week.toml: availability.calendars #1.zones.FOO: 'Berlin' is no time zone; write an IANA name like Europe/London.\nMaybe 'Europe/Berlin'."),
        ('[{ path = "work.ics", buffer = -1 }]', "plans/week.toml: availability.calendars #1.buffer: -1 is not allowed: 0 is the least."),
        ('[{ path = "" }]', "plans/week.toml: availability.calendars #1.path: '' must not be empty."),
    ],
)  # fmt: skip
def test_bad_entries(folder, calendars, message):
    result = run("solve", written(folder, calendars))
    assert result.exit_code == 2
    assert result.stderr == f"Error: {message}\n"


def test_without_the_extra_there_is_one_message(folder, monkeypatch):
    monkeypatch.setattr("solver.calendars.extra.find_spec", lambda _: None)
    result = run("solve", written(folder, '"work.ics"'))
    assert result.exit_code == 2
    assert result.stderr.endswith("\nMaybe pip install 'weekfit[calendar]'.\n")
    assert run("solve", written(folder, "[]")).exit_code == 0


def test_a_scenario_that_was_not_read_from_a_file_does_not_ignore_its_calendars():
    with pytest.raises(InputError, match=r"'work.ics' has not been read"):
        Problem.of(Scenario.model_validate(tomllib.loads(WEEK.format(calendars='"work.ics"'))))


def test_a_case_is_complete_and_can_be_changed_without_the_file(folder):
    case = read_case(written(folder, '"work.ics"'))
    (folder / "plans" / "work.ics").unlink()
    assert windows(case.changed(case.data)) == FREE
    assert windows(case.changed(json.loads(json.dumps(case.data, default=str)))) == FREE
    assert windows(supposed(case, "no window wed")) == [window for window in FREE if not window.startswith("Wed")]
    start = case.problem.clock.elapsed(case.problem.clock.local(6 * 60))
    assert windows(case.changed(with_busy(case.data, case.problem.clock, start, start + 60)))[0] == "Mon 07:00-09:00"


def test_a_saved_repair_names_the_calendar_from_its_new_folder(folder):
    text = WEEK.replace(
        'kind = "easy_run"\ncount = 7\nminutes = 60', 'kind = "easy_run"\npriority = "key"\ndays = "thu"\nminutes = 60'
    )
    (folder / "plans" / "week.toml").write_text(text.format(calendars='["work.ics"]'))
    (folder / "out").mkdir()
    result = run("explain", "plans/week.toml", "--apply", "1", "--out", "out/possible.toml")
    assert result.stderr.endswith("Wrote out/possible.toml.\n")
    saved = tomllib.loads((folder / "out" / "possible.toml").read_text())
    assert saved["availability"]["calendars"] == [{"path": "../plans/work.ics"}]
    assert run("solve", "out/possible.toml").exit_code == 0


def test_busy_time_of_calendars_is_no_time_that_repairs_could_free(folder):
    text = WEEK.replace(
        'kind = "easy_run"\ncount = 7\nminutes = 60', 'kind = "easy_run"\npriority = "key"\ndays = "thu"\nminutes = 60'
    )
    (folder / "plans" / "week.toml").write_text(text.format(calendars='["work.ics"]'))
    data = run_json("explain", "plans/week.toml", status=1)
    repairs = " ".join(repair["text"] for repair in data["repairs"])
    assert "Thu 09:00" in repairs
    assert "Thu 06" not in repairs


ROSTER = """
week = 2026-11-02
rules = "free"
[roster]
pattern = "DDNN----"
starts = 2026-11-02
shifts = { D = "07:00-19:00", N = "19:00-07:00" }
[[sessions]]
kind = "easy_run"
count = 3
"""


def test_opening_a_window_keeps_what_the_roster_leaves(folder):
    (folder / "r.toml").write_text(ROSTER)
    case = read_case("r.toml")
    assert windows(supposed(case, "window fri 06:00-08:00 road")) == [
        "Mon 06:00-07:00", "Mon 19:00-22:00", "Tue 06:00-07:00", "Tue 19:00-22:00", "Wed 06:00-19:00", "Thu 07:00-19:00",
        "Fri 07:00-08:00", "Fri 07:00-22:00", "Sat 06:00-22:00", "Sun 06:00-22:00",
    ]  # fmt: skip


def test_many_gaps_that_hold_no_session_do_not_count_as_windows(folder):
    (folder / "plans" / "work.ics").write_bytes(
        calendar(
            event("DTSTART:20261101T000000", "DTEND:20261101T001500", "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8;BYMINUTE=0,20,40")
        )
    )
    name = written(folder, '"work.ics"')
    (folder / name).write_text((folder / name).read_text().replace("06:00-09:00 road", "00:00-12:00 road"))
    assert windows(read_case(name))[:3] == ["Mon 00:00-01:00", "Mon 08:55-12:00", "Tue 00:00-01:00"]


def test_the_schema_knows_the_new_keys(folder):
    document = schema("scenario")
    validate = jsonschema.Draft202012Validator(document).validate
    for text in (WEEK.format(calendars='["work.ics", { path = "b.ics", buffer = [5, 10], busy = [] }]'), ROSTER):
        validate(json.loads(json.dumps(tomllib.loads(text), default=str)))
    with pytest.raises(jsonschema.ValidationError):
        validate({"week": "2026-11-02", "roster": {"starts": "2026-11-02"}})
    with pytest.raises(jsonschema.ValidationError):
        validate({"week": "2026-11-02", "availability": {"calendars": [{"all_day": "busy"}]}})


def test_a_calendar_on_another_drive_is_named_by_its_whole_path(tmp_path, monkeypatch):
    """Windows: there is no relative path from one drive to another."""
    monkeypatch.setattr("solver.files.calendars.os.path.relpath", lambda *_: int("D:"))
    (tmp_path / "a.ics").write_bytes(BUSY)
    data = {"availability": {"calendars": [{"path": "a.ics", "busy": []}]}}
    kept = without_busy(data, tmp_path, Path("D:/weeks"))
    assert kept["availability"]["calendars"] == [{"path": (tmp_path / "a.ics").as_posix()}]
