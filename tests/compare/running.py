"""How these tests run a comparison: in this process, as quickly as it goes."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from solver.batch.pool import Outcome
from solver.batch.worker import as_json
from solver.compare import contenders, inputs
from solver.compare.comparison import Asked, Comparison, compare
from solver.compare.results import summary_json, write_results
from solver.compare.vary import Sweep
from solver.show.comparison_page import report


@dataclass
class Inline:
    """An engine that does each task at once, and counts them."""

    done: int = 0
    work: object = None
    _ended: deque[Outcome] = field(default_factory=deque)
    note: str = ""

    @contextmanager
    def pool(self, work):
        """This is the pool too."""
        self.work = work
        yield self

    @property
    def room(self):
        return 0 if self._ended else 1

    @property
    def busy(self):
        return bool(self._ended)

    def submit(self, task):
        """Do it, and keep how it ended."""
        self.done += 1
        try:
            result = self.work(task.payload)
        except Exception as error:  # noqa: BLE001
            self._ended.append(Outcome(task.number, "failed", as_json(str(error))))
            return
        measured = result.pop("_measured", None)
        self._ended.append(Outcome(task.number, "result", as_json(result), as_json(measured) if measured else None))

    def next(self, timeout):
        """How the oldest of them ended."""
        del timeout
        return self._ended.popleft() if self._ended else None


def compared(out: Path, entries, rules, *, sweep: str | None = None, engine=None, **asked) -> Comparison:
    """A comparison in a folder, written there as the command does."""
    given = Sweep.parse(sweep) if sweep else None
    sets = contenders.steps(rules[0], given) if given else contenders.contenders(rules)
    result = compare(entries, sets, Asked(("tests",), sweep=given, **asked), out, engine or Inline(), lambda _: lambda _: None)
    write_results(out, result.table, summary_json(result), report(result))
    return result


def weeks(number: int, name: str = "all", seed: int = 0):
    """Made-up weeks."""
    return inputs.population(name, number, seed, "family")
