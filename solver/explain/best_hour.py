"""The best hour to free: where so many more minutes would improve the week most, found exactly, by letting the model choose the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from solver.domain.availability import Window
from solver.domain.problem import Problem
from solver.domain.schedule import Score
from solver.domain.spans import Stretch
from solver.domain.times import Span
from solver.explain.prices import Price
from solver.explain.room import WAKING, joined, waking_by_day
from solver.explain.side_by_side import side_by_side
from solver.model.actors import Actor, Truth, open_truths
from solver.model.build import Built, build
from solver.model.search import Budget, Ladder, OutOfBudget, search
from solver.rules import Rule

LENGTHS = (30, 45, 60, 90)


@dataclass(frozen=True)
class Hour:
    """Minutes to free, from an elapsed minute, open at every place, and what the week gains."""

    start: int
    minutes: int
    gain: Price


def best_hours(
    problem: Problem,
    rules: Sequence[Rule],
    score: Score,
    budget: Budget,
    waking: Span = WAKING,
    lengths: Sequence[int] = LENGTHS,
    *,
    large: bool = False,
) -> Iterator[Hour]:
    """For every length and day, the best time to free and its gain; nothing where nothing is gained. `large`: see `side_by_side`."""
    if (score.left_out, score.points) == (0, 0):
        return
    everywhere = [window for window in problem.windows if not window.places]
    stretches = [
        stretch
        for _, stretch in waking_by_day(problem, waking)
        if not any(window.start <= stretch[0] and stretch[1] <= window.end for window in everywhere)
    ]
    in_stretch = lambda stretch: list(_in_stretch(problem, rules, score, stretch, lengths, budget))  # noqa: E731
    for _, hours in side_by_side(in_stretch, stretches, large=large):
        yield from hours


def _in_stretch(
    problem: Problem, rules: Sequence[Rule], score: Score, stretch: Stretch, lengths: Sequence[int], budget: Budget
) -> Iterator[Hour]:
    """The best time within a stretch for each length, the longest first: where so many minutes gain nothing, fewer do not either."""
    for minutes in sorted(lengths, reverse=True):
        if budget.over:
            return
        if minutes % problem.clock.grid or minutes > stretch[1] - stretch[0]:
            continue
        start = _best_start(problem, rules, minutes, stretch, budget)
        gain = None if start is None else gain_of(problem, rules, score, start, minutes, budget)
        if start is None or gain is None or gain.is_nothing:
            return
        yield Hour(start, minutes, gain)


def gain_of(problem: Problem, rules: Sequence[Rule], score: Score, start: int, minutes: int, budget: Budget) -> Price | None:
    """What the week gains from those minutes, by solving it with them; None when time ran out."""
    found = search(freed(problem, start, minutes), rules, budget)
    if found.status != "optimal" or found.score is None:
        return None
    return Price.between(score, found.score)


def freed(problem: Problem, start: int, minutes: int) -> Problem:
    """The problem with those minutes free at every place; they join windows that are open at every place too."""
    return replace(problem, windows=joined(problem.windows, Window(start, start + minutes)))


def _best_start(problem: Problem, rules: Sequence[Rule], minutes: int, stretch: Stretch, budget: Budget) -> int | None:
    """When to free the minutes within a stretch so that the week becomes best, or None when time ran out."""
    joining = [w for w in problem.windows if not w.places and w.start <= stretch[1] and stretch[0] <= w.end]
    first = min([stretch[0], *(w.start for w in joining)])
    last = max([stretch[1], *(w.end for w in joining)])
    everybody = frozenset(session.id for session in problem.sessions)
    opened = replace(problem, windows=(*problem.windows, Window(first, last, (), everybody)))
    try:
        built = build(opened, rules, budget=budget)
    except OutOfBudget:
        return None
    grid = problem.clock.grid
    start = built.week.model.new_int_var(stretch[0] // grid, (stretch[1] - minutes) // grid, "freed")
    for actor in built.week.actors:
        for slot, here in zip(actor.slots, actor.here, strict=True):
            if slot.own:
                _inside(built, actor, here, start, minutes // grid, joining)
    ladder = Ladder(built, budget)
    found = ladder.climb()
    return ladder.value_of(start) * grid if found.status == "optimal" else None


def _inside(built: Built, actor: Actor, here: Truth, start: cp_model.IntVar, length: int, joining: Sequence[Window]) -> None:
    """Keep a session that uses the freed time, with its buffer, in that time or in what it joins.

    It lies from the start of the freed time or of a window that reaches it, to its end or that of a window that it reaches.
    """
    model, grid = built.week.model, built.week.grid
    before, after = actor.session.before, actor.session.after
    lefts, rights = [model.new_bool_var("from freed")], [model.new_bool_var("to freed")]
    model.add(actor.start >= start + -(-before // grid)).only_enforce_if(lefts[0])
    model.add(actor.end <= start + length - -(-after // grid)).only_enforce_if(rights[0])
    for window in joining:
        left, right = model.new_bool_var("from window"), model.new_bool_var("to window")
        model.add(actor.start >= -(-(window.start + before) // grid)).only_enforce_if(left)
        model.add(start <= window.end // grid).only_enforce_if(left)
        model.add(actor.end <= (window.end - after) // grid).only_enforce_if(right)
        model.add(start + length >= -(-window.start // grid)).only_enforce_if(right)
        lefts.append(left)
        rights.append(right)
    conditions = open_truths([here]) or []
    model.add_bool_or([*(~c for c in conditions), *lefts])
    model.add_bool_or([*(~c for c in conditions), *rights])
