"""A comparison from its inputs to its summary: solve, judge crosswise, sum up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solver.batch.job import Progress, fingerprint
from solver.batch.pool import Engine
from solver.batch.versions import versions
from solver.compare.contenders import Contender, reference
from solver.compare.curves import Curve, curves
from solver.compare.finding import finding, sweep_finding
from solver.compare.inputs import Entry
from solver.compare.pairs import Table
from solver.compare.plan import Plan
from solver.compare.summary import Summary, summarised
from solver.compare.vary import Sweep

Told = Callable[[str], Progress]  # what is done now -> who is told how it stands


@dataclass(frozen=True)
class Asked:
    """What was asked for: everything that a comparison's figures depend on, as it is kept with them.

    Attributes:
        inputs: paths, or the words that make the population.
        against: the set that the others are compared with; None: the first.
        group_by: what makes a kind of calendar.
        effort: the most for a pair, in CP-SAT's deterministic seconds.
        sweep: which number of the one set is varied.
    """

    inputs: tuple[str, ...]
    against: str | None = None
    group_by: str = "family"
    effort: float = 5.0
    sweep: Sweep | None = None


@dataclass(frozen=True)
class Comparison:
    """What came out."""

    asked: Asked
    table: Table
    summary: Summary
    finding: str
    curves: tuple[Curve, ...]
    configuration: dict[str, Any]


def compare(
    entries: Sequence[Entry], contenders: Sequence[Contender], asked: Asked, out: Path, engine: Engine, told: Told
) -> Comparison:
    """Compare rule sets over scenarios, in a folder that keeps every pair.

    Raises:
        InputError: the folder cannot be written, or the reference is none of the sets.
    """
    against = reference(contenders, asked.against)
    plan = Plan(entries, contenders, asked.effort, crosswise=asked.sweep is None)
    plan.write_inputs(out)
    plan.solve(out, engine, told("pairs solved"))
    if plan.crosswise:
        plan.judge(out, engine, told("scenarios judged crosswise"))
    table = plan.table(out)
    summary = summarised(table, against)
    sentence = sweep_finding(summary, asked.sweep) if asked.sweep else finding(summary)
    along = curves(table, asked.sweep.values) if asked.sweep else ()
    return Comparison(asked, table, summary, sentence, along, _configuration(asked, entries, contenders, against))


def _configuration(asked: Asked, entries: Sequence[Entry], contenders: Sequence[Contender], against: str) -> dict[str, Any]:
    """What somebody needs to know to do it again."""
    sweep = asked.sweep
    return {
        "inputs": list(asked.inputs),
        "scenarios": len(entries),
        "scenarios_fingerprint": fingerprint([entry.data for entry in entries]),
        "sets": [
            {
                "name": each.name,
                "title": each.ruleset.title,
                "rules": each.file,
                "fingerprint": fingerprint(each.to_data()["rules"]),
            }
            for each in contenders
        ],
        "against": against,
        "group_by": asked.group_by,
        "effort": asked.effort,
        "vary": f"{sweep.rule}.{sweep.parameter}" if sweep else None,
        "versions": versions(),
    }
