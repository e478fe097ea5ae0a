"""What there is to say about one week, before it becomes text, a picture or a page: short words and sentences, not yet wrapped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from solver.domain.clock import DAYS
from solver.domain.errors import listed
from solver.domain.problem import Problem
from solver.domain.schedule import ConflictPart, Repair, RuleReport, Schedule, ScheduledSession

GOAL = 150  # moderate-equivalent minutes a week; half of it when vigorous (sources: P1)


@dataclass(frozen=True)
class Item:
    """One placed session, as people speak of it.

    Attributes:
        title: the kind's, or the session's own id where it has one; `kind` is then the kind's title, else empty.
        modality: `run`, `lift`, …; empty when the scenario does not know the session.
        effort: `hard`, `easy` or nothing.
        time: `07:00-08:45`, with ` +1` where that is on the date after the training day's.
        start, end: elapsed minutes.
    """

    id: str
    title: str
    kind: str
    modality: str
    effort: str
    time: str
    minutes: int
    place: str
    fixed: bool
    day: int
    start: int
    end: int
    recovery: bool


@dataclass(frozen=True)
class Day:
    """One training day: its date and what is trained on it, in time order."""

    date: date
    items: tuple[Item, ...]

    @property
    def label(self) -> str:
        """`Mon  5 Oct`."""
        return f"{self.date:%a} {self.date.day:2d} {self.date:%b}"


def items(problem: Problem, schedule: Schedule) -> tuple[Item, ...]:
    """The placed sessions in the order of the schedule; where there is none, the fixed ones, which are known all the same."""
    if schedule.points is not None:
        return tuple(_item(problem, placed) for placed in schedule.sessions)
    fixed = sorted((session.fixed, session.id, session) for session in problem.sessions if session.fixed is not None)
    return tuple(
        _item(problem, ScheduledSession(id=session.id, start=problem.clock.local(start), minutes=session.least, fixed=True))
        for start, _, session in fixed
    )


def _item(problem: Problem, placed: ScheduledSession) -> Item:
    """A session of the scenario, or one that came from elsewhere (a group's), known by its kind alone."""
    session, start = problem.session(placed.id), problem.clock.elapsed(placed.start)
    kind = session.kind if session else problem.catalogue.kinds.get(placed.kind or "")
    tags = session.tags if session else frozenset(placed.tags or (kind.tags if kind else ()))
    named = kind is None or (session.wish if session else placed.id) != kind.name
    day = problem.clock.day_of(start)
    later = (placed.start.date() - problem.clock.date_of(day)).days
    end = placed.end or problem.clock.local(start + placed.minutes)
    time = f"{placed.start:%H:%M}-{end:%H:%M}"
    return Item(
        id=placed.id,
        title=placed.id if kind is None or named else kind.title,
        kind=kind.title if kind and named else "",
        modality=kind.modality if kind else "",
        effort="hard" if "hard" in tags else "easy" if "easy" in tags else "",
        time=f"{time} +{later}" if later else time,
        minutes=placed.minutes,
        place=placed.place or "",
        fixed=placed.fixed,
        day=day,
        start=start,
        end=start + placed.minutes,
        recovery="recovery" in tags,
    )


def days(problem: Problem, schedule: Schedule) -> tuple[Day, ...]:
    """The seven training days."""
    found = items(problem, schedule)
    return tuple(Day(problem.clock.date_of(day), tuple(item for item in found if item.day == day)) for day in range(DAYS))


def who(problem: Problem) -> str:
    """The athlete's name, or id."""
    return problem.scenario.athlete.name or problem.scenario.athlete.id


def dates(problem: Problem) -> str:
    """`Mon 5 Oct to Sun 11 Oct 2026`."""
    first, last = problem.clock.dates[0], problem.clock.dates[-1]
    return f"{first:%a} {first.day} {first:%b} to {last:%a} {last.day} {last:%b} {last.year}"


def sums(problem: Problem, schedule: Schedule) -> tuple[tuple[str, str], ...]:
    """Minutes against the 150/75 goal, hard days, rest days: pairs of a label and a text."""
    totals = schedule.totals
    if totals is None:
        return ()
    week = days(problem, schedule)
    short = GOAL - totals.moderate_equivalent
    goal = f"{short} short of" if short > 0 else "reaches"
    hard = _names(day for day in week if any(item.effort == "hard" for item in day.items))
    rest = _names(day for day in week if not day.items)
    recovery = listed((f"{day.date:%a}" for day in week if day.items and all(item.recovery for item in day.items)), "and")
    return (
        ("Cardio", f"{totals.moderate_equivalent} moderate-equivalent min: {goal} the goal of 150 (75 vigorous)"),
        ("Training", f"{totals.minutes} min, load {totals.load} (effort from 1 to 10 × minutes)"),
        ("Hard days", f"{totals.hard_days}{hard}"),
        # Many rule sets count a day with nothing but recovery as a rest day too.
        ("Rest days", f"{totals.rest_days}{rest}{f'; recovery alone on {recovery}' if recovery else ''}"),
    )


def _names(some: Iterable[Day]) -> str:
    names = listed((f"{day.date:%a}" for day in some), "and")
    return f" ({names})" if names else ""


def left_out(schedule: Schedule) -> tuple[tuple[str, str], ...]:
    """What found no place, and why; sessions of one reason together."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for item in schedule.not_placed:
        reasons.setdefault((item.priority, item.why), []).append(item.id)
    return tuple((f"{listed(ids, 'and')} ({priority})", why) for (priority, why), ids in reasons.items())


def paid(schedule: Schedule) -> tuple[RuleReport, ...]:
    """The should-rules that cost something, the dearest first."""
    found = (report for report in schedule.rules_report if report.level == "should" and report.points)
    return tuple(sorted(found, key=lambda report: (-report.points, report.id)))


def notes(schedule: Schedule) -> tuple[str, ...]:
    """What rules have to say that is no breach."""
    return tuple(f"{report.id}: {report.note}" for report in schedule.rules_report if report.note)


def certainty(schedule: Schedule) -> str:
    """How sure it is that there is no better week."""
    score = f"{schedule.left_out} left out, {schedule.points} points"
    if schedule.status == "optimal":
        return f"Optimal: proven that there is no better week ({score}), and judged a second time."
    bound = f"{schedule.bound.left_out} left out, {schedule.bound.points} points" if schedule.bound else "nothing"
    return (
        f"Feasible: time ran out; this is the best week found ({score}), judged a second time. Proven so far: no week is better "
        f"than {bound}."
    )


NO_WEEK = "There is no such week. These cannot all hold together:"
OUT_OF_TIME = "Time ran out before any schedule was found; give it more (--time-limit)."


def no_schedule(schedule: Schedule) -> str:
    """Why the search ended with nothing."""
    return schedule.why or OUT_OF_TIME


REPAIRS = "What would help, and the week it leads to:"


def conflict(schedule: Schedule) -> tuple[str, ...]:
    """What cannot hold together, a rule with its id."""
    return tuple(conflict_text(part) for part in schedule.conflict or ())


def conflict_text(part: ConflictPart) -> str:
    """One part of a conflict, a rule with its id."""
    return f"{part.text} [{part.id}]" if part.type == "rule" else part.text


def proof(schedule: Schedule) -> str:
    """What is proven of the conflict: that each part of it is needed, and whether there are other conflicts."""
    if not schedule.conflict_is_smallest:
        return "Time ran out before each of them was proven necessary."
    if schedule.conflict_is_only:
        return "Without any one of them there is a schedule."
    if schedule.conflict_is_only is None:
        return "Without any one of them this conflict is gone. There may be others."
    return "Without any one of them this conflict is gone, but there are others: weekfit explain --all-conflicts."


MOST_REPAIRS = 5


def repairs(found: Sequence[Repair], most: int = MOST_REPAIRS) -> tuple[str, ...]:
    """The first ways out, each with the week it leads to."""
    return tuple(f"{repair.text} → {score_text(repair.left_out, repair.points)}" for repair in found[:most])


def more_repairs(found: Sequence[Repair], most: int = MOST_REPAIRS) -> str:
    """How many more ways out there are, if any."""
    return f"… and {len(found) - most} more: weekfit explain." if len(found) > most else ""


def score_text(left_out: int | None, points: int | None) -> str:
    """`20 points`, or what is left out too."""
    out = f"{left_out} left out, " if left_out else ""
    return f"{out}{points} point{'s' if points != 1 else ''}"
