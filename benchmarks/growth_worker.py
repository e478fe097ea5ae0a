"""One run of the growth curves, in a process of its own: `python -m benchmarks.growth_worker VARIED VALUE SECONDS`, JSON out."""

from __future__ import annotations

import json
import resource
import sys
import time

from benchmarks.growth import scenario
from benchmarks.weeks import laid_out
from solver.model.search import Budget, search


def peak() -> float:
    """The most memory this process has had, in megabytes."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main(varied: str, value: int, limit: float) -> None:
    """Solve one week and say what it took."""
    before = peak()
    case = laid_out(scenario(varied, value))
    started = time.perf_counter()
    found = search(case.problem, case.rules, Budget(limit))
    seconds = time.perf_counter() - started
    build = found.phases["build"] / 1000
    result = {
        "status": found.status,
        "build": build,
        "solve": seconds - build,
        "memory": peak() - before,
        "left_out": found.score.left_out if found.score else None,
        "points": found.score.points if found.score else None,
        "bound": [found.bound.left_out, found.bound.points] if found.bound else None,
        "size": found.size,
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
