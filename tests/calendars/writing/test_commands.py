"""`weekfit calendar export` and `weekfit solve --ics` from end to end, and the workouts that intervals.icu reads."""

import json
import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from solver.calendars.intervals import intervals_events
from solver.domain.availability import Availability
from solver.domain.spans import merged, without
from tests.calendars.writing.weeks import AUTUMN, SPRING, WEEK, schedule, session, solved
from tests.cli.running import IMPOSSIBLE, PLAIN, SCENARIOS, run


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder with a scenario and a schedule."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "week.toml").write_text(PLAIN, encoding="utf-8")
    save("week.json", schedule(*WEEK))
    return tmp_path


def save(name, plan):
    Path(name).write_text(json.dumps(plan.to_json()), encoding="utf-8")


def export(*arguments, status=0):
    result = run("calendar", "export", *arguments)
    assert result.exit_code == status, result.output
    return result


def sequences(name):
    return {int(event["SEQUENCE"]) for event in Calendar.from_ical(Path(name).read_bytes()).events}


# --- solve --ics


def test_solve_writes_the_week_and_revises_it():
    assert run("solve", "week.toml", "--ics", "week.ics", "--alarm", "20").exit_code == 0
    first = Calendar.from_ical(Path("week.ics").read_bytes())
    assert sorted(str(event["X-WEEKFIT-SESSION"]) for event in first.events) == ["easy_run-1", "easy_run-2", "long_run"]
    assert all(len(event.walk("VALARM")) == 1 for event in first.events)
    assert "Why: a key session" in next(str(e["DESCRIPTION"]) for e in first.events if e["X-WEEKFIT-SESSION"] == "long_run")
    assert run("solve", "week.toml", "--ics", "week.ics").exit_code == 0
    assert sequences("week.ics") == {1}


def test_solve_leaves_the_file_alone_where_there_is_no_week():
    Path("week.ics").write_bytes(export("week.json").stdout_bytes)
    before = Path("week.ics").read_bytes()
    result = run("solve", IMPOSSIBLE, "--ics", "week.ics")
    assert result.exit_code == 1
    assert "Note: week.ics was not written: there is no week to put into it." in result.stderr
    assert Path("week.ics").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--ics", "notes.ics"), "notes.ics: is there already and is no calendar file; nothing was written."),
        (("--ics", "-"), "standard output has the table"),
        (("--ics", "no/such/folder.ics"), "no/such/folder.ics: cannot be written"),
        (("--ics", "."), ".: this is a folder, not a file."),
        (("--alarm", "10"), "--alarm is for the calendar file of --ics"),
        (("--ics", "w.ics", "--ties"), "--ics show one week"),
        (("--ics", "w.ics", "--alarm", "-5"), "--alarm"),
    ],
)
def test_solve_says_what_is_wrong_with_the_file(arguments, told):
    Path("notes.ics").write_text("my notes", encoding="utf-8")
    result = run("solve", "week.toml", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == "", "said before the search, not after it"
    assert Path("notes.ics").read_text(encoding="utf-8") == "my notes"
    assert sorted(path.name for path in Path().iterdir()) == ["notes.ics", "week.json", "week.toml"]


def test_without_the_extra_one_message_says_what_to_install(monkeypatch):
    monkeypatch.setattr("solver.calendars.extra.find_spec", lambda name: None if name == "icalendar" else object())
    for arguments in (("solve", "week.toml", "--ics", "w.ics"), ("calendar", "export", "week.json")):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "calendars need icalendar, which is not installed.\nMaybe pip install 'weekfit[calendar]'." in result.stderr


def test_nobody_pays_for_calendar_libraries_who_asks_for_none():
    code = "import sys; from solver.cli.main import main; main(['solve', 'week.toml'], standalone_mode=False); "
    code += "print({'icalendar', 'recurring_ical_events', 'solver.calendars.http'} & set(sys.modules))"
    import subprocess

    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, encoding="utf-8", timeout=120)
    assert done.stdout.endswith("set()\n")


# --- export


def test_export_prints_and_writes_the_same_events():
    printed = export("week.json").stdout_bytes
    export("week.json", "--out", "w.ics")
    assert [line for line in printed.splitlines() if b"DTSTAMP" not in line] == [
        line for line in Path("w.ics").read_bytes().splitlines() if b"DTSTAMP" not in line
    ]
    assert printed.count(b"\r\n") == printed.count(b"\n")
    export("week.json", "--out", "w.ics")
    assert sequences("w.ics") == {1}


