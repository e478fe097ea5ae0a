"""From the results of a squad to its board."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from solver.domain.clock import DAYS
from solver.domain.errors import InputError
from solver.domain.kinds import Kind, shipped
from solver.domain.schedule import Schedule, ScheduledSession
from solver.show.board import Board, Entry, Row
from solver.show.facts import score_text
from solver.show.shared_from import losses, meetings, places
from solver.squad.results import Record, Results

_WORDS = {  # kinds in five letters, where those of their titles would not do
    "hill_repeats": "hills",
    "full_body_lift": "lift",
    "heavy_legs": "legs",
    "light_strength": "light",
    "mobility": "mobil",
    "easy_ride": "ride",
    "hard_ride": "ride",
    "elliptical": "ellip",
}
_NO_WEEK = {
    "infeasible": "none is possible",
    "unknown": "the effort was spent before one was found",
    "broken": "the scenario is wrong",
    "failed": "a fault of weekfit",
    "crashed": "nothing survives solving it",
}


@contextmanager
def _undamaged(source: str) -> Iterator[None]:
    """Files that somebody has changed are one message."""
    try:
        yield
    except InputError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"the results are damaged ({type(error).__name__}); solve the squad again.", source=source) from None


def board_from(results: Results, records: Iterable[Record]) -> Board:
    """The board of some athletes of a squad, all of whom are in memory then; raises InputError where the results are damaged."""
    frame = frame_from(results)
    return replace(frame, rows=tuple(row_from(record, frame) for record in records))


def frame_from(results: Results) -> Board:
    """All of a squad's board but the athletes: what they share; raises InputError where the results are damaged."""
    with _undamaged(str(results.out)):
        return _frame(results)


def _frame(results: Results) -> Board:
    summary, together = results.summary, results.together
    first, timezone = date.fromisoformat(summary["week"]), summary["timezone"]
    dates = tuple(first + timedelta(days=day) for day in range(DAYS))
    # Whoever shares something may be named by others.
    names = {record.athlete: record.name for record in results.records() if record.name} if together else {}
    return Board(
        name=summary["name"],
        dates=dates,
        timezone=timezone,
        counted=_counted(summary["counts"]),
        certain=certain(summary),
        meetings=meetings(together, timezone) if together else (),
        places=places(together, timezone, dates) if together else (),
        losses=losses(together, timezone, names) if together else {},
        names=names,
    )


def _counted(counts: Mapping[str, int]) -> str:
    """How many have a week, and why the others have none."""
    told = f"{counts['solved']:,} of {counts['athletes']:,} athletes have a week."
    if counts["given_up"] or counts["left_out"]:
        told += f" {counts['served']:,} of them with every key and normal session."
    if counts["given_up"]:
        told += f" There is no room for a key or fixed session of {counts['given_up']:,}."
    if counts["left_out"]:
        told += f" A normal session is left out for {counts['left_out']:,}."
    reasons = [f"{words} ({counts[what]:,})" for what, words in _NO_WEEK.items() if counts[what]]
    without = counts["athletes"] - counts["solved"]
    return f"{told} No week for {without:,}: {', '.join(reasons)}." if reasons else told


def certain(summary: Mapping[str, Any]) -> str:
    """How sure it is that the squad could do no better."""
    score, least = _score(summary), _score(summary["bound"])
    if summary["proven"]:
        return f"All weeks together cost {score}: proven best."
    return f"All weeks together cost {score}; no weeks can cost less than {least}."


def _score(levels: Mapping[str, Any]) -> str:
    """`1 given up, 20 left out, 3 points`."""
    musts = f"{levels['given_up']:,} given up, " if levels["given_up"] else ""
    return musts + score_text(levels["left_out"], levels["points"])


def row_from(record: Record, frame: Board) -> Row:
    """One athlete of a board; raises InputError where the record is damaged."""
    with _undamaged(record.source):
        return _row(record, frame)


def _row(record: Record, frame: Board) -> Row:
    name = record.name or record.athlete or record.source
    if not record.solved:
        told = record.conflict or record.problem or _NO_WEEK[record.status]
        return Row(record.athlete, name, told=told)
    schedule = record.week
    lost, because = frame.losses.get(record.athlete, ("", ()))
    return Row(
        id=record.athlete,
        name=name,
        timezone=schedule.timezone if schedule.timezone and schedule.timezone != frame.timezone else "",
        days=tuple(_days(schedule, frame.dates)),
        given_up={item.id: item.why for item in schedule.not_placed if item.priority == "key"},
        left_out=tuple(item.id for item in schedule.not_placed if item.priority == "normal"),
        lost=lost,
        because=because,
    )


def _days(schedule: Schedule, dates: Sequence[date]) -> Iterator[tuple[Entry, ...]]:
    for on in dates:
        yield tuple(_entry(item, on) for item in schedule.sessions if (item.day or "") == f"{on:%a}".lower())


def _entry(item: ScheduledSession, on: date) -> Entry:
    kind = shipped().kinds.get(item.kind or "")
    tags = item.tags if item.tags is not None else kind.tags if kind else ()
    end = item.end or item.start + timedelta(minutes=item.minutes)
    later = (item.start.date() - on).days
    title = _title(item, kind)
    return Entry(
        time=f"{item.start:%H:%M}-{end:%H:%M}{f' +{later}' if later else ''}",
        minutes=item.minutes,
        title=title,
        word=_WORDS.get(item.kind or "") or (kind.title if kind else title).split()[0].lower()[:5],
        modality=kind.modality if kind else "",
        hard="hard" in tags,
        meeting=item.group or "",
        place=item.place or "",
    )


def _title(item: ScheduledSession, kind: Kind | None) -> str:
    """The kind's, or the session's own name where it has one."""
    name = item.group or item.id
    if item.kind is None or not re.fullmatch(rf"{re.escape(item.kind)}(-\d+)?", name):
        return name
    return kind.title if kind else item.kind.replace("_", " ").capitalize()
