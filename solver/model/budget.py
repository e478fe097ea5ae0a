"""What a search may spend."""

from __future__ import annotations

import time


class Budget:
    """What may still be spent: real seconds, effort, or both; None is without end. A person's Ctrl-C ends it too.

    Effort is CP-SAT's deterministic time, in seconds, with a little for setting up each solve. Under a limit of effort alone the same input
    gives the same answer on every machine, however busy it is (as long as one thread spends it).
    """

    def __init__(self, seconds: float | None, effort: float | None = None) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds
        self._effort = effort
        self.stopped = False  # by a person, not by the end of what may be spent

    def stop(self) -> None:
        """Let no more be spent."""
        self._end = time.monotonic()
        self.stopped = True

    def spend(self, effort: float) -> None:
        """Take away effort that was spent."""
        if self._effort is not None:
            self._effort = max(0.0, self._effort - effort)

    @property
    def left(self) -> float | None:
        """Seconds left, never negative."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())

    @property
    def effort_left(self) -> float | None:
        """Effort left, never negative."""
        return self._effort

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        return self.left == 0 or self._effort == 0
