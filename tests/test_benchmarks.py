"""The benchmarks run, and notice a wrong answer."""

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.cases import Expected, cases


def test_every_benchmark_runs():
    names = ["something-has-to-give", "impossible-week"]
    result = CliRunner().invoke(main, ["phases", "--quick", *names])
    assert result.exit_code == 0, result.output
    for name in names:
        assert name in result.output


def test_an_unknown_scenario_is_named():
    result = CliRunner().invoke(main, ["phases", "no-such-week"])
    assert result.exit_code == 2
    assert "no-such-week" in result.output


def test_every_scenario_is_a_case():
    assert len(cases()) >= 17


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (("optimal", 0, 34), ""),
        (("feasible", 0, 34), "feasible, but optimal is expected"),
        (("optimal", 0, 33), "points 33, but 34 expected"),
        (("optimal", 10, 34), "left out 10, but 0 expected"),
    ],
)
def test_a_wrong_answer_is_noticed(answer, wrong):
    assert Expected("optimal", 0, 34).differs(*answer) == wrong
