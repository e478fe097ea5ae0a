"""The table of pairs: one row for each scenario and rule set, solved or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from solver.compare.measures import MEASURES, Figure

FAILED = "failed"  # the set does not fit the scenario, or the pair crashed: `why` says it
STATUSES = ("optimal", "feasible", "infeasible", "unknown", FAILED)


@dataclass(frozen=True)
class Pair:
    """What became of one scenario under one rule set.

    Attributes:
        group: the kind of calendar.
        status: one of STATUSES.
        why: the reason of a pair that failed.
        figures: the measures by name; one that is missing or None has nothing to measure.
        judged: by each other set's name, the musts that this week breaks there, and its points there.
        command: what solves it again, in the folder of the results.
    """

    scenario: str
    group: str
    set: str
    status: str
    why: str = ""
    figures: Mapping[str, Figure] = field(default_factory=dict)
    judged: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    command: str = ""

    @property
    def solved(self) -> bool:
        """Whether there is a week."""
        return self.status in ("optimal", "feasible")

    @property
    def possible(self) -> bool | None:
        """Whether there is a week; None where that is not known."""
        return True if self.solved else False if self.status == "infeasible" else None


@dataclass(frozen=True)
class Table:
    """All pairs of a comparison, scenario by scenario, each with every set in the same order."""

    sets: tuple[str, ...]
    pairs: tuple[Pair, ...]

    def of(self, name: str) -> Sequence[Pair]:
        """The pairs of one set, in the order of the scenarios."""
        return self.pairs[self.sets.index(name) :: len(self.sets)]

    @property
    def groups(self) -> tuple[str, ...]:
        """The kinds of calendar, in the order in which they first come."""
        return tuple(dict.fromkeys(pair.group for pair in self.of(self.sets[0])))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of the columns that count sessions of a kind."""
        found = {name for pair in self.pairs for name in pair.figures if name.startswith("placed_")}
        return tuple(sorted(found))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        judged = (f"{what}[{name}]" for name in self.sets for what in ("musts_broken", "points"))
        crosswise = judged if any(pair.judged for pair in self.pairs) else ()
        names = (measure.name for measure in MEASURES)
        return ("scenario", "calendar", "set", "status", "why", *names, *self.kinds, *crosswise, "command")

    def rows(self) -> Iterator[list[str | Figure]]:
        """The pairs as rows, in the order of the columns."""
        columns = self.columns
        texts = {
            "scenario": "scenario",
            "calendar": "group",
            "set": "set",
            "status": "status",
            "why": "why",
            "command": "command",
        }
        for pair in self.pairs:
            judged = {
                f"{what}[{name}]": figure
                for name, both in pair.judged.items()
                for what, figure in zip(("musts_broken", "points"), both, strict=True)
            }
            figures: dict[str, Figure] = {**pair.figures, **judged}
            yield [getattr(pair, texts[name]) if name in texts else figures.get(name) for name in columns]
