"""Processes that are killed, that never start, or whose parent dies: the others' results are there, and the same as ever."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from solver.batch.engines import engine
from solver.batch.job import Tally
from solver.batch.local import Local, LocalPool
from solver.batch.pool import Task
from solver.batch.run import records, run
from solver.domain.errors import InputError
from tests.batch.works import calls, files, jobs, square

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds after which a test gives up; nothing here takes nearly as long


def wait_for(what):
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


def gone(process):
    """Whether a process has ended (one that nobody has waited for yet is a zombie, and has)."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What 30 jobs leave when all goes well."""
    out = tmp_path_factory.mktemp("undisturbed")
    run(jobs(30), square, out, engine=engine("local", 1), size=5)
    return files(out)


@pytest.mark.parametrize("workers", [2, 3])
def test_the_number_of_workers_changes_nothing(tmp_path, undisturbed, workers):
    assert run(jobs(30), square, tmp_path, engine=engine("local", workers), size=5) == Tally(done=30)
    assert files(tmp_path) == undisturbed


def test_a_worker_that_is_killed_loses_nothing(tmp_path, undisturbed):
    """One process is killed from outside while it works; what it had is done by another, and only that twice."""
    log, gate = tmp_path / "log", tmp_path / "gate"
    batch = [
        job if job.payload["number"] != 7 else type(job)(job.key, job.fingerprint, {**job.payload, "gate": str(gate)})
        for job in jobs(30, log)
    ]
    killed = []

    def kill(tally):
        stuck = [line.split()[1] for line in log.read_text().splitlines() if line.startswith("7 ")] if log.exists() else []
        if stuck and not killed and tally.done >= 9:
            killed.append(int(stuck[0]))
            gate.touch()
            os.kill(killed[0], signal.SIGKILL)

    assert run(batch, square, tmp_path / "out", engine=engine("local", 2), size=5, progress=kill) == Tally(done=30)
    assert files(tmp_path / "out") == undisturbed
    assert killed
    assert Counter(calls(log)) == Counter([*range(30), 7])


def test_a_job_that_kills_every_worker_is_named_and_stops_nobody(tmp_path):
    batch = jobs(12, tmp_path / "log", special={4: {"kills": True}, 5: {"kills_once": str(tmp_path / "once")}})
    assert run(batch, square, tmp_path / "out", engine=engine("local", 2), size=5) == Tally(done=12, crashed=1)
    found = {record["key"]: record for record in records(tmp_path / "out")}
    assert found["job 4"]["crashed"] == "kills every process that tries it"
    assert found["job 5"]["result"] == {"square": 25}
    assert Counter(calls(tmp_path / "log")) == Counter([*range(12), 4, 4, 4, 5])  # once in company, three times alone


def test_workers_that_cannot_start_are_an_error(tmp_path):
    with pytest.raises(InputError, match="end as soon as they start"):
        run(jobs(1), _Stillborn(), tmp_path, engine=engine("local", 1))


class _Stillborn:
    """Work whose worker dies when it is told what to do."""

    def __reduce__(self):
        return os._exit, (9,)


def test_no_process_is_left_behind(tmp_path):
    pool = LocalPool(square, 2)
    for number, job in enumerate(jobs(4, tmp_path / "log", gate=str(tmp_path / "never"))):
        pool.submit(Task(number, job.payload))
    wait_for(lambda: len(calls(tmp_path / "log")) == 2)
    pids = [int(line.split()[1]) for line in (tmp_path / "log").read_text().splitlines()]
    pool.close()
    assert all(gone(pid) for pid in pids)


DRIVER = """
import sys
from pathlib import Path
from solver.batch.engines import engine
from solver.batch.run import run
from tests.batch.works import jobs, square

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    special = {17: {"gate": str(folder / "gate")}} if sys.argv[2] == "stuck" else None
    batch = [type(job)(job.key, plain.fingerprint, job.payload) for job, plain in zip(jobs(30, folder / "log", special), jobs(30))]
    run(batch, square, folder / "out", engine=engine("local", 2), size=5)
"""


@pytest.fixture
def driver(tmp_path):
    """Starts a program that runs a batch."""
    script = tmp_path / "driver.py"
    script.write_text(DRIVER, encoding="utf-8")
    started = []

    def start(how):
        command = [sys.executable, str(script), str(tmp_path), how]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        started.append(subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["killed", "Ctrl-C"])
def test_a_driver_that_is_broken_off_is_gone_on_with(tmp_path, driver, undisturbed, how):
    """Its workers end with it; the finished shards stay, and what is in them is not done again."""
    log, shards = tmp_path / "log", tmp_path / "out" / "shards"
    process = driver("stuck")
    wait_for(lambda: 17 in calls(log) and len(list(shards.glob("0*.jsonl"))) >= 3)
    workers = {int(line.split()[1]) for line in log.read_text().splitlines()}
    process.send_signal(how)
    process.wait(PATIENCE)
    wait_for(lambda: all(gone(worker) for worker in workers))
    finished = {number for path in shards.glob("0*.jsonl") for number in range(5 * int(path.stem), 5 * int(path.stem) + 5)}
    before = Counter(calls(log))
    assert driver("free").wait(PATIENCE) == 0
    again = Counter(calls(log)) - before
    assert not finished & set(again)
    assert finished | set(again) == set(range(30))
    assert files(tmp_path / "out") == undisturbed


def test_workers_do_not_hear_ctrl_c(tmp_path, driver):
    """In a terminal the whole group gets it; what becomes of it is for the driver to say, and here nobody tells that one."""
    log = tmp_path / "log"
    process = driver("stuck")
    wait_for(lambda: 17 in calls(log))
    for worker in {line.split()[1] for line in log.read_text().splitlines()}:
        os.kill(int(worker), signal.SIGINT)
    (tmp_path / "gate").touch()
    assert process.communicate(timeout=PATIENCE)[1] == ""
    assert process.returncode == 0
    assert Counter(calls(log)) == Counter(range(30))


def test_every_core_by_default():
    assert Local().workers is None
    with pytest.raises(InputError, match="a scheduler is for --engine dask"):
        engine("local", scheduler="tcp://127.0.0.1:1")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_not_even_the_first_child_hears_ctrl_c():
    """Python starts a process of its own before the first child, and hears Ctrl-C again afterwards."""
    code = (
        "import time\nfrom multiprocessing import get_context\nfrom solver.batch.local import deaf_children\n"
        "child = get_context('spawn').Process(target=time.sleep, args=(0,))\n"
        "with deaf_children():\n    child.start()\n"
        "text = open(f'/proc/{child.pid}/status').read()\nchild.join()\n"
        "print(int(text.split('SigBlk:')[1].split()[0], 16) & 2)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=Path(__file__).parents[2])
    assert result.stdout == b"2\n"
