"""Words of a scenario that no rule of its set is about are told in a note; words that change the rules are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from solver.cli.new import command as new
from solver.files.reader import read_case
from solver.rulesets.case import Case
from solver.rulesets.ruleset import load
from tests.cli.running import run, run_json
from tests.support.weeks import problem_of

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.toml"))
FEW = {"rule": "count", "of": "run", "at_most": 9}


def notes(rules: str = "free", **keys: Any) -> tuple[str, ...]:
    data = {
        "week": "2026-11-23",
        "availability": {"every": "06:00-22:00"},
        "sessions": [{"kind": "easy_run", "minutes": 30}],
        **keys,
    }
    return Case.of(data, problem_of(data), load([rules])).notes


def rule(**when: Any) -> dict[str, Any]:
    return {"id": "few", **FEW, "when": when}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, ""),
        ({"readiness": "poor"}, "readiness 'poor': it has"),
        ({"goal": "strength"}, "goal 'strength': it has"),
        ({"athlete": {"experience": "novice", "flags": ["sore"]}}, "experience 'novice' or flag 'sore': they have"),
        ({"readiness": "good", "goal": "general", "athlete": {"experience": "regular"}}, ""),  # what it is without the words
        ({"readiness": "poor", "overrides": [rule(readiness=["poor"])]}, ""),
        ({"readiness": "poor", "overrides": [rule(readiness=["good", "reduced"])]}, ""),
        ({"readiness": "poor", "overrides": [rule(readiness=["reduced"])]}, "readiness 'poor': it has"),
        ({"readiness": "poor", "overrides": [rule(goal=["general"])]}, "readiness 'poor': it has"),
        ({"athlete": {"flags": ["sore", "nights"]}, "overrides": [rule(flags=["!sore"])]}, "flag 'nights': it has"),
        (
            {"athlete": {"experience": "experienced"}, "overrides": [rule(experience=["novice"])]},
            "experience 'experienced': it has",
        ),
        ({"athlete": {"experience": "experienced"}, "overrides": [rule(experience=["novice", "regular"])]}, ""),
    ],
)
def test_conditions(keys, expected):
    assert notes(**keys) == ((f"no rule of free depends on {expected} no effect.",) if expected else ())


def test_a_rule_that_is_off_is_not_about_it():
    off = [{"id": each.id, "off": True} for each in load(["base"]).rules if each.when and each.when.goal]
    assert off
    assert notes("base", goal="strength") == ()
    assert notes("base", goal="strength", overrides=off) == ("no rule of base depends on goal 'strength': it has no effect.",)


def test_preferred_hours():
    prefers = [
        {"kind": "easy_run", "minutes": 30, "prefer": "07:00-08:00", "count": 2},
        {"kind": "walk", "prefer": "07:00-08:00"},
    ]
    reward = {"id": "mornings", "rule": "preferred_time", "of": "run", "level": "should"}
    assert notes(sessions=prefers) == ("`prefer` of easy_run and walk has no effect: free has no rule for it (preferred_time).",)
    assert notes(sessions=prefers, overrides=[reward]) == (
        "`prefer` of walk has no effect: free has no rule for it (preferred_time).",
    )
    resting = {**reward, "when": {"readiness": ["poor"]}}
    assert notes(sessions=prefers, overrides=[resting]) == notes(sessions=prefers)
    assert notes("base", sessions=prefers) == ()


def test_an_override_of_a_rule_that_does_not_hold():
    change = {"id": "easy-run-after-lifting", "points": 9}  # of the set hart, for the goal general
    assert notes("hart", overrides=[change]) == ()
    assert notes("hart", goal="strength", overrides=[change]) == (
        "the override of easy-run-after-lifting has no effect this week: the rule's `when` does not fit this scenario.",
    )
    assert notes("hart", goal="strength", overrides=[{**change, "when": {"goal": ["general"]}}]) == ()
    assert notes("hart", goal="strength", overrides=[{"id": change["id"], "off": True}]) == ()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_shipped_scenarios_are_quiet(path):
    assert len(read_case(str(path)).notes) <= 1


def test_the_starter_is_silent(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert new.callback is not None
    new.callback(file="week.toml", force=False)
    assert read_case("week.toml").notes == ()


def test_notes_are_told_on_standard_error(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "week.toml").write_text('week = 2026-11-23\nrules = "free"\nreadiness = "poor"\n', encoding="utf-8")
    (tmp_path / "empty.json").write_text('{"sessions": []}', encoding="utf-8")
    told = "Note: no rule of free depends on readiness 'poor': it has no effect.\n"
    for words in (["solve", "week.toml"], ["check", "week.toml", "empty.json"]):
        result = run(*words)
        assert (result.exit_code, result.stderr) == (0, told)
        assert "readiness" not in result.stdout
    assert run_json("solve", "week.toml")["status"] == "optimal"
