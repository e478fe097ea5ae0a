"""A week's model in which everything that binds can be let go, part by part: the ground of conflicts and repairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from solver.domain.availability import Window
from solver.domain.clock import DAYS, Clock
from solver.domain.problem import Problem
from solver.domain.session import Session
from solver.model.actors import Actor
from solver.model.build import say, words_used
from solver.model.search import Budget, Feasibility, OutOfBudget, new_solver, run
from solver.model.week import Week
from solver.rules import Rule

Part = tuple[
    str, str
]  # ("rule" | "session" | "fixed" | "availability", id); the id of all but key sessions' availability is OTHERS
OTHERS = "*"


@dataclass(frozen=True, eq=False)
class Relaxable:
    """A model with a literal for every part that binds: true lets it go.

    `complete` is false where the budget did not last for building it: then nothing is known of any parts.
    """

    model: cp_model.CpModel
    reliefs: Mapping[Part, cp_model.IntVar]
    complete: bool = True

    @classmethod
    def of(cls, problem: Problem, rules: Sequence[Rule], budget: Budget | None = None) -> Relaxable:
        """Build it: musts, key sessions, fixed sessions and the calendar of each key session."""
        try:
            return cls._built(problem, rules, budget)
        except OutOfBudget:
            model = cp_model.CpModel()
            reliefs = {part: model.new_bool_var("") for part in dict.fromkeys(_parts(problem, rules))}
            return cls(model, reliefs, complete=False)

    @classmethod
    def _built(cls, problem: Problem, rules: Sequence[Rule], budget: Budget | None) -> Relaxable:
        musts = [rule for rule in rules if rule.level == "must"]
        week = Week(opened(problem), apart=words_used(musts), all_optional=True, budget=budget)
        reliefs: dict[Part, cp_model.IntVar] = {}

        def relief(part: Part) -> cp_model.IntVar:
            if part not in reliefs:
                reliefs[part] = week.literal(f"without {part}")
            return reliefs[part]

        for rule in musts:
            say(week, rule, relief(("rule", rule.id)))
        for actor in week.actors:
            session = actor.session
            if session.must_be_placed:
                kind = "fixed" if session.fixed is not None else "session"
                placed = [] if isinstance(actor.placed, bool) else [actor.placed]
                week.model.add_bool_or([*placed, relief((kind, session.id))])
            if session.fixed is None:
                _bind_calendar(week, actor, relief(_calendar_part(session)))
        week.meter.settle()
        return cls(week.model, reliefs)

    def check(self, kept: Iterable[Part], budget: Budget) -> Feasibility:
        """Whether the kept parts can hold together when all others are let go."""
        if not self.complete:
            return Feasibility.UNKNOWN
        model = self.model
        model.clear_objective()
        model.clear_assumptions()
        model.add_assumptions([~self.reliefs[part] for part in kept])
        solver = new_solver(budget)
        status = run(solver, model, budget)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Feasibility.POSSIBLE
        return Feasibility.IMPOSSIBLE if status == cp_model.INFEASIBLE else Feasibility.UNKNOWN

    def grown(self, kept: Iterable[Part], budget: Budget) -> frozenset[Part] | None:
        """As many parts as can hold together with the kept ones, or None when time ran out."""
        if not self.complete:
            return None
        model = self.model
        model.clear_assumptions()
        model.add_assumptions([~self.reliefs[part] for part in kept])
        model.minimize(cp_model.LinearExpr.sum(list(self.reliefs.values())))
        solver = new_solver(budget)
        status = run(solver, model, budget)
        model.clear_objective()
        if status != cp_model.OPTIMAL:
            return None
        return frozenset(part for part, relief in self.reliefs.items() if not solver.boolean_value(relief))


def _parts(problem: Problem, rules: Sequence[Rule]) -> Iterator[Part]:
    """Everything that binds, without a model."""
    for rule in rules:
        if rule.level == "must":
            yield ("rule", rule.id)
    for session in problem.sessions:
        if session.must_be_placed:
            yield ("fixed" if session.fixed is not None else "session", session.id)
        if session.fixed is None:
            yield _calendar_part(session)


def _calendar_part(session: Session) -> Part:
    return ("availability", session.id if session.must_be_placed else OTHERS)


def _bind_calendar(week: Week, actor: Actor, relief: cp_model.IntVar) -> None:
    """Outside its own windows a session can lie only where its calendar is let go."""
    for slot, here in zip(actor.slots, actor.here, strict=True):
        if slot.own and not isinstance(here, bool):
            week.model.add_implication(here, relief)


def any_time(clock: Clock) -> tuple[int, int]:
    """A stretch that holds every session that starts in the week."""
    return clock.ceil(clock.start), clock.floor(clock.end + (clock.end - clock.start) // DAYS)


def opened(problem: Problem) -> Problem:
    """The problem with a window for all the week, open to each session as its own."""
    start, end = any_time(problem.clock)
    ids = frozenset(session.id for session in problem.sessions)
    return replace(problem, windows=(*problem.windows, Window(start, end, (), ids)))
