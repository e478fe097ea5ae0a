"""Ways out of a week that cannot be: the mildest change of each sort, tried by solving the changed scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from solver.domain.errors import InputError
from solver.domain.schedule import Repair
from solver.domain.times import Span
from solver.explain.changes import Changes, Trials
from solver.explain.edits import Data, Edit
from solver.explain.room import WAKING
from solver.model.relax import Part, Relaxable
from solver.model.search import Budget, search
from solver.rulesets.case import Case

MOST_PARTS = 4  # a repair of more parts than that is no help
FEW = 3  # of each part of such a repair, so many changes are tried, the mildest


@dataclass(frozen=True)
class Found:
    """Repairs, best first; `complete` is false when time ran out, so that some may be missing."""

    repairs: tuple[Repair, ...]
    data: tuple[Data, ...]
    complete: bool


def repairs(case: Case, budget: Budget | None = None, waking: Span = WAKING) -> Found:
    """Every sort of single change that makes a schedule possible, each at its mildest; where none does, several together."""
    return _Workshop(case, Trials(budget or Budget(None), waking)).run()


class _Workshop:
    def __init__(self, case: Case, trials: Trials) -> None:
        self.case = case
        self.trials = trials

    def run(self) -> Found:
        relaxable = Relaxable.of(self.case.problem, self.case.rules, self.trials.budget)
        edits = list(Changes(self.case, self.trials, relaxable).every()) or list(self._together(relaxable))
        tried = [result for edit in _once(edits) if (result := self._tried(edit))]
        tried.sort(key=lambda pair: (len(pair[0].changes), pair[0].left_out, pair[0].points, pair[1].size, pair[0].text))
        return Found(tuple(repair for repair, _ in tried), tuple(edit.data for _, edit in tried), self.trials.complete)

    def _tried(self, edit: Edit) -> tuple[Repair, Edit] | None:
        """The edit as a repair with the week it leads to, if the changed scenario has one."""
        if self.trials.budget.over:
            self.trials.complete = False
            return None
        try:
            changed = self.case.changed(edit.data)
        except InputError:
            return None
        found = search(changed.problem, changed.rules, self.trials.budget)
        self.trials.complete &= found.status in ("optimal", "infeasible")
        if found.score is None:
            return None
        told = tuple(change.to_json() for change in edit.changes)
        return Repair(text=edit.text, changes=told, left_out=found.score.left_out, points=found.score.points), edit

    def _together(self, relaxable: Relaxable) -> Iterator[Edit]:
        """Where no single change does: the fewest parts that must give way, each made to give way as mildly as it can."""
        held = relaxable.grown((), self.trials.budget)
        if held is None:
            self.trials.complete = False
            return
        # Rules last: as long as they are there, the sessions that they name stay apart from their twins.
        gone = sorted(set(relaxable.reliefs) - held, key=lambda part: (part[0] == "rule", part))
        if len(gone) <= MOST_PARTS:
            yield from self._chained(self.case, gone, ())

    def _chained(self, case: Case, gone: Sequence[Part], done: tuple[Edit, ...]) -> Iterator[Edit]:
        if not gone:
            changes = tuple(change for edit in done for change in edit.changes)
            yield Edit(" And: ".join(edit.text for edit in done), changes, case.data, sum(edit.size for edit in done))
            return
        first, rest = gone[0], gone[1:]
        edits = Changes(case, self.trials, gone=rest).of_part(first)
        if edits is None:  # what was done before has let go of it
            yield from self._chained(case, rest, done)
            return
        for edit in sorted(edits, key=lambda edit: edit.size)[:FEW]:
            try:
                changed = case.changed(edit.data)
            except InputError:
                continue
            yield from self._chained(changed, rest, (*done, edit))


def _once(edits: Iterable[Edit]) -> Iterator[Edit]:
    seen = set()
    for edit in edits:
        if edit.text not in seen:
            seen.add(edit.text)
            yield edit


def repaired(found: Found, number: int) -> dict[str, Any]:
    """The scenario of the repair with that number, counted from 1; raises InputError when there is none."""
    if not 1 <= number <= len(found.data):
        raise InputError(
            f"there is no repair {number}; there {'is' if len(found.data) == 1 else 'are'} {len(found.data)}.", key="--apply"
        )
    return dict(found.data[number - 1])
