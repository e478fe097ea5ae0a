"""Who lost what because of whom: each loss, and the times that were full, closed, or the group session's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from solver.domain.errors import listed
from solver.domain.schedule import Schedule
from solver.squad.together.ask import Column
from solver.squad.together.hours import inside
from solver.squad.together.room import full
from solver.squad.together.seat import Seat, Use
from solver.squad.together.table import Table
from solver.squad.together.values import Because, Held, reason_text

NO_ROOM = "It finds no room beside the others."


def reasons(
    table: Table, seat: int, weeks: Mapping[int, Column], alone: Schedule, free: Column | None, held: Sequence[Held]
) -> tuple[Because, ...]:
    """Why a member lost something.

    Args:
        table: the squad.
        seat: the member.
        weeks: what everybody has.
        alone: what the member would have without the squad.
        free: what they would have with room for everybody, the group sessions being when they are; None where that is no better.
        held: the group sessions.
    """
    found = [*_closed(table, table.seats[seat], alone), *_held(table, seat, weeks[seat], held)]
    if free is not None:
        found = [*_full(table, weeks, seat, free.uses)]
    return tuple(found)


def given_up(
    table: Table, seat: int, weeks: Mapping[int, Column], alone: Schedule, free: Column | None, held: Collection[Held]
) -> dict[str, str]:
    """Why a member gives up each must-have that is not in their week, as sentences by its id; the arguments are those of `reasons`."""
    return {
        id_: " ".join(_told(table, because) for because in _gave_up(table, seat, id_, weeks, alone, free, held)) or NO_ROOM
        for id_ in weeks[seat].given_up
    }


def _gave_up(
    table: Table,
    seat: int,
    id_: str,
    weeks: Mapping[int, Column],
    alone: Schedule,
    free: Column | None,
    held: Collection[Held],
) -> Iterator[Because]:
    """Why one must-have is given up: who is where it would be, a place that is closed, a group session that is full."""
    member = table.seats[seat]
    if free is None:
        yield from _closed(table, member, alone, id_)
        return
    yield from _full(table, weeks, seat, member.uses([item for item in free.placed if item.session.id == id_]))
    joined = [group for group, _ in free.joined]
    if id_ in member.met(joined):
        kind = next(session.kind.name for session in member.musts if session.id == id_)
        mine = {group for group, _ in weeks[seat].joined}
        missed = (one for one in held if one.id in joined and one.id not in mine and one.kind == kind)
        yield from (_because(table, "full", _use(table, one), one.who) for one in missed)


def _use(table: Table, group: Held) -> Use:
    """When a group session is held."""
    start, end = (table.squad.clock.elapsed(moment) for moment in (group.start, group.end) if moment is not None)
    return Use(group.id, start, end)


def _told(table: Table, because: Because) -> str:
    """A reason as a sentence, on the squad's clock."""
    start, end = (moment.astimezone(table.squad.clock.zone) for moment in (because.start, because.end))
    when = f"{start:%a} {start.day} {start:%b} {start:%H:%M}-{end:%H:%M}"
    return reason_text(because.reason, because.what, when, listed(because.others, "and"))


def _full(table: Table, weeks: Mapping[int, Column], seat: int, wished: Sequence[Use]) -> Iterator[Because]:
    """The times the member would have had, had there been room, and who was there instead."""
    others = [(use, other) for other, column in sorted(weeks.items()) if other != seat for use in column.uses]
    taken = full((use for use, _ in others), table.capacity)
    for wanted in wished:
        there = [use for use in taken if use.place == wanted.place and use.start < wanted.end and wanted.start < use.end]
        if there:
            start, end = max(there[0].start, wanted.start), min(there[-1].end, wanted.end)
            who = sorted({other for use, other in others if use.place == wanted.place and use.start < end and start < use.end})
            yield _because(table, "full", Use(wanted.place, start, end), [table.seats[other].id for other in who])


def _closed(table: Table, seat: Seat, alone: Schedule, id_: str | None = None) -> Iterator[Because]:
    """Sessions (or the one of that id) of the week without the squad in a shared place while it is closed."""
    for item in alone.sessions:
        if id_ not in (None, item.id):
            continue
        hours = seat.open.get(item.place or "")
        start = table.squad.clock.elapsed(item.start)
        if hours is not None and not inside(hours, start, start + item.minutes):
            yield _because(table, "closed", Use(item.place or "", start, start + item.minutes), [])


def _held(table: Table, seat: int, column: Column, held: Sequence[Held]) -> Iterator[Because]:
    """The group sessions that the member takes part in."""
    joined = dict(column.joined)
    for group in held:
        if group.id in joined:
            minutes = table.seats[seat].groups[group.id].least
            start = joined[group.id]
            yield _because(
                table, "group", Use(group.id, start, start + minutes), [id_ for id_ in group.who if id_ != table.seats[seat].id]
            )


def _because(table: Table, reason: str, use: Use, others: Sequence[str]) -> Because:
    clock = table.squad.clock
    return Because.model_validate(
        {
            "reason": reason,
            "what": use.place,
            "start": clock.local(use.start),
            "end": clock.local(use.end),
            "others": tuple(others),
        }
    )
