"""A comparison of rule sets as text: the finding, the sets, the differences, and who accepts whose weeks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from solver.compare.comparison import Comparison
from solver.compare.finding import caveats, chance, interval, number
from solver.compare.measures import BY_NAME
from solver.compare.statistics import Estimate
from solver.compare.summary import SetSummary, Summary
from solver.show.text import table, wrapped

SHOWN = ("kept", "minutes", "hard_days", "rest_days", "hiit_heavy_gap", "legs_to_long_run")  # one column each
DIFFERENCES = ("kept", "minutes", "rest_days", "hiit_heavy_gap")
MOST_CROSSED = 8  # sets of which the terminal has room for the crosswise table
NONE = "–"


def comparison_page(comparison: Comparison) -> str:
    """The whole answer of `weekfit compare`."""
    summary = comparison.summary
    parts = [wrapped(comparison.finding), sets_table(summary)]
    if len(summary.sets) > 1:
        parts.append(
            f"Against {summary.reference}: mean difference [95 %], more/same/less, corrected p\n\n{differences_table(summary)}"
        )
    if 1 < len({cross.judge for cross in summary.crosswise}) <= MOST_CROSSED:
        parts.append(f"Weeks of the set on the left that break no must of the set above\n\n{crosswise_table(summary)}")
    parts.append("\n".join(wrapped(line, "* ", "  ") for line in caveats(summary)))
    return "\n\n".join(parts)


def sets_table(summary: Summary) -> str:
    """Every set: how many weeks are possible, and the means of the main measures."""
    shown = [name for name in SHOWN if any(name in each.measures for each in summary.sets)]
    headers = ("Rule set", "Possible", "Open", *(BY_NAME[name].title for name in shown))
    rows = ([each.name, *possible(each), *(mean(each, name) for name in shown)] for each in summary.sets)
    return table(rows, headers, right=range(1, len(headers)))


def possible(each: SetSummary) -> tuple[str, str]:
    """How many weeks are possible, of how many, and of how many pairs that is not known."""
    solved = each.statuses["optimal"] + each.statuses["feasible"]
    unknown = each.statuses["unknown"] + each.statuses["failed"]
    share = f"{solved}/{each.n} ({solved / each.n:.0%})".replace("%", " %")
    return share, str(unknown or NONE)


def mean(each: SetSummary, name: str) -> str:
    """The mean of a measure over the scenarios that have it."""
    spread = each.measures.get(name)
    return number(spread.mean.value) if spread else NONE


def differences_table(summary: Summary) -> str:
    """Every other set against the reference."""
    shown = [name for name in DIFFERENCES if any(d.measure == name for d in summary.differences)]
    headers = ("Rule set", "Possible only by it/ref.", *(BY_NAME[name].title for name in shown))
    return table(_differences(summary, shown), headers)


def _differences(summary: Summary, shown: Sequence[str]) -> Iterator[list[str]]:
    for each in summary.possibilities:
        cells = [f"{each.only_set}/{each.only_reference}, p {chance(each.corrected)}"]
        for name in shown:
            found = summary.difference(each.set, name)
            if found is None:
                cells.append(NONE)
                continue
            r = found.result
            cells.append(f"{signed(r.mean)}\n{r.higher}/{r.equal}/{r.lower}, p {chance(found.corrected)}")
        yield [each.set, *cells]


def signed(estimate: Estimate) -> str:
    """`−4.1 [−5.0, −3.2]`."""
    return interval(estimate, signed=True)


def crosswise_table(summary: Summary) -> str:
    """Whose weeks break no must of whom."""
    judges = list(dict.fromkeys(cross.judge for cross in summary.crosswise))
    clean = {(cross.set, cross.judge): f"{cross.clean:.0%}".replace("%", " %") for cross in summary.crosswise}
    sets: Iterable[str] = (each.name for each in summary.sets)
    rows = ([name, *(clean.get((name, judge), NONE) for judge in judges)] for name in sets)
    return table(rows, ("Weeks of", *judges), right=range(1, len(judges) + 1))
