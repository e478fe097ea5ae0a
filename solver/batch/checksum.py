"""Checksums in our own files: what was cut off or edited since it was written is noticed. They are no protection against malice."""

from __future__ import annotations

import hashlib
import re

_SEAL = re.compile(r',"sha256":"([0-9a-f]{32})"\}')
_LENGTH = len(',"sha256":""}') + 32


def sealed(text: str) -> str:
    """A JSON object as text, with a checksum as its last key. It must have other keys."""
    return f'{text[:-1]},"sha256":"{_checksum(text)}"}}'


def unsealed(text: str) -> str | None:
    """The object without its checksum; None where there is no checksum or a wrong one."""
    found = _SEAL.fullmatch(text[-_LENGTH:])
    if found is None:
        return None
    original = f"{text[:-_LENGTH]}}}"
    return original if _checksum(original) == found[1] else None


def has_checksum(text: str) -> bool:
    """Whether there is a checksum, right or wrong; files of earlier versions have none."""
    return '"sha256":"' in text


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
