"""Squads for tests, written into a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

WEEK = "2026-11-23"


def scenario(id_: str | None = None, **more: Any) -> dict[str, Any]:
    """A small week, quickly solved."""
    athlete = {"athlete": {"id": id_}} if id_ is not None else {}
    return {
        **athlete,
        "rules": "free",
        "availability": {"mon": "06:00-07:00 road", "tue": "18:00-19:00 road"},
        "sessions": [{"kind": "easy_run", "minutes": 30}, {"kind": "tempo_run", "minutes": 40}],
        **more,
    }


IMPOSSIBLE = {"sessions": [{"kind": "easy_run", "minutes": 30, "priority": "key", "count": 2, "days": "mon", "buffer": 5}]}


def lines(*scenarios: Any) -> bytes:
    """Scenarios as JSON lines."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in scenarios)


def write(folder: Path, squad: str = 'athletes = "all.jsonl"', **files: bytes) -> str:
    """Write a squad file and others beside it (`a__b.jsonl` is `a/b.jsonl`); the path of the squad file."""
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_jsonl", ".jsonl").replace("_toml", ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    path = folder / "squad.toml"
    path.write_text(f"week = {WEEK}\n{squad}\n", encoding="utf-8")
    return str(path)
