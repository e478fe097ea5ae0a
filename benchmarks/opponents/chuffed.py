"""Chuffed, through MiniZinc. Debian has no package of it; the npm package `minizinc` carries both as WebAssembly.

`WEEKFIT_MINIZINC_JS` names the folder that `npm install minizinc` was run in (default: where the race is run). Every week has a process of its
own, because Chuffed keeps state; it is warmed by flattening a trivial model, and its start does not count. WebAssembly is slower than native
code, above all in flattening, so that the race reports building and solving apart.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.opponents import chuffed_files
from benchmarks.opponents.instance import Instance
from benchmarks.opponents.minizinc import MODEL, data, placed, read
from benchmarks.opponents.protocol import Answer, Stopwatch, serve

WORKER = Path(__file__).with_name("chuffed_worker.cjs")
WARM_UP = {
    "files": {"warm.mzn": "var 1..3: x; solve minimize x;"},
    "args": ["-c", "--solver", "org.minizinc.chuffed", "warm.mzn"],
}


def _ask(process: subprocess.Popen[str], question: dict[str, Any]) -> dict[str, Any]:
    stdin, stdout = process.stdin, process.stdout
    assert stdin is not None
    assert stdout is not None
    stdin.write(json.dumps(question) + "\n")
    stdin.flush()
    line = stdout.readline()
    return dict(json.loads(line)) if line.strip() else {"milliseconds": 0.0, "messages": []}


def solve(week: Instance, limit: float) -> Answer:
    """Flatten and solve one week."""
    files = {"week.mzn": MODEL.read_text(encoding="utf-8"), "week.json": json.dumps(data(week))}
    process = subprocess.Popen(  # noqa: S603
        ["node", str(WORKER), str(chuffed_files())],  # noqa: S607
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        started = Stopwatch()
        assert process.stdout is not None
        process.stdout.readline()
        _ask(process, WARM_UP)
        limit_ms = round(1000 * limit + started.lap())  # Chuffed's own clock began with the process
        args = ["-s", "-i", "-f", "--solver", "org.minizinc.chuffed", "--time-limit", str(limit_ms), "week.mzn", "week.json"]
        reply = _ask(process, {"files": files, "args": args})
    finally:
        process.kill()
        with process:  # closes its pipes
            process.wait()
    status, text, statistics = read(reply["messages"])
    build = 1000 * float(statistics.get("flatTime", 0))
    return Answer(status, placed(week, text) if text else [], build, reply["milliseconds"] - build)


if __name__ == "__main__":
    serve(solve)
