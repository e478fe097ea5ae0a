"""`weekfit squad solve` from end to end: what is written, what is kept, and what each ending means."""

import csv
import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from solver.batch.checksum import sealed, unsealed
from solver.batch.run import measured
from solver.domain.errors import InputError
from solver.files.members import members
from solver.files.squad import read_squad
from solver.fit import fit
from solver.squad.ready import ready
from solver.squad.results import Results
from solver.squad.solve import Options, solve
from tests.batch.engines import Shuffled
from tests.cli.running import run
from tests.squad.files import IMPOSSIBLE, lines, scenario, write
from tests.squad.works import sabotaged


def everything(out):
    """All that is written, but for measurements."""
    found = (path for path in sorted(out.rglob("*")) if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(out)): path.read_bytes() for path in found if "measured" not in path.parts}


def command(squad, out, *more, workers=None):
    """Run the command; without a number of workers in this process, which is quicker than to start one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("solver.squad.solve.cores", lambda: 1)
        if workers is None:
            patch.setattr("solver.cli.engines.engine", lambda *_: Shuffled())
        many = () if workers is None else ("--workers", str(workers))
        return run("squad", "solve", squad, "--out", str(out), *many, *more)


def asked(squad, out):
    """What the command prints with --json."""
    return json.loads(command(squad, out, "--json").stdout)


TIGHT = {"availability": {"mon": "06:00-06:50 road"}}  # only one of the two sessions
MANY = [
    *(scenario(f"good-{number}", availability={"mon": f"06:{number % 60:02d}-07:45 road", "wed": "18:00-19:00"}, grid=1) for number in range(56)),
    scenario("tight", **TIGHT),
    scenario("none", **IMPOSSIBLE),
    {"week": "2026-11-30"},
]  # fmt: skip


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """A squad with all sorts of endings, solved in this process."""
    folder = tmp_path_factory.mktemp("solved")
    squad = write(folder, all_jsonl=lines(*MANY))
    result = command(squad, folder / "out", "--parquet")
    return folder, squad, result


def test_every_ending_is_counted_named_and_told(solved):
    folder, _, result = solved
    assert result.exit_code == 2
    summary = Results(folder / "out").summary
    assert summary["counts"] == {
        "athletes": 59, "solved": 57, "served": 56, "given_up": 0, "left_out": 1, "not_proven": 0,
        "infeasible": 1, "unknown": 0, "broken": 1, "failed": 0, "crashed": 0,
    }  # fmt: skip
    assert {what: [each["athlete"] for each in named] for what, named in summary["named"].items()} == {
        "left_out": ["tight"], "infeasible": ["none"], "broken": ["all-59"],
    }  # fmt: skip
    for part in (
        "57 have a week, 56 of them",
        "tight: without",
        "none: ",
        "all-59: week: 2026-11-30 is not the squad's",
        "proven best",
    ):
        assert part in result.stdout


def test_records_are_in_the_order_of_the_squad_and_say_what_fit_says(solved):
    """The same schedules as everybody's own `weekfit solve` has, and nothing of when or how fast."""
    folder, squad, _ = solved
    results = list(Results(folder / "out").records())
    assert [record.source for record in results] == [f"all.jsonl:{number}" for number in range(1, 60)]
    for record, member in list(zip(results, members(read_squad(squad)), strict=True))[50:58]:
        own = fit(ready(member), explain=False).to_json()
        del own["solve"]["seconds"]
        assert {key: value for key, value in record.schedule.items() if not key.startswith("conflict")} == own
        assert record.status == own["status"]
    assert results[57].conflict
    assert results[57].schedule["conflict"]
    assert (results[58].schedule, results[58].conflict) == (None, None)
    assert results[0].alone == {"left_out": 0, "points": results[0].schedule["points"]}
    assert Results(folder / "out").record("tight").week.scenario == "tight"
    with pytest.raises(InputError, match="Maybe 'tight'"):
        Results(folder / "out").record("tigth")


