"""A squad's board as plain data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from solver.show.board import Board


def board_json(board: Board) -> dict[str, Any]:
    """The board, with dates as text; what an athlete lost stands with the athlete."""
    data = asdict(board)
    del data["losses"]
    return {**data, "dates": [day.isoformat() for day in board.dates]}
