"""A Dask cluster: many machines, or processes of this one. Workers may come, go and die.

Everything travels: payloads there, results back; no worker needs a file of this machine. What the scheduler gives up, because several
workers died of it, is tried again with nothing beside it, task by task.
"""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import gc
import logging
import queue
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from solver.batch.job import Work
from solver.batch.local import cores, deaf_children
from solver.batch.pool import CRASHED, Outcome, Task
from solver.batch.taken import outcomes_of
from solver.batch.versions import versions
from solver.batch.worker import as_json, attempt
from solver.domain.errors import InputError, visible

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

    from solver.batch.engines import Tls

CHUNK = 8  # tasks that travel together
AHEAD = 3  # chunks for each thread of a worker
LOOK = 1.0  # seconds between two looks at how many workers there are
CONNECT = 10  # seconds for the scheduler to answer
LOGGERS = ("client", "core", "comm", "deploy", "nanny", "scheduler", "worker", "batched")
DEATHS_OF_OWN = 1  # of workers of a cluster of ours, after which the scheduler gives a chunk up


@dataclass(frozen=True)
class Dask:
    """A scheduler's cluster, or one of its own on loopback with so many processes."""

    workers: int | None = None
    scheduler: str | None = None
    tls: Tls | None = None

    @contextmanager
    def pool(self, work: Work) -> Iterator[DaskPool]:
        """A pool on the cluster, which is not asked for anything before there is a task."""
        _check_extra()
        with _quiet(), ExitStack() as stack:
            yield DaskPool(work, lambda: self._client(stack), self.scheduler or "a cluster on this machine")

    def _client(self, stack: ExitStack) -> Client:
        """Connect, which may mean to start everything; the stack ends what this started."""
        if self.scheduler is not None:
            return stack.enter_context(_client(self.scheduler, _security(self.tls)))
        cluster = stack.enter_context(_cluster(self.workers or cores()))
        return stack.enter_context(_client(cluster.scheduler_address, cluster.security))


def _check_extra() -> None:
    try:
        import cryptography  # noqa: F401, PLC0415 - an extra
        import distributed  # noqa: F401, PLC0415
    except ImportError:
        raise InputError("--engine dask needs Dask.", maybe="pip install 'weekfit[cluster]'") from None


@contextmanager
def _quiet() -> Iterator[None]:
    """What goes wrong is told in one message of ours, not in tracebacks of Dask's."""
    loggers = [logging.getLogger(name) for name in ("distributed", *(f"distributed.{part}" for part in LOGGERS))]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextmanager
def _cluster(workers: int) -> Iterator[LocalCluster]:
    """A cluster on loopback that only this process can use: it has a certificate of its own, which nobody else has the key of."""
    import dask  # noqa: PLC0415
    from distributed import LocalCluster, Security  # noqa: PLC0415

    settings = {
        "distributed.scheduler.allowed-failures": DEATHS_OF_OWN,
        "distributed.scheduler.http.routes": [],  # the web pages ask nobody for a certificate
        "distributed.worker.http.routes": [],
    }
    with dask.config.set(settings), deaf_children():
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="tls://127.0.0.1",
            security=Security.temporary(),
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # no pages, but a port even so: not one that others may have
            silence_logs="CRITICAL",
        )
    with cluster:
        yield cluster


@contextmanager
def _client(address: str, security: Any) -> Iterator[Client]:
    with _connected(address, security) as client:
        yield client


def _connected(address: str, security: Any) -> Client:
    from distributed import Client  # noqa: PLC0415

    try:
        return Client(address, security=security, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError, RuntimeError, TypeError) as error:
        told = visible(str(error)) or type(error).__name__
    gc.collect()  # a client that failed closes when it is forgotten; were that while the next one starts, they would wait for each other
    raise InputError(f"the scheduler cannot be reached: {told}.", source=address)


def _security(tls: Tls | None) -> Any:
    """Encryption for `tls://`; None leaves it to Dask's own configuration."""
    from distributed import Security  # noqa: PLC0415

    if tls is None:
        return None
    return Security(tls_ca_file=tls.ca, tls_client_cert=tls.cert, tls_client_key=tls.key, require_encryption=True)


