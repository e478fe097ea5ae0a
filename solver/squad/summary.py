"""What came of a squad as a whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from solver.domain.schedule import Score
from solver.squad.results import FORMAT, Record

LEVELS = ("given_up", "left_out", "points")
MOST_TOLD = 100  # athletes of a kind that the summary names; the rest are counted


@dataclass
class Summary:
    """Counts and sums over the athletes of a squad, and who needs a look. It is told one record after the other.

    Attributes:
        together: athletes who share something: their bound is one for all of them, and in `bound` to begin with.
        counts: athletes by what came of them; of the solved, `served` are those with every key and normal session, `given_up` those who
            go without a key or fixed session, `left_out` those who miss a normal one, `not_proven` those whose effort ran out with a week.
        given_up: how many key and fixed sessions are given up.
        left_out, points: both levels, summed over everybody who has a week; `bound` is what no weeks can go below.
        named: for each sort of trouble the first who have it: id, where the scenario is, and why.
    """

    together: Collection[str] = ()
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            (
                "athletes", "solved", "served", "given_up", "left_out", "not_proven",
                "infeasible", "unknown", "broken", "failed", "crashed",
            ), 0,
        )
    )  # fmt: skip
    given_up: int = 0
    left_out: int = 0
    points: int = 0
    bound: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
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
        self._missing(record, score)
        if record.athlete not in self.together:
            for level, least in ((record.schedule or {})["bound"] or {}).items():
                self.bound[level] += least

    def _missing(self, record: Record, score: Score) -> None:
        """Count and name an athlete who goes without something."""
        given_up = [item for item in (record.schedule or {})["not_placed"] if item["priority"] == "key"]
        self.given_up += len(given_up)
        self.counts["served"] += not given_up and not score.left_out
        if given_up:
            self.counts["given_up"] += 1
            self._name("given_up", record, " ".join(f"without {item['id']}: {item['why']}" for item in given_up))
        if score.left_out:
            self.counts["left_out"] += 1
            missing = [item["id"] for item in (record.schedule or {})["not_placed"] if item["priority"] == "normal"]
            self._name("left_out", record, f"without {', '.join(missing)}")

    @property
    def proven(self) -> bool:
        """Whether these weeks are proven the best: on all levels, and nobody is without a week for want of effort."""
        return not self.counts["unknown"] and all(self.bound[level] == getattr(self, level) for level in LEVELS)

    def _name(self, what: str, record: Record, why: str) -> None:
        told = self.named.setdefault(what, [])
        if len(told) < MOST_TOLD:
            told.append({"athlete": record.athlete, "source": record.source, "why": why})

    def to_json(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "format": FORMAT,
            "counts": self.counts,
            "given_up": self.given_up,
            "left_out": self.left_out,
            "points": self.points,
            "bound": self.bound,
            "proven": self.proven,
            "named": self.named,
        }
