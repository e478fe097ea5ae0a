"""A squad's board on the terminal: 100 columns, whatever the names are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from solver.domain.clock import DAYS
from solver.show.board import Board, Entry, Place, Row, day_text, meeting_text
from solver.show.fitting import cut, folded, padded

WIDTH = 100
NAME, CELL = 16, 11  # cells of the terminal
SECTION = 20  # athletes below one head
HALF_HOUR = 30
BLOCKS = " ▁▂▃▄▅▆▇█"


def board_text(board: Board) -> str:
    """The whole board."""
    parts = [folded(board.titled, WIDTH), *_athletes(board), *_meetings(board), *_places(board), *_losses(board)]
    parts += [folded(text, WIDTH) for text in (board.counted, board.certain) if text]
    return "\n\n".join(parts)


def _athletes(board: Board) -> Iterator[str]:
    """Tables of athletes by days, in sections that fit a screen."""
    head = _line("Athlete", [day_text(day) for day in board.dates])
    rule = _line("-" * NAME, ["-" * CELL] * DAYS)
    for first in range(0, len(board.rows), SECTION):
        rows = board.rows[first : first + SECTION]
        lines = [head, rule, *(line for row in rows for line in _row(row))]
        if len(board.rows) > SECTION:
            lines.insert(0, f"Athletes {first + 1} to {first + len(rows)} of {len(board.rows)}")
        yield "\n".join(lines)
    entries = [entry for row in board.rows for day in row.days for entry in day]
    marks = ["! hard"] if any(entry.hard for entry in entries) else []
    marks += ["+ together"] if any(entry.meeting for entry in entries) else []
    marks += ["> after midnight, on the next date"] if any(entry.late for entry in entries) else []
    if marks:
        yield f"{'   '.join(marks)}   times are each athlete's own"


def _row(row: Row) -> Iterator[str]:
    """An athlete: as many lines as the fullest day has sessions, and one for what was lost."""
    name = row.name
    if row.told:
        yield f"{padded(name, NAME)} {cut(f'no week: {row.told}', WIDTH - NAME - 1)}"
        return
    left = [name, *([f"  -{row.lost}"] if row.lost else [])]
    left += [f"  {len(row.given_up)} given up"] if row.given_up else []
    left += [f"  {len(row.left_out)} left out"] if row.left_out else []
    days = [[_short(entry) for entry in day] or ["·"] for day in row.days]
    for label, *cells in zip_longest(left, *days, fillvalue=""):
        yield _line(label, cells)


def _short(entry: Entry) -> str:
    """`07:00!long`: a start, what sort of session it is, a word."""
    mark = ">" if entry.late else "+" if entry.meeting else "!" if entry.hard else " "
    return f"{entry.time[:5]}{mark}{entry.word}"


def _line(name: str, cells: Sequence[str]) -> str:
    return " ".join([padded(name, NAME), *(padded(cell, CELL) for cell in cells)]).rstrip()


def _meetings(board: Board) -> Iterator[str]:
    if not board.meetings:
        return
    lines = ["Together"]
    for meeting in board.meetings:
        lines.append(folded(f"{meeting.id}: {meeting_text(meeting)}", WIDTH, "  ", "    "))
        if meeting.when:
            lines.append(folded(f"{len(meeting.there)} there: {board.named(meeting.there)}", WIDTH, "    ", "      "))
            lines += [folded(f"absent: {board.named(meeting.absent)}", WIDTH, "    ", "      ")] if meeting.absent else []
    yield "\n".join(lines)


def _places(board: Board) -> Iterator[str]:
    for place in board.places:
        low, high = place.hours
        strips = [_strip(place, day, low, high) for day in range(DAYS)]
        room = WIDTH - len(strips[0]) - 14
        lines = [folded(f"{place.name}: room for {place.capacity}", WIDTH), " " * 13 + _hours(low, high)]
        lines += [f"  {padded(day_text(board.dates[day]), 10)} {strips[day]} {cut(place.told(day), room)}" for day in range(DAYS)]
        yield "\n".join(line.rstrip() for line in lines)


def _hours(low: int, high: int) -> str:
    return "".join(f"{minute // 60:02d}  " for minute in range(low, high, 120))


def _strip(place: Place, day: int, low: int, high: int) -> str:
    """A character for each half hour: how full the place is at its fullest; the last one is full."""
    found = [
        max((step.number for step in place.steps if step.day == day and step.start < at + HALF_HOUR and at < step.end), default=0)
        for at in range(low, high, HALF_HOUR)
    ]
    top = len(BLOCKS) - 1
    return "".join(BLOCKS[top if number >= place.capacity else -(-number * (top - 1) // place.capacity)] for number in found)


def _losses(board: Board) -> Iterator[str]:
    losers = list(board.losers)
    if losers:
        told = (f"{row.name}: {row.lost}. {' '.join(row.because)}".rstrip() for row in losers)
        yield "\n".join(["Who lost what against a week of their own", *(folded(text, WIDTH, "  ", "    ") for text in told)])
