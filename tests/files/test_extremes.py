"""Weeks at every limit of the format: read, solved and explained in little time and memory, or refused in a sentence.

`WEEKFIT_FUZZ=5000 pytest tests/files/test_extremes.py` tries so many.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

NUMBER = int(os.environ.get("WEEKFIT_FUZZ", "40"))
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_extreme_weeks(part: int) -> None:
    """In a process with bounded memory."""
    number = NUMBER // PARTS
    command = [sys.executable, "-m", "tests.files.extremes", str(part * number), str(number)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
