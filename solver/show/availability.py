"""Free time as a person writes it: the `[availability]` table of one week."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, timedelta

from solver.domain.availability import Availability, Window
from solver.domain.clock import Clock
from solver.domain.spans import Stretch, merged, without
from solver.domain.times import MINUTES_A_DAY, Span

_A_NIGHT = 18 * 60


def availability_table(windows: Iterable[Window], clock: Clock) -> dict[str, list[str]]:
    """The windows that start in a clock's week as the entries of an `[availability]` table: one for each date, and `busy`.

    Read again, the table gives the same windows. Local hours cannot say which of two times is meant that a change of clocks shows twice: where
    that matters, the window is written larger, and what is too much stands under `busy`, in UTC.
    """
    inside = [piece for window in windows for piece in days_of(window, clock)]
    table: dict[str, list[str]] = {clock.date_of(day).isoformat(): [] for day in range(7)}
    for window in inside:
        day, text = _written(window, clock)
        table.setdefault(day, []).append(text)
    meant = merged((window.start, window.end) for window in inside)
    read = [(window.start, window.end) for window in Availability.model_validate(table).windows(clock)]
    surplus = [(max(start, clock.start), end) for start, end in without(merged(read), meant)]
    if surplus:
        table["busy"] = [_moments(clock, stretch) for stretch in surplus]
    return table


def availability_toml(table: Mapping[str, Iterable[str]]) -> str:
    """The table as TOML, one line for each key."""
    lines = [
        f"{_key(key)} = [{', '.join(json.dumps(text, ensure_ascii=False) for text in texts)}]" for key, texts in table.items()
    ]
    return "\n".join(("[availability]", *lines))


def _key(key: str) -> str:
    return f'"{key}"' if key[:1].isdigit() else key


def days_of(window: Window, clock: Clock) -> Iterator[Window]:
    """What of a window lies in the week or begins in it; one that is longer than a night falls into its dates."""
    start, end = max(window.start, clock.start), window.end
    while start < min(end, clock.end):
        midnight = clock.minute(clock.local(start).date() + timedelta(days=1), 0)
        last = end if end - start < _A_NIGHT else min(end, midnight)
        yield Window(start, last, window.places)
        start = last


def _written(window: Window, clock: Clock) -> tuple[str, str]:
    """Date and hours of a window; times that occur a second time are written as the hours around them."""
    start, end = window.start, window.end
    while clock.local(start).fold:
        start -= 1
    while clock.local(end).fold:
        end += 1
    first, last = clock.local(start), clock.local(end)
    minutes = first.hour * 60 + first.minute
    until = (last.date() - first.date()) // timedelta(days=1) * MINUTES_A_DAY + last.hour * 60 + last.minute
    hours = [str(Span(minutes, until))]
    return first.date().isoformat(), " ".join([*hours, *window.places])


def _moments(clock: Clock, stretch: Stretch) -> str:
    start, end = (clock.local(minute).astimezone(UTC) for minute in stretch)
    return f"{start:%Y-%m-%dT%H:%MZ}/{end:%Y-%m-%dT%H:%MZ}"
