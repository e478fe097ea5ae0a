"""The documents say what the program says."""

import re
import tomllib
from pathlib import Path

import pytest

from solver.cli.main import COMMANDS
from solver.domain.problem import Problem
from solver.domain.scenario import Scenario
from solver.domain.schedule import Schedule
from solver.rules import RULES
from solver.rulesets.ruleset import load, read_rule, rules_for, shipped_names
from tools import rule_catalogue
from tools.console_blocks import ROOT, commands, documents, refreshed, same, steps

MARKDOWN = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", documents(), ids=name_of)
def test_console_blocks_show_what_the_program_prints(path):
    text = path.read_text(encoding="utf-8")
    assert refreshed(text) == text, f"run `python -m tools.console_blocks {name_of(path)}`"


def test_the_readme_shows_every_command():
    shown = {
        line.split()[1]
        for path in documents()
        for line in commands(path.read_text(encoding="utf-8"))
        if line.startswith("weekfit ")
    }
    assert set(COMMANDS) <= shown


def test_the_rule_catalogue_is_up_to_date():
    assert rule_catalogue.PATH.read_text(encoding="utf-8") == rule_catalogue.catalogue(), "run `python -m tools.rule_catalogue`"


@pytest.mark.parametrize("rule", RULES, ids=rule_catalogue.rule_name)
def test_the_example_of_a_rule_is_a_rule(rule):
    example = rule_catalogue.example(rule_catalogue.sections(rule.__doc__)["Example"])
    assert type(read_rule({"id": "example", **tomllib.loads(example)}, "example")) is rule


def sources_told() -> set[str]:
    """Every key and line that docs/sources.md has: `joggo J1`, `WHO 2020`."""
    text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    told = {"coaching practice"}
    for section in text.split("\n## ")[1:]:
        title, _, body = section.partition("\n")
        cells = re.findall(r"^\| ([^|]+) \|", body, re.MULTILINE)
        told |= {cell if " " in cell else f"{title} {cell}" for cell in cells}
    return told


@pytest.mark.parametrize("name", shipped_names())
def test_every_source_of_a_shipped_rule_is_told(name):
    told, wanted, article = sources_told(), set(), ""
    for rule in load([name]).rules:
        for part in rule.source.split(", "):
            if " " in part:
                article = part.split()[0]
                wanted.add(part)
            elif part:
                wanted.add(f"{article} {part}")  # `hart H2, H3`
        assert rule.source, f"{rule.id} has no source"
        assert rule.why, f"{rule.id} has no reason"
    assert wanted <= told


def blocks(name: str, kind: str) -> list[str]:
    """The fenced blocks of a kind in a document."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", blocks("docs/scenario-file.md", "toml"))
def test_the_examples_of_the_scenario_file_are_right(block):
    """Each is a scenario, a piece of one, a rule set or a schedule."""
    data = tomllib.loads(block)
    if "title" in data:
        path = "club.toml"
        assert load([path], lambda *_: (path, data)).rules
    elif any("start" in session for session in data.get("sessions", ())):
        assert Schedule.model_validate(data).sessions
    else:
        all_day = {"every": ["06:00-22:00"]}
        scenario = Scenario.model_validate({"week": "2026-11-23", "availability": all_day, **data})
        problem = Problem.of(scenario)
        assert rules_for(problem, load(scenario.rules))


def test_how_to_add_a_rule_shows_the_code_as_it_is():
    code = "".join((ROOT / "solver" / "rules" / name).read_text(encoding="utf-8") for name in ("days.py", "__init__.py"))
    for block in blocks("CONTRIBUTING.md", "python"):
        lines = [line for line in block.splitlines() if line.strip() not in {"", "…"}]
        assert not [line for line in lines if line not in code]
    shown = [case for block in blocks("CONTRIBUTING.md", "toml") for case in tomllib.loads(block)["cases"]]
    assert shown
    assert all(case in rule_catalogue.cases("streak") for case in shown)


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_links_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    targets = {target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not target.startswith(("http", "mailto"))}
    broken = []
    for target in sorted(targets):
        name, _, anchor = target.partition("#")
        file = (path.parent / name) if name else path
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert not broken


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_names_every_file_of_the_docs():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [path.name for path in (ROOT / "docs").glob("*.md") if f"docs/{path.name}" not in text]
    assert not missing


def test_the_check_of_blocks_sees_a_difference():
    assert [(step.command, step.output) for step in steps("$ one\na\nb\n$ two\n")] == [("one", "a\nb"), ("two", "")]
    assert same("in 0.02 s", "in 1.7 s")
    assert same("a\n…\nd", "a\nb\nc\nd")
    assert not same("a\n…\nd", "a\nb")
    assert not same("points 3", "points 4")
    assert not same("", "a")
