"""From a problem to the instance that every solver of the race gets, and from an answer back to placed sessions.

Where a session can lie is worked out here start by start, from the windows as the judge reads them, and shares nothing with weekfit's
model: a fault in either shows as a disagreement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, groupby

from benchmarks.opponents import instance as core
from solver.domain.clock import DAYS
from solver.domain.kinds import MODERATE_MINUTES
from solver.domain.problem import Problem
from solver.domain.session import Placed, Session
from solver.rules import Rule
from solver.rules.counts import Count
from solver.rules.days import ClearBefore, Cluster, RestDays, Spacing
from solver.rules.gaps import Apart
from solver.rules.select import Selector
from solver.rules.volume import Minutes
from solver.rules.wishes import FullLength, PreferredTime

FAR = 3  # days: an event further from the week than that matters to none of these rules


class NotCore(ValueError):
    """A rule that the race does not know."""


def exported(name: str, problem: Problem, rules: Sequence[Rule]) -> core.Instance:
    """A problem and its rules as numbers; raises NotCore for what the core has not."""
    if problem.scenario.repeats:
        raise NotCore("a week that repeats")
    return _Export(problem).instance(name, rules)


def placed_in(problem: Problem, week: core.Instance, answer: Sequence[tuple[int, int, int]]) -> tuple[Placed, ...]:
    """An answer's (position, start, length) as placed sessions, for the judge."""
    found = []
    for position, start, length in answer:
        session = problem.session(week.sessions[position].id)
        assert session is not None
        minute = week.origin + start * week.grid
        found.append(Placed(session, minute, length * week.grid, problem.clock.day_of(minute)))
    return tuple(sorted(found, key=lambda placed: placed.start))


