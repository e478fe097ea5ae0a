"""The conflict of a week that cannot be: real, of the fewest parts, all of them needed. Against brute force over all subsets of parts."""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random

import pytest

from solver.domain.schedule import Schedule
from solver.explain.conflict import Conflicts, conflict, kept_only
from solver.explain.parts import told
from solver.files.reader import read_case
from solver.model.relax import OTHERS, Relaxable
from solver.model.search import Budget, Feasibility, possible
from solver.rules import RULES
from solver.rulesets.case import Case
from solver.show.facts import proof
from tests.cli.running import IMPOSSIBLE, run, run_json
from tests.explain.weeks import CASES, Relaxations, case_of, impossible_week

WEEKS = 60
BATCH = 10


@cache
def week(seed: int) -> tuple[Case, Relaxations]:
    return impossible_week(Random(seed))


def named_in(parts):
    """The parts that a conflict tells of."""
    return frozenset(
        (part.type, OTHERS if part.type == "availability" and part.id == "availability" else part.id) for part in parts
    )


@pytest.mark.parametrize("first", range(0, WEEKS, BATCH))
def test_the_conflict_is_real_and_smallest(first):
    for seed in range(first, first + BATCH):
        case, relaxed = week(seed)
        found = conflict(case.problem, case.rules, others=True)
        parts = named_in(found.parts)
        about = f"seed {seed}: {case.data}"
        assert found.proven, about
        assert not relaxed.holds(parts), about
        assert all(relaxed.holds(parts - {part}) for part in parts), about
        assert len(parts) == min(map(len, relaxed.conflicts())), about
        assert found.only == all(relaxed.holds(relaxed.parts - {part}) for part in parts), about
        assert found.only == (len(relaxed.conflicts()) == 1), about


@pytest.mark.parametrize("first", range(0, WEEKS, BATCH))
def test_all_conflicts(first):
    for seed in range(first, first + BATCH):
        case, relaxed = week(seed)
        search = Conflicts(case.problem, case.rules, Budget(None))
        assert frozenset(search.relaxable.reliefs) == relaxed.parts
        found = list(search)
        about = f"seed {seed}: {case.data}"
        assert len(found) == len(set(found)), about
        assert set(found) == relaxed.conflicts(), about
        assert search.complete, about
        assert [len(parts) for parts in found] == sorted(len(parts) for parts in found), about
        for parts in found:
            assert named_in(told(case.problem, case.rules, parts)) == parts, about


@pytest.mark.parametrize("first", range(0, WEEKS, 2 * BATCH))
def test_letting_go(first):
    """Some parts alone, said in three ways, can hold together or cannot: by brute force, by one model for all parts, by a model of their own."""
    for seed in range(first, first + 2 * BATCH):
        case, relaxed = week(seed)
        random, relaxable = Random(seed), Relaxable.of(case.problem, case.rules)
        for _ in range(6):
            kept = frozenset(part for part in sorted(relaxed.parts) if random.random() < 0.75)
            expected = Feasibility.POSSIBLE if relaxed.holds(kept) else Feasibility.IMPOSSIBLE
            about = f"seed {seed}, {sorted(kept)}: {case.data}"
            assert relaxable.check(kept, Budget(None)) is expected, about
            assert possible(*kept_only(case.problem, case.rules, kept), Budget(None)) is expected, about


def test_the_weeks_tell():
    """They have every sort of part in their conflicts, conflicts of one part and of many, and several of them."""
    sizes, kinds, rules = Counter[int](), Counter[str](), set()
    several, groups = 0, set()
    for seed in range(WEEKS):
        case, relaxed = week(seed)
        found = relaxed.conflicts()
        several += len(found) > 1
        groups |= {(len(group.sessions), group.required) for group in relaxed.groups for parts in found if group.placing in parts}
        sizes.update(map(len, found))
        kinds.update(kind for parts in found for kind, _ in parts)
        rules |= {type(rule) for rule in case.rules for parts in found if ("rule", rule.id) in parts}
    assert several > 20
    assert groups >= {(1, 1), (2, 2), (2, 1)}
    assert {1, 2, 3, 4} <= set(sizes)
    assert set(kinds) == {"rule", "session", "fixed", "availability"}
    assert len(rules) >= len(RULES) // 2


