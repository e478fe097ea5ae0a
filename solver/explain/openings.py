"""Windows that are lengthened or new, as changes to a scenario."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from solver.domain.availability import Window
from solver.domain.clock import Clock
from solver.domain.errors import listed
from solver.domain.spans import Stretch
from solver.domain.times import Span
from solver.domain.times import clock_text as hours_text
from solver.explain.edits import Change, Edit, local_span, with_opening
from solver.rulesets.case import Case


def longer(clock: Clock, window: Window, awake: Sequence[Stretch], *, earlier: bool) -> Iterator[Window]:
    """A window with one end moved further and further, as far as waking hours without busy times go."""
    edge = window.start if earlier else window.end
    around = [(start, end) for start, end in awake if start <= edge <= end]
    limit = min((start for start, _ in around), default=edge) if earlier else max((end for _, end in around), default=edge)
    grid = clock.grid
    first = clock.floor(edge - 1) if earlier else clock.ceil(edge + 1)
    for moved in range(first, limit - 1, -grid) if earlier else range(first, limit + 1, grid):
        yield replace(window, start=moved) if earlier else replace(window, end=moved)


def lengthened(case: Case, old: Window, new: Window) -> Edit:
    """The change that moves one end of a window."""
    clock = case.problem.clock
    earlier = new.start < old.start
    start, end = (new.start, old.start) if earlier else (old.end, new.end)
    day = clock.local(old.start)
    before, after = local_span(clock, old), local_span(clock, new)
    moment = (
        f"start at {hours_text(after.start)} instead of {hours_text(before.start)}"
        if earlier
        else f"end at {_end(after)} instead of {_end(before)}"
    )
    alike = sum((window.start, window.end) == (old.start, old.end) for window in case.problem.windows)
    where = f" at {listed(old.places)}" if alike > 1 and old.places else ""
    text = f"Let the window of {day:%a} {before}{where} {moment} ({end - start} min more)."
    change = Change(f"availability {day:%Y-%m-%d}", str(before), str(after))
    return Edit(text, (change,), with_opening(case, start, end, old.places), end - start)


def _end(span: Span) -> str:
    return str(span).partition("-")[2]


def opened(case: Case, start: int, end: int, places: Sequence[str], who: Sequence[str]) -> Edit:
    """The change that opens a new window, in elapsed minutes, for some sessions."""
    clock = case.problem.clock
    span = local_span(clock, Window(start, end))
    place = f" at {places[0]}" if places else ""
    text = f"Free {end - start} min on {clock.local(start):%a} {span}{place}, for {listed(who, 'and')}."
    change = Change(f"availability {clock.local(start):%Y-%m-%d}", None, str(span))
    return Edit(text, (change,), with_opening(case, start, end, places), end - start)
