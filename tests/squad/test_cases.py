"""Small squads from end to end, against answers that can be counted by hand; the order of tables and the names change nothing."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from solver.model.cpsat import SolverFault
from solver.squad.results import Results
from tests.cli.running import run
from tests.squad.cases import CASES, changed, levels, reordered, sessions, solved
from tests.squad.files import lines, scenario, write

# -- groups to which only some are invited, several groups of a kind -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "truth"),
    [
        ("invited-apart", (0, 10)),  # Ben cannot be at the hills
        ("key-met-by-group", (0, 10)),  # the same, and both have what they must
        ("two-track-groups", (0, 192)),  # Kim leads one group after the other
    ],
)
def test_the_order_of_tables_changes_nothing(name, truth, tmp_path):
    for number, path in enumerate(reordered(name, tmp_path / "squad")):
        results = solved(path, tmp_path / str(number))
        assert levels(results) == truth, path.name
        assert results.summary["counts"]["solved"] == results.summary["counts"]["athletes"]


@pytest.mark.parametrize("id_", ["long_run", "easy_run", "hard", "run", "heavy_legs", "club_run"])
def test_a_group_may_be_called_like_anything(id_, tmp_path):
    """The names of the athletes' sessions, of kinds and of tags: 42 points, as under a name that nothing else has."""
    group = {"id": id_, "kind": "long_run", "minutes": 90, "place": "road", "days": "sun"}
    path = changed("named-like-a-session", tmp_path / "squad", together=[group])
    assert run("squad", "check", str(path)).exit_code == 0
    results = solved(path, tmp_path / "out")
    assert levels(results) == (0, 42)
    (held,) = results.together["groups"]
    assert (held["id"], held["who"]) == (id_, ["a", "b"])
    for record in results.records():
        there = [item for item in record.week.sessions if item.group == id_]
        assert [f"{item.start:%a %H:%M}" for item in there] == ["Sun 08:00"]


def test_a_group_and_a_session_of_one_name_are_told_apart(tmp_path):
    """A group called `easy_run` that nobody can come to: the easy runs in the weeks are not the group's."""
    group = {"id": "easy_run", "kind": "tempo_run", "minutes": 60, "place": "road", "days": "mon"}
    path = changed("named-like-a-session", tmp_path / "squad", together=[group])
    results = solved(path, tmp_path / "out")
    (held,) = results.together["groups"]
    assert (held["start"], held["who"], held["absent"]) == (None, [], ["a", "b"])
    for record in results.records():
        assert {item.id: item.group for item in record.week.sessions} == {"long_run": None, "easy_run": None}
        assert [(item.id, item.group) for item in record.week.not_placed] == [("easy_run-group", "easy_run")]
    for command in (("board", str(tmp_path / "out")), ("message", str(tmp_path / "out"), "a")):
        assert run("squad", *command).exit_code == 0
    assert run("squad", "explain", str(path), "a", "--out", str(tmp_path / "out")).exit_code == 0


def test_the_natural_name_in_calendar_and_page(tmp_path):
    path = CASES / "named-like-a-session" / "squad.toml"
    result = run("squad", "solve", str(path), "--out", str(tmp_path / "out"), "--ics", "--html", "--workers", "1")
    assert result.exit_code == 0, result.output
    assert "long_run: Sun 29 Nov 08:00-09:30, 2 there." in result.output
    explained = run("squad", "explain", str(path), "a", "--out", str(tmp_path / "out"))
    assert (explained.exit_code, "with b" in explained.output) == (0, True)


# -- places to choose from -----------------------------------------------------------------------------------------------------------


def crowds(results: Results, squad: Path) -> list[tuple[str, str, int]]:
    """Every moment at which too many are in a shared place, by the sessions of all records; the squad's hours are those of the athletes."""
    found = []
    for shared in tomllib.loads(squad.read_text(encoding="utf-8"))["shared"]:
        there = [
            (item.start, item.start + timedelta(minutes=item.minutes))
            for record in results.records()
            for item in record.week.sessions
            if item.place == shared["place"]
        ]
        opens, closes = shared.get("open", "00:00-24:00").split("-")
        for start, end in there:
            number = sum(first <= start < last for first, last in there)
            if number > shared["capacity"] or f"{start:%H:%M}" < opens or f"{end:%H:%M}" > closes:
                found.append((shared["place"], f"{start:%a %H:%M}", number))
    return found


@pytest.mark.parametrize(
    ("name", "file", "truth", "there"),
    [
        ("gym-or-home", "squad", (0, 0), {"gym": 1, "home": 3}),  # dan has only the gym
        ("gym-or-home", "closed", (12, 0), {"home": 3}),  # dan's session is worth 12
        ("road-or-track", "squad", (0, 162), {"track": 2, "gym": 1}),  # six intervals on Tuesday, six rows on Thursday
    ],
)
def test_nobody_is_sent_to_a_full_or_closed_place(name, file, truth, there, tmp_path):
    path = CASES / name / f"{file}.toml"
    results = solved(path, tmp_path)
    assert levels(results) == truth
    assert crowds(results, path) == []
    places = Counter(item.place for record in results.records() for item in record.week.sessions)
    assert {place: number for place, number in places.items() if place in {*there, "gym"}} == there


