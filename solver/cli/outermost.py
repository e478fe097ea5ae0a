"""The outermost place of the command line: every error becomes an exit status and, but for a closed pipe, one line."""

from __future__ import annotations

from solver.cli.faults import INTERRUPTED, exit_status, flushed
from solver.cli.interrupts import Interrupts


def run() -> int:
    """Run the command that the command line names; its exit status. Nothing is raised."""
    interrupts = Interrupts()
    try:
        return _status(interrupts)
    except KeyboardInterrupt:  # heard between two steps of handling another error
        return INTERRUPTED


def _status(interrupts: Interrupts) -> int:
    try:
        interrupts.listen()
        status = _command(interrupts)
        interrupts.leave()
    except BaseException as error:  # noqa: BLE001 - nobody else handles it
        interrupts.leave()
        status = exit_status(error, interrupted=interrupts.heard)
    return flushed(status)


def _command(interrupts: Interrupts) -> int:
    """Import the commands, which can fail and be interrupted like everything else, and run one."""
    from solver.cli.main import main  # noqa: PLC0415

    status = main.main(prog_name="weekfit", standalone_mode=False, obj=interrupts)
    return status if isinstance(status, int) else 0
