"""Many solves in one process: how much memory it gains after the first ones.

    python -m tests.model.soak NUMBER

prints the megabytes at the end of the first round over all scenarios and at the end.
"""

from __future__ import annotations

import resource
import sys
from itertools import cycle, islice
from pathlib import Path

from solver.files.reader import read_case
from solver.fit import fit

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.toml"))


def peak() -> float:
    """The most memory that the process had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def soak(number: int) -> tuple[float, float]:
    """The peak after one round over all scenarios, and after so many solves more."""
    marks = []
    for rounds in (len(SCENARIOS), number):
        for path in islice(cycle(SCENARIOS), rounds):
            fit(read_case(str(path)), effort=0.05, explain=False)
        marks.append(peak())
    return marks[0], marks[1]


if __name__ == "__main__":
    print(*soak(int(sys.argv[1])))
