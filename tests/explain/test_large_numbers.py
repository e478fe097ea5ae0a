"""The largest numbers that a file may have go through every command."""

import json
from dataclasses import replace

import pytest

from solver.domain.availability import Window
from solver.domain.schedule import Score
from solver.explain.alternatives import others
from solver.explain.mildest import shortest_window
from solver.explain.repairs import repairs
from solver.files.reader import read_case
from solver.model.build import build
from solver.model.search import Budget
from solver.rulesets.case import Case
from tests.cli.running import run, run_json
from tests.explain.weeks import CASES, case_of

INT64 = 2**63
POINTS, MOST = 10_000, 1_000_000
SESSIONS, RULES = 20, 80
DEAR = {"rule": "minutes", "of": ["vigorous", "moderate", "none"], "counting": "load", "at_most": 0, "level": "should"}
SHORT = {"rule": "minutes", "of": ["vigorous", "moderate", "none"], "at_least": MOST, "level": "should"}


def large(**more):
    """A week with worth, points, amounts and bounds as large as they may be."""
    wish = {"kind": "monster", "minutes": [60, 900], "worth": MOST, "places": []}
    sessions = [{**wish, "id": f"s{number}", "priority": "normal" if number % 3 else "optional"} for number in range(SESSIONS)]
    rules = [{**(DEAR if number % 2 else SHORT), "id": f"r{number}", "points": POINTS} for number in range(RULES)]
    return {
        "week": "2026-11-23",
        "rules": "free",
        "grid": 30,
        "kinds": {"monster": {"like": "race", "rpe": 10}},
        "availability": {"every": "06:00-22:00 road"},
        "sessions": sessions,
        "overrides": rules,
        **more,
    }


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The week as a file."""
    found = tmp_path_factory.mktemp("large") / "large.json"
    found.write_text(json.dumps(large()), encoding="utf-8")
    return str(found)


def test_the_weighted_sum_would_overflow():
    """Else these tests would tell nothing."""
    for case in (read_case(str(CASES / "overflow-traceback.toml")), case_of(large())):
        built = build(case.problem, case.rules)
        assert built.left_out.upper * (built.points.upper + 1) > 2**62


@pytest.mark.parametrize(
    "options",
    [
        ("solve",),
        ("solve", "--alternatives", "1"),
        ("solve", "--ties"),
        ("solve", "--diverse", "2", "--within", str(MOST)),
        ("solve", "--alternatives", "1", "--within", str(10**9)),
        ("explain", "--what-if", "without s0"),
        ("explain", "--what-if", "s1 not on mon"),
    ],
    ids=" ".join,
)
def test_commands(path, options):
    run_json(options[0], path, *options[1:], "--time-limit", "2")


def test_explain_keeps_its_time(path):
    assert run("explain", path, "--time-limit", "2").exit_code == 0


def test_a_schedule_is_checked_and_compared(path, tmp_path):
    schedules = [tmp_path / "first.json", tmp_path / "second.json"]
    for schedule, options in zip(schedules, ((), ("--rules", "free")), strict=True):
        schedule.write_text(run("solve", path, "--json", "--time-limit", "2", *options).stdout, encoding="utf-8")
    assert run_json("check", path, str(schedules[0]))["passed"]
    assert run("diff", *map(str, schedules)).exit_code == 0


def test_repairs():
    """A new window is found for the session that has no room, with worth and points that no weighted sum of theirs can hold."""
    case = read_case(str(CASES / "overflow-traceback.toml"))
    found = repairs(few(case))
    assert found.complete
    assert "Free 120 min on Mon 06:00-08:00 at moon, for k." in [repair.text for repair in found.repairs]
    run("solve", str(CASES / "overflow-traceback.toml"), "--time-limit", "2")


def test_the_mildest_change_is_found_with_levels_of_any_size():
    """Also where the search for the best of such weeks is cut off."""
    case = read_case(str(CASES / "overflow-traceback.toml"))
    start = case.problem.windows[0].start
    problem = replace(case.problem, windows=(*case.problem.windows, Window(start, start + 180, ("moon",), frozenset({"k"}))))
    built = build(problem, case.rules)
    found, opening = shortest_window(built, len(case.problem.windows), (start, start + 180), Budget(None, 2.0))
    assert found.score is not None
    assert (opening.end - opening.start, opening.users) == (120, {"k"})


def few(case: Case) -> Case:
    """The same with fewer sessions, of one length, so that it is solved soon; their numbers are as large."""
    sessions = [case.data["sessions"][0], *({**wish, "minutes": 900} for wish in case.data["sessions"][1:5])]
    return case.changed({**case.data, "sessions": sessions})


def test_a_bound_on_points_as_large_as_a_number_can_be():
    case = case_of(
        {"week": "2026-11-23", "availability": {"mon": "06:00-07:00"}, "sessions": [{"kind": "easy_run", "minutes": 60}]}
    )
    found = others(case.problem, case.rules, 5, Budget(None), within=INT64 - 1)
    assert [week.score for week in found.found] == [Score(left_out=0, points=0)]
    assert found.complete
