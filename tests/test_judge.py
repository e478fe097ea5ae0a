"""What the judge notices by itself, whatever the model says."""

from dataclasses import replace
from pathlib import Path

from solver.files.reader import read_case
from solver.judge import judge
from solver.model.search import search

CASE = read_case(str(Path(__file__).parent.parent / "scenarios" / "beginner-three-runs.toml"))


def test_a_session_said_to_be_on_another_day():
    first, *others = search(CASE.problem, CASE.rules).placed
    assert judge(CASE.problem, CASE.rules, [first, *others]).passed
    wrong = replace(first, day=(first.day + 3) % 7)
    verdict = judge(CASE.problem, CASE.rules, [wrong, *others])
    assert not verdict.passed
    assert "is not on the training day of" in " ".join(verdict.faults)
