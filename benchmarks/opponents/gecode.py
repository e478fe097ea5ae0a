"""Gecode, through MiniZinc as Debian packages both (minizinc, flatzinc).

Building is MiniZinc's flattening, solving what Gecode says it took, setting up included; neither counts the start of a process.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

from benchmarks.opponents.instance import Instance
from benchmarks.opponents.minizinc import MODEL, data, placed, read
from benchmarks.opponents.protocol import Answer, Stopwatch, serve


def solve(week: Instance, limit: float) -> Answer:
    """Flatten and solve one week."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "week.json"
        file.write_text(json.dumps(data(week)), encoding="utf-8")
        options = ["--solver", "gecode", "--json-stream", "-s", "-i", "--time-limit", str(round(1000 * limit))]
        watch = Stopwatch()
        command = ["minizinc", *options, str(MODEL), str(file)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        wall = watch.lap()
    messages = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
    if faults := [message for message in messages if message["type"] == "error"]:
        raise RuntimeError(f"MiniZinc: {faults[0].get('message', faults[0])}")
    status, text, statistics = read(messages)
    build = 1000 * float(statistics.get("flatTime", 0))
    solving = [float(statistics[key]) for key in ("initTime", "solveTime") if key in statistics]
    spent = 1000 * sum(solving) if solving else max(0.0, wall - build)
    return Answer(status, placed(week, text) if text else [], build, spent)


if __name__ == "__main__":
    serve(solve)
