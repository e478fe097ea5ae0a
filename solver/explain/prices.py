"""What everything costs: the week solved again without each rule, each session, each window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from solver.domain.availability import Window
from solver.domain.problem import Problem
from solver.domain.schedule import Score
from solver.domain.session import Session
from solver.explain.side_by_side import side_by_side
from solver.model.search import Budget, Found, search
from solver.rules import Rule


@dataclass(frozen=True)
class Price:
    """What would change if something went: `left_out` and `points` are gains (positive: the week gets better)."""

    left_out: int
    points: int

    @classmethod
    def between(cls, before: Score, after: Score) -> Price:
        """The gain from one score to another."""
        return cls(before.left_out - after.left_out, before.points - after.points)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing would change."""
        return self.left_out == 0 and self.points == 0


@dataclass(frozen=True)
class Priced:
    """One priced thing: a rule, a session or a window. No price: there is no week without it (`needed`), or time ran out."""

    id: str
    price: Price | None
    needed: bool = False


Item = tuple[str, Problem, Sequence[Rule]]


def rule_prices(
    problem: Problem, rules: Sequence[Rule], score: Score, budget: Budget, *, large: bool = False
) -> Iterator[Priced]:
    """What each rule costs: how much better the week would be without it. `large`: see `side_by_side`, here and below."""
    items = ((rule.id, problem, [other for other in rules if other is not rule]) for rule in rules)
    yield from _priced(items, score, budget, large=large)


def session_prices(problem: Problem, rules: Sequence[Rule], found: Found, budget: Budget) -> Iterator[Priced]:
    """What each placed session costs: how much better the rest of the week would be without it, its own worth apart."""
    assert found.score is not None
    there = [placed.session for placed in found.placed]
    items = ((session.id, without(problem, session), rules) for session in there)
    yield from _priced(items, found.score, budget, large=found.large)


def window_prices(
    problem: Problem, rules: Sequence[Rule], score: Score, budget: Budget, *, large: bool = False
) -> Iterator[tuple[Window, Priced]]:
    """What each window is worth: how much worse the week would be if it were given away (as negative gains)."""
    items = ((str(number), _without_window(problem, window), rules) for number, window in enumerate(problem.windows))
    for priced in _priced(items, score, budget, large=large):
        yield problem.windows[int(priced.id)], priced


def _priced(items: Iterable[Item], score: Score, budget: Budget, *, large: bool) -> Iterator[Priced]:
    def solved(item: Item) -> Found:
        _, problem, rules = item
        return Found("unknown") if budget.over else search(problem, rules, budget)

    for (id_, _, _), found in side_by_side(solved, items, large=large):
        proven = found.status == "optimal" and found.score is not None
        price = Price.between(score, found.score) if proven and found.score else None
        yield Priced(id_, price, found.status == "infeasible")


def without(problem: Problem, session: Session) -> Problem:
    """The problem without a session: what asks for several has one fewer of that priority."""
    return replace(problem, sessions=tuple(other for other in problem.sessions if other is not session))


def _without_window(problem: Problem, window: Window) -> Problem:
    return replace(problem, windows=tuple(other for other in problem.windows if other is not window))
