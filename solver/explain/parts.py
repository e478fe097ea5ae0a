"""The parts of a conflict in a runner's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from solver.domain.errors import listed
from solver.domain.problem import Problem, clock_text
from solver.domain.schedule import ConflictPart
from solver.domain.session import Session
from solver.model.build import words_used
from solver.model.interchangeable import Interchangeable, interchangeable
from solver.model.relax import OTHERS, Part
from solver.model.slots import Slot, slots
from solver.rules import Rule

_ORDER = {kind: number for number, kind in enumerate(("rule", "fixed", "session", "availability"))}
_MOST_ROOMS = 4  # beyond them only the days are named


def groups_of(problem: Problem, rules: Sequence[Rule]) -> tuple[Interchangeable, ...]:
    """The sessions of a problem as its musts tell them apart."""
    return interchangeable(problem.sessions, words_used([rule for rule in rules if rule.level == "must"]))


def told(problem: Problem, rules: Sequence[Rule], parts: Iterable[Part]) -> tuple[ConflictPart, ...]:
    """Rules first, then fixed sessions, key sessions, and where they find room."""
    groups = {group.name: group for group in groups_of(problem, rules)}
    ordered = sorted(parts, key=lambda part: (_ORDER[part[0]], part[1]))
    return tuple(_part(problem, rules, groups.get(part[1]), part) for part in ordered)


def _part(problem: Problem, rules: Sequence[Rule], group: Interchangeable | None, part: Part) -> ConflictPart:
    kind, name = part
    if kind == "rule":
        text = next(rule for rule in rules if rule.id == name).sentence()
        return ConflictPart(type="rule", id=name, text=text)
    if name == OTHERS or group is None:
        return ConflictPart(type="availability", id="availability", text="There are no other windows for the other sessions.")
    if kind == "fixed":
        return ConflictPart(type="fixed", id=name, text=_fixed_text(problem, group.sessions[0]))
    if kind == "session":
        return ConflictPart(type="session", id=name, text=key_text(problem, group))
    return ConflictPart(type="availability", id=name, text=room_text(problem, group))


def _fixed_text(problem: Problem, session: Session) -> str:
    return f"{session.id} is fixed on {clock_text(problem.clock, session.fixed or 0)} ({session.least} min)."


def key_text(problem: Problem, group: Interchangeable) -> str:
    """Key sessions with what they ask for; of interchangeable ones, how many there are."""
    session, number = group.sessions[0], group.required
    days = ""
    if session.days is not None and not session.days:
        days = ", on days outside the week"
    elif session.days is not None:
        days = f", on {listed(f'{problem.clock.dates[day]:%a}' for day in sorted(session.days))} only"
    if len(group.sessions) == 1:
        return f"{session.id} is a key session of at least {session.least} min{days}."
    whole = group.name == session.wish
    who = f"{number} {group.name} session{'s' if number > 1 else ''}" if whole else f"{number} of {_ids(group)}"
    if number == 1:
        return f"{who} is key, of at least {session.least} min{days}."
    return f"{who} are key, of at least {session.least} min each{days}."


def room_text(problem: Problem, group: Interchangeable) -> str:
    """Where a session, or several of one wish, find room in the calendar."""
    session = group.sessions[0]
    subject = _subject(group)
    found = slots(problem, session)
    if not found:
        return f"{subject} no room in the calendar{f' at {listed(session.places)}' if session.places else ''}."
    rooms = [_room(problem, slot) for slot in found]
    if len(rooms) > _MOST_ROOMS:
        days = listed(dict.fromkeys(f"{problem.clock.dates[slot.day]:%a}" for slot in found), "and")
        return f"{subject} room only in the windows of {days}."
    return f"{subject} room only on {listed(rooms, 'and')}."


def _subject(group: Interchangeable) -> str:
    """`long_run finds`, `The easy sessions find`."""
    if len(group.sessions) == 1:
        return f"{group.name} finds"
    return f"The {group.name} sessions find" if group.name == group.sessions[0].wish else f"{_ids(group)} find"


def _ids(group: Interchangeable) -> str:
    return listed((session.id for session in group.sessions), "and")


def _room(problem: Problem, slot: Slot) -> str:
    window = problem.windows[slot.window or 0]
    start, end = problem.clock.local(window.start), problem.clock.local(window.end)
    return f"{start:%a} {start:%H:%M}-{end:%H:%M}"
