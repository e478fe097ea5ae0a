"""What is measured of a week: each measure with its definition, unit and, where people agree on one, the better direction.

Everything is computed from the placed sessions and what lies before and after the week, nothing from the model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Literal

from solver.domain.clock import DAYS
from solver.domain.kinds import MODERATE_MINUTES
from solver.domain.problem import Problem
from solver.domain.schedule import Schedule
from solver.domain.session import Placed
from solver.files.proposal import placed_sessions
from solver.rules.select import Selector
from solver.rules.timeline import Timeline

Better = Literal["more", "less", ""]
Figure = float | None  # None: there is nothing to measure
CARDIO_GOAL = 150  # moderate-equivalent minutes a week; 75 vigorous ones make as many (sources: P1)
EARLY, LATE, NIGHT = 6 * 60, 21 * 60, 3 * 60  # local minutes after midnight
WEEK = 7 * 24  # hours: what lies further apart has nothing to do with each other, and counts as a week
CLOSE = 24  # hours

HIIT, HEAVY, LEGS, LONG_RUN = (Selector((word,)) for word in ("hiit", "heavy", "heavy_legs", "long_run"))


@dataclass(frozen=True)
class Measure:
    """One column of the table of pairs.

    Attributes:
        name: the column's name.
        title: what a table calls it, unit included.
        better: whether more or less of it is better; empty where people differ, or where sets count differently.
        tells: its definition, a sentence or two.
        compared: whether sets are compared by it; points are not, for every set counts its own.
    """

    name: str
    title: str
    better: Better
    tells: str
    compared: bool = True


def hiit_heavy_gap(timeline: Timeline) -> Figure:
    """Hours between the nearest two sessions of which one is tagged `hiit` and the other `heavy`, whichever comes first; 168 at most."""
    return _smallest(_hiit_heavy(timeline))


def hiit_heavy_close(timeline: Timeline) -> Figure:
    """Pairs of a `hiit` and a `heavy` session with less than 24 hours between the end of one and the start of the other."""
    return sum(gap < CLOSE * 60 for gap in _hiit_heavy(timeline))


def _hiit_heavy(timeline: Timeline) -> list[int]:
    return [later.start - earlier.end for earlier, later in timeline.pairs(HIIT, HEAVY)]


def legs_to_long_run(timeline: Timeline) -> Figure:
    """Hours from the end of the last `heavy_legs` session before a long run to its start; the least of several, 168 at most."""
    return _smallest(long.start - legs.end for legs, long in _before(timeline))


def legs_to_long_run_days(timeline: Timeline) -> Figure:
    """The same in training days: 0 is the same one, and 7 the most."""
    return min((float(min(long.day - legs.day, DAYS)) for legs, long in _before(timeline)), default=None)


def _before(timeline: Timeline) -> list[tuple[Placed, Placed]]:
    return [(legs, long) for legs, long in timeline.ordered_pairs(LEGS, LONG_RUN) if legs.end <= long.start]


def _smallest(gaps: Iterable[int]) -> Figure:
    """The smallest of some minutes, in hours, down to a hundredth."""
    least = min(gaps, default=None)
    return None if least is None else round(min(max(least, 0) / 60, WEEK), 2)


def daily_loads(timeline: Timeline) -> list[int]:
    """RPE × minutes, summed for each of the seven training days."""
    return [sum(p.minutes * p.session.kind.rpe for p in timeline.week if p.day == day) for day in range(DAYS)]


def monotony(loads: Sequence[int]) -> Figure:
    """Mean of the daily loads over their standard deviation (Foster 1998; of a sample); None where every day is alike."""
    spread = stdev(loads)
    return round(fmean(loads) / spread, 4) if spread else None


def starts(timeline: Timeline) -> tuple[int, int]:
    """How many sessions start early (from 03:00, before 06:00) and late (from 21:00, before 03:00), by the local clock."""
    local = (timeline.clock.local(placed.start) for placed in timeline.week)
    minutes = [moment.hour * 60 + moment.minute for moment in local]
    return sum(NIGHT <= m < EARLY for m in minutes), sum(m >= LATE or m < NIGHT for m in minutes)


def kept(problem: Problem, placed: Sequence[Placed]) -> Figure:
    """Worth of the key, fixed and normal sessions that are placed, in percent of the worth of all of them."""
    wanted = [session for session in problem.sessions if session.must_be_placed or session.priority == "normal"]
    total = sum(session.worth for session in wanted)
    there = {item.session.id for item in placed}
    return round(100 * sum(session.worth for session in wanted if session.id in there) / total, 4) if total else None


def measured(problem: Problem, schedule: Schedule) -> dict[str, Figure]:
    """Every measure of a schedule, and `placed_KIND` for every kind that was asked for; without a week, what is known all the same."""
    if schedule.status == "infeasible":
        return {"kept": None if kept(problem, ()) is None else 0.0}
    if schedule.left_out is None:
        return {}
    placed = placed_sessions(problem, schedule)
    timeline = Timeline.of(problem, placed)
    loads = daily_loads(timeline)
    early, late = starts(timeline)
    cardio = sum(p.minutes * MODERATE_MINUTES[p.session.kind.intensity] for p in placed)
    figures: dict[str, Figure] = {
        "kept": kept(problem, placed),
        "left_out": schedule.left_out,
        "points": schedule.points,
        "sessions": len(placed),
        "minutes": sum(p.minutes for p in placed),
        "cardio_minutes": cardio,
        "cardio_reached": int(cardio >= CARDIO_GOAL),
        "strength_days": _days(timeline, "strength"),
        "hard_days": _days(timeline, "hard"),
        "rest_days": DAYS - len({p.day for p in placed}),
        "hiit_heavy_gap": hiit_heavy_gap(timeline),
        "hiit_heavy_close": hiit_heavy_close(timeline),
        "legs_to_long_run": legs_to_long_run(timeline),
        "legs_to_long_run_days": legs_to_long_run_days(timeline),
        "load": sum(loads),
        "monotony": monotony(loads),
        "early_starts": early,
        "late_starts": late,
    }
    return figures | by_kind(problem, placed)


def by_kind(problem: Problem, placed: Sequence[Placed]) -> dict[str, Figure]:
    """How many sessions of each kind that was asked for are placed."""
    number = Counter(item.session.kind.name for item in placed)
    return {f"placed_{kind}": number[kind] for kind in sorted({session.kind.name for session in problem.sessions})}


def _days(timeline: Timeline, tag: str) -> int:
    return len({placed.day for placed in timeline.week if tag in placed.session.tags})


def _told(function: Callable[..., object]) -> str:
    return (function.__doc__ or "").strip()


MEASURES: tuple[Measure, ...] = (
    Measure("kept", "Training kept (%)", "more", f"{_told(kept)} Where no week is possible: 0, so that every week counts."),
    Measure("left_out", "Left out (worth)", "less", "Summed worth of the normal sessions that found no place, in points."),
    Measure("points", "Points", "", "The set's own points. Sets count different things: never compare them.", compared=False),
    Measure("sessions", "Sessions", "more", "Sessions placed, optional ones too."),
    Measure("minutes", "Minutes", "", "Minutes of all placed sessions."),
    Measure("cardio_minutes", "Cardio (min)", "more", "Moderate minutes, and vigorous ones twice (peloton P1)."),
    Measure("cardio_reached", "Reaches 150 min", "more", "1 where those are 150 or more (75 vigorous ones are 150), else 0."),
    Measure("strength_days", "Strength days", "", "Training days with a session tagged `strength`."),
    Measure("hard_days", "Hard days", "", "Training days with a session tagged `hard`."),
    Measure("rest_days", "Rest days", "", "Training days without any session."),
    Measure("hiit_heavy_gap", "HIIT to heavy (h)", "more", _told(hiit_heavy_gap)),
    Measure("hiit_heavy_close", "HIIT near heavy", "less", _told(hiit_heavy_close)),
    Measure("legs_to_long_run", "Legs to long run (h)", "more", _told(legs_to_long_run)),
    Measure("legs_to_long_run_days", "Legs to long run (days)", "more", _told(legs_to_long_run_days)),
    Measure("load", "Load", "", "RPE × minutes, summed over the placed sessions."),
    Measure("monotony", "Monotony", "less", _told(monotony)),
    Measure("early_starts", "Early starts", "less", "Sessions that start from 03:00 and before 06:00 by the local clock."),
    Measure("late_starts", "Late starts", "less", "Sessions that start from 21:00 and before 03:00 by the local clock."),
    Measure("effort", "Effort", "", "CP-SAT's deterministic seconds to find and prove the week.", compared=False),
)
BY_NAME: Mapping[str, Measure] = {measure.name: measure for measure in MEASURES}
COMPARED = tuple(measure for measure in MEASURES if measure.compared)
