"""Every command, stopped at a random moment and run again: what must be so afterwards.

`python -m tests.cli.interrupting --seconds 600` runs it for longer than the tests do; `--seed` repeats a run as far as time can be repeated.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.cli.process import MODULE, SCRIPT, begin, patched, weekfit
from tests.cli.running import PLAIN, SCENARIOS
from tests.squad.files import WEEK, lines, scenario

READY = """
import os, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "solver.cli.main":  # weekfit listens
            open(os.environ["READY"], "w").close()
sys.meta_path.insert(0, Finder())
"""
OTHERS = {"out/ics/wife.ics": "mine", "out/html/notes.html": "mine", "out/pairs.txt": "mine", "notes.txt": "mine"}
VARIES = re.compile(rb'(DTSTAMP|SEQUENCE|LAST-MODIFIED)[^\r\n]*|"seconds": [0-9.e-]+|[0-9.]+ (ms|s)\b')
ATHLETES = 12
DASKS_OWN = "dask-scratch-space"  # Dask keeps it, and clears it when it starts next
GONE = 15.0  # seconds in which all processes of a command have to be gone


@dataclass(frozen=True)
class Command:
    """A command line, and what may come of it when it is interrupted, besides 130 and what comes of it otherwise."""

    words: str
    partly: frozenset[int] = frozenset()
    slow: bool = False  # not for the tests

    @property
    def arguments(self) -> list[str]:
        return self.words.split()


COMMANDS = (
    Command("solve hard.toml --json", frozenset({0, 3})),
    Command("solve week.toml --html out/a.html --svg out/a.svg --ics out/a.ics", frozenset({0, 3})),
    Command("solve week.toml --alternatives 5 --json", frozenset({0, 1, 3})),
    Command("check week.toml schedule.json"),
    Command("explain hard.toml", frozenset({0, 3})),
    Command("explain bad.toml --apply 1 --out out/good.toml", frozenset({1, 2, 3})),
    Command("diff schedule.json schedule.json --json"),
    Command("squad check squad.toml"),
    Command("squad solve squad.toml --out out --ics --html --parquet --workers 1"),
    Command("squad solve squad.toml --out out --workers 2 --why"),
    Command("squad solve squad.toml --out out --engine dask --workers 1", slow=True),
    Command("squad solve shared.toml --out out --workers 2", slow=True),
    Command("squad board solved --html out/board.html"),
    Command("squad message solved --all"),
    Command("squad explain squad.toml a1 --out solved --html out/a1.html", frozenset({0, 3})),
    Command("compare week.toml hard.toml --rules base,free --out out --workers 1"),
    Command("compare week.toml --rules base,free --workers 1"),
    Command("calendar import work.ics --week 2026-11-23 --timezone UTC"),
    Command("calendar roster roster.toml --json"),
    Command("calendar export schedule.json --scenario week.toml --out out/week.ics"),
    Command("calendar export week.toml --availability --out out/free.ics"),
    Command("rules show base"),
    Command("rules diff base hart --json"),
    Command("rules check mine.toml", frozenset({3})),
    Command("new out/new.toml"),
    Command("schema scenario"),
    Command("kinds --json"),
)


class Failure(AssertionError):
    """Something was not as it must be."""


def prepare(folder: Path) -> None:
    """Write what the commands read, and what is somebody else's."""
    copies = {"hard": "night-shift-nurse", "bad": "impossible-week", "roster": "four-on-four-off"}
    for name, shipped in copies.items():
        shutil.copy(SCENARIOS / f"{shipped}.toml", folder / f"{name}.toml")
    files = {"week.toml": PLAIN, "mine.toml": 'title = "Mine"\nextends = "base"\n', "work.ics": _calendar(), **OTHERS}
    files["squad.toml"] = f'week = {WEEK}\nathletes = "all.jsonl"\n'
    files["shared.toml"] = f'week = {WEEK}\nathletes = "lifts.jsonl"\n[[shared]]\nplace = "gym"\ncapacity = 1\n'
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "all.jsonl").write_bytes(lines(*(scenario(f"a{number}") for number in range(ATHLETES))))
    lifts = {"sessions": [{"kind": "full_body_lift", "minutes": 30, "count": 2}], "availability": {"every": "18:00-20:00 gym"}}
    (folder / "lifts.jsonl").write_bytes(lines(*(scenario(f"b{number}", **lifts) for number in range(ATHLETES))))
    (folder / "schedule.json").write_bytes(_run(folder, "solve", "week.toml", "--json").stdout)
    _run(folder, "squad", "solve", "squad.toml", "--out", "solved", "--workers", "2")
    (folder / "notes.txt").chmod(0o600)


def _calendar() -> str:
    event = "BEGIN:VEVENT\nUID:1\nDTSTAMP:20261101T000000Z\nDTSTART:20261124T060000Z\nDTEND:20261124T070000Z\nEND:VEVENT\n"
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event}END:VCALENDAR\n"


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return weekfit(*words, cwd=folder, env={"TMPDIR": str(folder / "tmp")} if (folder / "tmp").is_dir() else {})


