"""Writes scenarios back into files, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from solver.domain.errors import InputError
from solver.files.text import write_text


def write_data(path: Path, data: Mapping[str, Any], comment: str) -> None:
    """Write a scenario as TOML or JSON, told by the file's ending."""
    if path.suffix == ".json":
        write_text(path, json.dumps(data, indent=2, ensure_ascii=False, default=_iso) + "\n")
    elif path.suffix == ".toml":
        write_text(path, f"# {' '.join(comment.split())}\n\n{toml(data)}")
    else:
        raise InputError("must end in .toml or .json.", source=str(path))


def _iso(value: Any) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def toml(data: Mapping[str, Any]) -> str:
    """Plain data as TOML: values first, then tables, then lists of tables."""
    lines = [f"{_key(key)} = {_value(value)}" for key, value in data.items() if not _is_table(value) and not _is_tables(value)]
    for key, value in data.items():
        if _is_table(value):
            lines += _table([key], value)
    for key, value in data.items():
        if _is_tables(value):
            for entry in value:
                lines += ["", f"[[{_key(key)}]]", *_pairs(entry)]
    return "\n".join(lines) + "\n"


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_tables(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(entry, Mapping) for entry in value)


def _table(path: list[str], table: Mapping[str, Any]) -> list[str]:
    lines = []
    own = {key: value for key, value in table.items() if not _is_table(value)}
    if own or not table:
        lines += ["", f"[{'.'.join(map(_key, path))}]", *_pairs(own)]
    for key, value in table.items():
        if _is_table(value):
            lines += _table([*path, key], value)
    return lines


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items()]


def _key(key: str) -> str:
    bare = key and all(char.isascii() and (char.isalnum() or char in "_-") for char in key)
    return key if bare else _value(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return f"{{{', '.join(_pairs(value))}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"
    return repr(value)
