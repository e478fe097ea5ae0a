"""What a batch is made of: a job, the function that does it, and the fingerprint that tells whether it was done already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

Work = Callable[[Any], dict[str, Any]]
MEASURED = "_measured"


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do.

    Attributes:
        key: its name in messages, unique in the batch.
        fingerprint: a hash of all that its result depends on: input, the content of rules, options, versions.
        payload: what `work` is called with.
        about: plain data that stands beside the result, whatever that is.
    """

    key: str
    fingerprint: str
    payload: Any
    about: Any = None

    def head(self) -> dict[str, Any]:
        """What its record begins with."""
        head = {"key": self.key, "fingerprint": self.fingerprint}
        return head if self.about is None else {**head, "about": self.about}


@dataclass(frozen=True, slots=True)
class Tally:
    """How a batch stands.

    Attributes:
        done: jobs that are on disk, of which `kept` were there from an earlier run.
        failed, crashed: jobs of `done` that ended with an exception, or with the death of every process that tried them.
        damaged: results of an earlier run that were edited or cut off since, and are not used.
        total: how many there will be, where somebody knows.
        note: what a person should know now, such as that there is no worker.
    """

    done: int = 0
    kept: int = 0
    failed: int = 0
    crashed: int = 0
    damaged: int = 0
    total: int | None = None
    note: str = ""

    def plus(self, *, kept: int = 0, solved: int = 0, failed: int = 0, crashed: int = 0) -> Tally:
        """The tally with so many more: `solved` ended well."""
        return replace(
            self,
            done=self.done + kept + solved + failed + crashed,
            kept=self.kept + kept,
            failed=self.failed + failed,
            crashed=self.crashed + crashed,
            note="",
        )


Progress = Callable[[Tally], None]


def fingerprint(*parts: Any) -> str:
    """A hash of plain data; dates, which JSON has not, are told as text. The order of keys counts, for it may in files."""
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
