"""Reads pictures and pages back: what a block's place on the picture means as a time, and what a browser would make of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
VOID = {"meta", "br", "hr", "img", "link", "input"}


@dataclass(frozen=True)
class Tick:
    """A named hour of the clock: minutes after midnight of the column's date, which pass of an hour that is there twice, pixels."""

    wall: int
    again: bool
    y: float


class Drawn:
    """A week's picture, read back by its own clock: the names of the hours and their places."""

    def __init__(self, text: str, week: date) -> None:
        self.root = ET.fromstring(text)
        self.week = week
        self.lefts = [float(rect.attrib["x"]) for rect in self.of("day")]
        self.width = float(self.of("day")[0].attrib["width"])
        self.ticks = sorted(self._ticks(), key=lambda tick: tick.y)

    def of(self, class_: str) -> list[ET.Element]:
        return [node for node in self.root.iter() if class_ in (node.get("class") or "").split()]

    def _ticks(self):
        named = [(node.text, float(node.attrib["y"])) for node in self.of("tick")]
        again = [y for text, y in named if text == "again"]
        for text, y in named:
            if text != "again":
                hours, minutes, later = re.fullmatch(r"(\d\d):(\d\d)( \+1)?", text).groups()
                wall = int(hours) * 60 + int(minutes) + (24 * 60 if later else 0)
                yield Tick(wall, any(0 < other - y < 13 for other in again), y - 4)

    def column(self, x: float) -> int:
        """Which day a box lies in; it must not stick out of it."""
        return next(number for number, left in enumerate(self.lefts) if left <= x <= left + self.width)

    def moment(self, day: int, y: float, *, ends: bool = False) -> tuple[datetime, bool]:
        """What the clock says at a height in a day's column, and whether it says so for the second time."""
        at = [n for n, tick in enumerate(self.ticks) if (tick.y < y - 0.05 if ends else tick.y <= y + 0.05)][-1]
        here = self.ticks[at]
        after = self.ticks[at + 1] if at + 1 < len(self.ticks) else None
        if abs(y - here.y) < 0.05:
            minutes = 0.0
        else:
            assert after is not None, "below the last hour"
            minutes = (y - here.y) / self.minute
            assert minutes <= 60.1, "in hours that are folded away"
        wall = here.wall + round(minutes)
        assert abs(minutes - round(minutes)) < 0.1, "between two minutes"
        return datetime.combine(self.week + timedelta(days=day), datetime.min.time()) + timedelta(minutes=wall), here.again

    @property
    def minute(self):
        """Pixels of a minute, by hours whose names follow each other."""
        return min(b.y - a.y for a, b in pairwise(self.ticks) if b.wall - a.wall == 60) / 60

    def boxes(self, class_: str, rect_class: str | None = None):
        """Every box of a class: day, start, end and the text that a pointer is shown."""
        for group in self.of(class_):
            title = group.find(f"{SVG}title")
            if title is None:
                continue  # in the key
            for rect in group.findall(f"{SVG}rect"):
                if rect_class in (None, rect.get("class")):
                    x, y, tall, width = (float(rect.attrib[key]) for key in ("x", "y", "height", "width"))
                    day = self.column(x)
                    assert x + width <= self.lefts[day] + self.width + 0.01
                    yield day, self.moment(day, y), self.moment(day, y + tall, ends=True), tall / self.minute, title.text


@dataclass
class Parsed:
    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[Parsed] = field(default_factory=list)

    def every(self, tag: str) -> list[Parsed]:
        return [node for node in self.walk() if node.tag == tag]

    def walk(self):
        yield self
        for node in self.inside:
            yield from node.walk()

    @property
    def words(self) -> str:
        return " ".join(" ".join(node.text for node in self.walk() if node.tag != "style").split())


class Page(HTMLParser):
    """A page as a browser would take it apart; elements must be closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Parsed("", {})
        self.open = [self.root]
        assert text.startswith("<!DOCTYPE html>")
        self.feed(text)
        self.close()
        assert self.open == [self.root], "something is not closed"

    def handle_starttag(self, tag, attrs):
        node = Parsed(tag, dict(attrs))
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag

    def handle_data(self, data):
        # Text before and after a child stands in the order of the page.
        self.open[-1].inside.append(Parsed("", {}, data))


def requests_of(page: Parsed) -> list[str]:
    """Whatever a browser would fetch, run or follow for this page."""
    found = [
        node.tag for node in page.walk() if node.tag in {"script", "iframe", "object", "embed", "link", "img", "base", "form"}
    ]
    for node in page.walk():
        found += [f"{key}={value}" for key, value in node.attributes.items() if key.startswith("on") or key in {"src", "href"}]
        sheet = node.inside[0].text if node.tag == "style" and node.inside else " ".join(node.attributes.values())
        found += [url for url in re.findall(r"url\(([^)]*)\)|@import", sheet) if not url.startswith("#")]
        found += [value for key, value in node.attributes.items() if "//" in value and key != "xmlns"]
    return found