def test_export_reads_standard_input():
    result = run("calendar", "export", "-", stdin=Path("week.json").read_bytes())
    assert result.stdout.count("BEGIN:VEVENT") == 3


@pytest.mark.parametrize("old", ["old.json", "old.ics"])
def test_export_cancels_what_the_earlier_schedule_or_file_had(old):
    save("new.json", schedule(*WEEK[:2]))
    save("old.json", schedule(*WEEK))
    Path("old.ics").write_bytes(export("week.json").stdout_bytes)
    found = {
        str(e["X-WEEKFIT-SESSION"]): e for e in Calendar.from_ical(export("new.json", "--previous", old).stdout_bytes).events
    }
    assert {id_: str(event["STATUS"]) for id_, event in found.items()} == {
        "easy_run-1": "CONFIRMED",
        "easy_run-2": "CONFIRMED",
        "long_run": "CANCELLED",
    }
    assert {int(event["SEQUENCE"]) for event in found.values()} == {1}


def test_export_with_the_scenario_knows_its_own_kinds():
    case = PLAIN + '[[sessions]]\nkind = "stairs"\n[kinds.stairs]\nlike = "hill_repeats"\ntitle = "Stadium stairs"\nrpe = 9\n'
    Path("own.toml").write_text(case, encoding="utf-8")
    Path("own.json").write_text(run("solve", "own.toml", "--json").stdout, encoding="utf-8")
    plain, known = export("own.json").stdout, export("own.json", "--scenario", "own.toml").stdout
    assert "SUMMARY:stairs" in plain
    assert "SUMMARY:Stadium stairs" in known
    assert "effort 9 of 10" in known
    assert "effort 9 of 10" not in plain


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("none.json",), "none.json: holds nothing for a calendar: there is no such week (status infeasible)."),
        (("none.json", "--format", "intervals-icu"), "holds nothing for a calendar"),
        (("bare.json",), "bare.json: week: is missing: a calendar needs it."),
        (("week.toml",), "week.toml: this is a scenario, not a schedule."),
        (("week.json", "--availability"), "week.json: this is a schedule, not a scenario."),
        (("week.json", "--previous", "gone.ics"), "gone.ics: there is no such file."),
        (("week.json", "--previous", "gone.json"), "gone.json: there is no such file."),
        (("week.json", "--previous", "bob.json"), "the earlier schedule is of 'bob'"),
        (("week.json", "--out", "w.ics", "--previous", "w.ics"), "a second calendar file cannot be --previous to it"),
        (("week.json", "--scenario", AUTUMN), "week.json: is of the week of 2026-11-23"),
        (("week.json", "--format", "intervals-icu", "--alarm", "3"), "--previous and --alarm are for calendar files alone"),
        (("week.toml", "--availability", "--alarm", "3"), "--alarm is for schedules"),
        (("week.toml", "--availability", "--format", "intervals-icu"), "--format is for schedules"),
        (("-", "--scenario", "-"), "only one of SCHEDULE and --scenario can be standard input"),
        (("week.json", "--out", "foreign.ics"), "foreign.ics: holds what weekfit did not write ('Dentist')"),
        (("week.json", "--alarm", "99999"), "--alarm"),
        (("week.toml", "--availability", "--out", "week.toml"), "week.toml: is there already, and weekfit did not write it"),
        (("week.json", "--format", "intervals-icu", "--out", "week.json"), "week.json: is there already"),
    ],
)
def test_export_says_what_is_wrong(arguments, told):
    save("none.json", schedule(status="infeasible"))
    save("bare.json", schedule(*WEEK, week=None))
    save("bob.json", schedule(*WEEK, scenario="bob"))
    Path("w.ics").write_bytes(export("week.json").stdout_bytes)
    foreign = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    Path("foreign.ics").write_text(foreign, encoding="utf-8", newline="")
    known = tuple(str(SCENARIOS / f"{word}.toml") if word == AUTUMN else word for word in arguments)
    result = export(*known, status=2)
    assert told in result.stderr
    assert result.stdout == ""
    assert Path("foreign.ics").read_text(encoding="utf-8").count("Dentist") == 1


def test_a_file_is_written_whole_or_not_at_all(monkeypatch):
    export("week.json", "--out", "w.ics")
    before = Path("w.ics").read_bytes()

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    assert "w.ics: cannot be written: No space left on device." in export("week.json", "--out", "w.ics", status=2).stderr
    assert Path("w.ics").read_bytes() == before
    assert sorted(path.name for path in Path().iterdir()) == ["w.ics", "week.json", "week.toml"]


