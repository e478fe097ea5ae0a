"""docs/compare.md defines every measure as the program does; docs/study.md tells the kept results."""

from pathlib import Path

import pytest

from solver.compare.measures import MEASURES
from tools import study

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.name)
def test_every_measure_is_defined_as_the_program_does(measure):
    text = (ROOT / "docs" / "compare.md").read_text(encoding="utf-8")
    row = f"| `{measure.name}` | {measure.title} | {measure.better} | {measure.tells} |".replace("|  |", "| |")
    assert row in text


def test_the_study_tells_the_figures_of_the_kept_results():
    text = study.PATH.read_text(encoding="utf-8")
    assert study.filled(text, study.newest()) == text, "run `python -m tools.study`"


def test_a_figure_that_is_not_of_the_results_is_put_right():
    text = study.PATH.read_text(encoding="utf-8")
    for name in study.BLOCKS:
        start, mark, rest = text.partition(f"<!-- study: {name} -->\n")
        wrong = start + mark + "7" + rest
        assert study.filled(wrong, study.newest()) == text
