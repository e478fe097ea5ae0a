"""Small squads from end to end, against answers that can be counted by hand; the order of tables and the names change nothing."""

from __future__ import annotations

import pytest

from tests.cli.running import run
from tests.squad.cases import CASES, changed, levels, reordered, solved

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
