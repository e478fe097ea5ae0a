"""SIGTERM is heard like Ctrl-C: what is finished is kept, processes end, and the exit status says what it was."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Terminated(KeyboardInterrupt):
    """SIGTERM came."""


@contextmanager
def terminable() -> Iterator[None]:
    """Raise Terminated in this block when SIGTERM comes."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread may say what a signal does
        yield
        return
    heard: list[int] = []

    def terminate(number: int, frame: FrameType | None) -> None:
        del frame
        heard.append(number)
        raise Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except KeyboardInterrupt:
        if heard:  # a search that stops in order says only that it was stopped
            raise Terminated from None
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
