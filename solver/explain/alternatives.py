"""Other weeks as good, or nearly: they differ in some session's day or window, not in minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.domain.problem import Problem
from solver.domain.schedule import Score
from solver.model.actors import Actor
from solver.model.build import Built, build
from solver.model.linear import Linear
from solver.model.search import Budget, Found, Ladder, OutOfBudget
from solver.rules import Rule

Where = tuple[int, int | None]  # training day and window
Signature = dict[str, Where]  # by session id; a session that is not placed is not in it


@dataclass(frozen=True)
class Others:
    """Weeks, best first; `complete` says that there is no further one within the limits that were asked for.

    `why` says why the search ended, where the week is too large.
    """

    found: tuple[Found, ...]
    complete: bool
    why: str = ""


class Alternatives:
    """Enumerates weeks best first, no two alike; see `complete` afterwards.

    Args:
        best: where given, only weeks with the best's worth left out and at most `within` points more.
    """

    def __init__(self, problem: Problem, rules: Sequence[Rule], budget: Budget, within: int | None = None) -> None:
        self._problem = problem
        self._rules = rules
        self._budget = budget
        self._within = within
        self._best: Score | None = None
        self._seen: list[Signature] = []
        self.complete = False
        self.why = ""

    def __iter__(self) -> Iterator[Found]:
        while True:
            try:
                built = self._built()
            except OutOfBudget as stopped:
                self.why = stopped.why
                return
            ladder = Ladder(built, self._budget)
            found = ladder.climb()
            if found.status == "infeasible":
                self.complete = True
            if found.status != "optimal" or found.score is None:
                return
            self._best = self._best or found.score
            self._seen.append(signature(built, ladder))
            yield found

    def _built(self) -> Built:
        built = build(self._problem, self._rules, budget=self._budget)
        for known in self._seen:
            built.week.model.add_bool_or([~literal for literal in same_places(built, known)])
        if self._within is not None and self._best is not None:
            hold(built, self._best, self._within)
        return built


def others(problem: Problem, rules: Sequence[Rule], most: int, budget: Budget, within: int | None = None) -> Others:
    """The best week and at most `most` further ones, within so many points of it where that is asked for."""
    search = Alternatives(problem, rules, budget, within)
    found: list[Found] = []
    for number, week in enumerate(search):
        if number > most:
            return Others(tuple(found), complete=False)
        found.append(week)
    return Others(tuple(found), search.complete, search.why)


def diverse(problem: Problem, rules: Sequence[Rule], number: int, within: int, budget: Budget) -> Others:
    """The best week, then again and again the one that is most unlike all before it, `number` in all; ends where none is unlike."""
    found: list[Found] = []
    try:
        complete = _find_diverse(found, problem, rules, number, within, budget)
    except OutOfBudget as stopped:
        return Others(tuple(found), complete=False, why=stopped.why)
    return Others(tuple(found), complete)


def _find_diverse(found: list[Found], problem: Problem, rules: Sequence[Rule], number: int, within: int, budget: Budget) -> bool:
    """Append the weeks to `found`; whether there is no further one."""
    first = build(problem, rules, budget=budget)
    ladder = Ladder(first, budget)
    best = ladder.climb()
    if best.status != "optimal" or best.score is None:
        return best.status == "infeasible"
    found.append(best)
    if not problem.sessions:
        return True
    seen = [signature(first, ladder)]
    while len(found) < number:
        built = build(problem, rules, budget=budget)
        hold(built, best.score, within)
        unlike = _most_unlike(built, seen)
        ladder = Ladder(Built(built.week, unlike, built.points), budget)
        week = ladder.climb()
        if week.status != "optimal" or week.score is None:
            return week.status == "infeasible"
        found.append(_scored(week, best.score))
        seen.append(signature(built, ladder))
    return False


def _scored(week: Found, best: Score) -> Found:
    """The week with its own score: its first level was unlikeness, its worth left out is the best's."""
    assert week.score is not None
    score = Score(left_out=best.left_out, points=week.score.points)
    return Found(week.status, week.placed, score, score, week.phases, week.size)


def _most_unlike(built: Built, seen: Sequence[Signature]) -> Linear:
    """How many sessions are alike with the most similar of the weeks seen, to be minimised; alike in all is not allowed."""
    model = built.week.model
    most = len(built.week.actors)
    alike = model.new_int_var(0, most - 1, "alike")
    for known in seen:
        literals = same_places(built, known)
        model.add(alike >= cp_model.LinearExpr.sum(literals) + most - len(literals))
    return Linear.of(alike, 0, most - 1)


def hold(built: Built, best: Score, within: int) -> None:
    """Leave out no more than the best week does, and pay at most so many points more."""
    model = built.week.model
    for level, most in ((built.left_out, best.left_out), (built.points, best.points + within)):
        if most < level.upper:  # a larger bound says nothing, and may be too large for CP-SAT's numbers
            model.add(level.expression() <= most)


def signature(built: Built, ladder: Ladder) -> Signature:
    """Where every placed session is in the best schedule that a search found."""
    return {
        actor.session.id: (slot.day, slot.window)
        for actor in built.week.actors
        for slot, here in zip(actor.slots, actor.here, strict=True)
        if here is True or (not isinstance(here, bool) and ladder.true(here))
    }


def same_places(built: Built, known: Signature) -> list[cp_model.LiteralT]:
    """A literal for every session that is open: true when it is where it was, or left out again."""
    literals: list[cp_model.LiteralT] = []
    for actor in built.week.actors:
        truth = _same_place(built, actor, known.get(actor.session.id))
        if truth is not None:
            literals.append(truth)
    return literals


def _same_place(built: Built, actor: Actor, where: Where | None) -> cp_model.LiteralT | None:
    if where is None:
        return None if isinstance(actor.placed, bool) else ~actor.placed
    there = [here for slot, here in zip(actor.slots, actor.here, strict=True) if (slot.day, slot.window) == where]
    if any(here is True for here in there):
        return None
    open_ = [here for here in there if not isinstance(here, bool)]
    if len(open_) == 1:
        return open_[0]
    literal = built.week.literal(f"{actor.session.id} there again")
    built.week.model.add_exactly_one([*open_, ~literal])
    return literal
