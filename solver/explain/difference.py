"""Two schedules subtracted, session by session and rule by rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from solver.domain.schedule import Schedule, ScheduledSession


@dataclass(frozen=True)
class Moved:
    """A session that is in one schedule, or in both but not alike."""

    id: str
    first: ScheduledSession | None
    second: ScheduledSession | None


@dataclass(frozen=True)
class Difference:
    """The second schedule minus the first. `rules` maps rule ids to points, `judged_by` names the rule sets, in the first and the second."""

    sessions: tuple[Moved, ...]
    rules: dict[str, tuple[int, int]]
    left_out: tuple[int | None, int | None]
    points: tuple[int | None, int | None]
    judged_by: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def is_nothing(self) -> bool:
        """Whether the schedules are alike."""
        return not self.sessions and not self.rules and self.left_out[0] == self.left_out[1] and self.points[0] == self.points[1]


def difference(first: Schedule, second: Schedule) -> Difference:
    """What changes from the first schedule to the second."""
    return Difference(
        tuple(_sessions(first, second)),
        _rules(first, second),
        (first.left_out, second.left_out),
        (first.points, second.points),
        (first.rules, second.rules),
    )


def _sessions(first: Schedule, second: Schedule) -> Iterator[Moved]:
    ours = {item.id: item for item in first.sessions}
    theirs = {item.id: item for item in second.sessions}
    for id_ in {**ours, **theirs}:
        one, other = ours.get(id_), theirs.get(id_)
        if one is None or other is None or (one.start, one.minutes, one.place) != (other.start, other.minutes, other.place):
            yield Moved(id_, one, other)


def _rules(first: Schedule, second: Schedule) -> dict[str, tuple[int, int]]:
    ours = {report.id: report.points for report in first.rules_report}
    theirs = {report.id: report.points for report in second.rules_report}
    pairs = {id_: (ours.get(id_, 0), theirs.get(id_, 0)) for id_ in {**ours, **theirs}}
    return {id_: pair for id_, pair in pairs.items() if pair[0] != pair[1]}
