"""How a batch stands, on standard error: in place on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time

import click

from solver.batch.job import Tally
from solver.domain.errors import visible

ON_TERMINAL, ELSEWHERE = 0.2, 10.0  # seconds between two words of progress


class BatchProgress:
    """Told how a batch stands, many times a second; says it when there was time to read the last.

    Args:
        what: what becomes of the jobs, `pairs solved`.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._in_place = sys.stderr.isatty()
        self._started = self._said = time.monotonic()
        self._shown = False
        self._damaged = 0

    def __call__(self, tally: Tally) -> None:
        """Say it, if it is time."""
        if tally.damaged > self._damaged:
            self._damaged = tally.damaged
            click.echo(f"Note: {_results(tally.damaged)} of an earlier run: edited or cut off since, so not used.", err=True)
        now = time.monotonic()
        ended = tally.total is not None and tally.done >= tally.total
        pause = ON_TERMINAL if self._in_place else ELSEWHERE
        if now - self._said < pause and not (ended and self._shown):
            return
        self._said, self._shown = now, not ended
        line = self._line(tally, now - self._started)
        click.echo(f"\r\033[K{line}" if self._in_place else line, err=True, nl=ended or not self._in_place)

    def _line(self, tally: Tally, seconds: float) -> str:
        of = f" of {tally.total}" if tally.total is not None else ""
        parts = [f"{tally.done}{of} {self._what}"]
        if tally.kept:
            parts.append(f"{tally.kept} from before")
        if tally.failed or tally.crashed:
            parts.append(f"{tally.failed + tally.crashed} failed")
        new = tally.done - tally.kept
        if tally.total is not None and new and tally.done < tally.total:
            parts.append(f"{_duration(seconds / new * (tally.total - tally.done))} left")
        if tally.note:
            parts.append(visible(tally.note))
        return ", ".join(parts)


class Sentences:
    """Told how a search stands, as often as it likes; says the first sentence, and later ones when there was time to read the last."""

    def __init__(self) -> None:
        self._said: float | None = None

    def __call__(self, text: str) -> None:
        """Say it, if it is time."""
        now = time.monotonic()
        if self._said is None or now - self._said >= ELSEWHERE:
            self._said = now
            click.echo(visible(text), err=True)


def _results(number: int) -> str:
    return f"{number} result{'s' if number > 1 else ''}"


def _duration(seconds: float) -> str:
    """`40 s`, `3 min`, `2 h 5 min`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
