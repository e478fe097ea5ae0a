"""Ctrl-C and kill at random moments, over all commands: a sample. `python -m tests.cli.interrupting` runs it for as long as wanted."""

import os
import random
import time

import pytest

from tests.cli import interrupting
from tests.cli.interrupting import COMMANDS, Runs
from tests.cli.test_fuzzed_command_lines import COMMANDS as EVERY

SECONDS = float(os.environ.get("WEEKFIT_INTERRUPTS", "12"))


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The folder that every run begins with."""
    return Runs(tmp_path_factory.mktemp("runs"), seed=int(time.time()))


def test_every_command_is_in_the_list():
    """All but those that go to a server."""
    assert [words for words, _ in EVERY if not any(command.words.startswith(" ".join(words)) for command in COMMANDS)] == []


def test_random_moments(runs):
    """First a squad with everything that can be written, then whatever there is time for."""
    end = time.monotonic() + SECONDS
    commands = [command for command in random.sample(COMMANDS, len(COMMANDS)) if not command.slow]
    runs.once(next(command for command in COMMANDS if "--parquet" in command.words))
    while time.monotonic() < end and commands:
        runs.once(commands.pop())


def test_the_run_would_have_told(tmp_path):
    """Every sort of harm is seen."""
    for name in ("start", "run"):
        (tmp_path / name / "tmp").mkdir(parents=True)
        (tmp_path / name / "a.txt").write_text("mine", encoding="utf-8")
    start, folder = tmp_path / "start", tmp_path / "run"
    interrupting.untouched(folder, start)
    (folder / "a.txt").chmod(0o600)
    harms = [lambda: interrupting.untouched(folder, start)]
    harms += [
        lambda: interrupting.quiet(1, b"", b"", {0, 130}, is_json=False),
        lambda: interrupting.quiet(130, b"", b"Traceback\nInterrupted.\n", {130}, is_json=False),
        lambda: interrupting.quiet(130, b"", b"", {130}, is_json=False),
        lambda: interrupting.quiet(0, b"{", b"", {0}, is_json=True),
        lambda: (folder / ".a.0123abcd.weekfit-tmp").touch() or interrupting.nothing_left(folder),
    ]
    for harm in harms:
        with pytest.raises((interrupting.Failure, ValueError)):
            harm()
