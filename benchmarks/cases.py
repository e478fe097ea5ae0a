"""The cases that are measured: every scenario with the answer that is expected of it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "scenarios"


@dataclass(frozen=True)
class Expected:
    """What must come out: the status, and both levels of the objective where there is a schedule."""

    status: str
    left_out: int | None
    points: int | None

    def differs(self, status: str, left_out: int | None, points: int | None) -> str:
        """What is wrong with an answer; empty when nothing is."""
        if status != self.status:
            return f"{status}, but {self.status} is expected"
        wrong = [
            f"{name} {got}, but {wanted} expected"
            for name, got, wanted in (("left out", left_out, self.left_out), ("points", points, self.points))
            if got != wanted
        ]
        return "; ".join(wrong)


@dataclass(frozen=True)
class BenchmarkCase:
    """One scenario to be measured."""

    name: str
    path: str
    expected: Expected


def cases(names: tuple[str, ...] = ()) -> list[BenchmarkCase]:
    """The named scenarios, or all of them, in the order of their names."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        if names and path.stem not in names:
            continue
        data = tomllib.loads((FOLDER / "expected" / path.name).read_text(encoding="utf-8"))
        expected = Expected(data["status"], data.get("left_out"), data.get("points"))
        found.append(BenchmarkCase(path.stem, str(path), expected))
    return found