class Runs:
    """Runs of commands that are stopped, each in a copy of one folder."""

    def __init__(self, root: Path, seed: int) -> None:
        self._chance = random.Random(seed)
        self._root = root
        self._start = root / "start"
        self._start.mkdir()
        prepare(self._start)
        self._environment = patched(_made(root / "site"), READY)
        self._whole: dict[Command, tuple[int, dict[str, bytes], float]] = {}
        self.number = 0

    def once(self, command: Command | None = None, end: signal.Signals | None = None) -> str:
        """Stop one command at some moment, and run it again; what was done. Raises Failure."""
        command = command or self._chance.choice(COMMANDS)
        end = end or self._chance.choice((signal.SIGINT, signal.SIGINT, signal.SIGKILL))
        status, whole, seconds = self.whole(command)
        delay = self._chance.uniform(0, seconds)
        told = f"{command.words}: {end.name} after {delay:.3f} s"
        folder = self._copy()
        try:
            self._stop(folder, command, end, delay, status)
            again = _run(folder, *command.arguments)
            self._same(folder, again, status, whole)
        except Failure as failure:
            raise Failure(f"{told}: {failure}") from None
        shutil.rmtree(folder)
        return told

    def whole(self, command: Command) -> tuple[int, dict[str, bytes], float]:
        """What comes of a command that nobody stops: status, files, seconds."""
        if command not in self._whole:
            folder, began = self._copy(), time.monotonic()
            result = _run(folder, *command.arguments)
            if result.returncode not in (0, 1):
                raise Failure(f"{command.words}: {result.returncode} {result.stderr.decode()}")
            took = time.monotonic() - began
            self._whole[command] = result.returncode, _files(folder) | {"stdout": _steady(result.stdout)}, took
            shutil.rmtree(folder)
        return self._whole[command]

    def _copy(self) -> Path:
        self.number += 1
        folder = self._root / str(self.number)
        shutil.copytree(self._start, folder)
        (folder / "tmp").mkdir()
        return folder

    def _stop(self, folder: Path, command: Command, end: signal.Signals, delay: float, status: int) -> None:
        start = self._chance.choice((MODULE, SCRIPT))
        ready = folder / "tmp" / "ready"
        environment = {**self._environment, "READY": str(ready), "TMPDIR": str(folder / "tmp")}
        process = begin(*command.arguments, cwd=folder, start=start, **environment)
        while not ready.exists() and process.poll() is None:
            time.sleep(0.002)
        time.sleep(delay)
        if process.poll() is None:
            os.killpg(process.pid, end)
        try:
            out, err = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise Failure("it did not end") from None
        ready.unlink(missing_ok=True)
        nobody_left(process.pid)
        untouched(folder, self._start)
        if end == signal.SIGINT:
            quiet(process.returncode, out, err, {130, status, *command.partly}, is_json="--json" in command.words)
            nothing_left(folder)

    def _same(self, folder: Path, again: subprocess.CompletedProcess[bytes], status: int, whole: dict[str, bytes]) -> None:
        if again.returncode != status:
            raise Failure(f"run again, it ended with {again.returncode} instead of {status}: {again.stderr.decode()}")
        nothing_left(folder)
        found = _files(folder) | {"stdout": _steady(again.stdout)}
        different = sorted(name for name in found.keys() | whole.keys() if found.get(name) != whole.get(name))
        if different:
            raise Failure(f"run again, these differ: {', '.join(different)}")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _steady(data: bytes) -> bytes:
    """The content without what differs between any two runs."""
    return VARIES.sub(b"", data)


def _files(folder: Path) -> dict[str, bytes]:
    """All files but seconds and locks."""
    found = (path for path in folder.rglob("*") if path.is_file())
    names = {str(path.relative_to(folder)): path for path in found}
    return {name: _steady(path.read_bytes()) for name, path in names.items() if "measured/" not in name and path.name != ".lock"}


def untouched(folder: Path, start: Path) -> None:
    """Raise Failure if a file that was there before is not as it was."""
    for path in start.rglob("*"):
        if path.is_file():
            copy = folder / path.relative_to(start)
            if not copy.is_file() or copy.read_bytes() != path.read_bytes() or copy.stat().st_mode != path.stat().st_mode:
                raise Failure(f"{path.relative_to(start)} was changed")


def quiet(status: int, out: bytes, err: bytes, allowed: set[int], *, is_json: bool) -> None:
    """Raise Failure unless a command ended as it may, and said so in one line."""
    text = err.decode()
    if status not in allowed:
        raise Failure(f"it ended with {status}: {text}")
    if "Traceback" in text or "Exception ignored" in text or "Error" in text:
        raise Failure(f"it said: {text}")
    if status == 130 and text.splitlines()[-1:] != ["Interrupted."]:
        raise Failure(f"it was interrupted, and said: {text!r}")
    if is_json and status != 130:
        json.loads(out)


def nothing_left(folder: Path) -> None:
    """Raise Failure if there are temporary files."""
    left = [str(path.relative_to(folder)) for path in folder.rglob("*.weekfit-tmp")] + [
        str(path.relative_to(folder)) for path in (folder / "tmp").iterdir() if path.name != DASKS_OWN
    ]
    if left:
        raise Failure(f"left behind: {', '.join(left)}")


def nobody_left(group: int) -> None:
    """Raise Failure if a process of a group goes on."""
    end = time.monotonic() + GONE
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    os.killpg(group, signal.SIGKILL)
    raise Failure("processes were left")


def main() -> int:
    """Run for some time; 1 if anything was not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--only", default="", help="commands with this in them")
    given = parser.parse_args()
    commands = [command for command in COMMANDS if given.only in command.words]
    failures, done, end = 0, 0, time.monotonic() + given.seconds
    with tempfile.TemporaryDirectory(prefix="interrupting-") as root:
        runs = Runs(Path(root), given.seed)
        while time.monotonic() < end:
            try:
                runs.once(commands[done % len(commands)])
            except Failure as failure:
                failures += 1
                print(f"FAILED {failure}", flush=True)
            done += 1
    print(f"seed {given.seed}: {done} runs, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
