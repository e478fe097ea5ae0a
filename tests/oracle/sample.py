"""How many random squads and weeks the tests of this folder try: a fixed sample, or as many as `WEEKFIT_ORACLE` says."""

from __future__ import annotations

import os

ASKED = os.environ.get("WEEKFIT_ORACLE")
THOROUGH = ASKED is not None


def seeds(usual: int, share: float = 1.0) -> range:
    """The numbers to try: `usual` of them, or a share of what was asked for."""
    return range(usual if ASKED is None else max(1, round(int(ASKED) * share)))
