"""How far the building of a model may go: within a size, and within the budget of its search."""

from __future__ import annotations

from collections import Counter

from ortools.sat.python import cp_model

from solver.model.budget import Budget

LARGEST = 2_000_000  # a model's size at most: its search took up to 0.7 GB
ITEM = 8  # what a variable or a constraint counts; a term in a sum or a literal in a long clause counts 1
LOOK = 10_000  # steps between two looks at the clock, some hundredths of a second
FREE = 200_000  # steps that `cpsat.SET_UP` pays for
STEPS_OF_EFFORT = 1_000_000  # steps for one second of effort

Part = tuple[str, str]  # what is being said: the sort of rule and its id, or ("", "") for the sessions


class OutOfBudget(Exception):
    """A model was not built to its end.

    Attributes:
        why: in a runner's words, where the model is too large; empty where time or effort ran out.
    """

    def __init__(self, why: str = "") -> None:
        super().__init__(why or "the budget is spent")
        self.why = why


class Meter:
    """Counts what is done for a model and raises OutOfBudget when that is too much.

    A step is a small, bounded piece of work. Effort is counted in steps, so that the same model is given up at the same point on every
    machine. The clock is looked at only now and then.

    Args:
        model: the model whose size is bounded; several weeks may share it.
        budget: the budget of the search; None is without end.
    """

    def __init__(self, model: cp_model.CpModel, budget: Budget | None = None) -> None:
        self._proto = model.proto
        self._budget = budget
        self._steps = 0
        self._next_look = 0
        self._terms = 0
        self._part: Part = ("", "")
        self._before = 0
        self._posted: Counter[Part] = Counter()
        self.step(0)

    @property
    def size(self) -> int:
        """The size of the model so far."""
        return ITEM * (len(self._proto.constraints) + len(self._proto.variables)) + self._terms

    def begin(self, sort: str, id_: str) -> None:
        """From here on, count for this rule."""
        posted = ITEM * len(self._proto.constraints) + self._terms
        self._posted[self._part] += posted - self._before
        self._part, self._before = (sort, id_), posted

    def step(self, steps: int = 1) -> None:
        """Count steps."""
        self._steps += steps
        if self._steps >= self._next_look:
            self._look()

    def terms(self, number: int) -> None:
        """Count the terms of a constraint that may have many."""
        self._terms += number
        self._steps += number
        if self._steps >= self._next_look:
            self._look()

    def settle(self) -> None:
        """Look a last time, and pay for the building."""
        self._look()
        if self._budget is not None:
            self._budget.spend(self._effort)

    @property
    def _effort(self) -> float:
        """The effort of the building beyond that of any small model."""
        return max(0, self._steps - FREE) / STEPS_OF_EFFORT

    def _look(self) -> None:
        self._next_look = self._steps + LOOK
        if self.size > LARGEST:
            raise OutOfBudget(self._too_large())
        budget = self._budget
        if budget is None:
            return
        if budget.over or (budget.effort_left is not None and self._effort >= budget.effort_left > 0):
            budget.spend(self._effort)
            raise OutOfBudget

    def _too_large(self) -> str:
        """What to lower: the sort of rule, or the sessions, that most of the model is for."""
        self.begin(*self._part)
        sorts: Counter[str] = Counter()
        for (sort, _), posted in self._posted.items():
            sorts[sort] += posted
        sort = max(sorts, key=lambda sort: sorts[sort])
        share = round(100 * sorts[sort] / max(1, sum(sorts.values())))
        ids = [id_ for known, id_ in self._posted if known == sort and id_]
        if not ids:
            return f"The week is too large to be planned: {share} % of its model is for its sessions and windows. Ask {_FEWER}"
        rules = f"the rule {ids[0]}" if len(ids) == 1 else f"{len(ids):,} rules of the sort {sort!r}, such as {ids[0]}"
        return f"The week is too large to be planned: {share} % of its model is for {rules}. Turn some rules off, or ask {_FEWER}"


_FEWER = "for fewer sessions, in fewer and longer windows."
