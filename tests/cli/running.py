"""How the tests run the command line."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from solver.cli.main import main

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "scenarios"
NURSE = str(SCENARIOS / "night-shift-nurse.toml")
IMPOSSIBLE = str(SCENARIOS / "impossible-week.toml")

PLAIN = """
week = 2026-11-23
rules = "free"
[availability]
every = ["06:00-09:00 road gym"]
[[sessions]]
kind = "long_run"
minutes = [60, 90]
priority = "key"
[[sessions]]
kind = "easy_run"
count = 2
minutes = [30, 45]
"""


def run(*args: str, stdin: str | bytes | None = None) -> Result:
    """Run weekfit; nothing may go wrong in a way that it does not say."""
    result = CliRunner().invoke(main, list(args), input=stdin, prog_name="weekfit")
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert "Traceback" not in result.output
    return result


def run_json(*args: str, stdin: str | bytes | None = None, status: int = 0) -> Any:
    """What a command prints with --json: JSON alone."""
    result = run(*args, "--json", stdin=stdin)
    assert result.exit_code == status, result.output
    return json.loads(result.stdout)


def by_hand(*sessions: dict[str, Any], **more: Any) -> str:
    """A schedule as a person would write it."""
    return json.dumps({"sessions": list(sessions), **more})
