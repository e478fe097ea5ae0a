"""A week's model in which everything that binds can be let go, part by part: the ground of conflicts and repairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from solver.domain.availability import Window
from solver.domain.clock import DAYS, Clock
from solver.domain.problem import Problem
from solver.model.actors import Actor
from solver.model.build import say, words_used
from solver.model.interchangeable import Interchangeable, interchangeable
from solver.model.search import Budget, Feasibility, OutOfBudget, new_solver, run
from solver.model.week import Week
from solver.rules import Rule

Part = tuple[str, str]  # ("rule" | "session" | "fixed" | "availability", name)
OTHERS = "*"  # the name of the availability of all sessions that need not be placed


def placing(group: Interchangeable) -> Part:
    """The part that says that the key sessions of a group, or the fixed one, must be placed."""
    return ("fixed" if group.sessions[0].fixed is not None else "session", group.name)


def calendar(group: Interchangeable) -> Part:
    """The part that holds a group to its windows."""
    return ("availability", group.name if group.required else OTHERS)


@dataclass(frozen=True, eq=False)
class Relaxable:
    """A model with a literal for every part that binds: true lets it go.

    `complete` is false where the budget did not last for building it: then nothing is known of any parts.
    """

    model: cp_model.CpModel
    groups: Mapping[str, Interchangeable]  # by name
    reliefs: Mapping[Part, cp_model.IntVar]
    complete: bool = True

    @classmethod
    def of(cls, problem: Problem, rules: Sequence[Rule], budget: Budget | None = None) -> Relaxable:
        """Build it: musts, key sessions, fixed sessions and the calendars. What a wish asks for several times is one part."""
        musts = [rule for rule in rules if rule.level == "must"]
        groups = {group.name: group for group in interchangeable(problem.sessions, words_used(musts))}
        try:
            return cls._built(problem, musts, groups, budget)
        except OutOfBudget:
            model = cp_model.CpModel()
            reliefs = {part: model.new_bool_var("") for part in dict.fromkeys(_parts(musts, groups.values()))}
            return cls(model, groups, reliefs, complete=False)

    @classmethod
    def _built(
        cls, problem: Problem, musts: Sequence[Rule], groups: Mapping[str, Interchangeable], budget: Budget | None
    ) -> Relaxable:
        week = Week(opened(problem), apart=words_used(musts), all_optional=True, budget=budget)
        reliefs: dict[Part, cp_model.IntVar] = {}

        def relief(part: Part) -> cp_model.IntVar:
            if part not in reliefs:
                reliefs[part] = week.literal(f"without {part}")
            return reliefs[part]

        for rule in musts:
            say(week, rule, relief(("rule", rule.id)))
        actors = {actor.session.id: actor for actor in week.actors}
        for group in groups.values():
            for session in group.sessions:
                actor = actors[session.id]
                if session.must_be_placed:
                    placed = [] if isinstance(actor.placed, bool) else [actor.placed]
                    week.model.add_bool_or([*placed, relief(placing(group))])
                if session.fixed is None:
                    _bind_calendar(week, actor, relief(calendar(group)))
        week.meter.settle()
        return cls(week.model, groups, reliefs)

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


def _parts(musts: Iterable[Rule], groups: Iterable[Interchangeable]) -> Iterator[Part]:
    """Everything that binds, without a model."""
    for rule in musts:
        yield ("rule", rule.id)
    for group in groups:
        if any(session.must_be_placed for session in group.sessions):
            yield placing(group)
        if any(session.fixed is None for session in group.sessions):
            yield calendar(group)


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
