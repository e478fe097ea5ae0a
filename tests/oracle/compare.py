"""The program's answer to a squad beside the oracle's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.oracle.best import Best, one_after_the_other
from tests.oracle.club import Club
from tests.oracle.verify import LEVELS, Told, above, verify

Way = Callable[[Club, Path], Told]


def told_by(way: Way, club: Club) -> Told:
    """What a way of running the program says of a squad."""
    with TemporaryDirectory() as folder:
        return way(club, Path(folder))


def wrong(club: Club, told: Told, best: Best) -> list[str]:
    """What is wrong with an answer that had all the effort it wanted; nothing where all is right."""
    verdict = verify(club, told)
    found = list(verdict.faults)
    if verdict.cost != best.cost:
        found.append(f"costs {_words(verdict.cost)}; the best is {_words(best.cost)}")
    if not told.proven:
        found.append("is not proven")
    best_of = dict(zip(LEVELS, best.cost, strict=True))
    if not club.fair and any(best_of[level] != least for level, least in told.bound.items()):
        found.append(f"is bound by {dict(told.bound)}; the best is {_words(best.cost)}")
    if told.worst is not None and best.worst is not None and told.worst != best.worst:
        found.append(f"lets somebody lose {told.worst}; {best.worst} is enough")
    return found


def wrong_when_starved(club: Club, told: Told, best: Best) -> list[str]:
    """What is wrong with an answer that had little effort: it may cost more, but what it says must hold, and who finds room has a week."""
    verdict = verify(club, told)
    found = list(verdict.faults)
    if above(told.bound, best.cost):
        found.append(f"is bound by {dict(told.bound)}; the best is {_words(best.cost)}")
    if verdict.cost[:2] != (0, 0) and one_after_the_other(club):
        found.append(f"costs {_words(verdict.cost)}; everybody has a whole week if they choose one after the other")
    if told.proven and verdict.cost != best.cost:
        found.append(f"costs {_words(verdict.cost)} and is said to be the best, which is {_words(best.cost)}")
    return found


def _words(cost: tuple[int, ...]) -> str:
    return ", ".join(f"{number} {level}" for number, level in zip(cost, LEVELS, strict=True))
