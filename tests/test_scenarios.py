"""Every shipped scenario has the answer that is written beside it, and the facts its text tells."""

import json
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from solver.domain.schedule import Schedule
from solver.files.proposal import placed_sessions
from solver.files.reader import read_case
from solver.files.schema import schema
from solver.fit import fit
from solver.judge import judge
from solver.rules.timeline import Timeline
from solver.rulesets.case import Case
from solver.rulesets.ruleset import read_rule, shipped_names

FOLDER = Path(__file__).parent.parent / "scenarios"
SCENARIOS = sorted(path.stem for path in FOLDER.glob("*.toml"))
EXPECTED = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / "expected").glob("*.toml"))}
FACTS = [(name, number) for name, expected in EXPECTED.items() for number in range(len(expected.get("facts", ())))]


@cache
def case(name: str) -> Case:
    return read_case(str(FOLDER / f"{name}.toml"))


@cache
def answer(name: str) -> Schedule:
    return fit(case(name))


def test_every_scenario_has_an_expected_answer():
    assert sorted(EXPECTED) == SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_answer(name):
    expected, schedule = EXPECTED[name], answer(name)
    assert schedule.status == expected["status"]
    if expected["status"] == "infeasible":
        assert [f"{part.type} {part.id}" for part in schedule.conflict or ()] == expected["conflict"]
        assert schedule.conflict_is_smallest
        assert schedule.repairs
        assert not schedule.sessions
        return
    assert (schedule.left_out, schedule.points) == (expected["left_out"], expected["points"])


@pytest.mark.parametrize("name", [name for name in SCENARIOS if EXPECTED[name]["status"] != "infeasible"])
def test_the_schedule_that_is_shown_is_the_one_that_was_judged(name):
    """Written as JSON and read again, it is judged the same."""
    schedule = answer(name)
    again = Schedule.model_validate(json.loads(json.dumps(schedule.to_json())))
    assert again.to_json() == schedule.to_json()
    verdict = judge(case(name).problem, case(name).rules, placed_sessions(case(name).problem, again))
    assert verdict.passed, (verdict.faults, verdict.broken)
    assert (verdict.score.left_out, verdict.score.points) == (schedule.left_out, schedule.points)
    assert verdict.reports == schedule.rules_report
    assert verdict.totals == schedule.totals


@pytest.mark.parametrize(("name", "number"), FACTS)
def test_fact(name, number):
    fact = EXPECTED[name]["facts"][number]
    rule = read_rule({"id": "fact", **{key: value for key, value in fact.items() if key != "text"}}, f"facts #{number + 1}")
    problem = case(name).problem
    for selector in rule.selectors().values():
        selector.check(problem.words)
    breaches = list(rule.breaches(Timeline.of(problem, placed_sessions(problem, answer(name)))))
    assert not breaches, f"{fact['text']} But: {' '.join(breach.text for breach in breaches)}"


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_same_week_every_time(name):
    """Same input, same options, same versions: same schedule."""
    again = fit(case(name))
    assert {**again.to_json(), "solve": None} == {**answer(name).to_json(), "solve": None}


@cache
def validator(name: str) -> jsonschema.Draft202012Validator:
    document = schema(name)
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document)


@pytest.mark.parametrize("name", SCENARIOS)
def test_file_and_schedule_are_as_their_schemas_say(name):
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    as_json = json.loads(json.dumps(tomllib.loads(text), default=lambda moment: moment.isoformat()))
    validator("scenario").validate(as_json)
    validator("schedule").validate(answer(name).to_json())


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_rule_set_is_as_its_schema_says(name):
    text = resources.files("solver.rulesets").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    validator("rules").validate(tomllib.loads(text))