def test_availability_of_a_scenario():
    for _ in range(2):
        export("week.toml", "--availability", "--out", "free.ics")
    found = Calendar.from_ical(export("week.toml", "--availability").stdout_bytes)
    (week,) = found.availabilities
    assert [(f"{part.start:%a %H:%M}", str(part["LOCATION"])) for part in week.available][:2] == [
        ("Mon 06:00", "gym road"),
        ("Tue 06:00", "gym road"),
    ]


@pytest.mark.parametrize("name", [AUTUMN, SPRING, "night-shift-nurse"])
def test_availability_and_sessions_are_read_back_by_our_own_reader(name):
    """What is written as free comes back as the windows; what is written as sessions comes back as the only busy time."""
    case, plan = solved(name)
    problem = case.problem
    Path("free.ics").write_bytes(export(str(SCENARIOS / f"{name}.toml"), "--availability").stdout_bytes)
    save("plan.json", plan)
    Path("plan.ics").write_bytes(export("plan.json").stdout_bytes)
    where = ("--week", f"{plan.week}", "--timezone", plan.timezone, "--free", "every 00:00-24:00", "--json")
    clock = problem.clock
    end = clock.minute(plan.week + timedelta(days=7), 0)  # the reader's week ends at midnight, the athlete's may go on

    def inside(stretches):
        return merged((max(start, clock.start), min(until, end)) for start, until in stretches)

    def free(file):
        table = json.loads(run("calendar", "import", file, *where).stdout)["availability"]
        return inside((window.start, window.end) for window in Availability.model_validate(table).windows(clock))

    assert free("free.ics") == inside((window.start, window.end) for window in problem.windows)
    starts = [(clock.elapsed(item.start), item.minutes) for item in plan.sessions]
    assert without([(clock.start, end)], free("plan.ics")) == inside((start, start + minutes) for start, minutes in starts)


# --- intervals.icu

TYPES = {"Run", "WeightTraining", "Ride", "Swim", "Rowing", "Elliptical", "Walk", "Workout"}  # of its schema's many


@pytest.mark.parametrize("name", [AUTUMN, SPRING, "student-triathlete"])
def test_workouts_have_the_fields_of_the_schema(name):
    case, plan = solved(name)
    for item, workout in zip(plan.sessions, intervals_events(plan, case.problem), strict=True):
        assert sorted(workout) == sorted(
            (
                "external_id",
                "category",
                "type",
                "start_date_local",
                "name",
                "description",
                "moving_time",
                "icu_training_load",
                "tags",
            )
        )
        assert workout["category"] == "WORKOUT"
        assert workout["type"] in TYPES
        assert workout["start_date_local"] == f"{item.start:%Y-%m-%dT%H:%M:%S}"
        assert workout["moving_time"] == item.minutes * 60
        assert workout["tags"] == [item.kind]
        assert workout["description"].startswith(f"{item.minutes} min")
        assert not re.search(r"^\s*-", workout["description"], re.MULTILINE), "a line with a dash would be read as a step"


def test_an_hour_at_threshold_is_worth_a_hundred():
    plan = schedule(
        session("tempo_run", "2026-11-24T07:00:00Z", 60, kind="tempo_run"),
        session("easy_run", "2026-11-25T07:00:00Z", 45),
        session("dance", "2026-11-26T07:00:00Z", 45, kind="dance"),
    )
    workouts = intervals_events(plan)
    assert [workout.get("icu_training_load") for workout in workouts] == [100, 32, None]
    assert [workout["type"] for workout in workouts] == ["Run", "Run", "Workout"]
    assert [workout["start_date_local"] for workout in workouts] == [f"2026-11-{day}T08:00:00" for day in (24, 25, 26)]


def test_the_workouts_have_the_uids_of_the_calendar():
    workouts = json.loads(export("week.json", "--format", "intervals-icu").stdout)
    calendar = Calendar.from_ical(export("week.json").stdout_bytes)
    assert [workout["external_id"] for workout in workouts] == [str(event["UID"]) for event in calendar.events]
    for _ in range(2):
        export("week.json", "--format", "intervals-icu", "--out", "workouts.json")
    assert json.loads(Path("workouts.json").read_text(encoding="utf-8")) == workouts
