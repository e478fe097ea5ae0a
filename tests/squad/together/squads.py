"""Random tiny squads, and their best weeks by trying all of them: shares nothing with the search but the judge of a single week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from random import Random
from typing import Any

from solver.domain.kinds import Kind
from solver.domain.problem import Problem
from solver.domain.session import Placed, Session
from solver.domain.squad import Squad
from solver.fit import fit
from solver.judge import judge
from solver.rulesets.case import Case
from solver.rulesets.ruleset import RuleSet
from solver.squad.together.values import Member
from tests.support.enumeration import schedules
from tests.support.weeks import problem_of, rule_of

Data = dict[str, Any]
WEEK = "2026-11-23"
DAYS = ("mon", "tue")


@dataclass(frozen=True)
class Tiny:
    """A squad with its members."""

    squad: Squad
    members: tuple[Member, ...]


def case_of(data: Data, rules: Sequence[Data] = ()) -> Case:
    """A scenario with rules of its own."""
    read = tuple(rule_of({"id": f"rule-{number}", **table}) for number, table in enumerate(rules))
    return Case.of(data, problem_of(data), RuleSet("tests", "tests", "", read))


def member(id_: str, data: Data, rules: Sequence[Data] = ()) -> Member:
    """An athlete with their best week on their own."""
    case = case_of({"week": WEEK, "grid": 30, "athlete": {"id": id_}, **data}, rules)
    return Member(id_, case, fit(case, explain=False))


def squad_of(**tables: Any) -> Squad:
    """A squad of the tests' week."""
    return Squad.model_validate({"name": "tiny", "week": WEEK, "athletes": ["*.toml"], **tables})


# -- random squads -------------------------------------------------------------------------------------------------------------------

RULES: tuple[Data, ...] = (
    {"rule": "spacing", "of": "strength", "days": 1, "level": "should", "points": 3},
    {"rule": "apart", "between": "heavy_legs", "and": "run", "hours": 1, "level": "should", "points": 2},
    {"rule": "preferred_time", "of": "strength", "level": "should", "points": 1},
    {"rule": "clear_before", "no": "heavy_legs", "before": "long_run", "level": "must"},
    {"rule": "full_length", "of": "strength", "each": 30, "level": "should", "points": 1},
)


def random_squad(seed: int, number: int = 2) -> Tiny:
    """A squad of so many athletes with a gym for one or two, often with a group session or two and a coach."""
    random = Random(seed)
    days = random.choice([DAYS, DAYS[:1], DAYS[:1]])
    members = [member(f"a{count}", _athlete(random, days), random.sample(RULES, random.randint(0, 3))) for count in range(number)]
    tables: Data = {"shared": [{"place": "gym", "capacity": random.choice([1, 1, 2])}], "coaches": {}}
    if random.random() < 0.3:
        tables["shared"][0]["open"] = random.choice(["18:00-20:00", "18:30-21:00"])
    if random.random() < 0.7:
        tables["together"] = [_group(random, "run-club", "long_run", "road")]
        if random.random() < 0.4:
            tables["together"].append(_group(random, "iron-club", "heavy_legs", "gym"))
        if random.random() < 0.6:
            tables["coaches"] = {"sam": {"availability": {"mon": ["18:00-20:30"], "tue": ["18:30-20:00"]}}}
            for group in tables["together"]:
                group["coach"] = "sam"
    return Tiny(squad_of(**tables), tuple(members))


