"""weekfit as a process of its own, for what cannot be seen from inside: signals, pipes, encodings, exit status."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MODULE = (sys.executable, "-m", "solver")
SCRIPT = (sys.executable, "-c", "import sys; from solver.__main__ import main; sys.exit(main())")  # as installers write it


def environment(**more: str) -> dict[str, str]:
    """This environment, in which weekfit is found from any folder."""
    paths = [str(ROOT), *filter(None, [more.pop("PYTHONPATH", ""), os.environ.get("PYTHONPATH", "")])]
    return {**os.environ, **more, "PYTHONPATH": os.pathsep.join(paths[1:] + paths[:1])}


def weekfit(
    *args: str, cwd: Path | None = None, start: tuple[str, ...] = MODULE, env: dict[str, str] | None = None, **more: Any
) -> subprocess.CompletedProcess[bytes]:
    """Run weekfit to its end."""
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL} | more
    return subprocess.run([*start, *args], cwd=cwd, env=environment(**(env or {})), timeout=120, check=False, **pipes)


def begin(*args: str, cwd: Path | None = None, start: tuple[str, ...] = MODULE, **env: str) -> subprocess.Popen[bytes]:
    """Start weekfit in a session of its own, which can be signalled as a whole."""
    return subprocess.Popen(
        [*start, *args],
        cwd=cwd,
        env=environment(**env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def patched(folder: Path, code: str) -> dict[str, str]:
    """An environment in which Python runs some code before anything else."""
    (folder / "sitecustomize.py").write_text(code, encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


def interrupt(process: subprocess.Popen[bytes]) -> None:
    """Ctrl-C: every process in the foreground hears it."""
    os.killpg(process.pid, signal.SIGINT)
