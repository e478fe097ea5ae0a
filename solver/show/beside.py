"""One athlete's week beside those of the squad: whom they train with, what the others cost them, and what they moved for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from solver.domain.problem import Problem
from solver.domain.schedule import Schedule
from solver.explain.difference import Difference, difference
from solver.show.board import Board, Meeting, Row, meeting_text
from solver.show.explanation import difference_json, difference_page
from solver.show.facts import score_text
from solver.show.markup import plain
from solver.show.page import page
from solver.show.text import wrapped
from solver.show.week import week_page


@dataclass(frozen=True)
class Beside:
    """What there is to say of one athlete of a squad.

    Attributes:
        problem: the athlete's week as the squad has it, with the group sessions they may take part in.
        own: the best week they could have on their own.
        row: the athlete on the board.
        board: what the squad shares.
        status: what came of them in the squad.
        schedule: the week they get there, if there is one.
        absent: points in it for group sessions that they are not at.
    """

    problem: Problem
    own: Schedule
    row: Row
    board: Board
    status: str
    schedule: Schedule | None = None
    absent: int = 0

    @property
    def certain(self) -> str | None:
        """How sure it is, of the squad as a whole where its weeks hang together."""
        shares = bool(self.board.places or self.board.meetings)
        return f"Judged a second time. {self.board.certain}" if shares and self.schedule else None

    @property
    def change(self) -> Difference | None:
        """From the week on its own to the one beside the others, where there are both."""
        return difference(self.own, self.schedule) if self.schedule and self.own.points is not None else None


def beside_page(beside: Beside) -> str:
    """The answer of `weekfit squad explain`."""
    if beside.schedule is None:
        return _without(beside)
    company, losses = _company(beside.row, beside.board), _losses(beside, beside.schedule)
    parts = [week_page(beside.problem, beside.schedule, beside.certain)]
    parts += ["\n".join(["Together", *(wrapped(line, "  ", "    ") for line in company)])] if company else []
    parts += ["\n".join([wrapped(losses[0]), *(wrapped(line, "  - ", "    ") for line in losses[1:])])] if losses else []
    if beside.change is not None and not beside.change.is_nothing:
        parts.append(f"What they moved for the others\n\n{difference_page(beside.change, 'alone', 'with the others')}")
    return "\n\n".join(parts)


def beside_html(beside: Beside) -> str:
    """The athlete's week as a page."""
    if beside.schedule is None:
        return page(beside.problem, beside.own)
    more = {"Together": _company(beside.row, beside.board), "Beside the others": _losses(beside, beside.schedule)}
    return page(beside.problem, beside.schedule, beside.certain, more)


def _without(beside: Beside) -> str:
    """Why there is no week: the athlete's own reasons, or the others."""
    week = week_page(beside.problem, beside.own)
    if beside.own.points is None:
        return week
    why = wrapped(plain(f"{beside.row.name} has no week beside the others: {beside.row.told}"))
    return f"{why}\n\nOn their own the best week would be this one.\n\n{week}"


def _company(row: Row, board: Board) -> list[str]:
    """The group sessions they are at, and those they are not."""
    return [plain(text) for meeting in board.meetings for text in _meeting(meeting, row, board)]


def _meeting(meeting: Meeting, row: Row, board: Board) -> Iterator[str]:
    about = f"{meeting.id}: {meeting_text(meeting)}"
    if row.id in meeting.there:
        others = [id_ for id_ in meeting.there if id_ != row.id]
        yield f"{about}; with {board.named(others)}." if others else f"{about}; nobody else is there."
    elif row.id in meeting.absent:
        yield f"{about}; they are not there." if meeting.when else f"{about}."


def _losses(beside: Beside, schedule: Schedule) -> list[str]:
    """What their week costs more than one of their own; then because of whom, a sentence each."""
    if beside.own.points is None:
        return []
    alone, together = (score_text(week.left_out, week.points) for week in (beside.own, schedule))
    costs = f"On its own the week would cost {alone}; with the others it costs {together}"
    costs += f", {beside.absent} of them for group sessions without them." if beside.absent else "."
    lost = f"They lose {beside.row.lost} to the others." if beside.row.lost else "They lose nothing to the others."
    return [f"{costs} {lost}", *map(plain, beside.row.because)]


def beside_json(beside: Beside) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "athlete": beside.row.id,
        "status": beside.status,
        "schedule": beside.schedule.to_json() if beside.schedule else None,
        "alone": beside.own.to_json(),
        "lost": beside.row.lost,
        "because": list(beside.row.because),
        "difference": difference_json(beside.change) if beside.change else None,
    }
