"""What can be compared: files, folders, JSON lines, made-up weeks; names that do no harm, and one clear message for what is wrong."""

import importlib.util
import json
import shutil
from collections import Counter

import pytest

from benchmarks.population import weeks as old_place
from solver.cli.compare import _contenders as wanted_sets
from solver.compare import contenders, inputs
from solver.compare.population import FAMILIES, weeks
from solver.domain.errors import InputError
from solver.files.reader import read_case
from tests.cli.running import PLAIN, SCENARIOS, run

PLAIN_JSON = {
    "week": "2026-11-23",
    "availability": {"every": ["06:00-09:00 road gym"]},
    "sessions": [{"kind": "easy_run", "minutes": 30}],
}


def test_a_family_is_those_weeks_of_the_mix():
    mix = {data["athlete"]["id"]: data for data in weeks(80)}
    for family in FAMILIES:
        mine = list(weeks(10, 0, family))
        assert [mix[data["athlete"]["id"]] for data in mine] == mine
        assert {f"family:{family}" in data["athlete"]["flags"] for data in mine} == {True}
    assert list(old_place(16)) == list(weeks(16))


def test_the_group_is_the_flag_or_what_is_asked_for():
    found = inputs.population("all", 16, 0, "family")
    assert Counter(entry.group for entry in found) == dict.fromkeys(FAMILIES, 2)
    assert {entry.group for entry in inputs.population("all", 40, 0, "tightness")} == {"easy", "usual", "nasty"}
    assert {entry.group for entry in inputs.population("all", 40, 0, "goal")} == {"general", "endurance", "strength"}
    assert {entry.group for entry in inputs.entries([str(SCENARIOS)], "family")} == {"other"}


def test_a_folder_has_its_scenarios_in_order_and_not_those_below_it():
    found = inputs.entries([str(SCENARIOS)], "family")
    assert [entry.name for entry in found] == sorted(path.stem for path in SCENARIOS.glob("*.toml"))
    assert all(entry.file == f"scenarios/{entry.name}.toml" for entry in found)


def test_json_lines(tmp_path):
    path = tmp_path / "club.jsonl"
    path.write_text(f"{json.dumps(PLAIN_JSON)}\n\n{json.dumps({**PLAIN_JSON, 'athlete': {'name': 'Jo'}})}\n", encoding="utf-8")
    found = inputs.entries([str(path)], "family")
    assert [(entry.name, entry.file, entry.title) for entry in found] == [
        ("club-1", "scenarios/club-1.json", "club-1"),
        ("club-3", "scenarios/club-3.json", "Jo"),
    ]


def test_calendars_are_read_from_beside_the_scenario(tmp_path):
    (tmp_path / "work.ics").write_bytes(
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261101T000000Z\r\n"
        b"DTSTART:20261124T080000Z\r\nDTEND:20261124T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    week = {**PLAIN_JSON, "availability": {**PLAIN_JSON["availability"], "calendars": "work.ics"}}
    (tmp_path / "weeks.jsonl").write_text(json.dumps(week), encoding="utf-8")
    (entry,) = inputs.entries([str(tmp_path / "weeks.jsonl")], "family")
    (calendar,) = entry.data["availability"]["calendars"]
    assert calendar["busy"] == ["2026-11-24T08:00Z/2026-11-24T09:00Z"]


def test_names_are_made_to_differ_and_to_do_no_harm(tmp_path):
    for number, name in enumerate(["week", "=cmd()", "a b", "WEEK"]):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / f"{name}.toml").write_text(PLAIN, encoding="utf-8")
    found = inputs.entries([str(tmp_path / str(number)) for number in range(4)] + [str(tmp_path / "0" / "week.toml")], "family")
    assert [entry.name for entry in found] == ["week", "cmd", "a_b", "WEEK-2", "week-3"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"week": "2026-11-23"}\n{"week": 3}\n', "weeks.jsonl line 2: week"),
        ("[1]\n", "weeks.jsonl line 1: must be a table"),
        ('{"week": \n', "weeks.jsonl line 1: is no JSON"),
        ('{"week": "2026-11-23", "sesions": []}', "Maybe 'sessions'"),
        ('{"week": "2026-11-23", "athlete": 5}', "line 1: athlete"),
        ("\udcff\n", "UTF-8"),
    ],
)
def test_what_is_no_scenario_is_named_by_its_line(tmp_path, content, told):
    path = tmp_path / "weeks.jsonl"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError) as caught:
        inputs.entries([str(path)], "family")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ([], "Missing option '--rules'"),
        (["--rules", "base,hart"], "No scenarios"),
        (["--rules", "base", "--population", "all"], "One rule set has nothing to be compared with"),
        (["--rules", "base,hart", "--population", "rotatng"], "Maybe 'rotating'"),
        (["--rules", "base,hart", "--population", "all", "scenarios"], "not both"),
        (["--rules", "base,hart", "--n", "3", "scenarios"], "--n and --seed are for --population"),
        (["--rules", "base,hat", "--population", "all"], "Maybe 'hart'"),
        (["--rules", "base,no-such.toml", "--population", "all"], "no-such.toml"),
        (["--rules", "base,hart", "--population", "all", "--against", "free"], "none of the sets: base, hart"),
        (["--rules", "base,hart", "--population", "all", "--vary", "rest-days.at_least=1:2:1"], "--vary changes one rule set"),
        (["--rules", "base", "--population", "all", "--vary", "rest-dys.at_least=1:2:1"], "Maybe 'rest-days'"),
        (["--rules", "base,hart", "--population", "all", "--effort", "0"], "no number above 0"),
        (["--rules", "base,hart", "--population", "all", "--effort", "nan"], "no number above 0"),
        (["--rules", "base,hart", "no-such-folder"], "there is no such file"),
    ],
)
def test_bad_input_is_one_message(args, told):
    result = run("compare", *args)
    assert result.exit_code == 2
    assert told in result.stderr
    assert result.stdout == ""


