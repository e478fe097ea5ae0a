"""The engines by name."""

from __future__ import annotations

from dataclasses import dataclass

from solver.batch.local import Local
from solver.batch.pool import Engine
from solver.domain.errors import InputError, quoted

ENGINES = ("local", "dask")
_ENCRYPTED = ("tls://", "wss://")


@dataclass(frozen=True)
class Tls:
    """Paths of PEM files: who may be trusted, and who this is."""

    ca: str
    cert: str
    key: str


def engine(
    name: str = "local",
    workers: int | None = None,
    scheduler: str | None = None,
    tls: Tls | None = None,
    allow_tcp: bool = False,
) -> Engine:
    """The engine of that name.

    Args:
        name: one of ENGINES.
        workers: processes on this machine; default: one for each core. A scheduler has its own.
        scheduler: address of a Dask scheduler, like `tls://10.0.0.1:8786`; default: a cluster of its own on this machine.
        tls: for a scheduler at `tls://…`; default: what Dask's own configuration says.
        allow_tcp: whether the scheduler may be one that does not encrypt, so that everybody who reaches it can run code there and here.

    Raises:
        InputError: these do not go together.
    """
    if name == "local":
        if scheduler is not None or tls is not None:
            raise InputError("a scheduler is for --engine dask.", key="--scheduler")
        return Local(workers)
    from solver.batch.dask import Dask  # noqa: PLC0415 - an extra

    if scheduler is not None and workers is not None:
        raise InputError("the workers of a scheduler are started with `dask worker`.", key="--workers", maybe="leave it out.")
    if scheduler is not None and not scheduler.startswith(_ENCRYPTED) and not allow_tcp:
        raise InputError(
            f"{quoted(scheduler)} is not encrypted: everybody who reaches it, on this machine too, can run code there and here.",
            key="--scheduler",
            maybe="tls://, or --allow-tcp if only you can reach it.",
        )
    return Dask(workers, scheduler, tls)


def on_this_machine(engine: Engine) -> Engine:
    """An engine for what other machines are not trusted with: processes of this one in place of a Dask cluster."""
    from solver.batch.dask import Dask  # noqa: PLC0415 - as above

    return Local(engine.workers) if isinstance(engine, Dask) else engine
