"""What came of a squad as a whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from solver.squad.results import FORMAT, Record

MOST_TOLD = 100  # athletes of a kind that the summary names; the rest are counted


@dataclass
class Summary:
    """Counts and sums over the athletes of a squad, and who needs a look. It is told one record after the other.

    Attributes:
        together: athletes who share something: their bound is one for all of them, and in `bound` to begin with.
        counts: athletes by what came of them; `left_out` are those of the solved who miss a normal session, `not_proven` those whose
            effort ran out with a week.
        left_out, points: both levels, summed over everybody who has a week; `bound` is what no weeks can go below.
        named: for each sort of trouble the first who have it: id, where the scenario is, and why.
    """

    together: Collection[str] = ()
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("athletes", "solved", "left_out", "not_proven", "infeasible", "unknown", "broken", "failed", "crashed"), 0
        )
    )
    left_out: int = 0
    points: int = 0
    bound: dict[str, int] = field(default_factory=lambda: {"left_out": 0, "points": 0})
    named: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def take(self, record: Record) -> None:
        """Count one athlete."""
        self.counts["athletes"] += 1
        score = record.score
        if score is None:
            self.counts[record.status] += 1
            self._name(
                record.status, record, record.conflict or record.problem or "the effort was spent before a week was found."
            )
            return
        self.counts["solved"] += 1
        self.counts["not_proven"] += record.status == "feasible"
        self.left_out += score.left_out
        self.points += score.points
        if score.left_out:
            self.counts["left_out"] += 1
            missing = [item["id"] for item in (record.schedule or {})["not_placed"] if item["priority"] == "normal"]
            self._name("left_out", record, f"without {', '.join(missing)}")
        if record.athlete not in self.together:
            for level, least in ((record.schedule or {})["bound"] or {}).items():
                self.bound[level] += least

    def _name(self, what: str, record: Record, why: str) -> None:
        told = self.named.setdefault(what, [])
        if len(told) < MOST_TOLD:
            told.append({"athlete": record.athlete, "source": record.source, "why": why})

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "format": FORMAT,
            "counts": self.counts,
            "left_out": self.left_out,
            "points": self.points,
            "bound": self.bound,
            "named": self.named,
        }
