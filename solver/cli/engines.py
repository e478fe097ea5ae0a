"""Where a batch is worked on: the options that its commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from solver.batch.engines import ENGINES, Tls, engine


def engine_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """--engine, --workers, --scheduler, --tls-… and --allow-tcp, given to the command as one `engine`."""

    @click.option(
        "--engine",
        "name",
        type=click.Choice(ENGINES),
        default=ENGINES[0],
        show_default=True,
        help="Processes of this machine, or a Dask cluster.",
    )
    @click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes on this machine.  [default: one a core]")
    @click.option(
        "--scheduler", metavar="ADDRESS", help="A Dask scheduler, such as tls://10.0.0.1:8786.  [default: one of its own]"
    )
    @click.option("--tls-ca", metavar="FILE", help="Certificate of who may be trusted (PEM), for a scheduler at tls://.")
    @click.option("--tls-cert", metavar="FILE", help="Certificate of this side.")
    @click.option("--tls-key", metavar="FILE", help="Key of this side.")
    @click.option(
        "--allow-tcp", is_flag=True, help="Allow a scheduler without TLS: everybody who can reach it can run code there and here."
    )
    @wraps(function)
    def packed(
        name: str,
        workers: int | None,
        scheduler: str | None,
        tls_ca: str | None,
        tls_cert: str | None,
        tls_key: str | None,
        allow_tcp: bool,
        **rest: Any,
    ) -> Any:
        given = [path for path in (tls_ca, tls_cert, tls_key) if path is not None]
        if len(given) in (1, 2):
            raise click.UsageError("--tls-ca, --tls-cert and --tls-key belong together")
        tls = Tls(*given) if given else None
        return function(engine=engine(name, workers, scheduler, tls, allow_tcp), **rest)

    return packed
