"""Files as text and as plain data: bounded, whole, and never half written."""

from __future__ import annotations

import codecs
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NoReturn

from solver.domain.errors import InputError, nearest, quoted
from solver.files.depth import refuse_depth, refuse_long_keys
from solver.files.sandbox import Sandbox, opened
from solver.files.session import note_input, refuse_input
from solver.files.there import is_folder
from solver.files.whole import whole_file

_TOML_ERROR = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)
_TWICE = re.compile(r"Cannot overwrite a value|Cannot declare (\(.*\)) twice", re.DOTALL)
SIZE_LIMIT = 1024 * 1024
STANDARD_INPUT = "-"


def read_text(
    path: str, limit: int = SIZE_LIMIT, *, if_empty: str = "", replaced: bool = False, within: Sandbox | None = None
) -> str:
    """The text of a file, or of standard input for `-`; at most `limit` bytes of UTF-8.

    Args:
        path: the file.
        limit: the most bytes.
        if_empty: what to do about an empty one.
        replaced: as for `read_bytes`.
        within: as for `read_bytes`.
    """
    source = source_name(path)
    data = read_bytes(path, limit, replaced=replaced, within=within)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"is no text in UTF-8 (byte {error.start + 1}, line {line}).",
            source=source,
            maybe="it was saved as UTF-16; save it as UTF-8." if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "",
        ) from None
    if not text.strip():
        raise InputError("is empty.", source=source, maybe=if_empty)
    return text


