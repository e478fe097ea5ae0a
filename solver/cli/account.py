"""CalDAV connection options. The password comes from the environment or a prompt."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from solver.domain.errors import InputError

if TYPE_CHECKING:
    from solver.calendars.server import Server

_USER, _PASSWORD = "WEEKFIT_CALDAV_USER", "WEEKFIT_CALDAV_PASSWORD"


def server_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """--url, --timeout, --allow-http and --allow-host, given to the command as one `connect`: call it to get a Server."""

    @click.option(
        "--url", required=True, metavar="URL", envvar="WEEKFIT_CALDAV_URL", help="The CalDAV server, or the calendar on it."
    )
    @click.option(
        "--timeout",
        type=click.IntRange(min=1),
        default=60,
        show_default=True,
        metavar="S",
        help="Seconds that everything asked of the server may take together.",
    )
    @click.option("--allow-http", is_flag=True, help="Send the password to another computer even without encryption.")
    @click.option(
        "--allow-host",
        "hosts",
        multiple=True,
        metavar="HOST",
        help="Send the password to this host too, encrypted, if the server names it. Repeatable.",
    )
    @wraps(function)
    def packed(url: str, timeout: int, allow_http: bool, hosts: tuple[str, ...], **rest: Any) -> Any:
        def connect() -> Server:
            from solver.calendars.extra import need_calendars  # noqa: PLC0415

            need_calendars()
            from solver.calendars.address import Account, check_host, check_url  # noqa: PLC0415
            from solver.calendars.server import Server  # noqa: PLC0415 - slow to import

            check_url(url, allow_http=allow_http)
            for host in hosts:
                check_host(host)
            account = Account(url, _asked(_USER, "User name"), _asked(_PASSWORD, "Password", hide=True))
            return Server(account, timeout, hosts)

        return function(connect=connect, **rest)

    return packed


def _asked(variable: str, prompt: str, *, hide: bool = False) -> str:
    """What the environment says, or a person at the terminal."""
    value = os.environ.get(variable)
    if value:
        return value
    if not sys.stdin.isatty():
        raise InputError(f"set {variable} in the environment; there is nobody to ask.")
    answer: str = click.prompt(prompt, hide_input=hide, err=True)
    return answer
