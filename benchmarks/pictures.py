"""Line charts as SVG, written by hand: no plotting library, no script, readable in light and dark."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")  # told apart by the colour-blind too
FONT = "font-family='system-ui, sans-serif'"


@dataclass(frozen=True)
class Line:
    """One curve; `hollow` are points that are drawn as open circles (not proven)."""

    name: str
    points: tuple[tuple[float, float], ...]
    hollow: frozenset[float] = frozenset()


@dataclass(frozen=True)
class Axis:
    """One axis: its title, its ends, whether it is logarithmic, what its figures are."""

    title: str
    low: float
    high: float
    log: bool = False
    suffix: str = ""

    def at(self, value: float) -> float:
        """Where a value lies, from 0 to 1."""
        if self.log:
            return (math.log(max(value, self.low)) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """Round figures between the ends."""
        if self.log:
            powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
            return [10.0**power for power in powers if self.low * 0.999 <= 10.0**power <= self.high * 1.001]
        span = self.high - self.low
        step = next(s for s in (f * 10.0**p for p in range(-3, 6) for f in (1, 2, 5)) if span / s <= 6)
        first = math.ceil(self.low / step)
        return [number * step for number in range(first, math.floor(self.high / step) + 1)]


@dataclass(frozen=True)
class Chart:
    """One chart of several curves."""

    title: str
    across: Axis
    up: Axis
    lines: tuple[Line, ...]
    steps: bool = False  # whether a curve stays where it is until the next point


def svg(charts: Sequence[Chart], columns: int = 1, width: int = 620, height: int = 360) -> str:
    """The charts beside and below each other, as one picture."""
    rows = -(-len(charts) // columns)
    parts = [
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {columns * width} {rows * height}' width='{columns * width}' "
        f"height='{rows * height}' role='img'>",
        "<rect width='100%' height='100%' fill='#ffffff'/>",
    ]
    for number, chart in enumerate(charts):
        row, column = divmod(number, columns)
        parts.append(f"<g transform='translate({column * width} {row * height})'>")
        parts += _chart(chart, width, height)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _text(x: float, y: float, words: str, extra: str = "") -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' {FONT} font-size='12' fill='#333' {extra}>{escape(words)}</text>"


def figure(value: float) -> str:
    """A number as it is said: `20`, `0.5`, `2 k`."""
    return f"{value / 1000:g} k" if value >= 1000 else f"{value:g}"


def _chart(chart: Chart, width: int, height: int) -> Iterator[str]:
    left, right, top, bottom = 62, 150 if len(chart.lines) > 1 else 24, 42, 52
    across, up = width - left - right, height - top - bottom
    yield _text(left, 22, chart.title, "font-weight='600'")
    for value in chart.up.ticks():
        y = top + up * (1 - chart.up.at(value))
        yield f"<line x1='{left}' x2='{left + across}' y1='{y:.1f}' y2='{y:.1f}' stroke='#ddd'/>"
        yield _text(left - 8, y + 4, figure(value) + chart.up.suffix, "text-anchor='end'")
    for value in chart.across.ticks():
        x = left + across * chart.across.at(value)
        yield f"<line x1='{x:.1f}' x2='{x:.1f}' y1='{top}' y2='{top + up}' stroke='#eee'/>"
        yield _text(x, top + up + 18, figure(value) + chart.across.suffix, "text-anchor='middle'")
    yield _text(left + across / 2, height - 12, chart.across.title, "text-anchor='middle'")
    yield _text(left - 8, top - 8, chart.up.title, "text-anchor='end'" if len(chart.up.title) < 8 else "text-anchor='middle'")
    labels = _labels(chart, top, up)
    for number, line in enumerate(chart.lines):
        colour = COLOURS[number % len(COLOURS)]
        where = [(left + across * chart.across.at(x), top + up * (1 - chart.up.at(y))) for x, y in line.points]
        if where:
            yield f"<path d='{_path(where, chart.steps)}' fill='none' stroke='{colour}' stroke-width='2.5' stroke-linejoin='round'/>"
            if not chart.steps:
                for (x, y), (value, _) in zip(where, line.points, strict=True):
                    fill = "#fff" if value in line.hollow else colour
                    yield f"<circle cx='{x:.1f}' cy='{y:.1f}' r='3.5' fill='{fill}' stroke='{colour}' stroke-width='1.5'/>"
        if len(chart.lines) > 1:
            yield f"<text x='{left + across + 10}' y='{labels[number]:.1f}' {FONT} font-size='12' fill='{colour}'>{escape(line.name)}</text>"


def _path(where: Sequence[tuple[float, float]], steps: bool) -> str:
    parts = [f"M{where[0][0]:.1f} {where[0][1]:.1f}"]
    for x, y in where[1:]:
        parts.append(f"H{x:.1f}V{y:.1f}" if steps else f"L{x:.1f} {y:.1f}")
    return "".join(parts)


def _labels(chart: Chart, top: int, up: int) -> list[float]:
    """Where the names of the curves stand: at their ends, no two on one another."""
    ends = [top + up * (1 - chart.up.at(line.points[-1][1])) if line.points else top + up for line in chart.lines]
    placed: dict[int, float] = {}
    free = top - 6.0
    for number in sorted(range(len(ends)), key=lambda each: ends[each]):
        free = placed[number] = max(ends[number] + 4, free + 15)
    beyond = max(0.0, free - (top + up + 4))
    return [placed[number] - beyond for number in range(len(ends))]
