"""Command lines that nobody would write: each is done or refused in words, and no file that was there is another one afterwards.

`WEEKFIT_COMMAND_LINES=5000` tries more of them.
"""

import os
import random
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from solver.cli.main import main
from tests.cli.running import PLAIN
from tests.compare.running import Inline
from tests.squad.files import lines, scenario

NUMBER = int(os.environ.get("WEEKFIT_COMMAND_LINES", "100"))
SEED = int(os.environ.get("WEEKFIT_SEED", "13"))
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n"
FILES = {
    "week.toml": PLAIN,
    "schedule.json": '{"sessions": [{"id": "long_run", "start": "2026-11-28T06:00", "minutes": 60}]}',
    "squad.toml": 'week = 2026-11-23\nathletes = "all.jsonl"\n',
    "mine.toml": 'title = "Mine"\n',
    "work.ics": CALENDAR,
    "empty.toml": "",
    "binary.json": "\0\1\2",
}
PATHS = [*FILES, "new.html", "out", "out/new.ics", "nowhere/x.toml", ".", "..", "/", "-", "", "/dev/null", "/dev/full", "a" * 300, "Ł–跑.toml", "a\nb.html", "*.toml", "week.toml/x", "\udcff.toml"]  # fmt: skip
WORDS = ["base", "free", "base,free", "shipped", "", ",", "rest-days.at_least=0:3:1", "2026-11-23", "9999-12-31", "0001-01-01", "Europe/London", "UTC", "long_run on sun", "without x", "mon 06:00-07:00", "06:00-22:00", "all", "parent", "a1", "*", "=1+1", "\x1b[31m", "🏃", "--", "-1", "nan", "inf", "1e400", "0", "1", "2", "3.5", str(2**31), str(2**63), str(-(2**63)), "9" * 5000]  # fmt: skip
SLOW = {"--engine", "--scheduler", "--tls-ca", "--tls-cert", "--tls-key", "--n", "--population", "--weeks"}  # of no use here
NETWORK = {"push", "pull"}
ALLOWED = {0, 1, 2, 3}


def commands(group=main, words=()):
    """Every command with its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*words, name))
        elif name not in NETWORK:
            yield (*words, name), command


COMMANDS = sorted(commands())


def value(chance, parameter):
    """A value for an option or an argument: often of the right sort, often not."""
    kind = parameter.type
    if isinstance(kind, click.Choice) and chance.random() < 0.8:
        return chance.choice(list(kind.choices))
    if isinstance(kind, click.types.IntParamType | click.types.FloatParamType) and chance.random() < 0.7:
        return str(chance.choice([0, 1, 2, 3, 10, -1]))
    return chance.choice(PATHS if chance.random() < 0.6 else WORDS)


def command_line(chance):
    """A command with some of its options, sometimes a wrong one, in any order."""
    words, command = chance.choice(COMMANDS)
    groups = []
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            number = chance.choice([1, 1, 1, 1, 0, 2] if parameter.nargs == 1 else [0, 1, 2])
            groups += [[value(chance, parameter)] for _ in range(number)]
        elif parameter.opts[0] not in SLOW and (parameter.required or chance.random() < 0.25):
            groups.append([parameter.opts[0]] if parameter.is_flag else [parameter.opts[0], value(chance, parameter)])
    if chance.random() < 0.1:
        groups.append([chance.choice(["--no-such-option", "--", "-x", "--json=1", "--help", "extra"])])
    chance.shuffle(groups)
    return [*words, *(word for group in groups for word in group)]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Files to name, and nothing slow."""
    for name, text in FILES.items():
        (tmp_path / name).write_bytes(text.encode())
    (tmp_path / "all.jsonl").write_bytes(lines(scenario("a1"), scenario("a2")))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("solver.cli.engines.engine", lambda *_: Inline())
    return tmp_path


def wrong(args, folder, before):
    """What is not as it must be after a command line; nothing, if all is."""
    result = CliRunner().invoke(main, args, input=b"", prog_name="weekfit")
    told = result.stderr
    if not isinstance(result.exception, SystemExit | None) or result.exit_code not in ALLOWED:
        return f"{result.exit_code} {result.exception!r} {told}"
    if "Traceback" in told or "\x1b" in told.replace("\x1b[K", ""):
        return told
    if result.exit_code == 2 and not ("Error: " in told or "wrong" in result.output):
        return f"2 without a word: {result.output}"
    changed = [name for name, data in before.items() if not Path(name).is_file() or Path(name).read_bytes() != data]
    return f"changed: {changed}" if changed and "--force" not in args else ""


def test_any_command_line_is_done_or_refused_in_words(folder):
    chance = random.Random(SEED)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    found = []
    for _ in range(NUMBER):
        args = command_line(chance)
        bad = wrong(args, folder, before)
        if bad:
            found.append(f"{args}: {bad}")
        for name, data in before.items():
            if not Path(name).is_dir():
                Path(name).write_bytes(data)
    assert found == []
