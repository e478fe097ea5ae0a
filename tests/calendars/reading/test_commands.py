"""`weekfit calendar import` and `weekfit calendar roster` on the command line."""

import tomllib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from solver.domain.availability import Availability, Window
from solver.show.availability import availability_table, availability_toml
from tests.calendars.reading.files import at, calendar, clock, event
from tests.cli.running import SCENARIOS, run, run_json

BUSY = calendar(
    event(*at("20261124", "0700-0800")),
    event(*at("20261125", "0900-1000"), "STATUS:CANCELLED", uid="two"),
    event(*at("20261126", "1200-1300"), uid="three", name="Team lunch"),
)
WHEN = ("--week", "2026-11-23", "--timezone", "Europe/Berlin")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "work.ics").write_bytes(BUSY)
    (tmp_path / "family.ics").write_bytes(calendar(event("DTSTART;VALUE=DATE:20261128", name="Trip")))
    return tmp_path


def test_import_prints_a_table_and_says_what_was_read(folder):
    result = run(
        "calendar", "import", "work.ics", "family.ics", *WHEN, "--free", "weekdays 06:00-13:00 road", "--free", "sat 08:00-10:00"
    )
    assert result.stdout == (
        "[availability]\n"
        '"2026-11-23" = ["06:00-13:00 road"]\n'
        '"2026-11-24" = ["06:00-07:00 road", "08:00-13:00 road"]\n'
        '"2026-11-25" = ["06:00-13:00 road"]\n'
        '"2026-11-26" = ["06:00-12:00 road"]\n'
        '"2026-11-27" = ["06:00-13:00 road"]\n'
        '"2026-11-28" = []\n'
        '"2026-11-29" = []\n'
    )
    assert result.stderr == (
        "work.ics: 3 events; in this week 2 that take time, 1 cancelled.\nfamily.ics: 1 events; in this week 1 that take time.\n"
    )


def test_import_options(folder):
    result = run(
        "calendar", "import", "work.ics", *WHEN, "--buffer", "15,30", "--ignore", "*LUNCH*", "--free", "every 06:00-14:00"
    )
    assert '"2026-11-24" = ["06:00-06:45", "08:30-14:00"]' in result.stdout
    assert '"2026-11-26" = ["06:00-14:00"]' in result.stdout
    assert "1 ignored by name" in result.stderr
    only = run("calendar", "import", "work.ics", *WHEN, "--only", "*lunch*", "--buffer", "10")
    assert '"2026-11-26" = ["06:00-11:50", "13:10-22:00"]' in only.stdout
    assert "2 not among only" in only.stderr
    free = run("calendar", "import", "family.ics", *WHEN, "--all-day", "free")
    assert '"2026-11-28" = ["06:00-22:00"]' in free.stdout


def test_import_reads_standard_input_and_prints_json(folder):
    data = run_json("calendar", "import", "-", *WHEN, stdin=BUSY)
    assert data["availability"]["2026-11-24"] == ["06:00-07:00", "08:00-22:00"]


