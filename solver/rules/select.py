"""Selectors: the words by which rules mean sessions.

A selector names a set of sessions: a kind, tag, modality, intensity or session id; `a+b` is both, `!a` is not, a list is any of.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from solver.domain.errors import InputError, listed, quoted
from solver.domain.kinds import MODALITIES, unknown
from solver.domain.session import Session


@dataclass(frozen=True)
class Selector:
    """Any of the alternatives, each a conjunction of words like `run` or `!upper_body`."""

    alternatives: tuple[str, ...]

    @cached_property
    def _clauses(self) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
        split = [alternative.split("+") for alternative in self.alternatives]
        return tuple(
            (
                frozenset(word for word in words if not word.startswith("!")),
                frozenset(word[1:] for word in words if word.startswith("!")),
            )
            for words in split
        )

    def __call__(self, session: Session) -> bool:
        """Whether the session is meant."""
        words = session.words
        return any(wanted <= words and banned.isdisjoint(words) for wanted, banned in self._clauses)

    @property
    def words(self) -> frozenset[str]:
        """Every word it uses."""
        return frozenset().union(*(wanted | banned for wanted, banned in self._clauses))

    def check(self, known: Collection[str]) -> None:
        """Raise InputError for a word that is not known."""
        for word in sorted(self.words):
            if word not in known:
                raise unknown("word", word, known)

    def __str__(self) -> str:
        """In English: `hiit or race`, `quality run`, `lift (not upper body)`."""
        if set(self.alternatives) == EVERYTHING:
            return "any"
        return listed(_phrase(alternative) for alternative in self.alternatives)

    @property
    def sessions(self) -> str:
        """In English, many: `hiit or race sessions`."""
        return "sessions" if set(self.alternatives) == EVERYTHING else f"{self} sessions"


EVERYTHING = {"vigorous", "moderate", "none"}


def _phrase(alternative: str) -> str:
    words = alternative.replace("_", " ").split("+")
    wanted = sorted((word for word in words if not word.startswith("!")), key=lambda word: word in MODALITIES)
    banned = [word[1:] for word in words if word.startswith("!")]
    start = " ".join(wanted)
    return f"{start} (not {listed(banned)})".strip() if banned else start


def _read(value: Any) -> Selector:
    if isinstance(value, Selector):
        return value
    alternatives = [value] if isinstance(value, str) else value
    if not isinstance(alternatives, (list, tuple)) or not alternatives or not all(isinstance(a, str) for a in alternatives):
        raise InputError(f'{quoted(value)} is no selector; write "run+hard" or ["hiit", "race"].')
    cleaned = tuple("".join(alternative.split()) for alternative in alternatives)
    for alternative in cleaned:
        if not all(word.removeprefix("!") for word in alternative.split("+")) or len(alternative) > 400:
            raise InputError(f'{quoted(alternative)} is no selector; write "run+hard", "lift+!upper_body".')
    return Selector(cleaned)


def _write(selector: Selector) -> str | list[str]:
    return selector.alternatives[0] if len(selector.alternatives) == 1 else list(selector.alternatives)


Select = Annotated[
    Selector,
    BeforeValidator(_read),
    PlainSerializer(_write),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
