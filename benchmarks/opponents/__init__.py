"""Other solvers on the same work: each module says the core instance (`instance.py`) to one of them, as its users would."""

from __future__ import annotations

import os
from pathlib import Path


def chuffed_files() -> Path:
    """Where the npm package `minizinc` has its files; `WEEKFIT_MINIZINC_JS` names the folder it was installed in."""
    return Path(os.environ.get("WEEKFIT_MINIZINC_JS", ".")) / "node_modules" / "minizinc" / "dist"
