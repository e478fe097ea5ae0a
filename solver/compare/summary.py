"""The summary of a table of pairs: every set, every set against the reference, by kind of calendar, and crosswise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, quantiles

from solver.compare import statistics
from solver.compare.measures import COMPARED, MEASURES
from solver.compare.pairs import STATUSES, Pair, Table
from solver.compare.statistics import Estimate, Paired

CHANCE = 0.05  # a corrected p below this is called a difference


@dataclass(frozen=True)
class Spread:
    """How a measure lies over the scenarios of a set that have it."""

    n: int
    mean: Estimate
    least: float
    quarter: float
    median: float
    three_quarters: float
    most: float


@dataclass(frozen=True)
class KindSummary:
    """Sessions of a kind that are placed: the mean over the `n` solved scenarios that ask for any."""

    n: int
    mean: float


@dataclass(frozen=True)
class SetSummary:
    """One rule set: what became of its pairs, how each measure lies, and how many sessions of each kind are placed."""

    name: str
    n: int
    statuses: dict[str, int]
    possible: Estimate | None  # share of the pairs of which it is known
    measures: dict[str, Spread]
    placed: dict[str, KindSummary]


@dataclass(frozen=True)
class Difference:
    """One set minus the reference, in one measure, on the scenarios where both have it.

    Attributes:
        only_set, only_reference, neither: scenarios that are missing, because only one or neither has the measure.
        corrected: the p value after Holm's correction over all tests of the report.
    """

    set: str
    measure: str
    result: Paired
    only_set: int
    only_reference: int
    neither: int
    corrected: float = 1.0

    @property
    def found(self) -> bool:
        """Whether it is called a difference: the corrected test and the interval of the mean both say so."""
        return self.corrected < CHANCE and (self.result.mean.low > 0 or self.result.mean.high < 0)


@dataclass(frozen=True)
class Possibility:
    """In how many scenarios a week is possible by a set and by the reference (McNemar's table)."""

    set: str
    both: int
    only_set: int
    only_reference: int
    neither: int
    unknown: int
    p: float
    corrected: float = 1.0


@dataclass(frozen=True)
class GroupSet:
    """One set for one kind of calendar: weeks that are possible, of how many; not known of how many; training kept, in per cent."""

    group: str
    set: str
    n: int
    possible: int
    unknown: int
    kept: Estimate | None


@dataclass(frozen=True)
class GroupEffect:
    """One set minus the reference for one kind of calendar: an estimate without a test."""

    group: str
    set: str
    measure: str
    n: int
    mean: Estimate


@dataclass(frozen=True)
class Cross:
    """The weeks of one set judged by another.

    Attributes:
        n: weeks that the other could judge.
        clean: share of them that break no must of the other.
        musts: mean number of the other's musts that are broken.
        points: mean points by the other's rules.
        price: mean points beyond what the other's own week of the same scenario costs, over the `paired` scenarios that have both.
    """

    set: str
    judge: str
    n: int
    clean: float
    musts: float
    points: float
    price: float | None
    paired: int


@dataclass(frozen=True)
class Summary:
    """Everything that a report tells."""

    reference: str
    scenarios: int
    tests: int
    sets: tuple[SetSummary, ...]
    possibilities: tuple[Possibility, ...]
    differences: tuple[Difference, ...]
    groups: tuple[tuple[str, int], ...]
    by_group: tuple[GroupSet, ...]
    effects: tuple[GroupEffect, ...]
    crosswise: tuple[Cross, ...]

    def set(self, name: str) -> SetSummary:
        """The summary of one set."""
        return next(each for each in self.sets if each.name == name)

    def difference(self, name: str, measure: str) -> Difference | None:
        """One set against the reference in one measure."""
        return next((d for d in self.differences if (d.set, d.measure) == (name, measure)), None)


def summarised(table: Table, reference: str) -> Summary:
    """Sum up a table; every set is compared with the reference."""
    others = [name for name in table.sets if name != reference]
    possibilities = [_possibility(table, name, reference) for name in others]
    differences = [d for name in others for measure in COMPARED if (d := _difference(table, name, reference, measure.name))]
    corrected = statistics.holm([*(p.p for p in possibilities), *(d.result.p for d in differences)])
    first = len(possibilities)
    groups = [(group, sum(pair.group == group for pair in table.of(reference))) for group in table.groups]
    return Summary(
        reference=reference,
        scenarios=len(table.of(reference)),
        tests=len(corrected),
        sets=tuple(_set(table, name) for name in table.sets),
        possibilities=tuple(replace(p, corrected=c) for p, c in zip(possibilities, corrected[:first], strict=True)),
        differences=tuple(replace(d, corrected=c) for d, c in zip(differences, corrected[first:], strict=True)),
        groups=tuple(groups),
        by_group=tuple(_group(table, group, name) for group, _ in groups for name in table.sets),
        effects=tuple(_effects(table, others, reference)) if len(groups) > 1 else (),
        crosswise=tuple(_crosswise(table)),
    )


def _set(table: Table, name: str) -> SetSummary:
    pairs = table.of(name)
    known = [pair.possible for pair in pairs if pair.possible is not None]
    spreads = ((measure.name, _spread(_figures(pairs, measure.name))) for measure in MEASURES)
    return SetSummary(
        name,
        len(pairs),
        {status: sum(pair.status == status for pair in pairs) for status in STATUSES},
        statistics.share(sum(known), len(known)) if known else None,
        {measure: spread for measure, spread in spreads if spread},
        {kind: KindSummary(len(found), fmean(found)) for kind in table.kinds if (found := _figures(pairs, kind))},
    )


def _figures(pairs: Sequence[Pair], measure: str) -> list[float]:
    return [figure for pair in pairs if (figure := pair.figures.get(measure)) is not None]


def _spread(figures: list[float]) -> Spread | None:
    """The five numbers of a box, quartiles by linear interpolation, and the mean."""
    if not figures:
        return None
    low, middle, high = quantiles(figures, n=4, method="inclusive") if len(figures) > 1 else figures * 3
    return Spread(len(figures), statistics.average(figures), min(figures), low, middle, high, max(figures))


def _possibility(table: Table, name: str, reference: str) -> Possibility:
    both = [(a.possible, b.possible) for a, b in zip(table.of(name), table.of(reference), strict=True)]
    only_set, only_reference = both.count((True, False)), both.count((False, True))
    unknown = sum(None in pair for pair in both)
    p = statistics.sign_test(only_set, only_reference)
    return Possibility(name, both.count((True, True)), only_set, only_reference, both.count((False, False)), unknown, p)


def _difference(table: Table, name: str, reference: str, measure: str) -> Difference | None:
    """One set against the reference; None where no scenario has the measure under both."""
    figures = [(a.figures.get(measure), b.figures.get(measure)) for a, b in zip(table.of(name), table.of(reference), strict=True)]
    differences = [round(a - b, 4) for a, b in figures if a is not None and b is not None]
    if not differences:
        return None
    only_set = sum(a is not None and b is None for a, b in figures)
    only_reference = sum(a is None and b is not None for a, b in figures)
    neither = len(figures) - len(differences) - only_set - only_reference
    return Difference(name, measure, statistics.paired(differences), only_set, only_reference, neither)


def _group(table: Table, group: str, name: str) -> GroupSet:
    pairs = [pair for pair in table.of(name) if pair.group == group]
    possible = [pair.possible for pair in pairs]
    kept = _figures(pairs, "kept")
    estimate = statistics.average(kept) if kept else None
    return GroupSet(group, name, len(pairs), possible.count(True), possible.count(None), estimate)


def _effects(table: Table, others: Sequence[str], reference: str) -> Iterator[GroupEffect]:
    for name in others:
        both = list(zip(table.of(name), table.of(reference), strict=True))
        for group in table.groups:
            mine = [(a.figures, b.figures) for a, b in both if a.group == group]
            for measure in (each.name for each in COMPARED):
                figures = ((a.get(measure), b.get(measure)) for a, b in mine)
                differences = [round(a - b, 4) for a, b in figures if a is not None and b is not None]
                if differences:
                    yield GroupEffect(group, name, measure, len(differences), statistics.average(differences))


def _crosswise(table: Table) -> Iterator[Cross]:
    for name in table.sets:
        for judge in table.sets:
            mine = list(zip(table.of(name), table.of(judge), strict=True))
            judged = [week.judged[judge] for week, _ in mine if judge in week.judged]
            prices = [week.judged[judge][1] - own.judged[judge][1] for week, own in mine if judge in week.judged and own.solved]
            if judged:
                yield Cross(
                    name,
                    judge,
                    len(judged),
                    fmean(broken == 0 for broken, _ in judged),
                    fmean(broken for broken, _ in judged),
                    fmean(points for _, points in judged),
                    fmean(prices) if prices else None,
                    len(prices),
                )
