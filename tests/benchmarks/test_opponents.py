"""The opponents that can run here reach weekfit's optimum, and the judge passes what they place."""

import importlib.util
import os
import shutil

import pytest

from benchmarks.core import exported, placed_in
from benchmarks.opponents import chuffed_files
from benchmarks.opponents.protocol import Answer
from benchmarks.race import Opponent, Worker
from benchmarks.weeks import core_case
from solver.judge import judge
from solver.model.search import search

NEEDS = {"time_indexed": "ortools", "choco": "pychoco", "highs": "scipy", "gecode": "", "chuffed": ""}
BASE = {
    "week": "2026-11-23",
    "grid": 15,
    "availability": {
        "mon": ["17:00-20:00 road gym"],
        "tue": ["06:00-08:00 road"],
        "thu": ["18:00-19:30 gym"],
        "sat": ["08:00-12:00"],
    },
}
EVERYTHING = {
    **BASE,
    "sessions": [
        {"kind": "long_run", "priority": "key", "minutes": [75, 120]},
        {"kind": "intervals", "minutes": 45, "buffer": [0, 15]},
        {"kind": "heavy_legs", "minutes": [45, 60]},
        {"kind": "easy_run", "count": [1, 3], "minutes": [30, 45], "prefer": "17:00-19:00"},
        {"kind": "hill_repeats", "minutes": 45, "days": ["tue", "sat"]},
    ],
    "history": [{"kind": "heavy_legs", "start": "2026-11-22T18:05:00", "minutes": 40}],
    "upcoming": [{"kind": "race", "start": "2026-11-30T09:07:00", "minutes": 100}],
}
IMPOSSIBLE = {
    **BASE,
    "sessions": [{"kind": "intervals", "id": i, "at": at, "minutes": 45} for i, at in (("a", "mon 12:00"), ("b", "tue 12:00"))],
}
NEAR_THE_EDGE = {
    **BASE,
    "sessions": [
        {"kind": "sprints", "minutes": 30, "days": ["mon"]},
        {"kind": "mobility", "minutes": 15, "priority": "optional"},
    ],
    "history": [{"kind": "intervals", "start": "2026-11-22T20:00:00", "minutes": 45}],
}


def in_a_process(week, limit):
    worker = Worker(Opponent("HiGHS", "highs", ""))
    try:
        return Answer(**worker.ask({"instance": week.to_json()}, limit))
    finally:
        worker.stop()


def is_here(name):
    """Whether an opponent can run on this machine; in CI all of them must."""
    if os.environ.get("CI"):
        return True
    if name == "gecode":
        return bool(shutil.which("minizinc") and shutil.which("fzn-gecode"))
    if name == "chuffed":
        return bool(shutil.which("node")) and (chuffed_files() / "minizinc.wasm").exists()
    return importlib.util.find_spec(NEEDS[name]) is not None


def solver(name):
    if name == "highs":  # two copies of one library: HiGHS and ortools do not share a process
        return in_a_process
    return importlib.import_module(f"benchmarks.opponents.{name}").solve


@pytest.mark.parametrize("name", [name for name in NEEDS if is_here(name)])
@pytest.mark.parametrize("data", [EVERYTHING, IMPOSSIBLE, NEAR_THE_EDGE], ids=["everything", "impossible", "edge"])
def test_same_optimum(name, data):
    solve = solver(name)
    case = core_case(data)
    week = exported(name, case.problem, case.rules)
    ours = search(case.problem, case.rules)
    answer = solve(week, 30.0)
    assert answer.status == ours.status
    if ours.score:
        verdict = judge(case.problem, case.rules, placed_in(case.problem, week, answer.placed))
        assert verdict.passed, (verdict.faults, verdict.broken)
        assert verdict.score == ours.score


def test_quality_the_day_before_the_week_keeps_the_first_day_free_of_it():
    case = core_case(NEAR_THE_EDGE)
    assert search(case.problem, case.rules).score.left_out == 16
