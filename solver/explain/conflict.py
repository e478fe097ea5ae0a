"""Why there is no schedule: smallest sets of things that cannot hold together, each of them needed, and proven so.

Conflicts come smallest first: the least set of parts that no known way out has let go of is tried; if it can hold, it is grown to as much as
can hold, and what is missing is a new way out; if it cannot, it is a conflict (the implicit hitting set method; see Ignatiev and others,
"Smallest MUS extraction with minimal hitting set dualization", CP 2015).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from solver.domain.availability import Window
from solver.domain.problem import Problem
from solver.domain.schedule import ConflictPart
from solver.domain.session import Session
from solver.explain.parts import groups_of, told
from solver.model.relax import OTHERS, Part, Relaxable, any_time, calendar, placing
from solver.model.search import Budget, Feasibility, SolverFault, new_solver, possible, run
from solver.rules import Rule


@dataclass(frozen=True)
class Conflict:
    """Parts that cannot hold together.

    `proven` is false when time ran out before each was proven necessary. `only` says whether there is a schedule without any one of them, so
    that there is no other conflict; None when that is not known.
    """

    parts: tuple[ConflictPart, ...]
    proven: bool = True
    only: bool | None = None


def conflict(problem: Problem, rules: Sequence[Rule], budget: Budget | None = None, *, others: bool = False) -> Conflict:
    """A smallest conflict of a problem that has no schedule; `others`: find out whether it is the only one."""
    search = Conflicts(problem, rules, budget or Budget(None))
    found = next(iter(search), None)
    if found is None:
        return Conflict(told(problem, rules, search.relaxable.reliefs), proven=False)
    return Conflict(told(problem, rules, found), only=search.is_only(found) if others else None)


class Conflicts:
    """All conflicts of a problem, smallest first; `complete` says, at the end, that there are no more."""

    def __init__(self, problem: Problem, rules: Sequence[Rule], budget: Budget) -> None:
        self._problem = problem
        self._rules = rules
        self._budget = budget
        self.relaxable = Relaxable.of(problem, rules, budget)
        self.ways_out: list[frozenset[Part]] = []  # sets of parts such that the rest can hold without them
        self.complete = False

    def __iter__(self) -> Iterator[frozenset[Part]]:
        parts = list(self.relaxable.reliefs)
        found: list[frozenset[Part]] = []
        while True:
            seed = self._smallest_untried(parts, found)
            if seed is None:
                return
            answer = self.relaxable.check(seed, self._budget)
            if answer is Feasibility.UNKNOWN:
                return
            if answer is Feasibility.IMPOSSIBLE:
                if not self._proven(seed):
                    return
                found.append(seed)
                yield seed
                continue
            held = self.relaxable.grown(seed, self._budget)
            if held is None:
                return
            self.ways_out.append(frozenset(parts) - held)

    def _smallest_untried(self, parts: Sequence[Part], found: Iterable[frozenset[Part]]) -> frozenset[Part] | None:
        """The fewest parts that meet every way out and contain no conflict already found."""
        model = cp_model.CpModel()
        chosen = {part: model.new_bool_var(str(part)) for part in parts}
        for way_out in self.ways_out:
            model.add_bool_or([chosen[part] for part in sorted(way_out)])
        for known in found:
            model.add_bool_or([~chosen[part] for part in sorted(known)])
        model.minimize(cp_model.LinearExpr.weighted_sum(list(chosen.values()), [_weight(part) for part in parts]))
        solver = new_solver(self._budget)
        status = run(solver, model, self._budget)
        if status == cp_model.INFEASIBLE:
            self.complete = True
        if status != cp_model.OPTIMAL:
            return None
        return frozenset(part for part in parts if solver.boolean_value(chosen[part]))

    def is_only(self, conflict: frozenset[Part]) -> bool | None:
        """Whether the rest can hold without any one part of a conflict, whichever it is; None when time ran out.

        That is so just where there is no other conflict: another one, of which this is not a part, would remain without some part of this.
        """
        everything = frozenset(self.relaxable.reliefs)
        for part in sorted(conflict):
            answer = self.relaxable.check(everything - {part}, self._budget)
            if answer is not Feasibility.POSSIBLE:
                return False if answer is Feasibility.IMPOSSIBLE else None
        return True

    def _proven(self, parts: frozenset[Part]) -> bool:
        """A conflict is proven again on a model of its own, with presolve, before anyone is told; false when time ran out."""
        answer = possible(*kept_only(self._problem, self._rules, parts), self._budget, presolve=True)
        if answer is Feasibility.POSSIBLE:
            raise SolverFault(f"one proof says that {sorted(parts)} cannot hold together, another holds them")
        return answer is Feasibility.IMPOSSIBLE


def _weight(part: Part) -> int:
    """Few parts first; among equally few, those in which the calendar of the other sessions plays no part."""
    return 101 if part[1] == OTHERS else 100


def kept_only(problem: Problem, rules: Sequence[Rule], parts: Iterable[Part]) -> tuple[Problem, tuple[Rule, ...]]:
    """The problem in which nothing but the given parts binds: other musts go, other key and fixed sessions need not happen."""
    return _bound_by(problem, rules, frozenset(parts).__contains__)


def without(problem: Problem, rules: Sequence[Rule], parts: Iterable[Part]) -> tuple[Problem, tuple[Rule, ...]]:
    """The problem in which everything binds but the given parts."""
    gone = frozenset(parts)
    return _bound_by(problem, rules, lambda part: part not in gone)


def _bound_by(problem: Problem, rules: Sequence[Rule], binds: Callable[[Part], bool]) -> tuple[Problem, tuple[Rule, ...]]:
    sessions: list[Session] = []
    free: list[str] = []
    for number, group in enumerate(groups_of(problem, rules)):
        if not binds(calendar(group)):
            free += [session.id for session in group.sessions]
        # Each group is a wish of its own: the rules that tell them apart may be among those that do not bind.
        alike = [replace(session, entry=number) for session in group.sessions]
        if binds(placing(group)) or not group.required:
            sessions += alike
        elif group.sessions[0].fixed is None:
            sessions += [replace(session, priority="optional", worth=0) for session in alike]
    window = Window(*any_time(problem.clock), (), frozenset(free))
    musts = tuple(rule for rule in rules if rule.level == "must" and binds(("rule", rule.id)))
    return replace(problem, sessions=tuple(sessions), windows=(*problem.windows, window)), musts
