"""From what a squad shares, as its results have it, to what its board shows: group sessions, places, reasons for losses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any

from solver.domain.clock import zone
from solver.domain.errors import listed
from solver.domain.kinds import shipped
from solver.domain.times import MINUTES_A_DAY
from solver.show.board import Meeting, Place, Step, day_text
from solver.show.facts import score_text
from solver.squad.together.values import reason_text

MOST_NAMED = 6
_MINUTE = timedelta(minutes=1)


def meetings(together: Mapping[str, Any], timezone: str) -> tuple[Meeting, ...]:
    """The group sessions, those that are not held too."""
    return tuple(
        Meeting(
            id=group["id"],
            title=shipped().kind(group["kind"]).title,
            when=_span(group, timezone) if group["start"] else "",
            place=group["place"],
            coach=group["coach"] or "",
            there=tuple(group["who"]),
            absent=tuple(group["absent"]),
        )
        for group in together["groups"]
    )


def places(together: Mapping[str, Any], timezone: str, dates: Sequence[date]) -> tuple[Place, ...]:
    """The shared places and how many are there when, cut at the midnights of the squad's time zone."""
    return tuple(
        Place(place["place"], place["capacity"], _steps(place["steps"], timezone, dates)) for place in together["places"]
    )


def _steps(steps: Sequence[Mapping[str, Any]], timezone: str, dates: Sequence[date]) -> tuple[Step, ...]:
    """How many there are, day by day: neighbouring steps of as many athletes are one, whoever they are."""
    found: list[Step] = []
    for step in chain.from_iterable(_by_days(each, timezone, dates) for each in steps):
        last = found[-1] if found else None
        if last and (last.day, last.end, last.number) == (step.day, step.start, step.number):
            found[-1] = replace(last, end=step.end)
        else:
            found.append(step)
    return tuple(found)


def _by_days(step: Mapping[str, Any], timezone: str, dates: Sequence[date]) -> Iterator[Step]:
    start, end = (moment.replace(tzinfo=None) for moment in _moments(step, timezone))
    for day, on in enumerate(dates):
        midnight = datetime.combine(on, time())
        low, high = max(0, (start - midnight) // _MINUTE), min(MINUTES_A_DAY, (end - midnight) // _MINUTE)
        if low < high:
            yield Step(day, low, high, len(step["who"]))


def losses(together: Mapping[str, Any], timezone: str, names: Mapping[str, str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What athletes lose against a week of their own, and a sentence for each reason, by id; those who lose nothing are not there."""
    found = {}
    for loss in together["losses"]:
        lost = _lost(loss)
        if lost:
            reasons = tuple(_reason(because, timezone, names) for because in loss["because"])
            found[loss["athlete"]] = (lost, reasons)
    return found


def _lost(loss: Mapping[str, Any]) -> str:
    """`heavy_legs`, `20 left out, 3 points`, or both; empty where nothing is lost."""
    parts = [*loss["given_up"]]
    if (loss["left_out"], loss["points"]) > (0, 0):
        parts.append(score_text(loss["left_out"], loss["points"]))
    return ", ".join(parts)


def _reason(because: Mapping[str, Any], timezone: str, names: Mapping[str, str]) -> str:
    """`No room at gym, Tue 24 Nov 18:00-19:00: Anna, Ben and Cleo there`, or what else it was."""
    what, when = because["what"], _span(because, timezone)
    others = [names.get(id_, id_) for id_ in because["others"]]
    more = len(others) - MOST_NAMED
    there = listed([*others[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])], "and")
    return reason_text(because["reason"], what, when, there)


def _span(timed: Mapping[str, Any], timezone: str) -> str:
    """`Tue 24 Nov 18:00-19:00`."""
    start, end = _moments(timed, timezone)
    return f"{day_text(start.date())} {start:%H:%M}-{end:%H:%M}"


def _moments(timed: Mapping[str, Any], timezone: str) -> tuple[datetime, datetime]:
    """Start and end in the squad's time zone."""
    start, end = (datetime.fromisoformat(timed[key]).astimezone(zone(timezone)) for key in ("start", "end"))
    return start, end
