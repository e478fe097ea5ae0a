"""One training day of a week's picture: its head, free and busy times, sessions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from solver.domain.problem import Problem
from solver.domain.spans import Stretch, merged, without
from solver.show.axis import Scale
from solver.show.facts import Day, Item
from solver.show.fitting import BOLD, LETTER, broken, fitted
from solver.show.markup import node

LEFT, COLUMN, GAP = 70, 146, 6  # pixels: the names of the hours, a day, between days
LINE = 13
SMALLEST = 10  # pixels of a block that can have a line of text in it

FAMILIES = {
    "run": ("run", "running"),
    "lift": ("lift", "strength"),
    **dict.fromkeys(("bike", "swim", "row", "elliptical"), ("cross", "bike, swim, row")),
    **dict.fromkeys(("walk", "mobility", ""), ("calm", "walking, mobility")),
}


def left(number: int) -> int:
    """Pixels from the left to the column of a training day."""
    return LEFT + number * (COLUMN + GAP)


@dataclass(frozen=True)
class Column:
    """One training day.

    Args:
        problem: whose week it is.
        scale: where its minutes are.
        number: which training day.
        day: its date and sessions.
    """

    problem: Problem
    scale: Scale
    number: int
    day: Day

    def element(self) -> Element:
        """The column as a group."""
        return node("g", *self._head(), *self._gaps(), *self._hours(), *self._buffers(), *self._sessions(), class_="column")

    @property
    def _x(self) -> int:
        return left(self.number)

    def _head(self) -> Iterator[Element]:
        name = node("tspan", f"{self.day.date:%a}", class_="name")
        date = node("tspan", f"{self.day.date.day} {self.day.date:%b}", class_="date", dx=6)
        yield node("text", name, date, x=self._x + 4, y=-24)
        change = next((change for change in self.scale.axis.changes if change.day == self.number), None)
        told = [change.told] if change else []
        told += [f"{sum(item.minutes for item in self.day.items)} min" if self.day.items else "rest day"]
        yield node("text", " · ".join(told), class_="sub", x=self._x + 4, y=-8)

    def _gaps(self) -> Iterator[Element]:
        for gap in self.scale.axis.gaps(self.number):
            yield self._box(gap, "gap", "no such hour on this day")

    def _hours(self) -> Iterator[Element]:
        """Busy times, and windows with their places where there is room to write them."""
        for stretch in self.problem.busy:
            yield from self._boxes(stretch, "busy", f"busy {self._clock(stretch)}")
        for window in self.problem.windows:
            stretch = window.start, window.end
            yield from self._boxes(stretch, "window", f"free {self._clock(stretch)} {' '.join(window.places)}".strip())
        taken = [(item.start, item.end) for item in self.day.items]
        for window in self.problem.windows:
            yield from self._places(self._shown((window.start, window.end)), window.places, taken)

    def _places(self, stretch: Stretch, places: Iterable[str], taken: list[Stretch]) -> Iterator[Element]:
        """The places of a window at the end of its longest part in which nothing stands yet."""
        text = " ".join(places)
        free = max(without([stretch], taken), key=lambda part: part[1] - part[0], default=None)
        line = round(LINE / self.scale.minute)
        if text and free and free[1] - free[0] > line:
            y = self.scale.y(self.scale.axis.heights(self.number, free)[1]) - 4
            yield node("text", fitted(text, COLUMN - 12, LETTER - 0.8), class_="places", x=self._x + 6, y=round(y, 2))
            taken.append((free[1] - line, free[1]))

    def _buffers(self) -> Iterator[Element]:
        """The time kept free before and after sessions; the buffers of neighbours may overlap."""
        found = []
        for item in self.day.items:
            session = self.problem.session(item.id)
            if session is not None and not item.fixed:
                found += [(item.start - session.before, item.start), (item.end, item.end + session.after)]
        for stretch in merged(found):
            yield from self._boxes(stretch, "buffer", f"kept free {self._clock(stretch)}")

    def _sessions(self) -> Iterator[Element]:
        ends = [*(item.start for item in self.day.items[1:]), None]
        for item, after in zip(self.day.items, ends, strict=False):
            yield self._session(item, after)

    def _session(self, item: Item, after: int | None) -> Element:
        parts = [(self.scale.y(start), self.scale.y(end)) for start, end in self._parts((item.start, item.end))]
        top, bottom = max(parts, key=lambda part: part[1] - part[0])
        below = self.scale.end if after is None else self.scale.y(self.scale.axis.height(self.number, after))
        family, _ = FAMILIES[item.modality]
        return node(
            "g",
            node("title", told(item)),
            *(rect for part in parts for rect in self._block(*part)),
            *self._label(item, top, bottom - top, below),
            class_=f"session {family} {'hard' if item.effort == 'hard' else 'soft'}",
        )

    def _block(self, top: float, bottom: float) -> Iterator[Element]:
        tall = round(bottom - top, 2)
        yield node("rect", class_="block", x=self._x + 1, y=top, width=COLUMN - 2, height=tall, rx=min(4, tall / 4))
        yield node("rect", class_="edge", x=self._x + 1, y=top, width=4, height=tall)

    def _label(self, item: Item, y: float, tall: float, below: float) -> Iterator[Element]:
        """What a block says: as much as there is room for in it, else in the room below it."""
        rows, x = int((tall - 1) // LINE), self._x + 11
        if rows >= 2:
            lines = _lines(item, rows)
            top = y + min(4, (tall - LINE * len(lines)) / 2)
            for number, (text, class_) in enumerate(lines, 1):
                yield node("text", text, class_=class_, x=x, y=round(top + LINE * number - 2, 2))
            return
        outside = tall < SMALLEST
        if outside and below - y - tall < LINE:
            return
        line = y + tall + LINE - 2 if outside else y + tall / 2 + 4
        time = node("tspan", item.time[:5])
        title = node("tspan", fitted(item.title, COLUMN - 18 - 6 * LETTER, BOLD), class_="title", dx=5)
        yield node("text", time, title, class_="outside" if outside else "inside", x=x, y=round(line, 2))

    def _shown(self, stretch: Stretch) -> Stretch:
        """What of a stretch lies on this day, or runs past its end as far as the column does."""
        start, end = self.scale.axis.column(self.number)
        begins = stretch[0] < self.problem.clock.day_start(self.number + 1)
        return (max(stretch[0], start), min(stretch[1], end)) if begins else (start, start)

    def _parts(self, stretch: Stretch) -> tuple[Stretch, ...]:
        """The heights of a stretch of this column: in one piece, or in two around an hour that this day does not have."""
        low, high = self.scale.axis.bounds
        top, bottom = self.scale.axis.heights(self.number, stretch)
        return without([(max(top, low), min(bottom, high))], self.scale.axis.gaps(self.number))

    def _boxes(self, stretch: Stretch, class_: str, text: str) -> Iterator[Element]:
        shown = self._shown(stretch)
        for part in self._parts(shown) if shown[0] < shown[1] else ():
            yield self._box(part, class_, text)

    def _box(self, part: Stretch, class_: str, text: str) -> Element:
        y = self.scale.y(part[0])
        rect = node("rect", x=self._x, y=y, width=COLUMN, height=round(self.scale.y(part[1]) - y, 2))
        return node("g", node("title", text), rect, class_=class_)

    def _clock(self, stretch: Stretch) -> str:
        start, end = (self.problem.clock.local(minute) for minute in stretch)
        return f"{start:%H:%M}-{end:%H:%M}"


def told(item: Item) -> str:
    """A session in one line: `Long run, 07:00-08:45, 105 min, hard, trail`."""
    details = [item.title, item.kind, item.time, f"{item.minutes} min", item.effort, item.place, "fixed" if item.fixed else ""]
    return ", ".join(text for text in details if text)


def _lines(item: Item, rows: int) -> list[tuple[str, str]]:
    """The lines of a block with room for two and more, from the most telling to the least."""
    room = COLUMN - 18
    details = [item.time.replace("-", "–"), " · ".join(text for text in (f"{item.minutes} min", item.effort) if text)]
    details += [" · ".join(text for text in (item.place, "fixed" if item.fixed else "") if text), item.kind]
    details = [fitted(text, room) for text in details if text]
    title = broken(item.title, room, max(1, min(2, rows - len(details))), BOLD)
    return [*((line, "title") for line in title), *((text, "detail") for text in details)][:rows]
