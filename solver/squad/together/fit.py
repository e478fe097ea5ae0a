"""The way of a squad that shares something: everybody's own best week, circles who can collide or meet, their best weeks, the judges."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from solver.domain.schedule import Schedule, Score, Status
from solver.domain.squad import Squad
from solver.model.budget import Budget
from solver.squad.together import outcome
from solver.squad.together.allocation import allocated
from solver.squad.together.ask import Answer, Ask, Column
from solver.squad.together.because import reasons
from solver.squad.together.circle import NOTHING, Best, Circle, Loss
from solver.squad.together.crew import Crew, Stopped
from solver.squad.together.kept import Kept
from solver.squad.together.seat import Seat
from solver.squad.together.table import Table
from solver.squad.together.values import Held, Member, Out, Together
from solver.squad.together.values import Loss as Lost
from solver.squad.together.week_solvers import WeekSolvers

Progress = Callable[[str], None]
T = TypeVar("T")

NO_WEEK = "There is no such week, even without the others: a shared place is closed when it would be needed."
NO_ROOM = "What must be in this week finds no room beside the others."
NO_TIME = "Time ran out before a week beside the others was found."


def fit_together(
    squad: Squad,
    members: Sequence[Member],
    *,
    effort: float | None = None,
    time_limit: float | None = None,
    workers: int = 1,
    fair: bool = False,
    progress: Progress | None = None,
    kept: Kept | None = None,
) -> Together:
    """The best weeks of members who share something, judged one by one and together.

    The sum over all members is minimised, first of the worth of what is left out, then of the points, absences from group sessions
    included. Every member's own musts hold.

    Args:
        squad: what they share.
        members: the athletes in the order of the squad, each with their best week on their own.
        effort: CP-SAT's deterministic seconds in all, None without end; first weeks that fit together are looked for however little it is.
            Circles who have nothing to do with each other have shares of it by their size.
        time_limit: real seconds; not the same answer on every machine.
        workers: processes that solve weeks side by side; their number changes nothing.
        fair: first make the loss of the one who loses most as small as it can be.
        progress: told a sentence now and then.
        kept: answers of a run that was interrupted; new ones are added, so that the same call goes on where it was.

    Raises:
        SolverFault: a judge does not pass what was found.
        KeyboardInterrupt: a person stopped it. What was found so far is not an answer.
    """
    seats = [Seat.of(member.id, member.case, squad) for member in members]
    with WeekSolvers(seats, workers, kept) as solvers:
        return _Fit(Table.of(squad, seats), members, solvers, Budget(time_limit, effort), progress).run(fair=fair)


@dataclass
class _Fit:
    """One squad being fitted."""

    table: Table
    members: Sequence[Member]
    solvers: WeekSolvers
    budget: Budget
    progress: Progress | None
    out: dict[int, Out] = field(default_factory=dict)
    own: dict[int, Answer] = field(default_factory=dict)
    alone: dict[int, Score] = field(default_factory=dict)
    effort: float = 0.0

    def run(self, *, fair: bool) -> Together:
        self._ask_everybody()
        present = [seat for seat in range(len(self.members)) if seat not in self.out]
        self.alone = {seat: self._alone(seat) for seat in present}
        circles = self.table.circles(present)
        first = self._fairest(circles) if fair else [None for _ in circles]
        most = max((one[0] for one in first if one is not None), default=NOTHING) if fair else None
        found = self._all(
            circles, self.budget.effort_left, lambda circle, number: self._best(circle, circles[number], most, first[number])
        )
        for seats, best in zip(circles, found, strict=True):
            self._leave_out_the_rest(seats, best)
        weeks = {seat: column for best in found for seat, column in best.best.items()}
        proven = all(best.proven for best in found) and all(one is None or one[1].proven for one in first)
        return self._together(outcome.at_their_favourite(self.table, weeks), found, proven=proven)

    def _fairest(self, circles: Sequence[tuple[int, ...]]) -> Sequence[tuple[Loss, Best] | None]:
        """The least that the one who loses most must lose in each circle; with half of the effort, for the sum comes after that."""
        effort = self.budget.effort_left
        return self._all(circles, None if effort is None else effort / 2, lambda circle, number: circle.fairest(circles[number]))

    def _all(self, circles: Sequence[tuple[int, ...]], effort: float | None, search: Callable[[Circle, int], T]) -> Sequence[T]:
        """What a search finds for each circle, with that effort for all of them together."""

        def one(number: int, crew: Crew) -> T:
            return search(self._circle(crew, f"{number + 1} of {len(circles)}: " if len(circles) > 1 else ""), number)

        found = allocated(self.solvers, Budget(self.budget.left, effort), [len(seats) for seats in circles], one)
        self._spend(found.effort)
        return found.results

    def _circle(self, crew: Crew, name: str = "") -> Circle:
        progress = self.progress
        return Circle(
            crew, self.table, self.own, self.alone, None if progress is None else lambda text: progress(f"{name}{text}")
        )

    def _spend(self, effort: float) -> None:
        self.effort += effort
        self.budget.spend(effort)

    def _ask_everybody(self) -> None:
        """Everybody's own best week, with group sessions whenever it suits them; whoever has none is out."""
        ranges = {id_: (one.starts[0], one.starts[-1]) for id_, one in self.table.meetings.items() if one.starts}
        asks = []
        for number, member in enumerate(self.members):
            if member.alone.status in {"optimal", "feasible"}:
                groups = self.table.seats[number].groups
                asks.append(Ask(number, tuple((id_, *ranges[id_]) for id_ in ranges if id_ in groups)))
            else:
                self._leave_out(number, member.alone.status or "unknown", "There is no week for them alone.")
        crew = Crew(self.solvers, Budget(self.budget.left))
        try:
            answers = crew.answers(asks)
        except Stopped:
            for ask in asks:
                self._leave_out(ask.seat, "unknown", NO_TIME)
            return
        self._spend(crew.effort)
        for ask, answer in zip(asks, answers, strict=True):
            self.own[ask.seat] = answer
            if answer.bound is None:
                self._leave_out(ask.seat, "infeasible", NO_WEEK)

    def _leave_out(self, seat: int, status: Status, why: str) -> None:
        self.out[seat] = Out(athlete=self.members[seat].id, status=status, why=why)

    def _alone(self, seat: int) -> Score:
        alone = self.members[seat].alone
        return Score(left_out=alone.left_out or 0, points=alone.points or 0)

    def _best(self, circle: Circle, seats: tuple[int, ...], most: Loss | None, first: tuple[Loss, Best] | None) -> Best:
        """The best weeks of a circle, with nobody losing more than that."""
        if first is None:
            return circle.best(seats, most)
        known = first[1]
        best = circle.best([seat for seat in seats if seat not in known.out], most)
        if len(best.best) < len(known.best):
            return replace(known, proven=False)
        return replace(best, out=(*known.out, *best.out))

    def _leave_out_the_rest(self, seats: Sequence[int], best: Best) -> None:
        """Whoever of a circle gets no week is out."""
        for seat in seats:
            if seat in best.out:
                self._leave_out(seat, "infeasible", NO_ROOM)
            elif seat not in best.best:
                self._leave_out(seat, "unknown", NO_TIME)

    def _together(self, weeks: Mapping[int, Column], found: Sequence[Best], *, proven: bool) -> Together:
        """Everything that came of it, once the judges have passed it."""
        circle = self._circle(Crew(self.solvers, Budget(None)))
        held = outcome.groups(self.table, weeks)
        by_id = {group.id: group for group in held}
        schedules = tuple(self._schedule(seat, weeks[seat], by_id, proven=proven) for seat in sorted(weeks))
        outcome.pass_on(self.table, schedules)
        worst = circle.worst(weeks)
        return Together(
            status=self._status(weeks, proven=proven),
            schedules=schedules,
            out=tuple(self.out[seat] for seat in sorted(self.out)),
            groups=held,
            left_out=sum(week.left_out or 0 for week in schedules) if schedules else None,
            points=sum(week.points or 0 for week in schedules) if schedules else None,
            worst=Score(left_out=worst[0], points=worst[1]) if schedules else None,
            bound=_sum([best.bound for best in found]) if schedules else None,
            places=outcome.occupancy(self.table, weeks),
            losses=tuple(self._lost(circle, seat, weeks, held) for seat in sorted(weeks) if circle.loss(weeks[seat]) > NOTHING),
            effort=round(self.effort, 3),
        )

    def _status(self, weeks: Mapping[int, Column], *, proven: bool) -> Status:
        if weeks or not self.members:
            return "optimal" if proven else "feasible"
        return "unknown" if any(out.status == "unknown" for out in self.out.values()) else "infeasible"

    def _schedule(self, seat: int, column: Column, held: Mapping[str, Held], *, proven: bool) -> Schedule:
        own = self.own[seat]
        least = own.column.score if own.column is not None and own.proven else None
        return outcome.schedule(self.table.seats[seat], self.members[seat], column, least, proven=proven, held=held)

    def _lost(self, circle: Circle, seat: int, weeks: Mapping[int, Column], held: Sequence[Held]) -> Lost:
        """What a member lost, and because of whom."""
        starts = {group.id: self.table.squad.clock.elapsed(group.start) for group in held if group.start is not None}
        mine = tuple((id_, start, start) for id_, start in starts.items() if id_ in self.table.seats[seat].groups)
        (free,) = (found.column for found in Crew(self.solvers, Budget(None)).answers([Ask(seat, mine)]))
        loss = circle.loss(weeks[seat])
        better = free is not None and circle.loss(free) < loss
        because = reasons(self.table, seat, weeks, self.members[seat].alone, free if better else None, held)
        return Lost(athlete=self.members[seat].id, left_out=loss[0], points=loss[1], because=because)


def _sum(bounds: Sequence[Score]) -> Score:
    """The bound of all circles together."""
    return Score(left_out=sum(bound.left_out for bound in bounds), points=sum(bound.points for bound in bounds))
