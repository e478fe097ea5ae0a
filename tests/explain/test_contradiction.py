"""Rule sets whose musts can never all hold are refused, with the ids, and no others are."""

import pytest

from solver.domain.errors import InputError
from solver.domain.kinds import KindEntry, extended, shipped
from solver.explain.contradiction import check_consistent, contradiction, refuse_contradiction
from solver.rulesets.ruleset import load, read_rule, shipped_names


def musts(*tables):
    return [read_rule({"id": f"rule-{number}", "level": "must", **table}, "test") for number, table in enumerate(tables)]


DAILY = {"rule": "count", "of": "strength", "per": "day", "at_least": 1}
REST = {"rule": "rest_days", "at_least": 1}
OTHER = {"rule": "spacing", "of": "hiit", "days": 2}


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_sets_hold_together(name):
    check_consistent(load([name]))


@pytest.mark.parametrize(
    ("tables", "ids"),
    [
        ((DAILY, REST, OTHER), {"rule-0", "rule-1"}),
        (({"rule": "count", "of": "long_run", "at_least": 3}, OTHER, {"rule": "spacing", "of": "run", "days": 4}), {"rule-0", "rule-2"}),
        (({"rule": "count", "of": "run", "at_least": 2}, {"rule": "count", "of": "easy_run", "at_most": 0}, OTHER), set()),
        (({"rule": "count", "of": "easy_run", "at_least": 2}, {"rule": "count", "of": "run", "at_most": 1}), {"rule-0", "rule-1"}),
        (({"rule": "minutes", "of": "run", "at_least": 400}, {"rule": "minutes", "of": "run", "per": "day", "at_most": 50}, REST),
         {"rule-0", "rule-1"}),
        (({"rule": "minutes", "of": "run", "at_least": 300}, {"rule": "minutes", "of": "run", "per": "day", "at_most": 50}, REST), set()),
        ((REST, OTHER), set()),
    ],
)  # fmt: skip
def test_which_rules_contradict_each_other(tables, ids):
    found = contradiction(musts(*tables), shipped())
    assert set(found) == ids


def test_a_contradiction_is_refused():
    with pytest.raises(InputError, match=r"the rules .* can never all hold"):
        refuse_contradiction(musts({"rule": "count", "of": "run", "per": "day", "at_least": 1}, REST), shipped())


def test_own_kinds_count_and_sessions_by_id_are_left_aside():
    catalogue = extended(shipped(), {"hill_sprints": KindEntry.model_validate({"like": "intervals"})})
    wanted = {"rule": "count", "of": "hill_sprints", "at_least": 2}
    assert contradiction(musts(wanted, {"rule": "count", "of": "hiit", "at_most": 1}), catalogue)
    assert not contradiction(musts({"rule": "count", "of": "tuesday-club", "at_least": 1}, REST), shipped())


def test_a_contradiction_for_some_athletes_alone():
    """The set is right for most, and refused for the novice it can never serve."""
    novice = {**REST, "at_least": 1, "when": {"experience": ["novice"]}}
    rules = musts(DAILY, novice)
    ruleset = load(["free"])
    with pytest.raises(InputError, match="rule-0"):
        check_consistent(type(ruleset)(ruleset.name, ruleset.title, ruleset.about, tuple(rules)))
