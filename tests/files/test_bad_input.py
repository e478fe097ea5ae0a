"""Bad input gets one clear message and status 2: no traceback, nothing that a terminal would obey."""

import json
import math
import random
import re
import time
import tomllib
from datetime import date
from datetime import time as time_of_day
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from solver.cli.main import main
from tests.files.bad_cases import PLAIN, BadCase, command_cases, rule_cases, scenario_cases

SCENARIOS = scenario_cases()
CASES = [*SCENARIOS, *rule_cases(), *command_cases()]
MEGABYTE = 1024 * 1024


def run(*args: str, stdin: bytes | str | None = None) -> Result:
    return CliRunner().invoke(main, list(args), input=stdin, prog_name="weekfit")


def refused(result: Result) -> str:
    """The one message of a run that must have failed because of its input."""
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert result.stderr.count("Error:") == 1
    assert "Traceback" not in result.stderr
    assert all(char.isprintable() or char == "\n" for char in result.stderr)
    assert len(result.stderr.strip().split("Error:")[1].splitlines()) <= 2
    return result.stderr.rstrip("\n")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_enough_cases_and_no_two_alike():
    assert len(CASES) >= 80
    for cases in (SCENARIOS, rule_cases(), command_cases()):
        assert len({case.name for case in cases}) == len(cases)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_input_gets_its_message(case: BadCase, folder):
    case.write(folder)
    result = run(*case.args)
    message = refused(result)
    assert re.fullmatch(case.pattern, message), message
    assert {path.name for path in folder.iterdir()} == set(case.files), "something was written"


def json_twin(text: str) -> str | None:
    """The same as JSON, if there is such a thing."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError):
        return None

    def plain(value):
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list):
            return [plain(item) for item in value]
        if isinstance(value, float) and not math.isfinite(value):
            raise TypeError
        if isinstance(value, int) and value.bit_length() > 1000:
            raise TypeError
        return value.isoformat() if isinstance(value, (date, time_of_day)) else value

    try:
        return json.dumps(plain(data))
    except (TypeError, RecursionError):
        return None


def place(message: str) -> str:
    """The key that a message names."""
    found = re.match(r"Error: week\.(?:toml|json): ((?:\w+|[ .]#?)+: )?", message)
    assert found
    return found[1] or ""


TWINS = [case for case in SCENARIOS if json_twin(case.files.get("week.toml", "")) not in (None, "{}")]


@pytest.mark.parametrize("case", TWINS, ids=str)
def test_json_is_refused_where_toml_is(case: BadCase, folder):
    twin = json_twin(case.files["week.toml"])
    (folder / "week.json").write_text(str(twin), encoding="utf-8")
    assert place(refused(run("solve", "week.json"))) == place(case.message)


@pytest.mark.parametrize("case", SCENARIOS, ids=str)
def test_standard_input_is_refused_alike(case: BadCase, folder):
    """Without a file's name, what is in it says whether it is TOML or JSON."""
    ((name, text),) = case.files.items()
    message = refused(run("solve", "-", stdin=text))
    expected = case.pattern.replace(re.escape(f"{name}:"), "standard input:")
    assert re.fullmatch(expected, message), message


# --- what cannot be written down in a file of cases


def test_ten_megabytes(folder):
    (folder / "week.toml").write_bytes(b"# " + b"x" * 10 * MEGABYTE)
    started = time.perf_counter()
    assert refused(run("solve", "week.toml")) == "Error: week.toml: is larger than 1024 KiB, the most a file may have."
    assert time.perf_counter() - started < 2


def test_ten_megabytes_on_standard_input():
    text = "Error: standard input: is larger than 1024 KiB, the most a file may have."
    assert refused(run("solve", "-", stdin=b"x" * 10 * MEGABYTE)) == text


def test_a_megabyte_is_not_too_much(folder):
    text = PLAIN.encode()
    (folder / "week.toml").write_bytes(text + b"#" * (MEGABYTE - len(text)))
    assert run("solve", "week.toml").exit_code == 0
    (folder / "week.toml").write_bytes(text + b"#" * (MEGABYTE - len(text) + 1))
    assert "larger than 1024 KiB" in refused(run("solve", "week.toml"))


@pytest.mark.parametrize("size", [1, 7, 100, 5000, 900_000])
def test_binary(size, folder):
    (folder / "week.toml").write_bytes(b"\x93" + random.Random(size).randbytes(size))
    assert refused(run("solve", "week.toml")) == "Error: week.toml: is no text in UTF-8 (byte 1, line 1)."


def test_zeros(folder):
    (folder / "week.toml").write_bytes(bytes(5000))
    assert re.fullmatch(r"Error: week.toml: is no TOML \(line 1, column 1\): .+", refused(run("solve", "week.toml")))


def test_the_line_of_a_bad_byte_is_named(folder):
    (folder / "week.toml").write_bytes(b"week = 2026-11-23\n# caf\xe9\n")
    assert refused(run("solve", "week.toml")) == "Error: week.toml: is no text in UTF-8 (byte 24, line 2)."


def test_utf_16(folder):
    (folder / "week.toml").write_text(PLAIN, encoding="utf-16")
    assert refused(run("solve", "week.toml")).endswith("Maybe it was saved as UTF-16; save it as UTF-8.")


