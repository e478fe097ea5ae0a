"""The statistics against textbooks, exact enumeration and their own laws."""

import math
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.compare.statistics import average, holm, paired, share, sign_test


@pytest.mark.parametrize(
    ("more", "less", "p"), [(0, 0, 1), (5, 5, 1), (1, 0, 1), (6, 0, 2 / 64), (9, 1, 22 / 1024), (1, 9, 22 / 1024)]
)
def test_the_sign_test_is_the_exact_binomial_one(more, less, p):
    assert sign_test(more, less) == pytest.approx(p)


def test_wilsons_interval():
    """Newcombe 1998, table I: 81 of 263 and 0 of 20."""
    found = share(81, 263)
    assert (found.low, found.high) == (pytest.approx(0.2553, abs=1e-4), pytest.approx(0.3662, abs=1e-4))
    assert (share(0, 20).low, share(0, 20).high) == (0, pytest.approx(0.1611, abs=1e-4))


def test_holms_correction():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_a_correction_makes_no_p_value_smaller_and_keeps_their_order(chances):
    corrected = holm(chances)
    assert all(p <= q <= 1 for p, q in zip(chances, corrected, strict=True))
    by_chance = [q for _, q in sorted(zip(chances, corrected, strict=True))]
    assert by_chance == sorted(by_chance)


@pytest.mark.parametrize("differences", [[0.0], [0.0] * 50, [3.5] * 4])
def test_differences_that_are_all_alike_have_no_width(differences):
    found = paired(differences)
    value = differences[0]
    for estimate in (found.mean, found.median):
        assert (estimate.value, estimate.low, estimate.high) == (value, value, value)
    if value == 0:
        assert (found.higher, found.equal, found.lower, found.p) == (0, len(differences), 0, 1)


def test_better_equal_and_worse_are_counted():
    found = paired([1, 2, 0, -1, 0, 1e-12])
    assert (found.n, found.higher, found.equal, found.lower) == (6, 2, 3, 1)
    assert found.median.value == pytest.approx(0)
    assert found.mean.value == pytest.approx(1 / 3)


def test_an_interval_is_the_bootstraps():
    """All 4^4 samples with replacement of four figures: their quantiles are what drawing samples comes near to."""
    figures = [0.0, 1.0, 2.0, 10.0]
    means = sorted(sum(sample) / 4 for sample in product(figures, repeat=4))
    low, high = means[round(0.025 * 255)], means[round(0.975 * 255)]
    found = average(figures)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.3), pytest.approx(high, abs=0.3))


def test_the_same_differences_have_the_same_interval_every_time():
    differences = [math.sin(i) for i in range(60)]
    assert paired(differences) == paired(differences)


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=25))
def test_turning_the_comparison_round_turns_its_figures_round(differences):
    one, other = paired(differences), paired([-d for d in differences])
    assert (one.higher, one.equal, one.lower, one.p) == (other.lower, other.equal, other.higher, other.p)
    assert one.mean.value == pytest.approx(-other.mean.value)
    assert one.mean.low <= one.mean.value + 1e-6
    assert one.mean.value <= one.mean.high + 1e-6


def test_an_interval_holds_the_truth_about_as_often_as_it_says():
    """200 samples of 30 figures of an even distribution around 0: 95 % of the intervals should hold 0; fewer than 90 % would be a fault."""
    random = Random(3)
    intervals = [average([random.uniform(-1, 1) for _ in range(30)]) for _ in range(200)]
    held = sum(found.low <= 0 <= found.high for found in intervals)
    assert 180 <= held <= 199
