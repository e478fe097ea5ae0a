"""Names that differ, for what a comparison speaks of."""

from __future__ import annotations

from collections.abc import Iterable


def told_apart(names: Iterable[str], numbered: str) -> list[str]:
    """The names, a later one of the same name (in whichever case) with a number: `numbered` has {name} and {number} in it."""
    taken: set[str] = set()
    result = []
    for given in names:
        name, number = given, 1
        while name.lower() in taken:
            number += 1
            name = numbered.format(name=given, number=number)
        taken.add(name.lower())
        result.append(name)
    return result
