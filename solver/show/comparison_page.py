"""A comparison as one HTML page: the finding, the tables, the pictures, and how to solve any pair of it again."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from solver.compare.comparison import Comparison
from solver.compare.finding import caveats
from solver.compare.measures import BY_NAME, COMPARED
from solver.show import comparison_tables as tables
from solver.show.comparison_pictures import curve, distributions
from solver.show.markup import as_html, node, nodes, style

PICTURED = ("kept", "minutes", "hard_days", "rest_days", "hiit_heavy_gap", "legs_to_long_run", "load", "monotony")
MOST_PAIRS = 20_000  # that are listed one by one


def report(comparison: Comparison) -> str:
    """The page: self-contained, without script, for screen and paper."""
    title = "Rule sets compared"
    head = node(
        "head",
        node("meta", charset="utf-8"),
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("title", title),
        style("page", "comparison"),
    )
    main = node("main", node("h1", title), node("p", comparison.finding, class_="finding"), *_parts(comparison))
    return as_html(node("html", head, node("body", main), lang="en"))


def _parts(comparison: Comparison) -> Iterator[Element]:
    summary, table = comparison.summary, comparison.table
    yield node("p", _subtitle(comparison), class_="rest")
    yield node("section", tables.sets(summary))
    if comparison.curves:
        yield _curves(comparison)
    yield node("section", node("h2", "What to keep in mind"), node("ul", *nodes("li", caveats(summary))))
    yield from _distributions(comparison)
    yield from _differences(comparison)
    yield from _groups(comparison)
    if summary.crosswise:
        yield _crosswise(comparison)
    yield _look(comparison)
    if len(table.pairs) <= MOST_PAIRS:
        yield node(
            "details", node("summary", "Every pair: worth left out and points by the set's own rules"), tables.pairs(table)
        )
    yield _how(comparison)


def _subtitle(comparison: Comparison) -> str:
    configuration = comparison.configuration
    versions = ", ".join(f"{name} {number}" for name, number in configuration["versions"].items())
    number = len(comparison.table.sets)
    return (
        f"{comparison.summary.scenarios} scenarios ({' '.join(configuration['inputs'])}), {number} rule sets, "
        f"{comparison.summary.scenarios * number} pairs. {versions}."
    )


def _curves(comparison: Comparison) -> Element:
    along = comparison.configuration["vary"]
    pictures = [
        node(
            "figure",
            curve(each.points, each.title, along, ""),
            node(
                "figcaption",
                f"{each.n} scenarios, the same ones at every step; the band is the 95 % interval of the mean. Steps are compared scenario by scenario below",
            ),
        )
        for each in comparison.curves
    ]
    return node("section", node("h2", f"What {along} does"), node("div", *pictures, class_="curves"))


def _differences(comparison: Comparison) -> Iterator[Element]:
    """Where a week is possible at all, then one table a measure."""
    summary = comparison.summary
    yield node("h2", f"Every set against {summary.reference}")
    yield node("section", tables.possibilities(summary))
    yield node(
        "p",
        f"The set's figure minus that of {summary.reference} on the same scenario. Points are means, bars their 95 % intervals; filled in "
        "colour is what the corrected test calls a difference.",
    )
    for measure in COMPARED:
        found = tables.differences(summary, measure.name)
        if found is not None:
            yield node("section", found, node("p", tables.told(measure), class_="rest"))


def _groups(comparison: Comparison) -> Iterator[Element]:
    summary = comparison.summary
    if not summary.effects:
        return
    yield node("h2", "By kind of calendar")
    yield node("section", tables.groups(summary))
    yield node(
        "p",
        f"Mean difference against {summary.reference} with its 95 % interval, for each kind. These are for looking, not for proof: they are "
        "not tested and not corrected, and of many intervals some miss by chance.",
    )
    for name in tables.GROUPED:
        yield node("section", tables.by_group(summary, name))


def _crosswise(comparison: Comparison) -> Element:
    words = (
        "The share of a set's weeks that break no must of the other set, and below it the mean points that they cost by its rules beyond what "
        "its own week of the same scenario costs: what a stricter set gains, and what it would pay. A week that leaves more out has less to "
        "pay for, so that a price can be below nothing."
    )
    return node("section", node("h2", "Judged by each other"), node("p", words), tables.crosswise(comparison.summary))


def _distributions(comparison: Comparison) -> Iterator[Element]:
    yield node("h2", "Distributions")
    yield node(
        "p", "Shape: how many scenarios; box: the middle half, with the median; line: from least to most; point: the mean."
    )
    pictures = [_distribution(comparison, name) for name in PICTURED]
    yield node("div", *(picture for picture in pictures if picture is not None), class_="pictures")
    yield node("section", tables.placed(comparison.summary))


def _distribution(comparison: Comparison, measure: str) -> Element | None:
    """One measure's picture, with the same in figures; None where no pair has it."""
    named = [(each, _figures(comparison, each, measure)) for each in comparison.table.sets]
    if not any(values for _, values in named):
        return None
    title = BY_NAME[measure].title
    figures = node("details", node("summary", "in figures"), tables.spreads(comparison.summary, measure))
    return node("figure", node("h3", title), node("div", distributions(named, title), class_="shapes"), figures)


def _figures(comparison: Comparison, name: str, measure: str) -> list[float]:
    return [figure for pair in comparison.table.of(name) if (figure := pair.figures.get(measure)) is not None]


def _look(comparison: Comparison) -> Element:
    words = (
        "Every pair is a row of pairs.csv, with its scenario, its rule set and the command that solves it again, to be run in the folder "
        "of this report. A week that was proven best comes out with the same points; one that was not may come out better."
    )
    found = (tables.extremes(comparison.table, comparison.summary.reference, name) for name in ("kept", "minutes"))
    return node("section", node("h2", "Look for yourself"), node("p", words), *found)


def _how(comparison: Comparison) -> Element:
    configuration = comparison.configuration
    sets = [
        f"{each['name']}: {each['title']} (--rules {each['rules']}, fingerprint {each['fingerprint']})"
        for each in configuration["sets"]
    ]
    effort = f"Effort allowed for each pair: {configuration['effort']:g} deterministic seconds of CP-SAT."
    return node(
        "section",
        node("h2", "What the figures are"),
        tables.definitions(),
        node("h2", "What was compared"),
        node("p", effort),
        node("ul", *nodes("li", sets)),
        class_="how",
    )
