"""Ways out of a week that cannot be: the mildest change of each sort, tried by solving the changed scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from solver.domain.availability import Window
from solver.domain.errors import InputError
from solver.domain.problem import Problem, clock_text
from solver.domain.schedule import Repair, Score
from solver.domain.session import Placed, Session
from solver.domain.times import MINUTES_A_DAY, Span
from solver.domain.times import clock_text as hours_text
from solver.explain.conflict import without
from solver.explain.edits import Change, Data, local_span, with_opening, with_override, with_wish, without_wish
from solver.explain.loosen import first_ok, loosened
from solver.explain.room import WAKING, joined, waking_by_day, waking_hours, with_window
from solver.model.build import Built, build
from solver.model.relax import OTHERS, Part, Relaxable
from solver.model.search import Budget, Feasibility, Ladder, OutOfBudget, possible, search
from solver.rules import Rule
from solver.rulesets.case import Case

Check = Callable[[Problem, Sequence[Rule]], bool]
MOST_PARTS = 4  # a repair of more parts than that is no help
FEW = 3  # of each part of such a repair, so many changes are tried, the mildest
Looked = tuple[Problem, Sequence[Rule]]
View = Callable[[Problem, Sequence[Rule]], Looked]  # what of a week is looked at


@dataclass(frozen=True)
class Edit:
    """One change to a case: in words, as a list of changes, as a changed scenario."""

    text: str
    changes: tuple[Change, ...]
    data: Data
    size: int = 0  # minutes or steps, to rank edits that lead to equally good weeks


@dataclass(frozen=True)
class Found:
    """Repairs, best first; `complete` is false when time ran out."""

    repairs: tuple[Repair, ...]
    data: tuple[Data, ...]
    complete: bool


def repairs(case: Case, budget: Budget | None = None, waking: Span = WAKING) -> Found:
    """Every sort of single change that makes a schedule possible, each at its mildest; where none does, several together."""
    return _Workshop(case, budget or Budget(None), waking).run()


class _Workshop:
    def __init__(self, case: Case, budget: Budget, waking: Span) -> None:
        self.case = case
        self.budget = budget
        self.waking = waking
        self.complete = True

    def run(self) -> Found:
        relaxable = Relaxable.of(self.case.problem, self.case.rules, self.budget)
        parts = list(relaxable.reliefs)
        single = [part for part in parts if self._holds_without(relaxable, {part})]
        edits = [edit for part in single for edit in self._edits(self.case, part)] or list(self._together(relaxable))
        tried = [result for edit in self._once(edits) if (result := self._tried(edit))]
        tried.sort(key=lambda pair: (len(pair[0].changes), pair[0].left_out, pair[0].points, pair[1].size, pair[0].text))
        return Found(tuple(repair for repair, _ in tried), tuple(edit.data for _, edit in tried), self.complete)

    def _holds_without(self, relaxable: Relaxable, gone: set[Part]) -> bool:
        answer = relaxable.check([part for part in relaxable.reliefs if part not in gone], self.budget)
        self.complete &= answer is not Feasibility.UNKNOWN
        return answer is Feasibility.POSSIBLE

    def _possible(self, problem: Problem, rules: Sequence[Rule]) -> bool:
        answer = possible(problem, rules, self.budget)
        self.complete &= answer is not Feasibility.UNKNOWN
        return answer is Feasibility.POSSIBLE

    @staticmethod
    def _once(edits: Iterable[Edit]) -> Iterator[Edit]:
        seen = set()
        for edit in edits:
            if edit.text not in seen:
                seen.add(edit.text)
                yield edit

    def _tried(self, edit: Edit) -> tuple[Repair, Edit] | None:
        """The edit as a repair with the week it leads to, if the changed scenario has one."""
        try:
            changed = self.case.changed(edit.data)
        except InputError:
            return None
        found = search(changed.problem, changed.rules, self.budget)
        if found.score is None:
            self.complete &= found.status == "infeasible"
            return None
        score: Score = found.score
        told = tuple(change.to_json() for change in edit.changes)
        return Repair(text=edit.text, changes=told, left_out=score.left_out, points=score.points), edit

    # -- several together --------------------------------------------------------------------------------------------------

    def _together(self, relaxable: Relaxable) -> Iterator[Edit]:
        """Where no single change does: the fewest parts that must give way, each made to give way as mildly as it can."""
        held = relaxable.grown((), self.budget)
        if held is None:
            self.complete = False
            return
        gone = sorted(set(relaxable.reliefs) - held)
        if len(gone) <= MOST_PARTS:
            yield from self._chained(self.case, gone, ())

    def _chained(self, case: Case, gone: Sequence[Part], done: tuple[Edit, ...]) -> Iterator[Edit]:
        if not gone:
            changes = tuple(change for edit in done for change in edit.changes)
            yield Edit(" And: ".join(edit.text for edit in done), changes, case.data, sum(edit.size for edit in done))
            return
        first, rest = gone[0], gone[1:]
        mildest = sorted(self._edits(case, first, also_gone=rest), key=lambda edit: edit.size)[:FEW]
        for edit in mildest:
            try:
                changed = case.changed(edit.data)
            except InputError:
                continue
            yield from self._chained(changed, rest, (*done, edit))

    # -- one part ------------------------------------------------------------------------------------------------------------

    def _edits(self, case: Case, part: Part, also_gone: Sequence[Part] = ()) -> Iterator[Edit]:
        """The mildest changes of one part, when the parts of `also_gone` do not bind."""
        kind, id_ = part

        def view(problem: Problem, rules: Sequence[Rule]) -> Looked:
            return without(problem, rules, also_gone) if also_gone else (problem, rules)

        def ok(problem: Problem, rules: Sequence[Rule]) -> bool:
            return self._possible(*view(problem, rules))

        if kind == "rule":
            yield from self._loosen(case, next(rule for rule in case.rules if rule.id == id_), ok)
        elif kind == "availability":
            sessions = [
                s for s in case.problem.sessions if s.fixed is None and (s.id == id_ or (id_ == OTHERS and not s.must_be_placed))
            ]
            yield from self._lengthen(case, sessions, ok)
            for session in sessions[:1] if id_ != OTHERS else sessions:
                yield from self._open(case, session, view)
        else:
            meant = case.problem.session(id_)
            if meant is not None:  # an edit before this one may have left it out
                yield from self._move(case, meant, ok) if kind == "fixed" else self._demote(case, meant, ok)

    def _loosen(self, case: Case, rule: Rule, ok: Check) -> Iterator[Edit]:
        others = [other for other in case.rules if other is not rule]
        for key, milder in loosened(rule, lambda looser: ok(case.problem, [*others, looser])):
            old, new = getattr(rule, key), getattr(milder, key)
            told = f"at most {new} breaches allowed" if key == "allow" else milder.sentence().rstrip(".")
            text = f"Loosen {rule.id}: {told} ({key} {old:g} → {new:g})."
            change = Change(f"rule {rule.id}.{key}", old, new)
            yield Edit(text, (change,), with_override(case.data, rule.id, **{key: new}), round(abs(new - old) * 4))
        change = Change(f"rule {rule.id}", "on", "off")
        yield Edit(f"Turn {rule.id} off.", (change,), with_override(case.data, rule.id, off=True), 1000)

    def _demote(self, case: Case, session: Session, ok: Check) -> Iterator[Edit]:
        entry, problem = session.entry, case.problem
        wish = case.data["sessions"][entry]
        steps = [
            _shorter(problem, entry, minutes) for minutes in range(session.least - problem.clock.grid, 0, -problem.clock.grid)
        ]
        milder = first_ok(steps, lambda changed: ok(changed, case.rules))
        if milder is not None:
            least = next(s.least for s in milder.sessions if s.entry == entry)
            most = max(session.most, least)
            text = f"Let {session.wish} be as short as {least} min instead of {session.least}."
            change = Change(f"session {session.wish}.minutes", [session.least, session.most], [least, most])
            yield Edit(text, (change,), with_wish(case.data, entry, minutes=[least, most]), session.least - least)
        change = Change(f"session {session.wish}.priority", wish.get("priority", "normal"), "normal")
        text = f"Let {session.wish} be a normal session, which may be left out, instead of a key one."
        yield Edit(text, (change,), with_wish(case.data, entry, priority="normal"), 500)

    def _move(self, case: Case, session: Session, ok: Check) -> Iterator[Edit]:
        problem, start = case.problem, session.fixed or 0
        grid, end = problem.clock.grid, start + session.least
        stretches = waking_hours(problem, self.waking)
        radii = range(grid, problem.clock.end - problem.clock.start, grid)
        steps = [(radius, stretches) for radius in radii]
        nearest = first_ok(
            steps, lambda step: ok(_movable(problem, session, start - step[0], end + step[0], step[1]), case.rules)
        )
        if nearest is None:
            change = Change(f"session {session.id}", "fixed", None)
            yield Edit(f"Leave out {session.id}.", (change,), without_wish(case.data, session.entry), 500)
            return
        for target in (start - nearest[0], start + nearest[0]):
            moved = _fixed_at(problem, session, target)
            if moved is not None and ok(moved, case.rules):
                local = problem.clock.local(target)
                text = f"Move {session.id} from {clock_text(problem.clock, start)} to {clock_text(problem.clock, target)}."
                at = f"{local:%Y-%m-%dT%H:%M}"
                change = Change(f"session {session.id}.at", f"{problem.clock.local(start):%Y-%m-%dT%H:%M}", at)
                data = with_wish(case.data, session.entry, at=at, days=None, between=None)
                yield Edit(text, (change,), data, nearest[0])
                return

    def _lengthen(self, case: Case, sessions: Sequence[Session], ok: Check) -> Iterator[Edit]:
        """The fewest minutes by which one end of one window must move."""
        problem = case.problem
        for window in problem.windows:
            if not any(problem.takes(window, session) for session in sessions):
                continue
            for earlier in (True, False):
                steps = list(_longer(problem, window, earlier, waking_hours(problem, self.waking)))
                mildest = first_ok(
                    steps, lambda longer: ok(replace(problem, windows=joined(problem.windows, longer)), case.rules)
                )
                if mildest is not None:
                    yield _lengthening(case, window, mildest, earlier)

    def _open(self, case: Case, session: Session, view: View) -> Iterator[Edit]:
        """A new window on each day on which one helps, as short as it can be, where the best such week wants it."""
        problem = case.problem
        need = session.before + session.least + session.after
        for _, (start, end) in waking_by_day(problem, self.waking):
            if end - start < need or any(
                w.start <= start and end <= w.end and problem.takes(w, session) for w in problem.windows
            ):
                continue
            there = self._shortest(*view(with_window(problem, start, end, session.id), case.rules), session.id)
            if there is not None:
                yield _opening(case, session, there.start - session.before, there.end + session.after)

    def _shortest(self, problem: Problem, rules: Sequence[Rule], id_: str) -> Placed | None:
        """A session in the best of the weeks in which it is as short as it can be, or None where there is no week."""
        try:
            built = build(problem, rules, budget=self.budget)
        except OutOfBudget:
            self.complete = False
            return None
        length = next(actor.length for actor in built.week.actors if actor.session.id == id_)
        cost = (built.points.upper + 1) * built.left_out + built.points
        found = Ladder(Built(built.week, length, cost), self.budget).climb()
        self.complete &= found.status in ("optimal", "infeasible")
        return next((placed for placed in found.placed if placed.session.id == id_), None)


def _shorter(problem: Problem, entry: int, least: int) -> Problem:
    sessions = tuple(replace(s, least=least) if s.entry == entry else s for s in problem.sessions)
    return replace(problem, sessions=sessions)


def _movable(problem: Problem, session: Session, start: int, end: int, stretches: Iterable[tuple[int, int]]) -> Problem:
    """The fixed session free to lie between two minutes, in waking hours, whatever the windows."""
    hours = tuple((max(first, start), min(last, end)) for first, last in stretches if max(first, start) < min(last, end))
    free = replace(session, fixed=None, priority="key", days=None, hours=hours, entry=-1)
    sessions = tuple(free if s is session else s for s in problem.sessions)
    first, last = problem.clock.start - MINUTES_A_DAY, problem.clock.end + MINUTES_A_DAY  # buffers and all
    return with_window(replace(problem, sessions=sessions), first, last, session.id)


def _fixed_at(problem: Problem, session: Session, start: int) -> Problem | None:
    if not problem.clock.start <= start < problem.clock.end:
        return None
    sessions = tuple(replace(session, fixed=start, days=None, hours=None) if s is session else s for s in problem.sessions)
    return replace(problem, sessions=sessions)


def _longer(problem: Problem, window: Window, earlier: bool, awake: Sequence[tuple[int, int]]) -> Iterator[Window]:
    """A window with one end moved further and further, as far as waking hours without busy times go."""
    grid = problem.clock.grid
    edge = window.start if earlier else window.end
    around = [(start, end) for start, end in awake if start <= edge <= end]
    limit = min((start for start, _ in around), default=edge) if earlier else max((end for _, end in around), default=edge)
    for moved in range(edge - grid, limit - 1, -grid) if earlier else range(edge + grid, limit + 1, grid):
        yield replace(window, start=moved) if earlier else replace(window, end=moved)


def _lengthening(case: Case, old: Window, new: Window, earlier: bool) -> Edit:
    clock = case.problem.clock
    start, end = (new.start, old.start) if earlier else (old.end, new.end)
    day = clock.local(old.start)
    before, after = local_span(clock, old), local_span(clock, new)
    moment = (
        f"start at {hours_text(after.start)} instead of {hours_text(before.start)}"
        if earlier
        else f"end at {_end(after)} instead of {_end(before)}"
    )
    text = f"Let the window of {day:%a} {before} {moment} ({end - start} min more)."
    change = Change(f"availability {day:%Y-%m-%d}", str(before), str(after))
    return Edit(text, (change,), with_opening(case, start, end, old.places), end - start)


def _end(span: Span) -> str:
    return str(span).partition("-")[2]


def _opening(case: Case, session: Session, start: int, end: int) -> Edit:
    clock = case.problem.clock
    window = Window(start, end, session.places[:1])
    span = local_span(clock, window)
    place = f" at {session.places[0]}" if session.places else ""
    text = f"Free {end - start} min on {clock.local(start):%a} {span}{place}, for {session.id}."
    change = Change(f"availability {clock.local(start):%Y-%m-%d}", None, str(span))
    return Edit(text, (change,), with_opening(case, start, end, window.places), end - start)


def repaired(found: Found, number: int) -> dict[str, Any]:
    """The scenario of the repair with that number, counted from 1; raises InputError when there is none."""
    if not 1 <= number <= len(found.data):
        raise InputError(
            f"there is no repair {number}; there {'is' if len(found.data) == 1 else 'are'} {len(found.data)}.", key="--apply"
        )
    return dict(found.data[number - 1])
