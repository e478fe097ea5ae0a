"""The answers of a search that may be interrupted, in a file: one line of JSON each, under a first line that says of which search."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import IO, Any

from solver.batch.worker import as_json
from solver.domain.errors import InputError


class KeptAnswers:
    """Answers by key; see `solver.squad.together.kept`."""

    def __init__(self, known: dict[str, Any], file: IO[str]) -> None:
        self._known = known
        self._file = file
        self._lock = Lock()

    def get(self, key: str) -> Any:
        """What is kept under a key; None where nothing is."""
        return self._known.get(key)

    def keep(self, key: str, data: Any) -> None:
        """Keep something for the next run: it is in the file when this returns. InputError where the file cannot be written."""
        with self._lock:
            try:
                self._file.write(as_json({"key": key, "answer": data}) + "\n")
                self._file.flush()
            except OSError as error:
                raise _unwritable(error, self._file.name) from None


@contextmanager
def kept_answers(path: Path, fingerprint: str) -> Iterator[KeptAnswers]:
    """The answers in a file, which is started anew where it is of another search; InputError where it cannot be written."""
    first = as_json({"fingerprint": fingerprint})
    try:
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        lines = text.split("\n")
        goes_on = lines[0] == first
        file = path.open("a" if goes_on else "w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritable(error, str(path)) from None
    with file:
        if not goes_on:
            file.write(first + "\n")
        elif not text.endswith("\n"):
            file.write("\n")  # a run was killed within a line
        yield KeptAnswers(dict(filter(None, map(_answer, lines[1:]))) if goes_on else {}, file)


def _unwritable(error: OSError, source: str) -> InputError:
    return InputError(f"cannot be written: {error.strerror or error}.", source=source)


def _answer(line: str) -> tuple[str, Any] | None:
    """A line as key and answer; None for one that is damaged, such as the last one of a run that was killed."""
    try:
        data = json.loads(line)
        return data["key"], data["answer"]
    except (ValueError, TypeError, KeyError):
        return None
