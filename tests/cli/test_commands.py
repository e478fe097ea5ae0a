"""Every command from end to end: what it prints, where, and with which exit status."""

import json
import re
import tomllib

import click
import pytest

from solver.cli.main import COMMANDS, main
from tests.cli.running import IMPOSSIBLE, NURSE, PLAIN, SCENARIOS, by_hand, run, run_json


@pytest.fixture
def week(tmp_path, monkeypatch):
    """A small week in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "week.toml").write_text(PLAIN, encoding="utf-8")
    return "week.toml"


def every_command(group=main, path=()):
    """The words of every command and subcommand."""
    found = [path]
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            found += every_command(group.get_command(context, name), (*path, name))
    return found


# --- help


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_help_has_an_example_that_names_the_command(words):
    for option in ("--help", "-h"):
        result = run(*words, option)
        assert result.exit_code == 0
        page = result.stdout
        assert result.stderr == ""
        assert re.search(r"Examples?:", page)
        assert f"weekfit {' '.join(words)}".strip() in page.split("Example")[1]
        assert all(len(line) <= 100 for line in page.splitlines())


def test_the_commands_in_help_are_there():
    page = run("--help").stdout
    for name, does in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(does[:20])}", page, re.MULTILINE)


def test_the_version():
    assert re.fullmatch(r"weekfit, version (\d+\.\d+.*|unknown: not installed)\n", run("--version").stdout)


def test_no_command_shows_help():
    assert "Usage: weekfit" in run().output


def test_a_slip_in_a_command_gets_a_guess():
    result = run("slove")
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: No such command 'slove'.\nMaybe 'solve'.\n")


# --- solve


def test_solve_prints_a_table(week):
    result = run("solve", week)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Optimal: proven" in result.stdout
    for id_ in ("long_run", "easy_run-1", "easy_run-2"):
        assert id_ in result.stdout
    assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_solve_prints_json_alone():
    schedule = run_json("solve", NURSE)
    assert (schedule["format"], schedule["scenario"], schedule["status"]) == ("weekfit-schedule/1", "night-nurse", "optimal")
    assert schedule["bound"] == {"left_out": schedule["left_out"], "points": schedule["points"]}
    starts = [session["start"] for session in schedule["sessions"]]
    assert starts == sorted(starts)
    assert all(re.fullmatch(r"2026-11-\d\dT\d\d:\d\d:00\+00:00", start) for start in starts)


def test_no_schedule_is_status_1():
    result = run("solve", IMPOSSIBLE)
    assert result.exit_code == 1
    assert "There is no such week" in result.stdout
    schedule = run_json("solve", IMPOSSIBLE, status=1)
    assert schedule["status"] == "infeasible"
    assert "heavy-legs-clear-of-long-run" in {part["id"] for part in schedule["conflict"]}
    assert schedule["sessions"] == []


def test_the_same_question_gets_the_same_answer(week):
    first, second = (run_json("solve", week) for _ in range(2))
    for schedule in (first, second):
        del schedule["solve"]["seconds"]
    assert first == second


def test_too_little_time_is_status_3_or_a_schedule_that_passes(week):
    """With a millionth of a second there is hardly a schedule; if there is one, it is one."""
    result = run("solve", NURSE, "--time-limit", "0.000001", "--json")
    schedule = json.loads(result.stdout)
    assert (result.exit_code, schedule["status"]) in {(3, "unknown"), (0, "feasible"), (0, "optimal")}
    page = run("solve", NURSE, "--time-limit", "0.000001")
    assert page.exit_code in (0, 3)
    if result.exit_code == 0:
        assert run("check", NURSE, "-", stdin=result.stdout).exit_code == 0


def test_enough_time_changes_nothing(week):
    limited, free = run_json("solve", week, "--time-limit", "60"), run_json("solve", week)
    assert limited["sessions"] == free["sessions"]
    assert run_json("solve", week, "--time-limit", "inf")["sessions"] == free["sessions"]


def test_standard_input(week):
    free = run_json("solve", week)["sessions"]
    assert run_json("solve", "-", stdin=PLAIN)["sessions"] == free
    data = {**tomllib.loads(PLAIN), "week": "2026-11-23"}
    assert run_json("solve", "-", stdin=json.dumps(data))["sessions"] == free
    assert run_json("solve", "-", stdin=f"\n  {json.dumps(data)}")["scenario"] == "athlete"


def test_rules_are_named_in_any_way(week, tmp_path):
    (tmp_path / "mine.toml").write_text('title = "Mine"\nextends = "free"\n', encoding="utf-8")
    both = ["base", "hart"]
    assert run_json("solve", week)["rules"] == ["free"]
    assert run_json("solve", week, "--rules", "base")["rules"] == ["base"]
    for options in (
        ["--rules", "base", "--rules", "hart"],
        ["--rules", "base,hart"],
        ["--rules", "base, hart"],
        ["--rules", "base", "hart"],
    ):
        assert run_json("solve", week, *options)["rules"] == both
    assert run_json("solve", week, "--rules", "mine.toml")["rules"] == ["mine.toml"]


def test_paths_of_rules_are_seen_from_the_scenario(tmp_path, monkeypatch):
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "mine.toml").write_text('title = "Mine"', encoding="utf-8")
    (tmp_path / "plans" / "week.toml").write_text(PLAIN.replace('"free"', '"./mine.toml"'), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("solve", "plans/week.toml").exit_code == 0
    assert run("solve", "plans/week.toml", "--rules", "plans/mine.toml").exit_code == 0
    assert run("solve", "plans/week.toml", "--rules", "mine.toml").exit_code == 2


def test_what_a_rule_set_extends_is_seen_from_the_rule_set(tmp_path, monkeypatch):
    (tmp_path / "plans" / "sets").mkdir(parents=True)
    files = {
        "plans/sets/third.toml": 'title = "Third"',
        "plans/sets/other.toml": 'title = "Other"\nextends = "third.toml"',
        "plans/mine.toml": 'title = "Mine"\nextends = "sets/other.toml"',
        "plans/week.toml": PLAIN.replace('"free"', '"mine.toml"'),
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run("solve", "plans/week.toml").exit_code == 0
    assert run("rules", "show", "plans/mine.toml").exit_code == 0


def test_notes_go_to_standard_error(week, tmp_path):
    (tmp_path / "moon.toml").write_text(PLAIN + '[[sessions]]\nkind = "walk"\nplaces = ["moon"]\n', encoding="utf-8")
    result = run("solve", "moon.toml", "--json")
    assert result.stderr == "Note: walk: no window offers moon.\n"
    assert json.loads(result.stdout)["not_placed"][0]["id"] == "walk"


# --- the same file in other clothes


def variants():
    data = {**tomllib.loads(PLAIN), "week": "2026-11-23"}
    text = json.dumps(data)
    return {
        "plain.toml": PLAIN.encode(),
        "bom.toml": b"\xef\xbb\xbf" + PLAIN.encode(),
        "crlf.toml": PLAIN.replace("\n", "\r\n").encode(),
        "bom-crlf.toml": b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode(),
        "plain.json": text.encode(),
        "bom.json": b"\xef\xbb\xbf" + text.encode(),
        "crlf.json": json.dumps(data, indent=2).replace("\n", "\r\n").encode(),
        "no-ending": text.encode(),
        "toml.txt": PLAIN.encode(),
        "dates-as-texts.toml": PLAIN.replace("2026-11-23", '"2026-11-23"').encode(),
    }


@pytest.mark.parametrize("name", variants())
def test_toml_and_json_with_or_without_marks_are_the_same(name, week, tmp_path):
    (tmp_path / name).write_bytes(variants()[name])
    assert run_json("solve", name)["sessions"] == run_json("solve", week)["sessions"]


@pytest.mark.parametrize("name", ["mine.json", "mine.toml", "bom.json", "crlf.toml"])
def test_schedules_are_toml_or_json_too(name, week, tmp_path):
    text = by_hand({"id": "long_run", "start": "2026-11-28T06:00", "minutes": 60}) if name.endswith("json") else (
        "[[sessions]]\nid = 'long_run'\nstart = 2026-11-28T06:00:00\nminutes = 60\n"
    )  # fmt: skip
    marked = {"bom.json": b"\xef\xbb\xbf" + text.encode(), "crlf.toml": text.replace("\n", "\r\n").encode()}
    (tmp_path / name).write_bytes(marked.get(name, text.encode()))
    assert run("check", week, name).exit_code == 0


@pytest.mark.parametrize("name", ["mine.json", "mine.toml"])
def test_rule_sets_are_toml_or_json_too(name, week, tmp_path):
    text = {
        "mine.json": '{"title": "Mine", "rules": [{"id": "none", "rule": "count", "of": "easy", "at_most": 0}]}',
        "mine.toml": 'title = "Mine"\n[[rules]]\nid = "none"\nrule = "count"\nof = "easy"\nat_most = 0\n',
    }
    (tmp_path / name).write_text(text[name], encoding="utf-8")
    assert [session["id"] for session in run_json("solve", week, "--rules", name)["sessions"]] == ["long_run"]


# --- solve --after

LAST = {"id": "hard_ride", "kind": "hard_ride", "start": "2026-11-22T08:00", "minutes": 60}
MONDAY_RIDE = """
week = 2026-11-23
rules = "free"
[availability]
mon = ["06:00-08:00"]
wed = ["06:00-08:00"]
[[sessions]]
kind = "intervals"
minutes = 40
days = ["mon"]
[[overrides]]
id = "apart"
rule = "spacing"
of = "hiit"
days = 2
"""


def test_last_week_changes_this_week(tmp_path, monkeypatch):
    """Hard on Sunday, so no intervals on Monday."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "week.toml").write_text(MONDAY_RIDE, encoding="utf-8")
    (tmp_path / "last.json").write_text(by_hand(LAST), encoding="utf-8")
    assert [session["id"] for session in run_json("solve", "week.toml")["sessions"]] == ["intervals"]
    assert run_json("solve", "week.toml", "--after", "last.json")["sessions"] == []
    assert run_json("solve", "week.toml", "--after", "-", stdin=by_hand(LAST))["sessions"] == []


