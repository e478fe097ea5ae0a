"""A mixed-integer program with big-M, solved by HiGHS through SciPy.

One binary per session and slot, continuous starts between the bounds of the chosen slot, integer lengths. Pairs of slots that cannot meet
post nothing; those that can only be had in one order, or not at all, need no order binary; every M is as small as the two slots allow.
Starts may be continuous: with the binaries and lengths whole, rounding all of them down keeps every difference constraint.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-not-found,import-untyped,unused-ignore]
from scipy.sparse import csr_array  # type: ignore[import-not-found,import-untyped,unused-ignore]

from benchmarks.opponents.instance import DAYS, Instance, Slot
from benchmarks.opponents.protocol import Answer, Status, Stopwatch, serve

Row = dict[int, float]
STATUS: dict[int, Status] = {0: "optimal", 1: "unknown", 2: "infeasible"}


class Model:
    """Columns, rows and costs of one week."""

    def __init__(self, week: Instance) -> None:
        self.week = week
        self.low: list[float] = []
        self.high: list[float] = []
        self.whole: list[int] = []
        self.cost: list[float] = []
        self.rows: list[tuple[Row, float]] = []  # sum of the row <= bound
        self.constant = 0
        self._order: dict[tuple[int, int], int] = {}
        everyone = range(len(week.sessions))
        self.here = [[self.column() for _ in week.sessions[i].slots] for i in everyone]
        self.start = [self.column(high=week.horizon, whole=0) for _ in everyone]
        self.length = [self.column(high=week.sessions[i].most) for i in everyone]
        for i in everyone:
            self._session(i)
        for j in everyone:
            for i in range(j):
                self._apart(i, j, week.gap(i, j), week.gap(j, i), 0)
        for first, second in week.alike():
            self.at_most({**self.placed(second), **self._minus(self.placed(first))}, 0)
            m = week.horizon
            row = self._sum(
                {self.start[first]: 1, self.length[first]: 1, self.start[second]: -1}, self._times(m, self.placed(second))
            )
            self.at_most(row, m)
        self._rules()

    # -- building blocks -----------------------------------------------------------------------------------------------------------

    def column(self, high: float = 1, cost: float = 0, whole: int = 1) -> int:
        """A new variable from 0 to `high`."""
        self.low.append(0)
        self.high.append(high)
        self.cost.append(cost)
        self.whole.append(whole)
        return len(self.low) - 1

    def at_most(self, row: Row, bound: float) -> None:
        """The row's sum is no more than the bound."""
        self.rows.append((row, bound))

    @staticmethod
    def _sum(*rows: Row) -> Row:
        total: Row = {}
        for row in rows:
            for column, factor in row.items():
                total[column] = total.get(column, 0) + factor
        return total

    @staticmethod
    def _times(factor: float, row: Row) -> Row:
        return {column: factor * value for column, value in row.items()}

    def _minus(self, row: Row) -> Row:
        return self._times(-1, row)

    def placed(self, i: int) -> Row:
        """1 if the session is placed."""
        return dict.fromkeys(self.here[i], 1.0)

    def on(self, i: int, day: int) -> Row:
        """1 if the session is on that day."""
        return {x: 1.0 for x, slot in zip(self.here[i], self.week.sessions[i].slots, strict=True) if slot.day == day}

    def _session(self, i: int) -> None:
        session = self.week.sessions[i]
        slots = list(zip(self.here[i], session.slots, strict=True))
        self.at_most({self.start[i]: 1, **{x: -slot.last for x, slot in slots}}, 0)
        self.at_most({self.start[i]: -1, **{x: slot.first for x, slot in slots}}, 0)
        self.at_most({self.start[i]: 1, self.length[i]: 1, **{x: -slot.until for x, slot in slots}}, 0)
        self.at_most({self.length[i]: 1, **self._times(-session.most, self.placed(i))}, 0)
        self.at_most({self.length[i]: -1, **self._times(session.least, self.placed(i))}, 0)
        self.at_most(self.placed(i), 1)
        if session.level == "must":
            self.at_most(self._minus(self.placed(i)), -1)
            return
        self.constant += self.week.cost(i)
        for x in self.here[i]:
            self.cost[x] -= self.week.cost(i)

    def _first(self, i: int, j: int) -> int:
        """The binary that says which of two sessions comes first."""
        if (i, j) not in self._order:
            self._order[i, j] = self.column()
        return self._order[i, j]

    def _apart(self, i: int, j: int, gap: int, back: int, points: int) -> None:
        """`gap` steps from i to j if i is first, `back` from j to i if j is."""
        breach: int | None = None
        for x, p in zip(self.here[i], self.week.sessions[i].slots, strict=True):
            for y, q in zip(self.here[j], self.week.sessions[j].slots, strict=True):
                before, after = self._can(i, p, q, gap), self._can(j, q, p, back)
                if self._always(i, p, q, gap) or self._always(j, q, p, back):
                    continue
                if points and breach is None:
                    breach = self.column(cost=points)
                free: Row = {} if breach is None else {breach: -1.0}
                if not before and not after:
                    self.at_most({x: 1, y: 1, **free}, 1)
                    continue
                if before:
                    self._after(
                        i, j, p, q, gap, {x: 1, y: 1, **free, **({self._first(i, j): 1} if after else {})}, 3 if after else 2
                    )
                if after:
                    self._after(j, i, q, p, back, {x: 1, y: 1, **free, **({self._first(i, j): -1} if before else {})}, 2)

    def _can(self, i: int, p: Slot, q: Slot, gap: int) -> bool:
        return q.last >= p.first + self.week.sessions[i].least + gap

    def _always(self, i: int, p: Slot, q: Slot, gap: int) -> bool:
        return q.first >= min(p.until, p.last + self.week.sessions[i].most) + gap

    def _after(self, i: int, j: int, p: Slot, q: Slot, gap: int, given: Row, needed: int) -> None:
        """start_j >= start_i + length_i + gap, where all of the given are true."""
        m = max(0, min(p.until, p.last + self.week.sessions[i].most) + gap - q.first)
        # Where j is not in q the row must hold too: start_j may then be as small as 0, so that M covers all of i's end and the gap.
        m = max(m, self._latest(i) + gap - self._earliest(j))
        self.at_most(self._sum({self.start[i]: 1, self.length[i]: 1, self.start[j]: -1}, self._times(m, given)), needed * m - gap)

    def _latest(self, i: int) -> int:
        return max((slot.until for slot in self.week.sessions[i].slots), default=0)

    def _earliest(self, i: int) -> int:
        session = self.week.sessions[i]
        return min((slot.first for slot in session.slots), default=0) if session.level == "must" else 0

    # -- rules ---------------------------------------------------------------------------------------------------------------------

    def _rules(self) -> None:
        week = self.week
        for apart in week.apart:
            for i, j in apart.pairs:
                self._apart(min(i, j), max(i, j), apart.steps, apart.steps, apart.points)
        for clear in week.clear:
            for spoiler, key in clear.pairs:
                self._clear(spoiler, key, clear.days, clear.points)
        for spaced in week.spaced:
            for i, j in spaced.pairs:
                free = self._breach(spaced.points)
                for day in {slot.day for slot in week.sessions[i].slots}:
                    near = [self.on(j, other) for other in range(day - spaced.days + 1, day + spaced.days)]
                    if any(near):
                        self.at_most(self._sum(self.on(i, day), *near, free), 1)
        for days in week.days:
            trained = [self.column() for _ in DAYS]
            for i in days.of:
                for day in DAYS:
                    if here := self.on(i, day):
                        self.at_most({**here, trained[day]: -1}, 0)
            self._beyond(dict.fromkeys(trained, 1.0), -days.at_most, 1, days.points)
        for minutes in week.minutes:
            row: Row = {self.length[i]: -float(factor * week.grid) for i, factor in minutes.factors if factor}
            self._beyond(row, minutes.at_least, minutes.each, minutes.points)
        for length in week.length:
            for i in length.of:
                short: Row = {**self._times(week.grid * week.sessions[i].most, self.placed(i)), self.length[i]: -float(week.grid)}
                if week.sessions[i].least < week.sessions[i].most:
                    self._beyond(short, 0, length.each, length.points)
        for preferred in week.preferred:
            for i in preferred.of:
                self._preferred(i, preferred.points)

    def _breach(self, points: int) -> Row:
        return {self.column(cost=points): -1.0} if points else {}

    def _clear(self, spoiler: int, key: int, days: int, points: int) -> None:
        free = self._breach(points)
        for day in {slot.day for slot in self.week.sessions[key].slots}:
            near = [self.on(spoiler, day - before) for before in range(1, days + 1)]
            if any(near):
                self.at_most(self._sum(self.on(key, day), *near, free), 1)
        for x, p in zip(self.here[spoiler], self.week.sessions[spoiler].slots, strict=True):
            for y, q in zip(self.here[key], self.week.sessions[key].slots, strict=True):
                if p.day != q.day or not self._can(spoiler, p, q, 0):
                    continue
                m = self._latest(key)
                row = {self.start[key]: 1.0, self.start[spoiler]: -1.0}
                self.at_most(self._sum(row, self._times(m, {x: 1, y: 1, **free})), 2 * m)

    def _beyond(self, row: Row, constant: float, each: int, points: int) -> None:
        if not points:
            self.at_most(row, -constant)
        else:
            self.at_most({**row, self.column(high=10_000, cost=points): -each}, -constant)

    def _preferred(self, i: int, points: int) -> None:
        """One binary per liked stretch of a slot; where none is chosen, the breach is paid."""
        session = self.week.sessions[i]
        for x, slot in zip(self.here[i], session.slots, strict=True):
            liked = [(max(low, slot.first), min(high, slot.last)) for low, high in session.preferred or ()]
            liked = [(low, high) for low, high in liked if low <= high]
            if session.preferred is None or (slot.first, slot.last) in liked:
                continue
            ways = [(self.column(), low, high) for low, high in liked]
            breach = self._breach(points)
            self.at_most({x: 1, **{way: -1 for way, _, _ in ways}, **breach}, 0)
            for way, low, high in ways:
                self.at_most({way: 1, x: -1}, 0)
                self.at_most({self.start[i]: -1, way: low}, 0)
                self.at_most({self.start[i]: 1, way: self.week.horizon - high}, self.week.horizon)

    def arrays(self) -> dict[str, Any]:
        """What SciPy wants."""
        triples = [(number, column, value) for number, (row, _) in enumerate(self.rows) for column, value in row.items()]
        lines, columns, values = zip(*triples, strict=True)
        matrix = csr_array((values, (lines, columns)), shape=(len(self.rows), len(self.low)))
        bounds = np.array([bound for _, bound in self.rows], dtype=float)
        return {
            "c": np.array(self.cost, dtype=float),
            "integrality": np.array(self.whole),
            "bounds": Bounds(np.array(self.low, dtype=float), np.array(self.high, dtype=float)),
            "constraints": LinearConstraint(matrix, ub=bounds),
        }


def solve(week: Instance, limit: float) -> Answer:
    """Build and solve one week."""
    watch = Stopwatch()
    built = Model(week)
    arrays = built.arrays()
    build = watch.lap()
    result = milp(**arrays, options={"time_limit": max(0.01, limit - build / 1000), "mip_rel_gap": 0.0})
    spent = watch.lap()
    status = STATUS.get(result.status, "unknown")
    if result.x is None:
        return Answer(status, [], build, spent)
    values = result.x
    placed = [
        (i, int(np.floor(values[built.start[i]] + 1e-4)), round(values[built.length[i]]))
        for i in week.inside
        if sum(values[x] for x in built.here[i]) > 0.5
    ]
    return Answer("feasible" if status == "unknown" else status, placed, build, spent)


if __name__ == "__main__":
    serve(solve)
