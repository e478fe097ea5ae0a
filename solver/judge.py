"""The second opinion: judges a schedule from its placed sessions alone, and shares nothing with the model but the rules' parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from solver.domain.clock import DAYS
from solver.domain.errors import listed
from solver.domain.kinds import MODERATE_MINUTES
from solver.domain.problem import Problem, clock_text
from solver.domain.schedule import RuleReport, Score, Totals
from solver.domain.session import Placed, Session
from solver.rules import Rule
from solver.rules.timeline import Timeline


@dataclass(frozen=True)
class Verdict:
    """What the judge says of a schedule.

    Attributes:
        faults: what no schedule may have (overlaps, sessions outside their windows, key sessions left out, …).
        reports: one a rule, in the order of the rules.
        score: both levels of the objective.
    """

    faults: tuple[str, ...]
    reports: tuple[RuleReport, ...]
    score: Score
    totals: Totals

    @property
    def passed(self) -> bool:
        """Whether it is a schedule at all: no fault, no must broken."""
        return not self.faults and not self.broken

    @property
    def broken(self) -> tuple[RuleReport, ...]:
        """The musts that are broken."""
        return tuple(report for report in self.reports if report.level == "must" and report.points)


def judge(problem: Problem, rules: Sequence[Rule], placed: Sequence[Placed]) -> Verdict:
    """Judge some placed sessions of a problem under those rules (which must hold for its scenario)."""
    timeline = Timeline.of(problem, placed)
    reports = tuple(_report(rule, timeline) for rule in rules)
    missing = _missing(problem, placed)
    score = Score(
        left_out=sum(session.worth for session in missing if session.priority == "normal"),
        points=sum(report.points for report in reports if report.level == "should")
        + sum(session.worth for session in missing if session.priority == "optional"),
    )
    faults = (*_faults(problem, timeline), *_left_out_keys(missing))
    return Verdict(faults, reports, score, totals(timeline))


def _report(rule: Rule, timeline: Timeline) -> RuleReport:
    breaches = tuple(rule.breaches(timeline))
    amount = sum(breach.amount for breach in breaches)
    beyond = max(0, amount - rule.allow)
    return RuleReport(
        id=rule.id,
        level=rule.level,
        amount=amount,
        points=beyond if rule.level == "must" else beyond * rule.points,
        breaches=breaches,
        note=rule.note(timeline),
    )


def _missing(problem: Problem, placed: Sequence[Placed]) -> tuple[Session, ...]:
    there = {item.session.id for item in placed}
    return tuple(session for session in problem.sessions if session.id not in there)


def _left_out_keys(missing: Sequence[Session]) -> Iterator[str]:
    for session in missing:
        if session.fixed is not None:
            yield f"{session.id} is fixed, but not there."
        elif session.priority == "key":
            yield f"{session.id} is a key session, but not there."


def totals(timeline: Timeline) -> Totals:
    """Sums over the placed sessions of the week."""
    week = timeline.week
    return Totals(
        minutes=sum(p.minutes for p in week),
        moderate_equivalent=sum(p.minutes * MODERATE_MINUTES[p.session.kind.intensity] for p in week),
        load=sum(p.minutes * p.session.kind.rpe for p in week),
        hard_days=len({p.day for p in week if "hard" in p.session.tags}),
        rest_days=DAYS - len({p.day for p in week}),
    )


def _faults(problem: Problem, timeline: Timeline) -> Iterator[str]:
    for placed in timeline.week:
        for fault in _session_faults(problem, placed):
            yield f"{timeline.name(placed)} {fault}."
    yield from _overlaps(timeline)


def _session_faults(problem: Problem, placed: Placed) -> Iterator[str]:
    clock, session = problem.clock, placed.session
    if not clock.start <= placed.start < clock.end:
        yield f"is outside the week of {clock.week}"
    if placed.day != clock.day_of(placed.start):
        yield f"is not on the training day of {clock.date_of(placed.day)}, which it is said to be on"
    if placed.start % clock.grid or placed.minutes % clock.grid:
        yield f"is not on the grid of {clock.grid} minutes"
    if not session.least <= placed.minutes <= session.most:
        wanted = f"{session.least}" if session.least == session.most else f"{session.least} to {session.most}"
        yield f"lasts {placed.minutes} minutes instead of {wanted}"
    if session.hours is not None and not any(s <= placed.start and placed.end <= e for s, e in session.hours):
        yield "is not between the hours it asks for"
    if session.fixed is not None:
        if placed.start != session.fixed:
            yield f"is fixed at {clock_text(clock, session.fixed)}"
        return
    if session.days is not None and placed.day not in session.days:
        yield "is not on one of its days"
    yield from _window_faults(problem, placed)


def _window_faults(problem: Problem, placed: Placed) -> Iterator[str]:
    session = placed.session
    start, end = placed.start - session.before, placed.end + session.after
    around = [
        window
        for window in problem.windows
        if window.start <= start and end <= window.end and (window.only is None or session.id in window.only)
    ]
    if not around:
        yield f"does not lie{' with its buffer' if session.before or session.after else ''} in one window"
    elif placed.place is not None and session.places and placed.place not in session.places:
        yield f"is at {placed.place}, but can be done at {listed(session.places)}"
    else:
        wanted = (placed.place,) if placed.place is not None else session.places
        if not any(window.offers(wanted) for window in around):
            yield f"needs {listed(wanted)}, which its window does not offer"


def _overlaps(timeline: Timeline) -> Iterator[str]:
    """Two sessions that overlap, or reach into each other's buffer; sessions outside the week have none."""
    own = {id(placed) for placed in timeline.week}
    line = sorted((*timeline.outside, *timeline.week), key=lambda p: (p.start, p.session.id))
    for index, first in enumerate(line):
        for second in line[index + 1 :]:
            if id(first) not in own and id(second) not in own:
                continue
            gap = second.start - first.end
            if gap < 0:
                yield f"{timeline.name(first)} and {timeline.name(second)} overlap."
            elif gap < max(first.session.after, second.session.before):
                yield f"{timeline.name(first)} and {timeline.name(second)} leave no time for their buffers."
    ids = sorted(placed.session.id for placed in timeline.week)
    yield from (f"{one} is there twice." for one, other in pairwise(ids) if one == other)
