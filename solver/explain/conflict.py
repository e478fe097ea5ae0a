"""Why there is no schedule: a smallest set of things that cannot hold together, each of them needed, and proven so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from solver.domain.availability import Window
from solver.domain.clock import DAYS
from solver.domain.errors import listed
from solver.domain.problem import Problem, clock_text
from solver.domain.schedule import ConflictPart
from solver.domain.session import Session
from solver.model.search import Budget, Feasibility, possible
from solver.rules import Rule



@dataclass(frozen=True)
class Conflict:
    """Parts that cannot hold together; `complete` is false when time ran out before every one was proven necessary."""

    parts: tuple[ConflictPart, ...]
    complete: bool = True


def conflict(problem: Problem, rules: Sequence[Rule], budget: Budget | None = None) -> Conflict:
    """Shrink everything that binds to a set that is impossible, and possible without any one of its parts."""
    budget = budget or Budget(None)
    parts = [*_rule_parts(rules), *_availability_part(), *_session_parts(problem)]
    complete = True
    for part in list(parts):
        fewer = [other for other in parts if other is not part]
        answer = possible(*relaxed(problem, rules, fewer), budget)
        if answer is Feasibility.IMPOSSIBLE:
            parts = fewer
        elif answer is Feasibility.UNKNOWN:
            complete = False
    return Conflict(tuple(parts), complete)


def _rule_parts(rules: Iterable[Rule]) -> list[ConflictPart]:
    musts = [rule for rule in rules if rule.level == "must"]
    return [ConflictPart(type="rule", id=rule.id, text=rule.sentence()) for rule in reversed(musts)]


def _availability_part() -> list[ConflictPart]:
    return [ConflictPart(type="availability", id="availability", text="There is no other time than these windows.")]


def _session_parts(problem: Problem) -> list[ConflictPart]:
    parts = []
    for session in problem.sessions:
        if session.fixed is not None:
            when = clock_text(problem.clock, session.fixed)
            text = f"{session.id} is fixed on {when} ({session.least} min)."
            parts.append(ConflictPart(type="fixed", id=session.id, text=text))
        elif session.priority == "key":
            parts.append(ConflictPart(type="session", id=session.id, text=_key_text(problem, session)))
    return parts


def _key_text(problem: Problem, session: Session) -> str:
    days = ""
    if session.days is not None:
        days = f" on {listed(f'{problem.clock.dates[day]:%a}' for day in sorted(session.days))}"
    return f"{session.id} is a key session of at least {session.least} min{days}."


def relaxed(problem: Problem, rules: Sequence[Rule], kept: Iterable[ConflictPart]) -> tuple[Problem, tuple[Rule, ...]]:
    """The problem with nothing but the kept parts binding: other musts go, other key and fixed sessions need not happen."""
    ids: dict[str, set[str]] = {"rule": set(), "session": set(), "fixed": set(), "availability": set()}
    for part in kept:
        ids[part.type].add(part.id)
    sessions = tuple(
        session
        for session in problem.sessions
        if session.id in ids["fixed"] or (session.fixed is None and session.id in ids["session"])
    )
    windows = problem.windows if ids["availability"] else _any_time(problem)
    musts = tuple(rule for rule in rules if rule.level == "must" and rule.id in ids["rule"])
    return replace(problem, sessions=_with_optional(problem, sessions), windows=windows), musts


def _with_optional(problem: Problem, binding: Sequence[Session]) -> tuple[Session, ...]:
    """Sessions that bind, and the rest as they please: a must may need them (`count`, `minutes`, `pair`)."""
    kept = {session.id for session in binding}
    return tuple(
        session if session.id in kept else replace(session, priority="optional", worth=0)
        for session in problem.sessions
        if session.id in kept or session.fixed is None
    )


def _any_time(problem: Problem) -> tuple[Window, ...]:
    clock = problem.clock
    return (Window(clock.ceil(clock.start), clock.floor(clock.end + (clock.end - clock.start) // DAYS)),)
