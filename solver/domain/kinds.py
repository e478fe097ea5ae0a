"""Kinds of session: what is shipped (kinds.toml) and how a scenario adds its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Annotated, Literal

from pydantic import Field

from solver.domain.errors import InputError, nearest, quoted
from solver.domain.values import Minutes, Name, TagChanges, Value, Whole, Word, Words

MODALITIES = ("run", "lift", "bike", "swim", "row", "elliptical", "walk", "mobility")
INTENSITIES = ("vigorous", "moderate", "none")
MODERATE_MINUTES = {"vigorous": 2, "moderate": 1, "none": 0}  # sources: P1


@dataclass(frozen=True, slots=True)
class Kind:
    """What a session is. `minutes` is the usual (least, most); no `places` means anywhere; `worth` is in points."""

    name: str
    title: str
    modality: str
    intensity: str
    rpe: int
    minutes: tuple[int, int]
    places: tuple[str, ...]
    tags: frozenset[str]
    worth: int


class KindEntry(Value):
    """A `[kinds.NAME]` table: a new kind, or changes to one that exists."""

    like: Word | None = Field(None, description="the kind to start from; default: the shipped kind of this name")
    title: Name | None = None
    modality: Literal["run", "lift", "bike", "swim", "row", "elliptical", "walk", "mobility"] | None = None
    intensity: Literal["vigorous", "moderate", "none"] | None = None
    rpe: Annotated[int, Field(ge=1, le=10, strict=True)] | None = None
    minutes: Minutes | None = None
    places: Words | None = None
    tags: TagChanges = Field((), description='added to those of `like`; "-impact" takes one away')
    worth: Whole | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All kinds and tags that a scenario may name. `tags` maps each tag to what it means."""

    kinds: Mapping[str, Kind]
    tags: Mapping[str, str]

    def kind(self, name: str) -> Kind:
        """The kind of that name; an unknown one is an InputError with the nearest known one."""
        try:
            return self.kinds[name]
        except KeyError:
            raise unknown("kind", name, self.kinds) from None

    @property
    def words(self) -> frozenset[str]:
        """Every word that a selector may use, session ids apart."""
        return frozenset({*self.kinds, *self.tags, *MODALITIES, *INTENSITIES})


def unknown(what: str, word: str, known: Iterable[str]) -> InputError:
    """The error for a word that is none of the known ones."""
    names = sorted(known)
    guess = nearest(word, names)
    known_words = f"known: {', '.join(names)}" if len(names) <= 40 else "`weekfit kinds` lists the kinds and tags"
    return InputError(f"unknown {what} {quoted(word)}; {known_words}.", maybe=f"{guess!r}." if guess else "")


def retagged(tags: frozenset[str], changes: Iterable[str], known: Mapping[str, str]) -> frozenset[str]:
    """The tags with some added and, where a change starts with `-`, taken away."""
    result = set(tags)
    for change in changes:
        tag = change.removeprefix("-")
        if tag not in known:
            raise unknown("tag", tag, known).within(key="tags")
        if not change.startswith("-"):
            result.add(tag)
        elif tag in result:
            result.discard(tag)
        else:
            raise InputError(f"there is no tag {tag!r} to take away; there: {', '.join(sorted(tags))}.", key="tags")
    return frozenset(result)


@lru_cache(maxsize=1)
def shipped() -> Catalogue:
    """The catalogue that comes with weekfit."""
    data = tomllib.loads(resources.files("solver.domain").joinpath("kinds.toml").read_text(encoding="utf-8"))
    entries = {name: KindEntry.model_validate(entry) for name, entry in data["kinds"].items()}
    return extended(Catalogue({}, data["tags"]), entries)


def extended(base: Catalogue, entries: Mapping[str, KindEntry]) -> Catalogue:
    """The catalogue with a scenario's own kinds and changes; new tags on them become known."""
    if not entries:
        return base
    own = {tag for entry in entries.values() for tag in entry.tags if not tag.startswith("-") and tag not in base.tags}
    catalogue = Catalogue(dict(base.kinds), {**base.tags, **dict.fromkeys(sorted(own), "the scenario's own")})
    done = dict(base.kinds)
    for name in entries:
        done[name] = _resolved(name, entries, catalogue, ())
    return Catalogue(done, catalogue.tags)


def _resolved(name: str, entries: Mapping[str, KindEntry], base: Catalogue, below: tuple[str, ...]) -> Kind:
    if name in below:
        raise InputError(f"{' is like '.join((*below, name))}: that never ends.", key=f"kinds.{below[0]}.like")
    entry = entries[name]
    parent = entry.like or name
    if parent == name:
        start = base.kinds.get(name)
    elif parent in entries:
        start = _resolved(parent, entries, base, (*below, name))
    elif parent in base.kinds:
        start = base.kinds[parent]
    else:
        raise unknown("kind", parent, {*base.kinds, *entries}).within(key=f"kinds.{name}.like")
    try:
        return _combined(name, entry, start, base.tags)
    except InputError as error:
        raise error.within(key=f"kinds.{name}") from None


def _combined(name: str, entry: KindEntry, start: Kind | None, known: Mapping[str, str]) -> Kind:
    missing = [key for key in ("modality", "minutes", "rpe") if start is None and getattr(entry, key) is None]
    if missing:
        raise InputError(f"a kind that is like no other needs {' and '.join(missing)}.", maybe='it wants like = "easy_run".')
    given = {
        key: value
        for key in ("modality", "intensity", "rpe", "minutes", "places", "worth")
        if (value := getattr(entry, key)) is not None
    }
    inherited = (
        {"modality": start.modality, "intensity": start.intensity, "rpe": start.rpe, "minutes": start.minutes}
        | {"places": start.places, "worth": start.worth}
        if start
        else {"intensity": "none", "places": (), "worth": 10}
    )
    tags = retagged(start.tags if start else frozenset(), entry.tags, known)
    title = entry.title or name.replace("_", " ").capitalize()
    if start and start.name == name:
        title = entry.title or start.title
    return Kind(name=name, title=title, tags=tags, **{**inherited, **given})
