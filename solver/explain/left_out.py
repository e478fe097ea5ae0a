"""Why a session was left out: what happens to the week when it is put in all the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from solver.domain.errors import listed
from solver.domain.problem import Problem
from solver.domain.session import Session
from solver.explain.conflict import Conflict, conflict
from solver.judge import judge
from solver.model.build import words_used
from solver.model.interchangeable import Interchangeable, interchangeable
from solver.model.search import Budget, Found, search
from solver.model.slots import slots
from solver.rules import Rule


def reasons(problem: Problem, rules: Sequence[Rule], found: Found, budget: Budget) -> dict[str, str]:
    """A sentence for every session that is not placed, by id. Each but the plain ones is found by solving the week with the session in it.

    Interchangeable sessions share theirs: it says why there is no more of them.
    """
    there = {placed.session.id for placed in found.placed}
    groups = interchangeable(problem.sessions, words_used(rules))
    result: dict[str, str] = {}
    for group in groups:
        missing = [session for session in group.sessions if session.id not in there]
        if missing:
            why = _nowhere(problem, missing[0]) or _consequence(problem, rules, found, missing[0], groups, budget)
            result |= dict.fromkeys((session.id for session in missing), why)
    return {session.id: result[session.id] for session in problem.sessions if session.id in result}


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


def _consequence(
    problem: Problem, rules: Sequence[Rule], found: Found, session: Session, groups: Sequence[Interchangeable], budget: Budget
) -> str:
    """What happens to the week when one more session of its group must be placed."""
    group = next(group for group in groups if session in group.sessions)
    forced = _with_key(problem, group, _number(group, found) + 1)
    other = search(forced, rules, budget)
    if other.status == "infeasible":
        return _impossible(conflict(forced, rules, budget), group)
    if other.score is None or found.score is None:
        return "Time ran out before the reason was found."
    gone = [id_ for each in groups for id_ in _gone(each, found, other)]
    if gone:
        return f"With it, {listed(sorted(gone), 'and')} would have to go."
    return _dearer(problem, rules, found, other, session)


def _impossible(why: Conflict, group: Interchangeable) -> str:
    """What a session cannot be together with: the conflict without what is said of the session itself."""
    names = {group.name, *(session.id for session in group.sessions)}
    others = [part.text for part in why.parts if part.id not in names]
    if others:
        return f"It cannot be together with: {' '.join(others)}"
    return f"There is room for no more of them. {' '.join(part.text for part in why.parts if part.type == 'availability')}"


def _number(group: Interchangeable, found: Found) -> int:
    """How many of a group are placed."""
    return len(_placed(group, found))


def _placed(group: Interchangeable, found: Found) -> list[str]:
    there = {placed.session.id for placed in found.placed}
    return [session.id for session in group.sessions if session.id in there]


def _gone(group: Interchangeable, before: Found, after: Found) -> list[str]:
    """The sessions of a group that are no longer placed; of interchangeable ones the last."""
    return _placed(group, before)[_number(group, after) :]


def _dearer(problem: Problem, rules: Sequence[Rule], found: Found, other: Found, session: Session) -> str:
    """Which rules make the week with the session dearer than the session is worth."""
    before = {report.id: report.points for report in judge(problem, rules, found.placed).reports}
    after = {report.id: report.points for report in judge(problem, rules, other.placed).reports}
    more = sorted(((after[id_] - before[id_], id_) for id_ in after if after[id_] > before[id_]), reverse=True)
    costs = listed((f"{points} for {id_}" for points, id_ in more), "and")
    return f"It is worth {session.worth} points and would cost {sum(points for points, _ in more)}: {costs}."


def _with_key(problem: Problem, group: Interchangeable, number: int) -> Problem:
    """The problem in which so many sessions of a group are key, the first ones."""
    key = {session.id for session in group.sessions[:number]}
    sessions = tuple(replace(session, priority="key") if session.id in key else session for session in problem.sessions)
    return replace(problem, sessions=sessions)