def test_a_few_that_suffice_are_found_among_many():
    idle = [{"id": f"idle-{hour}", "rule": "apart", "between": "run", "and": "mobility", "hours": hour} for hour in range(1, 9)]
    case = case_of(
        {
            "week": "2026-11-23",
            "grid": 30,
            "availability": {"every": "06:00-21:00"},
            "sessions": [
                {"kind": "easy_run", "count": 5, "minutes": 30, "priority": "key"},
                {"kind": "mobility", "count": 3, "minutes": 30},
            ],
            "overrides": [{"id": "every-other-day", "rule": "spacing", "of": "run", "days": 2}, *idle],
        }
    )
    search = Conflicts(case.problem, case.rules, Budget(None))
    assert list(search) == [{("rule", "every-other-day"), ("session", "easy_run")}]
    assert search.complete
    found = conflict(case.problem, case.rules)
    assert [part.id for part in found.parts] == ["every-other-day", "easy_run"]
    assert found.parts[1].text == "5 easy_run sessions are key, of at least 30 min each."


def test_the_conflict_names_the_wish_not_one_of_its_sessions():
    """Both sessions need the only hour; whichever had another one, there would be a schedule."""
    case = read_case(str(CASES / "conflict-by-numbering.toml"))
    assert [part.text for part in conflict(case.problem, case.rules).parts] == [
        "2 easy sessions are key, of at least 60 min each.",
        "The easy sessions find room only on Mon 00:00-01:00.",
    ]


def test_a_session_that_a_rule_names_is_told_from_its_twins():
    case = case_of(
        {
            "week": "2026-11-23",
            "grid": 30,
            "availability": {"mon": "06:00-07:00", "tue": "06:00-07:00"},
            "sessions": [{"id": "easy", "kind": "easy_run", "count": [3, 4], "minutes": 60, "priority": "key"}],
            "overrides": [{"id": "not-on-monday", "rule": "count", "of": "easy-1", "days": ["mon"], "at_most": 0}],
        }
    )
    found = [told(case.problem, case.rules, parts) for parts in Conflicts(case.problem, case.rules, Budget(None))]
    assert [[part.text for part in parts] for parts in found] == [
        [
            "easy-1 is a key session of at least 60 min.",
            "2 of easy-2, easy-3 and easy-4 are key, of at least 60 min each.",
            "easy-1 finds room only on Mon 06:00-07:00 and Tue 06:00-07:00.",
            "easy-2, easy-3 and easy-4 find room only on Mon 06:00-07:00 and Tue 06:00-07:00.",
        ]
    ]


@pytest.mark.parametrize("command", ["solve", "explain"])
def test_without_any_one_of_them_is_said_only_where_it_is_so(command):
    """Two sessions have no room: without one of them there is still no week."""
    said = run(command, str(CASES / "two-conflicts-sentence.toml")).output
    assert "there is a schedule" not in said
    assert "this conflict is gone, but there are others" in " ".join(said.split())
    schedule = run_json(command, str(CASES / "two-conflicts-sentence.toml"), status=1)
    assert schedule.get("schedule", schedule)["conflict_is_only"] is False
    assert "Without any one of them there is a schedule." in run(command, IMPOSSIBLE).output


def test_that_there_may_be_others_is_said_where_time_ran_out():
    found = Schedule(conflict=(), conflict_is_smallest=True)
    assert proof(found) == "Without any one of them this conflict is gone. There may be others."


def test_without_time_nothing_is_claimed():
    case, _ = week(0)
    found = conflict(case.problem, case.rules, Budget(0))
    assert not found.proven
    search = Conflicts(case.problem, case.rules, Budget(0))
    assert not list(search)
    assert not search.complete