def do(work: Work, wanted: dict[str, str], tasks: Sequence[Task]) -> list[Outcome]:
    """What a worker does: some tasks, one after the other; not with other versions than those asked for, whose answers may differ."""
    if versions() != wanted:
        raise InputError(f"a worker has {_told(versions())}; here it is {_told(wanted)}.")
    return [attempt(work, task) for task in tasks]


def _told(numbers: dict[str, str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in numbers.items())


class DaskPool:
    """Tasks on a cluster, in chunks; see `solver.batch.pool.Pool`."""

    def __init__(self, work: Work, connect: Callable[[], Client], address: str) -> None:
        self._work = work
        self._connect = connect
        self._address = address
        self._waiting: deque[Task] = deque()
        self._suspects: deque[Task] = deque()
        self._ended: deque[Outcome] = deque()
        self._futures: dict[Future[Any], tuple[Task, ...]] = {}
        self._done: queue.SimpleQueue[Future[Any]] = queue.SimpleQueue()
        self._threads, self._looked = 1, time.monotonic()

    @cached_property
    def _client(self) -> Client:
        return self._connect()

    @property
    def room(self) -> int:
        """How many more tasks it can use now."""
        if self._suspects:
            return 0
        return max(1, self._threads) * AHEAD * CHUNK - len(self._waiting) - sum(map(len, self._futures.values()))

    @property
    def busy(self) -> bool:
        """Whether there are tasks that have not ended, or whose end nobody has heard of."""
        return bool(self._waiting or self._suspects or self._ended or self._futures)

    @property
    def note(self) -> str:
        """Whether there is anybody to do it."""
        return "" if self._threads else f"no worker yet: `dask worker {self._address}` starts one"

    def submit(self, task: Task) -> None:
        """Take a task."""
        self._waiting.append(task)
        if len(self._waiting) >= CHUNK:
            self._send_waiting()

    def next(self, timeout: float) -> Outcome | None:
        """The next task that ends."""
        if not self._ended:
            self._hand_out()
            self._look()
            with suppress(queue.Empty):
                self._take(self._done.get(timeout=timeout))
        return self._ended.popleft() if self._ended else None

    def _look(self) -> None:
        """Count the threads of all workers, not too often: they come and go."""
        now = time.monotonic()
        if self._futures and now - self._looked >= LOOK:
            with suppress(OSError):  # the scheduler is gone: the futures will say so
                self._threads = sum(self._client.nthreads().values())
            self._looked = now

    def _hand_out(self) -> None:
        if not self._suspects:
            self._send_waiting()
        elif not self._futures:
            self._send((self._suspects[0],))

    def _send_waiting(self) -> None:
        while self._waiting and not self._suspects:
            self._send(tuple(self._waiting.popleft() for _ in range(min(CHUNK, len(self._waiting)))))

    def _send(self, tasks: tuple[Task, ...]) -> None:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Sending large graph")
            future = self._client.submit(do, self._work, versions(), tasks, pure=False)
        self._futures[future] = tasks
        future.add_done_callback(self._done.put)

    def _take(self, future: Future[Any]) -> None:
        """Take the outcomes of a chunk and let go of it, or the death of its worker would have it done again."""
        tasks = self._futures.pop(future)
        outcomes = self._outcomes(future, tasks)
        future.release()
        if outcomes is not None:
            self._ended.extend(outcomes)
        elif self._suspects and tasks == (self._suspects[0],):
            self._ended.append(Outcome(tasks[0].number, "crashed", as_json(CRASHED)))
        else:
            self._suspects.extend(tasks)
            return
        if self._suspects and tasks == (self._suspects[0],):
            self._suspects.popleft()

    def _outcomes(self, future: Future[Any], tasks: Sequence[Task]) -> list[Outcome] | None:
        """What came of a chunk; None where several workers died of it."""
        from distributed import KilledWorker  # noqa: PLC0415

        try:
            found = future.result()
        except KilledWorker:
            return None
        except CancelledError:
            raise InputError("the scheduler is gone.", source=self._address) from None
        except InputError as error:
            raise error.within(source=self._address) from None
        except Exception as error:  # noqa: BLE001 - whatever goes wrong on other machines
            told = visible(f"{type(error).__name__}: {error}")
            raise InputError(
                f"the cluster cannot do it: {told}.",
                source=self._address,
                maybe="weekfit is missing there: scheduler and workers need it too.",
            ) from None
        return outcomes_of(tasks, found)
