"""Single changes that make a week possible: the mildest of each sort."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from solver.domain.availability import Window
from solver.domain.problem import Problem, clock_text
from solver.domain.session import Session
from solver.domain.spans import Stretch
from solver.domain.times import MINUTES_A_DAY, Span
from solver.explain.conflict import without
from solver.explain.edits import Change, Edit, with_override, with_wish, without_wish
from solver.explain.loosen import first_ok, loosened
from solver.explain.mildest import nearest_start, shortest_window
from solver.explain.openings import lengthened, longer, opened
from solver.explain.parts import groups_of
from solver.explain.room import joined, waking_by_day, waking_hours, with_window
from solver.model.build import Built, build
from solver.model.interchangeable import interchangeable
from solver.model.relax import Part, Relaxable, any_time, calendar, placing
from solver.model.search import Budget, Feasibility, Found, OutOfBudget, possible
from solver.rules import Rule
from solver.rulesets.case import Case

Wish = tuple[Session, ...]  # the sessions of one `[[sessions]]` table
OFF, LEFT_OUT = 1000, 500  # sizes of changes that have none


@dataclass
class Trials:
    """What may be tried; `complete` is false once time ran out in a trial."""

    budget: Budget
    waking: Span
    complete: bool = True

    def possible(self, problem: Problem, rules: Sequence[Rule]) -> bool:
        """Whether a problem has a schedule."""
        return self.holds(Feasibility.UNKNOWN if self.budget.over else possible(problem, rules, self.budget))

    def holds(self, answer: Feasibility) -> bool:
        """Whether an answer is yes."""
        self.complete &= answer is not Feasibility.UNKNOWN
        return answer is Feasibility.POSSIBLE

    def found(self, found: Found) -> bool:
        """Whether a search found a schedule."""
        self.complete &= found.score is not None or found.status == "infeasible"
        return found.score is not None


class Changes:
    """The single changes of one case.

    Args:
        relaxable: the model of the case, where all its parts bind.
        gone: parts that do not bind meanwhile: they will be changed afterwards.
    """

    def __init__(self, case: Case, trials: Trials, relaxable: Relaxable | None = None, gone: Collection[Part] = ()) -> None:
        self.case = case
        self.problem = case.problem
        self._trials = trials
        self._relaxable = relaxable
        self._gone = frozenset(gone)
        self._groups = groups_of(case.problem, case.rules)
        self._labels = {group.sessions[0].entry: group.name for group in interchangeable(case.problem.sessions, ())}

    def every(self) -> Iterator[Edit]:
        """All of them."""
        for rule in self.case.rules:
            if rule.level == "must" and self._ok_without({("rule", rule.id)}):
                yield from self.of_rule(rule)
        for session in self.problem.sessions:
            if session.fixed is not None:
                yield from self.of_fixed(session)
        wishes = [wish for wish in self._wishes() if wish[0].fixed is None]
        short = self._ok(self._shortened(wishes, self.problem.clock.grid), self.case.rules)
        for wish in wishes:
            yield from self._shorter(wish) if short else ()
            yield from self._fewer(wish)
        yield from self.of_calendar([session for wish in wishes for session in wish])

    def of_part(self, part: Part) -> Iterator[Edit] | None:
        """Those of one part; None where it does not bind in this case."""
        kind, name = part
        if kind == "rule":
            return self.of_rule(next(rule for rule in self.case.rules if rule.id == name))
        if kind == "availability":
            meant = [session for group in self._groups if calendar(group) == part for session in group.sessions]
            return self.of_calendar([session for session in meant if session.fixed is None]) if meant else None
        group = next((group for group in self._groups if group.required and placing(group) == part), None)
        if group is None:
            return None
        return self.of_fixed(group.sessions[0]) if kind == "fixed" else self._of_wish(self._wish(group.sessions[0].entry))

    def _wishes(self) -> list[Wish]:
        return [self._wish(entry) for entry in dict.fromkeys(session.entry for session in self.problem.sessions)]

    def _wish(self, entry: int) -> Wish:
        return tuple(session for session in self.problem.sessions if session.entry == entry)

    def _view(self, problem: Problem, rules: Sequence[Rule]) -> tuple[Problem, Sequence[Rule]]:
        return without(problem, rules, self._gone) if self._gone else (problem, rules)

    def _ok(self, problem: Problem, rules: Sequence[Rule]) -> bool:
        return self._trials.possible(*self._view(problem, rules))

    def _ok_without(self, parts: Collection[Part]) -> bool:
        """Whether there is a schedule when those parts do not bind."""
        if self._relaxable is None:
            return self._trials.possible(*without(self.problem, self.case.rules, self._gone | frozenset(parts)))
        kept = [part for part in self._relaxable.reliefs if part not in parts]
        return self._trials.holds(self._relaxable.check(kept, self._trials.budget))

    def _built(self, problem: Problem) -> Built | None:
        """The model of a changed week; None where the budget does not last for it."""
        problem, rules = self._view(problem, self.case.rules)
        try:
            return build(problem, rules, budget=self._trials.budget)
        except OutOfBudget:
            self._trials.complete = False
            return None

    # -- rules ---------------------------------------------------------------------------------------------------------------------

    def of_rule(self, rule: Rule) -> Iterator[Edit]:
        """Each parameter loosened as little as helps, and the rule off."""
        data, others = self.case.data, [other for other in self.case.rules if other is not rule]
        for key, milder in loosened(rule, lambda looser: self._ok(self.problem, [*others, looser])):
            old, new = getattr(rule, key), getattr(milder, key)
            meaning = f"at most {new} breaches allowed" if key == "allow" else milder.sentence().rstrip(".")
            change = Change(f"rule {rule.id}.{key}", old, new)
            yield Edit(
                f"Loosen {rule.id}: {meaning} ({key} {old:g} → {new:g}).",
                (change,),
                with_override(data, rule.id, **{key: new}),
                round(abs(new - old) * 4),
            )
        change = Change(f"rule {rule.id}", "on", "off")
        yield Edit(f"Turn {rule.id} off.", (change,), with_override(data, rule.id, off=True), OFF)

    # -- sessions ------------------------------------------------------------------------------------------------------------------

    def _of_wish(self, wish: Wish) -> Iterator[Edit]:
        yield from self._shorter(wish)
        yield from self._fewer(wish)

    def _shortened(self, wishes: Sequence[Wish], least: int) -> Problem:
        meant = {session for wish in wishes for session in wish}
        sessions = (replace(s, least=min(least, s.least)) if s in meant else s for s in self.problem.sessions)
        return replace(self.problem, sessions=tuple(sessions))

    def _shorter(self, wish: Wish) -> Iterator[Edit]:
        """The sessions of a wish as much shorter as is needed."""
        old, most, grid = wish[0].least, wish[0].most, self.problem.clock.grid
        lengths = range(old - grid, 0, -grid)
        least = first_ok(lengths, lambda least: self._ok(self._shortened([wish], least), self.case.rules))
        if least is not None:
            label = self._labels[wish[0].entry]
            change = Change(f"session {label}.minutes", [old, most], [least, most])
            data = with_wish(self.case.data, wish[0].entry, minutes=[least, most])
            yield Edit(f"Let {label} be as short as {least} min instead of {old}.", (change,), data, old - least)

    def _fewer(self, wish: Wish) -> Iterator[Edit]:
        """As many key sessions of a wish as there can be, or none."""
        entry, label = wish[0].entry, self._labels[wish[0].entry]
        key = [session for session in wish if session.priority == "key"]
        parts = {placing(group) for group in self._groups if group.required and group.sessions[0].entry == entry}
        if not key or not self._ok_without(parts):
            return
        number = first_ok(range(len(key) - 1, 0, -1), lambda number: self._ok(self._optional(key[number:]), self.case.rules))
        if number is not None:
            change = Change(f"session {label}.count", [len(key), len(wish)], [number, len(wish)])
            text = f"Keep {number} of the {len(key)} key {label} sessions key, and make the others optional."
            yield Edit(text, (change,), with_wish(self.case.data, entry, count=[number, len(wish)]), LEFT_OUT - 1)
        change = Change(f"session {label}.priority", "key", "normal")
        one = f"Let {label} be a normal session, which may be left out, instead of a key one."
        several = f"Let the {label} sessions be normal ones, which may be left out, instead of key ones."
        data = with_wish(self.case.data, entry, priority="normal")
        yield Edit(one if len(wish) == 1 else several, (change,), data, LEFT_OUT)

    def _optional(self, meant: Sequence[Session]) -> Problem:
        sessions = (replace(s, priority="optional", worth=0) if s in meant else s for s in self.problem.sessions)
        return replace(self.problem, sessions=tuple(sessions))

    def of_fixed(self, session: Session) -> Iterator[Edit]:
        """The fixed session at the nearest time that helps; where none does, the week without it."""
        clock, start = self.problem.clock, session.fixed or 0
        placed = self._nearest(session, start)
        if placed is not None:
            at = f"{clock.local(placed):%Y-%m-%dT%H:%M}"
            change = Change(f"session {session.id}.at", f"{clock.local(start):%Y-%m-%dT%H:%M}", at)
            text = f"Move {session.id} from {clock_text(clock, start)} to {clock_text(clock, placed)}."
            data = with_wish(self.case.data, session.entry, at=at, days=None, between=None)
            yield Edit(text, (change,), data, abs(placed - start))
        elif self._ok_without({("fixed", session.id)}):
            change = Change(f"session {session.id}", "fixed", None)
            yield Edit(f"Leave out {session.id}.", (change,), without_wish(self.case.data, session.entry), LEFT_OUT)

    def _nearest(self, session: Session, start: int) -> int | None:
        """The start nearest to the one it has at which a fixed session leaves a schedule."""
        movable = self._movable(session)
        if not self._ok(movable, self.case.rules):
            return None
        built = self._built(movable)
        if built is None:
            return None
        found, placed = nearest_start(built, session, start, self._trials.budget)
        return placed.start if self._trials.found(found) and placed is not None else None

    def _movable(self, session: Session) -> Problem:
        """The fixed session free to lie anywhere in waking hours, whatever the windows."""
        problem = self.problem
        free = replace(session, fixed=None, priority="key", days=None, hours=waking_hours(problem, self._trials.waking))
        first, last = problem.clock.start - MINUTES_A_DAY, problem.clock.end + MINUTES_A_DAY  # buffers and all
        sessions = tuple(free if other == session else other for other in problem.sessions)
        return with_window(replace(problem, sessions=sessions), first, last, frozenset({session.id}))

    # -- time ----------------------------------------------------------------------------------------------------------------------

    def of_calendar(self, sessions: Sequence[Session]) -> Iterator[Edit]:
        """For some of the sessions: one end of a window moved as little as helps; on each day a new window, as short as can be."""
        if self._ok(with_window(self.problem, *any_time(self.problem.clock)), self.case.rules):
            yield from self._longer(sessions)
            yield from self._new(sessions)

    def _longer(self, sessions: Sequence[Session]) -> Iterator[Edit]:
        problem, awake = self.problem, waking_hours(self.problem, self._trials.waking)
        for window in problem.windows:
            if not any(problem.takes(window, session) for session in sessions):
                continue
            for earlier in (True, False):
                steps = list(longer(problem.clock, window, awake, earlier=earlier))
                new = first_ok(
                    steps, lambda new: self._ok(replace(problem, windows=joined(problem.windows, new)), self.case.rules)
                )
                if new is not None:
                    yield lengthened(self.case, window, new)

    def _new(self, sessions: Sequence[Session]) -> Iterator[Edit]:
        """New windows at the places that are needed; at every place only where no single one will do."""
        problem, stretches = self.problem, [stretch for _, stretch in waking_by_day(self.problem, self._trials.waking)]
        places = sorted(dict.fromkeys(session.places[:1] for session in sessions), key=lambda offered: not offered)
        useful = [offered for offered in places if self._ok(self._open(stretches, offered), self.case.rules)]
        for stretch in stretches:
            found: dict[tuple[str, ...], Edit] = {}  # by the sessions that it is for
            for offered in useful:
                if (found and not offered) or _is_open(problem, stretch, offered):
                    continue
                who, edit = self._shortest(stretch, offered)
                if edit is not None and (who not in found or edit.size < found[who].size):
                    found[who] = edit
            yield from found.values()

    def _open(self, stretches: Sequence[Stretch], places: tuple[str, ...]) -> Problem:
        """The problem with windows at a place, for those who can be there."""
        who = frozenset(s.id for s in self.problem.sessions if s.fixed is None and Window(0, 0, places).offers(s.places))
        windows = tuple(Window(start, end, places, who) for start, end in stretches)
        return replace(self.problem, windows=(*self.problem.windows, *windows))

    def _shortest(self, stretch: Stretch, places: tuple[str, ...]) -> tuple[tuple[str, ...], Edit | None]:
        """The shortest window in a stretch that leaves a schedule, and for whom it is."""
        if self._trials.budget.over:
            self._trials.complete = False
            return (), None
        built = self._built(self._open([stretch], places))
        if built is None:
            return (), None
        found, opening = shortest_window(built, len(self.problem.windows), stretch, self._trials.budget)
        if not self._trials.found(found):
            return (), None
        who = tuple(group.name for group in self._groups if any(session.id in opening.users for session in group.sessions))
        return who, opened(self.case, opening.start, opening.end, places, who)


def _is_open(problem: Problem, stretch: Stretch, places: tuple[str, ...]) -> bool:
    """Whether some window is open all the time to all who could use a new one."""
    return any(
        window.start <= stretch[0] and stretch[1] <= window.end and (not window.places or set(places) & set(window.places))
        for window in problem.windows
    )
