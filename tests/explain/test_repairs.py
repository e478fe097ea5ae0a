"""Ways out of weeks that cannot be: each works when it is applied, and nothing milder of its sort does. Against brute force."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import pytest

from solver.domain.errors import InputError
from solver.domain.session import Session
from solver.domain.times import parse_span
from solver.explain.edits import local_span, with_opening, with_override, with_wish
from solver.explain.loosen import _STEPS
from solver.explain.repairs import Found, repaired, repairs
from solver.explain.room import waking_hours
from solver.files.reader import read_case
from solver.files.writer import write_data
from solver.fit import fit
from solver.model.search import Budget
from solver.rulesets.case import Case
from tests.explain.weeks import Relaxations, feasible, impossible_week

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
        most = change["to"][1]
        for least in range(change["to"][0] + case.problem.clock.grid, change["from"][0] + 1, case.problem.clock.grid):
            yield with_wish(case.data, entry_of(case, name.removesuffix(".minutes")), minutes=[least, most])
    elif what == "session" and name.endswith(".count"):
        for number in range(change["to"][0] + 1, change["from"][0] + 1):
            yield with_wish(case.data, entry_of(case, name.removesuffix(".count")), count=[number, change["to"][1]])
    elif what == "session" and name.endswith(".at"):
        yield from nearer(case, name.removesuffix(".at"), change["to"])
    elif what == "availability" and change["from"] is not None:
        yield from shorter_windows(case, name, change["from"], change["to"])


def entry_of(case: Case, wish: str) -> int:
    return next(session.entry for session in case.problem.sessions if session.wish == wish)


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


def single(found: Found) -> list[dict[str, Any]]:
    """The changes of the repairs that have one."""
    return [repair.changes[0] for repair in found.repairs if len(repair.changes) == 1]


@pytest.mark.parametrize("first", ALL)
def test_what_could_be_done_is_said(first):
    """Just where a single change of some sort helps, by brute force, a repair of that sort is there."""
    for about, case, found in weeks(first):
        told = {change["what"] for change in single(found)}
        for rule in case.rules:
            helps = works(case, with_override(case.data, rule.id, off=True))
            assert helps == (f"rule {rule.id}" in told), (about, rule.id)
        for entry in {session.entry for session in case.problem.sessions if session.fixed is None}:
            wish = [session for session in case.problem.sessions if session.entry == entry]
            for key, helps in helpful(case, wish):
                assert helps == (f"session {wish[0].wish}.{key}" in told), (about, wish[0].wish, key)


def helpful(case: Case, wish: list[Session]):
    """The sorts of change that a wish may have, and whether the greatest one of each sort helps."""
    entry, grid = wish[0].entry, case.problem.clock.grid
    yield "minutes", wish[0].least > grid and works(case, with_wish(case.data, entry, minutes=[grid, wish[0].most]))
    key = sum(session.priority == "key" for session in wish)
    yield "count", key > 1 and works(case, with_wish(case.data, entry, count=[1, len(wish)]))
    yield "priority", key > 0 and works(case, with_wish(case.data, entry, priority="normal"))


@pytest.mark.parametrize("first", ALL)
def test_windows_are_lengthened_just_where_that_helps(first):
    for about, case, found in weeks(first):
        told = {lengthened(change) for change in single(found) if change["what"].startswith("availability") and change["from"]}
        expected = {
            (
                f"{case.problem.clock.local(window.start):%Y-%m-%d}",
                str(local_span(case.problem.clock, window)),
                end == window.start,
            )
            for number, window in enumerate(case.problem.windows)
            for start, end in ends(case, number)
            if works(case, with_opening(case, start, end, window.places))
        }
        assert told == expected, about


def lengthened(change: dict[str, Any]) -> tuple[str, str, bool]:
    """The date and the hours of a window, and whether it starts earlier."""
    before, after = parse_span(change["from"]), parse_span(change["to"])
    return change["what"].removeprefix("availability "), change["from"], after.start < before.start


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
    """Where there is a week with a fixed session at another time, that time is told; else that it may be left out, if that helps."""
    for seed in range(first, first + BATCH):
        case, relaxed, found = week(seed)
        clock = case.problem.clock
        told = {change["what"] for change in single(found)}
        for session in case.problem.sessions:
            if session.fixed is None:
                continue
            moves = (
                with_wish(case.data, session.entry, at=f"{clock.local(minute):%Y-%m-%dT%H:%M}")
                for start, end in waking_hours(case.problem)
                for minute in range(start, min(end - session.least, clock.end - 1) + 1, clock.grid)
            )
            helps = any(works(case, data) for data in moves)
            assert helps == (f"session {session.id}.at" in told), f"seed {seed}"
            without = {("fixed", session.id)} in relaxed.ways_out and not helps
            assert without == (f"session {session.id}" in told), f"seed {seed}"


@pytest.mark.parametrize("first", ALL)
def test_a_new_window_is_offered_on_every_day_on_which_one_helps(first):
    """As short as it can be, for one session or for several."""
    for about, case, found in weeks(first):
        told = [change for change in single(found) if change["what"].startswith("availability")]
        new = {change["what"].removeprefix("availability "): parse_span(change["to"]) for change in told if not change["from"]}
        joined = {change["what"].removeprefix("availability ") for change in told if change["from"]}
        for start, end in waking_hours(case.problem):
            day = f"{case.problem.clock.local(start):%Y-%m-%d}"
            open_ = any(w.start <= start and end <= w.end for w in case.problem.windows)
            helps = [
                places
                for places in {session.places[:1] for session in case.problem.sessions if session.fixed is None}
                if works(case, with_opening(case, start, end, places))
            ]
            if not open_ and day not in joined:
                assert bool(helps) == (day in new), (about, day)
            for places in helps if day in new else ():
                length = new[day].until - new[day].start - case.problem.clock.grid
                for first_minute in range(start, end - length + 1, case.problem.clock.grid) if length else ():
                    opening = (first_minute, first_minute + length)
                    if not touches(case, opening, places):
                        assert not works(case, with_opening(case, *opening, places)), (about, day, opening, places)


def touches(case: Case, opening: tuple[int, int], places: tuple[str, ...]) -> bool:
    """Whether a new window would become one with another: that is a longer window, not a new one."""
    return any(w.places == places and w.start <= opening[1] and opening[0] <= w.end for w in case.problem.windows)


@pytest.mark.parametrize("first", ALL)
def test_several_together_only_where_no_single_change_helps(first):
    for seed in range(first, first + BATCH):
        _, relaxed, found = week(seed)
        fewest = min(map(len, relaxed.ways_out))
        sizes = {len(repair.changes) for repair in found.repairs}
        several = sizes <= set(range(2, fewest + 1)) and (bool(sizes) or fewest > 4)
        assert sizes == {1} or several, f"seed {seed}"
        for repair in found.repairs:
            assert len({change["what"] for change in repair.changes}) == len(repair.changes), f"seed {seed}"


def test_the_weeks_tell():
    """They are repaired in every way, by one change and by several."""
    changes = [repair.changes for seed in range(WEEKS) for repair in week(seed)[2].repairs]
    sorts = {f"{change['what'].split()[0]} {change['what'].rpartition('.')[2]}" for some in changes for change in some}
    assert {"session minutes", "session priority", "session at", "rule allow", "rule at_least"} <= sorts
    assert {len(some) for some in changes} >= {1, 2}


def test_a_repair_that_is_not_there():
    _, _, found = week(0)
    for number in (0, len(found.repairs) + 1):
        with pytest.raises(InputError, match="there is no repair"):
            repaired(found, number)


def test_without_time_nothing_is_claimed():
    found = repairs(week(0)[0], Budget(0))
    assert not found.complete
    assert not found.repairs
