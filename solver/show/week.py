"""A schedule as a page of text that reads at a glance in 80 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from solver.domain.problem import Problem
from solver.domain.schedule import Repair, RuleReport, Schedule
from solver.show import facts
from solver.show.facts import Item
from solver.show.text import labelled, shortened, table, wrapped


def week_page(problem: Problem, schedule: Schedule, certain: str | None = None) -> str:
    """The whole answer of `weekfit solve`: week, sums, what was left out, what costs what, how sure it is (or `certain` instead)."""
    if schedule.status == "infeasible":
        return "\n\n".join([title(problem, schedule), conflict_page(schedule)])
    if schedule.status == "unknown":
        return "\n\n".join([title(problem, schedule), wrapped(facts.no_schedule(schedule))])
    sums = "\n".join(labelled(label, text) for label, text in facts.sums(problem, schedule))
    notes = "\n".join(wrapped(note) for note in facts.notes(schedule))
    parts = [title(problem, schedule), sessions_table(problem, schedule), sums, left_out(schedule)]
    parts += [costs(schedule), notes, certainty(schedule) if certain is None else wrapped(certain)]
    return "\n\n".join(part for part in parts if part)


def title(problem: Problem, schedule: Schedule) -> str:
    """Who, which week, where, under which rules."""
    where = problem.scenario.timezone
    return wrapped(f"{facts.who(problem)} · {facts.dates(problem)} · {where} · rules: {', '.join(schedule.rules)}")


def sessions_table(problem: Problem, schedule: Schedule) -> str:
    """One row a session under its day; a day without one is a rest day."""
    rows: list[Sequence[object]] = []
    for day in facts.days(problem, schedule):
        if not day.items:
            rows.append((day.label, "", "rest day", "", "", ""))
        for number, item in enumerate(day.items):
            rows.append((day.label if number == 0 else "", *_row(item)))
    return table(rows, ("Day", "Time", "Session", "Min", "Effort", "Place"), right=(3,))


def _row(item: Item) -> tuple[object, ...]:
    place = f"{item.place} (fixed)".strip() if item.fixed else item.place
    return item.time, item.id, item.minutes, item.effort, place


def left_out(schedule: Schedule) -> str:
    """What found no place, and why."""
    lines = [wrapped(f"{what}. {why}", "  ", "    ") for what, why in facts.left_out(schedule)]
    return "\n".join(["Left out", *lines]) if lines else ""


def costs(schedule: Schedule) -> str:
    """Which should-rules cost what, the dearest first."""
    lines = [line for report in facts.paid(schedule) for line in _cost(report)]
    return "\n".join(["What it costs (points)", *lines]) if lines else ""


def _cost(report: RuleReport) -> Iterator[str]:
    yield f"  {report.points:>4}  {report.id}"
    yield wrapped(shortened([breach.text for breach in report.breaches]), " " * 8)


def certainty(schedule: Schedule) -> str:
    """How sure it is that there is no better week, and how long that took, if it is known."""
    seconds = schedule.solve.seconds if schedule.solve else None
    return wrapped(f"{facts.certainty(schedule)}{f' {seconds:.2f} s.' if seconds is not None else ''}")


def conflict_page(schedule: Schedule) -> str:
    """Why there is no schedule."""
    lines = [facts.NO_WEEK, "", *(wrapped(text, "  - ", "    ") for text in facts.conflict(schedule))]
    return "\n".join([*lines, "", wrapped(facts.proof(schedule)), *repair_lines(schedule.repairs or ())])


def repair_lines(repairs: Sequence[Repair], most: int = facts.MOST_REPAIRS) -> Iterator[str]:
    """The ways out, numbered, each with the week it leads to."""
    if not repairs:
        return
    yield ""
    yield facts.REPAIRS
    yield ""
    for number, text in enumerate(facts.repairs(repairs, most), 1):
        yield wrapped(f"{number}. {text}", "  ", "     ")
    if more := facts.more_repairs(repairs, most):
        yield f"     {more}"
