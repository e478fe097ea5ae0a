"""`weekfit explain` from outside: page and JSON, repaired scenarios, limits, exit statuses, Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from functools import cache
from typing import Any

import pytest
from click.testing import Result

from solver.domain.times import parse_span
from solver.explain import explanation as stages
from solver.explain.explanation import explain
from solver.files.reader import read_case
from solver.fit import fit
from solver.model.search import Budget
from solver.show.explanation import explanation_page
from tests.cli.running import IMPOSSIBLE, NURSE, PLAIN, ROOT, SCENARIOS, run, run_json

GIVES = str(SCENARIOS / "something-has-to-give.toml")


@cache
def asked(scenario: str) -> Result:
    return run("explain", scenario)


@cache
def answer(scenario: str) -> Any:
    return run_json("explain", scenario, status=1 if scenario == IMPOSSIBLE else 0)


def test_an_impossible_week():
    result = asked(IMPOSSIBLE)
    assert result.exit_code == 1
    page = " ".join(result.stdout.split())
    assert "There is no such week. These cannot all hold together:" in page
    assert "barbell_class is fixed on Sat 16 May 18:00 (60 min)." in page
    assert "1. Free 90 min on Sat 06:00-07:30 at road, for long_run. → 16 points" in page
    assert "Incomplete" not in page


def test_all_repairs_are_listed_and_the_first_ones_by_solve():
    page, short = asked(IMPOSSIBLE).stdout, run("solve", IMPOSSIBLE).stdout
    number = len(answer(IMPOSSIBLE)["repairs"])
    assert f" {number}. " in page
    assert f" {number}. " not in short
    assert f"… and {number - 5} more" in short


def test_all_conflicts():
    page = " ".join(run("explain", IMPOSSIBLE, "--all-conflicts").stdout.split())
    assert "There is no other conflict." in page
    told = answer(IMPOSSIBLE)
    assert len(told["conflicts"]) == 1
    assert {part["type"] for part in told["conflicts"][0]} == {"rule", "fixed", "session", "availability"}
    assert told["schedule"]["conflict"] == told["conflicts"][0]


@pytest.mark.parametrize(("ending", "number"), [("toml", 1), ("json", 3)])
def test_apply(ending, number, tmp_path):
    """The repaired scenario is written, can be read, and has the week that was told."""
    repair = answer(IMPOSSIBLE)["repairs"][number - 1]
    out = tmp_path / f"{number}.{ending}"
    result = run("explain", IMPOSSIBLE, "--apply", str(number), "--out", str(out))
    assert result.exit_code == 1
    assert f"Wrote {out}." in result.stderr
    schedule = run_json("solve", str(out))
    assert (schedule["status"], schedule["left_out"], schedule["points"]) == ("optimal", repair["left_out"], repair["points"])
    assert schedule["rules"] == ["base"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--apply", "1"], "belong together"),
        (["--out", "x.toml"], "belong together"),
        (["--apply", "0", "--out", "x.toml"], "--apply"),
        (["--apply", "99", "--out", "x.toml"], "there is no repair 99"),
        (["--apply", "1", "--out", "x.yaml"], ".toml or .json"),
        (["--apply", "1", "--out", "/no/such/folder/x.toml"], "cannot be written"),
        (["--waking", "early"], "--waking"),
        (["--time-limit", "0"], "seconds"),
    ],
)
def test_bad_usage(args, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("explain", IMPOSSIBLE, *args)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not result.stdout
    assert not list(tmp_path.iterdir())


def test_there_is_nothing_to_repair(tmp_path):
    result = run("explain", "-", "--apply", "1", "--out", str(tmp_path / "x.toml"), stdin=PLAIN)
    assert result.exit_code == 2
    assert "nothing to repair" in result.stderr


def test_a_solved_week():
    result = asked(GIVES)
    assert result.exit_code == 0
    for part in (
        "The best week costs",
        "What each rule costs",
        "Idle (nothing would change)",
        "What each session costs",
        "The best time to free",
    ):
        assert part in result.stdout
    for stage in ("asking why sessions were left out", "pricing", "giving away", "looking for the best hour"):
        assert stage in result.stderr


def test_page_and_json_say_the_same():
    page, told = asked(GIVES).stdout, answer(GIVES)
    assert told["complete"]
    assert told["schedule"]["status"] == "optimal"
    for priced in told["prices"]["rules"]:
        if not priced["left_out"] and priced["points"]:
            assert f"{priced['points']:+d} points" in next(
                line for line in page.splitlines() if line.split()[:1] == [priced["id"]]
            )
    gains = [(hour["left_out"], hour["points"]) for hour in told["best_hours"]]
    assert gains == sorted(gains, reverse=True)
    assert gains
    assert all(item["why"] in " ".join(page.split()) for item in told["schedule"]["not_placed"])


def test_a_best_hour_is_worth_what_it_is_said_to_be():
    """The scenario with that window written into it is better by just that much."""
    for hour in answer(GIVES)["best_hours"][:3]:
        start = hour["start"]
        end = int(start[11:13]) * 60 + int(start[14:16]) + hour["minutes"]
        condition = f"window {start[:10]} {start[11:16]}-{end // 60:02d}:{end % 60:02d}"
        then = run_json("explain", GIVES, "--what-if", condition)["schedule"]
        now = answer(GIVES)["schedule"]
        assert (now["left_out"] - then["left_out"], now["points"] - then["points"]) == (hour["left_out"], hour["points"])


def test_waking_hours_bound_what_could_be_freed():
    told = run_json("explain", GIVES, "--waking", "12:00-13:00")
    assert told["best_hours"]
    assert all("12:00" <= hour["start"][11:16] <= "12:30" for hour in told["best_hours"])


def test_a_week_without_fault():
    result = run("explain", "-", stdin=PLAIN)
    assert result.exit_code == 0
    assert "No rule costs anything." in result.stdout
    assert "No further hour would make the week better." in result.stdout
    assert "one of them, at no loss" in result.stdout


@pytest.mark.parametrize("scenario", [IMPOSSIBLE, GIVES])
def test_too_little_time_is_said(scenario):
    """Either not even the week is proven (status 3), or what was found so far is said to be incomplete."""
    result = run("explain", scenario, "--time-limit", "0.000001")
    assert result.exit_code == (1 if "There is no such week." in result.stdout else 3)
    assert "Incomplete" in result.stdout


def test_time_that_runs_out_after_the_week_is_found(monkeypatch):
    solved = stages._solved
    monkeypatch.setattr(stages, "_solved", lambda told, found, _, waking, tell: solved(told, found, Budget(0), waking, tell))
    explanation = explain(read_case(GIVES))
    page = explanation_page(explanation)
    assert not explanation.complete
    assert "Incomplete" in page
    assert "Not priced in time" in page
    assert "Time ran out before the reason was found." in page


def test_what_was_found_before_an_interruption_is_shown(monkeypatch):
    """Ctrl-C in the middle of a stage: the stages before it and the beginning of this one are there, hours in their order."""
    whole = explain(read_case(GIVES), waking=parse_span("06:00-08:00"))

    def interrupted(*args, **options):
        yield from whole.hours[3:0:-1]
        raise KeyboardInterrupt

    monkeypatch.setattr(stages, "best_hours", interrupted)
    told = []
    explanation = explain(read_case(GIVES), progress=told.append)
    assert not explanation.complete
    assert "interrupted" in told[-1]
    assert explanation.rules == whole.rules
    assert explanation.hours == whole.hours[1:4]
    assert "Incomplete" in explanation_page(explanation)


def test_an_impossible_week_that_is_interrupted_is_said_to_be_impossible(monkeypatch):
    def interrupted(*args):
        raise KeyboardInterrupt

    for stage in ("repairs", "Conflicts"):
        monkeypatch.setattr(stages, stage, interrupted)
        page = explanation_page(explain(read_case(IMPOSSIBLE)))
        assert "There is no such week." in page
        assert "Incomplete" in page


def test_ctrl_c(tmp_path):
    """In the middle of a long explanation: what was found so far is printed, marked incomplete, and the program ends soon."""
    scenario = tmp_path / "long.toml"
    text = (SCENARIOS / "all-day-free-fourteen.toml").read_text(encoding="utf-8")
    scenario.write_text(text.replace('"06:00-22:00"', '"06:00-21:00 road gym track pool trail home"'), encoding="utf-8")
    command = [sys.executable, "-u", "-m", "solver", "explain", str(scenario)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8") as process:
        try:
            for line in process.stderr:
                if line.startswith("giving away"):
                    break
            process.send_signal(signal.SIGINT)
            started = time.monotonic()
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert time.monotonic() - started < 30
    assert "Traceback" not in err
    assert "interrupted" in err
    assert "What each rule costs" in out
    assert out.rstrip().endswith("Incomplete: this is what was found so far.")
    assert process.returncode == 0


def test_the_same_explanation_every_time():
    first, second = answer(IMPOSSIBLE), run_json("explain", IMPOSSIBLE, status=1)
    assert {**first, "schedule": None} == {**second, "schedule": None}
    assert {**first["schedule"], "solve": None} == {**second["schedule"], "solve": None}


def test_solve_and_explain_tell_the_same():
    schedule = fit(read_case(IMPOSSIBLE))
    told = answer(IMPOSSIBLE)
    assert told["schedule"]["conflict"] == [part.model_dump() for part in schedule.conflict]
    assert [repair["text"] for repair in told["repairs"]] == [repair.text for repair in schedule.repairs]


# -- several weeks -------------------------------------------------------------------------------------------------------------------

TWO = """
week = 2026-11-23
rules = "free"
[availability]
mon = ["06:00-07:00", "18:00-19:00"]
tue = ["06:00-07:00"]
[[sessions]]
kind = "easy_run"
minutes = [30, 45]
"""


def test_ties():
    told = run_json("solve", "-", "--ties", stdin=TWO)
    assert told["complete"]
    assert {(item["sessions"][0]["day"], item["sessions"][0]["start"][11:13]) for item in told["schedules"]} == {
        ("mon", "06"), ("mon", "18"), ("tue", "06"),
    }  # fmt: skip
    page = run("solve", "-", "--ties", stdin=TWO).stdout
    assert "3 weeks, and there is no other within these limits." in page


def test_alternatives():
    told = run_json("solve", "-", "--alternatives", "1", stdin=TWO)
    assert (len(told["schedules"]), told["complete"]) == (2, False)
    assert "2 weeks; there may be more." in run("solve", "-", "--alternatives", "1", stdin=TWO).stdout
    told = run_json("solve", "-", "--alternatives", "9", stdin=TWO)
    assert (len(told["schedules"]), told["complete"]) == (4, True)
    assert [item["left_out"] for item in told["schedules"]] == [0, 0, 0, 10]


def test_within_and_diverse():
    assert len(run_json("solve", "-", "--within", "5", stdin=TWO)["schedules"]) == 3
    told = run_json("solve", "-", "--diverse", "2", "--within", "0", stdin=TWO)
    assert len(told["schedules"]) == 2
    assert run_json("solve", "-", "--diverse", "5", stdin=TWO)["complete"]


def test_no_week_at_all():
    result = run("solve", IMPOSSIBLE, "--ties")
    assert result.exit_code == 1
    assert run_json("solve", IMPOSSIBLE, "--alternatives", "2", status=1) == {"schedules": [], "complete": True}
    assert run("solve", NURSE, "--ties", "--time-limit", "0.000001").exit_code == 3


def test_the_pages_fit_a_terminal():
    for page in (asked(IMPOSSIBLE).stdout, asked(GIVES).stdout):
        assert max(len(line) for line in page.splitlines()) <= 100
