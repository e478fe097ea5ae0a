"""A comparison that is broken off half-way and run again: the same bytes, and nothing that was done is done twice."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from solver.batch.shards import Shards
from solver.compare.inputs import entries
from tests.compare.running import Inline, compared

RULES = ("free", "guidelines", "ordinary")
NUMBER = 40  # small weeks: 120 pairs, two shards and a bit
WEEK = {"week": "2026-11-23", "grid": 5}
EASY = {"kind": "easy_run", "minutes": 30}
FILES = ("pairs.csv", "pairs.parquet", "summary.json", "report.html")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Weeks that are solved in no time, no two alike."""
    path = tmp_path_factory.mktemp("weeks") / "small.jsonl"
    days = {"every": ["06:00-08:00 road gym"]}
    path.write_text(
        "".join(json.dumps({**WEEK, "availability": days, "sessions": [EASY, lift(n)]}) + "\n" for n in range(NUMBER)),
        encoding="utf-8",
    )
    return path


def lift(number):
    """A lift that differs from the others by its minutes, or by what it is worth."""
    return {"kind": "full_body_lift", "minutes": 30 + 5 * (number % 10), "worth": 10 + number}


def started(small, out):
    arguments = ["compare", str(small), "--rules", ",".join(RULES), "--workers", "1", "--out", str(out)]
    return subprocess.Popen(
        [sys.executable, "-m", "solver", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        encoding="utf-8",
    )


def wait_for_a_shard(out, process):
    """Until the first shard is whole, and the process is still at it."""
    while not list((out / "pairs" / "shards").glob("*.jsonl")):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.005)


def shards(out, part):
    return {path.name: path.read_bytes() for path in sorted((out / part / "shards").iterdir())}


@pytest.fixture(scope="module")
def whole(small, tmp_path_factory):
    out = tmp_path_factory.mktemp("whole")
    compared(out, entries([str(small)], "family"), RULES)
    return out


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_broken_off_and_run_again(small, whole, tmp_path, end):
    process = started(small, tmp_path)
    wait_for_a_shard(tmp_path, process)
    if end == signal.SIGKILL:
        os.killpg(process.pid, end)
    else:
        process.send_signal(end)
    told = process.communicate()[1]
    if end == signal.SIGINT:
        assert process.returncode == 130
        assert "run the same command again to go on" in told
        assert "Traceback" not in told
    assert not (tmp_path / "summary.json").exists()
    there = sum(len(Shards(tmp_path / "pairs").read(path)) for path in Shards(tmp_path / "pairs").paths())
    assert 0 < there < NUMBER * len(RULES)
    if end == signal.SIGKILL:
        engine = Inline()
        compared(tmp_path, entries([str(small)], "family"), RULES, engine=engine)
        assert engine.done == NUMBER * len(RULES) - there + NUMBER  # what was missing, and each scenario judged crosswise
    else:
        process = started(small, tmp_path)
        told = process.communicate()[1]
        assert process.returncode == 0, told
    for part in ("pairs", "crosswise"):
        assert shards(tmp_path, part) == shards(whole, part)
    for name in FILES if end == signal.SIGKILL else FILES[:2]:  # the others name the command's own inputs
        assert (tmp_path / name).read_bytes() == (whole / name).read_bytes(), name
