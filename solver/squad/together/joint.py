"""All members of a squad in one model: what the search by prices is measured against. Exact, and too slow for more than a few.

Room in a place is a cumulative constraint over the stretches that sessions are there; a group session has one start for all who take part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

from ortools.sat.python import cp_model

from solver.domain.schedule import Score, Status
from solver.domain.spans import Stretch
from solver.model.actors import Truth, as_linear, open_truths
from solver.model.budget import Budget
from solver.model.cpsat import SolverFault, new_solver, run
from solver.model.levels import Levels
from solver.model.linear import total
from solver.squad.together.ask import Column, answer, judged
from solver.squad.together.node import Meeting
from solver.squad.together.relief import STRICT, Relief
from solver.squad.together.seat import Seat
from solver.squad.together.table import Table
from solver.squad.together.values import Least
from solver.squad.together.week import Seated, seated


@dataclass(frozen=True)
class Joint:
    """What one model for all members found: a week for each who has one, all levels together, and their bound."""

    status: Status
    columns: tuple[Column, ...] = ()
    score: Least | None = None
    bound: Least | None = None


def solve_joint(table: Table, budget: Budget, workers: int = 1) -> Joint:
    """The best weeks of all members of a table, by one model.

    Where not all must-haves fit, a second model may give them up. Where that is not enough, members are left out: every choice of as few of
    them as possible is tried.
    """
    able = [number for number in range(len(table.seats)) if _has_week(table, number)]
    found = _solve(table, able, budget, workers, release=False)
    for out in range(len(able) + 1):
        if found.status != "infeasible":
            return found
        tried = [_solve(table, present, budget, workers, release=True) for present in combinations(able, len(able) - out)]
        if any(one.status == "unknown" for one in tried):
            return Joint("unknown")
        found = min((one for one in tried if one.score is not None), key=_levels, default=found)
    return found


def _has_week(table: Table, number: int) -> bool:
    """Whether there is a week for a member, alone or with group sessions: nobody else gives up must-haves."""
    return answer(table.unhindered(number), table.own_ask(number)).bound is not None


def _levels(found: Joint) -> tuple[int, ...]:
    """All levels, the first ones first."""
    score = found.score
    assert score is not None
    return score.out, score.given_up, score.left_out, score.points


def _solve(table: Table, present: Sequence[int], budget: Budget, workers: int, *, release: bool) -> Joint:
    """The best weeks of some members."""
    model = cp_model.CpModel()
    starts = table.ranges
    weeks = [_seated(table.seats[number], starts, model, release=release) for number in present]
    for place, capacity in table.capacity.items():
        _room(model, weeks, place, capacity)
    _meet(model, weeks, [table.meetings[id_] for id_ in starts])
    left_out = total(week.left_out for week in weeks)
    relief = Relief(left_out.upper + 1) if release else STRICT
    levels = Levels(left_out + relief.must * total(week.given_up for week in weeks), total(week.points for week in weeks))
    if not levels.exact:
        raise SolverFault("the levels of so many weeks do not fit into one number")
    if levels.both.terms:
        model.minimize(levels.both.expression())
    solver = new_solver(budget)
    solver.parameters.cp_model_presolve = True
    solver.parameters.num_workers = workers
    status = run(solver, model, budget)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Joint("infeasible" if status == cp_model.INFEASIBLE else "unknown")
    columns = tuple(judged(week.seat, number, week.read(solver), relief) for number, week in zip(present, weeks, strict=True))
    forgone = sum(column.forgone + column.score.left_out for column in columns)
    score = Score(left_out=forgone, points=sum(column.score.points for column in columns))
    least = ceil(solver.best_objective_bound - 1e-3) if levels.both.terms else levels.both.const
    out = len(table.seats) - len(present)
    bound = _split(relief, levels.bound(least, score), out)
    return Joint("optimal" if status == cp_model.OPTIMAL else "feasible", columns, _split(relief, score, out), bound)


def _seated(seat: Seat, starts: Mapping[str, Stretch], model: cp_model.CpModel, *, release: bool) -> Seated:
    return seated(seat, {id_: range_ for id_, range_ in starts.items() if id_ in seat.groups}, model=model, release=release)


def _split(relief: Relief, score: Score, out: int) -> Least:
    """What is forgone together with what is left out, and points, as levels."""
    _, given_up, left_out = relief.split(max(0, score.left_out))
    return Least(out=out, given_up=given_up, left_out=left_out, points=score.points)


def _room(model: cp_model.CpModel, weeks: Sequence[Seated], place: str, capacity: int) -> None:
    """No more are in a place than fit."""
    intervals = []
    for week in weeks:
        grid, shift = week.built.week.grid, week.seat.offset
        for actor in week.built.week.actors:
            ways = [here for slot, here in zip(actor.slots, actor.here, strict=True) if slot.lane == place]
            if ways:
                intervals.append(
                    model.new_optional_interval_var(
                        grid * actor.start + shift, grid * actor.steps(grid), grid * actor.end + shift, _any(model, ways), ""
                    )
                )
    model.add_cumulative(intervals, [1] * len(intervals), capacity)


def _any(model: cp_model.CpModel, ways: Sequence[Truth]) -> cp_model.LiteralT:
    """Whether a session is in one of some slots, of which it is in one at most."""
    there = model.new_bool_var("")
    model.add(total(as_linear(way) for way in ways).expression() == there)
    return there


def _meet(model: cp_model.CpModel, weeks: Sequence[Seated], meetings: Sequence[Meeting]) -> None:
    """Whoever takes part in a group session starts when it does; enough take part, and coaches are at one at a time."""
    led: dict[str, list[cp_model.IntervalVar]] = {}
    for meeting in meetings:
        held = model.new_bool_var(meeting.id)
        start = model.new_int_var_from_domain(cp_model.Domain.from_values(list(meeting.starts)), meeting.id)
        joined = [week.joins(meeting.id) for week in weeks]
        for week, joins in zip(weeks, joined, strict=True):
            actor, conditions = week.actor(meeting.id), open_truths([joins])
            if actor is not None and conditions is not None:
                there = week.built.week.grid * actor.start + week.seat.offset
                model.add(start == there).only_enforce_if(conditions)
                model.add_bool_or([held]).only_enforce_if(conditions)
        number = total(as_linear(joins) for joins in joined).expression()
        model.add(number >= meeting.least * held)
        if meeting.most is not None:
            model.add(number <= meeting.most)
        if meeting.coach is not None:
            interval = model.new_optional_interval_var(start, meeting.minutes, start + meeting.minutes, held, meeting.id)
            led.setdefault(meeting.coach, []).append(interval)
    for sessions in led.values():
        model.add_no_overlap(sessions)
