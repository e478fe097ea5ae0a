"""The pictures of a comparison as inline SVG: intervals, distributions, and curves over a varied number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from solver.compare.finding import number
from solver.compare.statistics import Estimate
from solver.show.markup import SVG, node

BINS = 28


@dataclass(frozen=True)
class Scale:
    """Values from `least` to `most` on so many pixels, from `start` on."""

    least: float
    most: float
    start: float
    length: float

    @classmethod
    def around(cls, values: Sequence[float], start: float, length: float, *, zero: bool = False) -> Scale:
        """A scale that has room for the values, and for 0 where that matters."""
        shown = [*values, *([0.0] if zero else [])]
        least, most = min(shown), max(shown)
        if least == most:
            least, most = least - 1, most + 1
        step = _step(most - least)
        return cls(math.floor(least / step) * step, math.ceil(most / step) * step, start, length)

    def at(self, value: float) -> float:
        """The pixel of a value, down to a tenth."""
        return round(self.start + (value - self.least) / (self.most - self.least) * self.length, 1)

    @property
    def ticks(self) -> list[float]:
        """Round values along it."""
        step = _step(self.most - self.least)
        first = math.ceil(self.least / step - 1e-9)
        return [round(step * i, 9) for i in range(first, math.floor(self.most / step + 1e-9) + 1)]


def _step(span: float) -> float:
    """A round step of which about five make a span."""
    rough = span / 5
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)


def label(value: float) -> str:
    """A tick's value, as short as it goes."""
    return f"{value:g}".replace("-", "−")


def _svg(width: float, height: float, told: str, *children: Element) -> Element:
    return node(
        "svg",
        node("title", told),
        *children,
        xmlns=SVG,
        viewBox=f"0 0 {width:g} {height:g}",
        width=f"{width:g}",
        height=f"{height:g}",
        role="img",
    )


def _line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Element:
    return node("line", x1=f"{x1:g}", y1=f"{y1:g}", x2=f"{x2:g}", y2=f"{y2:g}", class_=class_)


def _text(x: float, y: float, words: str, anchor: str = "middle") -> Element:
    return node("text", words, x=f"{x:g}", y=f"{y:g}", text_anchor=anchor)


# -- intervals: one small picture a row of a table, all on one scale ------------------------------------------------------------------

ROW, WIDE = 22, 260


def forest_scale(estimates: Sequence[Estimate]) -> Scale:
    """The scale that the intervals of one table share, 0 in it."""
    return Scale.around([bound for e in estimates for bound in (e.low, e.high)], 10, WIDE - 20, zero=True)


def forest_axis(scale: Scale) -> Element:
    """The values along it, to stand above the intervals."""
    ticks = [_text(scale.at(tick), 13, label(tick)) for tick in scale.ticks]
    return _svg(WIDE, ROW, "axis", *ticks, *(_line(scale.at(tick), 17, scale.at(tick), ROW, "tick") for tick in scale.ticks))


def forest_row(scale: Scale, estimate: Estimate, told: str, class_: str) -> Element:
    """A mean difference as a point with its interval as a bar; the line at 0 is no difference."""
    middle = ROW / 2
    low, high = scale.at(estimate.low), scale.at(estimate.high)
    return _svg(
        WIDE,
        ROW,
        told,
        _line(scale.at(0), 0, scale.at(0), ROW, "zero"),
        _line(low, middle, high, middle, f"interval {class_}"),
        node("circle", cx=f"{scale.at(estimate.value):g}", cy=f"{middle:g}", r="4", class_=f"point {class_}"),
    )


# -- distributions --------------------------------------------------------------------------------------------------------------------

SHAPE, LEFT, RIGHT = 34, 190, 640


def distributions(named: Sequence[tuple[str, Sequence[float]]], title: str) -> Element:
    """One row a set: how often each value is (shape), quartiles and median (box), least and most (line), mean (point)."""
    scale = Scale.around([value for _, values in named for value in values], LEFT, RIGHT - LEFT - 20)
    height = SHAPE * len(named) + 26
    grid = [_line(scale.at(tick), 4, scale.at(tick), height - 22, "grid") for tick in scale.ticks]
    ticks = [_text(scale.at(tick), height - 6, label(tick)) for tick in scale.ticks]
    rows = [
        part for row, (name, values) in enumerate(named) for part in _distribution(scale, row * SHAPE + 4, name, sorted(values))
    ]
    return _svg(RIGHT, height, f"{title}: one row a rule set", *grid, *rows, *ticks)


