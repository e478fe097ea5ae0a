"""Solving again and again in one process does not gain memory.

`WEEKFIT_SOAK=3000 pytest tests/model/test_soak.py` does so 3,000 times.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

NUMBER = int(os.environ.get("WEEKFIT_SOAK", "90"))
MOST = 8 + NUMBER / 250  # MB: 20 for 3,000 solves
ROOT = Path(__file__).parents[2]


def test_memory() -> None:
    """Models, solvers and their threads are let go of."""
    command = [sys.executable, "-m", "tests.model.soak", str(NUMBER)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    first, last = map(float, done.stdout.split())
    assert last - first < MOST, done.stdout
