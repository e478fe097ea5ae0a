"""Whatever goes wrong, in any place: one line, the right exit status, no traceback."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.process import MODULE, SCRIPT, environment, patched, weekfit
from tests.cli.running import PLAIN, SCENARIOS, run

STARTS = pytest.mark.parametrize("start", [MODULE, SCRIPT], ids=["module", "script"])
ROSTER = str(SCENARIOS / "four-on-four-off.toml")
PRINTING = pytest.mark.parametrize(
    ("start", "args"),
    [
        (MODULE, ("kinds",)),
        (SCRIPT, ("kinds", "--json")),
        (MODULE, ("--help",)),
        (SCRIPT, ("--version",)),
        (MODULE, ("calendar", "roster", ROSTER)),
    ],
    ids=["table", "json", "help", "version", "answer"],
)
ISSUES = "https://github.com/weekfit/weekfit/issues"
RAISING = """
import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "solver.cli.kinds":
            {}
sys.meta_path.insert(0, Finder())
"""
DEEP = "f = lambda: f()\n            f()"


def one_line(text: bytes) -> str:
    """What was said, which is one line and no traceback."""
    told = text.decode()
    assert told.endswith("\n")
    assert told.count("\n") == 1, told
    return told


# --- faults


@pytest.mark.parametrize(
    "what", ["raise OverflowError('int too big\\nto convert')", "raise MemoryError", "1 / 0", DEEP, "raise SystemError"]
)
def test_a_fault_is_status_70_and_one_line_that_says_where_to_report_it(what, tmp_path):
    result = weekfit("kinds", env=patched(tmp_path, RAISING.format(what)))
    assert (result.returncode, result.stdout) == (70, b"")
    assert ISSUES in one_line(result.stderr)


def test_the_traceback_is_shown_where_it_is_asked_for(tmp_path):
    env = patched(tmp_path, RAISING.format("1 / 0"))
    result = weekfit("kinds", env={**env, "WEEKFIT_DEBUG": "1"})
    assert result.returncode == 70
    assert b"Traceback" in result.stderr
    assert b"ZeroDivisionError" in result.stderr
    assert ISSUES in result.stderr.decode().splitlines()[-1]


def test_a_fault_in_a_command_that_is_called_in_a_program_is_status_70(monkeypatch):
    def broken(*_):
        raise OverflowError

    monkeypatch.setattr("solver.cli.kinds.kinds_table", broken)
    result = run("kinds")
    assert result.exit_code == 70
    assert ISSUES in result.stderr


def test_a_package_that_cannot_be_imported_is_a_fault(tmp_path):
    result = weekfit("kinds", env=patched(tmp_path, "import sys; sys.modules['pydantic'] = None"))
    assert result.returncode == 70
    assert "pydantic" in one_line(result.stderr)


def test_a_number_beyond_all_bounds_is_bad_input(tmp_path):
    (tmp_path / "week.toml").write_text(PLAIN, encoding="utf-8")
    for option in ("--within", "--diverse", "--alternatives"):
        result = run("solve", str(tmp_path / "week.toml"), option, str(2**63))
        assert result.exit_code == 2
        assert option in result.stderr


LONG = "a" * 300


@pytest.mark.parametrize(
    "args",
    [
        ("solve", LONG),
        ("solve", "week.toml", "--rules", LONG),
        ("solve", "week.toml", "--html", LONG),
        ("solve", "week.toml", "--ics", LONG),
        ("compare", LONG, "--rules", "base,free"),
        ("compare", "week.toml", "--rules", f"base,{LONG}"),
        ("squad", "board", LONG),
        ("squad", "board", "squad.toml", "--out", LONG),
        ("new", LONG),
        ("calendar", "export", "schedule.json", "--out", LONG),
    ],
    ids=lambda args: " ".join(args).replace(LONG, "LONG"),
)
def test_a_name_that_no_file_can_have_is_bad_input(args, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "week.toml").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "schedule.json").write_text('{"sessions": []}', encoding="utf-8")
    result = run(*args)
    assert (result.exit_code, "Error: " in result.stderr) == (2, True), result.output


# --- standard output


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@PRINTING
def test_a_full_standard_output_is_one_line(start, args):
    with Path("/dev/full").open("wb") as full:
        result = weekfit(*args, start=start, stdout=full)
    assert result.returncode == 70
    assert one_line(result.stderr) == "Error: standard output: cannot be written: No space left on device.\n"


@PRINTING
def test_a_reader_that_is_gone_is_no_fault(start, args):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        result = weekfit(*args, start=start, stdout=gone)
    assert (result.returncode, result.stderr) == (141, b"")


def test_head_is_quiet():
    command = f"set -o pipefail; {sys.executable} -m solver rules show base --json | head -c 1"
    result = subprocess.run(["bash", "-c", command], env=environment(), capture_output=True, check=False, timeout=60)
    assert (result.returncode, result.stdout, result.stderr) in {(0, b"{", b""), (141, b"{", b"")}


def test_a_message_that_nobody_can_read_changes_no_status():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        assert weekfit("solve", "nowhere.toml", stderr=gone).returncode == 2
    result = subprocess.run(
        f"{sys.executable} -m solver solve nowhere.toml 2>&- >&-", shell=True, env=environment(), check=False, timeout=60
    )
    assert result.returncode == 2


def test_standard_input_that_is_closed_is_bad_input():
    result = subprocess.run(
        f"{sys.executable} -m solver solve - <&-", shell=True, env=environment(), capture_output=True, check=False
    )
    assert (result.returncode, one_line(result.stderr)) == (2, "Error: standard input: is closed.\n")


# --- Ctrl-C


@STARTS
@pytest.mark.parametrize("module", ["click", "solver.cli.kinds", "pydantic_core"])
def test_ctrl_c_in_an_import_is_status_130_and_one_line(start, module, tmp_path):
    code = RAISING.replace("solver.cli.kinds", module).format("import os, signal; os.kill(os.getpid(), signal.SIGINT)")
    result = weekfit("kinds", start=start, env=patched(tmp_path, code))
    assert (result.returncode, result.stdout) == (130, b"")
    assert one_line(result.stderr) == "Interrupted.\n"


@pytest.mark.parametrize(
    "what",
    [
        "try:\n                import os, signal; os.kill(os.getpid(), signal.SIGINT)\n            except BaseException:\n                raise ImportError('half a library')",
        "class Odd:\n                def __del__(self): import os, signal; os.kill(os.getpid(), signal.SIGINT); sum(range(9))\n            Odd()",
    ],
    ids=["turned into another error", "swallowed where nothing can be raised"],
)
def test_ctrl_c_is_never_lost(what, tmp_path):
    result = weekfit("kinds", env=patched(tmp_path, RAISING.format(what)))
    assert result.returncode == 130
    assert one_line(result.stderr) == "Interrupted.\n"


def test_ctrl_c_twice_is_once(tmp_path):
    code = RAISING.format("import os, signal; [os.kill(os.getpid(), signal.SIGINT) for _ in range(5)]")
    result = weekfit("kinds", env=patched(tmp_path, code))
    assert (result.returncode, one_line(result.stderr)) == (130, "Interrupted.\n")


def test_ctrl_c_while_python_ends_is_quiet(tmp_path):
    code = "import atexit, os, signal, time; atexit.register(lambda: (os.kill(os.getpid(), signal.SIGINT), time.sleep(5)))"
    result = weekfit("kinds", env=patched(tmp_path, RAISING.format(code)))
    assert (result.returncode, one_line(result.stderr)) == (130, "Interrupted.\n")
    assert b"long_run" in result.stdout


@pytest.mark.parametrize(
    ("keys", "status", "told"), [(b"\x03", 130, "Interrupted."), (b"\x04", 2, "Error: standard input: ended")]
)
def test_a_prompt_can_be_interrupted_and_ended(keys, status, told):
    """On a terminal, where weekfit asks for a user name."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    command = [*MODULE, "calendar", "pull", "--url", "https://127.0.0.1:1/", "--calendar", "a", "--week", "2026-11-23"]
    free = {"WEEKFIT_CALDAV_USER": "", "WEEKFIT_CALDAV_PASSWORD": ""}
    process = subprocess.Popen(
        ["setsid", "-c", "-w", *command], stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(**free)
    )
    assert process.stderr.read(9) == b"User name"
    time.sleep(0.5)  # Python drops an interrupt in the moment before it waits for the answer
    os.write(ours, keys)
    told_then = process.communicate(timeout=60)[1].decode()
    os.close(ours)
    os.close(theirs)
    assert (process.returncode, "Traceback" in told_then) == (status, False)
    assert told in told_then
