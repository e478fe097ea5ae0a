"""The text of a calendar file as components: bounded, in whatever state the file is, and nothing read that is not needed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from solver.domain.errors import InputError, quoted

SIZE_LIMIT = 32 * 1024 * 1024
DEPTH_LIMIT = 50
_LINE_LIMIT = 100_000  # a line of what is kept: thousands of dates fit
# What busy time depends on; descriptions, attachments and alarms are never looked at.
# fmt: off
KEPT = frozenset((
    "ATTENDEE", "BUSYTYPE", "DTEND", "DTSTART", "DURATION", "EXDATE",
    "FREEBUSY", "METHOD", "PRIORITY", "RDATE", "RECURRENCE-ID", "RRULE",
    "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "TZID", "TZNAME",
    "TZOFFSETFROM", "TZOFFSETTO", "UID", "X-MICROSOFT-CDO-BUSYSTATUS", "X-WR-TIMEZONE",
))
# fmt: on

# Where a component stands (RFC 5545, 3.6): where one begins elsewhere, something before it was never closed.
_PLACES = {
    **dict.fromkeys(("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "VAVAILABILITY"), "VCALENDAR"),
    "AVAILABLE": "VAVAILABILITY",
    "STANDARD": "VTIMEZONE",
    "DAYLIGHT": "VTIMEZONE",
    "VCALENDAR": "",
}
TOP_COMPONENTS = frozenset(name for name, place in _PLACES.items() if place in ("", "VCALENDAR"))
_CALENDAR = re.compile(r"^\s*BEGIN\s*:\s*(VCALENDAR|VEVENT|VFREEBUSY|VAVAILABILITY)\b", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True)
class Block:
    """One component.

    Attributes:
        name: in capitals.
        lines: those that matter, unfolded.
        inner: the components in it.
        state: `open` if another component begins, or an outer one ends, where its END is missing; `cut` if the file stops in it.
    """

    name: str
    lines: list[str] = field(default_factory=list)
    inner: list[Block] = field(default_factory=list)
    state: Literal["closed", "open", "cut"] = "closed"

    def first(self, name: str) -> str:
        """The value of its first line of that name, or an empty text."""
        return next((value_of(line) for line in self.lines if name_of(line) == name), "")

    def has(self, *names: str) -> bool:
        """Whether there is a line of one of these names."""
        return any(name_of(line) in names for line in self.lines)

    def all(self, name: str) -> list[str]:
        """Its different lines of that name."""
        return list(dict.fromkeys(line for line in self.lines if name_of(line) == name))

    def called(self) -> str:
        """What a message calls it: its summary, else its id."""
        return unescaped(self.first("SUMMARY")).strip() or self.first("UID").strip() or "without a name"


def text_of(data: bytes) -> tuple[str, bool]:
    """The text of a calendar file, and whether its letters had to be guessed; raises InputError for what is no calendar."""
    if len(data) > SIZE_LIMIT:
        raise InputError(f"is larger than {SIZE_LIMIT // 1024 // 1024} MiB, the most a calendar may have; export fewer years.")
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data.decode("utf-16", "replace"), False
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), True


def blocks_of(text: str, note: Callable[[str], None]) -> list[Block]:
    """The components of a calendar, those of one VCALENDAR or of several, each as a tree of blocks.

    `note` is told of components without their BEGIN or END; what follows them is not lost.
    """
    if not _CALENDAR.search(text):
        raise InputError("is no iCalendar file: it has no BEGIN:VCALENDAR.")
    tree = _Tree(note)
    for line in _unfolded(text):
        name = name_of(line)
        if name == "BEGIN":
            tree.begin(value_of(line).strip().upper())
        elif name == "END":
            tree.end(value_of(line).strip().upper())
        elif tree.stack and name in KEPT:
            tree.stack[-1].lines.append(line)
    for block in tree.stack:
        block.state = "cut"
    return tree.top


class _Tree:
    """The components read so far, and those that are still open."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self.note = note
        self.top: list[Block] = []
        self.stack: list[Block] = []

    def begin(self, name: str) -> None:
        """Open a component in its place. What is open there and cannot hold it was never closed."""
        if name in _PLACES:
            depth = max((number for number, block in enumerate(self.stack, 1) if block.name == _PLACES[name]), default=0)
            if depth or name in TOP_COMPONENTS:
                self._leave(depth)
        if len(self.stack) >= DEPTH_LIMIT:
            raise InputError(f"is nested more than {DEPTH_LIMIT} components deep.")
        block = Block(name)
        (self.stack[-1].inner if self.stack else self.top).append(block)
        self.stack.append(block)

    def end(self, name: str) -> None:
        """Close the innermost component of that name, and those in it that were never closed."""
        depth = max((number for number, block in enumerate(self.stack, 1) if block.name == name), default=0)
        if not depth:
            self.note(f"END:{name} stands without BEGIN:{name}: a component before it may be missing.")
            return
        self._leave(depth)
        self.stack.pop()

    def _leave(self, depth: int) -> None:
        """Leave the components below a depth, which have no END. What an alarm is left with is its event's."""
        while len(self.stack) > depth:
            block = self.stack.pop()
            block.state = "open"
            if self.stack and block.name not in _PLACES:
                self.stack[-1].lines += block.lines
            self.note(f"{described(block)} has no END:{block.name}; it is read up to the next component.")


def described(block: Block) -> str:
    """A component in a message: `the event 'Dentist'`, `a VALARM`."""
    if block.name == "VEVENT":
        return f"the event {quoted(block.called())}"
    tzid = block.first("TZID").strip()
    return f"the {block.name} {quoted(tzid)}" if block.name == "VTIMEZONE" and tzid else f"a {block.name}"


def _unfolded(text: str) -> Iterator[str]:
    """Logical lines: a line that begins with a blank goes on with the one before. Overlong ones are cut."""
    whole: list[str] = []
    length = 0
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line[:1] in (" ", "\t"):
            if whole and length < _LINE_LIMIT:
                whole.append(line[1:])
                length += len(line)
            continue
        if whole:
            yield "".join(whole)
        whole, length = ([line], len(line)) if line else ([], 0)
    if whole:
        yield "".join(whole)


def name_of(line: str) -> str:
    """The name of a line's property."""
    colon, semicolon = line.find(":", 0, 80), line.find(";", 0, 80)
    end = semicolon if 0 <= semicolon < colon or colon < 0 else colon
    return line[: max(end, 0)].strip().upper()


def value_of(line: str) -> str:
    """The value of a line: what follows the first colon outside quotes."""
    quoted = False
    for index, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            return line[index + 1 :]
    return ""


def unescaped(value: str) -> str:
    """A text value as people wrote it, on one line."""
    for written, meant in (("\\n", " "), ("\\N", " "), ("\\,", ","), ("\\;", ";"), ("\\\\", "\\")):
        value = value.replace(written, meant)
    return value
