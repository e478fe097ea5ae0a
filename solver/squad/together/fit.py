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
from solver.squad.together.ask import Answer, Ask, Column, answer
from solver.squad.together.because import given_up, reasons
from solver.squad.together.circle import NOTHING, Best, Circle, Loss
from solver.squad.together.crew import Crew, Stopped
from solver.squad.together.kept import Kept
from solver.squad.together.seat import Seat
from solver.squad.together.table import Table
from solver.squad.together.values import Held, Least, Member, Out, Together
from solver.squad.together.values import Loss as Lost
from solver.squad.together.week_solvers import WeekSolvers

Progress = Callable[[str], None]
T = TypeVar("T")

NO_WEEK = "There is no week for them, alone or with a group session."
NO_ROOM = "What the rules ask of this week finds no room beside the others."
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

    Minimised, the first before the second and so on: the members without a week; the key and fixed sessions given up; the worth of normal
    sessions left out; the points, absences from group sessions included. The rules that must hold do so for everybody who has a week.

    Args:
        squad: what they share.
        members: the athletes in the order of the squad, each with their best week on their own. Who has none can have one with a group.
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
        never = sum(out.status == "infeasible" for out in self.out.values())
        present = [seat for seat in range(len(self.members)) if seat not in self.out]
        self.alone = {seat: score for seat in present if (score := self._alone(seat)) is not None}
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
        bound = _sum([Least(out=never, left_out=0, points=0), *(best.bound for best in found)])
        return self._together(outcome.at_their_favourite(self.table, weeks), bound, proven=proven)

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
        """Everybody's own best week, with group sessions whenever it suits them; whoever has none, with them or without, is out."""
        asks = [self.table.own_ask(seat) for seat in range(len(self.members))]
        crew = Crew(self.solvers, Budget(self.budget.left))
        try:
            answers = crew.answers(asks)
        except Stopped:
            for ask in asks:
                self._leave_out(ask.seat, "unknown", NO_TIME)
            return
        self._spend(crew.effort)
        self.own = {ask.seat: found for ask, found in zip(asks, answers, strict=True)}
        for seat, member in enumerate(self.members):
            if not self._has_week(seat):
                self._leave_out(seat, member.alone.status or "unknown", NO_WEEK)

    def _has_week(self, seat: int) -> bool:
        """Whether there is a week for a member, alone or with group sessions: who has one may give up what finds no room."""
        if self._alone(seat) is not None or self.own[seat].bound is not None:
            return True
        found = answer(self.table.unhindered(seat), self.table.own_ask(seat))
        self._spend(found.effort)
        return found.bound is not None

    def _leave_out(self, seat: int, status: Status, why: str) -> None:
        self.out[seat] = Out(athlete=self.members[seat].id, status=status, why=why)

    def _alone(self, seat: int) -> Score | None:
        """Both levels of a member's week without the squad, if there is one."""
        alone = self.members[seat].alone
        if alone.left_out is None or alone.points is None:
            return None
        return Score(left_out=alone.left_out, points=alone.points)

    def _best(self, circle: Circle, seats: tuple[int, ...], most: Loss | None, first: tuple[Loss, Best] | None) -> Best:
        """The best weeks of a circle, with nobody losing more than that."""
        best = circle.best(seats, most)
        if first is None or len(best.best) + len(best.out) >= len(seats):
            return best
        return replace(first[1], proven=False)

    def _leave_out_the_rest(self, seats: Sequence[int], best: Best) -> None:
        """Whoever of a circle gets no week is out."""
        sure = len(best.out) == best.bound.out
        for seat in seats:
            if seat in best.out and sure:
                self._leave_out(seat, "infeasible", NO_ROOM)
            elif seat not in best.best:
                self._leave_out(seat, "unknown", NO_TIME)

    def _together(self, weeks: Mapping[int, Column], bound: Least, *, proven: bool) -> Together:
        """Everything that came of it, once the judges have passed it."""
        circle = self._circle(Crew(self.solvers, Budget(None)))
        held = outcome.groups(self.table, weeks)
        by_id = {group.id: group for group in held}
        free = {
            seat: self._free(seat, held) for seat, week in sorted(weeks.items()) if week.given_up or circle.loss(week) > NOTHING
        }
        schedules = tuple(self._schedule(seat, weeks, by_id, free.get(seat), proven=proven) for seat in sorted(weeks))
        outcome.pass_on(self.table, schedules)
        worst = circle.worst(weeks)
        return Together(
            status=self._status(weeks, proven=proven),
            schedules=schedules,
            out=tuple(self.out[seat] for seat in sorted(self.out)),
            groups=held,
            given_up=sum(len(week.given_up) for week in weeks.values()),
            left_out=sum(week.left_out or 0 for week in schedules) if schedules else None,
            points=sum(week.points or 0 for week in schedules) if schedules else None,
            worst=Score(left_out=worst[0], points=worst[1]) if schedules else None,
            bound=bound if schedules else None,
            places=outcome.occupancy(self.table, weeks),
            losses=tuple(self._lost(circle, seat, weeks, week, held) for seat, week in free.items()),
            effort=round(self.effort, 3),
        )

    def _status(self, weeks: Mapping[int, Column], *, proven: bool) -> Status:
        if weeks or not self.members:
            return "optimal" if proven else "feasible"
        return "unknown" if any(out.status == "unknown" for out in self.out.values()) else "infeasible"

    def _schedule(
        self, seat: int, weeks: Mapping[int, Column], held: Mapping[str, Held], free: Column | None, *, proven: bool
    ) -> Schedule:
        own, column, member = self.own[seat], weeks[seat], self.members[seat]
        least = own.column.score if own.column is not None and own.proven and not column.given_up else None
        whys = given_up(self.table, seat, weeks, member.alone, free, held.values())
        return outcome.schedule(self.table.seats[seat], member, column, least, whys, proven=proven, held=held)

    def _free(self, seat: int, held: Sequence[Held]) -> Column | None:
        """What a member would have with room for everybody, the group sessions being when they are."""
        starts = {group.id: self.table.squad.clock.elapsed(group.start) for group in held if group.start is not None}
        mine = tuple((id_, start, start) for id_, start in starts.items() if id_ in self.table.seats[seat].groups)
        (found,) = Crew(self.solvers, Budget(None)).answers([Ask(seat, mine)])
        return found.column

    def _lost(self, circle: Circle, seat: int, weeks: Mapping[int, Column], free: Column | None, held: Sequence[Held]) -> Lost:
        """What a member lost, and because of whom."""
        missing, loss = weeks[seat].given_up, circle.loss(weeks[seat])
        better = free is not None and (bool(missing) or circle.loss(free) < loss)
        because = reasons(self.table, seat, weeks, self.members[seat].alone, free if better else None, held)
        return Lost(athlete=self.members[seat].id, given_up=missing, left_out=loss[0], points=loss[1], because=because)


def _sum(bounds: Sequence[Least]) -> Least:
    """The bound of all circles together."""
    return Least(
        out=sum(bound.out for bound in bounds),
        given_up=sum(bound.given_up for bound in bounds),
        left_out=sum(bound.left_out for bound in bounds),
        points=sum(bound.points for bound in bounds),
    )