def _distribution(scale: Scale, top: float, name: str, values: Sequence[float]) -> Iterator[Element]:
    base, middle = top + SHAPE - 6, top + SHAPE - 11
    yield _text(LEFT - 12, base - 6, name if len(name) <= 26 else f"{name[:25]}…", "end")
    if not values:
        return
    yield node("path", d=_shape(scale, values, base, SHAPE - 10), class_="shape")
    low, half, high = (_quantile(values, share) for share in (0.25, 0.5, 0.75))
    yield _line(scale.at(values[0]), middle, scale.at(values[-1]), middle, "whisker")
    box = max(scale.at(high) - scale.at(low), 1)
    yield node("rect", x=f"{scale.at(low):g}", y=f"{middle - 4:g}", width=f"{box:g}", height="8", class_="box")
    yield _line(scale.at(half), middle - 6, scale.at(half), middle + 6, "median")
    mean = math.fsum(values) / len(values)
    told = f"{name}: n {len(values)}, mean {number(mean, 2)}, median {number(half, 2)}, from {number(values[0], 2)} to {number(values[-1], 2)}"
    yield node("circle", node("title", told), cx=f"{scale.at(mean):g}", cy=f"{middle:g}", r="3.2", class_="point")


def _shape(scale: Scale, values: Sequence[float], base: float, high: float) -> str:
    """A histogram of BINS equal steps as a path; the fullest bin is `high` pixels."""
    counts = [0] * BINS
    for value in values:
        counts[min(int((value - scale.least) / (scale.most - scale.least) * BINS), BINS - 1)] += 1
    step = scale.length / BINS
    top = max(counts)
    parts = [f"M{scale.start:g} {base:g}"]
    for index, count in enumerate(counts):
        y = round(base - high * count / top, 1)
        parts.append(f"V{y:g}H{scale.start + step * (index + 1):.1f}")
    return f"{''.join(parts)}V{base:g}Z"


def _quantile(values: Sequence[float], share: float) -> float:
    """A quantile of sorted values by linear interpolation, as the summary has it."""
    place = share * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


# -- curves over a varied number ------------------------------------------------------------------------------------------------------

CURVE_WIDTH, CURVE_HEIGHT, MARGIN = 420, 230, 46


def curve(points: Sequence[tuple[float, Estimate]], title: str, along: str, unit: str) -> Element:
    """A figure for each value of what is varied, with its 95 % interval as a band."""
    across = Scale.around([x for x, _ in points], MARGIN, CURVE_WIDTH - MARGIN - 16)
    up = Scale.around([bound for _, e in points for bound in (e.low, e.value, e.high)], CURVE_HEIGHT - 40, -(CURVE_HEIGHT - 70))
    right = CURVE_WIDTH - 16
    parts = [_text(MARGIN, 16, title, "start")]
    for tick in up.ticks:
        parts += [
            _line(MARGIN, up.at(tick), right, up.at(tick), "grid"),
            _text(MARGIN - 6, up.at(tick) + 4, label(tick) + unit, "end"),
        ]
    parts += [_text(across.at(tick), CURVE_HEIGHT - 22, label(tick)) for tick in across.ticks]
    parts.append(_text((MARGIN + right) / 2, CURVE_HEIGHT - 4, along))
    there = [f"{across.at(x):g},{up.at(e.low):g}" for x, e in points]
    back = [f"{across.at(x):g},{up.at(e.high):g}" for x, e in reversed(points)]
    parts.append(node("polygon", points=" ".join([*there, *back]), class_="band"))
    parts.append(node("polyline", points=" ".join(f"{across.at(x):g},{up.at(e.value):g}" for x, e in points), class_="curve"))
    parts += [
        node(
            "circle",
            node("title", f"{along} {label(x)}: {number(e.value, 2)}{unit}"),
            cx=f"{across.at(x):g}",
            cy=f"{up.at(e.value):g}",
            r="3",
            class_="point",
        )
        for x, e in points
    ]
    return _svg(CURVE_WIDTH, CURVE_HEIGHT, f"{title} over {along}", *parts)
