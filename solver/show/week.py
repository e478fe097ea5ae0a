"""A schedule as a page of text that reads at a glance in 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from solver.domain.clock import DAYS
from solver.domain.errors import listed
from solver.domain.problem import Problem
from solver.domain.schedule import Repair, RuleReport, Schedule, ScheduledSession
from solver.show.text import labelled, shortened, table, wrapped

GOAL = 150  # moderate-equivalent minutes a week; half of it when vigorous (sources: P1)


def week_page(problem: Problem, schedule: Schedule) -> str:
    """The whole answer of `weekfit solve`: week, sums, what was left out, what costs what, how sure it is."""
    if schedule.status == "infeasible":
        return "\n\n".join([title(problem, schedule), conflict_page(schedule)])
    if schedule.status == "unknown":
        return "\n\n".join([title(problem, schedule), "Time ran out before any schedule was found; give it more (--time-limit)."])
    parts = [title(problem, schedule), sessions_table(problem, schedule), sums(problem, schedule), left_out(schedule)]
    parts += [costs(schedule), notes(schedule), certainty(schedule)]
    return "\n\n".join(part for part in parts if part)


def title(problem: Problem, schedule: Schedule) -> str:
    """Who, which week, where, under which rules."""
    athlete = problem.scenario.athlete
    first, last = problem.clock.dates[0], problem.clock.dates[-1]
    days = f"{first:%a} {first.day} {first:%b} to {last:%a} {last.day} {last:%b} {last.year}"
    return wrapped(f"{athlete.name or athlete.id} · {days} · {problem.scenario.timezone} · rules: {', '.join(schedule.rules)}")


def sessions_table(problem: Problem, schedule: Schedule) -> str:
    """One row a session under its day; a day without one is a rest day."""
    rows: list[Sequence[object]] = []
    for day in range(DAYS):
        date = problem.clock.date_of(day)
        label = f"{date:%a} {date.day:2d} {date:%b}"
        sessions = [item for item in schedule.sessions if _day(problem, item) == day]
        if not sessions:
            rows.append((label, "", "rest day", "", "", ""))
        for number, item in enumerate(sessions):
            rows.append((label if number == 0 else "", *_row(problem, item)))
    return table(rows, ("Day", "Time", "Session", "Min", "Effort", "Place"), right=(3,))


def _day(problem: Problem, item: ScheduledSession) -> int:
    return problem.clock.day_of(problem.clock.elapsed(item.start))


def _row(problem: Problem, item: ScheduledSession) -> tuple[object, ...]:
    session = problem.session(item.id)
    tags = session.tags if session else frozenset()
    effort = "hard" if "hard" in tags else "easy" if "easy" in tags else ""
    end = item.end or item.start + timedelta(minutes=item.minutes)
    time = f"{item.start:%H:%M}-{end:%H:%M}"
    later = (item.start.date() - problem.clock.date_of(_day(problem, item))).days
    place = item.place or ""
    return (
        f"{time} +{later}" if later else time,
        item.id,
        item.minutes,
        effort,
        f"{place} (fixed)".strip() if item.fixed else place,
    )


def sums(problem: Problem, schedule: Schedule) -> str:
    """Minutes against the 150/75 goal, hard days, rest days."""
    totals = schedule.totals
    if totals is None:
        return ""
    busy = {_day(problem, item) for item in schedule.sessions}
    hard = sorted({_day(problem, item) for item in schedule.sessions if _is_hard(problem, item)})
    rest = [day for day in range(DAYS) if day not in busy]
    short = GOAL - totals.moderate_equivalent
    goal = f"{short} short of" if short > 0 else "reaches"
    lines = [
        labelled("Cardio", f"{totals.moderate_equivalent} moderate-equivalent min: {goal} the goal of 150 (75 vigorous)"),
        labelled("Training", f"{totals.minutes} min, load {totals.load} (effort from 1 to 10 × minutes)"),
        labelled("Hard days", f"{totals.hard_days}{_names(problem, hard)}"),
        labelled("Rest days", f"{totals.rest_days}{_names(problem, rest)}{_recovery_days(problem, schedule)}"),
    ]
    return "\n".join(lines)


def _recovery_days(problem: Problem, schedule: Schedule) -> str:
    """The days with nothing but recovery, which many rule sets count as rest days too."""
    tags: dict[int, list[bool]] = {}
    for item in schedule.sessions:
        session = problem.session(item.id)
        tags.setdefault(_day(problem, item), []).append(session is not None and "recovery" in session.tags)
    days = sorted(day for day, recovery in tags.items() if all(recovery))
    return f"; recovery alone on {listed((f'{problem.clock.date_of(day):%a}' for day in days), 'and')}" if days else ""


def _is_hard(problem: Problem, item: ScheduledSession) -> bool:
    session = problem.session(item.id)
    return session is not None and "hard" in session.tags


def _names(problem: Problem, days: Sequence[int]) -> str:
    return f" ({listed((f'{problem.clock.date_of(day):%a}' for day in days), 'and')})" if days else ""


def left_out(schedule: Schedule) -> str:
    """What found no place, and why."""
    lines = []
    reasons: dict[tuple[str, str], list[str]] = {}
    for item in schedule.not_placed:
        reasons.setdefault((item.priority, item.why), []).append(item.id)
    for (priority, why), ids in reasons.items():
        lines.append(wrapped(f"{listed(ids, 'and')} ({priority}). {why}", "  ", "    "))
    return "\n".join(["Left out", *lines]) if lines else ""


def costs(schedule: Schedule) -> str:
    """Which should-rules cost what, the dearest first."""
    paid = sorted((r for r in schedule.rules_report if r.level == "should" and r.points), key=lambda r: (-r.points, r.id))
    if not paid:
        return ""
    return "\n".join(["What it costs (points)", *(line for report in paid for line in _cost(report))])


def _cost(report: RuleReport) -> Iterator[str]:
    yield f"  {report.points:>4}  {report.id}"
    yield wrapped(shortened([breach.text for breach in report.breaches]), " " * 8)


def notes(schedule: Schedule) -> str:
    """What rules have to say that is no breach."""
    return "\n".join(wrapped(f"{report.id}: {report.note}") for report in schedule.rules_report if report.note)


def certainty(schedule: Schedule) -> str:
    """How sure it is that there is no better week."""
    seconds = schedule.solve.seconds if schedule.solve else 0.0
    score = f"{schedule.left_out} left out, {schedule.points} points"
    if schedule.status == "optimal":
        return wrapped(f"Optimal: proven that there is no better week ({score}), and judged a second time. {seconds:.2f} s.")
    bound = f"{schedule.bound.left_out} left out, {schedule.bound.points} points" if schedule.bound else "nothing"
    return wrapped(
        f"Feasible: time ran out; this is the best week found ({score}), judged a second time. Proven so far: no week is better "
        f"than {bound}. {seconds:.2f} s."
    )


def conflict_page(schedule: Schedule) -> str:
    """Why there is no schedule."""
    told = (f"{part.text}{f' [{part.id}]' if part.type == 'rule' else ''}" for part in schedule.conflict or ())
    lines = ["There is no such week. These cannot all hold together:", "", *(wrapped(text, "  - ", "    ") for text in told)]
    proof = "Without any one of them there is a schedule."
    if not schedule.conflict_is_smallest:
        proof = "Time ran out before each of them was proven necessary."
    return "\n".join([*lines, "", proof, *repair_lines(schedule.repairs or ())])


def repair_lines(repairs: Sequence[Repair], most: int = 5) -> Iterator[str]:
    """The ways out, numbered, each with the week it leads to."""
    if not repairs:
        return
    yield ""
    yield "What would help, and the week it leads to:"
    yield ""
    for number, repair in enumerate(repairs[:most], 1):
        yield wrapped(f"{number}. {repair.text} → {score_text(repair.left_out, repair.points)}", "  ", "     ")
    if len(repairs) > most:
        yield f"     … and {len(repairs) - most} more: weekfit explain."


def score_text(left_out: int | None, points: int | None) -> str:
    """`20 points`, or what is left out too."""
    out = f"{left_out} left out, " if left_out else ""
    return f"{out}{points} point{'s' if points != 1 else ''}"
