"""Files as text and as plain data: bounded, whole, and never half written."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from solver.domain.errors import InputError, nearest, quoted

SIZE_LIMIT = 1024 * 1024
STANDARD_INPUT = "-"


def read_text(path: str, limit: int = SIZE_LIMIT) -> str:
    """The text of a file, or of standard input for `-`; at most `limit` bytes of UTF-8."""
    source = source_name(path)
    try:
        if path == STANDARD_INPUT:
            data = sys.stdin.buffer.read(limit + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(limit + 1)
    except IsADirectoryError:
        raise InputError("this is a folder, not a file.", source=source) from None
    except FileNotFoundError:
        raise InputError("there is no such file.", source=source, maybe=_neighbour(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {reason}.", source=source) from None
    if len(data) > limit:
        raise InputError(f"is larger than {limit // 1024} KiB, the most a file may have.", source=source)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"is no text in UTF-8 (byte {error.start + 1}, line {line}).", source=source) from None
    if not text.strip():
        raise InputError("is empty.", source=source, maybe="`weekfit new FILE` writes one to start from.")
    return text


def source_name(path: str) -> str:
    """What a message calls a file."""
    return "standard input" if path == STANDARD_INPUT else path


def _neighbour(path: str) -> str:
    """A file nearby that may have been meant."""
    wanted = Path(path)
    try:
        names = [entry.name for entry in wanted.parent.iterdir() if entry.suffix in (".toml", ".json")]
    except OSError:
        return ""
    guess = nearest(wanted.name, names)
    return f"{str(wanted.with_name(guess))!r}." if guess else ""


def parse(text: str, path: str) -> dict[str, Any]:
    """TOML or JSON (told by the file's ending, else by its first character) as a table."""
    is_json = path.endswith(".json") or (not path.endswith(".toml") and text.lstrip()[:1] == "{")
    try:
        data = _json(text) if is_json else tomllib.loads(text)
    except RecursionError:
        raise InputError("is nested too deeply.", source=source_name(path)) from None
    except InputError as error:
        raise error.within(source=source_name(path)) from None
    except ValueError as error:
        kind = "JSON" if is_json else "TOML"
        raise InputError(f"is no {kind}: {_one_line(str(error))}.", source=source_name(path)) from None
    if not isinstance(data, dict):
        raise InputError("must be a table of keys and values.", source=source_name(path))
    return data


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text).rstrip(".")


def _json(text: str) -> Any:
    data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    if re.search(r"\\u[dD][89a-fA-F]", text):
        try:
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise InputError("has half of a character (a lone surrogate) in it.") from None
    return data


def _unique(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in pairs:
        if key in table:
            raise InputError(f"the key {quoted(key)} is there twice.")
        table[key] = value
    return table


def _no_constant(name: str) -> NoReturn:
    raise InputError(f"{name} is no number that a schedule can use.")


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            umask = os.umask(0)
            os.umask(umask)
            Path(temporary).chmod(0o666 & ~umask)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}.", source=str(path)) from None
