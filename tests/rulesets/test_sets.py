"""What every shipped rule set keeps to: reasons, sources, one coin, ids that mean one thing."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from solver.rulesets.ruleset import load, rules_for, shipped_names
from tests.support.weeks import problem_of
from tools.coverage import NO_FACT, cited, facts

NAMED = {
    "base", "guidelines", "hart", "joggo", "leg-day", "run-lift-fit-minimal", "run-lift-fit-standard", "run-lift-fit-advanced",
    "evidence", "spacing-48", "one-hard-a-day", "free", "ordinary",
}  # fmt: skip
STUDIES = {fact.name for fact in facts() if " " in fact.number}


def text_of(name: str) -> str:
    """A shipped set's file."""
    return resources.files("solver.rulesets").joinpath(f"{name}.toml").read_text(encoding="utf-8")


def test_the_shipped_sets() -> None:
    assert set(shipped_names()) == NAMED


@pytest.mark.parametrize("name", shipped_names())
def test_a_rule_says_why_and_by_whom(name: str) -> None:
    for rule in load([name]).rules:
        assert rule.why.endswith("."), rule.id
        assert rule.evidence is not None, rule.id
        assert rule.source, rule.id
        assert {*cited(rule.source)} <= {fact.name for fact in facts()} | {NO_FACT}, rule.id
        assert rule.evidence not in {"trial", "review"} or {*cited(rule.source)} <= STUDIES, f"{rule.id}: articles are practice"


@pytest.mark.parametrize("name", shipped_names())
def test_the_words_of_a_rule_are_known_in_every_week(name: str) -> None:
    problem = problem_of({"week": "2026-11-23", "availability": {"every": ["06:00-22:00"]}})
    assert rules_for(problem, load([name])) or name == "free"


@pytest.mark.parametrize("name", shipped_names())
def test_a_set_says_what_it_is_for_and_what_a_point_is(name: str) -> None:
    text = text_of(name)
    head = text[: text.index("title = ")]
    comment = " ".join(line.removeprefix("#").strip() for line in head.splitlines())
    assert "One point is about five minutes of easy running, or ten moderate-equivalent minutes" in comment
    about = tomllib.loads(text)["about"]
    assert about
    assert len(about) <= 110
    assert "\n" not in about


def test_an_id_means_one_thing() -> None:
    """Where several sets have an id, it is the same sort of rule, so that overrides and differences mean something."""
    sorts: dict[str, set[str]] = {}
    for name in shipped_names():
        for rule in load([name]).rules:
            sorts.setdefault(rule.id, set()).add(rule.rule)
    assert not {id_: sort for id_, sort in sorts.items() if len(sort) > 1}


def test_evidence_rests_on_evidence_alone() -> None:
    rules = load(["evidence"]).rules
    assert {rule.evidence for rule in rules} <= {"trial", "review", "guideline"}
    assert all({*cited(rule.source)} & STUDIES for rule in rules)


def test_guidelines_are_floors() -> None:
    for rule in load(["guidelines"]).rules:
        assert getattr(rule, "at_most", None) is None


def test_ordinary_is_a_part_of_base() -> None:
    base = {rule.id: rule for rule in load(["base"]).rules}
    assert all(base[rule.id] == rule for rule in load(["ordinary"]).rules)


def test_free_asks_for_nothing() -> None:
    assert not load(["free"]).rules


def test_the_hours_that_the_sources_name() -> None:
    """The figures that the sources give, set by set."""
    hours = {
        (name, rule.id): rule.parameters()["hours"]
        for name in shipped_names()
        for rule in load([name]).rules
        if rule.rule == "apart"
    }
    assert hours["hart", "hiit-away-from-heavy-lifting"] == 6
    assert hours["hart", "hiit-away-from-heavy-lifting-better"] == 8
    assert hours["leg-day", "hard-run-after-heavy-legs"] == hours["evidence", "hard-run-after-heavy-legs"] == 24
    assert hours["leg-day", "hard-run-after-heavy-legs-better"] == hours["evidence", "hard-run-after-heavy-legs-better"] == 48
    assert hours["evidence", "hiit-away-from-heavy-lifting"] == 6
    assert hours["evidence", "hiit-away-from-heavy-lifting-better"] == 24
    assert hours["spacing-48", "quality-48-hours-apart"] == hours["spacing-48", "quality-run-after-heavy-legs"] == 48
