"""Weeks to draw: the shipped scenarios, solved once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from solver.domain.schedule import Schedule
from solver.files.reader import read_case
from solver.fit import fit
from solver.rulesets.case import Case

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted(path.stem for path in SCENARIOS.glob("*.toml"))


@cache
def shipped(name: str) -> tuple[Case, Schedule]:
    """A shipped scenario and its best week."""
    case = read_case(str(SCENARIOS / f"{name}.toml"))
    return case, fit(case)
