"""How many random squads and weeks the tests of this folder try: a fixed sample, or as many as `WEEKFIT_ORACLE` says."""

from __future__ import annotations

import os

ASKED = os.environ.get("WEEKFIT_ORACLE")
THOROUGH = ASKED is not None
BATCH = 5  # a test tries so many: enough to spread over workers, few enough to name the one that fails


def batches(usual: int, share: float = 1.0) -> list[range]:
    """The numbers to try, a few a test: `usual` of them, or a share of what was asked for."""
    number = usual if ASKED is None else max(1, round(int(ASKED) * share))
    return [range(first, min(first + BATCH, number)) for first in range(0, number, BATCH)]
