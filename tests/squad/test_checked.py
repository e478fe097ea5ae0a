"""What workers say of athletes is judged here: a worker with other code, or an edited result, is not believed."""

import json

import pytest

from solver.files.members import members
from solver.files.squad import read_squad
from solver.squad import solve as solving
from solver.squad.checked import check
from solver.squad.results import JOINT, Results
from solver.squad.work import Wanted, work
from tests.batch.engines import Shuffled
from tests.cli.running import SCENARIOS, run
from tests.squad.files import IMPOSSIBLE, lines, scenario, write

MUSTS = [{"id": "apart", "rule": "apart", "between": "run", "and": "run", "hours": 20, "level": "must", "why": "x"}]
ATHLETES = [
    scenario("anna", overrides=MUSTS),
    scenario("ben", sessions=[{"kind": "easy_run", "minutes": 30, "count": 5}]),
    scenario("impossible", **IMPOSSIBLE),
    scenario("wrong", goal="win"),
    {"athlete": {"id": "anna"}},
]


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    monkeypatch.setattr("solver.cli.engines.engine", lambda *_: Shuffled())


def everything(path, why=False):
    """What is wanted of everybody in a squad, and what comes of it."""
    file = read_squad(str(path))
    for member in members(file):
        wanted = Wanted(member, 10.0, why)
        result = work(wanted)
        result.pop("_measured", None)
        yield wanted, json.loads(json.dumps(result))


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """What honest workers say, by athlete."""
    path = write(tmp_path_factory.mktemp("squad"), all_jsonl=lines(*ATHLETES))
    return list(everything(path))


@pytest.mark.parametrize("why", [False, True])
def test_honest_results_pass(tmp_path, why):
    path = write(tmp_path, all_jsonl=lines(*ATHLETES))
    found = [(result["status"], check(wanted, result)) for wanted, result in everything(path, why)]
    assert [status for status, _ in found] == ["optimal", "optimal", "infeasible", "broken", "broken"]


def test_honest_results_of_a_squad_that_shares_pass():
    found = [(result["places"], check(wanted, result)) for wanted, result in everything(SCENARIOS / "squads" / "riverside.toml")]
    assert {"gym" in places for places, _ in found} == {True}


def changed(result, path, value):
    """A result with something else in it."""
    copy = json.loads(json.dumps(result))
    at = copy
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return copy


EARLIER = ("schedule", "sessions", 0, "start")
LIES = {
    "points": (0, ("schedule", "points"), 1),
    "left out": (1, ("schedule", "left_out"), 0),
    "a time outside": (0, EARLIER, "2026-11-23T05:00:00+00:00"),
    "a day": (0, ("schedule", "sessions", 0, "day"), "sun"),
    "minutes": (0, ("schedule", "sessions", 0, "minutes"), 5),
    "a session twice": (0, ("schedule", "sessions", 1), "FIRST"),
    "an unknown session": (0, ("schedule", "sessions", 0, "id"), "x"),
    "no session": (0, ("schedule", "sessions"), []),
    "a report": (0, ("schedule", "rules_report"), []),
    "totals": (0, ("schedule", "totals", "load"), 1),
    "the bound": (1, ("schedule", "bound", "left_out"), 0),
    "no bound": (0, ("schedule", "bound"), None),
    "another athlete's": (0, ("schedule", "scenario"), "ben"),
    "other rules": (0, ("schedule", "rules"), ["base"]),
    "unknown key": (0, ("schedule", "x"), 1),
    "not optimal": (0, ("schedule", "status"), "feasible"),
    "status": (0, ("status",), "feasible"),
    "unknown status": (0, ("status",), "splendid"),
    "infeasible, with sessions": (0, ("status",), "infeasible"),
    "broken": (0, ("status",), "broken"),
    "places": (0, ("places",), ["moon"]),
    "problem": (0, ("problem",), "x"),
    "no schedule": (0, ("schedule",), None),
    "a schedule that is a text": (0, ("schedule",), "x"),
    "another key": (0, ("x",), 1),
    "points without a week": (2, ("schedule", "points"), 1),
    "a wrong scenario is right": (3, ("status",), "optimal"),
    "another problem": (3, ("problem",), "x"),
    "a twin": (4, ("problem",), None),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_does_not_pass(honest, lie):
    number, path, value = LIES[lie]
    wanted, result = honest[number]
    value = result["schedule"]["sessions"][0] if value == "FIRST" else value
    assert changed(result, path, value) != result
    with pytest.raises(ValueError, match=r"."):
        check(wanted, changed(result, path, value))


def altered(wanted):
    """Work of another program, which makes days shorter than they are."""
    result = work(wanted)
    if wanted.member.id == "ben":
        for session in result["schedule"]["sessions"]:
            session["start"] = session["start"].replace("T06", "T04")
            session["end"] = session["end"].replace("T06", "T04").replace("T07", "T05")
    return {"nothing": "right"} if wanted.member.id == "impossible" else result


def test_an_altered_worker_is_not_believed(tmp_path, monkeypatch):
    monkeypatch.setattr(solving, "work", altered)
    squad = write(tmp_path, all_jsonl=lines(*ATHLETES[:3]))
    result = run("squad", "solve", squad, "--out", str(tmp_path / "out"))
    assert result.exit_code == 70
    records = {record.athlete: record for record in Results(tmp_path / "out").records()}
    assert [record.status for record in records.values()] == ["optimal", "failed", "failed"]
    assert "what came back is not right: not a valid schedule: " in records["ben"].problem
    assert records["impossible"].problem == "what came back is not right: not the keys of a result."
    monkeypatch.undo()
    monkeypatch.setattr("solver.cli.engines.engine", lambda *_: Shuffled())
    assert run("squad", "solve", squad, "--out", str(tmp_path / "out")).exit_code == 1  # one is impossible


def test_an_edited_shard_is_solved_again(tmp_path):
    squad, out = write(tmp_path, all_jsonl=lines(*ATHLETES[:2])), tmp_path / "out"
    run("squad", "solve", squad, "--out", str(out))
    shard = out / "alone" / "shards" / "00000.jsonl"
    good = shard.read_bytes()
    shard.write_bytes(good.replace(b"T06:00", b"T03:00", 1))
    assert shard.read_bytes() != good
    result = run("squad", "solve", squad, "--out", str(out))
    assert result.exit_code == 0
    assert "Note: 1 result of an earlier run: edited or cut off since, so not used." in result.stderr
    assert shard.read_bytes() == good


@pytest.mark.parametrize("harm", [lambda data: data.replace(b'"schedules"', b'"x"'), lambda data: data[:100], lambda _: b"[1]"])
def test_an_edited_joint_result_is_found_again(tmp_path, harm):
    squad = 'athletes = "all.jsonl"\n[[shared]]\nplace = "road"\ncapacity = 1\n'
    path, out = write(tmp_path, squad, all_jsonl=lines(scenario("a"), scenario("b"))), tmp_path / "out"
    assert run("squad", "solve", path, "--out", str(out)).exit_code == 0
    good = (out / JOINT).read_bytes()
    (out / JOINT).write_bytes(harm(good))
    result = run("squad", "solve", path, "--out", str(out))
    assert (result.exit_code, f"{JOINT} was edited, cut off or" in result.stderr) == (0, True)
    assert (out / JOINT).read_bytes() == good