def test_nothing_but_a_byte_order_mark(folder):
    (folder / "week.toml").write_bytes(b"\xef\xbb\xbf")
    assert refused(run("solve", "week.toml")).startswith("Error: week.toml: is empty.")


def test_a_file_that_may_not_be_read(folder, monkeypatch):
    (folder / "week.toml").write_text(PLAIN, encoding="utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert refused(run("solve", "week.toml")) == "Error: week.toml: cannot be read: Permission denied."


def test_a_name_with_a_zero_byte():
    assert refused(run("solve", "a\0b.toml")) == "Error: a\\x00b.toml: cannot be read: embedded null byte."


@pytest.mark.parametrize("text", ["\x1b]0;owned\x07", "\x9b31m", "\u202etxt", "\u2028", "\x7f", "\x08\x08"])
def test_no_message_and_no_page_carries_what_a_terminal_obeys(text, folder):
    """As any text of the file, control characters come out escaped, or not at all."""
    name = json.dumps(text)
    for table in (
        f"[athlete]\nname = {name}",
        f"[athlete]\nid = {name}",
        f"[athlete]\nflags = [{name}]",
        f"goal = {name}",
        f"timezone = {name}",
        f"{name} = 1",
        f"rules = {name}",
        f'rules = "./"{name}',
        f"[kinds.{name}]\nlike = 'walk'",
        f"[kinds.a]\nlike = {name}",
        f"[kinds.a]\nlike = 'walk'\ntitle = {name}",
        f"[kinds.a]\nlike = 'walk'\ntags = [{name}]",
        f"[[sessions]]\nkind = {name}",
        f"[[sessions]]\nkind = 'walk'\nid = {name}",
        f"[[sessions]]\nkind = 'walk'\nplaces = {name}",
        f"[[sessions]]\nkind = 'walk'\n{name} = {name}",
        f"[availability]\n{name} = []",
        f"[availability]\nmon = {name}",
        f'[availability]\nmon = ["06:00-07:00 "{name}]',
        f"[[history]]\nkind = 'walk'\nminutes = 5\nstart = {name}",
        f"[[overrides]]\nid = {name}\noff = true",
        f"[[overrides]]\nid = {name}\nrule = {name}",
        f"[[overrides]]\nid = 'rest-days'\noff = true\n{name} = 1",
        f"[[overrides]]\nid = 'rest-days'\n{name} = 1",
        f"[[overrides]]\nid = 'rest-days'\nwhy = {name}",
        f"[[overrides]]\nid = 'rest-days'\nallowing = {name}",
        f"[[overrides]]\nid = 'rest-days'\nwhen = {{ flags = [{name}] }}",
        f"a = {name}{text}",
    ):
        (folder / "week.toml").write_text(f"week = 2026-11-23\n{table}\n", encoding="utf-8")
        refused(run("solve", "week.toml"))


def test_a_source_folder_is_part_of_the_name(folder):
    (folder / "plans").mkdir()
    Path("plans/week.toml").write_text("week = 48", encoding="utf-8")
    assert refused(run("solve", "plans/week.toml")).startswith("Error: plans/week.toml: week: 48 is no date")


@pytest.mark.parametrize(
    "text",
    [
        "[availability]\nevery = [" + '"00:00-00:01",' * 60_000 + "]",
        "[availability]\nbusy = [" + '"every 00:00-00:01",' * 40_000 + "]",
        '[availability]\nevery = "06:00-08:00"\nbusy = ['
        + ",".join(f'"mon {m // 60 % 24:02}:{m % 60:02}-{m // 60 % 24:02}:{m % 60:02}"' for m in range(30_000))
        + "]",
        "[[sessions]]\nkind = 'walk'\n" * 30_000,
        "[[history]]\nkind = 'walk'\n" * 30_000,
        "[[sessions]]\nkind = 'walk'\ntags = [" + "1," * 300_000 + "]",
        "[[sessions]]\nkind = 'walk'\nplaces = [" + '"a",' * 200_000 + '"!"]',
        "[[sessions]]\nkind = '" + "walk" * 200_000 + "'",
        "[[overrides]]\nid = 'rest-days'\nallowing = '" + "!hard+" * 100_000 + "'",
        "".join(f"[kinds.k{n}]\nlike = 'k{n + 1}'\n" for n in range(20_000)),
        "".join(f"[[overrides]]\nid = 'r{n}'\nrule = 'cluster'\nof = 'hard'\n" for n in range(15_000)) + "level = 'may'",
    ],
    ids=[
        "windows",
        "busy",
        "busy minutes",
        "sessions",
        "history",
        "tags",
        "places",
        "long word",
        "long selector",
        "kinds",
        "overrides",
    ],
)
def test_a_megabyte_of_one_thing_is_refused_soon(text, folder):
    (folder / "week.toml").write_text(f"week = 2026-11-23\n{text}\n", encoding="utf-8")
    started = time.perf_counter()
    result = run("solve", "week.toml")
    assert time.perf_counter() - started < 10
    if result.exit_code:
        assert len(refused(result)) < 3000