def test_the_table_has_a_row_for_everybody(solved):
    folder, _, _ = solved
    rows = list(csv.DictReader((folder / "out" / "athletes.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [each["athlete"] for each in rows[-3:]] == ["tight", "none", "all-59"]
    assert rows[56]["not_placed"] in {"easy_run", "tempo_run"}
    assert (rows[56]["sessions"], rows[57]["sessions"], rows[57]["status"]) == ("1", "", "infeasible")
    athletes = pq.read_table(folder / "out" / "athletes.parquet").to_pylist()
    assert [str(each["points"]) if each["points"] is not None else "" for each in athletes] == [each["points"] for each in rows]
    sessions = pq.read_table(folder / "out" / "sessions.parquet").to_pylist()
    assert len(sessions) == sum(int(each["sessions"] or 0) for each in rows)


@pytest.mark.parametrize("how", [("--workers", "2"), ("--engine", "dask", "--workers", "1")], ids=["two processes", "dask"])
def test_the_engine_changes_no_byte(solved, how):
    folder, squad, _ = solved
    run("squad", "solve", squad, "--out", str(folder / how[1]), "--parquet", *how)
    assert everything(folder / how[1]) == everything(folder / "out")


def test_only_what_changed_is_solved_again(solved, tmp_path):
    """By what it measured: an athlete who was not solved again has the very same seconds."""
    folder, _, _ = solved
    changed = [scenario("new"), *MANY[:20], {**MANY[20], "goal": "strength"}, *MANY[21:]]
    squad = write(tmp_path, all_jsonl=lines(*changed))
    shutil.copytree(folder / "out", tmp_path / "out")
    before = [told for _, told in measured(tmp_path / "out" / "alone")]
    command(squad, tmp_path / "out", "--parquet")
    after = [told for _, told in measured(tmp_path / "out" / "alone")]
    assert after[1:21] == before[:20]
    assert after[22:] == before[21:]
    command(squad, tmp_path / "fresh", "--parquet")
    assert everything(tmp_path / "out") == everything(tmp_path / "fresh")


def test_no_resume_solves_everybody(tmp_path):
    squad = write(tmp_path, all_jsonl=lines(scenario("a")))
    command(squad, tmp_path / "out")
    shard = tmp_path / "out" / "alone" / "shards" / "00000.jsonl"
    first = shard.read_bytes()
    edited = unsealed(first.decode().removesuffix("\n")).replace('"points":', '"points":1')
    shard.write_text(f"{sealed(edited)}\n", encoding="utf-8")  # with a right checksum it is kept
    command(squad, tmp_path / "out")
    assert shard.read_bytes() != first
    command(squad, tmp_path / "out", "--no-resume")
    assert shard.read_bytes() == first


@pytest.mark.parametrize(
    ("more", "why"),
    [
        (["--effort", "11"], "another effort"),
        (["--why"], "reasons"),
        (["--rules", "hart"], "other rules"),
    ],
)
def test_another_question_is_answered_anew(tmp_path, more, why):
    squad = write(tmp_path, all_jsonl=lines(scenario("a"), scenario("b")))
    command(squad, tmp_path / "out")
    before = dict(measured(tmp_path / "out" / "alone"))
    command(squad, tmp_path / "out", *more)
    command(squad, tmp_path / "fresh", *more)
    assert everything(tmp_path / "out") == everything(tmp_path / "fresh"), why
    assert dict(measured(tmp_path / "out" / "alone")) != before


def test_a_rule_set_that_changed_is_noticed(tmp_path):
    rules = b"title = 'own'\n[[rules]]\nid = 'one'\nrule = 'count'\nof = 'run'\nper = 'week'\nat_most = %d\nlevel = 'must'\nwhy = 'x'\n"
    squad = write(tmp_path, rules_toml=rules % 2, all_jsonl=lines(scenario("a", rules="rules.toml")))
    assert asked(squad, tmp_path / "out")["left_out"] == 0
    (tmp_path / "rules.toml").write_bytes(rules % 1)
    assert asked(squad, tmp_path / "out")["left_out"] > 0


def test_who_crashes_or_breaks_the_solver_stops_nobody_and_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("solver.squad.solve.work", sabotaged)
    monkeypatch.setattr("solver.batch.local.MOST_DEATHS", 1)
    names = ["a", "kills-1", "b", "raises-1", "c"]
    squad = write(tmp_path, all_jsonl=lines(*map(scenario, names)))
    result = command(squad, tmp_path / "out", workers=2)
    assert result.exit_code == 70
    assert [record.status for record in Results(tmp_path / "out").records()] == [
        "optimal",
        "crashed",
        "optimal",
        "failed",
        "optimal",
    ]
    assert "kills-1: kills every process that tries it" in result.stdout
    assert "raises-1: RuntimeError: not my week" in result.stdout
    monkeypatch.undo()
    assert command(squad, tmp_path / "out").exit_code == 0
    assert Results(tmp_path / "out").summary["counts"]["solved"] == 5


@pytest.mark.parametrize(("names", "status"), [(["good"], 0), (["good", "none"], 1), (["none", "wrong"], 2)])
def test_the_exit_status_is_the_highest(tmp_path, names, status):
    known = {"good": scenario("good"), "none": scenario("none", **IMPOSSIBLE), "wrong": scenario("wrong", goal="speed")}
    squad = write(tmp_path, all_jsonl=lines(*(known[name] for name in names)))
    assert command(squad, tmp_path / "out").exit_code == status


def test_effort_that_runs_out(tmp_path):
    squad = write(tmp_path, all_jsonl=lines(scenario("a", rules="base")))
    result = command(squad, tmp_path / "out", "--effort", "1e-9")
    assert result.exit_code in {0, 3}
    assert Results(tmp_path / "out").summary["counts"]["not_proven" if result.exit_code == 0 else "unknown"] == 1


SHARED = """
athletes = "all.jsonl"
[[shared]]
place = "gym"
capacity = 1
[[together]]
id = "club"
kind = "easy_run"
minutes = 30
place = "road"
between = "18:00-18:30"
days = "wed"
points = 5
"""
LIFTS = {
    "availability": {"mon": "06:00-07:00 gym", "wed": "18:00-19:00 road"},
    "sessions": [{"kind": "upper_body_lift", "minutes": 60}],
}


def test_those_who_share_something_get_weeks_that_fit_together(tmp_path):
    """Two want the gym in the same hour, a third does not care: one goes without, and is told because of whom."""
    squad = write(tmp_path, SHARED, all_jsonl=lines(scenario("a", **LIFTS), scenario("b", **LIFTS), scenario("c")))
    out = tmp_path / "out"
    result = command(squad, out)
    assert result.exit_code == 0
    results = Results(out)
    assert results.together["groups"][0]["who"] == ["a", "b"]
    records = {record.athlete: record for record in results.records()}
    worse = [name for name in "ab" if records[name].score.left_out]
    assert len(worse) == 1
    loser = records[worse[0]]
    assert (loser.alone["left_out"], loser.because[0]["reason"], loser.because[0]["others"]) == (
        0,
        "full",
        ["b" if worse == ["a"] else "a"],
    )
    assert results.summary["left_out"] == loser.score.left_out == results.summary["bound"]["left_out"]
    assert "Lost to the others" in result.stdout
    assert f"gym full 2026-11-23 06:00-07:00 ({loser.because[0]['others'][0]})" in (out / "athletes.csv").read_text(
        encoding="utf-8"
    )
    first = everything(out)
    (out / "summary.json").unlink()
    assert "fitting them together" not in command(squad, out).stderr
    assert everything(out) == first
    assert "fitting them together" in command(squad, out, "--together", "50").stderr


def test_nothing_is_left_of_what_is_shared_no_more(tmp_path):
    squad = write(tmp_path, SHARED, all_jsonl=lines(scenario("a", **LIFTS)))
    command(squad, tmp_path / "out")
    assert (tmp_path / "out" / "together.json").exists()
    write(tmp_path, 'athletes = "all.jsonl"')
    command(squad, tmp_path / "out")
    command(squad, tmp_path / "fresh")
    assert everything(tmp_path / "out") == everything(tmp_path / "fresh")


def test_calendars_and_pages_follow(tmp_path):
    """A calendar that has not changed is left alone; whoever has no week any more has no file any more."""
    squad = write(tmp_path, all_jsonl=lines(scenario("a"), scenario("b")))
    command(squad, tmp_path / "out", "--ics", "--html")
    a, b = (tmp_path / "out" / "ics" / f"{name}.ics" for name in "ab")
    before = a.read_bytes()
    write(tmp_path, all_jsonl=lines(scenario("a"), scenario("b", **TIGHT)))
    command(squad, tmp_path / "out", "--ics", "--html")
    assert a.read_bytes() == before
    assert b"SEQUENCE:1" in b.read_bytes()
    write(tmp_path, all_jsonl=lines(scenario("a"), scenario("b", **IMPOSSIBLE)))
    assert command(squad, tmp_path / "out", "--ics", "--html").exit_code == 1
    assert not b.exists()
    assert [path.name for path in (tmp_path / "out" / "html").iterdir()] == ["a.html"]


def test_a_page_is_as_sure_as_the_squad_is(tmp_path):
    """A week beside others is not said to be the athlete's best there is: the weeks of all are proven together."""
    squad = write(tmp_path, SHARED, all_jsonl=lines(scenario("a", **LIFTS), scenario("b", **LIFTS)))
    command(squad, tmp_path / "out", "--html")
    for name in "ab":
        text = (tmp_path / "out" / "html" / f"{name}.html").read_text(encoding="utf-8")
        assert "All weeks together cost" in text
        assert "no better week" not in text


def test_interrupted(tmp_path, monkeypatch):
    squad = write(tmp_path, all_jsonl=lines(*MANY))
    told = []

    def stop(tally):
        told.append(tally)
        if (tmp_path / "out" / "alone" / "shards" / "00000.jsonl").exists():
            raise KeyboardInterrupt

    monkeypatch.setattr("solver.cli.squad_solve.BatchProgress", lambda _: stop)
    result = command(squad, tmp_path / "out")
    assert result.exit_code == 130
    assert "There are no results yet. What is finished is kept in" in result.stderr
    monkeypatch.undo()
    told.clear()
    summary = solve(read_squad(squad), tmp_path / "out", Options(), Shuffled(), told.append)
    assert (summary.counts["athletes"], told[-1].kept) == (59, 50)


def test_the_summary_as_json(tmp_path):
    squad = write(tmp_path, all_jsonl=lines(scenario("a")))
    told = asked(squad, tmp_path / "out")
    written = json.loads(Path(tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert {key: written[key] for key in told} == told
    assert (written["name"], written["week"], written["timezone"]) == ("squad", "2026-11-23", "UTC")
