"""The tables of a comparison's report."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from solver.compare.finding import chance, interval, number
from solver.compare.measures import BY_NAME, MEASURES, Measure
from solver.compare.pairs import Pair, Table
from solver.compare.summary import Difference, SetSummary, Summary
from solver.show.comparison_pictures import forest_axis, forest_row, forest_scale
from solver.show.markup import node

NONE = "–"
MAIN_COLUMNS = (
    "kept", "left_out", "sessions", "minutes", "cardio_reached", "strength_days", "hard_days", "rest_days", "hiit_heavy_gap",
    "hiit_heavy_close", "legs_to_long_run", "load", "monotony", "early_starts", "late_starts",
)  # fmt: skip
GROUPED = ("kept", "minutes", "hiit_heavy_close")


def grid(caption: str, head: Sequence[str | Element], rows: Iterable[Sequence[str | Element]], class_: str = "") -> Element:
    """A table that scrolls where it is wider than the page: the first cell of a row is its name, the rest are figures."""
    body = [
        node(
            "tr",
            node("th", row[0], scope="row"),
            *(cell if _is_cell(cell) else node("td", cell, class_="figure") for cell in row[1:]),
        )
        for row in rows
    ]
    top = node("tr", *(node("th", cell, scope="col") for cell in head))
    table = node(
        "table", node("caption", caption) if caption else None, node("thead", top), node("tbody", *body), class_=class_ or None
    )
    return node("div", table, class_="wide")


def _is_cell(cell: str | Element) -> bool:
    return not isinstance(cell, str) and cell.tag == "td"


def sets(summary: Summary) -> Element:
    """What became of every set's pairs, and the means of the main measures."""
    shown = [name for name in MAIN_COLUMNS if any(name in each.measures for each in summary.sets)]
    head = ("Rule set", "Possible", "95 %", "Not proven", "No answer", *(BY_NAME[name].title for name in shown))
    rows = ([each.name, *_statuses(each), *(_mean(each, name) for name in shown)] for each in summary.sets)
    return grid("Every set: weeks that are possible, and mean figures", head, rows)


def _statuses(each: SetSummary) -> tuple[str, str, str, str]:
    solved = each.statuses["optimal"] + each.statuses["feasible"]
    share = each.possible
    bounds = f"{100 * share.low:.0f}–{100 * share.high:.0f} %" if share else NONE
    return (
        f"{solved} of {each.n}",
        bounds,
        str(each.statuses["feasible"]),
        str(each.statuses["unknown"] + each.statuses["failed"]),
    )


def _mean(each: SetSummary, name: str) -> str:
    spread = each.measures.get(name)
    return number(spread.mean.value, 2 if spread.mean.value < 10 else 1) if spread else NONE


def placed(summary: Summary) -> Element:
    """How many sessions of each kind are placed, by every set."""
    kinds = list(dict.fromkeys(kind for each in summary.sets for kind in each.placed))
    head = ("Rule set", *(kind.removeprefix("placed_").replace("_", " ") for kind in kinds))
    rows = (
        [each.name, *(number(each.placed[kind].mean, 2) if kind in each.placed else NONE for kind in kinds)]
        for each in summary.sets
    )
    return grid("Sessions placed: means over the weeks that ask for the kind", head, rows)


def spreads(summary: Summary, name: str) -> Element:
    """One measure under every set: how many weeks have it, mean with interval, the five numbers of a box."""
    rows = []
    for each in summary.sets:
        spread = each.measures.get(name)
        if spread is not None:
            five = (spread.least, spread.quarter, spread.median, spread.three_quarters, spread.most)
            rows.append([each.name, str(spread.n), interval(spread.mean, digits=2), *(number(value, 2) for value in five)])
    return grid("", ("Rule set", "n", "Mean [95 %]", "Least", "Quarter", "Median", "Three quarters", "Most"), rows)


def differences(summary: Summary, measure: str) -> Element | None:
    """Every set minus the reference in one measure, each with its picture; None where nothing could be compared."""
    found = [d for d in summary.differences if d.measure == measure]
    if not found:
        return None
    scale = forest_scale([d.result.mean for d in found])
    better = BY_NAME[measure].better
    words = ("better", "worse") if better == "more" else ("worse", "better") if better else ("more", "less")
    head = (
        "Rule set",
        forest_axis(scale),
        "Mean [95 %]",
        "Median [95 %]",
        words[0],
        "same",
        words[1],
        "n",
        "missing",
        "p",
        "corrected",
    )
    rows = [
        [d.set, forest_row(scale, d.result.mean, f"{d.set}: {interval(d.result.mean, signed=True)}", verdict(d)), *_figures(d)]
        for d in found
    ]
    return grid(BY_NAME[measure].title, head, rows, "forest")


def verdict(difference: Difference) -> str:
    """`good`, `bad`, `other` where a difference was found, else `none`."""
    if not difference.found:
        return "none"
    better = BY_NAME[difference.measure].better
    if not better:
        return "other"
    return "good" if (difference.result.mean.value > 0) == (better == "more") else "bad"


def _figures(d: Difference) -> list[str | Element]:
    r = d.result
    missing = d.only_set + d.only_reference + d.neither
    told = f"{d.only_set} have it only under the set, {d.only_reference} only under the reference, {d.neither} under neither"
    return [
        node("td", interval(r.mean, signed=True, digits=2), class_=f"figure {verdict(d)}"),
        interval(r.median, signed=True, digits=2),
        *(str(count) for count in (r.higher, r.equal, r.lower, r.n)),
        node("td", str(missing), class_="figure", title=told),
        chance(r.p),
        chance(d.corrected),
    ]


