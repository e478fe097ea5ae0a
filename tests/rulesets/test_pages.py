"""The pages about rule sets say what the sets and the schedules say."""

from __future__ import annotations

from pathlib import Path

import pytest

from solver.domain.schedule import Schedule
from solver.files.reader import read_case
from solver.fit import fit
from tools import coverage, ruleset_table
from tools.coverage import Fact, cited, facts
from tools.ruleset_table import ONE, OTHER, SHOWN

WRITTEN = ruleset_table.PATH.read_text(encoding="utf-8")


def test_every_fact_is_carried_or_has_its_reason() -> None:
    assert not list(coverage.problems())


def test_the_coverage_page_is_up_to_date() -> None:
    assert coverage.PATH.read_text(encoding="utf-8") == coverage.page(), "run `python -m tools.coverage`"


def test_all_facts_are_read() -> None:
    """The numbers of each source run without a gap, and the studies are there."""
    numbers: dict[str, list[str]] = {}
    for fact in facts():
        numbers.setdefault(fact.source, []).append(fact.number)
    studies = numbers.pop("Trials and guidelines")
    assert studies == ["Robineau 2016", "Doma & Deakin 2013", "Frandsen 2025", "WHO 2020"]
    lengths = {"peloton": "P9", "hart": "H10", "joggo": "J6", "leg-day": "L5", "run-lift-fit": "F13"}
    assert {source: found[-1] for source, found in numbers.items()} == lengths
    for found in numbers.values():
        assert found == [f"{found[0][0]}{number}" for number in range(1, len(found) + 1)]


def test_sources_are_read_as_they_are_written() -> None:
    assert cited("peloton P1, P2, hart H10") == ("peloton P1", "peloton P2", "hart H10")
    assert cited("run-lift-fit F3, WHO 2020, Doma & Deakin 2013") == ("run-lift-fit F3", "WHO 2020", "Doma & Deakin 2013")


def test_a_gap_and_a_wrong_name_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    without = {name: rules for name, rules in coverage.carriers().items() if name != "joggo J1"}
    monkeypatch.setattr(
        coverage, "carriers", lambda: {**without, "hart H77": {"some-rule": ["hart"]}, "peloton P7": {"other": ["hart"]}}
    )
    wrong = list(coverage.problems())
    assert len(wrong) == 3
    assert any("H77" in line and "some-rule" in line for line in wrong)
    assert any(line.startswith("joggo J1 has no rule") for line in wrong)
    assert any(line.startswith("peloton P7 has a rule") for line in wrong)


def test_a_fact_has_a_name() -> None:
    assert Fact("hart", "H1", "").name == "hart H1"
    assert Fact("Trials and guidelines", "WHO 2020", "").name == "WHO 2020"


@pytest.mark.parametrize("scenario", ruleset_table.scenarios())
def test_a_scenario_under_all_sets_is_up_to_date(scenario: str) -> None:
    assert f"\n{ruleset_table.scenario_part(scenario)}\n" in WRITTEN, "run `python -m tools.ruleset_table`"
    if scenario in SHOWN:
        assert f"\n{ruleset_table.difference_part(scenario)}\n" in WRITTEN, "run `python -m tools.ruleset_table`"
        assert ruleset_table.parted(scenario), "neither set objects to the other's week"
        assert ruleset_table.days(scenario, ONE) != ruleset_table.days(scenario, OTHER)


def paragraphs(text: str) -> list[str]:
    """The parts of a page that blank lines separate."""
    return text.strip().split("\n\n")


def test_the_frame_of_the_page_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything but the scenarios' own parts: what is said around them, and which there are, in which order."""
    names = {name: read_case(str(ruleset_table.SCENARIOS / f"{name}.toml")).problem.scenario.athlete.name for name in SHOWN}
    monkeypatch.setattr(ruleset_table, "scenario_part", lambda scenario: f"### {scenario}")
    monkeypatch.setattr(ruleset_table, "difference_part", lambda scenario: f"### {names[scenario]}")
    frame = paragraphs(ruleset_table.page())
    written = paragraphs(WRITTEN)
    assert [part for part in written if part.startswith("#")] == [part for part in frame if part.startswith("#")]
    assert set(frame) <= set(written)
    assert len(SHOWN) >= 3


def reweighted(folder: Path, scenario: str, id_: str, points: int) -> Schedule:
    """A scenario under base with another price for one rule."""
    path = folder / f"{id_}-{points}.toml"
    path.write_text(f'title = "Other"\nextends = ["base"]\n[[rules]]\nid = "{id_}"\npoints = {points}\n', encoding="utf-8")
    return fit(read_case(str(ruleset_table.SCENARIOS / f"{scenario}.toml"), [str(path)]), explain=False)


def test_where_the_first_worked_week_turns(tmp_path: Path) -> None:
    """docs/weights.md: the optional run and the second rest day are worth 10 each; not running twice on Monday, more than that or less."""
    for points, twice in ((9, 1), (11, 0)):
        week = reweighted(tmp_path, "clock-change-autumn", "one-run-a-day", points)
        assert next(report.amount for report in week.rules_report if report.id == "one-run-a-day") == twice


def test_where_the_second_worked_week_turns(tmp_path: Path) -> None:
    """docs/weights.md: the turbo trainer is worth 16."""
    for points, hard_days in ((15, 4), (17, 3)):
        week = reweighted(tmp_path, "student-triathlete", "cluster-hard-days", points)
        assert week.totals
        assert week.totals.hard_days == hard_days
        assert ("turbo" in {item.id for item in week.not_placed}) == (hard_days == 3)
