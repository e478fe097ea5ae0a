"""What if: a condition in a few words, as a change to the scenario."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from solver.domain.availability import local_stretch, read_opening
from solver.domain.clock import DAYS
from solver.domain.errors import InputError, nearest, quoted
from solver.domain.kinds import unknown
from solver.domain.session import Session
from solver.domain.times import Span, days_meant, parse_day, parse_span
from solver.explain.edits import Data, with_busy, with_opening, with_override, with_wish
from solver.rulesets.case import Case

PARTS_OF_DAY = {
    "morning": Span(4 * 60, 12 * 60),
    "afternoon": Span(12 * 60, 17 * 60),
    "evening": Span(17 * 60, 24 * 60),
    "night": Span(0, 4 * 60),
}
EXAMPLES = (
    "long_run on sun",
    "intervals not on mon",
    "heavy_legs at thu 18:00",
    "long_run 90 min",
    "without intervals",
    "no window wed evening",
    "window sat 08:00-10:00 road",
    "rule rest-days off",
    "rule rest-days at_least 2",
)


def supposed(case: Case, condition: str) -> Case:
    """The case under one condition; raises InputError for one that cannot be read or does not fit the week."""
    text = " ".join(condition.split())
    for pattern, apply in _GRAMMAR:
        match = re.fullmatch(pattern, text)
        if match:
            try:
                return case.changed(apply(case, *match.groups()))
            except InputError as error:
                raise error.within(key=f"--what-if {quoted(condition)}") from None
    raise InputError(f"cannot be read; write one like {', '.join(map(quoted, EXAMPLES))}.", key=f"--what-if {quoted(condition)}")


def _rule_off(case: Case, id_: str) -> Data:
    _known_rule(case, id_)
    return with_override(case.data, id_, off=True)


def _rule_changed(case: Case, id_: str, key: str, value: str) -> Data:
    _known_rule(case, id_)
    number = float(value) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) else None
    return with_override(case.data, id_, **{key: value if number is None else int(number) if number.is_integer() else number})


def _known_rule(case: Case, id_: str) -> None:
    ids = [rule.id for rule in case.rules]
    if id_ not in ids:
        raise unknown("rule", id_, ids)


def _no_window(case: Case, day: str, part: str | None) -> Data:
    span = Span(0, 24 * 60) if part is None else PARTS_OF_DAY.get(part) or parse_span(part)
    data: Data = case.data
    for start, end in _stretches(case, day, span):
        data = with_busy(data, case.problem.clock, start, end)
    return data


def _window(case: Case, day: str, opening: str) -> Data:
    read = read_opening(opening)
    for start, end in _stretches(case, day, read.span):
        case = case.changed(with_opening(case, start, end, read.places))
    return case.data


def _stretches(case: Case, day: str, span: Span) -> list[tuple[int, int]]:
    clock = case.problem.clock
    dates = [clock.week + timedelta(days=offset) for offset in range(DAYS + 1)]
    pattern = parse_day(day)
    stretches = [local_stretch(clock, date, span) for date in dates if pattern.matches(date)]
    return [(start, end) for start, end in stretches if start < clock.end and end > clock.start and start < end]


def _without(case: Case, name: str) -> Data:
    gone = {session.entry for session in _named(case, name)}
    return {**case.data, "sessions": [wish for index, wish in enumerate(case.data["sessions"]) if index not in gone]}


def _at(case: Case, name: str, time: str) -> Data:
    session = _one(case, name)
    return with_wish(case.data, session.entry, at=time, days=None, between=None)


def _lasting(case: Case, name: str, minutes: str) -> Data:
    data: Data = case.data
    for entry in sorted({session.entry for session in _named(case, name)}):
        data = with_wish(data, entry, minutes=int(minutes))
    return data


def _on(case: Case, name: str, negated: str | None, days: str) -> Data:
    _named(case, name)
    words = days.replace(",", " ").split()
    if not days_meant([parse_day(word) for word in words], case.problem.clock.dates):
        raise InputError(f"{days} is no day of this week.")
    bound = {"at_most": 0} if negated else {"at_least": 1}
    overrides = case.data.get("overrides", ())
    rule = {"id": f"what-if-{len(overrides) + 1}", "rule": "count", "of": name, "days": words, "level": "must", **bound}
    return {**case.data, "overrides": [*overrides, rule]}


def _named(case: Case, name: str) -> list[Session]:
    found = [session for session in case.problem.sessions if name in (session.id, session.wish)]
    found = found or [session for session in case.problem.sessions if name in session.words]
    if not found:
        known = {word for session in case.problem.sessions for word in (session.id, session.wish)}
        guess = nearest(name, known)
        raise InputError(
            f"no session is called {quoted(name)}; there: {', '.join(sorted(known))}.", maybe=f"{guess!r}." if guess else ""
        )
    return found


def _one(case: Case, name: str) -> Session:
    found = _named(case, name)
    if len(found) > 1:
        raise InputError(f"{quoted(name)} means {len(found)} sessions; only a single one can be put at a time.")
    return found[0]


_WORD = r"([\w.-]+)"
_GRAMMAR: tuple[tuple[str, Callable[..., Data]], ...] = (
    (rf"rule {_WORD} off", _rule_off),
    (rf"rule {_WORD} {_WORD}[ =]{_WORD}", _rule_changed),
    (r"no window (\S+)(?: (\S+))?", _no_window),
    (r"window (\S+) (.+)", _window),
    (rf"(?:no|without) {_WORD}", _without),
    (rf"{_WORD} at (.+)", _at),
    (rf"{_WORD} ([0-9]+) min", _lasting),
    (rf"{_WORD}( not)? on (.+)", _on),
)
