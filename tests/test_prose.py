"""The prose around a console block says what the block shows.

The blocks themselves are compared with the program in `test_docs.py`. `prose.toml` ties sentences to them.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from solver.files.reader import read_case
from solver.fit import fit
from solver.rulesets.ruleset import load
from tools.console_blocks import ROOT, shown_by

CLAIMS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "prose.toml").read_text(encoding="utf-8"))["claims"]
WEIGHTS = (ROOT / "docs" / "weights.md").read_text(encoding="utf-8")


def one_line(text: str) -> str:
    """The text with every run of white space made one space."""
    return " ".join(text.split())


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim['document']}: {claim['says'][:50]}")
def test_a_block_shows_what_the_prose_says(claim: dict[str, Any]) -> None:
    text = (ROOT / claim["document"]).read_text(encoding="utf-8")
    assert claim["says"] in one_line(text), "the sentence is no longer there: look at its block again, and change prose.toml"
    blocks = shown_by(text, claim["command"])
    assert blocks, "the document has no such command"
    assert any(re.search(claim["shown"], one_line(f" {block} ")) for block in blocks)


@pytest.mark.parametrize(("price", "rule"), re.findall(r"^\| (\d+) \| `([\w-]+)`", WEIGHTS, re.MULTILINE))
def test_the_prices_are_those_of_base(price: str, rule: str) -> None:
    assert {each.id: each.points for each in load(["base"]).rules}[rule] == int(price)


def test_the_week_changes_where_the_price_passes_ten(tmp_path: Path) -> None:
    """Cheap, both runs are on Thursday; dear, the second is left out or on Friday, for the same points."""
    assert "With 9 points the first week is best. With 11 two weeks are: the second, and one with the run on Friday." in one_line(
        WEIGHTS
    )
    best = {}
    for points in (9, 11):
        for days in ('["thu"]', '["fri"]', "[]"):
            best[points, days] = second_run(tmp_path, points, days)
    assert best == {
        (9, '["thu"]'): 37, (9, '["fri"]'): 38, (9, "[]"): 38,
        (11, '["thu"]'): 39, (11, '["fri"]'): 38, (11, "[]"): 38,
    }  # fmt: skip


def second_run(folder: Path, points: int, days: str) -> int:
    """The points of the best week with the second easy run on those days, or without it."""
    scenario = (ROOT / "scenarios" / "clock-change-autumn.toml").read_text(encoding="utf-8")
    one, two = ("count = 1", f"priority = 'key'\ndays = {days}") if days != "[]" else ("count = 1", "")
    assert scenario.count("count = [1, 2]") == 1
    run = f"\n[[sessions]]\nkind = 'easy_run'\nid = 'second'\nminutes = [30, 45]\n{two}\n" if two else ""
    change = f"{run}\n[[overrides]]\nid = 'one-run-a-day'\npoints = {points}\n"
    (folder / "week.toml").write_text(scenario.replace("count = [1, 2]", one) + change, encoding="utf-8")
    found = fit(read_case(str(folder / "week.toml")), explain=False)
    assert found.status == "optimal"
    return (found.points or 0) + (10 if not two else 0)  # what leaving out the optional run costs
