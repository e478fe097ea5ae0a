"""The schedule with the smallest change: the least of one amount first, then the best week with no more of it."""

from __future__ import annotations

from dataclasses import dataclass

from solver.domain.session import Placed, Session
from solver.domain.spans import Stretch
from solver.model.actors import open_truths
from solver.model.build import Built
from solver.model.ladder import Found, Ladder
from solver.model.linear import Linear
from solver.model.search import Budget

BEST_EFFORT = 0.5  # deterministic seconds for the best of the schedules with the smallest change


class Capped(Budget):
    """A part of a budget: so much effort at most. What it spends is spent of the whole, and a stop stops the whole."""

    def __init__(self, whole: Budget, effort: float) -> None:
        left = whole.effort_left
        super().__init__(whole.left, effort if left is None else min(effort, left))
        self._whole = whole

    def stop(self) -> None:
        """Let no more be spent, of the whole neither."""
        super().stop()
        self._whole.stop()

    def spend(self, effort: float) -> None:
        """Take away effort that was spent."""
        super().spend(effort)
        self._whole.spend(effort)


def mildest(built: Built, amount: Linear, budget: Budget) -> tuple[Found, Ladder]:
    """A good schedule among those in which an amount is smallest, with the search that can tell the values of variables in it.

    The amount is proven to be the smallest, or nothing is found. The best of the weeks is looked for under a limit. One level is minimised
    after the other, as their weighted sum may be too large for CP-SAT's numbers.
    """
    first = Ladder(Built(built.week, amount, Linear()), budget)
    found = first.climb()  # and holds the amount to what it is from now on
    if found.status != "optimal":
        return Found("infeasible" if found.status == "infeasible" else "unknown"), first
    best = Ladder(built, Capped(budget, BEST_EFFORT))
    return best.climb(), best


def nearest_start(built: Built, session: Session, start: int, budget: Budget) -> tuple[Found, Placed | None]:
    """The schedule in which a session starts as near as possible to an elapsed minute."""
    grid, week = built.week.grid, built.week
    actor = next(actor for actor in week.actors if actor.session.id == session.id)
    furthest = max(abs(actor.earliest - start), abs(max(slot.last for slot in actor.slots) - start)) // grid
    distance = week.model.new_int_var(0, furthest, f"{session.id} moved by")
    week.model.add(distance >= actor.start - start // grid)
    week.model.add(distance >= start // grid - actor.start)
    found, _ = mildest(built, Linear.of(distance, 0, furthest), budget)
    return found, next((placed for placed in found.placed if placed.session.id == session.id), None)


@dataclass(frozen=True)
class Opening:
    """A stretch of elapsed minutes, and the ids of the sessions that lie in it."""

    start: int
    end: int
    users: frozenset[str] = frozenset()


def shortest_window(built: Built, window: int, stretch: Stretch, budget: Budget) -> tuple[Found, Opening]:
    """The schedule in which what lies in a window takes the shortest part of it, buffers and all; and that part.

    Args:
        built: the model of a week.
        window: the number of the window, which must be one for named sessions.
        stretch: its elapsed minutes.
        budget: what may be spent.
    """
    grid, model = built.week.grid, built.week.model
    first, last = stretch[0] // grid, stretch[1] // grid
    start, end = model.new_int_var(first, last, "opens"), model.new_int_var(first, last, "closes")
    inside = [
        (actor, here)
        for actor in built.week.actors
        for slot, here in zip(actor.slots, actor.here, strict=True)
        if slot.window == window
    ]
    for actor, here in inside:
        conditions = open_truths([here])
        if conditions is not None:
            model.add(actor.start - steps(actor.session.before, grid) >= start).only_enforce_if(conditions)
            model.add(actor.end + steps(actor.session.after, grid) <= end).only_enforce_if(conditions)
    found, ladder = mildest(built, Linear.of(end, first, last) - Linear.of(start, first, last), budget)
    if found.score is None:
        return found, Opening(*stretch)
    users = frozenset(actor.session.id for actor, here in inside if here is True or ladder.true(here))
    return found, Opening(ladder.value_of(start) * grid, ladder.value_of(end) * grid, users)


def steps(minutes: int, grid: int) -> int:
    """Minutes in steps of the grid, rounded up."""
    return -(-minutes // grid)