def test_tags_of_last_week_count_as_they_were(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "week.toml").write_text(MONDAY_RIDE, encoding="utf-8")
    (tmp_path / "last.json").write_text(by_hand({**LAST, "tags": ["low_impact"]}), encoding="utf-8")
    assert len(run_json("solve", "week.toml", "--after", "last.json")["sessions"]) == 1


def test_one_week_after_another(week, tmp_path):
    """A schedule of the program's own is last week for the next one, own kinds and all."""
    kinds = '\n[kinds.hills]\nlike = "intervals"\nminutes = [20, 30]\n[[sessions]]\nkind = "hills"\ntags = ["new_stimulus"]\n'
    (tmp_path / "first.toml").write_text(PLAIN + kinds, encoding="utf-8")
    (tmp_path / "second.toml").write_text((PLAIN + kinds).replace("2026-11-23", "2026-11-30"), encoding="utf-8")
    first = run("solve", "first.toml", "--json")
    (tmp_path / "last.json").write_text(first.stdout, encoding="utf-8")
    (hills,) = (session for session in json.loads(first.stdout)["sessions"] if session["id"] == "hills")
    assert "new_stimulus" in hills["tags"]
    assert run_json("solve", "second.toml", "--after", "last.json")["status"] == "optimal"
    (tmp_path / "plain.toml").write_text(PLAIN.replace("2026-11-23", "2026-11-30"), encoding="utf-8")
    refused = run("solve", "plain.toml", "--after", "last.json")
    assert refused.exit_code == 2
    assert "unknown kind 'hills'" in refused.stderr
    assert "must be in this scenario's [kinds] too" in refused.stderr


