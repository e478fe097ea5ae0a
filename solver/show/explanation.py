"""Explanations as text and as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from solver.domain.problem import Problem, clock_text
from solver.domain.schedule import Schedule, ScheduledSession
from solver.explain.best_hour import Hour
from solver.explain.difference import Difference, Moved
from solver.explain.explanation import Explanation
from solver.explain.prices import Price, Priced
from solver.show.facts import conflict_text, proof, score_text
from solver.show.text import table, wrapped
from solver.show.week import left_out, repair_lines, title

BEST_HOURS = 5


def explanation_page(explanation: Explanation) -> str:
    """The answer of `weekfit explain`."""
    schedule, problem = explanation.schedule, explanation.problem
    parts = [title(problem, schedule)]
    if schedule.status == "infeasible":
        parts += list(_conflicts(explanation)) or ["There is no such week."]
        found = explanation.repairs.repairs if explanation.repairs else ()
        parts.append("\n".join(repair_lines(found, most=len(found))).strip("\n"))
    elif schedule.status == "optimal":
        parts.append(f"The best week costs {score_text(schedule.left_out, schedule.points)}.")
        parts += [
            left_out(schedule),
            _rules(explanation.rules),
            _sessions(explanation.sessions),
            _hours(problem, explanation.hours),
        ]
        parts.append(_windows(problem, explanation))
    else:
        none = "Time ran out before the best week was proven: there is nothing to explain yet."
        parts.append(schedule.why or none)
    if not explanation.complete:
        parts.append("Incomplete: this is what was found so far.")
    return "\n\n".join(part for part in parts if part)


def _conflicts(explanation: Explanation) -> Iterator[str]:
    number = len(explanation.conflicts)
    for index, parts in enumerate(explanation.conflicts, 1):
        head = "There is no such week. These cannot all hold together:" if index == 1 else f"Conflict {index}: nor can these:"
        yield "\n".join([head, "", *(wrapped(conflict_text(part), "  - ", "    ") for part in parts)])
    if explanation.all_conflicts:
        yield "There is no other conflict." if number == 1 else f"These {number} conflicts are all there are."
    elif number:
        yield wrapped(proof(explanation.schedule)) if number == 1 else f"The first {number} conflicts; there may be more."


def gain_text(price: Price) -> str:
    """`5 points`, `-3 points`, or what more is placed too."""
    out = f"{price.left_out:+d} worth placed, " if price.left_out else ""
    return f"{out}{price.points:+d} point{'s' if abs(price.points) != 1 else ''}"


def _rules(prices: Sequence[Priced]) -> str:
    binding = [priced for priced in prices if priced.price and not priced.price.is_nothing]
    idle = [priced.id for priced in prices if priced.price and priced.price.is_nothing]
    unknown = [priced.id for priced in prices if priced.price is None]
    rows = [(priced.id, gain_text(priced.price)) for priced in sorted(binding, key=_dearest) if priced.price]
    lines = (
        ["What each rule costs: the gain if it went", "", table(rows, ("Rule", "Gain"))] if rows else ["No rule costs anything."]
    )
    lines += ["", wrapped(f"Idle (nothing would change): {', '.join(idle)}.", "", "  ")] if idle else []
    lines += [wrapped(f"Not priced in time: {', '.join(unknown)}.", "", "  ")] if unknown else []
    return "\n".join(lines)


def _dearest(priced: Priced) -> tuple[int, int, str]:
    price = priced.price or Price(0, 0)
    return (-price.left_out, -price.points, priced.id)


def _sessions(prices: Sequence[Priced]) -> str:
    rows = [(priced.id, _session_price(priced)) for priced in prices]
    if not rows:
        return ""
    return "\n".join(
        ["What each session costs: the gain for the rest of the week if it went", "", table(rows, ("Session", "Gain"))]
    )


def _session_price(priced: Priced) -> str:
    if priced.price is not None:
        return gain_text(priced.price)
    return "no schedule without it" if priced.needed else "not priced in time"


def _hours(problem: Problem, hours: Sequence[Hour]) -> str:
    if not hours:
        return "No further hour would make the week better."
    rows = [(_hour_text(problem, hour), f"{hour.minutes} min", gain_text(hour.gain)) for hour in hours[:BEST_HOURS]]
    return "\n".join(["The best time to free", "", table(rows, ("When", "For", "Gain"))])


def _hour_text(problem: Problem, hour: Hour) -> str:
    end = problem.clock.local(hour.start + hour.minutes)
    return f"{clock_text(problem.clock, hour.start)}-{end:%H:%M}"


def _windows(problem: Problem, explanation: Explanation) -> str:
    if not explanation.windows:
        return ""
    free = [window for window, priced in explanation.windows if priced.price and priced.price.is_nothing]
    dear = sorted(
        (
            (priced.price.left_out, priced.price.points, window.start, window.end)
            for window, priced in explanation.windows
            if priced.price
        ),
        reverse=True,
    )
    if free:
        names = "; ".join(f"{clock_text(problem.clock, w.start)}-{problem.clock.local(w.end):%H:%M}" for w in free)
        return wrapped(f"Windows that could be given away, one of them, at no loss: {names}.", "", "  ")
    if not dear:
        needed = all(priced.needed for _, priced in explanation.windows)
        return "No window can be given away." if needed else "The windows were not all priced in time."
    lost_out, lost, start, end = dear[0]
    when = f"{clock_text(problem.clock, start)}-{problem.clock.local(end):%H:%M}"
    return wrapped(f"The window worth least: {when} (without it {gain_text(Price(lost_out, lost))}).", "", "  ")


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """The same as plain data."""
    problem = explanation.problem
    data: dict[str, Any] = {"schedule": explanation.schedule.to_json(), "complete": explanation.complete}
    if explanation.schedule.status == "infeasible":
        data["conflicts"] = [[part.model_dump(mode="json") for part in parts] for parts in explanation.conflicts]
        data["all_conflicts"] = explanation.all_conflicts
        found = explanation.repairs.repairs if explanation.repairs else ()
        data["repairs"] = [repair.model_dump(mode="json") for repair in found]
        return data
    data["prices"] = {"rules": _prices_json(explanation.rules), "sessions": _prices_json(explanation.sessions)}
    data["prices"]["windows"] = [
        {
            "start": problem.clock.local(window.start).isoformat(),
            "end": problem.clock.local(window.end).isoformat(),
            **_price_json(priced.price),
            "needed": priced.needed,
        }
        for window, priced in explanation.windows
    ]
    data["best_hours"] = [
        {"start": problem.clock.local(hour.start).isoformat(), "minutes": hour.minutes, **_price_json(hour.gain)}
        for hour in explanation.hours
    ]
    return data


def _prices_json(prices: Iterable[Priced]) -> list[dict[str, Any]]:
    return [{"id": priced.id, **_price_json(priced.price), "needed": priced.needed} for priced in prices]


def _price_json(price: Price | None) -> dict[str, Any]:
    return {"left_out": price.left_out if price else None, "points": price.points if price else None}


def difference_page(difference: Difference, first: str, second: str) -> str:
    """Two schedules subtracted, as text."""
    if difference.is_nothing:
        return "The same week."
    lines = [f"{first}: {score_text(difference.left_out[0], difference.points[0])}"]
    lines.append(f"{second}: {score_text(difference.left_out[1], difference.points[1])}")
    if difference.judged_by[0] != difference.judged_by[1]:
        sets = " and ".join(", ".join(names) or "no rules" for names in difference.judged_by)
        lines.append(wrapped(f"They were judged by different rules ({sets}): their points are not of one kind."))
    if difference.sessions:
        rows = [(moved.id, _where(moved.first), _where(moved.second)) for moved in difference.sessions]
        lines += ["", table(rows, ("Session", first, second))]
    if difference.rules:
        paid = [(id_, one, other, f"{other - one:+d}") for id_, (one, other) in sorted(difference.rules.items())]
        lines += ["", table(paid, ("Rule (points)", first, second, "Change"), right=(1, 2, 3))]
    return "\n".join(lines)


def _where(item: ScheduledSession | None) -> str:
    return "-" if item is None else f"{item.start:%a %H:%M}, {item.minutes} min{f', {item.place}' if item.place else ''}"


def difference_json(difference: Difference) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "left_out": list(difference.left_out),
        "points": list(difference.points),
        "sessions": [_moved_json(moved) for moved in difference.sessions],
        "rules": {id_: list(pair) for id_, pair in difference.rules.items()},
    }


def _moved_json(moved: Moved) -> dict[str, Any]:
    sides = {"from": moved.first, "to": moved.second}
    return {"id": moved.id, **{key: item.model_dump(mode="json") if item else None for key, item in sides.items()}}


def others_page(problem: Problem, schedules: Sequence[Schedule], complete: bool) -> str:
    """Several weeks side by side: one row a session, one column a week."""
    ids = [session.id for session in problem.sessions]
    found = [{item.id: item for item in schedule.sessions} for schedule in schedules]
    blocks = []
    for first in range(0, len(schedules), 5):
        some = range(first, min(first + 5, len(schedules)))
        headers = ["Session", *(f"#{number + 1}" for number in some)]
        rows: list[list[object]] = [[id_, *(_short(found[number].get(id_)) for number in some)] for id_ in ids]
        if any(schedules[number].left_out for number in some):
            rows.append(["left out", *(schedules[number].left_out for number in some)])
        rows.append(["points", *(schedules[number].points for number in some)])
        blocks.append(table(rows, headers))
    weeks = f"{len(schedules)} week{'s' if len(schedules) != 1 else ''}"
    end = f"{weeks}, and there is no other within these limits." if complete else f"{weeks}; there may be more."
    return "\n\n".join([*blocks, end])


def _short(item: ScheduledSession | None) -> str:
    return "-" if item is None else f"{item.start:%a %H:%M}"
