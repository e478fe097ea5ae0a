"""What an error is to whoever called the program: one line on standard error, and an exit status.

Only the standard library is imported here: an error may come from the import of anything else.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import suppress

BAD_INPUT, FAULT = 2, 70
INTERRUPTED, READER_GONE, TERMINATED = 130, 141, 143  # 128 and the number of the signal: SIGINT, SIGPIPE, SIGTERM
REPORT = "https://github.com/weekfit/weekfit/issues"
DEBUG = "WEEKFIT_DEBUG"  # an environment variable: any text but 0 shows tracebacks
INTERRUPTED_LINE = "Interrupted.\n"
_LONGEST = 300  # characters of an error that is shown
_PRINTING = {"click", "solver.cli.output"}  # modules that print


def exit_status(error: BaseException, *, interrupted: bool = False) -> int:
    """Say what went wrong; the exit status for it.

    Args:
        error: anything that was raised.
        interrupted: whether Ctrl-C was heard. An unexpected error is then taken for its consequence.
    """
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else FAULT
    if _is_ours(error, "click.exceptions", "ClickException"):
        with suppress(OSError):
            error.show()  # type: ignore[attr-defined]
        return BAD_INPUT
    if _is_ours(error, "solver.domain.errors", "InputError"):
        _say(f"Error: {error}\n")
        return BAD_INPUT
    if _is_ours(error, "click.exceptions", "Abort"):
        return _of_prompt(error)
    if isinstance(error, KeyboardInterrupt) or interrupted:
        _say(INTERRUPTED_LINE)
        return TERMINATED if _is_ours(error, "solver.cli.terminable", "Terminated") else INTERRUPTED
    if isinstance(error, OSError) and _while_printing(error):
        return _of_output(error)
    return _of_fault(error)


def flushed(status: int) -> int:
    """The exit status, once standard output has everything."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        status = _of_output(error)
    except ValueError:  # it is closed
        pass
    return status


def _of_prompt(error: BaseException) -> int:
    """Click's Abort: Ctrl-C, or the end of the input, where it asked something."""
    if isinstance(error.__cause__ or error.__context__, EOFError):
        _say("Error: standard input: ended where an answer was expected.\n")
        return BAD_INPUT
    _say(INTERRUPTED_LINE)
    return INTERRUPTED


def _of_output(error: OSError) -> int:
    """Standard output or standard error cannot be written: a reader that has seen enough is no error."""
    for stream, number in ((sys.stdout, 1), (sys.stderr, 2)):
        _give_up(stream, number)
    if error.errno == errno.EPIPE:
        return READER_GONE
    _say(f"Error: standard output: cannot be written: {error.strerror or error}.\n")
    return FAULT


def _of_fault(error: BaseException) -> int:
    if os.environ.get(DEBUG, "0") not in ("", "0"):
        with suppress(OSError, ValueError, AttributeError):
            traceback.print_exception(error)
    if _is_ours(error, "solver.model.cpsat", "SolverFault"):
        what = f"weekfit contradicts itself and shows nothing: {_shown(error)}."
    else:
        what = f"weekfit failed unexpectedly ({_shown(error)})."
    _say(f"Error: {what} Please report this, with the command and its files: {REPORT}\n")
    return FAULT


def _shown(error: BaseException) -> str:
    """An error on one line: what it says, and of an unexpected one what it is."""
    try:
        text = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - an error that cannot say what it is
        text = ""
    name = "" if _is_ours(error, "solver.model.cpsat", "SolverFault") and text else type(error).__name__
    whole = ": ".join(part for part in (name, text.removesuffix(".")) if part)
    safe = "".join(char if char.isprintable() else repr(char)[1:-1] for char in whole)
    return safe if len(safe) <= _LONGEST else f"{safe[:_LONGEST]}…"


def _is_ours(error: BaseException, module: str, name: str) -> bool:
    """Whether an error is of a class that perhaps was never imported."""
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(error, kind)


def _while_printing(error: BaseException) -> bool:
    """Whether an error arose where something was printed."""
    *_, last = _frames(error)
    return last.split(".")[0] == "click" or last in _PRINTING


def _frames(error: BaseException) -> Iterator[str]:
    """The modules that an error went through, from the outermost to the innermost."""
    trace = error.__traceback__
    yield ""
    while trace is not None:
        yield trace.tb_frame.f_globals.get("__name__", "")
        trace = trace.tb_next


def _give_up(stream: object, number: int) -> None:
    """Let what is left in a stream that cannot be written go nowhere, so that Python does not try again at its end."""
    try:
        stream.flush()  # type: ignore[attr-defined]
    except OSError:
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, number)
            os.close(nowhere)
    except (AttributeError, ValueError):  # there is no stream, or it is closed
        pass


def _say(text: str) -> None:
    """Say something on standard error, if anybody can hear it."""
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(text)
        sys.stderr.flush()
