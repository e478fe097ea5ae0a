"""The text of a calendar file as components: bounded, in whatever state the file is, and nothing read that is not needed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from solver.domain.errors import InputError

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

_CALENDAR = re.compile(r"^\s*BEGIN\s*:\s*(VCALENDAR|VEVENT|VFREEBUSY|VAVAILABILITY)\b", re.IGNORECASE | re.MULTILINE)


@dataclass(slots=True)
class Block:
    """One component: its name, its lines (unfolded) that matter, the components in it; `whole` unless its end is missing."""

    name: str
    lines: list[str] = field(default_factory=list)
    inner: list[Block] = field(default_factory=list)
    whole: bool = True

    def first(self, name: str) -> str:
        """The value of its first line of that name, or an empty text."""
        return next((value_of(line) for line in self.lines if name_of(line) == name), "")

    def has(self, *names: str) -> bool:
        """Whether there is a line of one of these names."""
        return any(name_of(line) in names for line in self.lines)

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


def blocks_of(text: str) -> list[Block]:
    """The components of a calendar, those of one VCALENDAR or of several, each as a tree of blocks."""
    if not _CALENDAR.search(text):
        raise InputError("is no iCalendar file: it has no BEGIN:VCALENDAR.")
    top: list[Block] = []
    stack: list[Block] = []
    for line in _unfolded(text):
        name = name_of(line)
        if name == "BEGIN":
            if len(stack) >= DEPTH_LIMIT:
                raise InputError(f"is nested more than {DEPTH_LIMIT} components deep.")
            block = Block(value_of(line).strip().upper())
            (stack[-1].inner if stack else top).append(block)
            stack.append(block)
        elif name == "END":
            _close(stack, value_of(line).strip().upper())
        elif stack and name in KEPT:
            stack[-1].lines.append(line)
    for block in stack:
        block.whole = False
    return top


def _close(stack: list[Block], name: str) -> None:
    """Close the innermost component of that name; those in it that never ended end with it, cut short."""
    if not any(block.name == name for block in stack):
        return
    while True:
        block = stack.pop()
        if block.name == name:
            return
        block.whole = False


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