def test_what_is_printed_can_be_pasted_and_solved(folder):
    printed = run("calendar", "import", "work.ics", *WHEN).stdout
    week = f'week = 2026-11-23\ntimezone = "Europe/Berlin"\nrules = "free"\n{printed}\n[[sessions]]\nkind = "easy_run"\n'
    assert run_json("solve", "-", stdin=week)["status"] == "optimal"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("work.ics", *WHEN, "--free", "06:00-22:00"), "Error: --free: '06:00-22:00' is no window on a day"),
        (("work.ics", *WHEN, "--free", "every 6-22"), "Error: --free: every #1: '6' is no time of day"),
        (("work.ics", *WHEN, "--free", "noday 06:00-22:00"), "Error: --free: unknown key 'noday'"),
        (("work.ics", *WHEN, "--buffer", "x"), "'x' is no number of minutes"),
        (("work.ics", *WHEN, "--buffer", "1,2,3"), "'1,2,3' is no number of minutes"),
        (("work.ics", *WHEN, "--buffer", "99999"), "Error: --buffer: 99999 is not allowed: 1440 is the most."),
        (("work.ics", "--week", "soon", "--timezone", "UTC"), "'soon' is no date"),
        (("work.ics", "--week", "1999-12-31", "--timezone", "Berlin"), "Error: --timezone: 'Berlin' is no time zone"),
        (("work.ics", "--week", "0001-01-01", "--timezone", "UTC"), "is not between the years"),
        (("wrok.ics", *WHEN), "Error: wrok.ics: there is no such file.\nMaybe 'work.ics'."),
        (("-", "-", *WHEN), "standard input can be read only once"),
        ((), "Missing argument 'FILE...'"),
    ],
)
def test_bad_usage(folder, args, said):
    result = run("calendar", "import", *args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert not result.stdout


def test_a_bad_calendar_names_its_file(folder):
    (folder / "bad.ics").write_bytes(b"hello")
    assert (
        run("calendar", "import", "bad.ics", *WHEN).stderr == "Error: bad.ics: is no iCalendar file: it has no BEGIN:VCALENDAR.\n"
    )


STRETCHES = st.lists(
    st.tuples(st.integers(-600, 7 * 1440 + 100), st.integers(1, 3000), st.sampled_from([(), ("road",), ("gym", "road")])),
    max_size=8,
)


@example([(8650, 190, ())], "2026-10-19", "Europe/Berlin")  # until the second 02:20
@example([(8840, 200, ())], "2026-10-19", "Europe/Berlin")  # from the second 02:20 on
@example([(8770, 70, ("road",))], "2026-10-19", "Europe/Berlin")  # from the first 02:10 to the second 02:20
@example([(8800, 30, ()), (8840, 10, ())], "2026-10-19", "Europe/Berlin")
@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    STRETCHES,
    st.sampled_from(["2026-03-23", "2026-10-19", "2026-12-28"]),
    st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "UTC"]),
)
def test_a_table_read_again_gives_the_same_windows(stretches, week, tz):
    """In the hours that a change of clocks shows twice too; several places there do not overlap."""
    now = clock(week, tz)
    places = stretches[0][2] if stretches else ()
    starts = []
    for start, length, _ in sorted(stretches):
        if start < now.end and start + length > now.start and (not starts or start > starts[-1].end):
            starts.append(Window(start, start + length, places))
    table = tomllib.loads(availability_toml(availability_table(starts, now)))["availability"]
    found = Availability.model_validate(table).windows(now)
    inside = [[(max(window.start, now.start), min(window.end, now.end)) for window in some] for some in (found, starts)]
    assert inside[0] == inside[1]


def test_roster_as_a_table_and_as_json():
    path = str(SCENARIOS / "four-on-four-off.toml")
    page = run("calendar", "roster", path, "--weeks", "2").stdout
    assert "| 9 Nov 2026" in page
    assert "| 16 Nov 2026" in page
    days = run_json("calendar", "roster", path, "--weeks", "9")
    assert "".join(day["shift"] for day in days) == "DNN----D" * 7 + "DNN----"
    assert days[2] == {
        "date": "2026-11-11",
        "shift": "N",
        "free": [{"hours": "03:00-03:45", "places": ["gym"]}, {"hours": "15:00-18:30", "places": ["home", "road"]}],
    }


def test_roster_reads_calendars_for_every_week(folder):
    (folder / "work.ics").write_bytes(calendar(event(*at("20261124", "0600-2200"), "RRULE:FREQ=WEEKLY")))
    (folder / "week.toml").write_text(
        'week = 2026-11-23\ntimezone = "Europe/Berlin"\navailability.calendars = "work.ics"\n'
        '[roster]\npattern = "-"\nstarts = 2026-11-23\n'
    )
    days = run_json("calendar", "roster", "week.toml", "--weeks", "6")
    assert [bool(day["free"]) for day in days] == [True, False, True, True, True, True, True] * 6


def test_roster_of_a_scenario_without_one():
    result = run("calendar", "roster", str(SCENARIOS / "clock-change-spring.toml"))
    assert result.exit_code == 2
    assert result.stderr.endswith("clock-change-spring.toml: has no [roster].\n")
