"""The reader works or raises InputError, whatever it is given: odd values in good scenarios, broken bytes in good files."""

import copy
import json
import random
import tomllib
from datetime import date, datetime, time
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from solver.domain.errors import InputError
from solver.files.proposal import placed_sessions
from solver.files.reader import read_case, read_placed, read_rules
from solver.fit import fit
from solver.judge import judge
from solver.rulesets.case import Case

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.toml"))
RULESETS = sorted(Path(str(resources.files("solver.rulesets"))).glob("*.toml"))
KEPT = sorted((Path(__file__).parent / "found").iterdir())
STILL = settings(derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))

FULL: dict[str, Any] = {
    "week": date(2026, 11, 23),
    "timezone": "Europe/London",
    "day_starts": "04:00",
    "goal": "endurance",
    "rules": ["base"],
    "repeats": False,
    "readiness": "good",
    "grid": 5,
    "athlete": {"id": "me", "name": "Me", "experience": "regular", "flags": ["sore"]},
    "availability": {
        "mon": ["06:30-08:00 road home", "19:00-21:00 gym"],
        "sat": ["22:00-02:00"],
        "weekdays": ["12:00-13:00 road"],
        "2026-11-26": ["09:00-11:00"],
        "busy": ["tue 12:00-13:00", "2026-11-28T09:00/2026-11-28T12:00"],
    },
    "sessions": [
        {"kind": "long_run", "minutes": [75, 90], "priority": "key", "between": "06:00-23:00"},
        {"id": "easy", "kind": "easy_run", "count": [1, 2], "minutes": [30, 50], "days": ["tue", "thu"], "prefer": "06:00-09:00",
         "places": ["road"], "tags": ["new_stimulus", "-impact"], "worth": 10, "buffer": [5, 10]},
        {"kind": "tempo_run", "at": "tue 19:00", "minutes": 60},
        {"kind": "hills", "priority": "optional"},
    ],
    "history": [{"kind": "heavy_legs", "start": datetime(2026, 11, 22, 18), "minutes": 50, "tags": ["hard"], "id": "legs"}],
    "upcoming": [{"kind": "race", "start": datetime(2026, 11, 30, 9), "minutes": 100}],
    "kinds": {
        "hills": {"like": "intervals", "minutes": [20, 30], "title": "Hills", "modality": "run", "intensity": "vigorous",
                  "rpe": 9, "places": ["road"], "tags": ["quality"], "worth": 12},
    },
    "overrides": [
        {"id": "rest-days", "at_least": 2},
        {"id": "hiit-away-from-heavy-lifting-better", "off": True},
        {"id": "no-hard-on-fridays", "rule": "count", "of": ["hard", "run+!easy"], "days": ["fri"], "per": "day",
         "at_most": 0, "level": "must", "when": {"goal": "endurance"}, "why": "Because.", "source": "me",
         "evidence": "practice", "allow": 0, "points": 1},
        {"id": "apart", "rule": "apart", "between": "hiit", "and": "heavy", "hours": 6, "ordered": False},
    ],
}  # fmt: skip

WORDS = [*FULL, *FULL["sessions"][1], *FULL["history"][0], *FULL["kinds"]["hills"], *FULL["overrides"][2], *FULL["overrides"][3]]
ODD_NUMBERS = [
    0, 1, -1, 2, 5, 7, 60, 1440, 10**6, 10**6 + 1, 2**31, 2**63, 2**64, -(2**63), 10**400, 16**5000, 0.0, -0.0, 0.25, 5.0,
    1e308, 1e-320, float("inf"), float("-inf"), float("nan"), True, False,
]  # fmt: skip
ODD_TEXTS = [
    "", " ", "\0", "\n", "\x1b[31m", "\x7f", "\x9b", "\u202e", "\u2028", "\ud800", "\udfff", "💪🏽", "e\u0301", "ß", "İ", "٣",
    "१२:३०", "²", "a" * 79, "a" * 81, "a" * 5000, "-", "--", "-impact", "!", "+", "!run", "run+!run", "run++lift", ".", "..",
    "/", "./", "../x.toml", "nul", "free", "base", "hart", "mon", "every", "weekdays", "2026-11-24", "2026-11-23", "0001-01-01",
    "9999-12-31", "2026-02-29", "2026-11-23T10:00", "2026-11-23T25:00", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00", "2026-11-23T10:00:30.5+05:45", "2026-W48-1T10", "2026-11-20T09:00/2026-12-01T09:00",
    "sun 24:00", "mon 00:00", "wed 12:00-11:00", "00:00-24:00", "24:00-00:00", "00:00", "24:00", "23:59-00:00", "06:00-06:00",
    "6:5-7:0", "06:00-07:00 a b c", "Pacific/Apia", "Australia/Lord_Howe", "America/Havana", "Asia/Beirut", "Africa/Monrovia",
    "Asia/Kathmandu", "UTC", "Etc/GMT+12", "localtime", "posixrules", "right/UTC", "Europe", "/etc/passwd", "run", "hard",
    "none", "long_run", "hills", "rest-days", "count", "apart", "should", "must",
]  # fmt: skip
ODD_MOMENTS = [
    date(1, 1, 1), date(9999, 12, 31), date(2026, 3, 29), date(1980, 1, 1), date(2200, 12, 31), date(2011, 12, 30), time(0),
    time(23, 59, 59), datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59), datetime(2026, 11, 24, 19, 0, 30),
    datetime(2026, 11, 29, 23, 59),
]  # fmt: skip


