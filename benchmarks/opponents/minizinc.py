"""What MiniZinc is told: the model in `week.mzn`, and the instance as its data. Gecode and Chuffed are run on it by their own modules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.opponents.instance import Instance
from benchmarks.opponents.protocol import Status

MODEL = Path(__file__).with_name("week.mzn")
STATUS: dict[str, Status] = {"OPTIMAL_SOLUTION": "optimal", "UNSATISFIABLE": "infeasible"}


def data(week: Instance) -> dict[str, Any]:
    """The instance as MiniZinc's JSON data; positions count from 1."""
    sessions = week.sessions
    slots = [slot for session in sessions for slot in session.slots]
    ends = [sum(len(session.slots) for session in sessions[: i + 1]) for i in range(len(sessions))]
    return {
        "n": len(sessions),
        "m": len(slots),
        "horizon": week.horizon,
        "grid": week.grid,
        "lo": [end - len(session.slots) + 1 for end, session in zip(ends, sessions, strict=True)],
        "hi": ends,
        "must": [session.level == "must" for session in sessions],
        "cost": [week.cost(i) for i in range(len(sessions))],
        **{key: [getattr(session, key) for session in sessions] for key in ("least", "most", "before", "after")},
        "liked": [
            {"set": [[0, week.horizon]] if s.preferred is None else [list(each) for each in s.preferred]} for s in sessions
        ],
        **{key: [getattr(slot, key) for slot in slots] for key in ("day", "first", "last", "until")},
        "alike": [first + 1 for first, _ in week.alike()],
        "apart": [[i + 1, j + 1, rule.steps, rule.points] for rule in week.apart for i, j in rule.pairs],
        "clear": [[i + 1, j + 1, rule.days, rule.points] for rule in week.clear for i, j in rule.pairs],
        "spaced": [[i + 1, j + 1, rule.days, rule.points] for rule in week.spaced for i, j in rule.pairs],
        "days_of": [{"set": [[i + 1, i + 1] for i in rule.of]} for rule in week.days],
        "days": [[rule.at_most, rule.points] for rule in week.days],
        "factor": [[dict(rule.factors).get(i, 0) for i in range(len(sessions))] for rule in week.minutes],
        "minutes": [[rule.at_least, rule.each, rule.points] for rule in week.minutes],
        "length": [[i + 1, rule.each, rule.points] for rule in week.length for i in rule.of],
        "preferred": [[i + 1, rule.points] for rule in week.preferred for i in rule.of],
    }


def placed(week: Instance, text: str) -> list[tuple[int, int, int]]:
    """The placed sessions in what the model prints."""
    found = json.loads(text)
    return [(i, found["start"][i], found["len"][i]) for i in week.inside if found["slot"][i]]


def read(messages: list[dict[str, Any]]) -> tuple[Status, str, dict[str, Any]]:
    """Status, last solution's text and statistics out of MiniZinc's stream of JSON messages."""
    status: Status = "unknown"
    text = ""
    statistics: dict[str, Any] = {}
    for message in messages:
        if message["type"] == "statistics":
            statistics |= message["statistics"]
        elif message["type"] == "solution":
            text = message["output"].get("default", "")
        elif message["type"] == "status":
            status = STATUS.get(message["status"], "unknown")
    return ("feasible" if text and status == "unknown" else status), text, statistics
