"""Weeks that are told otherwise, or have more of what is of no use: they cost the same, and as much is proven."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from solver.compare.population.families import FAMILIES
from solver.compare.population.weeks import weeks
from solver.files.reader import read_case
from solver.fit import fit
from tests.oracle.sample import THOROUGH, seeds
from tests.oracle.week_changes import CHANGES, changed
from tests.support.random_weeks import random_week

Data = dict[str, Any]


def made_up(seed: int) -> Data:
    """A week of the population, or a tiny one with rules of every sort."""
    if seed % 2:
        return next(weeks(1, seed, list(FAMILIES)[seed // 2 % len(FAMILIES)]))
    week = random_week(Random(seed), most=20_000)
    rules = [{"id": f"rule-{number}", **table} for number, table in enumerate(week.tables)]
    return {**week.data, "rules": "free", "overrides": rules}


def answer(data: Data, folder: Path) -> tuple[object, ...]:
    """What the best week costs, and how much of it is proven."""
    path = folder / "week.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    found = fit(read_case(str(path)), explain=False)
    return found.status, found.left_out, found.points, found.bound


@pytest.mark.parametrize("seed", seeds(60, share=0.5))
def test_a_change_that_changes_nothing(seed: int, tmp_path: Path) -> None:
    random, data = Random(f"changes {seed}"), made_up(seed)
    before = answer(data, tmp_path)
    assert before[0] in ("optimal", "infeasible")
    for change in CHANGES if THOROUGH else random.sample(CHANGES, 2):
        assert answer(changed(change, random, data), tmp_path) == before, change.__name__
    everything = data
    for change in random.sample(CHANGES, len(CHANGES)):
        everything = changed(change, random, everything)
    assert answer(everything, tmp_path) == before, "all of them"
