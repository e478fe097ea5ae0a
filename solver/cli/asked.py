"""How many other weeks were asked for."""

from __future__ import annotations

from dataclasses import dataclass

TIES = 200
DIVERSE_WITHIN = 10


@dataclass(frozen=True)
class Asked:
    """The options --alternatives, --ties, --within and --diverse."""

    alternatives: int | None = None
    ties: bool = False
    within: int | None = None
    diverse: int | None = None

    def __bool__(self) -> bool:
        return self != Asked()

    @property
    def most(self) -> int:
        """How many further weeks at most."""
        return self.alternatives or TIES

    @property
    def points(self) -> int | None:
        """How many points from the best at most; None: any."""
        return 0 if self.ties else self.within

    @property
    def apart_within(self) -> int:
        """The same for --diverse, which needs a limit."""
        return DIVERSE_WITHIN if self.points is None else self.points
