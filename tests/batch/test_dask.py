"""A Dask cluster on loopback: workers that are killed and that join change nothing, and what always kills them is named."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

import pytest

from solver.batch.engines import Tls, engine
from solver.batch.job import Job, Tally
from solver.batch.run import records, run
from solver.domain.errors import InputError
from tests.batch.works import calls, files, jobs, square
from tests.support.programs import needs

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds after which a test gives up


class Cluster:
    """A scheduler and workers, each a process of its own, as three commands in three terminals start them."""

    def __init__(self, folder, *tls):
        self._folder, self._tls = folder, tls
        self._started = []
        self.address = self._scheduler()

    def _start(self, *words):
        log = self._folder / f"{len(self._started)}.log"
        code = "import sys; from distributed.cli import dask_scheduler, dask_worker"
        code += f"; sys.argv[0] = 'dask'; dask_{words[0]}.main()"
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "info"}
        with log.open("w") as file:
            command = [sys.executable, "-c", code, *words[1:], *self._tls]
            process = subprocess.Popen(command, env=environment, stdout=file, stderr=file)
        self._started.append(process)
        return process, log

    def _scheduler(self):
        scheme = "tls" if self._tls else "tcp"
        process, log = self._start(
            "scheduler", "--host", f"{scheme}://127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0"
        )
        while not (found := re.search(rf"{scheme}://127\.0\.0\.1:\d+", log.read_text())):
            assert process.poll() is None, log.read_text()
            time.sleep(0.02)
        return found[0]

    def worker(self):
        """One more worker; without a nanny, so that it is one process, and is not started again when it is killed."""
        return self._start("worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1")[0]

    def close(self, first=0):
        """End what was started, from some process on."""
        for process in self._started[first:]:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """A scheduler on a free port."""
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    yield found
    found.close()


@pytest.fixture
def cluster(scheduler):
    """The scheduler, without workers before and after."""
    yield scheduler
    scheduler.close(first=1)


def undisturbed(folder, batch):
    """What the jobs leave with processes of this machine."""
    run(batch, square, folder, engine=engine("local", 1), size=5)
    return files(folder)


def test_one_worker_is_killed_and_one_joins(tmp_path, cluster):
    """The killed one is busy with job 7 then, and the new one does not come before it is dead."""
    log, gate = tmp_path / "log", tmp_path / "gate"
    plain = jobs(60)
    batch = [Job(job.key, job.fingerprint, {**job.payload, "log": str(log)}) for job in plain]
    batch[7].payload["gate"] = str(gate)
    workers = [cluster.worker(), cluster.worker()]
    joined = []

    def disturb(tally):
        stuck = [line.split()[1] for line in log.read_text().splitlines() if line.startswith("7 ")] if log.exists() else []
        if stuck and not joined:
            os.kill(int(stuck[0]), signal.SIGKILL)
            gate.touch()
            joined.append(cluster.worker())

    out = tmp_path / "out"
    assert run(
        batch, square, out, engine=engine("dask", scheduler=cluster.address, allow_tcp=True), size=5, progress=disturb
    ) == Tally(done=60)
    assert joined
    assert sum(worker.poll() is not None for worker in workers) == 1
    assert [record["key"] for record in records(out)] == [job.key for job in plain]
    assert files(out) == undisturbed(tmp_path / "local", plain)
    assert set(calls(log)) == set(range(60))


def test_a_job_that_kills_every_worker_is_named_and_stops_nobody(tmp_path, monkeypatch):
    """On a cluster of its own, whose workers are started again; here the scheduler gives up at the first death, to be quick."""
    monkeypatch.setattr("solver.batch.dask.DEATHS_OF_OWN", 0)
    special = {4: {"kills": True}, 9: {"raises": "no"}}
    batch, log = jobs(12, tmp_path / "log", special), tmp_path / "log"
    plain = [Job(job.key, other.fingerprint, job.payload) for job, other in zip(batch, jobs(12, special=special), strict=True)]
    out = tmp_path / "out"
    assert run(plain, square, out, engine=engine("dask", workers=2), size=5) == Tally(done=12, failed=1, crashed=1)
    assert Counter(calls(log))[4] == 2  # once in company, once alone
    assert files(out) == undisturbed(tmp_path / "local", jobs(12, special=special))


def test_nothing_is_started_for_what_is_done(tmp_path):
    run(jobs(3), square, tmp_path, engine=engine("local", 1))
    nowhere = engine("dask", scheduler="tcp://127.0.0.1:1", allow_tcp=True)
    assert run(jobs(3), square, tmp_path, engine=nowhere) == Tally(done=3, kept=3)


def test_a_scheduler_that_is_not_there_is_one_message(tmp_path, monkeypatch):
    monkeypatch.setattr("solver.batch.dask.CONNECT", 1)
    with pytest.raises(InputError, match=r"tcp://127\.0\.0\.1:1: the scheduler cannot be reached"):
        run(jobs(3), square, tmp_path, engine=engine("dask", scheduler="tcp://127.0.0.1:1", allow_tcp=True))


def test_a_scheduler_that_dies_is_one_message_and_what_is_finished_stays(tmp_path, capfd):
    cluster, batch = Cluster(tmp_path), jobs(20, special={16: {"gate": str(tmp_path / "never")}})
    cluster.worker()

    def kill(tally):
        if tally.done == 16:
            cluster.close()

    with pytest.raises(InputError, match="the scheduler is gone"):
        run(
            batch,
            square,
            tmp_path / "out",
            engine=engine("dask", scheduler=cluster.address, allow_tcp=True),
            size=5,
            progress=kill,
        )
    assert "Traceback" not in capfd.readouterr().err
    assert [path.name for path in sorted((tmp_path / "out" / "shards").iterdir())] == [
        f"0000{number}.jsonl" for number in range(3)
    ]


def test_workers_of_another_version_are_refused(tmp_path, cluster, monkeypatch):
    cluster.worker()
    monkeypatch.setattr("solver.batch.dask.versions", lambda: {"weekfit": "9.9"})
    with pytest.raises(InputError, match=r"a worker has weekfit .*; here it is weekfit 9\.9"):
        run(jobs(3), square, tmp_path / "out", engine=engine("dask", scheduler=cluster.address, allow_tcp=True))


def test_no_worker_is_said(tmp_path, cluster):
    told = []

    def listen(tally):
        told.append(tally.note)
        if tally.note:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(jobs(3), square, tmp_path / "out", engine=engine("dask", scheduler=cluster.address, allow_tcp=True), progress=listen)
    assert told[-1] == f"no worker yet: `dask worker {cluster.address}` starts one"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate that trusts itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    paths = [str(folder / name) for name in ("cert.pem", "key.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=weekfit"]
    subprocess.run([*command, "-out", paths[0], "-keyout", paths[1]], check=True, capture_output=True, timeout=PATIENCE)
    return paths


@needs("openssl")
def test_tls(tmp_path, certificate):
    """Everything is encrypted, and who has no certificate is not let in."""
    cert, key = certificate
    cluster = Cluster(tmp_path, "--tls-ca-file", cert, "--tls-cert", cert, "--tls-key", key)
    try:
        cluster.worker()
        assert cluster.address.startswith("tls://")
        with pytest.raises(InputError, match="cannot be reached"):
            run(jobs(3), square, tmp_path / "out", engine=engine("dask", scheduler=cluster.address))
        safe = engine("dask", scheduler=cluster.address, tls=Tls(cert, cert, key))
        assert run(jobs(3), square, tmp_path / "out", engine=safe) == Tally(done=3)
    finally:
        cluster.close()


def test_a_cluster_of_ones_own_lets_nobody_else_in():
    """Other users of the machine reach the port, but have not the certificate; and there are no web pages."""
    from distributed import Security

    from solver.batch.dask import _cluster, _connected, _quiet

    with _quiet(), _cluster(1) as cluster:
        address = cluster.scheduler_address
        assert address.startswith("tls://127.0.0.1:")
        for other, security in (
            (address.replace("tls", "tcp"), None),
            (address, None),
            (address, Security.temporary()),
        ):
            with pytest.raises(InputError, match="the scheduler cannot be reached"):
                _connected(other, security).close()
        port = cluster.scheduler.http_server.port
        for page in ("/status", "/info/main/workers.html", "/json/identity.json", "/health"):
            with pytest.raises(urllib.error.HTTPError, match="404"):
                urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=PATIENCE)
        with _connected(address, cluster.security) as client:
            assert client.submit(sum, [1, 2]).result() == 3


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:8786", "127.0.0.1:8786", "ws://127.0.0.1:8786", "TLS://x", "ucx://x"])
def test_a_scheduler_without_encryption_has_to_be_allowed(address):
    with pytest.raises(InputError, match="is not encrypted: everybody who reaches it") as told:
        engine("dask", scheduler=address)
    assert told.value.maybe == "tls://, or --allow-tcp if only you can reach it."
    assert engine("dask", scheduler=address, allow_tcp=True).scheduler == address
    assert engine("dask", scheduler="tls://127.0.0.1:8786").scheduler


def lying(payload):
    """Work whose result depends on who does it."""
    return {"square": -1, "process": os.getpid()}


class Lying:
    """Work that is another one where it arrives: what altered code on a worker comes to."""

    def __reduce__(self):
        return getattr, (sys.modules[lying.__module__], "lying")

    def __call__(self, payload):
        return square(payload)


def test_what_a_worker_says_is_checked_here(tmp_path, cluster):
    def check(payload, result):
        if result["square"] != payload["number"] ** 2:
            raise ValueError(f"{result['square']} is not the square")

    cluster.worker()
    here = engine("dask", scheduler=cluster.address, allow_tcp=True)
    assert run(jobs(3), Lying(), tmp_path, engine=here, check=check) == Tally(done=3, failed=3)
    assert {record["failed"] for record in records(tmp_path)} == {"what came back is not right: -1 is not the square"}