def _athlete(random: Random, days: Sequence[str]) -> Data:
    windows: dict[str, list[str]] = {}
    for day in days:
        start = random.choice([18, 18, 19])
        length = random.choice([1, 1, 2])
        places = random.choice(["gym", "gym road", "gym road", "road", ""])
        windows[day] = [f"{start}:00-{start + length}:00 {places}"]
    sessions: list[Data] = [
        {
            "kind": random.choice(["heavy_legs", "upper_body_lift"]),
            "minutes": random.choice([30, 30, [30, 60]]),
            "places": ["gym"],
        }
    ]
    if random.random() < 0.6:
        sessions.append({"kind": random.choice(["long_run", "long_run", "easy_run"]), "minutes": 30, "places": ["road"]})
    if random.random() < 0.4:
        sessions.append({"kind": "light_strength", "minutes": 30, "places": random.choice([["gym"], ["gym", "road"], []])})
    for wish in sessions:
        wish["priority"] = random.choice(["key", "normal", "normal", "optional"])
        wish["worth"] = random.choice([2, 5, 9])
        if random.random() < 0.4:
            wish["prefer"] = random.choice(["18:00-18:30", "19:00-20:00"])
    if random.random() < 0.15:
        sessions[0] |= {"count": 2}
    return {"availability": windows, "sessions": sessions}


def _group(random: Random, id_: str, kind: str, place: str) -> Data:
    group: Data = {
        "id": id_,
        "kind": kind,
        "minutes": random.choice([30, 60]),
        "place": place,
        "points": random.choice([1, 4, 6]),
    }
    group["at_least"] = random.choice([1, 2])
    if random.random() < 0.3:
        group["at_most"] = max(group["at_least"], 1)
    if random.random() < 0.3:
        group["days"] = random.choice(["mon", "tue"])
    if random.random() < 0.3:
        group["between"] = "18:00-19:30"
    return group


# -- by trying everything ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    """One week of one athlete: where they are when, which group sessions they are at, and what it costs (absences included)."""

    uses: tuple[tuple[str, int, int], ...]
    joined: tuple[tuple[str, int], ...]
    left_out: int
    points: int
    absences: int

    @property
    def own(self) -> tuple[int, int]:
        """Both levels without absences."""
        return self.left_out, self.points - self.absences


def by_hand(tiny: Tiny, *, fair: bool = False) -> tuple[int, ...] | None:
    """The least sum of both levels (`fair`: the least worst loss before it); None where no weeks fit together. All members' clocks are UTC."""
    squad = tiny.squad
    everybody = [list(_choices(squad, member)) for member in tiny.members]
    best: tuple[int, ...] | None = None
    for weeks in product(*everybody):
        if not _fit_together(squad, weeks):
            continue
        score: tuple[int, ...] = (sum(week.left_out for week in weeks), sum(week.points for week in weeks))
        if fair:
            score = (*max(_loss(week, member) for week, member in zip(weeks, tiny.members, strict=True)), *score)
        if best is None or score < best:
            best = score
    return best


def _loss(week: Choice, member: Member) -> tuple[int, int]:
    alone = member.alone
    return max((0, 0), (week.own[0] - (alone.left_out or 0), week.own[1] - (alone.points or 0)))


def _choices(squad: Squad, member: Member) -> Iterator[Choice]:
    """The weeks an athlete could have, those that cost more for the same left out."""
    problem, rules = member.case.problem, member.case.rules
    invited = [group for group in squad.together if group.invites(member.id)]
    cheapest: dict[tuple[object, ...], Choice] = {}
    for joined in product((False, True), repeat=len(invited)):
        there = [group for group, yes in zip(invited, joined, strict=True) if yes]
        absences = sum(group.points for group, yes in zip(invited, joined, strict=True) if not yes)
        met = _met(problem, [group.kind for group in there])
        with_groups = [_session(problem, group) for group in there]
        own = tuple(session for session in problem.sessions if session.id not in met)
        week = replace(problem, sessions=(*own, *with_groups))
        for placed in schedules(week):
            if sum(item.session.group is not None for item in placed) < len(there):
                continue
            verdict = judge(week, rules, placed)
            if not verdict.passed:
                continue
            for uses in _uses(squad, problem, placed):
                at = tuple((item.session.group, item.start) for item in placed if item.session.group is not None)
                score = verdict.score
                choice = Choice(uses, at, score.left_out, score.points + absences, absences)
                key = (uses, at, absences, score.left_out)
                if key not in cheapest or choice.points < cheapest[key].points:
                    cheapest[key] = choice
    yield from cheapest.values()


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
