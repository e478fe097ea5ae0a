"""What a command may take, held to by the system: processor time, and memory, for any file that is legal."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parent / "large"
SPENT = 6  # processor seconds: starting Python and reading take 1 or 2 on a slow machine, and the search is given 1
SPACE = 3 * 1024**3 // 2  # of addresses


def wide(rules: int) -> dict[str, Any]:
    """60 sessions in 98 windows, under so many more rules, each about most pairs of sessions."""
    data: dict[str, Any] = json.loads((CASES / "b1.json").read_text(encoding="utf-8"))
    rule = {"rule": "apart", "between": "run", "and": "lift", "level": "should", "points": 1}
    return {**data, "overrides": [{"id": f"x{number}", "hours": 1 + number % 100, **rule} for number in range(rules)]}


def limited(command: list[str], folder: Path, seconds: int = SPENT) -> subprocess.CompletedProcess[str]:
    """Run a command under the limits."""

    def hold() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))

    return subprocess.run(
        [sys.executable, "-m", "solver", *command], capture_output=True, text=True, cwd=folder, preexec_fn=hold, check=False
    )


@pytest.mark.parametrize("name", ["b1", "b4", "b5-5"])
@pytest.mark.parametrize("command", ["solve", "explain"])
def test_a_limit_of_a_second_is_kept(name: str, command: str, tmp_path: Path) -> None:
    """Weeks whose models took half a minute and 1.5 GB to build."""
    done = limited([command, str(CASES / f"{name}.json"), "--time-limit", "1"], tmp_path)
    assert done.returncode in (0, 1, 3), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["solve"], ["solve", "--alternatives", "3"], ["solve", "--diverse", "3"], ["explain"]])
def test_a_thousand_rules(command: list[str], tmp_path: Path) -> None:
    """118 KB of rules took 8.5 GB."""
    (tmp_path / "b5.json").write_text(json.dumps(wide(1000)), encoding="utf-8")
    done = limited([*command, "b5.json", "--time-limit", "1"], tmp_path)
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr


def test_a_model_that_is_too_large(tmp_path: Path) -> None:
    """Without a limit of time its size ends the building, with a word on what to lower, in the page and in the JSON."""
    (tmp_path / "b5.json").write_text(json.dumps(wide(1000)), encoding="utf-8")
    done = limited(["solve", "b5.json", "--json"], tmp_path, seconds=60)
    assert done.returncode == 3, done.stderr
    schedule = json.loads(done.stdout)
    assert schedule["status"] == "unknown"
    assert schedule["why"].startswith("The week is too large to be planned: ")
    assert "rules of the sort 'apart', such as" in schedule["why"]
