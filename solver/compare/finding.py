"""What a comparison found, in sentences made from its summary: no difference is claimed that the tests and intervals do not carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from solver.compare.statistics import LEVEL, Estimate
from solver.compare.summary import Difference, Summary
from solver.compare.vary import Sweep
from solver.domain.errors import listed

MAIN = "kept"  # the one measure that every scenario has: a week that is impossible has kept nothing
MOST_NAMED = 3


def finding(summary: Summary) -> str:
    """One sentence: which sets cost training or give more of it than the reference, by how much; or that no difference was found."""
    differences = [d for d in summary.differences if d.measure == MAIN]
    if not differences:
        return f"Nothing can be said: no scenario was solved both under {summary.reference} and under another set."
    less = sorted((d for d in differences if d.found and d.result.mean.value < 0), key=lambda d: d.result.mean.value)
    more = sorted((d for d in differences if d.found and d.result.mean.value > 0), key=lambda d: -d.result.mean.value)
    if not less and not more:
        return _nothing_found(summary, differences)
    parts = [_part(found, word) for found, word in ((less, "less"), (more, "more")) if found]
    rest = len(differences) - len(less) - len(more)
    tail = f"; for {'the other' if rest == 1 else f'{rest} others'} no difference was found" if rest else ""
    compared = _weeks(d.result.n for d in (*less, *more))
    return f"Compared with {summary.reference} on {compared}, {listed(parts, 'and')}{tail}."


def sweep_finding(summary: Summary, sweep: Sweep) -> str:
    """One sentence on a sweep: what the last step does against the reference, and from which step on a difference is found."""
    name = f"{sweep.rule}.{sweep.parameter}"
    differences = [d for d in summary.differences if d.measure == MAIN]
    if not differences:
        return f"Nothing can be said of {name}: no scenario was solved at two of its steps."
    found = [d for d in differences if d.found]
    if not found:
        return f"Varying {name}: {_nothing_found(summary, differences)[0].lower()}{_nothing_found(summary, differences)[1:]}"
    strongest = max(found, key=lambda d: abs(d.result.mean.value))
    word = "less" if strongest.result.mean.value < 0 else "more"
    return (
        f"With {name} at {_value(strongest.set)} instead of {_value(summary.reference)}, weeks keep {word} of the training that is wanted: "
        f"{interval(strongest.result.mean, signed=True)} percentage points on average, over {strongest.result.n} weeks; a difference from "
        f"{_value(summary.reference)} is found at {_span([_value(d.set) for d in found])}."
    )


def _span(steps: Sequence[str]) -> str:
    """The steps one by one, or where they are many how many, from which to which."""
    if len(steps) <= MOST_NAMED:
        return listed(steps, "and")
    return f"{len(steps)} steps between {steps[0]} and {steps[-1]}"


def _value(step: str) -> str:
    """The varied number out of a step's name."""
    return step.partition("=")[2]


def _weeks(numbers: Iterable[int]) -> str:
    counted = sorted(set(numbers))
    if counted == [1]:
        return "1 week"
    return f"{counted[0]} weeks" if len(counted) == 1 else f"{counted[0]} to {counted[-1]} weeks"


def _part(found: Sequence[Difference], word: str) -> str:
    named = listed((f"{d.set} ({interval(d.result.mean, signed=True)})" for d in found[:MOST_NAMED]), "and")
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    verb = "keeps" if len(found) == 1 else "keep"
    return f"{named}{more} {verb} {word} of the training that is wanted (percentage points, on average)"


def _nothing_found(summary: Summary, differences: Sequence[Difference]) -> str:
    if all(d.result.higher == d.result.lower == 0 for d in differences):
        names = listed((d.set for d in differences[:MOST_NAMED]), "and")
        more = f" and {len(differences) - MOST_NAMED} more" if len(differences) > MOST_NAMED else ""
        every = _weeks(d.result.n for d in differences)
        verb = "keeps" if len(differences) == 1 else "keep"
        return f"No difference found: {names}{more} {verb} exactly as much of the training that is wanted as {summary.reference}, on {every}."
    widest = max(differences, key=lambda d: abs(d.result.mean.value))
    return (
        f"No difference found in how much of the training that is wanted is kept: the largest is that of {widest.set} against "
        f"{summary.reference}, {interval(widest.result.mean, signed=True)} percentage points on {widest.result.n} weeks."
    )


def interval(estimate: Estimate, *, signed: bool = False, digits: int = 1) -> str:
    """`−4.1 [−5.0, −3.2]`."""
    value, low, high = (number(x, digits, signed=signed) for x in (estimate.value, estimate.low, estimate.high))
    return f"{value} [{low}, {high}]"


def number(value: float, digits: int = 1, *, signed: bool = False) -> str:
    """A figure with so many digits after the point, a true minus sign, and no sign on nothing."""
    text = f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
    if float(text) == 0:
        text = f"{0:.{digits}f}"
    return text.replace("-", "−")


def chance(p: float) -> str:
    """`0.03`, `< 0.001`."""
    if p < 0.001:
        return "< 0.001"
    return "1" if p >= 0.9995 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def caveats(summary: Summary) -> list[str]:
    """What anyone who quotes the finding has to say with it."""
    per_cent = f"{100 * LEVEL:.0f} %"
    lines = [
        f"Every set was compared with {summary.reference}, scenario by scenario. Intervals are {per_cent} and not corrected; p values are "
        f"exact sign tests, corrected by Holm's method for all {summary.tests} tests of this report.",
        "Measures that only a solved week has are compared on the scenarios that both sets solved. Those are the easier ones: a strict set "
        "looks better there than it is. “Training kept” and feasibility count every scenario whose answer is known.",
        "A set's points count what that set counts. They are never compared between sets; the crosswise table judges weeks of both by one.",
    ]
    unproven = sum(s.statuses["feasible"] for s in summary.sets)
    unknown = sum(s.statuses["unknown"] for s in summary.sets)
    failed = sum(s.statuses["failed"] for s in summary.sets)
    if unproven:
        lines.append(f"{_pairs(unproven)} not proven best within the effort allowed: their weeks are counted as they are.")
    if unknown:
        lines.append(f"{_pairs(unknown)} without an answer within the effort allowed: counted, and missing from every measure.")
    if failed:
        lines.append(
            f"{_pairs(failed)} without an answer because something failed (see `why` in pairs.csv): counted, and missing."
        )
    return lines


def _pairs(number: int) -> str:
    return f"{number} pair{' is' if number == 1 else 's are'}"
