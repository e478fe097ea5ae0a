"""Asks a server as a person does, and servers that send bit by bit."""

from __future__ import annotations

import time
from itertools import count

from solver.calendars.address import Account
from solver.calendars.server import RemoteCalendar, Server
from tests.calendars.writing.dav import PASSWORD, USER
from tests.calendars.writing.hostile import Answer, Hostile, Write
from tests.cli.running import run


def pulled(server: Hostile, *more: str, seconds: int = 20, status: int = 2) -> str:
    """What `pull` says of a server, on standard error; it must keep its time, and never show the password."""
    started = time.monotonic()
    arguments = ("calendar", "pull", "--url", server.url, "--calendar", "Training", "--week", "2026-11-23")
    result = run(*arguments, "--timeout", str(seconds), *more)
    assert time.monotonic() - started < seconds + 8  # a busy machine is slow, a server that drips is slower
    assert result.exit_code == status, result.output
    assert PASSWORD not in result.output
    assert "Traceback" not in result.output
    return result.stderr


def there(server: Hostile, seconds: int = 20) -> RemoteCalendar:
    """The calendar on a server."""
    return Server(Account(server.url, USER, PASSWORD), seconds).calendar("Training")


def drip(start: bytes, part: bytes, pause: float = 0.05) -> Answer:
    """An answer that comes in drops."""

    def write(send: Write) -> None:
        send(start)
        for _ in range(600):
            time.sleep(pause)
            send(part)

    return write


def flood(start: bytes, part: bytes) -> Answer:
    """An answer without end."""

    def write(send: Write) -> None:
        send(start)
        for _ in count():
            send(part)

    return write
