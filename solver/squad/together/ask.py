"""What one member's week is asked for, and what it answers: solved anywhere, the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from solver.domain.schedule import Score
from solver.domain.session import Placed
from solver.judge import judge
from solver.model.actors import as_linear
from solver.model.budget import Budget
from solver.model.build import Built
from solver.model.cpsat import SET_UP, SolverFault
from solver.model.ladder import Ladder
from solver.model.linear import Linear, total
from solver.model.meter import OutOfBudget
from solver.squad.together.relief import STRICT, Relief
from solver.squad.together.seat import Seat, Use
from solver.squad.together.week import Seated, be_there, price, seated

SCALE = 60  # prices are whole numbers of sixtieths of a point
HARDEST = 2.0  # effort that one week is worth at most
_FREE = Score(left_out=0, points=0)


@dataclass(frozen=True)
class Limit:
    """What a member may pay at most, smallest first: so much left out, and if it is just that, so many points (absences apart)."""

    left_out: int
    points: int


@dataclass(frozen=True)
class Ask:
    """One question to one member's week.

    Attributes:
        seat: the position of the member.
        starts: the group sessions that may be joined, with the first and the last start.
        full: times at which a shared place has no room for them.
        there: places and minutes at which they have to be there.
        joining: the group sessions that they have to take part in.
        weight: what a unit of worth left out counts, in points; 0: just so much that their own points cannot make up for it.
        prices: what a minute in a shared place costs, in sixtieths of a point, by place and minute.
        fees: what taking part in a group session costs, the same (below 0: a reward).
        limit: what they may pay at most.
        least: what the weighted levels are known to be at least.
        relief: what they may go without.
    """

    seat: int
    starts: tuple[tuple[str, int, int], ...] = ()
    full: tuple[Use, ...] = ()
    there: tuple[tuple[str, int], ...] = ()
    joining: tuple[str, ...] = ()
    weight: int = 0
    prices: tuple[tuple[str, int, int], ...] = ()
    fees: tuple[tuple[str, int], ...] = ()
    limit: Limit | None = None
    least: int = 0
    relief: Relief = STRICT


@dataclass(frozen=True)
class Column:
    """One week that a member could have: judged, and what it takes of what is shared.

    Attributes:
        joined: the group sessions with their starts in the squad's minutes.
        score: both levels, absences from group sessions included.
        given_up: the ids of their must-haves that are not there.
        forgone: what the must-haves given up weigh, or that there is no week, in units of worth left out.
        is_week: whether there is a week at all.
    """

    seat: int
    placed: tuple[Placed, ...]
    uses: tuple[Use, ...]
    joined: tuple[tuple[str, int], ...]
    score: Score
    given_up: tuple[str, ...] = ()
    forgone: int = 0
    is_week: bool = True

    def cost(self, weight: int) -> int:
        """All levels as one number."""
        return weight * (self.forgone + self.score.left_out) + self.score.points


def no_week(seat: int, relief: Relief) -> Column:
    """What stands for having no week: it takes and pays nothing else."""
    return Column(seat, (), (), (), Score(left_out=0, points=0), forgone=relief.week, is_week=False)


@dataclass(frozen=True)
class Answer:
    """The best week found for an ask.

    Attributes:
        column: None where there is no such week, or none was found.
        bound: what no week can go below: weighted levels and prices, in sixtieths of a point; None where there is no week at all.
        proven: whether the column is the best, or that there is none.
        low, high: what any of their weeks leaves out and pays at least and at most, as the bounds of the model have it.
    """

    column: Column | None
    bound: int | None
    proven: bool
    low: Score
    high: Score
    effort: float = field(compare=False)


def answer(seat: Seat, ask: Ask, effort: float = HARDEST) -> Answer:
    """Find the best week for an ask; none is found where the effort ends before the week's model is built."""
    budget = Budget(None, effort)
    try:
        found = _best_week(seat, ask, budget)
    except OutOfBudget:
        bound = SCALE * ask.least + sum(min(0, fee) for _, fee in ask.fees)
        found = Answer(None, bound, proven=False, low=_FREE, high=_FREE, effort=effort - (budget.effort_left or 0.0))
    if not ask.relief.week or ask.there or ask.joining:
        return found
    without = SCALE * ask.weight * ask.relief.week
    column = no_week(ask.seat, ask.relief) if found.column is None else found.column
    bound = without if found.bound is None else min(without, found.bound)
    return replace(found, column=column, bound=bound)


