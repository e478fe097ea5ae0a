"""Choco, a constraint solver of its own kind, through `pychoco`; its own default search.

Slots count from 0, the last value means not placed, and lengths are searched by what is missing from the longest: the default search tries
the smallest value first, which so is a good one.
"""

from __future__ import annotations

from typing import Any

import pychoco  # type: ignore[import-not-found,import-untyped,unused-ignore]

from benchmarks.opponents.instance import DAYS, Instance
from benchmarks.opponents.protocol import Answer, Status, Stopwatch, serve

NOWHERE = -1000  # the day of a session that is not placed; a hundred days lie between those of two such sessions


class Model:
    """The variables and constraints of one week."""

    def __init__(self, week: Instance) -> None:
        self.week = week
        self.model = pychoco.Model(week.name)
        self.costs: list[tuple[int, Any]] = []
        self.highest = 0
        everyone = range(len(week.sessions))
        self.slot, self.start, self.length, self.end, self.on, self.placed, self.missing = ([] for _ in range(7))  # type: ignore[var-annotated]
        for i in everyone:
            self._session(i)
        self._no_overlap()
        for first, second in week.alike():
            self._any([self._not(self.placed[second]), self.placed[first]])
            self._any([self._not(self.placed[second]), self._after(first, second, 0)])
        self._pairs()
        self._sums()
        self.total = self.model.intvar(0, max(self.highest, 1), "total")
        if self.costs:
            self.model.scalar([v for _, v in self.costs], [c for c, _ in self.costs], "=", self.total).post()

    @property
    def hopeless(self) -> bool:
        """Whether a session that must be placed has nowhere to be."""
        return any(session.level == "must" and not session.slots for session in self.week.sessions)

    def _session(self, i: int) -> None:
        model, session = self.model, self.week.sessions[i]
        slots = session.slots
        slot = model.intvar(0, len(slots) - (session.level == "must" and bool(slots)), f"slot {i}")
        placed = model.arithm(slot, "<", len(slots)).reify() if slots else model.boolvar(False, f"placed {i}")
        tables = {key: [*(getattr(s, key) for s in slots), 0] for key in ("first", "last", "until")}
        bounds = {key: model.intvar(min(table), max(table)) for key, table in tables.items()}
        for key, table in tables.items():
            model.element(bounds[key], table, slot).post()
        days = [*(s.day for s in slots), NOWHERE - 100 * i]
        on = model.intvar(sorted(set(days)))
        model.element(on, days, slot).post()
        start, end = model.intvar(0, self.week.horizon), model.intvar(0, self.week.horizon)
        length, missing = model.intvar(0, session.most), model.intvar(0, session.most - session.least)
        model.arithm(start, ">=", bounds["first"]).post()
        model.arithm(start, "<=", bounds["last"]).post()
        model.arithm(end, "<=", bounds["until"]).post()
        model.scalar([start, length], [1, 1], "=", end).post()
        model.scalar([placed, length], [session.most, -1], "=", missing).post()
        for name, value in (("slot", slot), ("start", start), ("length", length), ("end", end), ("on", on), ("placed", placed)):
            getattr(self, name).append(value)
        self.missing.append(missing)
        if session.level != "must":
            self._pay(self.week.cost(i), self._not(placed), 1)

    def _pay(self, points: int, what: Any, most: int) -> None:
        self.costs.append((points, what))
        self.highest += points * most

    def _not(self, literal: Any) -> Any:
        return self.model.bool_not_view(literal)

    def _any(self, literals: list[Any]) -> None:
        self.model.or_(literals).post()

    def _after(self, i: int, j: int, gap: int) -> Any:
        return self.model.arithm(self.start[j], "-", self.end[i], ">=", gap).reify()

    def _may_meet(self, i: int, j: int, gap: int) -> bool:
        one, other = self.week.sessions[i], self.week.sessions[j]
        return any(
            q.first < min(p.until, p.last + one.most) + gap and p.first < min(q.until, q.last + other.most) + gap
            for p in one.slots
            for q in other.slots
        )

    def _no_overlap(self) -> None:
        week, model = self.week, self.model
        tasks = [model.task(*parts) for parts in zip(self.start, self.length, self.end, strict=True)]
        model.cumulative(tasks, [model.intvar(1) for _ in tasks], model.intvar(1)).post()
        for j in range(len(week.sessions)):
            for i in range(j):
                gap, back = week.gap(i, j), week.gap(j, i)
                if self._may_meet(i, j, max(gap, back)):
                    away = [self._not(self.placed[i]), self._not(self.placed[j])]
                    self._any([self._after(i, j, gap), self._after(j, i, back), *away])

    def _breach(self, points: int) -> list[Any]:
        if not points:
            return []
        breach = self.model.boolvar()
        self._pay(points, breach, 1)
        return [breach]

    def _pairs(self) -> None:
        week, model = self.week, self.model
        for apart in week.apart:
            for i, j in apart.pairs:
                if self._may_meet(i, j, apart.steps):
                    ways = [self._after(i, j, apart.steps), self._after(j, i, apart.steps)]
                    self._any([*ways, self._not(self.placed[i]), self._not(self.placed[j]), *self._breach(apart.points)])
        for clear in week.clear:
            for spoiler, key in clear.pairs:
                unless = self._breach(clear.points)
                for day in range(1, clear.days + 1):
                    self._any([model.arithm(self.on[key], "-", self.on[spoiler], "!=", day).reify(), *unless])
                same = model.arithm(self.on[key], "!=", self.on[spoiler]).reify()
                self._any([same, model.arithm(self.start[spoiler], ">=", self.start[key]).reify(), *unless])
        for spaced in week.spaced:
            for i, j in spaced.pairs:
                self._any([model.distance(self.on[i], self.on[j], ">", spaced.days - 1).reify(), *self._breach(spaced.points)])

    def _sums(self) -> None:
        week, model = self.week, self.model
        for days in week.days:
            trained = []
            for day in DAYS:
                there = [
                    model.arithm(self.on[i], "=", day).reify()
                    for i in days.of
                    if any(s.day == day for s in week.sessions[i].slots)
                ]
                if there:
                    trained.append(model.or_(there).reify())
            self._beyond([(1, t) for t in trained], -days.at_most, 1, days.points, 7)
        for minutes in week.minutes:
            parts = [(-factor * week.grid, self.length[i]) for i, factor in minutes.factors if factor]
            self._beyond(parts, minutes.at_least, minutes.each, minutes.points, minutes.at_least)
        for length in week.length:
            for i in length.of:
                session = week.sessions[i]
                if session.least < session.most:
                    most = week.grid * (session.most - session.least)
                    self._beyond([(week.grid, self.missing[i])], 0, length.each, length.points, most)
        for preferred in week.preferred:
            for i in preferred.of:
                liked = week.sessions[i].preferred
                if liked is not None:
                    inside = [model.member(self.start[i], lb=low, ub=high).reify() for low, high in liked]
                    self._any([*inside, self._not(self.placed[i]), *self._breach(preferred.points)])

    def _beyond(self, parts: list[tuple[int, Any]], constant: int, each: int, points: int, most: int) -> None:
        """At most 0, or a breach for every begun `each` beyond it."""
        if not points:
            if parts:
                self.model.scalar([v for _, v in parts], [f for f, _ in parts], "<=", -constant).post()
            return
        steps = self.model.intvar(0, max(0, -(-most // each)))
        self.model.scalar([*(v for _, v in parts), steps], [*(f for f, _ in parts), -each], "<=", -constant).post()
        self._pay(points, steps, max(0, -(-most // each)))


def solve(week: Instance, limit: float) -> Answer:
    """Build and solve one week."""
    watch = Stopwatch()
    built = Model(week)
    build = watch.lap()
    if built.hopeless:
        return Answer("infeasible", [], build, watch.lap())
    solver = built.model.get_solver()
    left = max(0.01, limit - build / 1000)
    found = solver.find_optimal_solution(built.total, False, time_limit=f"{left:.2f}s")
    finished = str(solver.get_search_state()).upper().endswith("TERMINATED")
    spent = watch.lap()
    if found is None:
        return Answer("infeasible" if finished else "unknown", [], build, spent)
    placed = [
        (i, found.get_int_val(built.start[i]), found.get_int_val(built.length[i]))
        for i in week.inside
        if found.get_int_val(built.slot[i]) < len(week.sessions[i].slots)
    ]
    status: Status = "optimal" if finished else "feasible"
    return Answer(status, placed, build, spent)


if __name__ == "__main__":
    serve(solve)
