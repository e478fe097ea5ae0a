"""The shape of the code: imports point one way, public names are documented, files stay readable."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOLVER = ROOT / "solver"
FILES = sorted(SOLVER.rglob("*.py"))
LONGEST_FILE = 420

# What each part may use, besides itself. Everything else is a step in the wrong direction.
MAY_USE = {
    "domain": set(),
    "rules": {"domain"},
    "rulesets": {"domain", "rules"},
    "model": {"domain", "rules"},
    "judge": {"domain", "rules"},
    "judged": {"domain", "rules", "judge"},
    "outcome": {"domain", "rules", "model", "judge", "judged"},
    "explain": {"domain", "rules", "rulesets", "model", "judge", "outcome"},
    "fit": {"domain", "rules", "rulesets", "model", "judge", "outcome", "explain"},
    "calendars": {"domain"},
    "files": {"domain", "rules", "rulesets", "calendars"},
    "batch": {"domain", "files"},
    "squad": {"domain", "rules", "rulesets", "model", "judge", "judged", "outcome", "explain", "fit", "files", "batch"},
    "compare": {"domain", "rules", "rulesets", "judge", "judged", "explain", "fit", "files", "batch", "squad"},
    "show": {"domain", "rules", "rulesets", "judge", "explain", "squad", "compare"},
    "cli": {
        "domain",
        "rules",
        "rulesets",
        "judge",
        "explain",
        "fit",
        "files",
        "show",
        "model",
        "outcome",
        "solver",
        "calendars",
        "batch",
        "squad",
        "compare",
    },
    "solver": {"domain", "rules", "rulesets", "judge", "explain", "fit", "files", "show", "cli"},
}
MAY_USE_ORTOOLS = {"model", "explain", "squad"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def part_of(path: Path) -> str:
    """The part of the code a file belongs to: its folder or module right below solver/."""
    name = path.relative_to(SOLVER).parts[0].removesuffix(".py")
    return "solver" if name in {"__init__", "__main__"} else name


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            if node.module == "solver":
                yield from (f"solver.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_point_one_way(path):
    part = part_of(path)
    assert part in MAY_USE, f"{part} is new: say in MAY_USE what it may use"
    used = set()
    for module in imported(path):
        top, *rest = module.split(".")
        if top == "solver":
            used.add(rest[0] if rest and rest[0] in MAY_USE else "solver")
    assert used - {part} <= MAY_USE[part]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_ortools_stays_where_it_belongs(path):
    if part_of(path) not in MAY_USE_ORTOOLS:
        assert not [module for module in imported(path) if module.split(".")[0] == "ortools"]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_file_is_too_long(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8", timeout=60).stdout


def test_help_does_not_pay_for_ortools():
    code = """
import sys
from solver.cli.main import main
main(["--help"], prog_name="weekfit", standalone_mode=False)
slow = {"ortools", "numpy", "pandas"} & set(sys.modules)
assert not slow, slow
"""
    assert "Usage: weekfit" in run(code)


def test_the_judge_works_without_ortools():
    """The second opinion shares nothing with the model: it runs where ortools cannot be imported at all."""
    code = """
import sys
sys.modules["ortools"] = None
from solver.files.reader import read_case
from solver.judge import judge
case = read_case("scenarios/night-shift-nurse.toml")
print(len(judge(case.problem, case.rules, ()).reports))
"""
    assert int(run(code)) > 0


def documented_elsewhere() -> set[str]:
    """The names of methods whose meaning is told once: in the rules' base class and in the protocols."""
    tree = ast.parse((SOLVER / "rules" / "rule.py").read_text(encoding="utf-8"))
    told = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name in {"Rule", "Week", "Actor"}]
    return {method.name for node in told for method in node.body if isinstance(method, ast.FunctionDef)}


def undocumented(node: ast.AST, prefix: str, overrides: set[str]) -> Iterator[str]:
    """Public classes, functions and methods without a docstring."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) or child.name.startswith("_"):
            continue
        told = ast.get_docstring(child) is not None
        if not told and not (isinstance(node, ast.ClassDef) and child.name in overrides):
            yield f"{prefix}{child.name}"
        if isinstance(child, ast.ClassDef):
            yield from undocumented(child, f"{prefix}{child.name}.", overrides)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_public_names_are_documented(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told_elsewhere = documented_elsewhere() if part_of(path) in {"rules", "model"} and path.name != "rule.py" else set()
    missing = list(undocumented(tree, "", told_elsewhere))
    if tree.body and ast.get_docstring(tree) is None:
        missing.append("the module")
    assert not missing
