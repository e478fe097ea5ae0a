"""Work that goes wrong for some athletes, in other processes."""

from __future__ import annotations

import os
import signal
from typing import Any

from solver.squad.work import Wanted, work


def sabotaged(wanted: Wanted) -> dict[str, Any]:
    """Solve everybody but those who are called to go wrong."""
    if wanted.member.id.startswith("kills"):
        os.kill(os.getpid(), signal.SIGKILL)
    if wanted.member.id.startswith("raises"):
        raise RuntimeError("not my week")
    return work(wanted)
