"""A session that fits nowhere: left out with its reason where it may be, a conflict with ways out where it may not; never bad input."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from solver.fit import fit
from tests.cli.running import by_hand, run, run_json
from tests.explain.weeks import case_of

EASY = {"id": "easy", "kind": "easy_run", "minutes": 30}
ROOM: dict[str, Any] = {"tue": ["18:00-19:00 road"], "thu": ["18:00-20:00 gym"]}

# what is asked for on top of a walk of half an hour, the rest of the scenario, and the reason
NOWHERE: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "too long": (
        {"minutes": [75, 90], "places": ["road"]},
        {},
        "It needs 75 min in one go; the longest window with road has 60.",
    ),
    "too long anywhere": ({"minutes": 125, "places": []}, {}, "It needs 125 min in one go; the longest window has 120."),
    "too long with its buffer": (
        {"minutes": 45, "buffer": [10, 6], "places": ["road"]},
        {},
        "It needs 61 min in one go; the longest window with road has 60.",
    ),
    "a place that no window offers": ({"places": ["moon"]}, {}, "No window offers moon."),
    "no window on its days": ({"days": ["wed"]}, {}, "No window is long enough on its days and between its hours."),
    "no window between its hours": (
        {"between": "06:00-09:00"},
        {},
        "No window is long enough on its days and between its hours.",
    ),
    "days of another week": ({"days": ["2026-12-25"]}, {}, "None of its days is in the week."),
    "no window at all": ({}, {"availability": {}}, "There is no window in the week that could hold it."),
    "right after last week": (
        {"buffer": [40, 0], "places": ["home"]},
        {
            "availability": {**ROOM, "mon": ["00:00-01:10 home"]},
            "history": [{"kind": "walk", "start": "2026-11-22T23:05", "minutes": 60}],
        },
        "Sessions just before or after the week leave no window long enough.",
    ),
    "no start on the grid": (
        {"places": ["home"]},
        {"availability": {**ROOM, "mon": ["06:05-06:40 home"]}, "grid": 15},
        "No window is long enough from a start on the grid of 15 minutes.",
    ),
}


def scenario(name: str, priority: str) -> dict[str, Any]:
    """The week of a name, with the session at a priority."""
    session, more, _ = NOWHERE[name]
    wish = {"id": "stuck", "kind": "walk", "minutes": 30, **session, "priority": priority}
    return {"week": "2026-11-23", "rules": "free", "availability": ROOM, "sessions": [EASY, wish], **more}


@pytest.mark.parametrize("priority", ["normal", "optional"])
@pytest.mark.parametrize("name", NOWHERE)
def test_it_is_left_out_with_its_reason(name: str, priority: str):
    schedule = fit(case_of(scenario(name, priority)))
    assert schedule.status == "optimal"
    assert {item.id: item.why for item in schedule.not_placed}["stuck"] == NOWHERE[name][2]
    if name != "no window at all":
        assert [session.id for session in schedule.sessions] == ["easy"]


@pytest.mark.parametrize("name", NOWHERE)
def test_a_key_session_is_a_conflict_with_ways_out(name: str):
    schedule = fit(case_of(scenario(name, "key")))
    assert schedule.status == "infeasible"
    assert ("session", "stuck") in {(part.type, part.id) for part in schedule.conflict or ()}
    assert {part.id for part in schedule.conflict or ()} == {"stuck"}
    assert any("normal session" in repair.text for repair in schedule.repairs or ())


def test_the_conflict_says_that_its_days_are_elsewhere():
    (part,) = fit(case_of(scenario("days of another week", "key"))).conflict or ()
    assert part.text == "stuck is a key session of at least 30 min, on days outside the week."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", NOWHERE)
def test_the_commands_agree(name: str, folder: Path):
    """`solve` finds no week with it as key, and `check` refuses a week without it; as a normal session both pass."""
    for priority, status in (("normal", 0), ("key", 1)):
        (folder / "week.json").write_text(json.dumps(scenario(name, priority)), encoding="utf-8")
        (folder / "empty.json").write_text(by_hand(), encoding="utf-8")
        assert run("solve", "week.json").exit_code == status
        assert run("check", "week.json", "empty.json").exit_code == status


def test_an_athlete_of_a_squad_keeps_the_week(folder: Path):
    (folder / "a.json").write_text(json.dumps(scenario("too long", "normal")), encoding="utf-8")
    (folder / "squad.toml").write_text('week = 2026-11-23\nathletes = "a.json"\n', encoding="utf-8")
    result = run("squad", "solve", "squad.toml", "--out", "out", "--workers", "1")
    assert result.exit_code == 0, result.output
    (row,) = csv.DictReader((folder / "out" / "athletes.csv").read_text(encoding="utf-8").splitlines())
    assert (row["status"], row["left_out"]) == ("optimal", str(fit(case_of(scenario("too long", "normal"))).left_out))


@pytest.mark.parametrize(
    ("session", "message"),
    [
        ({"minutes": 60, "between": "06:00-06:30"}, "these hours have 30"),
        ({"at": "tue 18:00", "days": ["2026-12-25"]}, "is on none of its days"),
        ({"days": []}, "an empty list means no day"),
    ],
)
def test_what_contradicts_itself_is_bad_input(session: dict[str, Any], message: str, folder: Path):
    wish = {"kind": "walk", "minutes": 30, **session}
    (folder / "week.json").write_text(
        json.dumps({"week": "2026-11-23", "availability": ROOM, "sessions": [wish]}), encoding="utf-8"
    )
    result = run("solve", "week.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_a_week_without_windows_gets_a_note(folder: Path):
    (folder / "week.json").write_text(json.dumps(scenario("no window at all", "normal")), encoding="utf-8")
    assert "Note: there is no window in the week of 2026-11-23." in run("solve", "week.json").stderr
    assert run_json("solve", "week.json")["status"] == "optimal"


def test_a_window_off_the_grid_is_lengthened_to_the_grid():
    """From 18:00 to 18:40 there are 30 minutes on a grid of 15: five minutes more are enough for 45, not fifteen."""
    wish = {"kind": "walk", "minutes": 45, "priority": "key", "places": []}
    data = {"week": "2026-11-23", "rules": "free", "grid": 15, "availability": {"mon": ["18:00-18:40"]}, "sessions": [wish]}
    texts = [repair.text for repair in fit(case_of(data)).repairs or ()]
    assert "Let the window of Mon 18:00-18:40 end at 18:45 instead of 18:40 (5 min more)." in texts
