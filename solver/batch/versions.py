"""What an answer depends on besides its input: versions, the program's own code, the time-zone data."""

from __future__ import annotations

import hashlib
import zoneinfo
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_CODE = (".py", ".toml")
_ZONE_DATA = ("+VERSION", "tzdata.zi")  # where a system says which version its time zones are


@cache
def versions() -> dict[str, str]:
    """The versions that an answer depends on. `code` is a hash of the program: it changes with every fix."""
    numbers = {name: _version(name) for name in ("weekfit", "ortools")}
    return {**numbers, "code": _hashed(Path(__file__).parents[1], _CODE), "time zones": zone_data(zoneinfo.TZPATH)}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def zone_data(folders: tuple[str, ...]) -> str:
    """The version of the time-zone data that is used, like `2025b`.

    It is that of the first of the system's folders that is there, else that of the tzdata package. A hash of the files stands for a version
    that nobody tells.
    """
    folder = next((Path(name) for name in folders if (Path(name) / "Europe").is_dir()), None)
    if folder is None:
        return _package_zones()
    for name in _ZONE_DATA:
        try:
            with (folder / name).open(encoding="ascii") as file:
                return file.readline(100).removeprefix("# version").strip()
        except (OSError, ValueError):
            continue
    return _hashed(folder)


def _package_zones() -> str:
    try:
        return str(import_module("tzdata").IANA_VERSION)
    except ImportError:
        return "none"


def _hashed(folder: Path, endings: tuple[str, ...] = ("",)) -> str:
    """A hash of the files below a folder, of some endings."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.name.endswith(endings) and path.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]
