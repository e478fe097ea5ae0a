"""CP-SAT with one Boolean for every start and length of every session: the model that most tutorials write.

Every step of the week is covered at most once; starts, ends and days are sums over those Booleans; rules that measure hours order
their two sessions with a Boolean. CP-SAT's own defaults, one worker.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ortools.sat.python import cp_model

from benchmarks.opponents.instance import DAYS, Instance
from benchmarks.opponents.protocol import Answer, Stopwatch, serve

STATUS: dict[Any, Any] = {cp_model.OPTIMAL: "optimal", cp_model.FEASIBLE: "feasible", cp_model.INFEASIBLE: "infeasible"}


class Model:
    """The variables and constraints of one week."""

    def __init__(self, week: Instance) -> None:
        self.week = week
        self.model = cp_model.CpModel()
        self.costs: list[Any] = []
        self.chosen = [self._starts(position) for position in range(len(week.sessions))]
        self.placed = [self._placed(position) for position in range(len(week.sessions))]
        self.start = [sum(start * x for (start, _), x in c.items()) for c in self.chosen]
        self.end = [sum((start + length) * x for (start, length), x in c.items()) for c in self.chosen]
        self.length = [sum(length * x for (_, length), x in c.items()) for c in self.chosen]
        self.on = [self._days(position) for position in range(len(week.sessions))]
        self._covered()
        self._alike()
        self._rules()
        self.model.minimize(sum(self.costs))

    def _starts(self, position: int) -> dict[tuple[int, int], Any]:
        session = self.week.sessions[position]
        return {
            (start, length): self.model.new_bool_var("")
            for slot in session.slots
            for start in range(slot.first, slot.last + 1)
            for length in range(session.least, min(session.most, slot.until - start) + 1)
        }

    def _placed(self, position: int) -> Any:
        choices = list(self.chosen[position].values())
        if self.week.sessions[position].level == "must":
            self.model.add_exactly_one(choices)
            return self.model.new_constant(1)
        placed = self.model.new_bool_var("")
        self.model.add_exactly_one([*choices, ~placed])
        self.costs.append(self.week.cost(position) * ~placed)
        return placed

    def _days(self, position: int) -> dict[int, Any]:
        slots = self.week.sessions[position].slots
        found: dict[int, Any] = {}
        for day in sorted({slot.day for slot in slots}):
            starts = {start for slot in slots if slot.day == day for start in range(slot.first, slot.last + 1)}
            found[day] = self.model.new_bool_var("")
            self.model.add(sum(x for (start, _), x in self.chosen[position].items() if start in starts) == found[day])
        return found

    def _covered(self) -> None:
        """No step is taken twice: once with the steps before each session, once with those after."""
        sessions = self.week.sessions
        for ahead in (True, False):
            taken: dict[int, list[Any]] = defaultdict(list)
            for session, chosen in zip(sessions, self.chosen, strict=True):
                before, after = (session.before, 0) if ahead else (0, session.after)
                for (start, length), x in chosen.items():
                    for step in range(start - before, start + length + after):
                        taken[step].append(x)
            for literals in taken.values():
                self.model.add_at_most_one(literals)

    def _alike(self) -> None:
        for first, second in self.week.alike():
            self.model.add_implication(self.placed[second], self.placed[first])
            self.model.add(self.start[second] >= self.end[first]).only_enforce_if(self.placed[second])

    def _breach(self, points: int) -> list[Any]:
        """A literal that may be paid for, in a list; none where the rule is a must."""
        if not points:
            return []
        breach = self.model.new_bool_var("")
        self.costs.append(points * breach)
        return [breach]

    def _never(self, literals: list[Any], unless: list[Any]) -> None:
        self.model.add_bool_or([*(~literal for literal in literals), *unless])

    def _rules(self) -> None:
        week, model = self.week, self.model
        for apart in week.apart:
            for i, j in apart.pairs:
                first, unless = model.new_bool_var(""), self._breach(apart.points)
                there = [self.placed[i], self.placed[j], *(~u for u in unless)]
                model.add(self.start[j] >= self.end[i] + apart.steps).only_enforce_if([first, *there])
                model.add(self.start[i] >= self.end[j] + apart.steps).only_enforce_if([~first, *there])
        for clear in week.clear:
            for spoiler, key in clear.pairs:
                unless = self._breach(clear.points)
                for day, here in self.on[key].items():
                    for before in range(1, clear.days + 1):
                        if day - before in self.on[spoiler]:
                            self._never([here, self.on[spoiler][day - before]], unless)
                    if day in self.on[spoiler]:
                        both = [here, self.on[spoiler][day], *(~u for u in unless)]
                        model.add(self.start[spoiler] >= self.start[key]).only_enforce_if(both)
        for spaced in week.spaced:
            for i, j in spaced.pairs:
                unless = self._breach(spaced.points)
                for day, here in self.on[i].items():
                    for other, there in self.on[j].items():
                        if abs(day - other) < spaced.days:
                            self._never([here, there], unless)
        self._sums()

    def _sums(self) -> None:
        week, model, grid = self.week, self.model, self.week.grid
        for days in week.days:
            trained = [model.new_bool_var("") for _ in DAYS]
            for i in days.of:
                for day, here in self.on[i].items():
                    model.add_implication(here, trained[day])
            self._beyond(sum(trained) - days.at_most, 1, days.points, 7)
        for minutes in week.minutes:
            done = sum(factor * grid * self.length[i] for i, factor in minutes.factors)
            self._beyond(minutes.at_least - done, minutes.each, minutes.points, minutes.at_least)
        for length in week.length:
            for i in length.of:
                most = week.sessions[i].most
                self._beyond(grid * (most * self.placed[i] - self.length[i]), length.each, length.points, grid * most)
        for preferred in week.preferred:
            for i in preferred.of:
                disliked = [x for (start, _), x in self.chosen[i].items() if not week.sessions[i].likes(start)]
                if preferred.points:
                    self.costs += [preferred.points * x for x in disliked]
                else:
                    model.add(sum(disliked) == 0)

    def _beyond(self, amount: Any, each: int, points: int, most: int) -> None:
        if not points:
            self.model.add(amount <= 0)
            return
        steps = self.model.new_int_var(0, max(0, -(-most // each)), "")
        self.model.add(each * steps >= amount)
        self.costs.append(points * steps)


def solve(week: Instance, limit: float) -> Answer:
    """Build and solve one week."""
    watch = Stopwatch()
    built = Model(week)
    build = watch.lap()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = max(0.01, limit - build / 1000)
    status = STATUS.get(solver.solve(built.model), "unknown")
    spent = watch.lap()
    placed = []
    if status in {"optimal", "feasible"}:
        for position in week.inside:
            placed += [(position, *choice) for choice, x in built.chosen[position].items() if solver.boolean_value(x)]
    return Answer(status, placed, build, spent)


if __name__ == "__main__":
    serve(solve)
