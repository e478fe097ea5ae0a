"""Arithmetic with stretches, against the minutes one by one."""

import random
from itertools import pairwise

from solver.domain.spans import merged, without


def minutes(stretches):
    return {minute for start, end in stretches for minute in range(start, end)}


def tidy(stretches):
    """In order, none empty, none touching the next."""
    return all(start < end for start, end in stretches) and all(a[1] < b[0] for a, b in pairwise(stretches))


def test_merged():
    assert merged([]) == ()
    assert merged([(5, 5), (7, 6)]) == ()
    assert merged([(3, 5), (0, 3), (9, 12), (4, 6)]) == ((0, 6), (9, 12))


def test_without():
    assert without([(0, 10)], []) == ((0, 10),)
    assert without([(0, 10)], [(3, 5), (4, 6), (20, 30), (-5, 1)]) == ((1, 3), (6, 10))
    assert without([(0, 10)], [(0, 10)]) == ()
    assert without([(0, 10), (10, 20)], [(5, 15)]) == ((0, 5), (15, 20))


def test_both_by_the_minute():
    chance = random.Random(1)
    for _ in range(500):
        some, other = ([tuple(sorted(chance.sample(range(60), 2))) for _ in range(chance.randrange(6))] for _ in range(2))
        joined = merged(some)
        assert tidy(joined)
        assert minutes(joined) == minutes(some)
        left = without(joined, other)
        assert tidy(left)
        assert minutes(left) == minutes(some) - minutes(other)