def test_an_empty_folder_is_named(tmp_path):
    result = run("compare", str(tmp_path), "--rules", "base,hart")
    assert result.exit_code == 2
    assert "no scenario lies in this folder" in result.stderr


def test_sets_have_names_that_differ(tmp_path):
    own = tmp_path / "base.toml"
    own.write_text('title = "Mine"\nextends = "base"\n', encoding="utf-8")
    found = contenders.contenders(["base", "base", str(own), "base+hart"])
    assert [each.name for each in found] == ["base", "base (2)", "base (3)", "base+hart"]
    assert [each.shipped for each in found] == [True, False, False, False]
    assert len({each.file for each in found}) == 4
    assert len(contenders.contenders(["shipped"])) >= 12


def test_a_set_whose_musts_clash_is_compared_with_a_note(tmp_path, capsys):
    """Whether there is a week that keeps them, only the weeks themselves can say."""
    own = tmp_path / "own.toml"
    own.write_text(
        'title = "Own"\n[[rules]]\nid = "a"\nrule = "count"\nof = "run"\nat_least = 2\n[[rules]]\nid = "b"\nrule = "count"\nof = "run"\nat_most = 1\n',
        encoding="utf-8",
    )
    assert [found.name for found in wanted_sets(["base", str(own)], None)] == ["base", "own"]
    assert "Note: own: No schedule keeps the rules a and b in a week that is open all day" in capsys.readouterr().err


def test_a_copied_scenario_is_the_same_scenario(tmp_path):
    """What the folder of the results keeps is read back as the same problem."""
    for path in sorted(SCENARIOS.glob("*.toml")):
        shutil.copy(path, tmp_path)
    (entry,) = inputs.entries([str(tmp_path / "marathoner-three-weeks-out.toml")], "family")
    from solver.files.writer import write_data

    (tmp_path / "scenarios").mkdir()
    write_data(tmp_path / entry.file, entry.data, "copied")
    assert read_case(str(tmp_path / entry.file)).problem == read_case(str(SCENARIOS / "marathoner-three-weeks-out.toml")).problem


@pytest.mark.parametrize("name", ["scipy", "pyarrow"])
def test_what_is_not_installed_is_said_before_anything_is_solved(monkeypatch, name):
    found = importlib.util.find_spec
    monkeypatch.setattr("solver.compare.statistics.find_spec", lambda asked: None if asked == name else found(asked))
    result = run("compare", "--population", "all", "--rules", "base,hart")
    assert result.exit_code == 2
    assert f"need {name}" in result.stderr
    assert "pip install 'weekfit[analytics]'" in result.stderr
