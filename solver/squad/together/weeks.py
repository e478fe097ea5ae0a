"""Weeks of several members at a time: whether they fit together, and who is in the way of one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from solver.squad.together.ask import Column
from solver.squad.together.master import Held, joins, over
from solver.squad.together.room import Capacity, crowded

Weeks = Mapping[int, Column]


def fits(weeks: Weeks, capacity: Capacity, held: Held) -> bool:
    """Whether weeks fit together: room everywhere, and as many in each group session as it takes."""
    if crowded((use for column in weeks.values() for use in column.uses), capacity):
        return False
    numbers = {group: sum(joins(column, group) for column in weeks.values()) for group in held}
    return all(least <= numbers[group] and (most is None or numbers[group] <= most) for group, (least, most) in held.items())


def full_groups(weeks: Weeks, held: Held) -> list[str]:
    """The group sessions that nobody else can join."""
    return [
        group
        for group, (_, most) in held.items()
        if most is not None and sum(joins(column, group) for column in weeks.values()) >= most
    ]


def cleared(
    weeks: Weeks, seat: int, capacity: Capacity, held: Held, key: Callable[[int], tuple[int, ...]]
) -> tuple[dict[int, Column], list[int]]:
    """The weeks that can stay beside one member's, and the members who have to move: of several in the way those of least `key` first."""
    chosen, moved = dict(weeks), []
    while there := _in_the_way(chosen, seat, capacity, held):
        moved.append(min(there, key=key))
        del chosen[moved[-1]]
    return chosen, moved


def _in_the_way(weeks: Weeks, seat: int, capacity: Capacity, held: Held) -> list[int]:
    """The others at the most crowded minute, or else in a group session that too many join."""
    others = [(other, column) for other, column in weeks.items() if other != seat]
    crowds = crowded((use for column in weeks.values() for use in column.uses), capacity)
    if crowds:
        place, minute = max(crowds, key=lambda point: (crowds[point], point))
        return [other for other, column in others if over(column, place, minute)]
    for group, (_, most) in held.items():
        if most is not None and sum(joins(column, group) for column in weeks.values()) > most:
            return [other for other, column in others if joins(column, group)]
    return []
