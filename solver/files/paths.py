"""Files by patterns, and file names out of what people call things."""

from __future__ import annotations

import glob
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

_SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")  # no names for files on Windows
_WILDCARD = re.compile(r"[*?\[]")
_ALL_BELOW = "**"
_READABLE = 40


@dataclass(frozen=True)
class Unmatched:
    """A pattern that means no file."""

    pattern: str


def matched(patterns: Sequence[str], folder: Path, endings: Sequence[str], but: Path) -> Iterator[str | Unmatched]:
    """The files that patterns mean, as seen from a folder: pattern by pattern, sorted, each file once.

    A pattern that is the name of a file means that file, whatever its ending; one with `*`, `?`, `[…]` or `**` means those of some endings,
    and never the file `but`.
    """
    seen: set[str] = set()
    for pattern in patterns:
        found = _found(pattern, folder, endings, os.path.realpath(but))
        if not found:
            yield Unmatched(pattern)
        for name in found:
            path = os.path.realpath(folder / name)
            if path not in seen:
                seen.add(path)
                yield name


def _found(pattern: str, folder: Path, endings: Sequence[str], but: str) -> list[str]:
    try:
        if (folder / pattern).is_file():
            return [pattern]
        names = _named(pattern, folder)
    except (OSError, ValueError):  # a name that no file can have
        return []
    return sorted(name for name in names if name.endswith(tuple(endings)) and os.path.realpath(folder / name) != but)


def _named(pattern: str, folder: Path) -> list[str]:
    """The names that a pattern matches. `**` does not follow links to folders: one to `/` would mean the whole disk."""
    parts = Path(pattern).parts
    if _ALL_BELOW not in parts:
        return glob.glob(pattern, root_dir=folder)  # noqa: PTH207 - Path's refuses absolute ones
    start = _before_wildcards(pattern)
    rest = [part if part == _ALL_BELOW else part.replace(_ALL_BELOW, "*") for part in parts[len(start.parts) :]]
    if rest[-1] == _ALL_BELOW:
        rest.append("*")
    hidden = any(part.startswith(".") for part in rest)
    found = (path.relative_to(folder / start) for path in (folder / start).glob("/".join(rest)))
    return [str(start / name) for name in found if hidden or not any(part.startswith(".") for part in name.parts)]


def folders_outside(patterns: Sequence[str], folder: Path) -> tuple[Path, ...]:
    """The folders that patterns name outside of a folder: whoever wrote the patterns has allowed these too."""
    beginnings = (folder / _before_wildcards(pattern) for pattern in patterns)
    inside = os.path.abspath(folder)  # noqa: PTH100 - links are not resolved: what counts is what is written
    return tuple(path for path in beginnings if not Path(os.path.abspath(path)).is_relative_to(inside))  # noqa: PTH100


def _before_wildcards(pattern: str) -> Path:
    """The folder in which a pattern begins to look."""
    folders = Path(pattern).parts[:-1]
    return Path(*takewhile(lambda part: not _WILDCARD.search(part), folders))


def file_name(name: str) -> str:
    """A file name for any text: itself where that is safe everywhere, else what can be read of it and a hash.

    Different texts get different names (as far as SHA-256 has no collisions), in folders that do not tell `A` from `a` too; no name is a path,
    hidden, or reserved.
    """
    if _SAFE.fullmatch(name) and not _RESERVED.fullmatch(name):
        return name
    readable = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-")[:_READABLE]
    return f"{readable or 'x'}.{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
