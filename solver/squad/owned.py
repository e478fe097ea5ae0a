"""The files of a squad's results that weekfit may replace: those that it wrote."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from solver.batch.shards import has_results
from solver.files.manifest import Manifest
from solver.files.there import beginning
from solver.squad.results import ALONE, ANSWERS, JOINT, SUMMARY, TABLE, TABLES, TOGETHER

_FIXED = (f"{ALONE}/", "shards/", "measured/", SUMMARY, TOGETHER, TABLE, JOINT, ANSWERS)
_SIGNS: Mapping[str, bytes] = {  # what is near the beginning of every file of the kind
    "ics": b"PRODID:-//weekfit//",
    "html": b"default-src 'none'; style-src 'unsafe-inline'",
}
_NEAR = 4096  # bytes


def claimed(out: Path, *, tables: bool) -> Manifest:
    """The manifest of a folder of results, with everything in it that a squad's solution writes.

    A folder of results from before there were manifests is taken over.

    Args:
        out: the folder.
        tables: whether the tables for programs are written too.

    Raises:
        InputError: one of these files is there, and is somebody else's or an input.
    """
    manifest = Manifest.read(out)
    old = not manifest.names and has_results(out / ALONE)
    manifest.claim((*_FIXED, *(TABLES if tables else ())), lambda _: old)
    return manifest


def claim_each(out: Path, names: Collection[str], ending: str) -> Manifest:
    """The manifest with a file `ending/name` for each athlete; InputError where one of them is somebody else's."""
    manifest = Manifest.read(out)
    manifest.claim([f"{ending}/{name}" for name in names], lambda name: _SIGNS[ending] in beginning(out / name, _NEAR))
    return manifest