def deep(levels: int, table: bool) -> Any:
    """A value inside of that many lists or tables."""
    value: Any = 1
    for _ in range(levels):
        value = {"a": value} if table else [value]
    return value


ATOMS = st.one_of(
    st.sampled_from(ODD_NUMBERS),
    st.sampled_from(ODD_TEXTS),
    st.sampled_from(ODD_MOMENTS),
    st.none(),
    st.integers(),
    st.integers(0, 200),
    st.text(st.characters(), max_size=8),
    st.datetimes(datetime(2026, 10, 1), datetime(2027, 1, 31)),
    st.sampled_from(WORDS),
)
VALUES = st.one_of(
    ATOMS,
    st.lists(ATOMS, max_size=3),
    st.dictionaries(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), ATOMS, max_size=3),
    st.builds(deep, st.sampled_from([1, 2, 5, 50, 400]), st.booleans()),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything in it, itself apart."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [deeper for key, item in items for deeper in ((*path, key), *places(item, (*path, key)))]


@st.composite
def nearly_scenarios(draw: st.DrawFn, most: int = 3) -> dict[str, Any]:
    """The full scenario with a few things changed, taken away, doubled or put in the wrong place."""
    data = copy.deepcopy(FULL)
    for _ in range(draw(st.integers(1, most))):
        paths = places(data)
        if not paths:
            break
        *above, last = draw(st.sampled_from(paths))
        parent: Any = data
        for key in above:
            parent = parent[key]
        action = draw(st.sampled_from(["change", "change", "change", "drop", "add", "rename", "double", "swap"]))
        if action == "change":
            parent[last] = draw(VALUES)
        elif action == "drop":
            del parent[last]
        elif action == "add" and isinstance(parent, dict):
            parent[draw(st.one_of(st.sampled_from(WORDS), st.sampled_from(ODD_TEXTS)))] = draw(VALUES)
        elif action == "rename" and isinstance(parent, dict):
            parent[draw(st.one_of(st.sampled_from(WORDS), st.sampled_from(ODD_TEXTS)))] = parent.pop(last)
        elif action == "double" and isinstance(parent, list):
            parent.extend(copy.deepcopy([parent[last]]) * draw(st.integers(1, 3)))
        elif action == "swap":
            parent[last] = copy.deepcopy(draw(st.sampled_from([FULL[key] for key in FULL])))
    return data


def toml(value: Any) -> str:
    """A value as TOML, on one line. Deep ones need a plain loop: Python 3.12 bounds calls from within `map` and `join` by less."""
    parts = []
    if isinstance(value, dict):
        for key, item in value.items():
            parts.append(f"{toml(key)} = {toml(item)}")
        return f"{{{', '.join(parts)}}}"
    if isinstance(value, list):
        for item in value:
            parts.append(toml(item))  # noqa: PERF401
        return f"[{', '.join(parts)}]"
    if isinstance(value, str):
        return json.dumps(value).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, int) and value > 10**1000:
        return hex(value)
    return "''" if value is None else repr(value)


def as_toml(data: dict[str, Any]) -> str:
    return "\n".join(f"{toml(key)} = {toml(value)}" for key, value in data.items())


def as_json(data: dict[str, Any]) -> str:
    def other(value: Any) -> Any:
        return value.isoformat()

    return json.dumps(data, default=other)


def read_or_refused(path: Path) -> Case | None:
    """The case in a file; None if it is refused as it should be."""
    try:
        case = read_case(str(path))
    except InputError as error:
        message = str(error)
        assert error.source
        assert len(message) < 5000
        assert message.count("\n") == bool(error.maybe), message
        assert all(char.isprintable() or char == "\n" for char in message), message
        return None
    well_formed(case)
    return case


