"""What happens in a worker: a task is tried, and whatever comes of it is text."""

from __future__ import annotations

import json
import os
import signal
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any

from solver.batch.job import MEASURED, Work
from solver.batch.pool import Outcome, Task
from solver.domain.errors import visible

LONGEST_REASON = 500
READY = "ready"
ORPHANED = 3  # exit status of a worker whose parent is gone


def attempt(work: Work, task: Task) -> Outcome:
    """Do a task; an exception is an outcome too."""
    try:
        result = dict(work(task.payload))
        measured = result.pop(MEASURED, None)
        return Outcome(task.number, "result", as_json(result), None if measured is None else as_json(measured))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - one job's fault is no other's
        return Outcome(task.number, "failed", as_json(visible(f"{type(error).__name__}: {error}")[:LONGEST_REASON]))


def as_json(value: Any) -> str:
    """Plain data as one line, always written alike; raises TypeError or ValueError for what JSON has not."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def serve(connection: Connection, work: Work) -> None:
    """The life of a worker process: do what comes through the connection; end when nobody is at its other end.

    Ctrl-C is for the process that started this one.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks: SimpleQueue[Task] = SimpleQueue()
    Thread(target=_listen, args=(connection, tasks), daemon=True).start()
    connection.send(READY)
    while True:
        connection.send(attempt(work, tasks.get()))


def _listen(connection: Connection, tasks: SimpleQueue[Task]) -> None:
    """Take tasks in while another is done; nothing more can come: end at once, whatever runs."""
    while True:
        try:
            tasks.put(connection.recv())
        except (EOFError, OSError):
            os._exit(ORPHANED)
