"""How full a shared place is, as a picture (SVG): one strip a day, as high as it is full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from xml.etree.ElementTree import Element

from solver.domain.times import clock_text
from solver.show.board import Place, day_text
from solver.show.markup import SVG, node

LEFT, HOUR, STRIP, GAP, TOP = (
    86,
    44,
    30,
    8,
    18,
)  # pixels: names of the days, an hour, a strip's height, between strips, hours' names
TOLD = 330  # pixels for the words behind a strip


def occupancy(place: Place, dates: Sequence[date]) -> Element:
    """The week of a place as an `<svg>` element."""
    low, high = place.hours
    right = LEFT + (high - low) * HOUR / 60
    told = f"How full {place.name} is: room for {place.capacity}"
    return node(
        "svg",
        node("title", told),
        *(part for day, on in enumerate(dates) for part in _strip(place, day, on, right)),
        *_clock(low, high, len(dates)),
        xmlns=SVG,
        viewBox=f"0 0 {right + TOLD:g} {TOP + len(dates) * (STRIP + GAP)}",
        width=f"{right + TOLD:g}",
        role="img",
        aria_label=told,
        class_="occupancy",
    )


def _clock(low: int, high: int, days: int) -> Iterator[Element]:
    for minute in range(low, high + 1, 60):
        x = _x(minute, low)
        yield node("line", class_="hour", x1=x, x2=x, y1=TOP - 4, y2=TOP + days * (STRIP + GAP) - GAP)
        if (minute - low) % 120 == 0:
            yield node("text", clock_text(minute), class_="tick", x=x, y=TOP - 7)


def _strip(place: Place, day: int, on: date, right: float) -> Iterator[Element]:
    low, _ = place.hours
    bottom = TOP + day * (STRIP + GAP) + STRIP
    yield node("rect", class_="room", x=LEFT, y=bottom - STRIP, width=right - LEFT, height=STRIP)
    yield node("text", day_text(on), class_="day", x=0, y=bottom - 10)
    for step in place.steps:
        if step.day == day and step.number:
            tall = round(min(1, step.number / place.capacity) * STRIP, 2)
            told = f"{clock_text(step.start)}-{clock_text(step.end)}: {step.number} of {place.capacity}"
            full = "full" if step.number >= place.capacity else "some"
            x = _x(step.start, low)
            box = node("rect", class_=full, x=x, y=round(bottom - tall, 2), width=round(_x(step.end, low) - x, 2), height=tall)
            yield node("g", node("title", told), box, class_="step")
    yield node("text", place.told(day), class_="told", x=right + 10, y=bottom - 10)


def _x(minute: int, low: int) -> float:
    return round(LEFT + (minute - low) * HOUR / 60, 2)
