"""A sweep: what can be written, what it makes of a rule set, and what is refused with one clear message."""

import pytest

from solver.compare.contenders import steps
from solver.compare.vary import Sweep
from solver.domain.errors import InputError
from solver.rulesets.ruleset import load


def hours(ruleset, id_="hiit-away-from-heavy-lifting"):
    return next(rule.hours for rule in ruleset.rules if rule.id == id_)


def test_a_sweep_changes_one_number_and_nothing_else():
    found = steps("base", Sweep.parse("hiit-away-from-heavy-lifting.hours=0:48:24"))
    assert [each.name for each in found] == ["hours=0", "hours=24", "hours=48"]
    assert [hours(each.ruleset) for each in found] == [0, 24, 48]
    base = load(["base"])
    for each in found:
        assert [rule.id for rule in each.ruleset.rules] == [rule.id for rule in base.rules]
        changed = [rule.id for rule, own in zip(each.ruleset.rules, base.rules, strict=True) if rule != own]
        assert set(changed) == {"hiit-away-from-heavy-lifting"}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=0:48:4", tuple(range(0, 49, 4))),
        ("a.b=0:1:0.25", (0, 0.25, 0.5, 0.75, 1)),
        ("a.b=0:1:0.3", (0, 0.3, 0.6, 0.9)),
        ("a.b=5:5:1", (5,)),
        (" a.b = 1 : 2 : 1", (1, 2)),
        ("a.b.c=0:0.3:0.1", (0, 0.1, 0.2, 0.3)),  # no rounding error adds or loses a step
    ],
)
def test_steps(text, values):
    assert Sweep.parse(text).values == values


@pytest.mark.parametrize(
    "text", ["rest-days.at_least=1:3:1", "hiit-away-from-heavy-lifting-better.points=0:20:10", "rest-days-better.allow=0:1:1"]
)
def test_any_number_of_a_rule_can_be_varied(text):
    assert len(steps("base", Sweep.parse(text))) == len(Sweep.parse(text).values)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hours=0:48:4", "no sweep"),
        ("rest-days.at_least", "no sweep"),
        ("rest-days.at_least=1:2", "no sweep"),
        ("rest-days.at_least=one:2:1", "'one' is no number"),
        ("rest-days.at_least=nan:2:1", "'nan' is no number"),
        ("rest-days.at_least=0:inf:1", "'inf' is no number"),
        ("rest-days.at_least=0:2:0", "step"),
        ("rest-days.at_least=0:2:-1", "step"),
        ("rest-days.at_least=3:1:1", "nothing"),
        ("rest-days.at_least=0:1e9:1", "limit is 200"),
        ("rest-day.at_least=1:2:1", "Maybe 'rest-days'"),
        ("rest-days.at_lest=1:2:1", "Maybe 'at_least'"),
        ("rest-days.allowing=1:2:1", "no number 'allowing'"),
        ("rest-days.at_least=1:2:0.5", "rest-days.at_least"),
        ("rest-days.at_least=1:9:1", "rest-days.at_least"),
        ("hiit-away-from-heavy-lifting.hours=0:1:0.1", "0.25"),
        ("hiit-away-from-heavy-lifting.hours=-8:1:1", "hours"),
        ("hiit-away-from-heavy-lifting.ordered=0:1:1", "no number 'ordered'"),
    ],
)
def test_what_is_no_sweep_is_refused(text, told):
    with pytest.raises(InputError) as caught:
        steps("base", Sweep.parse(text))
    assert told in str(caught.value)
    assert str(caught.value).startswith("--vary: ")
