"""What if: every form of condition, the ones that are wrong, and two schedules subtracted."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest

from solver.domain.errors import InputError
from solver.domain.schedule import Schedule
from solver.explain.difference import difference
from solver.explain.what_if import EXAMPLES, supposed
from solver.files.reader import read_case
from solver.fit import fit
from solver.rulesets.case import Case
from tests.cli.running import SCENARIOS, run, run_json
from tests.explain.weeks import case_of

WEEK = """
week = 2026-11-23
timezone = "Europe/London"
[availability]
mon = ["06:00-07:30 road track"]
tue = ["18:00-20:00 road gym"]
wed = ["17:30-19:30 road gym"]
thu = ["18:00-20:00 road gym"]
sat = ["08:00-11:00 road trail"]
sun = ["08:00-11:00 road trail"]
busy = "thu 19:30-20:00"
[[sessions]]
kind = "long_run"
minutes = [75, 105]
priority = "key"
[[sessions]]
kind = "intervals"
minutes = [40, 50]
[[sessions]]
kind = "heavy_legs"
minutes = 45
[[sessions]]
kind = "easy_run"
count = [1, 2]
minutes = [30, 45]
"""


@pytest.fixture(scope="session")
def path(tmp_path_factory):
    file = tmp_path_factory.mktemp("what-if") / "week.toml"
    file.write_text(WEEK, encoding="utf-8")
    return str(file)


@cache
def week(path: str) -> Case:
    return read_case(path)


@cache
def solved(path: str, *conditions: str) -> Schedule:
    case = week(path)
    for condition in conditions:
        case = supposed(case, condition)
    schedule = fit(case)
    assert schedule.status == "optimal", conditions
    return schedule


def placed(schedule: Schedule, id_: str):
    return next(item for item in schedule.sessions if item.id == id_)


def on(schedule: Schedule, day: str):
    return [(f"{item.start:%H:%M}", f"{item.end:%H:%M}", item.id) for item in schedule.sessions if item.day == day]


@pytest.mark.parametrize("condition", EXAMPLES)
def test_every_documented_form_can_be_read(condition, path):
    assert supposed(week(path), condition).data != week(path).data


def test_the_help_shows_the_documented_forms():
    told = " ".join(run("explain", "--help").output.split()).replace("- ", "-")
    for condition in EXAMPLES:
        assert f'"{condition}"' in told


@pytest.mark.parametrize("day", ["tue", "wed", "sat", "sun"])
def test_on(day, path):
    assert placed(solved(path, f"long_run on {day}"), "long_run").day == day
    assert placed(solved(path, f"long_run not on {day}"), "long_run").day != day


def test_on_one_of_several_days(path):
    assert placed(solved(path, "intervals on tue, sat"), "intervals").day in ("tue", "sat")
    assert placed(solved(path, "intervals on weekend"), "intervals").day in ("sat", "sun")
    assert placed(solved(path, "intervals on 2026-11-26"), "intervals").day == "thu"
    assert placed(solved(path, "intervals not on weekdays"), "intervals").day in ("sat", "sun")


def test_on_means_one_at_least_of_several_sessions(path):
    days = [item.day for item in solved(path, "easy_run on sun").sessions if item.kind == "easy_run"]
    assert "sun" in days
    days = [item.day for item in solved(path, "run not on sun").sessions if "run" in item.kind or item.kind == "intervals"]
    assert "sun" not in days


def test_at(path):
    item = placed(solved(path, "heavy_legs at thu 18:15"), "heavy_legs")
    assert f"{item.start:%a %H:%M}" == "Thu 18:15"
    item = placed(solved(path, "heavy_legs at 2026-11-25T12:00"), "heavy_legs")
    assert f"{item.start:%a %H:%M}" == "Wed 12:00"


def test_minutes(path):
    assert placed(solved(path, "long_run 90 min"), "long_run").minutes == 90
    assert {item.minutes for item in solved(path, "easy_run 35 min").sessions if item.kind == "easy_run"} == {35}


@pytest.mark.parametrize("word", ["without", "no"])
def test_without(word, path):
    schedule = solved(path, f"{word} intervals")
    assert "intervals" not in {item.id for item in (*schedule.sessions, *schedule.not_placed)}


def test_no_window(path):
    for condition, day in (("wed", "wed"), ("sat", "sat"), ("2026-11-28", "sat")):
        assert not on(solved(path, f"no window {condition}"), day)
    assert not on(solved(path, "no window wed evening"), "wed")
    assert all(end <= "18:00" or start >= "19:00" for start, end, _ in on(solved(path, "no window wed 18:00-19:00"), "wed"))
    assert not on(solved(path, "no window mon morning"), "mon")
    assert supposed(week(path), "no window mon evening").problem.windows == week(path).problem.windows
    assert not any(on(solved(path, "no window weekdays"), day) for day in ("mon", "tue", "wed", "thu", "fri"))


def test_window(path):
    case = supposed(week(path), "window fri 05:00-06:00 road")
    assert set(case.problem.windows) > set(week(path).problem.windows)
    (new,) = set(case.problem.windows) - set(week(path).problem.windows)
    assert (f"{case.problem.clock.local(new.start):%a %H:%M}", new.end - new.start, new.places) == ("Fri 05:00", 60, ("road",))
    longer = supposed(week(path), "window sat 07:00-08:00 road trail").problem.windows
    assert len(longer) == len(week(path).problem.windows)
    assert len(supposed(week(path), "window weekdays 05:00-05:30").problem.windows) == len(longer) + 5


def test_rule_off(path):
    assert "rest-days" not in {report.id for report in solved(path, "rule rest-days off").rules_report}


def test_rule_changed(path):
    case = supposed(week(path), "rule rest-days at_least 3")
    assert next(rule for rule in case.rules if rule.id == "rest-days").at_least == 3
    assert solved(path, "rule rest-days at_least 3").totals.rest_days >= 3
    case = supposed(week(path), "rule rest-days level=should")
    assert next(rule for rule in case.rules if rule.id == "rest-days").level == "should"


def test_conditions_add_up(path):
    schedule = solved(path, "long_run on sun", "no window mon", "heavy_legs at tue 18:00", "rule rest-days at_least 3")
    assert placed(schedule, "long_run").day == "sun"
    assert not on(schedule, "mon")
    assert ("18:00", "18:45", "heavy_legs") in on(schedule, "tue")
    assert schedule.totals.rest_days >= 3


def test_the_same_condition_twice(path):
    once, twice = solved(path, "long_run on sun"), solved(path, "long_run on sun", "long_run on sun")
    assert (once.left_out, once.points) == (twice.left_out, twice.points)
    schedule = solved(path, "long_run not on sat", "long_run not on tue")
    assert placed(schedule, "long_run").day not in ("sat", "tue")
    assert solved(path, "rule rest-days at_least 2", "rule rest-days off").points is not None


@pytest.mark.parametrize("condition", EXAMPLES)
def test_a_condition_is_no_gain_or_a_relief(condition, path):
    """What forbids something makes no week better; what allows something, none worse."""
    before, after = solved(path), fit(supposed(week(path), condition), explain=False)
    if after.points is None or condition.startswith(("without", "heavy_legs at", "long_run 90")):
        return  # other wishes, another week
    if condition.startswith("window") or condition.endswith("off"):
        assert (after.left_out, after.points) <= (before.left_out, before.points)
    else:
        assert (after.left_out, after.points) >= (before.left_out, before.points)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("", "cannot be read"),
        ("more sleep please", "cannot be read"),
        ("long_run on", "cannot be read"),
        ("swim on sun", "no session is called 'swim'"),
        ("longrun on sun", "long_run"),
        ("long_run on someday", "is no day"),
        ("long_run on 2027-01-01", "no day of this week"),
        ("heavy_legs at thu", "has no time"),
        ("heavy_legs at thu 25:00", "25:00"),
        ("heavy_legs at 2027-01-01T10:00", "outside the week"),
        ("heavy_legs at thu 18:03", "grid"),
        ("easy_run at thu 18:00", "means 2 sessions"),
        ("long_run 7 min", "grid"),
        ("long_run 0 min", "0"),
        ("without swim", "no session is called 'swim'"),
        ("no window someday", "is no day"),
        ("no window wed tea-time", "tea-time"),
        ("window sat", "cannot be read"),
        ("window sat 25:00-26:00", "25:00"),
        ("window sat morning", "morning"),
        ("rule rest-day off", "rest-days"),
        ("rule no-such-thing-at-all off", "no-such-thing-at-all"),
        ("rule rest-days at_leest 2", "at_least"),
        ("rule rest-days at_least many", "at_least"),
        ("rule rest-days at_least 99", "at_least"),
    ],
)
def test_what_cannot_be_meant_is_said(condition, message, path):
    with pytest.raises(InputError) as error:
        supposed(week(path), condition)
    assert message in str(error.value)
    result = run("explain", path, "--what-if", condition)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")
    assert "--what-if" in result.stderr
    assert not result.stdout


def test_a_condition_that_leaves_no_week(path):
    result = run("explain", path, "--what-if", "long_run on fri")
    assert result.exit_code == 1
    assert "There is no such week" in result.stdout
    answer = run_json("explain", path, "--what-if", "long_run on fri", status=1)
    assert answer["difference"] is None
    assert answer["schedule"]["conflict"]


def test_conditions_name_sessions_by_their_tag(path):
    assert not {item.kind for item in solved(path, "without quality").sessions} & {"intervals"}


# -- differences ---------------------------------------------------------------------------------------------------------------------


def pairs():
    names = ["night-shift-nurse", "steady-repeating-week"]
    return [(name, condition) for name in names for condition in ("rule rest-days off", "no window weekend", "no window tue")]


@pytest.mark.parametrize(("name", "condition"), pairs())
def test_the_numbers_add_up(name, condition):
    """What the rules cost more, and the worth of what is left out more, is the difference of the scores."""
    case = read_case(str(SCENARIOS / f"{name}.toml"))
    then_case = supposed(case, condition)
    now, then = fit(case, explain=False), fit(then_case, explain=False)
    if then.points is None:
        assert condition == "no window weekend"
        return
    change = difference(now, then)
    worth = {session.id: session.worth for session in case.problem.sessions}
    gone = sum(worth[item.id] for item in then.not_placed if item.priority == "optional")
    gone -= sum(worth[item.id] for item in now.not_placed if item.priority == "optional")
    should = {rule.id for rule in case.rules if rule.level == "should"}
    assert sum(other - one for id_, (one, other) in change.rules.items() if id_ in should) + gone == then.points - now.points
    assert change.left_out == (now.left_out, then.left_out)
    moved = {item.id for item in change.sessions}
    ours, theirs = ({item.id: (item.start, item.minutes, item.place) for item in schedule.sessions} for schedule in (now, then))
    assert moved == {id_ for id_ in {**ours, **theirs} if ours.get(id_) != theirs.get(id_)}


def test_nothing_changes_from_a_week_to_itself(path, tmp_path):
    schedule = solved(path)
    assert difference(schedule, schedule).is_nothing
    file = tmp_path / "a.json"
    file.write_text(run("solve", path, "--json").stdout, encoding="utf-8")
    result = run("diff", str(file), str(file))
    assert (result.exit_code, result.stdout) == (0, "The same week.\n")


def test_diff(path, tmp_path):
    files = []
    for number, text in enumerate((WEEK, WEEK.replace("minutes = 45", "minutes = 30"))):
        scenario, schedule = tmp_path / f"{number}.toml", tmp_path / f"{number}.json"
        scenario.write_text(text, encoding="utf-8")
        schedule.write_text(run("solve", str(scenario), "--json").stdout, encoding="utf-8")
        files.append(str(schedule))
    answer = run_json("diff", *files)
    first, second = (json.loads(Path(file).read_text(encoding="utf-8")) for file in files)
    assert answer["points"] == [first["points"], second["points"]]
    assert "heavy_legs" in {item["id"] for item in answer["sessions"]}
    back = run_json("diff", *reversed(files))
    assert {id_: pair[::-1] for id_, pair in back["rules"].items()} == answer["rules"]
    page = run("diff", *files).stdout
    assert re.search(r"heavy_legs +\w+ \d\d:\d\d, 45 min.* \w+ \d\d:\d\d, 30 min", page)


def test_diff_with_a_schedule_made_by_hand(path, tmp_path):
    hand, found = tmp_path / "hand.json", tmp_path / "found.json"
    hand.write_text(json.dumps({"sessions": [{"id": "long_run", "start": "2026-11-28T08:00", "minutes": 90}]}), encoding="utf-8")
    found.write_text(run("solve", path, "--json").stdout, encoding="utf-8")
    assert run("diff", str(hand), str(found)).exit_code == 0
    assert run("diff", str(hand), str(tmp_path / "none.json")).exit_code == 2


def test_what_if_says_what_changes(path):
    answer = run_json("explain", path, "--what-if", "long_run on sun")
    now, then = solved(path), solved(path, "long_run on sun")
    assert answer["difference"]["points"] == [now.points, then.points]
    page = run("explain", path, "--what-if", "long_run on sun").stdout
    assert "What changes, if long_run on sun" in page


def test_conditions_leave_other_changes_alone():
    data = {
        "week": "2026-11-23",
        "rules": "free",
        "availability": {"weekdays": ["07:00-08:00 road"], "busy": "mon 07:00-07:30"},
        "sessions": [{"kind": "easy_run", "minutes": 30}],
        "overrides": [{"id": "own", "rule": "count", "of": "run", "at_most": 3, "level": "must"}],
    }
    case = supposed(supposed(case_of(data), "no window tue"), "window mon 20:00-21:00")
    assert case.data["availability"]["busy"][0] == "mon 07:00-07:30"
    assert [f"{case.problem.clock.local(w.start):%a %H:%M}" for w in case.problem.windows] == [
        "Mon 07:30", "Mon 20:00", "Wed 07:00", "Thu 07:00", "Fri 07:00",
    ]  # fmt: skip
    assert [rule.id for rule in supposed(case, "rule own off").rules] == []
    assert data["overrides"][0]["at_most"] == 3
