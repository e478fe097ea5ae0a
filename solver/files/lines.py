"""Lists of scenarios, one a line (JSON lines): read line by line, whatever the lines are."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from solver.domain.errors import InputError
from solver.files.sandbox import Sandbox, opened
from solver.files.session import note_input
from solver.files.text import SIZE_LIMIT, parse_line

_CHUNK = 64 * 1024


@dataclass(frozen=True)
class Line:
    """A line of a list: what is in it, or what is wrong with it."""

    number: int
    found: dict[str, Any] | InputError


def lines_of(path: Path, within: Sandbox | None = None) -> Iterator[Line]:
    """The lines of a list that are not empty; a line that is too long is not read into memory. Raises InputError for what is no list.

    `within` says where a list may be that another file names.
    """
    try:
        with opened(path, within) as file:
            note_input(file.fileno())
            start = file.read(len(codecs.BOM_UTF8))
            if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                raise InputError("is no text in UTF-8.", maybe="it was saved as UTF-16; save it as UTF-8.")
            if start != codecs.BOM_UTF8:
                file.seek(0)
            yield from _lines(file)
    except IsADirectoryError:
        raise InputError("this is a folder, not a file.") from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}.") from None


def _lines(file: IO[bytes]) -> Iterator[Line]:
    number = 0
    while data := file.readline(SIZE_LIMIT + 1):
        number += 1
        if len(data) > SIZE_LIMIT and not data.endswith(b"\n"):
            _skip_line(file)
            yield Line(number, InputError(f"is larger than {SIZE_LIMIT // 1024} KiB, the most a scenario may have."))
        elif data.strip():
            yield Line(number, _parsed(data))


def _skip_line(file: IO[bytes]) -> None:
    while data := file.readline(_CHUNK):
        if data.endswith(b"\n"):
            return


def _parsed(data: bytes) -> dict[str, Any] | InputError:
    try:
        return parse_line(data.decode("utf-8"), whole=data.endswith(b"\n"))
    except UnicodeDecodeError as error:
        return InputError(f"is no text in UTF-8 (byte {error.start + 1} of the line).")
    except InputError as error:
        return error


def number_of_lines(path: Path, within: Sandbox) -> int:
    """How many lines a file has that another file names; none if it cannot be read."""
    try:
        with within.open(path) as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(_CHUNK), b"")) or 1
    except (OSError, InputError):
        return 0
