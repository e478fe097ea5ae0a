"""The population as one squad: everybody in one week, nobody changed but for the dates; and a wrong answer is noticed."""

import json
from datetime import date

import click
import pytest

from benchmarks.batch import WEEK, Run, moved, pair, population, same, table, write_squad
from solver.compare.population import weeks
from solver.files.members import members
from solver.files.squad import read_squad
from solver.squad.ready import ready


def test_everybody_is_in_one_week_and_right(tmp_path):
    found = list(members(read_squad(str(write_squad(tmp_path, 40)))))
    assert len({member.id for member in found}) == 40
    assert {ready(member).problem.scenario.week for member in found} == {WEEK}


def test_only_dates_are_moved():
    for data, later in zip(weeks(20), population(20), strict=True):
        days = (WEEK - date.fromisoformat(data["week"])).days
        assert moved(later, -days) == data
        assert days % 7 == 0


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("2026-11-23", "2026-11-30"),
        ("2026-11-23T06:00/2026-11-24T07:00", "2026-11-30T06:00/2026-12-01T07:00"),
        ("mon 06:00", "mon 06:00"),
    ],
)
def test_dates_anywhere(text, later):
    assert moved({text: [text]}, 7) == {later: [later]}


def test_the_table():
    pairs = [(Run(10, 1, 4.0, 50, 160), Run(10, 2, 2.0, 51, 161)), (Run(10, 1, 4.2, 50, 160), Run(10, 2, 2.2, 52, 159))]
    figures = [cell.strip() for cell in table(pairs).splitlines()[-1].split("|")[1:-1]]
    assert figures == ["10", "4.1", "2.1", "2.4", "4.8", "1.95", "52", "161"]


def test_other_bytes_are_noticed(tmp_path, monkeypatch):
    def solved(squad, out, number, workers):
        (out / "shards").mkdir(parents=True)
        (out / "shards" / "00000.jsonl").write_text(json.dumps(workers if different else 0))
        return Run(number, workers, 1.0, 1.0, 1.0)

    monkeypatch.setattr("benchmarks.batch.solved", solved)
    different = False
    (tmp_path / "a").mkdir()
    assert pair(3, tmp_path / "a", first=2)[0].workers == 1
    assert same(tmp_path / "a" / "1", tmp_path / "a" / "2")
    different = True
    (tmp_path / "b").mkdir()
    with pytest.raises(click.ClickException, match="other bytes"):
        pair(3, tmp_path / "b", first=1)