def test_who_can_be_in_a_shared_place_is_placed_with_the_others(tmp_path):
    """Nobody needs the gym, all would rather be there: the first has it, the others are said to be at home."""
    folder = tmp_path / "squad"
    path = changed("gym-or-home", folder, athletes=["a/ann.toml", "a/bob.toml", "a/cat.toml"])
    results = solved(path, tmp_path / "out")
    assert sessions(results) == {
        "ann": [("light_strength", "tue 18:00", "gym")],
        "bob": [("light_strength", "tue 18:00", "home")],
        "cat": [("light_strength", "tue 18:00", "home")],
    }
    (gym,) = results.together["places"]
    assert gym["steps"][0]["who"] == ["ann"]


def test_the_squads_judge_sees_everybody(tmp_path, monkeypatch):
    """Athletes whom the joint part passes over are judged too: here all four are sent to the gym for one."""
    monkeypatch.setattr("solver.squad.joint.can_meet", lambda *_: False)
    with pytest.raises(SolverFault, match="4 are at gym on Tue 24 Nov 18:00; 1 fit"):
        solved(CASES / "gym-or-home" / "squad.toml", tmp_path)
    assert not (tmp_path / "summary.json").exists()


# -- must-haves that do not all fit, weeks only with a group ---------------------------------------------------------------------------


def test_who_yields_keeps_the_rest_of_the_week(tmp_path):
    """Three lifts at one time in a gym for two: one of them is given up, and everywhere it is said whose and why."""
    path, out = CASES / "fixed-collide" / "squad.toml", tmp_path / "out"
    told = run("squad", "solve", str(path), "--out", str(out), "--workers", "1", "--html", "--ics")
    assert told.exit_code == 0, told.output
    text = " ".join(told.stdout.split())
    assert (
        "3 have a week, 2 of them with every key and normal session. In all: 1 key or fixed session given up, 0 left out" in text
    )
    assert "proven best" in text
    assert "Nobody loses" not in text
    results = Results(out)
    counts = results.summary["counts"]
    assert (counts["solved"], counts["served"], counts["given_up"], results.summary["given_up"]) == (3, 2, 1, 1)
    assert results.summary["bound"]["given_up"] == 1
    (loser,) = (record for record in results.records() if record.week.given_up)
    others = [record.athlete for record in results.records() if record.athlete != loser.athlete]
    why = f"No room at gym, Tue 24 Nov 18:00-19:00: {others[0]} and {others[1]} there."
    assert [(item.id, item.priority, item.why) for item in loser.week.not_placed] == [("upper_body_lift", "key", why)]
    assert len(loser.week.sessions) == 2
    assert f"{loser.athlete}: without upper_body_lift: {why}" in text
    (row,) = (
        row for row in csv.DictReader((out / "athletes.csv").read_text(encoding="utf-8-sig").splitlines()) if row["given_up"]
    )
    assert (row["athlete"], row["given_up"]) == (loser.athlete, "upper_body_lift")
    for command in (
        ("board", str(out)),
        ("message", str(out), loser.athlete),
        ("explain", str(path), loser.athlete, "--out", str(out)),
    ):
        shown = run("squad", *command)
        assert shown.exit_code == 0, shown.output
        assert "No room" in shown.stdout, command
    assert "upper_body_lift" in (out / "html" / f"{loser.athlete}.html").read_text(encoding="utf-8")
    assert not results.together["out"]
    (loss,) = results.together["losses"]
    assert (loss["athlete"], loss["given_up"]) == (loser.athlete, ["upper_body_lift"])


def test_a_week_that_there_is_only_with_the_group(tmp_path):
    """Ann is never free for her key long run but when the club runs: alone she has no week, with the club she has."""
    club = '[[together]]\nid = "club"\nkind = "long_run"\nminutes = 60\nplace = "road"\ndays = "tue"\n'
    hours = {"mon": "18:00-18:30 home", "tue": "18:00-19:00 road"}
    key = [{"kind": "long_run", "minutes": 60, "days": "mon", "priority": "key"}]
    ann = scenario("ann", availability=hours, sessions=key)
    out = tmp_path / "out"
    results = solved(Path(write(tmp_path, f'athletes = "all.jsonl"\n{club}', all_jsonl=lines(ann, scenario("bob")))), out)
    record = results.record("ann")
    assert (record.status, record.conflict, record.problem, record.alone) == ("optimal", None, None, None)
    assert sessions(results)["ann"] == [("club", "tue 18:00", "road")]
    assert results.summary["counts"]["infeasible"] == 0
    assert run("squad", "explain", str(tmp_path / "squad.toml"), "ann", "--out", str(out)).exit_code == 0
    wednesday = club.replace("tue", "wed")
    results = solved(Path(write(tmp_path, f'athletes = "all.jsonl"\n{wednesday}')), out)
    assert results.record("ann").status == "infeasible"
    assert results.record("ann").conflict


def test_a_normal_session_that_fits_nowhere_costs_nobody_the_week(tmp_path):
    """The run would have to be on Monday, where there is no road, and is never with the club; the rest of the week is there."""
    club = '[[together]]\nid = "club"\nkind = "tempo_run"\nminutes = 40\nplace = "road"\ndays = "tue"\n'
    hours = {"mon": "18:00-19:00 gym", "tue": "18:00-19:00 road"}
    wishes = [
        {"kind": "long_run", "minutes": 60, "days": "mon"},
        {"kind": "easy_run", "minutes": 60, "days": "wed", "priority": "optional"},
    ]
    ann = scenario("ann", availability=hours, sessions=wishes)
    results = solved(Path(write(tmp_path, f'athletes = "all.jsonl"\n{club}', all_jsonl=lines(ann))), tmp_path / "out")
    assert sessions(results)["ann"] == [("club", "tue 18:00", "road")]
    assert [item.id for item in results.record("ann").week.not_placed] == ["long_run", "easy_run"]
