"""The cases of `cases/*.toml`: weeks as data, with the amount and the sentences that each rule owes them.

A case's `sessions` are placed exactly as written; `left_out` are wishes that are not placed. The expected numbers were derived by hand
from the table of rules, not from a run.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from solver.domain.problem import Problem
from solver.domain.session import Placed
from solver.judge import judge
from solver.rules.timeline import Timeline
from tests.support.weeks import NAMES, placed_at, problem_of, rules_of

FOLDER = Path(__file__).parent / "cases"
WEEK_KEYS = ("timezone", "day_starts", "repeats", "history", "upcoming", "kinds")
KNOWN = {"name", "rule", "sessions", "left_out", "amount", "says", "note", "week", *WEEK_KEYS}


def cases_of(rule: str) -> list[dict[str, Any]]:
    """The cases of one rule."""
    return list(tomllib.loads((FOLDER / f"{rule}.toml").read_text(encoding="utf-8"))["cases"])


CASES = [pytest.param(rule, case, id=f"{rule}: {case['name']}") for rule in NAMES for case in cases_of(rule)]


def laid_out(case: dict[str, Any]) -> tuple[Problem, list[Placed]]:
    """The problem whose every session is fixed where the case has it, and the sessions there."""
    wishes = []
    for session in case["sessions"]:
        wish = {key: value for key, value in session.items() if key not in ("start", "minutes", "wished")}
        wishes.append({**wish, "at": session["start"], "minutes": session.get("wished", session["minutes"])})
    problem = problem_of(
        {
            "week": case.get("week", "2026-11-23"),
            **{key: case[key] for key in WEEK_KEYS if key in case},
            "availability": {"every": ["00:00-24:00"]},
            "sessions": [*wishes, *case.get("left_out", ())],
        }
    )
    placed = [
        placed_at(problem, wanted, wanted.fixed or 0, session["minutes"])
        for wanted, session in zip(problem.sessions, case["sessions"], strict=False)
    ]
    return problem, placed


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_case(rule: str, case: dict[str, Any]) -> None:
    """The judge finds the amount, and says it as a runner would."""
    problem, placed = laid_out(case)
    (meant,) = rules_of(problem, [{"rule": rule, **case["rule"]}])
    verdict = judge(problem, [meant], placed)
    (report,) = verdict.reports
    assert not verdict.faults
    assert report.amount == case["amount"] == sum(breach.amount for breach in report.breaches)
    assert sorted(breach.text for breach in report.breaches) == sorted(case.get("says", []))
    assert report.note == case.get("note")
    assert meant.amount(Timeline.of(problem, list(reversed(placed)))) == case["amount"], "the order in a file means nothing"


@pytest.mark.parametrize("rule", NAMES)
def test_every_rule_has_passing_and_breaching_cases(rule: str) -> None:
    """A rule that nobody saw pass, or nobody saw breached, is not tested."""
    amounts = [case["amount"] for case in cases_of(rule)]
    assert amounts.count(0) >= 2, "fewer than two passing cases"
    assert len(amounts) - amounts.count(0) >= 2, "fewer than two breaching cases"


@pytest.mark.parametrize("rule", NAMES)
def test_cases_are_well_formed(rule: str) -> None:
    """No case has a key that nothing reads, two have one name, or a breach without a sentence."""
    cases = cases_of(rule)
    assert not {key for case in cases for key in case} - KNOWN
    assert len({case["name"] for case in cases}) == len(cases)
    assert all(bool(case.get("says")) == bool(case["amount"]) for case in cases)


def test_no_case_is_forgotten() -> None:
    """A file for each rule, and none beside."""
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == sorted(NAMES)
