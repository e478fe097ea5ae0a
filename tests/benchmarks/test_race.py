"""The race notices answers that cannot both be right, and counts fairly."""

import xml.etree.ElementTree as ET

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.race import OURS, Race, Run, picture, ratios, table


def race(*runs):
    return Race(10.0, [Run(week, who, status, score, 1.0, solve, fault) for week, who, status, score, solve, fault in runs])


@pytest.mark.parametrize(
    ("theirs", "wrong"),
    [
        (("optimal", (0, 10), ""), ""),
        (("feasible", (0, 12), ""), ""),
        (("unknown", None, ""), ""),
        (("optimal", (0, 12), ""), "differ"),
        (("feasible", (0, 9), ""), "yet (0, 9) was found"),
        (("infeasible", None, ""), "no schedule"),
        (("optimal", (0, 10), "a and b overlap."), "overlap"),
    ],
)
def test_disagreements(theirs, wrong):
    status, score, fault = theirs
    found = list(race(("w", OURS, "optimal", (0, 10), 5.0, ""), ("w", "other", status, score, 50.0, fault)).disagreements())
    assert bool(found) == bool(wrong)
    assert wrong in " ".join(found)


def test_ratios_count_the_limit_where_there_is_no_proof():
    runs = race(
        ("a", OURS, "optimal", (0, 1), 9.0, ""),
        ("a", "other", "optimal", (0, 1), 99.0, ""),
        ("b", OURS, "optimal", (0, 1), 9.0, ""),
        ("b", "other", "feasible", (0, 1), 500.0, ""),
        ("c", OURS, "unknown", None, 9.0, ""),
        ("c", "other", "optimal", (0, 1), 9.0, ""),
    )
    assert ratios(runs, "other") == [10.0, 1000.0]
    assert ratios(runs, "other", solving_only=True) == [11.0, pytest.approx(10_000 / 9)]
    assert "67 %" in table(runs)


def test_the_picture_is_svg():
    image = picture(race(("a", OURS, "optimal", (0, 1), 9.0, ""), ("a", "<other>", "unknown", None, 9.0, "")))
    assert ET.fromstring(image).tag.endswith("svg")
    assert "&lt;other&gt;" in image


def test_a_race_is_run():
    result = CliRunner().invoke(main, ["race", "--quick", "--n", "2", "--only", "time-indexed"])
    assert result.exit_code == 0, result.output
    assert "CP-SAT, time-indexed" in result.output
