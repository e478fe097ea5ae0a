"""How many other weeks were asked for: the options that `solve` and `explain` share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

TIES = 200
MOST_POINTS = 10**9  # more than any week costs
MOST = 1000  # weeks that may be asked for
DIVERSE_WITHIN = 10


@dataclass(frozen=True)
class Asked:
    """The options --alternatives, --ties, --within and --diverse."""

    alternatives: int | None = None
    ties: bool = False
    within: int | None = None
    diverse: int | None = None

    def __bool__(self) -> bool:
        return self != Asked()

    @property
    def most(self) -> int:
        """How many further weeks at most."""
        return self.alternatives or TIES

    @property
    def points(self) -> int | None:
        """How many points from the best at most; None: any."""
        return 0 if self.ties else self.within

    @property
    def apart_within(self) -> int:
        """The same for --diverse, which needs a limit."""
        return DIVERSE_WITHIN if self.points is None else self.points


def others_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """--alternatives, --ties, --within and --diverse, given to the command as one `asked`."""

    @click.option(
        "--alternatives",
        type=click.IntRange(1, MOST),
        metavar="K",
        help=f"The best week and the K next best ones (at most {MOST}).",
    )
    @click.option("--ties", is_flag=True, help="All of the equally best weeks.")
    @click.option("--within", type=click.IntRange(0, MOST_POINTS), metavar="P", help="Only weeks at most P points from the best.")
    @click.option(
        "--diverse",
        type=click.IntRange(2, MOST),
        metavar="K",
        help=f"The K most different weeks within --within points (default {DIVERSE_WITHIN}).",
    )
    @wraps(function)
    def packed(alternatives: int | None, ties: bool, within: int | None, diverse: int | None, **rest: Any) -> Any:
        return function(asked=Asked(alternatives, ties, within, diverse), **rest)

    return packed
