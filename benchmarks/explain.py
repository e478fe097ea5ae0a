"""How long explanations take: the conflict of a week that cannot be, and everything that `weekfit explain` says."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import click
import tabulate

from benchmarks.cases import BenchmarkCase, cases
from solver.explain.conflict import conflict
from solver.explain.explanation import Explanation, explain
from solver.explain.prices import Price
from solver.files.reader import read_case
from solver.model.search import Budget, Feasibility, possible, search
from solver.rulesets.case import Case

CONFLICT_AIM, EXPLANATION_AIM = 2.0, 10.0  # seconds
QUICK = ("impossible-week", "something-has-to-give")
CHECKED = 2  # so many prices of rules are worked out again


@dataclass(frozen=True)
class Run:
    """One scenario explained: seconds, what was found, and what is wrong with it."""

    name: str
    conflict: float | None
    whole: float
    found: str
    wrong: str

    def row(self) -> list[str]:
        """The run as a row of the table."""
        late = [
            f"over {aim:.0f} s"
            for seconds, aim in ((self.conflict, CONFLICT_AIM), (self.whole, EXPLANATION_AIM))
            if seconds is not None and seconds > aim
        ]
        conflict_ms = "" if self.conflict is None else f"{1000 * self.conflict:.0f}"
        return [self.name, conflict_ms, f"{self.whole:.2f}", self.found, self.wrong or ", ".join(late) or "ok"]


def run(wanted: BenchmarkCase) -> Run:
    """Explain one scenario, and check the answer."""
    case = read_case(wanted.path)
    seconds = None
    if wanted.expected.status == "infeasible":
        started = time.perf_counter()
        conflict(case.problem, case.rules)
        seconds = time.perf_counter() - started
    started = time.perf_counter()
    explanation = explain(case)
    whole = time.perf_counter() - started
    return Run(wanted.name, seconds, whole, _found(explanation), "; ".join(_faults(wanted, explanation)))


def _found(explanation: Explanation) -> str:
    if explanation.repairs is not None:
        return f"conflict of {len(explanation.conflicts[0])}, {len(explanation.repairs.repairs)} repairs"
    prices = len(explanation.rules) + len(explanation.sessions) + len(explanation.windows)
    return f"{prices} prices, {len(explanation.hours)} hours"


def _faults(wanted: BenchmarkCase, explanation: Explanation) -> Iterator[str]:
    schedule = explanation.schedule
    if differs := wanted.expected.differs(str(schedule.status), schedule.left_out, schedule.points):
        yield differs
    if not explanation.complete:
        yield "incomplete"
    if schedule.status == "infeasible":
        yield from _useless(explanation)
    else:
        yield from _mispriced(explanation)


def _useless(explanation: Explanation) -> Iterator[str]:
    """Repairs that leave no week."""
    repairs = explanation.repairs
    assert repairs is not None
    if not repairs.repairs:
        yield "no repair"
    for repair, data in zip(repairs.repairs[:CHECKED], repairs.data, strict=False):
        changed: Case = explanation.case.changed(data)
        if possible(changed.problem, changed.rules, Budget(None), presolve=True) is not Feasibility.POSSIBLE:
            yield f"does not help: {repair.text}"


def _mispriced(explanation: Explanation) -> Iterator[str]:
    """Rules whose price is not what the week without them says."""
    case, before = explanation.case, explanation.schedule
    dearest = sorted(explanation.rules, key=lambda priced: -(priced.price.points if priced.price else 0))
    for priced in dearest[:CHECKED]:
        score = search(case.problem, [rule for rule in case.rules if rule.id != priced.id]).score
        price = None if score is None else Price((before.left_out or 0) - score.left_out, (before.points or 0) - score.points)
        if price != priced.price:
            yield f"the price of {priced.id} is {price}, not {priced.price}"


@click.command()
@click.argument("scenario", nargs=-1)
@click.option("--quick", is_flag=True, help="Two scenarios only.")
@click.pass_context
def command(ctx: click.Context, scenario: tuple[str, ...], quick: bool) -> None:
    """Seconds to explain every SCENARIO (default: all of them), answers checked."""
    wanted = cases(scenario or (QUICK if quick else ()))
    if unknown := sorted(set(scenario) - {case.name for case in wanted}):
        raise click.UsageError(f"no scenario is called {', '.join(unknown)}")
    runs = [run(case) for case in wanted]
    headers = ("Scenario", "conflict (ms)", "all (s)", "found", "answer")
    align = ("left", "right", "right", "left", "left")
    click.echo(tabulate.tabulate([each.row() for each in runs], headers, "simple", colalign=align, disable_numparse=True))
    click.echo(
        f"\nat worst {max(each.whole for each in runs):.2f} s; aims: a conflict in {CONFLICT_AIM:.0f} s, all in {EXPLANATION_AIM:.0f} s"
    )
    wrong = [each.name for each in runs if each.wrong]
    if wrong:
        click.echo(f"wrong: {', '.join(wrong)}", err=True)
    ctx.exit(1 if wrong else 0)
