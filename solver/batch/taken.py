"""What comes back from a worker, looked at before it is believed: its shape, and what the batch's own check says of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, get_args

from solver.batch.pool import Ending, Outcome, Task
from solver.batch.worker import LONGEST_REASON, as_json
from solver.domain.errors import visible

Check = Callable[[Any, dict[str, Any]], None]  # of a job's payload and its result; raises an exception for a wrong one
WRONG = "what came back is not right"


def taken(payload: Any, outcome: Outcome, check: Check | None) -> Outcome:
    """An outcome as it can be written: its texts are JSON of the right shape. A result that is not, or that fails the check, has failed."""
    try:
        found = json.loads(outcome.text)
        if outcome.ending != "result":
            return replace(outcome, text=as_json(visible(str(found))[:LONGEST_REASON]), measured=None)
        if not isinstance(found, dict):
            raise TypeError("not a table of keys and values")  # noqa: TRY301 - told as what a check raises
        if check is not None:
            check(payload, found)
        return replace(outcome, text=_writable(found), measured=_measured(outcome.measured))
    except Exception as error:  # noqa: BLE001 - whatever somebody else's result leads to
        return failed(outcome.number, str(error) or type(error).__name__)


def failed(number: int, why: str) -> Outcome:
    """The outcome of a task whose result cannot be used."""
    return Outcome(number, "failed", as_json(visible(f"{WRONG}: {why}")[:LONGEST_REASON]))


def outcomes_of(tasks: Sequence[Task], found: Any) -> list[Outcome]:
    """What came back for some tasks; where that is anything else than an outcome for each, all have failed."""
    numbers = [task.number for task in tasks]
    if isinstance(found, list) and all(map(_is_outcome, found)) and [outcome.number for outcome in found] == numbers:
        return found
    return [failed(number, "not the outcomes of the tasks that were sent") for number in numbers]


def _is_outcome(value: Any) -> bool:
    return (
        type(value) is Outcome
        and type(value.number) is int
        and value.ending in get_args(Ending)
        and type(value.text) is str
        and isinstance(value.measured, (str, type(None)))
    )


def _measured(text: str | None) -> str | None:
    """What was measured, where it can be written; nothing depends on it."""
    try:
        return None if text is None else _writable(json.loads(text))
    except ValueError:
        return None


def _writable(value: Any) -> str:
    """Data as JSON that a file can hold; raises ValueError for what it cannot, such as half a character."""
    text = as_json(value)
    text.encode()
    return text
