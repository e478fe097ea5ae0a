"""A week to paste into a chat: short lines of plain text, no table, nothing to be lined up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from solver.domain.errors import listed
from solver.show.board import Board, Entry, Meeting, Row, day_text
from solver.show.markup import plain

MOST_NAMES = 8


def chat_text(row: Row, board: Board) -> str:
    """One athlete's week, in their own time."""
    if row.told:
        lines = [f"Hi {row.name}, there is no week for you yet: {row.told}", "", "Tell me what could give, and we try again."]
        return "\n".join(map(plain, lines))
    first, last = board.dates[0], board.dates[-1]
    lines = [f"Hi {row.name}, this is your week, {day_text(first)} to {day_text(last)}:", ""]
    meetings = {meeting.id: meeting for meeting in board.meetings}
    for on, entries in zip(board.dates, row.days, strict=True):
        told = [_entry(entry, on, _company(meetings.get(entry.meeting), row, board)) for entry in entries]
        lines.append(f"{day_text(on)}: {told[0] if told else 'rest'}")
        lines += [f"then {text}" for text in told[1:]]
    return "\n".join(map(plain, [*lines, "", *_after(row, board)]))


def _entry(entry: Entry, on: date, company: str) -> str:
    """`07:00 Long run, 90 min, road, with Ben and Cleo`."""
    start = f"{entry.time[:5]}{f' (on {day_text(on + timedelta(days=1))})' if entry.late else ''}"
    details = (f"{start} {entry.title}", f"{entry.minutes} min", entry.place, "hard" if entry.hard else "", company)
    return ", ".join(text for text in details if text)


def _company(meeting: Meeting | None, row: Row, board: Board) -> str:
    """`with Ben, Cleo and 5 more, led by Kim`."""
    if meeting is None:
        return ""
    others = [id_ for id_ in meeting.there if id_ != row.id]
    with_ = f"with {board.named(others, MOST_NAMES)}" if others else ""
    return ", ".join(text for text in (with_, f"led by {meeting.coach}" if meeting.coach else "") if text)


def _after(row: Row, board: Board) -> Iterator[str]:
    for id_, why in row.given_up.items():
        yield f"No room for {id_} this week: {why}"
    if row.left_out:
        yield f"Not this week: {listed(row.left_out, 'and')}."
    yield f"{row.minutes} minutes in all; times are {row.timezone or board.timezone}."
