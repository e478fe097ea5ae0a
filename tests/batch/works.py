"""What the jobs of these tests do, in other processes: count themselves in a file, and misbehave when told to."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from solver.batch.job import Job, fingerprint


def square(payload: dict[str, Any]) -> dict[str, Any]:
    """The square of a number; every call leaves a line in a log that all processes share."""
    if "log" in payload:
        with Path(payload["log"]).open("a", encoding="utf-8") as log:
            log.write(f"{payload['number']} {os.getpid()}\n")
    time.sleep(payload.get("sleep", 0))
    if "gate" in payload:
        while not Path(payload["gate"]).exists():
            time.sleep(0.01)
    if payload.get("kills"):
        os.kill(os.getpid(), signal.SIGKILL)
    if "kills_once" in payload and not Path(payload["kills_once"]).exists():
        Path(payload["kills_once"]).touch()
        os.kill(os.getpid(), signal.SIGSEGV)
    if "raises" in payload:
        raise ValueError(payload["raises"])
    return {"square": payload["number"] ** 2, "_measured": {"process": os.getpid()}}


def no_json(payload: dict[str, Any]) -> dict[str, Any]:
    """Something that no file can hold."""
    return {"number": payload["number"], "what": object()}


def jobs(number: int, log: Path | None = None, special: dict[int, dict[str, Any]] | None = None, **every: Any) -> list[Job]:
    """So many jobs; some of them with more in their payload."""
    found = []
    for each in range(number):
        told = {"number": each, **every, **(special or {}).get(each, {})}
        payload = {**told, "log": str(log)} if log else told
        found.append(Job(f"job {each}", fingerprint(told), payload))
    return found


def calls(log: Path) -> list[int]:
    """The numbers of the jobs that were begun, in that order."""
    return [int(line.split()[0]) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []


def files(out: Path) -> dict[str, bytes]:
    """What a run leaves, but for what was measured."""
    found = (path for path in sorted(out.rglob("*")) if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(out)): path.read_bytes() for path in found if "measured" not in path.parts}
