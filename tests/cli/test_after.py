"""`weekfit solve --after`: schedules of earlier weeks as history."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import by_hand, run, run_json

WEEK = """
week = 2026-11-23
rules = "free"
[availability]
sat = ["06:00-12:00"]
[[sessions]]
kind = "long_run"
minutes = [60, 240]
places = []
[[overrides]]
id = "longest"
rule = "growth"
of = "run"
over = "%s"
at_most_percent = 100
"""


def easy(start: str, minutes: int = 60, **more: Any) -> dict[str, Any]:
    return {"id": "easy_run", "kind": "easy_run", "start": start, "minutes": minutes, **more}


LAST = {"week": "2026-11-16", "sessions": [easy("2026-11-18T18:00", 60)]}
BEFORE = {"week": "2026-11-09", "sessions": [easy("2026-11-11T18:00", 100), {**easy("2026-11-13T18:00", 20), "id": "b"}]}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, schedule in (("last.json", LAST), ("before.json", BEFORE)):
        Path(name).write_text(json.dumps(schedule), encoding="utf-8")


def longest(over: str, *after: str, history: str = "") -> int:
    """How long the long run may be, under a growth of nothing over a past figure."""
    Path("week.toml").write_text(WEEK % over + history, encoding="utf-8")
    options = [word for name in after for word in ("--after", name)]
    (session,) = run_json("solve", "week.toml", *options)["sessions"]
    assert isinstance(session["minutes"], int)
    return session["minutes"]


def history(start: str, minutes: int, kind: str = "easy_run") -> str:
    return f'\n[[history]]\nkind = "{kind}"\nstart = {start}\nminutes = {minutes}\n'


def test_several_weeks_in_any_order():
    """60 minutes last week, 120 the week before: the longest is 100, the mean 90."""
    for order in permutations(["last.json", "before.json"]):
        assert longest("longest_in_30_days", *order) == 100
        assert longest("four_week_mean", *order) == 90
    assert longest("last_week", "last.json", "before.json") == longest("last_week", "before.json", "last.json") == 60


def test_the_mean_is_over_the_weeks_that_are_known():
    assert longest("four_week_mean", "last.json") == 60
    Path("week.toml").write_text(WEEK % "four_week_mean", encoding="utf-8")
    (report,) = run_json("solve", "week.toml", "--after", "last.json")["rules_report"]
    assert report["note"] == "The history goes back 1 week: the mean is over that one, not over four weeks."


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (history("2026-11-18T18:00:00", 60), 60),  # as planned
        (history("2026-11-18T18:20:00", 75), 75),  # later and longer than planned: what was really done counts
        (
            history("2026-11-18T17:30:00", 35) + history("2026-11-20T08:00:00", 30),
            65,
        ),  # five minutes of overlap: 35 instead of 60
        (history("2026-11-18T19:00:00", 60), 120),  # straight after it: another session
        (history("2026-11-18T18:00:00", 60, "tempo_run"), 120),  # of another kind
    ],
)
def test_the_same_session_counts_once(told: str, expected: int):
    """The run of the week is at most what last week has in all."""
    assert longest("last_week", "last.json", history=told) == expected


def test_a_note_names_what_was_told_twice():
    Path("week.toml").write_text(WEEK % "last_week" + history("2026-11-18T18:20:00", 75), encoding="utf-8")
    assert run("solve", "week.toml", "--after", "last.json").stderr.splitlines() == [
        "Note: told twice in history and earlier schedules, counted once: easy_run (Wed 18 Nov 18:00)."
    ]
    assert run("solve", "week.toml", "--after", "before.json").stderr == ""


def test_schedules_by_hand_that_overlap():
    """Without their weeks, two schedules may tell of one session: the order does not matter."""
    Path("one.json").write_text(by_hand(easy("2026-11-18T18:00", 60)), encoding="utf-8")
    Path("two.json").write_text(by_hand(easy("2026-11-18T18:30", 90), easy("2026-11-20T06:00", 30)), encoding="utf-8")
    assert longest("last_week", "one.json", "two.json") == longest("last_week", "two.json", "one.json") == 90


def test_twins_in_the_history_itself_stay():
    """Only other sources are compared: two entries of the file are two sessions, as they were written."""
    twice = history("2026-11-18T18:00:00", 60) * 2
    assert longest("last_week", history=twice) == longest("last_week", "last.json", history=twice) == 120


def test_one_of_them_from_standard_input():
    Path("week.toml").write_text(WEEK % "last_week", encoding="utf-8")
    found = run_json("solve", "week.toml", "--after", "-", "--after", "before.json", stdin=json.dumps(LAST))
    assert [session["minutes"] for session in found["sessions"]] == [60]
