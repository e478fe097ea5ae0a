"""Answers as plain data, so that a search that was interrupted goes on where it was."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Protocol

from solver.domain.schedule import Score
from solver.domain.session import Placed
from solver.model.cpsat import SolverFault
from solver.squad.together.ask import Answer, Ask, Column, judged, no_week
from solver.squad.together.seat import Seat

NO_WEEK = "none"  # of a member who goes without


class Kept(Protocol):
    """Where answers are kept: plain data for JSON by key. Several threads may use it at a time."""

    def get(self, key: str) -> Any:
        """What is kept under a key; None where nothing is."""

    def keep(self, key: str, data: Any) -> None:
        """Keep something for the next run."""


def key_of(ask: Ask) -> str:
    """A hash of all that is asked."""
    return sha256(repr(ask).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def as_data(found: Answer) -> dict[str, Any]:
    """An answer as plain data; of the week only where its sessions are."""
    column = found.column
    return {
        "week": None
        if column is None
        else NO_WEEK
        if not column.is_week
        else [[item.session.id, item.start, item.minutes, item.day, item.place] for item in column.placed],
        "bound": found.bound,
        "proven": found.proven,
        "low": [found.low.left_out, found.low.points],
        "high": [found.high.left_out, found.high.points],
        "effort": found.effort,
    }


def _column(seat: Seat, ask: Ask, week: Any) -> Column:
    """A week from plain data, judged."""
    if week == NO_WEEK:
        return no_week(ask.seat, ask.relief)
    sessions = {session.id: session for session in (*seat.own.sessions, *seat.groups.values())}
    placed = tuple(Placed(sessions[id_], start, minutes, day, place) for id_, start, minutes, day, place in week)
    return judged(seat, ask.seat, placed, ask.relief)


def recalled(seat: Seat, ask: Ask, data: Any) -> Answer | None:
    """An answer from plain data, its week judged anew; None where there is none, or it is damaged."""
    try:
        week = data["week"]
        column = None if week is None else _column(seat, ask, week)
        low, high = (Score(left_out=level[0], points=level[1]) for level in (data["low"], data["high"]))
        return Answer(column, data["bound"], data["proven"], low, high, data["effort"])
    except (TypeError, KeyError, ValueError, IndexError, SolverFault):
        return None