def read_bytes(path: str, limit: int, *, replaced: bool = False, within: Sandbox | None = None) -> bytes:
    """The content of a file, or of standard input for `-`; more than `limit` bytes are refused.

    Args:
        path: the file.
        limit: the most bytes.
        replaced: the file is an earlier result. Other files that are read are not overwritten by the same command.
        within: for a file that another file names: where it may be. It is never standard input.
    """
    if not path:
        raise InputError("no file is named.")
    source = source_name(path)
    try:
        if path == STANDARD_INPUT and within is None:
            data = _standard_input(limit)
        else:
            with opened(Path(path), within) as file:
                if not replaced:
                    note_input(file.fileno())
                data = file.read(limit + 1)
    except InputError as error:
        raise error.within(source=source) from None
    except IsADirectoryError:
        raise InputError("this is a folder, not a file.", source=source) from None
    except FileNotFoundError:
        raise InputError("there is no such file.", source=source, maybe=_neighbour(path)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read: {reason}.", source=source) from None
    if data is None:
        raise InputError("is closed.", source=source)
    if len(data) > limit:
        raise InputError(f"is larger than {limit // 1024} KiB, the most a file may have.", source=source)
    return data


def _standard_input(limit: int) -> bytes | None:
    """What comes through standard input, and one byte more than the limit; None where it is closed."""
    if sys.stdin is None:
        return None
    with suppress(OSError, ValueError):  # a test may have put something in its place
        note_input(sys.stdin.fileno())
    return sys.stdin.buffer.read(limit + 1)


def source_name(path: str) -> str:
    """What a message calls a file."""
    return "standard input" if path == STANDARD_INPUT else path


def _neighbour(path: str) -> str:
    """A file nearby that may have been meant."""
    wanted = Path(path)
    try:
        names = {entry.stem: entry.name for entry in wanted.parent.iterdir() if entry.suffix in (".toml", ".json", wanted.suffix)}
    except OSError:
        return ""
    guess = nearest(wanted.stem, names)
    return f"{str(wanted.with_name(names[guess]))!r}." if guess else ""


def parse(text: str, path: str, *, quoting: bool = True) -> dict[str, Any]:
    """TOML or JSON (told by the file's ending, else by its first character) as a table.

    Args:
        text: the content.
        path: the file, for messages.
        quoting: whether a message may quote the content. False for a file that another file names.
    """
    is_json = path.endswith(".json") or (not path.endswith(".toml") and text.lstrip()[:1] == "{")
    try:
        data = _json(text) if is_json else _toml(text)
    except RecursionError:
        raise InputError("is nested too deeply.", source=source_name(path)) from None
    except InputError as error:
        told = error if quoting else InputError("cannot be read as TOML or JSON.")
        raise told.within(source=source_name(path)) from None
    except ValueError as error:
        unreadable = _unreadable(error, text, "JSON" if is_json else "TOML", quoting=quoting)
        raise unreadable.within(source=source_name(path)) from None
    if not isinstance(data, dict):
        raise InputError("must be a table of keys and values.", source=source_name(path))
    return data


def parse_line(text: str, *, whole: bool) -> dict[str, Any]:
    """One line of JSON as a table; a last line that is not `whole` (has no end) may have been cut off."""
    try:
        data = _json(text)
    except RecursionError:
        raise InputError("is nested too deeply.") from None
    except InputError:
        raise
    except ValueError as error:
        maybe = "" if whole else "the file was cut off here: its last line has no end."
        raise InputError(_unreadable(error, text, "JSON", one_line=True).text, maybe=maybe) from None
    if not isinstance(data, dict):
        raise InputError("must be a table of keys and values.")
    return data


def _unreadable(error: ValueError, text: str, format_: str, *, one_line: bool = False, quoting: bool = True) -> InputError:
    """What a parser has to say, with the line it is about."""
    if "set_int_max_str_digits" in str(error):
        return InputError("a number in it has thousands of digits.")
    match = _TOML_ERROR.fullmatch(str(error))
    if isinstance(error, json.JSONDecodeError):
        what, line, column = error.msg, error.lineno, error.colno
    elif match and match["line"]:
        what, line, column = match["what"], int(match["line"]), int(match["column"])
    else:
        what = f": {_lowered(match['what'] if match else str(error))}" if quoting else ""
        return InputError(f"is no {format_}{what}, at its end.")
    if not quoting:
        return InputError(f"is no {format_} (line {line}, column {column}).")
    shown = text.split("\n")[line - 1].strip()
    where = f" in {quoted(shown)}" if shown else ""
    place = f"column {column}" if one_line else f"line {line}, column {column}"
    return InputError(f"is no {format_} ({place}): {_lowered(what)}{where}.")


def _lowered(what: str) -> str:
    """A parser's words in the middle of a sentence; the commonest said as a runner would."""
    twice = _TWICE.fullmatch(what)
    if twice:
        table = ".".join(re.findall(r"'(.*?)'", twice[1] or ""))
        return f"the table [{table}] is there twice" if table else "this key is there twice"
    return what[:1].lower() + what[1:] if what[1:2].islower() else what


def _toml(text: str) -> dict[str, Any]:
    refuse_long_keys(text)
    data = tomllib.loads(text)
    refuse_depth(data)
    return data


def _json(text: str) -> Any:
    data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    refuse_depth(data)
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
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write a file whole or not at all; see `writing`."""
    with writing(path, durable=durable) as file:
        file.write(data)


@contextmanager
def writing(path: Path, *, durable: bool = True) -> Iterator[IO[bytes]]:
    """A file to write bit by bit: it is there when all of it is, and an error leaves what was there before.

    Args:
        path: a regular file is replaced, links are followed, devices and named pipes are written as they are.
        durable: whether it must outlast a power cut. False for what is quickly made again.

    Raises:
        InputError: it cannot be written, or the command has read it.
    """
    if is_folder(path):
        raise InputError("this is a folder, not a file.", source=str(path))
    refuse_input(path)
    try:
        with whole_file(path, durable=durable) as file:
            yield file
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror or error}.", source=str(path)) from None


def made_folder(path: Path) -> None:
    """Make a folder and those above it, if they are not there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise InputError("this is a file, not a folder.", source=str(path)) from None
    except OSError as error:
        raise InputError(f"cannot be made: {error.strerror or error}.", source=str(path)) from None


def deleted(path: Path) -> None:
    """Delete a file, if it is there."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"cannot be deleted: {error.strerror or error}.", source=str(path)) from None


def renamed(path: Path, new: Path) -> None:
    """Rename a file; what had its new name is gone."""
    try:
        path.replace(new)
    except OSError as error:
        raise InputError(f"cannot be replaced: {error.strerror or error}.", source=str(path)) from None
