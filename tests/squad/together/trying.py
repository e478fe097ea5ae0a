"""The best weeks of tiny squads by trying all of them: shares nothing with the search but the judge of a single week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

from solver.domain.kinds import Kind
from solver.domain.problem import Problem
from solver.domain.session import Placed, Session
from solver.domain.squad import Squad
from solver.judge import judge
from solver.squad.together.values import Member
from tests.squad.together.squads import DAYS, Tiny
from tests.support.enumeration import options, schedules


@dataclass(frozen=True)
class Choice:
    """One week of one athlete: where they are when, which group sessions they are at, and what it costs (absences included).

    Without a week they are nowhere, and pay nothing else.
    """

    uses: tuple[tuple[str, int, int], ...] = ()
    joined: tuple[tuple[str, int], ...] = ()
    given_up: int = 0
    left_out: int = 0
    points: int = 0
    absences: int = 0
    is_week: bool = True

    @property
    def own(self) -> tuple[int, int]:
        """What is left out, and the points without absences."""
        return self.left_out, self.points - self.absences


NO_WEEK = Choice(is_week=False)


def by_hand(tiny: Tiny, *, fair: bool = False) -> tuple[int, ...]:
    """The least that all weeks cost: athletes without one, must-haves given up, worth left out, points. All members' clocks are UTC.

    With `fair` the largest loss (both of its levels) comes after the must-haves. Nobody gives up a must-have who has no week of their own.
    """
    hopeless = [not _has_week(tiny, member) for member in tiny.members]
    strict = [[NO_WEEK] if none else [*_choices(tiny.squad, one, 0)] for one, none in zip(tiny.members, hopeless, strict=True)]
    best = _least(tiny, strict, fair=fair)
    if best is None:
        most = [len([s for s in member.case.problem.sessions if s.must_be_placed]) for member in tiny.members]
        able = [list(_choices(tiny.squad, member, number)) for member, number in zip(tiny.members, most, strict=True)]
        best = _least(tiny, [[NO_WEEK, *([] if none else each)] for each, none in zip(able, hopeless, strict=True)], fair=fair)
    assert best is not None
    return best


def _has_week(tiny: Tiny, member: Member) -> bool:
    """Whether an athlete has a week with everything that must be in it, alone or with group sessions to which enough could come.

    Shared places are as if they were theirs alone, and always open; but for group sessions, which keep to the hours of their place.
    """
    if member.alone.points is not None:
        return True
    squad = tiny.squad
    open_ = squad.model_copy(update={"shared": tuple(place.model_copy(update={"open": None}) for place in squad.shared)})
    places = {place.place: place for place in squad.shared}
    for week in _choices(open_, member, 0):
        held = list(_held(squad, week.joined))
        if all(
            _enough(tiny, group, start)
            and (group.place not in places or _open(places[group.place], start, start + group.minutes))
            for group, start in held
        ):
            return True
    return False


def _enough(tiny: Tiny, group: Any, start: int) -> bool:
    """Whether as many could come to a group session at that start as it needs."""
    invited = [one.case.problem for one in tiny.members if group.invites(one.id)]
    number = sum(any(item.start == start for item in options(one, _session(one, group))) for one in invited)
    return number >= int(group.at_least)


def _least(tiny: Tiny, everybody: Sequence[Sequence[Choice]], *, fair: bool) -> tuple[int, ...] | None:
    """The least cost of choices that fit together; None where none do."""
    best: tuple[int, ...] | None = None
    for weeks in product(*everybody):
        if not _fit_together(tiny.squad, weeks):
            continue
        losses = [_loss(week, member) for week, member in zip(weeks, tiny.members, strict=True)]
        score = (
            sum(not week.is_week for week in weeks),
            sum(week.given_up for week in weeks),
            *(max(losses) if fair else ()),
            sum(week.left_out for week in weeks),
            sum(week.points for week in weeks),
        )
        if best is None or score < best:
            best = score
    return best


def _loss(week: Choice, member: Member) -> tuple[int, int]:
    alone = member.alone
    if alone.points is None or not week.is_week:
        return 0, 0
    return max((0, 0), (week.own[0] - (alone.left_out or 0), week.own[1] - alone.points))


def _choices(squad: Squad, member: Member, most: int) -> Iterator[Choice]:
    """The weeks an athlete could have who gives up so many must-haves at most, without those that cost more for the same."""
    problem, rules = member.case.problem, member.case.rules
    invited = [group for group in squad.together if group.invites(member.id)]
    cheapest: dict[tuple[object, ...], Choice] = {}
    for joined in product((False, True), repeat=len(invited)):
        there = [group for group, yes in zip(invited, joined, strict=True) if yes]
        absences = sum(group.points for group, yes in zip(invited, joined, strict=True) if not yes)
        met = _met(problem, [group.kind for group in there])
        with_groups = [_session(problem, group) for group in there]
        musts = [session.id for session in problem.sessions if session.must_be_placed and session.id not in met]
        for number in range(min(most, len(musts)) + 1):
            for gone in combinations(musts, number):
                own = tuple(session for session in problem.sessions if session.id not in {*met, *gone})
                week = replace(problem, sessions=(*own, *with_groups))
                for choice in _weeks(squad, week, rules, len(there), Choice(given_up=number, points=absences, absences=absences)):
                    key = (choice.uses, choice.joined, absences, choice.given_up, choice.left_out)
                    if key not in cheapest or choice.points < cheapest[key].points:
                        cheapest[key] = choice
    yield from cheapest.values()


def _weeks(squad: Squad, week: Problem, rules: Sequence[Any], groups: int, begun: Choice) -> Iterator[Choice]:
    """The weeks of a problem with so many group sessions, all of which are joined."""
    for placed in schedules(week):
        at = tuple((item.session.group, item.start) for item in placed if item.session.group is not None)
        if len(at) < groups or not all(_allowed(squad, group, start) for group, start in _held(squad, at)):
            continue
        verdict = judge(week, rules, placed)
        if verdict.passed:
            score = verdict.score
            for uses in _uses(squad, week, placed):
                yield replace(begun, uses=uses, joined=at, left_out=score.left_out, points=begun.points + score.points)


def _held(squad: Squad, joined: Sequence[tuple[str, int]]) -> Iterator[tuple[Any, int]]:
    """The group sessions that are joined, with their starts."""
    return ((next(group for group in squad.together if group.id == id_), start) for id_, start in joined)


def _met(problem: Problem, kinds: Sequence[str]) -> set[str]:
    """The wishes that group sessions of these kinds stand in for: each the first of its kind that is still free."""
    free = [session for session in problem.sessions if session.fixed is None]
    met = set()
    for kind in kinds:
        wish = next((session for session in free if session.kind.name == kind), None)
        if wish is not None:
            free.remove(wish)
            met.add(wish.id)
    return met


def _session(problem: Problem, group: Any) -> Session:
    kind: Kind = problem.catalogue.kind(group.kind)
    words = frozenset({kind.name, kind.modality, kind.intensity, *kind.tags})
    return Session(
        id=f"together/{group.id}", wish=group.id, group=group.id, kind=kind, tags=kind.tags, words=words, least=group.minutes, most=group.minutes,
        priority="key", places=(group.place,),
    )  # fmt: skip


def _uses(squad: Squad, problem: Problem, placed: Sequence[Placed]) -> Iterator[tuple[tuple[str, int, int], ...]]:
    """Every way in which placed sessions can be at shared places, those inside opening hours."""
    shared = {place.place: place for place in squad.shared}
    ways = []
    for item in placed:
        own: list[tuple[str, int, int] | None] = []
        for place in _places(problem, item):
            if place not in shared:
                own.append(None)
            elif _open(shared[place], item.start, item.end):
                own.append((str(place), item.start, item.end))
        ways.append(list(dict.fromkeys(own)))
    for way in product(*ways):
        yield tuple(sorted(use for use in way if use is not None))


def _places(problem: Problem, item: Placed) -> list[str | None]:
    wanted = item.session.places
    if item.session.fixed is not None:
        return [*wanted] or [None]
    found: list[str | None] = []
    for window in problem.windows:
        if window.start <= item.start and item.end <= window.end:
            if wanted and window.places:
                found += [place for place in wanted if place in window.places]
            else:
                found += wanted or window.places or [None]
    return found


def _open(shared: Any, start: int, end: int) -> bool:
    if shared.open is None:
        return True
    day = start // 1440 * 1440
    return any(
        day + opening.span.start <= start and end <= day + opening.span.until
        for openings in shared.open.days.values()
        for opening in openings
    )


def _fit_together(squad: Squad, weeks: Sequence[Choice]) -> bool:
    uses = [use for week in weeks for use in week.uses]
    for place in squad.shared:
        for minute in {start for name, start, _ in uses if name == place.place}:
            if sum(name == place.place and start <= minute < end for name, start, end in uses) > place.capacity:
                return False
    led: list[tuple[str, int, int]] = []
    for group in squad.together:
        starts = [start for week in weeks for id_, start in week.joined if id_ == group.id]
        if not starts:
            continue
        if len(set(starts)) > 1 or len(starts) < group.at_least or len(starts) > (group.at_most or len(weeks)):
            return False
        if not _allowed(squad, group, starts[0]):
            return False
        if group.coach:
            led.append((group.coach, starts[0], starts[0] + group.minutes))
    return not any(
        one[0] == other[0] and one[1] < other[2] and other[1] < one[2] for n, one in enumerate(led) for other in led[:n]
    )


def _allowed(squad: Squad, group: Any, start: int) -> bool:
    """Whether a group session may start then: days, hours, coach. The week starts on a Monday, its clock is UTC."""
    day, minute = divmod(start, 1440)
    if group.days is not None and DAYS[day] not in {pattern.text for pattern in group.days}:
        return False
    if group.between is not None and not (group.between.start <= minute and minute + group.minutes <= group.between.until):
        return False
    if group.coach is None:
        return True
    hours = squad.coaches[group.coach].availability.days.get(DAYS[day], ())
    return any(hour.span.start <= minute and minute + group.minutes <= hour.span.until for hour in hours)
