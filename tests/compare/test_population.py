"""Every made-up week is a scenario: none is refused."""

import os
import random
from itertools import islice
from pathlib import Path

import pytest

from solver.compare import inputs
from solver.compare.population import FAMILIES, weeks
from solver.domain.problem import Problem
from solver.domain.scenario import Scenario

SAMPLE = int(os.environ.get("WEEKFIT_POPULATION", "150"))  # weeks; more for a long run


def nth(number, seed):
    """The week of that number among all families."""
    return next(islice(weeks(number + 1, seed), number, None))


def test_a_week_whose_longest_window_is_busy_is_shortened():
    """A flight takes the whole of the only long window: the long run fits into what is left."""
    (entry,) = [inputs._entry(nth(8076, 0), "traveller-0-8076", "population", Path(), "family")]
    (long_run,) = (wish for wish in entry.data["sessions"] if wish["kind"] == "long_run")
    assert long_run["minutes"] == 75


def test_no_week_is_refused():
    chance = random.Random(SAMPLE)
    names = [name for name in FAMILIES for _ in range(SAMPLE // len(FAMILIES))]
    for name in names:
        seed = chance.randrange(1_000_000)
        (data,) = weeks(1, seed, name)
        Problem.of(Scenario.model_validate(data))


@pytest.mark.parametrize("family", FAMILIES)
def test_busy_time_over_everything_is_left_out(family):
    """Whatever a family does, there is a window."""
    from solver.compare.population.weeks import _shorten_to_what_is_left

    data = nth(list(FAMILIES).index(family), 5)
    data["availability"]["busy"] = [f"{day} 00:00-24:00" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")]
    _shorten_to_what_is_left(data)
    assert "busy" not in data["availability"]
    Problem.of(Scenario.model_validate(data))
