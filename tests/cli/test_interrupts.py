"""Ctrl-C and kill at random moments, over all commands: a sample. `python -m tests.cli.interrupting` runs it for as long as wanted."""

import os
import random
import signal
import time

import pytest

from tests.cli.interrupting import COMMANDS, Command, Runs
from tests.cli.test_fuzzed_command_lines import COMMANDS as EVERY

SECONDS = float(os.environ.get("WEEKFIT_INTERRUPTS", "15"))
NETWORK = {"calendar push", "calendar pull"}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The folder that every run begins with."""
    return Runs(tmp_path_factory.mktemp("runs"), seed=int(time.time()))


def test_every_command_is_in_the_list():
    """Those that go to a server apart."""
    missing = [words for words, _ in EVERY if not any(command.words.startswith(" ".join(words)) for command in COMMANDS)]
    assert missing == [("rules", "diff")]


def test_random_moments(runs):
    end = time.monotonic() + SECONDS
    commands = random.sample(COMMANDS, len(COMMANDS))
    while time.monotonic() < end and commands:
        runs.once(commands.pop())


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_a_squad_goes_on(runs, end):
    """Results, calendars, pages and tables: after any end the same bytes, and nothing of anybody else's is lost."""
    runs.once(next(command for command in COMMANDS if "--parquet" in command.words), end)


def test_the_run_would_have_told(runs):
    """A command that changes what is somebody else's is found."""
    from tests.cli.interrupting import Failure

    with pytest.raises(Failure, match=r"notes.txt was changed"):
        runs.once(Command("new notes.txt --force"), signal.SIGKILL) or pytest.fail("nothing was told")
