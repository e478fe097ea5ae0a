"""What a worker says of a pair is worked out again here."""

import json

import pytest

from solver.batch.engines import engine, on_this_machine
from solver.batch.local import Local
from solver.compare import plan
from solver.compare.checked import check_pair
from solver.compare.inputs import population
from solver.compare.work import solve_pair
from solver.rulesets.ruleset import as_data, load
from tests.compare.running import compared


def pair(entry, rules="base"):
    """A pair as a worker is given it, and what comes of it."""
    payload = {"scenario": entry.data, "rules": [as_data(rule) for rule in load([rules]).rules], "effort": 1.0}
    result = solve_pair(payload)
    result.pop("_measured")
    return payload, json.loads(json.dumps(result))


@pytest.fixture(scope="module")
def honest():
    """A pair that has a week."""
    return pair(population("all", 1, 0, "family")[0])


@pytest.mark.parametrize("rules", ["base", "free"])
def test_honest_results_pass(rules):
    for entry in population("all", 8, 1, "family"):
        check_pair(*pair(entry, rules))


LIES = {
    "status": ("status", "feasible"),
    "infeasible": ("status", "infeasible"),
    "unknown status": ("status", "splendid"),
    "no status": ("status", None),
    "bound": ("bound", {"left_out": 10**6, "points": 0}),
    "no bound": ("bound", None),
    "sessions": ("sessions", []),
    "text": ("sessions", "x"),
    "measures": ("measures", {"effort": 0.1}),
    "measures as a text": ("measures", "x"),
    "idle": ("idle", ["x"]),
    "another key": ("x", 1),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_does_not_pass(honest, lie):
    payload, result = honest
    key, value = LIES[lie]
    with pytest.raises(ValueError, match=r"."):
        check_pair(payload, {**result, key: value})


@pytest.mark.parametrize(("figure", "value"), [("points", -1), ("load", 1), ("effort", "x"), ("new", 1)])
def test_a_wrong_measure_does_not_pass(honest, figure, value):
    payload, result = honest
    with pytest.raises(ValueError, match="measures are not those of the week"):
        check_pair(payload, {**result, "measures": {**result["measures"], figure: value}})


def test_a_session_moved_by_five_minutes_does_not_pass(honest):
    payload, result = honest
    first, *others = result["sessions"]
    with pytest.raises(ValueError, match=r"."):
        check_pair(payload, {**result, "sessions": [{**first, "minutes": first["minutes"] + 5}, *others]})


def altered(payload):
    """Work of another program, to which every week is as good as no rule ever broken."""
    result = solve_pair(payload)
    result["measures"]["points"] = 0
    result["measures"]["load"] = 0
    return result


def test_an_altered_worker_is_not_believed(tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "solve_pair", altered)
    result = compared(tmp_path / "out", population("all", 1, 0, "family"), ["base", "free"])
    assert {(pair.status, pair.why) for pair in result.table.pairs} == {
        ("failed", "what came back is not right: its measures are not those of the week.")
    }


def test_weeks_are_judged_crosswise_on_this_machine():
    assert on_this_machine(engine("dask", 2)) == Local(2)
    assert on_this_machine(engine("local", 3)) == Local(3)


def test_measured_seconds_of_any_shape_are_no_traceback(tmp_path):
    week = population("all", 1, 0, "family")
    compared(tmp_path, week, ["base", "free"])
    (tmp_path / "pairs" / "measured" / "00000.jsonl").write_text('{"x":1}\n[1]\n')
    assert plan.seconds(tmp_path) == []