def possibilities(summary: Summary) -> Element:
    """In how many scenarios a week is possible: by both, by one, by none."""
    head = ("Rule set", "by both", "only by the set", f"only by {summary.reference}", "by neither", "not known", "p", "corrected")
    rows = (
        [p.set, *(str(x) for x in (p.both, p.only_set, p.only_reference, p.neither, p.unknown)), chance(p.p), chance(p.corrected)]
        for p in summary.possibilities
    )
    return grid("Where a week is possible", head, rows)


def groups(summary: Summary) -> Element:
    """Every set for every kind of calendar: weeks that are possible, and training kept."""
    found = {(each.set, each.group): each for each in summary.by_group}
    head = ("Rule set", *(f"{group} ({count})" for group, count in summary.groups))
    rows = []
    for each in summary.sets:
        cells: list[str | Element] = [each.name]
        for group, _ in summary.groups:
            mine = found[each.name, group]
            kept = f"{number(mine.kept.value)} % kept" if mine.kept else "no answer"
            missing = mine.kept.value / 100 - 1 if mine.kept else 0
            cells.append(_shaded(f"{mine.possible} of {mine.n}", kept, missing, 1))
        rows.append(cells)
    return grid("Weeks that are possible, and training kept", head, rows, "shaded")


def by_group(summary: Summary, measure: str) -> Element:
    """Every set minus the reference by kind of calendar: mean with interval, and the number of scenarios."""
    effects = {(e.set, e.group): e for e in summary.effects if e.measure == measure}
    largest = max((abs(e.mean.value) for e in effects.values()), default=0)
    head = ("Rule set", *(f"{group} ({count})" for group, count in summary.groups))
    rows = []
    for name in dict.fromkeys(e.set for e in summary.effects):
        cells: list[str | Element] = [name]
        for group, _ in summary.groups:
            effect = effects.get((name, group))
            if effect is None:
                cells.append(NONE)
                continue
            gain = -effect.mean.value if BY_NAME[measure].better == "less" else effect.mean.value
            cells.append(_shaded(interval(effect.mean, signed=True), f"n {effect.n}", gain, largest))
        rows.append(cells)
    return grid(BY_NAME[measure].title, head, rows, "shaded")


def crosswise(summary: Summary) -> Element:
    """Whose weeks break no must of whom, and what they cost there beyond that set's own weeks."""
    judges = list(dict.fromkeys(cross.judge for cross in summary.crosswise))
    found = {(cross.set, cross.judge): cross for cross in summary.crosswise}
    rows = []
    for each in summary.sets:
        cells: list[str | Element] = [each.name]
        for judge in judges:
            cross = found.get((each.name, judge))
            if cross is None:
                cells.append(NONE)
                continue
            price = f"{number(cross.price, signed=True)} points" if cross.price is not None else "no own week"
            cells.append(_shaded(f"{100 * cross.clean:.0f} %", price, cross.clean - 1, 1))
        rows.append(cells)
    return grid("Weeks of the set on the left, judged by the set above", ("Weeks of", *judges), rows, "shaded")


def _shaded(text: str, more: str, value: float, largest: float) -> Element:
    """A cell that is shaded by how far a value is from nothing."""
    strength = min(1.0, abs(value) / largest) if largest else 0.0
    side = "less" if value < 0 else "more"
    return node("td", text, node("br"), node("small", more), class_=f"figure {side} s{math.ceil(strength * 4)}")


def extremes(table: Table, reference: str, measure: str, most: int = 3) -> Element | None:
    """For every set the scenarios in which it differs most from the reference, with the commands that show both weeks."""
    rows: list[Sequence[str | Element]] = []
    for name in table.sets:
        both = zip(table.of(name), table.of(reference), strict=True)
        figures = [(a.figures.get(measure), b.figures.get(measure), a, b) for a, b in both]
        apart = [(x - y, a, b) for x, y, a, b in figures if x is not None and y is not None and x != y]
        for difference, a, b in sorted(apart, key=lambda found: -abs(found[0]))[:most]:
            commands = (node("td", node("code", pair.command)) for pair in (a, b))
            rows.append([a.set, a.scenario, number(difference, signed=True), *commands])
    title = BY_NAME[measure].title
    head = ("Rule set", "Scenario", "Difference", "Its week", f"The week of {reference}")
    return grid(f"{title}: the largest differences", head, rows) if rows else None


def pairs(table: Table) -> Element:
    """Every pair: worth left out and points by the set's own rules, or what became of it."""
    rows = zip(*(table.of(name) for name in table.sets), strict=True)
    return grid("", ("Scenario", *table.sets), ([row[0].scenario, *(_outcome(pair) for pair in row)] for row in rows))


def _outcome(pair: Pair) -> str:
    if not pair.solved:
        return pair.status
    left_out, points = (number(pair.figures.get(name) or 0, 0) for name in ("left_out", "points"))
    return f"{left_out}, {points}{'' if pair.status == 'optimal' else ' (not proven)'}"


def told(measure: Measure) -> str:
    """What a measure is, without the marks that documents set words of the program in."""
    return measure.tells.replace("`", "")


def definitions() -> Element:
    """What every measure means."""
    parts = [node("div", node("dt", measure.title), node("dd", told(measure))) for measure in MEASURES]
    return node("dl", *parts, class_="definitions")
