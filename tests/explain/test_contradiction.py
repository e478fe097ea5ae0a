"""Rule sets whose musts clash: said of the week that was tried, and never held against another week."""

import json
import time

import pytest

from solver.domain.kinds import KindEntry, extended, shipped
from solver.explain.contradiction import tried, tried_together
from solver.model.search import Budget
from solver.rulesets.ruleset import load, read_rule, shipped_names
from tests.cli.running import run, run_json
from tests.explain.weeks import CASES

SOON = Budget(None)
SOLVED = sorted((CASES / "not-contradictory").glob("*.toml"))


def musts(*tables):
    return [read_rule({"id": f"rule-{number}", "level": "must", **table}, "test") for number, table in enumerate(tables)]


DAILY = {"rule": "count", "of": "strength", "per": "day", "at_least": 1}
REST = {"rule": "rest_days", "at_least": 1}
OTHER = {"rule": "spacing", "of": "hiit", "days": 2}


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_sets_hold_together(name):
    assert tried(load([name]), SOON).status == "hold"


@pytest.mark.parametrize(
    ("tables", "ids"),
    [
        ((DAILY, REST, OTHER), {"rule-0", "rule-1"}),
        (({"rule": "count", "of": "long_run", "at_least": 3}, OTHER, {"rule": "spacing", "of": "run", "days": 4}), {"rule-0", "rule-2"}),
        (({"rule": "count", "of": "run", "at_least": 2}, {"rule": "count", "of": "easy_run", "at_most": 0}, OTHER), set()),
        (({"rule": "count", "of": "easy_run", "at_least": 2}, {"rule": "count", "of": "run", "at_most": 1}), {"rule-0", "rule-1"}),
        (({"rule": "minutes", "of": "run", "at_least": 400}, {"rule": "minutes", "of": "run", "per": "day", "at_most": 50}, REST),
         {"rule-0", "rule-1"}),
        (({"rule": "minutes", "of": "run", "at_least": 250}, {"rule": "minutes", "of": "run", "per": "day", "at_most": 50}, REST), set()),
        ((REST, OTHER), set()),
        (({"rule": "count", "of": "walk", "per": "day", "at_least": 2},), set()),
        (({"rule": "minutes", "of": "long_run", "at_most": 60}, {"rule": "count", "of": "long_run", "at_least": 1}), set()),
    ],
)  # fmt: skip
def test_which_rules_clash(tables, ids):
    trial = tried_together(musts(*tables), shipped(), SOON)
    assert set(trial.ids) == ids
    assert trial.status == ("clash" if ids else "hold")


def test_the_words_claim_no_more_than_was_tried():
    text = tried_together(musts(DAILY, REST), shipped(), SOON).text()
    assert text.startswith(
        "No schedule keeps the rules rule-0 and rule-1 in a week that is open all day, with up to 7 sessions each of "
    )
    assert text.endswith("A week with other sessions may have one.")
    assert "never" not in text


def test_own_kinds_count_and_sessions_by_id_are_left_aside():
    catalogue = extended(shipped(), {"hill_sprints": KindEntry.model_validate({"like": "intervals"})})
    wanted = {"rule": "count", "of": "hill_sprints", "at_least": 2}
    assert tried_together(musts(wanted, {"rule": "count", "of": "hiit", "at_most": 1}), catalogue, SOON).status == "clash"
    assert tried_together(musts({"rule": "count", "of": "tuesday-club", "at_least": 1}, REST), shipped(), SOON).status == "hold"


def test_rules_that_clash_for_some_athletes_only():
    """The set is right for most; no week was found for the novice."""
    novice = {**REST, "at_least": 1, "when": {"experience": ["novice"]}}
    rules = musts(DAILY, novice)
    ruleset = load(["free"])
    trial = tried(type(ruleset)(ruleset.name, ruleset.title, ruleset.about, tuple(rules)), SOON)
    assert (trial.status, set(trial.ids)) == ("clash", {"rule-0", "rule-1"})


@pytest.mark.parametrize("path", [path for path in SOLVED if path.stem != "time-limit-ignored"], ids=lambda path: path.stem)
def test_a_week_is_not_refused_for_what_other_weeks_cannot_hold(path):
    assert run_json("solve", str(path))["status"] == "optimal"
    assert run_json("explain", str(path))["schedule"]["status"] == "optimal"


def test_the_week_with_rules_that_take_long_to_refute():
    """Nothing is tried on other weeks, which ran for minutes and heeded no limit; this one is proven impossible at once."""
    path = CASES / "not-contradictory" / "time-limit-ignored.toml"
    started = time.monotonic()
    schedule = run_json("solve", str(path), "--time-limit", "20", status=1)
    assert time.monotonic() - started < 20
    assert {part["id"] for part in schedule["conflict"]} == {"many"}


CLASHING = 'title = "Own"\n[[rules]]\nid = "a"\nrule = "count"\nof = "run"\nat_least = 2\n[[rules]]\nid = "b"\nrule = "count"\nof = "run"\nat_most = 1\n'
SLOW = 'title = "Own"\n[[rules]]\nid = "many"\nrule = "count"\nof = "run"\nat_least = 12\n[[rules]]\nid = "far"\nrule = "apart"\nbetween = "run"\nand = "run"\nhours = 15.25\n'


@pytest.mark.parametrize(
    ("text", "status", "found"),
    [(CLASHING, 1, "clash"), (CLASHING.replace("at_most = 1", "at_most = 2"), 0, "hold"), (SLOW, 3, "unknown")],
)
def test_rules_check_says_what_was_tried_and_ends_in_time(tmp_path, text, status, found):
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    started = time.monotonic()
    result = run("rules", "check", str(path), "--json", "--time-limit", "1")
    assert time.monotonic() - started < 15  # a week is still built after the limit
    assert result.exit_code == status
    assert json.loads(result.stdout)["musts"]["status"] == found
    said = " ".join(run("rules", "check", str(path), "--time-limit", "1").output.split())
    assert {"clash": "No schedule keeps the rules a and b", "hold": "can all hold", "unknown": "Time ran out"}[found] in said
