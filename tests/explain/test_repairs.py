"""Ways out of weeks that cannot be: each works when it is applied, and nothing milder of its sort does. Against brute force."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import pytest

from solver.domain.errors import InputError
from solver.domain.session import Session
from solver.domain.times import parse_span
from solver.explain.edits import with_opening, with_override, with_wish
from solver.explain.loosen import _STEPS
from solver.explain.repairs import Found, repaired, repairs
from solver.explain.room import waking_by_day, waking_hours
from solver.files.reader import read_case
from solver.files.writer import write_data
from solver.fit import fit
from solver.model.search import Budget
from solver.rulesets.case import Case
from tests.explain.weeks import Relaxations, case_of, feasible, impossible_week

WEEKS = 24
BATCH = 6
ALL = range(0, WEEKS, BATCH)


SORTS = (
    "rule",
    "rule",
    "availability",
    "session",
    "fixed",
    "",
)  # what alone would do; the last: anything, or several things together


@cache
def week(seed: int) -> tuple[Case, Relaxations, Found]:
    case, relaxed = impossible_week(Random(f"repairs {seed}"), SORTS[seed % len(SORTS)])
    return case, relaxed, repairs(case)


def weeks(first: int):
    for seed in range(first, first + BATCH):
        case, _, found = week(seed)
        yield f"seed {seed}", case, found


def works(case: Case, data: Any) -> bool:
    """Whether a case written otherwise has a schedule, by brute force."""
    try:
        changed = case.changed(data)
    except InputError:
        return False
    return feasible(changed.problem, changed.rules)


@pytest.mark.parametrize("first", ALL)
def test_every_repair_works_when_it_is_applied(first, tmp_path):
    for about, _, found in weeks(first):
        assert found.complete, about
        for number, repair in enumerate(found.repairs, 1):
            for ending in ("toml", "json"):
                path = tmp_path / f"{first}-{number}.{ending}"
                write_data(path, repaired(found, number), "a repair")
                schedule = fit(read_case(str(path)), explain=False)
                assert (schedule.status, schedule.left_out, schedule.points) == ("optimal", repair.left_out, repair.points), (
                    about,
                    repair,
                )


@pytest.mark.parametrize("first", ALL)
def test_repairs_are_ranked(first):
    for about, _, found in weeks(first):
        ranks = [(len(repair.changes), repair.left_out, repair.points) for repair in found.repairs]
        assert ranks == sorted(ranks), about
        texts = [repair.text for repair in found.repairs]
        assert len(set(texts)) == len(texts), about


@pytest.mark.parametrize("first", ALL)
def test_nothing_milder_works(first):
    for about, case, found in weeks(first):
        for repair in found.repairs:
            if len(repair.changes) == 1:
                for milder in milder_ones(case, repair.changes[0]):
                    assert not works(case, milder), (about, repair.text, milder)


def milder_ones(case: Case, change: dict[str, Any]):
    """The case written otherwise by the same sort of change, but by less of it."""
    what, name = change["what"].split(" ", 1)
    if what == "rule" and "." in name:
        id_, _, key = name.rpartition(".")
        yield from (
            with_override(case.data, id_, **{key: value}) for value in between(case, id_, key, change["from"], change["to"])
        )
    elif what == "session" and name.endswith(".minutes"):
        entries = [s.entry for s in case.problem.sessions if s.wish == name.removesuffix(".minutes")]
        most = change["to"][1]
        for least in range(change["to"][0] + case.problem.clock.grid, change["from"][0] + 1, case.problem.clock.grid):
            yield with_wish(case.data, entries[0], minutes=[least, most])
    elif what == "session" and name.endswith(".at"):
        yield from nearer(case, name.removesuffix(".at"), change["to"])
    elif what == "availability" and change["from"] is not None:
        yield from shorter_windows(case, name, change["from"], change["to"])


def between(case: Case, id_: str, key: str, old: float, new: float):
    """Every value from the old one towards the new one, without the new one."""
    rule = next(rule for rule in case.rules if rule.id == id_)
    step = 1.0 if key == "allow" else _STEPS[key][0] * (getattr(rule, "each", 1) if key in ("at_least", "at_most") else 1)
    value = float(old)
    while (new - value) * step > 0:
        yield int(value) if value.is_integer() else value
        value += step


def nearer(case: Case, id_: str, to: str):
    """The fixed session at every time nearer to its own, in waking hours."""
    problem = case.problem
    clock, session = problem.clock, next(session for session in problem.sessions if session.id == id_)
    assert session.fixed is not None
    moved = next(m for m in range(clock.start, clock.end, clock.grid) if f"{clock.local(m):%Y-%m-%dT%H:%M}" == to)
    for minute in range(clock.start, clock.end, clock.grid):
        awake = any(start <= minute and minute + session.least <= end for start, end in waking_hours(problem))
        if awake and abs(minute - session.fixed) < abs(moved - session.fixed):
            yield with_wish(case.data, session.entry, at=f"{clock.local(minute):%Y-%m-%dT%H:%M}")


def shorter_windows(case: Case, day: str, old: str, new: str):
    """Every window that is lengthened by less, at the same end."""
    problem, grid = case.problem, case.problem.clock.grid
    before, after = parse_span(old), parse_span(new)
    for window in problem.windows:
        local = problem.clock.local(window.start)
        if (
            local.date().isoformat() == day
            and local.hour * 60 + local.minute == before.start
            and window.end - window.start == before.until - before.start
        ):
            for less in range(grid, before.start - after.start, grid):
                yield with_opening(case, window.start - less, window.start, window.places)
            for less in range(grid, after.until - before.until, grid):
                yield with_opening(case, window.end, window.end + less, window.places)


@pytest.mark.parametrize("first", ALL)
def test_what_could_be_done_is_said(first):
    """Where a single change of some sort helps, by brute force, a repair of that sort is there."""
    for about, case, found in weeks(first):
        told = {change["what"] for repair in found.repairs if len(repair.changes) == 1 for change in repair.changes}
        for rule in case.rules:
            helps = works(case, with_override(case.data, rule.id, off=True))
            assert helps == (f"rule {rule.id}" in told), (about, rule.id)
        for session in case.problem.sessions:
            if session.priority == "key" and session.fixed is None and session.id == session.wish:
                helps = works(case, with_wish(case.data, session.entry, priority="normal"))
                assert helps == (f"session {session.wish}.priority" in told), (about, session.id)
        for number, window in enumerate(case.problem.windows):
            for start, end in ends(case, number):
                if works(case, with_opening(case, start, end, window.places)):
                    assert any(what.startswith("availability") for what in told), (about, window)


def ends(case: Case, number: int):
    """The greatest stretch before and after a window in waking hours."""
    window = case.problem.windows[number]
    for start, end in waking_hours(case.problem):
        if start < window.start <= end:
            yield start, window.start
        if start <= window.end < end:
            yield window.end, end


@pytest.mark.parametrize("first", ALL)
def test_fixed_sessions_are_moved_where_that_helps(first):
    """Where the week could be without a fixed session, and could be with it at another time, that time is told."""
    for seed in range(first, first + BATCH):
        case, relaxed, found = week(seed)
        clock = case.problem.clock
        told = {change["what"] for repair in found.repairs for change in repair.changes}
        for session in case.problem.sessions:
            if {("fixed", session.id)} not in relaxed.ways_out:
                continue
            moves = (
                with_wish(case.data, session.entry, at=f"{clock.local(minute):%Y-%m-%dT%H:%M}")
                for start, end in waking_hours(case.problem)
                for minute in range(start, min(end - session.least, clock.end - 1) + 1, clock.grid)
            )
            helps = any(works(case, data) for data in moves)
            assert helps == (f"session {session.id}.at" in told), f"seed {seed}"
            assert helps != (f"session {session.id}" in told), f"seed {seed}"


def in_hours(session: Session, start: int) -> bool:
    return session.hours is None or any(low <= start and start + session.least <= high for low, high in session.hours)


@pytest.mark.parametrize("first", ALL)
def test_a_new_window_is_offered_on_every_day_on_which_one_helps(first):
    """As short as it can be: every time of every length is tried."""
    for seed in range(first, first + BATCH):
        case, relaxed, found = week(seed)
        singles = [repair.changes[0] for repair in found.repairs if len(repair.changes) == 1]
        for session in case.problem.sessions:
            if {("availability", session.id)} not in relaxed.ways_out:
                continue
            offered = {change["what"]: change["to"] for change in singles if change["from"] is None}
            for _, (start, end) in waking_by_day(case.problem):
                covered = any(w.start <= start and end <= w.end and case.problem.takes(w, session) for w in case.problem.windows)
                shortest = None if covered else shortest_window(case, session, start, end)
                to = offered.get(f"availability {case.problem.clock.local(start):%Y-%m-%d}")
                span = to and parse_span(to)
                assert shortest == (span and span.until - span.start), (f"seed {seed}", session.id, to)


def shortest_window(case: Case, session: Session, start: int, end: int) -> int | None:
    """The length of the shortest window in a stretch that makes a schedule possible."""
    buffers = session.before + session.after
    for minutes in range(session.least, session.most + 1, 30):
        for first in range(start, end - minutes - buffers + 1, 30):
            if in_hours(session, first + session.before) and works(
                case, with_opening(case, first, first + minutes + buffers, session.places[:1])
            ):
                return minutes + buffers
    return None


@pytest.mark.parametrize("first", ALL)
def test_several_together_where_no_single_change_helps(first):
    for seed in range(first, first + BATCH):
        _, relaxed, found = week(seed)
        fewest = min(map(len, relaxed.ways_out))
        assert {len(repair.changes) for repair in found.repairs} == ({fewest} if fewest <= 4 else set()), f"seed {seed}"


def test_the_weeks_tell():
    """They are repaired in every way, by one change and by several."""
    changes = [repair.changes for seed in range(WEEKS) for repair in week(seed)[2].repairs]
    sorts = {f"{change['what'].split()[0]} {change['what'].rpartition('.')[2]}" for some in changes for change in some}
    assert {"session minutes", "session priority", "session at", "rule allow", "rule at_least"} <= sorts
    assert {len(some) for some in changes} >= {1, 2}


def crowded(**more):
    return {"week": "2026-11-23", "rules": "free", "grid": 15, **more}


def test_a_window_that_grows_joins_the_next_one():
    """Half an hour closes the gap between two windows; the long run needs no more."""
    case = case_of(
        crowded(
            availability={"mon": ["06:00-07:00 road", "07:30-08:30 road"], "sun": ["06:00-08:30 gym"]},
            sessions=[{"kind": "long_run", "minutes": 120, "priority": "key", "places": ["road"]}],
        )
    )
    texts = [repair.text for repair in repairs(case).repairs]
    assert "Let the window of Mon 06:00-07:00 end at 07:30 instead of 07:00 (30 min more)." in texts


def test_a_fixed_session_is_moved_though_a_window_would_take_it_too():
    """Its own time can be moved a little; that a window on another day has room for it is no nearer."""
    case = case_of(
        crowded(
            availability={"tue": "18:00-19:00", "sat": "06:00-20:00"},
            sessions=[
                {"kind": "tempo_run", "at": "tue 18:00", "minutes": 60},
                {"kind": "mobility", "minutes": 30, "priority": "key", "days": "tue"},
            ],
        )
    )
    texts = [repair.text for repair in repairs(case).repairs]
    assert "Move tempo_run from Tue 24 Nov 18:00 to Tue 24 Nov 17:30." in texts


def test_buffers_move_with_a_fixed_session():
    case = case_of(
        crowded(
            availability={"tue": "18:00-19:00"},
            sessions=[
                {"kind": "tempo_run", "at": "tue 18:00", "minutes": 60, "buffer": 15},
                {"kind": "mobility", "minutes": 30, "priority": "key"},
            ],
        )
    )
    texts = [repair.text for repair in repairs(case).repairs]
    assert "Move tempo_run from Tue 24 Nov 18:00 to Tue 24 Nov 17:15." in texts


def test_many_things_that_must_give_way_end_soon():
    """Three key sessions that no window takes: every day would do for each, but not every combination is tried."""
    kinds = ("full_body_lift", "upper_body_lift", "heavy_legs")
    case = case_of(
        crowded(
            availability={"every": "06:00-07:00 road"},
            sessions=[{"kind": kind, "minutes": 30, "priority": "key", "places": ["gym"]} for kind in kinds],
        )
    )
    found = repairs(case)
    assert found.complete
    assert {len(repair.changes) for repair in found.repairs} == {3}


def test_a_repair_that_is_not_there():
    _, _, found = week(0)
    for number in (0, len(found.repairs) + 1):
        with pytest.raises(InputError, match="there is no repair"):
            repaired(found, number)


def test_without_time_nothing_is_claimed():
    found = repairs(week(0)[0], Budget(0))
    assert not found.complete
    assert not found.repairs
