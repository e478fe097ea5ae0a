"""Weekfit's own model in the race. It gets the scenario instead of the instance; laying that out is not counted, as it is for nobody.

Tidying up the schedule (ties broken as people like them) is not counted either: nobody else does it.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from typing import Any

from benchmarks.opponents.instance import Instance
from benchmarks.opponents.protocol import Answer, pinned
from benchmarks.weeks import core_case
from solver.model.search import Budget, search


def solve(scenario: dict[str, Any], week: Instance, limit: float) -> Answer:
    """Build and solve one week."""
    case = core_case(scenario)
    started = time.perf_counter()
    found = search(case.problem, case.rules, Budget(limit))
    spent = 1000 * (time.perf_counter() - started)
    build = found.phases["build"]
    positions = {session.id: position for position, session in enumerate(week.sessions) if session.inside}
    placed = [
        (positions[item.session.id], (item.start - week.origin) // week.grid, item.minutes // week.grid) for item in found.placed
    ]
    return Answer(found.status, placed, build, spent - build - found.phases.get("tidy", 0.0))


def main() -> None:
    """Answer questions until the input ends."""
    pinned()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        question = json.loads(line)
        answer = solve(question["scenario"], Instance.of(question["instance"]), question["limit"])
        sys.stdout.write(json.dumps(asdict(answer)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
