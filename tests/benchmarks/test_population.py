"""The made-up weeks: the same every time, valid, of all sorts."""

import json
from collections import Counter

import pytest

from benchmarks.population import AIMS, TIGHTNESS, hours_free, percentile, tags, weeks
from benchmarks.weeks import core_case, laid_out
from solver.compare.population.drafts import SESSIONS, WINDOWS
from solver.compare.population.families import FAMILIES

ALL = list(weeks(200))


def test_the_same_seed_gives_the_same_weeks():
    assert list(weeks(200)) == ALL
    assert list(weeks(7)) == ALL[:7]
    assert list(weeks(7, seed=1)) != ALL[:7]


def test_weeks_are_plain_data():
    assert json.loads(json.dumps(ALL)) == ALL


def test_every_week_is_valid_and_of_a_size_that_people_have():
    for data in ALL:
        case = laid_out(data)
        assert SESSIONS[0] <= len(case.problem.sessions) <= SESSIONS[1] + 5  # a contradiction adds up to five
        assert 3 <= len(case.problem.windows) <= WINDOWS[1] + 10  # busy times split windows
        assert hours_free(case) > 5
        core_case(data)


@pytest.mark.parametrize(("key", "shares"), [("aim", AIMS), ("tightness", TIGHTNESS), ("family", dict.fromkeys(FAMILIES, 12.5))])
def test_shares_are_kept(key, shares):
    found = Counter(tags(data)[key] for data in ALL)
    assert found == {kind: 2 * share for kind, share in shares.items()}


def test_weeks_differ():
    assert len({json.dumps(data["availability"]) for data in ALL}) > 190
    kinds = {wish["kind"] for data in ALL for wish in data["sessions"]}
    assert len(kinds) >= 15
    for key in ("history", "upcoming", "overrides", "repeats"):
        assert sum(key in data for data in ALL) >= 5


def test_percentile():
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile(range(100), 0.99) == 99
    assert percentile([5], 0.99) == 5
