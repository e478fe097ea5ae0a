"""Why a session was left out: what happens to the week when it is put in all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from solver.domain.errors import listed
from solver.domain.problem import Problem
from solver.domain.session import Session
from solver.explain.conflict import conflict
from solver.judge import judge
from solver.model.search import Budget, Found, search
from solver.model.slots import slots
from solver.rules import Rule


def reasons(problem: Problem, rules: Sequence[Rule], found: Found, budget: Budget) -> dict[str, str]:
    """A sentence for every session that is not placed, by id. Each but the plain ones is found by solving the week with the session in it."""
    there = {placed.session.id for placed in found.placed}
    missing = [session for session in problem.sessions if session.id not in there]
    told: dict[tuple[int, str], str] = {}  # interchangeable sessions share their reason
    result = {}
    for session in missing:
        key = (session.entry, session.priority)
        if key not in told:
            told[key] = _nowhere(problem, session) or _consequence(problem, rules, found, session, budget)
        result[session.id] = told[key]
    return result


def _nowhere(problem: Problem, session: Session) -> str:
    """Why no window takes the session, whatever else is in the week; empty if one does."""
    if slots(problem, session):
        return ""
    offering = [window for window in problem.windows if problem.takes(window, session)]
    if not problem.windows:
        return "There is no window in the week that could hold it."
    if not offering:
        return f"No window offers {listed(session.places)}."
    needed = session.before + session.least + session.after
    longest = max(window.end - window.start for window in offering)
    if longest < needed:
        place = f" with {listed(session.places)}" if session.places else ""
        return f"It needs {needed} min in one go; the longest window{place} has {longest}."
    return _kept_out(problem, session)


def _kept_out(problem: Problem, session: Session) -> str:
    """Why a session has no slot though a window is as long as it: what it asks for, what lies around the week, or the grid."""
    if session.days is not None and not session.days:
        return "None of its days is in the week."
    alone = replace(problem, past=(), future=())
    if slots(alone, session):
        return "Sessions just before or after the week leave no window long enough."
    if slots(alone, replace(session, days=None, hours=None)):
        return "No window is long enough on its days and between its hours."
    return f"No window is long enough from a start on the grid of {problem.clock.grid} minutes."


def _consequence(problem: Problem, rules: Sequence[Rule], found: Found, session: Session, budget: Budget) -> str:
    forced = _with_key(problem, session)
    other = search(forced, rules, budget)
    if other.status == "infeasible":
        parts = [part for part in conflict(forced, rules, budget).parts if part.id != session.id]
        return f"It cannot be together with: {' '.join(part.text for part in parts)}"
    if other.score is None or found.score is None:
        return "Time ran out before the reason was found."
    gone = {placed.session.id for placed in found.placed} - {placed.session.id for placed in other.placed}
    if gone:
        return f"With it, {listed(sorted(gone), 'and')} would have to go."
    return _dearer(problem, rules, found, other, session)


def _dearer(problem: Problem, rules: Sequence[Rule], found: Found, other: Found, session: Session) -> str:
    """Which rules make the week with the session dearer than the session is worth."""
    before = {report.id: report.points for report in judge(problem, rules, found.placed).reports}
    after = {report.id: report.points for report in judge(problem, rules, other.placed).reports}
    more = sorted(((after[id_] - before[id_], id_) for id_ in after if after[id_] > before[id_]), reverse=True)
    costs = listed((f"{points} for {id_}" for points, id_ in more), "and")
    return f"It is worth {session.worth} points and would cost {sum(points for points, _ in more)}: {costs}."


def _with_key(problem: Problem, session: Session) -> Problem:
    """The problem with that session, and those of its wish that come before it, made key."""
    sessions = tuple(
        replace(other, priority="key")
        if other.entry == session.entry and _number(problem, other) <= _number(problem, session)
        else other
        for other in problem.sessions
    )
    return replace(problem, sessions=sessions)


def _number(problem: Problem, session: Session) -> int:
    return problem.sessions.index(session)
