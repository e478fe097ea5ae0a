"""The JSON Schemas say what the reader does, as far as a schema can."""

import json
import tomllib
from importlib import resources

import jsonschema
import pytest

from tests.cli.running import IMPOSSIBLE, NURSE, SCENARIOS, run, run_json
from tests.files.bad_cases import BadCase, rule_cases, scenario_cases
from tests.files.test_bad_input import json_twin

SHIPPED = sorted(SCENARIOS.glob("*.toml"))
RULESETS = sorted(
    (file for file in resources.files("solver.rulesets").iterdir() if file.name.endswith(".toml")), key=lambda file: file.name
)


def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(run("schema", name).stdout))


SCENARIO, SCHEDULE, RULES = validator("scenario"), validator("schedule"), validator("rules")


@pytest.mark.parametrize("schema", [SCENARIO, SCHEDULE, RULES], ids=["scenario", "schedule", "rules"])
def test_schemas_are_schemas(schema):
    jsonschema.Draft202012Validator.check_schema(schema.schema)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios_are_valid(path):
    SCENARIO.validate(json.loads(str(json_twin(path.read_text(encoding="utf-8")))))


def test_the_starter_is_valid():
    SCENARIO.validate(json.loads(str(json_twin(run("new", "-").stdout))))


@pytest.mark.parametrize("file", RULESETS, ids=lambda file: file.name)
def test_shipped_rule_sets_are_valid(file):
    RULES.validate(tomllib.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("args", [(NURSE,), (IMPOSSIBLE,), (NURSE, "--time-limit", "0.000001")], ids=["found", "none", "no time"])
def test_schedules_are_valid(args):
    result = run("solve", *args, "--json")
    SCHEDULE.validate(json.loads(result.stdout))


def test_a_schedule_by_hand_is_valid():
    SCHEDULE.validate({"sessions": [{"id": "a", "start": "2026-11-23T06:00", "minutes": 30, "place": "road"}]})
    assert not SCHEDULE.is_valid({"sessions": [{"id": "a", "start": "soon", "minutes": 30}]})
    assert not SCHEDULE.is_valid({"sessions": [{"id": "a", "start": "2026-11-23T06:00", "minutes": "30"}]})


# What a schema cannot tell: 5.0 is a whole number to JSON Schema, and the parameters of a change depend on the rule it changes.
BEYOND = {
    "grid is a decimal",
    "override with an unknown parameter",
    "override with a wrong type",
    "hours are a text",
    "change with a wrong type",
    "rule set without a title",
    "off is a text",
    "a selector with an unknown word",
    "a rule of no sort",
    "window with control characters",
}
TELLING = (
    "must be a text",
    "must be a whole",
    "must be a number",
    "must be true",
    "must be a list",
    "must be a table",
    "is missing",
    "unknown key",
    "is none of",
    "is no name",
    'is no selector; write "run+hard" or',
    "is no window",
    "is no busy",
    "is no day;",
    "is no span",
    "is no date with",
)


def telling(cases: list[BadCase], file: str) -> list[BadCase]:
    """The cases of wrong keys and types, which a schema can see."""
    return [
        case
        for case in cases
        if any(words in case.error for words in TELLING)
        and case.name not in BEYOND
        and case.error.startswith(f"{file}:")
        and json_twin(case.files.get(file, "")) not in (None, "{}")
    ]


@pytest.mark.parametrize("case", telling(scenario_cases(), "week.toml"), ids=str)
def test_the_schema_refuses_wrong_keys_and_types(case):
    assert not SCENARIO.is_valid(json.loads(str(json_twin(case.files["week.toml"]))))


@pytest.mark.parametrize("case", telling(rule_cases(), "my-rules.toml"), ids=str)
def test_the_schema_refuses_wrong_rules(case):
    assert not RULES.is_valid(json.loads(str(json_twin(case.files["my-rules.toml"]))))


def test_a_single_text_stands_for_a_list_in_the_schema_too():
    when = {"goal": "endurance", "flags": "sore", "experience": ["novice"]}
    rule = {"id": "a", "rule": "cluster", "of": "hard", "when": when}
    scenario = {
        "week": "2026-11-23",
        "rules": "base",
        "athlete": {"flags": "sore"},
        "availability": {"mon": "06:00-07:00", "busy": "mon 06:00-06:30"},
    }
    session = {"kind": "walk", "days": "mon", "places": "road", "tags": "hard"}
    SCENARIO.validate({**scenario, "sessions": [session]})
    ruleset = {"title": "Mine", "extends": "base", "rules": [rule]}
    RULES.validate(ruleset)


def test_the_schema_of_json_output_of_other_commands_is_json():
    for args in (("kinds",), ("rules",), ("rules", "show", "base")):
        assert run_json(*args)