def well_formed(case: Case) -> None:
    """What the model and the rules rely on."""
    problem, clock = case.problem, case.problem.clock
    assert len({session.id for session in problem.sessions}) == len(problem.sessions) <= 60
    assert len(problem.windows) <= 100
    assert list(clock.bounds) == sorted(clock.bounds)
    for window in problem.windows:
        assert clock.ceil(window.start) < clock.floor(window.end)
        assert window.start < clock.end
        assert window.end > clock.start
    for session in problem.sessions:
        assert 0 < session.least <= session.most
        assert session.least % clock.grid == session.most % clock.grid == 0
        assert min(session.before, session.after) >= 0
        assert session.fixed is None or clock.start <= session.fixed < clock.end
        assert session.days is None or session.days <= set(range(7))
    assert all(event.start < clock.start for event in problem.past)
    assert all(event.start >= clock.end for event in problem.future)
    for rule in case.rules:
        assert rule.sentence().isprintable()
        assert all(selector.words <= problem.words for selector in rule.selectors().values())


@settings(STILL, max_examples=250)
@given(nearly_scenarios())
def test_odd_values_in_toml(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "odd.toml"
    path.write_bytes(as_toml(data).encode("utf-8", "surrogatepass"))
    read_or_refused(path)


@settings(STILL, max_examples=250)
@given(nearly_scenarios())
def test_odd_values_in_json(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "odd.json"
    try:
        path.write_text(as_json(data), encoding="utf-8")
    except ValueError:  # numbers that Python does not write in decimal
        return
    read_or_refused(path)


@settings(STILL, max_examples=40)
@given(nearly_scenarios(most=2))
@example(FULL)
def test_what_is_read_is_solved(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "solved.toml"
    path.write_bytes(as_toml(data).encode("utf-8", "surrogatepass"))
    case = read_or_refused(path)
    if case is None:
        return
    schedule = fit(case, time_limit=5, explain=False)
    if schedule.status in ("optimal", "feasible"):
        verdict = judge(case.problem, case.rules, placed_sessions(case.problem, schedule))
        assert verdict.passed
        assert (verdict.score.left_out, verdict.score.points) == (schedule.left_out, schedule.points)


def broken(data: bytes, chance: random.Random) -> bytes:
    """The bytes with something flipped, cut out, doubled, put in or cut off."""
    text = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 2, 5, 20])):
        if not text:
            break
        at, length = chance.randrange(len(text)), chance.choice([1, 1, 2, 8, 40])
        action = chance.randrange(7)
        if action == 0:
            text[at] ^= 1 << chance.randrange(8)
        elif action == 1:
            text[at] = chance.randrange(256)
        elif action == 2:
            del text[at : at + length]
        elif action == 3:
            text[at:at] = text[at : at + length]
        elif action == 4:
            text[at:at] = chance.choice(
                [
                    b"\0",
                    b"\n",
                    b'"',
                    b"'",
                    b"[",
                    b"]",
                    b"{",
                    b"=",
                    b"9",
                    b"-",
                    b"\xff",
                    b"\xc3",
                    b"\xed\xa0\x80",
                    b"#",
                    b",",
                    b"\r",
                    b".",
                ]
            )
        elif action == 5:
            del text[at:]
        else:
            source = chance.randrange(len(text))
            text[at : at + length] = text[source : source + length]
    return bytes(text)


@pytest.mark.parametrize("ending", ["toml", "json"])
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_broken_bytes(path, ending, tmp_path):
    good = path.read_bytes() if ending == "toml" else as_json(tomllib.loads(path.read_text(encoding="utf-8"))).encode()
    chance = random.Random(f"{path.stem}.{ending}")
    file = tmp_path / f"week.{ending}"
    file.write_bytes(good)
    assert read_or_refused(file) is not None
    for _ in range(40):
        file.write_bytes(broken(good, chance))
        read_or_refused(file)


@pytest.mark.parametrize("path", RULESETS, ids=lambda path: path.stem)
def test_broken_rule_sets(path, tmp_path):
    good = path.read_bytes()
    chance = random.Random(path.stem)
    file = tmp_path / "rules.toml"
    for _ in range(30):
        file.write_bytes(broken(good, chance))
        try:
            ruleset = read_rules([str(file)])
        except InputError as error:
            assert error.source
            assert all(char.isprintable() or char == "\n" for char in str(error))
        else:
            assert all(rule.sentence() for rule in ruleset.rules)


def test_broken_schedules(tmp_path):
    """What comes in as a schedule is a schedule or is refused too."""
    case = read_case(str(SCENARIOS[0]))
    good = json.dumps(fit(case, explain=False).to_json()).encode()
    file = tmp_path / "schedule.json"
    chance = random.Random(7)
    for _ in range(300):
        file.write_bytes(broken(good, chance))
        try:
            placed = read_placed(case.problem, str(file))
        except InputError as error:
            assert error.source
            assert all(char.isprintable() or char == "\n" for char in str(error))
        else:
            judge(case.problem, case.rules, placed)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_what_the_fuzz_found(path):
    """Files that once broke the reader."""
    case = read_or_refused(path)
    if case is not None:
        fit(case, time_limit=5, explain=False)