class _Export:
    def __init__(self, problem: Problem) -> None:
        self.problem, self.clock, self.grid = problem, problem.clock, problem.clock.grid
        self.events = [e for e in (*problem.past, *problem.future) if -FAR <= e.day < DAYS + FAR]
        self.everyone: list[Session] = [*problem.sessions, *(event.session for event in self.events)]
        self.origin = self.clock.floor(min([self.clock.start, *(event.start for event in self.events)]))

    def instance(self, name: str, rules: Sequence[Rule]) -> core.Instance:
        """All of it."""
        said: dict[str, list[object]] = {
            key: [] for key in ("apart", "clear", "spaced", "days", "minutes", "length", "preferred")
        }
        for rule in rules:
            key, value = self._rule(rule)
            said[key].append(value)
        own = tuple(self._session(session) for session in self.problem.sessions)
        outside = tuple(self._event(event) for event in self.events)
        horizon = max([slot.until for each in (*own, *outside) for slot in each.slots], default=0)
        lists = {key: tuple(values) for key, values in said.items()}
        frame = core.Instance(name, self.grid, self.origin, horizon, 1, (*own, *outside), **lists)  # type: ignore[arg-type]
        return core.Instance(name, self.grid, self.origin, horizon, 1 + dearest(frame), (*own, *outside), **lists)  # type: ignore[arg-type]

    # -- sessions ----------------------------------------------------------------------------------------------------------------

    def _session(self, session: Session) -> core.Session:
        ends = dict(self._latest_ends(session))
        return core.Session(
            id=session.id,
            inside=True,
            level="must" if session.must_be_placed else "normal" if session.priority == "normal" else "optional",
            worth=session.worth,
            least=session.least // self.grid,
            most=session.most // self.grid,
            before=-(-session.before // self.grid),  # starts are on the grid, so gaps between them are too
            after=-(-session.after // self.grid),
            group=session.entry,
            slots=tuple(self._slots(ends)),
            preferred=None if session.preferred is None else tuple(self._stretches(session.preferred)),
        )

    def _event(self, event: Placed) -> core.Session:
        """Rounded to the grid so that no start on it is nearer to or further from the event than it was."""
        past = event.start < self.clock.start
        end = self._step(event.end + -event.end % self.grid)
        start = self._step(event.start - event.start % self.grid)
        first = max(end - 1, 0) if past else start
        slot = core.Slot(event.day, first, first, end if past else first + 1)
        return core.Session(event.session.id, False, "must", 0, 1, 1, 0, 0, -1, (slot,), None)

    def _step(self, minute: int) -> int:
        return (minute - self.origin) // self.grid

    def _stretches(self, stretches: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        for start, end in stretches:
            low, high = self._step(self.clock.ceil(start)), self._step(self.clock.ceil(end)) - 1
            if low <= high and high >= 0:
                yield max(low, 0), high

    def _slots(self, ends: dict[int, int]) -> Iterator[core.Slot]:
        """Starts that follow each other on one day with one latest end."""
        starts = sorted(ends)
        numbered = [
            (start // self.grid - number, self.clock.day_of(start), ends[start], start) for number, start in enumerate(starts)
        ]
        for (_, day, until), run in groupby(numbered, key=lambda item: item[:3]):
            members = [start for *_, start in run]
            yield core.Slot(day, self._step(members[0]), self._step(members[-1]), self._step(until))

    def _latest_ends(self, session: Session) -> Iterator[tuple[int, int]]:
        """Every start, and the latest end of a session that starts then."""
        best: dict[int, int] = {}
        for low, high in self._homes(session):
            starts = [session.fixed] if session.fixed is not None else range(self.clock.ceil(low), high, self.grid)
            for start in starts:
                if not self.clock.start <= start < self.clock.end:
                    continue
                until = self._until(session, start, high)
                if until - start >= session.least and self._welcome(session, start):
                    best[start] = max(until, best.get(start, until))
        yield from best.items()

    def _homes(self, session: Session) -> Iterator[tuple[int, int]]:
        if session.fixed is not None:
            yield session.fixed, session.fixed + session.most
            return
        for window in self.problem.windows:
            if window.offers(session.places):
                yield window.start + session.before, window.end - session.after

    def _until(self, session: Session, start: int, high: int) -> int:
        limits = [high, *(event.start - session.after for event in self.problem.future)]
        if session.hours is not None:
            limits.append(max((end for first, end in session.hours if first <= start < end), default=start))
        return self.clock.floor(min(limits))

    def _welcome(self, session: Session, start: int) -> bool:
        if session.fixed is None and session.days is not None and self.clock.day_of(start) not in session.days:
            return False
        return session.fixed is not None or all(event.end + session.before <= start for event in self.problem.past)

    # -- rules -------------------------------------------------------------------------------------------------------------------

    def _rule(self, rule: Rule) -> tuple[str, object]:
        points = rule.points if rule.level == "should" else 0
        if rule.allow or (rule.level == "should" and not rule.points):
            raise NotCore(f"{rule.id}: an allowance")
        match rule:
            case Apart(ordered=False):
                steps, rest = divmod(round(rule.hours * 60), self.grid)
                if rest:
                    raise NotCore(f"{rule.id}: hours off the grid")
                return "apart", core.Apart(points, steps, self._pairs(rule.between, rule.and_))
            case ClearBefore():
                ordered = ((a, b) for a in self._of(rule.no) for b in self._of(rule.before) if a != b)
                return "clear", core.Clear(points, rule.days, tuple(pair for pair in ordered if self._counts(*pair)))
            case Spacing():
                return "spaced", core.Spaced(points, rule.days, self._pairs(rule.of, rule.other))
            case RestDays():
                allowing = rule.allowing
                return "days", core.Days(points, DAYS - rule.at_least, self._own(lambda s: allowing is None or not allowing(s)))
            case Cluster():
                return "days", core.Days(points, 0, self._own(rule.of))
            case Minutes(counting="moderate", per="week", at_most=None):
                factors = tuple((i, MODERATE_MINUTES[self.everyone[i].kind.intensity]) for i in self._own(rule.of))
                return "minutes", core.Minutes(points, rule.at_least or 0, rule.each, factors)
            case FullLength():
                return "length", core.Length(points, rule.each, self._own(rule.of))
            case PreferredTime():
                return "preferred", core.Preferred(points, self._own(rule.of))
            case Count() | _:
                raise NotCore(f"{rule.id}: {rule.rule}")

    def _own(self, picks: Callable[[Session], bool]) -> tuple[int, ...]:
        return tuple(position for position, session in enumerate(self.problem.sessions) if picks(session))

    def _of(self, selector: Selector) -> list[int]:
        return [position for position, session in enumerate(self.everyone) if selector(session)]

    def _counts(self, one: int, other: int) -> bool:
        return min(one, other) < len(self.problem.sessions)

    def _pairs(self, one: Selector, other: Selector) -> tuple[core.Pair, ...]:
        ones, others = set(self._of(one)), set(self._of(other))
        pairs = combinations(sorted(ones | others), 2)
        return tuple(
            (a, b) for a, b in pairs if self._counts(a, b) and ((a in ones and b in others) or (b in ones and a in others))
        )


def dearest(week: core.Instance) -> int:
    """Points that no schedule exceeds."""
    sessions = week.sessions
    rules: tuple[core.Apart | core.Clear | core.Spaced, ...] = (*week.apart, *week.clear, *week.spaced)
    return (
        sum(rule.points * len(rule.pairs) for rule in rules)
        + sum(rule.points * (DAYS - rule.at_most) for rule in week.days)
        + sum(rule.points * -(-rule.at_least // rule.each) for rule in week.minutes)
        + sum(
            rule.points * -(-(sessions[i].most - sessions[i].least) * week.grid // rule.each)
            for rule in week.length
            for i in rule.of
        )
        + sum(rule.points * len(rule.of) for rule in week.preferred)
        + sum(session.worth for session in sessions if session.level == "optional")
    )
