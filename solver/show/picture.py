"""One week as a picture (SVG): days side by side on one clock, windows shaded, sessions as blocks."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

from solver.domain.clock import DAYS
from solver.domain.problem import Problem
from solver.domain.schedule import Schedule
from solver.show import facts
from solver.show.axis import Axis, Scale
from solver.show.column import COLUMN, FAMILIES, GAP, LEFT, Column, left
from solver.show.fitting import LETTER, fitted
from solver.show.markup import SVG, as_svg, node, plain, style

WIDTH = left(DAYS)
ABOVE, HEAD, KEY, LINE = 34, 46, 34, 18  # pixels: the title, the days' names, the key, a line of words
HEADLINE = 9.6  # pixels of a letter of the title
MOST_LETTERS = 150  # of a line of words


def svg_file(problem: Problem, schedule: Schedule) -> str:
    """The picture as a file of its own: with a title above, and below what found no place or why there is no week."""
    head = f"{facts.who(problem)} · {facts.dates(problem)} · {problem.scenario.timezone}"
    return as_svg(picture(problem, schedule, head, tuple(_words(schedule))))


def _words(schedule: Schedule) -> Iterator[str]:
    """What a picture without a page has to say in words."""
    if schedule.status == "infeasible":
        yield facts.NO_WEEK
        yield from (f"– {text}" for text in facts.conflict(schedule))
        helps = facts.repairs(schedule.repairs or (), most=3)
        yield from ([facts.REPAIRS, *(f"– {text}" for text in helps)] if helps else ())
    elif schedule.status == "unknown":
        yield facts.no_schedule(schedule)
    else:
        yield from (f"Left out: {what}. {why}" for what, why in facts.left_out(schedule))


def picture(problem: Problem, schedule: Schedule, head: str = "", words: Sequence[str] = ()) -> Element:
    """The week as an `<svg>` element that brings its own style; `head` stands above it, `words` below."""
    return _Picture(problem, schedule).element(head, words)


@dataclass(frozen=True)
class _Picture:
    problem: Problem
    schedule: Schedule

    @cached_property
    def days(self) -> tuple[facts.Day, ...]:
        return facts.days(self.problem, self.schedule)

    @cached_property
    def scale(self) -> Scale:
        clock = self.problem.clock
        shown = [(item.day, (item.start, item.end)) for day in self.days for item in day.items]
        for day in range(DAYS):
            start, end = clock.day_start(day), clock.day_start(day + 1)
            parts = ((max(window.start, start), min(window.end, end)) for window in self.problem.windows)
            shown += [(day, part) for part in parts if part[0] < part[1]]
        return Scale(Axis(clock, tuple(shown)))

    def element(self, head: str, words: Sequence[str]) -> Element:
        """The picture: head, days, key and words, from top to bottom."""
        lines = [line for text in words for line in textwrap.wrap(plain(text), MOST_LETTERS)]
        top = HEAD + (ABOVE if head else 0)
        below = top + self.scale.end + KEY
        height = round(below + (LINE * len(lines) + 10 if lines else 0))
        told = f"Week of {facts.who(self.problem)}, {facts.dates(self.problem)}"
        return node(
            "svg",
            node("title", told),
            style("picture"),
            node("rect", class_="paper", width=WIDTH, height=height),
            node("text", fitted(head, WIDTH, HEADLINE), class_="head", x=GAP, y=22) if head else None,
            node("g", *self.body(), transform=f"translate(0 {top})"),
            *(
                node("text", line, class_="words", x=GAP, y=round(below + LINE * (number + 1), 2))
                for number, line in enumerate(lines)
            ),
            xmlns=SVG,
            viewBox=f"0 0 {WIDTH} {height}",
            width=WIDTH,
            height=height,
            role="img",
            aria_label=told,
            class_="week",
        )

    def body(self) -> Iterator[Element]:
        """The clock, the days and the key."""
        yield node("defs", _hatching("busy-lines", "M0 6L6 0"), _hatching("gap-lines", "M0 3H1M3 0H4"))
        for number in range(DAYS):
            yield node("rect", class_="day", x=left(number), y=0, width=COLUMN, height=self.scale.end)
        yield from self.clock()
        for number, day in enumerate(self.days):
            yield Column(self.problem, self.scale, number, day).element()
        for start, _ in self.scale.axis.folds:
            y = self.scale.y(start)
            yield node("rect", class_="fold", x=LEFT - 4, y=y + 3, width=WIDTH - GAP - LEFT + 4, height=self.scale.band - 6)
        yield from self.key()

    def clock(self) -> Iterator[Element]:
        """The hours, and midnight where days run past it."""
        for height, label in self.scale.axis.hours():
            y = self.scale.y(height)
            hour, again, _ = label.partition(" again")
            yield node("line", class_="hour", x1=LEFT - 4, x2=WIDTH - GAP, y1=y, y2=y)
            yield node("text", hour, class_="tick", x=LEFT - 8, y=round(y + 4, 2))
            if again:
                yield node("text", "again", class_="tick again", x=LEFT - 8, y=round(y + 16, 2))
        if self.scale.axis.midnight is not None:
            y = self.scale.y(self.scale.axis.midnight)
            yield node("line", class_="midnight", x1=LEFT - 4, x2=WIDTH - GAP, y1=y, y2=y)

    def key(self) -> Iterator[Element]:
        """What the colours and patterns mean, of those that are there."""
        there = {FAMILIES[item.modality] for day in self.days for item in day.items}
        entries = [
            (f"session {family} hard", text) for family, text in dict.fromkeys(FAMILIES.values()) if (family, text) in there
        ]
        entries += [("session plain hard", "filled: hard"), ("session plain soft", "pale: not hard")] if there else []
        entries += [("window", "free")] if self.problem.windows else []
        entries += [("busy", "busy")] if self.problem.busy else []
        entries += [("gap", "no such hour")] if any(any(self.scale.axis.gaps(day)) for day in range(DAYS)) else []
        if any(session.before or session.after for session in self.problem.sessions) and there:
            entries.append(("buffer", "kept free around sessions"))
        x, y = float(LEFT), self.scale.end + 14
        for classes, text in entries:
            yield node("g", node("rect", x=round(x), y=y, width=16, height=12, rx=2), class_=classes)
            yield node("text", text, class_="key", x=round(x + 22), y=round(y + 10, 2))
            x += 44 + LETTER * len(text)


def _hatching(name: str, path: str) -> Element:
    line = node("path", d=path)
    return node("pattern", line, id=name, width=6, height=6, patternUnits="userSpaceOnUse")
