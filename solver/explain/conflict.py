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
from solver.domain.errors import listed
from solver.domain.problem import Problem, clock_text
from solver.domain.schedule import ConflictPart
from solver.domain.session import Session
from solver.model.build import words_used
from solver.model.relax import OTHERS, Part, Relaxable, any_time
from solver.model.search import Budget, Feasibility, SolverFault, new_solver, possible, run
from solver.model.slots import Slot, slots
from solver.rules import Rule


@dataclass(frozen=True)
class Conflict:
    """Parts that cannot hold together; `proven` is false when time ran out before each was proven necessary."""

    parts: tuple[ConflictPart, ...]
    proven: bool = True


def conflict(problem: Problem, rules: Sequence[Rule], budget: Budget | None = None) -> Conflict:
    """A smallest conflict of a problem that has no schedule."""
    budget = budget or Budget(None)
    search = Conflicts(problem, rules, budget)
    found = next(iter(search), None)
    if found is None:
        return Conflict(search.told(search.relaxable.reliefs), proven=False)
    return Conflict(search.told(found))


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
                self._prove(seed)
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

    def _prove(self, parts: frozenset[Part]) -> None:
        """A conflict is proven again on a model of its own, with presolve, before anyone is told."""
        if possible(*kept_only(self._problem, self._rules, parts), self._budget, presolve=True) is Feasibility.POSSIBLE:
            raise SolverFault(f"one proof says that {sorted(parts)} cannot hold together, another holds them")

    def told(self, parts: Iterable[Part]) -> tuple[ConflictPart, ...]:
        """Parts in a runner's words: rules, then sessions with their calendar."""
        order = {kind: number for number, kind in enumerate(("rule", "fixed", "session", "availability"))}
        return tuple(self._part(*part) for part in sorted(parts, key=lambda part: (order[part[0]], part[1])))

    def _place(self, session: Session) -> int:
        """Which of its interchangeable sessions this is: it can only be there when those before it are."""
        twins = [other.id for other in self._problem.sessions if other.entry == session.entry]
        return 1 if words_used(self._rules) & set(twins) else twins.index(session.id) + 1

    def _part(self, kind: str, id_: str) -> ConflictPart:
        if kind == "rule":
            text = next(rule for rule in self._rules if rule.id == id_).sentence()
            return ConflictPart(type="rule", id=id_, text=text)
        session = self._problem.session(id_)
        if session is None:
            return ConflictPart(type="availability", id="availability", text="There are no other windows for the other sessions.")
        if kind == "fixed":
            when = clock_text(self._problem.clock, session.fixed or 0)
            return ConflictPart(type="fixed", id=id_, text=f"{id_} is fixed on {when} ({session.least} min).")
        if kind == "session":
            return ConflictPart(type="session", id=id_, text=key_text(self._problem, session, self._place(session)))
        return ConflictPart(type="availability", id=id_, text=room_text(self._problem, session))


def _weight(part: Part) -> int:
    """Few parts first; among equally few, those in which the calendar of the other sessions plays no part."""
    return 101 if part[1] == OTHERS else 100


def key_text(problem: Problem, session: Session, number: int = 1) -> str:
    """A key session with what it asks for; of interchangeable ones the last says how many there are."""
    days = ""
    if session.days is not None:
        days = f", on {listed(f'{problem.clock.dates[day]:%a}' for day in sorted(session.days))} only"
    if number > 1:
        return f"{number} {session.wish} sessions are key, of at least {session.least} min each{days}."
    return f"{session.id} is a key session of at least {session.least} min{days}."


def room_text(problem: Problem, session: Session) -> str:
    """Where a session finds room in the calendar."""
    found = slots(problem, session)
    if not found:
        return f"{session.id} finds no room in the calendar{f' at {listed(session.places)}' if session.places else ''}."
    rooms = [_room(problem, slot) for slot in found]
    if len(rooms) > 4:
        days = listed(dict.fromkeys(f"{problem.clock.dates[slot.day]:%a}" for slot in found), "and")
        return f"{session.id} finds room only in the windows of {days}."
    return f"{session.id} finds room only on {listed(rooms, 'and')}."


def _room(problem: Problem, slot: Slot) -> str:
    window = problem.windows[slot.window or 0]
    start, end = problem.clock.local(window.start), problem.clock.local(window.end)
    return f"{start:%a} {start:%H:%M}-{end:%H:%M}"


def kept_only(problem: Problem, rules: Sequence[Rule], parts: Iterable[Part]) -> tuple[Problem, tuple[Rule, ...]]:
    """The problem in which nothing but the given parts binds: other musts go, other key and fixed sessions need not happen."""
    return _bound_by(problem, rules, frozenset(parts).__contains__)


def without(problem: Problem, rules: Sequence[Rule], parts: Iterable[Part]) -> tuple[Problem, tuple[Rule, ...]]:
    """The problem in which everything binds but the given parts."""
    gone = frozenset(parts)
    return _bound_by(problem, rules, lambda part: part not in gone)


def _bound_by(problem: Problem, rules: Sequence[Rule], binds: Callable[[Part], bool]) -> tuple[Problem, tuple[Rule, ...]]:
    free = frozenset(s.id for s in problem.sessions if not binds(("availability", s.id if s.must_be_placed else OTHERS)))
    sessions = tuple(
        replace(session, priority="optional", worth=0)
        if session.priority == "key" and not binds(("session", session.id))
        else session
        for session in problem.sessions
        if session.fixed is None or binds(("fixed", session.id))
    )
    window = Window(*any_time(problem.clock), (), free)
    musts = tuple(rule for rule in rules if rule.level == "must" and binds(("rule", rule.id)))
    return replace(problem, sessions=sessions, windows=(*problem.windows, window)), musts
