"""A squad that is interrupted while it is fitted together: nothing is stored as an answer, and the same command goes on where it was."""

import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from solver.batch.checksum import sealed, unsealed
from solver.squad.answers import KeptAnswers
from solver.squad.results import Results
from tests.cli.running import ROOT
from tests.squad.files import lines, scenario, write
from tests.squad.test_solve import command, everything

# Runs the command, and sends itself a signal once so many answers are in the file.
STOPPED = """
import os, sys
from solver.cli.main import main
from solver.squad.answers import KeptAnswers
number, after, *args = sys.argv[1:]
kept, keep = [], KeptAnswers.keep
def stopping(self, key, data):
    keep(self, key, data)
    kept.append(key)
    if len(kept) == int(after):
        os.kill(os.getpid(), int(number))
KeptAnswers.keep = stopping
main(args, prog_name="weekfit")
"""
EFFORT = "1"
GYMS = "\n".join(
    ['athletes = "all.jsonl"', *(f'[[shared]]\nplace = "gym-{club}"\ncapacity = 1\nopen = "18:00-20:30"' for club in "ab")]
)


def athlete(club, number):
    """Somebody who wants to lift on one of two evenings in a gym that is too small for all, some of them for longer."""
    windows = dict.fromkeys(("mon", "tue"), f"18:00-20:{30 * (number % 2):02d} gym-{club}")
    lift = {"kind": "upper_body_lift", "count": 2, "minutes": 45 + 15 * (number % 3), "places": [f"gym-{club}"]}
    return scenario(f"{club}{number}", grid=15, availability=windows, sessions=[lift], rules="base")


@pytest.fixture(scope="module")
def squad(tmp_path_factory):
    """Two clubs of four, what comes of them when nobody interrupts it, and how many answers that takes."""
    folder = tmp_path_factory.mktemp("squad")
    path = write(folder, GYMS, all_jsonl=lines(*(athlete(club, number) for club in "ab" for number in range(4))))
    kept, keep = [], KeptAnswers.keep
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KeptAnswers, "keep", lambda self, key, data: (kept.append(key), keep(self, key, data)))
        result = command(path, folder / "whole", "--together", EFFORT)
    assert result.exit_code == 0, result.output
    return path, folder / "whole", len(kept)


def stopped(squad, out, number, after, workers, *more):
    """The command in a process of its own, in a session of its own, which gets a signal."""
    args = ["squad", "solve", squad, "--out", str(out), "--together", EFFORT, "--workers", str(workers), *more]
    code = [sys.executable, "-c", STOPPED, str(int(number)), str(after), *args]
    with subprocess.Popen(code, cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True) as process:
        _, told = process.communicate(timeout=120)
    for _ in range(100):
        if not left(process.pid):
            return process.returncode, told
        time.sleep(0.1)
    raise AssertionError(f"processes are left: {left(process.pid)}")


def left(session):
    """The processes of a session that run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            name, _, rest = path.read_text().rpartition(")")
            state, _, _, its_session, *_ = rest.split()
            if int(its_session) == session and state != "Z":
                found.append(name)
    return found


def test_nothing_is_stored_and_the_same_command_goes_on(squad, tmp_path):
    path, whole, answers = squad
    out, before = tmp_path / "out", 0
    moments = [(signal.SIGINT, 1, 1), (signal.SIGINT, answers // 8, 2), (signal.SIGTERM, 1, 1)]  # with two processes, more follow
    for number, after, workers in moments:
        status, told = stopped(path, out, number, after, workers)
        assert status == 128 + number, told
        assert "There are no results yet. What is finished is kept in" in told
        assert "Traceback" not in told
        for name in ("summary.json", "together.json", "joint.json"):
            assert not (out / name).exists()
        now = len((out / "answers.jsonl").read_text(encoding="utf-8").splitlines())
        assert now >= before + after  # it went on from where it was
        before = now
    result = command(path, out, "--together", EFFORT)
    assert result.exit_code == 0, result.output
    assert everything(out) == everything(whole)
    assert not (out / "answers.jsonl").exists()


def test_a_line_that_was_not_finished_is_no_answer(squad, tmp_path, monkeypatch):
    """As a run leaves one that is killed while it writes."""
    path, whole, _ = squad
    answers = tmp_path / "out" / "answers.jsonl"
    keep = KeptAnswers.keep

    def killed(self, key, data):
        keep(self, key, data)
        if answers.stat().st_size > 2000:
            raise KeyboardInterrupt

    monkeypatch.setattr(KeptAnswers, "keep", killed)
    assert command(path, tmp_path / "out", "--together", EFFORT).exit_code == 130
    monkeypatch.undo()
    answers.write_bytes(answers.read_bytes()[:-20])
    assert command(path, tmp_path / "out", "--together", EFFORT).exit_code == 0
    assert everything(tmp_path / "out") == everything(whole)


def test_no_resume_drops_everything(squad, tmp_path):
    """What was fitted together too: a result that something has put there does not stay."""
    path, whole, _ = squad
    out = tmp_path / "out"
    assert command(path, out, "--together", EFFORT).exit_code == 0
    joint = out / "joint.json"
    changed = unsealed(joint.read_text(encoding="utf-8").removesuffix("\n")).replace('"points": ', '"points": 1')
    joint.write_text(sealed(changed) + "\n", encoding="utf-8")
    assert command(path, out, "--together", EFFORT).exit_code == 0
    assert everything(out) != everything(whole)
    assert command(path, out, "--together", EFFORT, "--no-resume").exit_code == 0
    assert everything(out) == everything(whole)


def test_more_room_solves_nobody_alone(squad, tmp_path):
    """Nobody's own week depends on how much room there is; what all have together does."""
    path, whole, _ = squad
    out = tmp_path / "out"
    assert command(path, out, "--together", EFFORT).exit_code == 0
    measured = (out / "alone" / "measured" / "00000.jsonl").read_bytes()  # seconds: other ones if anybody is solved again
    first = Results(out).summary["left_out"]
    wide = write(tmp_path, GYMS.replace("capacity = 1", "capacity = 2"), all_jsonl=(whole.parent / "all.jsonl").read_bytes())
    assert "fitting them together" in command(wide, out, "--together", EFFORT).stderr
    assert (out / "alone" / "measured" / "00000.jsonl").read_bytes() == measured
    assert Results(out).summary["left_out"] < first
    command(wide, tmp_path / "fresh", "--together", EFFORT)
    assert everything(out) == everything(tmp_path / "fresh")