def extent(week: Seated) -> tuple[Score, Score]:
    """What any of a member's weeks leaves out and pays at least and at most, as the bounds of the model have it."""
    low = Score(left_out=max(0, week.left_out.lower), points=max(0, week.points.lower))
    return low, Score(left_out=max(0, week.left_out.upper), points=max(0, week.points.upper))


def _best_week(seat: Seat, ask: Ask, budget: Budget) -> Answer:
    whole = budget.effort_left or 0.0
    starts = {group: (first, last) for group, first, last in ask.starts}
    week = seated(seat, starts, ask.full, budget=budget, release=bool(ask.relief.must))
    low, high = extent(week)
    left_out = week.left_out + ask.relief.must * week.given_up
    worth = (ask.weight or high.points - low.points + 1) * left_out + week.points
    for place, minute in ask.there:
        be_there(week, place, minute)
    for group in ask.joining:
        week.model.add_bool_or([week.joins(group)])
    if ask.least:
        week.model.add(worth.expression() >= ask.least)
    if ask.limit is not None:
        limit(week, ask.limit)
    paid = price(week, {(place, minute): cost for place, minute, cost in ask.prices})
    for group, fee in ask.fees:
        paid = paid + fee * as_linear(week.joins(group))
    objective = SCALE * worth + paid
    building = whole - (budget.effort_left or 0.0)
    found = Ladder(Built(week.built.week, Linear(), objective - objective.lower), budget).climb()
    if budget.left is not None:
        raise KeyboardInterrupt  # heard within, where it only stopped this one search
    spent = building + SET_UP + found.deterministic_time
    if found.score is None or found.bound is None:
        impossible = found.status == "infeasible"
        return Answer(None, None if impossible else objective.lower, impossible, low, high, spent)
    column = judged(seat, ask.seat, found.placed, ask.relief)
    return Answer(column, found.bound.points + objective.lower, found.status == "optimal", low, high, spent)


def judged(seat: Seat, number: int, placed: tuple[Placed, ...], relief: Relief = STRICT) -> Column:
    """A week as a column, once the judge has passed it: that of the problem without the must-haves that are given up."""
    joined = tuple((item.session.group, item.start + seat.offset) for item in placed if item.session.group is not None)
    groups = [group for group, _ in joined]
    given_up = seat.given_up(groups, placed) if relief.must else ()
    verdict = judge(seat.problem(groups, given_up), seat.rules, placed)
    if not verdict.passed:
        told = [*verdict.faults, *(f"{report.id} is broken" for report in verdict.broken)]
        raise SolverFault(f"the judge does not pass a week of {seat.id} in the squad ({' '.join(told)})")
    return Column(number, placed, seat.uses(placed), joined, verdict.score, given_up, relief.must * len(given_up))


def limit(week: Seated, most: Limit) -> None:
    """Hold a member to what they may pay at most, absences from group sessions apart."""
    model = week.model
    absent = sum(session.worth for session in week.seat.groups.values())
    own = week.points - absent + total(session.worth * as_linear(week.joins(id_)) for id_, session in week.seat.groups.items())
    less = model.new_bool_var("less is left out")
    model.add(week.left_out.expression() <= most.left_out - 1).only_enforce_if(less)
    model.add(week.left_out.expression() <= most.left_out)
    model.add(own.expression() <= most.points).only_enforce_if(~less)
