"""The growth curves vary one thing; the guard knows better from worse."""

import xml.etree.ElementTree as ET

import pytest

from benchmarks.growth import CURVES, USUAL, Point, exponent, in_words, picture, scenario
from benchmarks.guard import regressions, weighed
from benchmarks.weeks import laid_out


@pytest.mark.parametrize(("varied", "value"), [(varied, value) for varied, values in CURVES.items() for value in values])
def test_one_thing_is_varied(varied, value):
    case = laid_out(scenario(varied, value))
    size = {**USUAL, varied: value}
    assert len(case.problem.sessions) == size["sessions"]
    assert len(case.problem.windows) == size["windows"]
    assert len(case.rules) == size["rules"]
    assert case.problem.clock.grid == 60 // size["steps an hour"]
    if varied == "hours free":
        assert sum(window.end - window.start for window in case.problem.windows) == 60 * value


def point(value, seconds, status="optimal"):
    return Point("sessions", value, status, seconds / 2, seconds / 2, 10.0, 0, 7, (0, 5), {})


def test_the_exponent_is_that_of_a_power():
    points = [point(value, 0.01 * value**2) for value in (5, 10, 20)]
    assert exponent(points) == pytest.approx(2)
    assert "square of the sessions (exponent 2.0); everything was proven" in in_words("sessions", points)


def test_a_cliff_is_said_with_its_answer():
    points = [*(point(value, 0.01 * value) for value in (5, 10, 20)), point(40, 20.0, "feasible")]
    words = in_words("sessions", points)
    assert "no proof within the limit at 40 (answer: 0 left out and 7 points, at least 0 and 5)" in words
    assert ET.fromstring(picture(points, 20.0)).tag.endswith("svg")


STORED = {
    "ratio to time-indexed": 10.0,
    "share that is not CP-SAT": 0.4,
    "weeks": {"a": [0.1, 100, "0/10"], "b": [0.001, 50, "feasible"]},
}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, ""),
        ({"weeks": {"a": [0.11, 110, "0/10"], "b": [0.002, 50, "0/3"], "new": [9.0, 9, "0/1"]}}, ""),
        ({"weeks": {"a": [0.3, 100, "0/10"], "b": [0.001, 50, "feasible"]}}, "a: deterministic time"),
        ({"weeks": {"a": [0.13, 100, "0/10"], "b": [0.001, 50, "feasible"]}}, "deterministic time of all weeks"),
        ({"weeks": {"a": [0.1, 200, "0/10"], "b": [0.001, 50, "feasible"]}}, "constraints"),
        ({"weeks": {"a": [0.1, 100, "0/11"], "b": [0.001, 50, "feasible"]}}, "a: the answer is 0/11"),
        ({"ratio to time-indexed": 5.0}, "5 times faster"),
        ({"share that is not CP-SAT": 0.7}, "70%"),
    ],
)
def test_regressions(change, wrong):
    found = " ".join(regressions(STORED, {**STORED, **change}))
    assert bool(found) == bool(wrong)
    assert wrong in found


def test_deterministic_time_is_counted_and_the_same_every_time():
    case = laid_out(scenario("sessions", 5))
    first, second = (weighed("five", case, 0.0) for _ in range(2))
    assert first.deterministic == second.deterministic > 0
