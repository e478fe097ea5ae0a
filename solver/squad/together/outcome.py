"""What was found for a squad, as plain values: nothing leaves that the judges have not passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise, takewhile

from solver.domain.schedule import NotPlaced, Schedule, Score
from solver.domain.session import Placed
from solver.model.cpsat import SolverFault
from solver.model.ladder import Found
from solver.outcome import as_schedule
from solver.squad.together.ask import Column
from solver.squad.together.hours import inside
from solver.squad.together.judge import squad_faults
from solver.squad.together.room import by_place, full
from solver.squad.together.seat import Seat, Use, choices
from solver.squad.together.table import Table
from solver.squad.together.values import Held, Member, Occupancy, Step

Weeks = Mapping[int, Column]


def at_their_favourite(table: Table, weeks: Weeks) -> dict[int, Column]:
    """The same weeks with sessions moved to the shared place they would rather be in, where there is room: it costs nothing."""
    moved: dict[int, Column] = dict(weeks)
    for seat in sorted(weeks):
        for index, item in enumerate(weeks[seat].placed):
            rather = _rather(table.seats[seat], item)
            if rather:
                taken = full((use for column in moved.values() for use in column.uses), table.capacity)
                moved[seat] = _moved(table.seats[seat], moved[seat], index, rather, taken)
    return moved


def _rather(seat: Seat, item: Placed) -> tuple[str, ...]:
    """The shared places, open then, in which a session would rather be than where it is."""
    if item.place in seat.open:
        return ()
    start, end = item.start + seat.offset, item.end + seat.offset
    better = takewhile(lambda place: place != item.place, _wanted(seat, item))
    return tuple(place for place in better if place is not None and inside(seat.open.get(place, ()), start, end))


def _moved(seat: Seat, column: Column, index: int, rather: Sequence[str], taken: Sequence[Use]) -> Column:
    """The week with a session in the first of those places that has room."""
    item = column.placed[index]
    start, end = item.start + seat.offset, item.end + seat.offset
    for place in rather:
        if not any(use.place == place and use.start < end and start < use.end for use in taken):
            placed = (*column.placed[:index], replace(item, place=place), *column.placed[index + 1 :])
            return replace(column, placed=placed, uses=seat.uses(placed))
    return column


def _wanted(seat: Seat, item: Placed) -> tuple[str | None, ...]:
    """The places where a placed session can be done, best first."""
    session = item.session
    if session.fixed is not None:
        return choices(session, None)
    around = (
        window
        for window in seat.own.windows
        if window.start <= item.start - session.before
        and item.end + session.after <= window.end
        and seat.own.takes(window, session)
    )
    return next((choices(session, window) for window in around if item.place in choices(session, window)), ())


def schedule(
    seat: Seat,
    member: Member,
    column: Column,
    least: Score | None,
    whys: Mapping[str, str],
    *,
    proven: bool,
    held: Mapping[str, Held],
) -> Schedule:
    """One member's schedule, judged as every week is: as that of a week without the must-haves that are given up.

    It is optimal if the squad's weeks are proven the best, or if nobody could have a better one.

    Args:
        seat: whose it is.
        member: the same athlete, as given.
        column: the week.
        least: what no week of theirs can be less than, if that is known.
        whys: why each must-have is given up, by its id.
        proven: whether the squad's weeks are the best.
        held: the group sessions.
    """
    best = proven or column.score == least
    bound = column.score if best else least or Score(left_out=0, points=0)
    found = Found("optimal" if best else "feasible", column.placed, column.score, bound)
    problem = seat.problem([id_ for id_, _ in column.joined], column.given_up)
    week = as_schedule(problem, seat.rules, found, member.case.ruleset.names)
    return week.model_copy(
        update={
            "scenario": member.id,
            "not_placed": _given_up(seat, whys)
            + tuple(
                item.model_copy(update={"why": _absent(member.id, held[item.group])}) if item.group is not None else item
                for item in week.not_placed
            ),
        }
    )


def _given_up(seat: Seat, whys: Mapping[str, str]) -> tuple[NotPlaced, ...]:
    """The must-haves that are given up."""
    musts = (session for session in seat.musts if session.id in whys)
    return tuple(NotPlaced(id=must.id, kind=must.kind.name, priority="key", why=whys[must.id]) for must in musts)


def _absent(athlete: str, group: Held) -> str:
    """Why somebody is not at a group session."""
    if group.start is None:
        return "This group session is not held."
    return f"Held on {group.start:%a} {group.start.day} {group.start:%b %H:%M} without {athlete}."


def groups(table: Table, weeks: Weeks) -> tuple[Held, ...]:
    """The group sessions: when, with whom, without whom."""
    found = []
    for group in table.squad.together:
        invited = [seat for seat in sorted(weeks) if group.id in table.seats[seat].groups]
        there = {seat: dict(weeks[seat].joined)[group.id] for seat in invited if group.id in dict(weeks[seat].joined)}
        start = min(there.values(), default=None)
        found.append(
            Held(
                id=group.id,
                kind=group.kind,
                place=group.place,
                coach=group.coach,
                start=_moment(table, start),
                end=_moment(table, None if start is None else start + group.minutes),
                who=tuple(table.seats[seat].id for seat in there),
                absent=tuple(table.seats[seat].id for seat in invited if seat not in there),
            )
        )
    return tuple(found)


def _moment(table: Table, minute: int | None) -> datetime | None:
    return None if minute is None else table.squad.clock.local(minute)


def occupancy(table: Table, weeks: Weeks) -> tuple[Occupancy, ...]:
    """Who is in each shared place when."""
    uses = [(use, table.seats[seat].id) for seat, column in sorted(weeks.items()) for use in column.uses]
    stretches = by_place(use for use, _ in uses)
    return tuple(
        Occupancy(
            place=shared.place,
            capacity=shared.capacity,
            steps=tuple(_steps(table, shared.place, uses, stretches.get(shared.place, []))),
        )
        for shared in table.squad.shared
    )


def _steps(table: Table, place: str, uses: Sequence[tuple[Use, str]], stretches: Sequence[tuple[int, int]]) -> Iterator[Step]:
    moments = sorted({minute for stretch in stretches for minute in stretch})
    for start, end in pairwise(moments):
        who = tuple(id_ for use, id_ in uses if use.place == place and use.start <= start < use.end)
        if who:
            yield Step(start=table.squad.clock.local(start), end=table.squad.clock.local(end), who=who)


def pass_on(table: Table, schedules: Sequence[Schedule]) -> None:
    """Raise SolverFault unless the squad's judge passes the schedules."""
    faults = squad_faults(table.squad, {str(week.scenario): week for week in schedules})
    if faults:
        raise SolverFault(f"the judge of the squad does not pass what was found ({' '.join(faults)})")