def test_last_weeks_late_end_meets_this_weeks_start(tmp_path, monkeypatch):
    """What ran over the end of last week is still going on."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "week.toml").write_text(MONDAY_RIDE.replace("06:00-08:00", "00:00-01:00"), encoding="utf-8")
    late = {"id": "walk", "kind": "walk", "start": "2026-11-22T23:30", "minutes": 60}
    (tmp_path / "last.json").write_text(by_hand(late), encoding="utf-8")
    assert [s["start"] for s in run_json("solve", "week.toml")["sessions"]] == ["2026-11-23T00:00:00+00:00"]
    assert run_json("solve", "week.toml", "--after", "last.json")["sessions"] == []


# --- check


@pytest.mark.parametrize("name", ["night-shift-nurse", "clock-change-autumn", "clock-change-spring", "steady-repeating-week"])
def test_the_programs_own_schedule_passes(name):
    scenario = str(SCENARIOS / f"{name}.toml")
    solved = run("solve", scenario, "--json")
    checked = run_json("check", scenario, "-", stdin=solved.stdout)
    schedule = json.loads(solved.stdout)
    assert checked["passed"]
    assert not checked["faults"]
    for key in ("left_out", "points", "totals", "rules_report"):
        theirs = [{**report, "note": None} for report in schedule[key]] if key == "rules_report" else schedule[key]
        ours = [{**report, "note": None} for report in checked[key]] if key == "rules_report" else checked[key]
        assert ours == theirs


def test_one_made_by_hand_passes(week, tmp_path):
    (tmp_path / "mine.json").write_text(
        by_hand(
            {"id": "long_run", "start": "2026-11-28T06:00", "minutes": 75, "place": "road"},
            {"id": "easy_run-1", "start": "2026-11-24T06:00:00+00:00", "minutes": 45},
            {"id": "easy_run-2", "start": "2026-11-26T08:00:00+02:00", "end": "2026-11-26T08:30:00+02:00", "minutes": 30},
        ),
        encoding="utf-8",
    )
    result = run("check", week, "mine.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "This is a schedule" in result.stdout
    assert run_json("check", week, "mine.json")["totals"]["minutes"] == 150


LONG = {"id": "long_run", "start": "2026-11-28T06:00", "minutes": 60}
EASY = {"id": "easy_run-1", "start": "2026-11-24T06:00", "minutes": 30}
BROKEN = {
    "nothing": ([], ["long_run is a key session, but not there"]),
    "too short": ([{**LONG, "minutes": 55}], ["long_run (Sat 06:00) lasts 55 minutes instead of 60 to 90"]),
    "too long": ([{**LONG, "minutes": 95}], ["long_run (Sat 06:00) lasts 95 minutes instead of 60 to 90"]),
    "off the grid": ([{**LONG, "start": "2026-11-28T06:02"}], ["long_run (Sat 06:02) is not on the grid of 5 minutes"]),
    "outside its window": ([{**LONG, "start": "2026-11-28T08:30"}], ["long_run (Sat 08:30) does not lie in one window"]),
    "at another place": ([{**LONG, "place": "pool"}], ["long_run (Sat 06:00) is at pool"]),
    "outside the week": ([{**LONG, "start": "2026-12-05T06:00"}], ["long_run", "is outside the week of 2026-11-23"]),
    "overlapping": ([LONG, {**EASY, "start": "2026-11-28T06:55"}], ["long_run (Sat 06:00) and easy_run-1 (Sat 06:55) overlap"]),
    "twice": ([LONG, EASY, {**EASY, "start": "2026-11-25T06:00"}], ["easy_run-1 is there twice"]),
    "against a rule": ([LONG, {**EASY, "start": "2026-11-28T08:00"}], ["one-run", "long_run", "easy_run-1", "Sat"]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_one_is_status_1_and_names_the_sessions_and_figures(name, week, tmp_path):
    rule = '[[overrides]]\nid = "one-run"\nrule = "spacing"\nof = "run"\ndays = 1\n'
    (tmp_path / week).write_text(PLAIN + rule, encoding="utf-8")
    sessions, said = BROKEN[name]
    result = run("check", week, "-", stdin=by_hand(*sessions))
    assert result.exit_code == 1
    assert "This is no schedule" in result.stdout
    words = re.sub(r"\s+", " ", result.stdout)
    assert [part for part in said if part not in words] == []
    verdict = run_json("check", week, "-", stdin=by_hand(*sessions), status=1)
    assert verdict["passed"] is False
    assert verdict["faults"] or any(report["amount"] for report in verdict["rules_report"])


def test_a_fixed_session_must_be_where_it_is(week, tmp_path):
    (tmp_path / week).write_text(PLAIN + '[[sessions]]\nkind = "race"\nat = "sun 12:00"\nminutes = 60\n', encoding="utf-8")
    race = {"id": "race", "start": "2026-11-29T12:05", "minutes": 60}
    assert "race is fixed, but not there" in run("check", week, "-", stdin=by_hand(LONG)).stdout
    assert "is fixed at Sun 29 Nov 12:00" in run("check", week, "-", stdin=by_hand(LONG, race)).stdout
    assert run("check", week, "-", stdin=by_hand(LONG, {**race, "start": "2026-11-29T12:00"})).exit_code == 0


def test_check_takes_rules_and_a_scenario_from_standard_input(week, tmp_path):
    (tmp_path / "mine.json").write_text(by_hand(LONG), encoding="utf-8")
    assert run("check", "-", "mine.json", stdin=PLAIN).exit_code == 0
    assert len(run_json("check", week, "mine.json", "--rules", "base")["rules_report"]) > 10


# --- rules, kinds, new, schema


def test_rules_lists_what_is_shipped():
    page = run("rules").stdout
    listed = run_json("rules")
    assert {"base", "free"} <= {ruleset["name"] for ruleset in listed}
    assert all(ruleset["name"] in page and ruleset["title"] for ruleset in listed)


@pytest.mark.parametrize("name", [ruleset["name"] for ruleset in run_json("rules")])
def test_every_shipped_set_can_be_shown(name):
    shown = run_json("rules", "show", name)
    assert set(shown) >= {"name", "title", "rules"}
    for rule in shown["rules"]:
        assert set(rule) >= {"id", "rule", "level", "points", "allow", "why", "source", "evidence"}
    page = run("rules", "show", name).stdout
    assert all(rule["id"] in page for rule in shown["rules"])


def test_what_is_shown_as_json_can_be_read_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rules = (
        '[[rules]]\nid = "no-fridays"\nrule = "count"\nof = ["hard", "run+!easy"]\ndays = ["fri", "2026-11-24"]\nat_most = 0\n'
        'when = { goal = "endurance", flags = "sore" }\n'
        '[[rules]]\nid = "share"\nrule = "share"\nof = "long_run"\nin = "run"\nat_most_percent = 30\n'
        'level = "should"\npoints = 3\n'
        '[[rules]]\nid = "apart"\nrule = "apart"\nbetween = "hiit"\nand = "heavy"\nhours = 6.5\nordered = true\n'
    )
    (tmp_path / "mine.toml").write_text(f'title = "Mine"\n{rules}', encoding="utf-8")
    (tmp_path / "changed.toml").write_text(
        'title = "Changed"\nextends = "mine.toml"\n'
        + "".join(f'[[rules]]\nid = "{id_}"\nwhy = "So."\n' for id_ in ("no-fridays", "share", "apart")),
        encoding="utf-8",
    )
    shown, changed = run_json("rules", "show", "mine.toml"), run_json("rules", "show", "changed.toml")
    assert [{**rule, "why": "So."} for rule in shown["rules"]] == changed["rules"]
    again = [{key: value for key, value in rule.items() if value is not None} for rule in shown["rules"]]
    (tmp_path / "again.json").write_text(json.dumps({"title": "Again", "rules": again}), encoding="utf-8")
    assert run_json("rules", "show", "again.json")["rules"] == shown["rules"]


def test_rule_sets_are_merged_where_later_ones_win(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = '[[rules]]\nid = "rest-days"\nrule = "rest_days"\nat_least = 3\n'
    (tmp_path / "mine.toml").write_text(f'title = "Mine"\n{text}', encoding="utf-8")
    for order, least in ((["base", "mine.toml"], 3), (["mine.toml", "base"], 1)):
        (rest,) = (rule for rule in run_json("rules", "show", *order)["rules"] if rule["id"] == "rest-days")
        assert rest["at_least"] == least


def test_kinds():
    page, kinds = run("kinds").stdout, run_json("kinds")
    keys = {"kind", "title", "modality", "intensity", "rpe", "minutes", "places", "tags", "worth"}
    assert all(set(kind) == keys and kind["kind"] in page for kind in kinds)
    assert {"long_run", "heavy_legs", "walk"} <= {kind["kind"] for kind in kinds}


def test_new_writes_a_scenario_that_can_be_solved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("new", "mine.toml")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Wrote mine.toml" in result.stderr
    assert run("solve", "mine.toml").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mine.toml"]


def test_new_overwrites_nothing_unless_it_is_told_to(week, tmp_path):
    refused = run("new", week)
    assert refused.exit_code == 2
    assert refused.stderr == "Error: week.toml: is already there; nothing was written.\nMaybe --force, or another name.\n"
    assert (tmp_path / week).read_text(encoding="utf-8") == PLAIN
    assert run("new", week, "--force").exit_code == 0
    assert (tmp_path / week).read_text(encoding="utf-8") != PLAIN


def test_new_prints_to_standard_output(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("new", "-")
    assert tomllib.loads(result.stdout)["sessions"]
    assert list(tmp_path.iterdir()) == []


# --- explain and diff, as far as files and status go


def test_explain_and_diff(week, tmp_path):
    assert run("explain", week).exit_code == 0
    assert run("explain", IMPOSSIBLE).exit_code == 1
    assert isinstance(run_json("explain", week), dict)
    first, second = run("solve", week, "--json").stdout, run("solve", week, "--rules", "base", "--json").stdout
    (tmp_path / "a.json").write_text(first, encoding="utf-8")
    (tmp_path / "b.json").write_text(second, encoding="utf-8")
    assert run("diff", "a.json", "b.json").exit_code == 0
    assert isinstance(run_json("diff", "a.json", "b.json"), dict)
