"""Writes scenarios back into files, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import tomli_w

from solver.domain.errors import InputError
from solver.files.text import write_text


def write_data(path: Path, data: Mapping[str, Any], comment: str) -> None:
    """Write a scenario as TOML or JSON, told by the file's ending."""
    write_text(path, data_text(path, data, comment))


def data_text(path: Path, data: Mapping[str, Any], comment: str) -> str:
    """A scenario as the content of a TOML or JSON file, told by the file's ending; InputError for another one."""
    if path.suffix == ".json":
        return json.dumps(data, indent=2, ensure_ascii=False, default=iso) + "\n"
    if path.suffix == ".toml":
        return f"# {' '.join(comment.split())}\n\n{tomli_w.dumps(data)}"
    raise InputError("must end in .toml or .json.", source=str(path))


def iso(value: Any) -> str:
    """A date or a moment as JSON holds it."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    raise TypeError(type(value).__name__)
