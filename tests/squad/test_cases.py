"""Small squads from end to end, against answers that can be counted by hand; the order of tables and the names change nothing."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from solver.model.cpsat import SolverFault
from solver.squad.results import Results
from tests.cli.running import run
from tests.squad.cases import CASES, changed, levels, reordered, sessions, solved

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
    monkeypatch.setattr("solver.squad.work.Seat.shares", property(lambda _: False))
    with pytest.raises(SolverFault, match="4 are at gym on Tue 24 Nov 18:00; 1 fit"):
        solved(CASES / "gym-or-home" / "squad.toml", tmp_path)
    assert not (tmp_path / "summary.json").exists()
