"""The cases of `cases/*.toml`: weeks that a rule set's source would call right or wrong, judged by the set.

A session is `"kind day hh:mm minutes"`, or `minutes/wished` where the wish was for more; a table says the rest. Every case names the facts
it was written from. A right week breaks no must, and the rules it `keeps` cost nothing; a wrong one is breached where it says.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from solver.domain.problem import Problem
from solver.domain.session import Placed
from solver.judge import Verdict, judge
from solver.rulesets.ruleset import load, rules_for, shipped_names
from tests.support.weeks import placed_at, problem_of
from tools.coverage import NO_FACT, cited, facts

FOLDER = Path(__file__).parent / "cases"
ATHLETE_KEYS = ("experience", "flags")
WEEK_KEYS = ("goal", "readiness")
KNOWN = {"name", "verdict", "source", "keeps", "breaks", "sessions", "history", *ATHLETE_KEYS, *WEEK_KEYS}


def cases_of(name: str) -> list[dict[str, Any]]:
    """The cases of one set."""
    return list(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["cases"])


CASES = [(name, case) for name in shipped_names() for case in cases_of(name)]
RIGHT = [pytest.param(name, case, id=f"{name}: {case['name']}") for name, case in CASES if case["verdict"] == "right"]
WRONG = [pytest.param(name, case, id=f"{name}: {case['name']}") for name, case in CASES if case["verdict"] == "wrong"]


def table(session: str | dict[str, Any]) -> dict[str, Any]:
    """A session as a table: kind, start, placed minutes, wished minutes."""
    if isinstance(session, dict):
        return {"wished": session["minutes"], **session}
    *when, minutes = session.split()
    placed, _, wished = minutes.partition("/")
    wish = [int(placed), int(wished)] if wished else int(placed)
    return {"kind": when[0], "start": " ".join(when[1:]), "minutes": int(placed), "wished": wish}


def laid_out(case: dict[str, Any]) -> tuple[Problem, list[Placed]]:
    """The problem whose every session is fixed where the case has it, and the sessions there."""
    sessions = [table(session) for session in case["sessions"]]
    wishes = [
        {
            **{key: value for key, value in session.items() if key not in ("start", "wished")},
            "at": session["start"],
            "minutes": session["wished"],
        }
        for session in sessions
    ]
    before = [{key: value for key, value in table(session).items() if key != "wished"} for session in case.get("history", ())]
    problem = problem_of(
        {
            "week": "2026-11-23",
            **{key: case[key] for key in WEEK_KEYS if key in case},
            "athlete": {key: case[key] for key in ATHLETE_KEYS if key in case},
            "availability": {"every": ["00:00-24:00"]},
            "sessions": wishes,
            "history": before,
        }
    )
    pairs = zip(problem.sessions, sessions, strict=True)
    return problem, [placed_at(problem, wanted, wanted.fixed or 0, session["minutes"]) for wanted, session in pairs]


def judged(name: str, case: dict[str, Any]) -> Verdict:
    """The set's judgement of a case."""
    problem, placed = laid_out(case)
    verdict = judge(problem, rules_for(problem, load([name])), placed)
    assert not verdict.faults
    return verdict


def listed(ids: str | list[str]) -> list[str]:
    """One id or several."""
    return [ids] if isinstance(ids, str) else ids


@pytest.mark.parametrize(("name", "case"), RIGHT)
def test_right(name: str, case: dict[str, Any]) -> None:
    """No must is broken, and what the case is about costs nothing."""
    verdict = judged(name, case)
    assert not [breach.text for report in verdict.broken for breach in report.breaches]
    points = {report.id: report.points for report in verdict.reports}
    assert {id_: points[id_] for id_ in case.get("keeps", ())} == dict.fromkeys(case.get("keeps", ()), 0)


@pytest.mark.parametrize(("name", "case"), WRONG)
def test_wrong(name: str, case: dict[str, Any]) -> None:
    """The rules that the case names are breached, and no other must."""
    verdict = judged(name, case)
    breached = {report.id for report in verdict.reports if report.points}
    assert breached >= set(listed(case["breaks"]))
    assert {report.id for report in verdict.broken} <= set(listed(case["breaks"]))


@pytest.mark.parametrize("name", shipped_names())
def test_cases_are_well_formed(name: str) -> None:
    """A case says what it is about, in known keys, and from facts that its rules name."""
    sources = {rule.id: set(cited(rule.source)) for rule in load([name]).rules}
    for case in cases_of(name):
        assert not case.keys() - KNOWN
        assert case["verdict"] in {"right", "wrong"}
        assert ("breaks" in case) == (case["verdict"] == "wrong")
        wanted = set(cited(case.get("source", "")))
        assert wanted or name == "free"
        assert wanted <= {fact.name for fact in facts()} | {NO_FACT}
        assert wanted <= set().union(*sources.values())
        assert all(sources[id_] & wanted for id_ in listed(case.get("breaks", [])))


@pytest.mark.parametrize("name", shipped_names())
def test_every_set_has_right_and_wrong_weeks(name: str) -> None:
    """Four of each at least; nothing is wrong to a set without rules."""
    verdicts = [case["verdict"] for case in cases_of(name)]
    assert verdicts.count("right") >= 4
    assert verdicts.count("wrong") >= (0 if name == "free" else 4)
    assert len({case["name"] for case in cases_of(name)}) == len(verdicts)


def test_every_rule_is_seen_broken() -> None:
    """A rule that no wrong week breaches might as well not be there."""
    shipped = {rule.id for name in shipped_names() for rule in load([name]).rules}
    broken = {id_ for _, case in CASES for id_ in listed(case.get("breaks", []))}
    assert not shipped - broken


def test_no_case_is_forgotten() -> None:
    """A file for each set, and none beside."""
    assert sorted(path.stem for path in FOLDER.glob("*.toml")) == list(shipped_names())
