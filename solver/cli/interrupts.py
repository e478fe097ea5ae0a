"""Ctrl-C: heard once, never lost, and quiet to the end of the process."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING

from solver.cli.faults import INTERRUPTED, INTERRUPTED_LINE

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_TOGETHER = 1.0  # seconds in which several Ctrl-C are one: the first is still being handled
_AGAIN = 0.02  # seconds until an interrupt is raised again that was swallowed


class Interrupts:
    """Turns SIGINT into KeyboardInterrupt.

    A KeyboardInterrupt in a destructor or a callback is printed and dropped by Python. Here it is raised again a moment later.

    Attributes:
        heard: whether there was one. Libraries turn a KeyboardInterrupt into other errors, above all while they are imported.
    """

    def __init__(self) -> None:
        self.heard = False
        self._last = -_TOGETHER
        self._leaving = False

    def listen(self) -> None:
        """Hear Ctrl-C from now on, unless the process was started to ignore it."""
        if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            return
        signal.signal(signal.SIGINT, self._hear)
        sys.unraisablehook = self._unraisable
        atexit.register(
            signal.signal, signal.SIGINT, signal.SIG_IGN
        )  # the last moments, in which Python has no handlers any more

    def leave(self) -> None:
        """All is done: from now on Ctrl-C ends the process at once, without a traceback from what Python does at its end."""
        self._leaving = True

    def _hear(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._leaving:
            self._end()
        now = time.monotonic()
        if now - self._last < _TOGETHER:
            return
        self.heard, self._last = True, now
        raise KeyboardInterrupt

    def _end(self) -> None:
        """End the process; what it had to say it has said."""
        if not self.heard:
            with suppress(OSError):
                os.write(2, INTERRUPTED_LINE.encode())
        os._exit(INTERRUPTED)

    def _unraisable(self, unraisable: UnraisableHookArgs) -> None:
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            sys.__unraisablehook__(unraisable)
            return
        self._last = -_TOGETHER
        timer = threading.Timer(_AGAIN, _raise_again)
        timer.daemon = True
        timer.start()


def _raise_again() -> None:
    """Send SIGINT to the main thread, which may be waiting for something."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
    else:
        signal.raise_signal(signal.SIGINT)
