"""One week as a page (HTML) that needs nothing else: the picture, the table, what was left out and what it costs, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from solver.domain.problem import Problem
from solver.domain.schedule import Schedule
from solver.show import facts
from solver.show.facts import Day, Item
from solver.show.markup import as_html, node, nodes, style
from solver.show.picture import picture
from solver.show.text import shortened

NO_REQUESTS = "default-src 'none'; style-src 'unsafe-inline'"


def page(
    problem: Problem, schedule: Schedule, certain: str | None = None, more: Mapping[str, Sequence[str]] | None = None
) -> str:
    """The whole answer of `weekfit solve` as a page.

    Args:
        problem: whose week it is.
        schedule: the answer.
        certain: how sure it is, where that is not this week's own affair.
        more: what else there is to say: paragraphs by heading.
    """
    body = [*week(problem, schedule, certain)]
    body += [section(heading, *nodes("p", lines)) for heading, lines in (more or {}).items() if lines]
    return document(f"{facts.who(problem)}, {facts.dates(problem)}", body, style("page"))


def document(title: str, body: Iterable[Element], *styles: Element) -> str:
    """A page that asks for nothing outside itself and runs nothing."""
    head = node(
        "head",
        node("meta", charset="utf-8"),
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("meta", http_equiv="Content-Security-Policy", content=NO_REQUESTS),
        node("meta", name="color-scheme", content="light dark"),
        node("title", title),
        *styles,
    )
    return as_html(node("html", head, node("body", node("main", *body)), lang="en"))


def week(problem: Problem, schedule: Schedule, certain: str | None = None) -> Iterator[Element]:
    """Everything on the page of one week, from top to bottom."""
    where = f"{facts.dates(problem)} · {problem.scenario.timezone} · rules: {', '.join(schedule.rules)}"
    yield node("header", node("h1", name(facts.who(problem))), node("p", where))
    if schedule.status == "infeasible":
        yield from conflict(schedule)
    elif schedule.status == "unknown":
        yield node("p", facts.no_schedule(schedule), class_="alert")
    yield node("figure", picture(problem, schedule), class_="wide")
    if schedule.points is not None:
        yield _table(facts.days(problem, schedule))
        yield _sums(problem, schedule)
        yield from _left_out(schedule)
        yield from _costs(schedule)
        yield from nodes("p", facts.notes(schedule))
        yield node("p", facts.certainty(schedule) if certain is None else certain, class_="certainty")


def name(text: str) -> Element:
    """A name from a file, which may run from right to left without turning what stands beside it."""
    return node("bdi", text)


def section(heading: str, *content: Element, class_: str | None = None) -> Element:
    """A part of a page under its heading."""
    return node("section", node("h2", heading), *content, class_=class_)


def conflict(schedule: Schedule) -> Iterator[Element]:
    """Why there is no week, and what would help."""
    parts = node("ul", *nodes("li", facts.conflict(schedule)))
    yield section(facts.NO_WEEK, parts, node("p", facts.proof(schedule)), class_="alert")
    if schedule.repairs:
        more = facts.more_repairs(schedule.repairs)
        ways = node("ol", *nodes("li", facts.repairs(schedule.repairs)))
        yield section(facts.REPAIRS, ways, *nodes("p", [more] if more else []))


def _table(days: Iterable[Day]) -> Element:
    head = node("tr", *(node("th", text, scope="col") for text in ("Day", "Time", "Session", "Min", "Effort", "Place")))
    body = node("tbody", *(row for day in days for row in _rows(day)))
    table = node("table", node("caption", "The week, session by session"), node("thead", head), body)
    return node("div", table, class_="wide")


def _rows(day: Day) -> Iterator[Element]:
    label = node("th", day.label, scope="row", rowspan=max(1, len(day.items)))
    if not day.items:
        yield node("tr", label, node("td", "rest day", colspan=5, class_="rest"))
    for number, item in enumerate(day.items):
        yield node("tr", label if number == 0 else None, *_cells(item))


def _cells(item: Item) -> Iterator[Element]:
    yield node("td", item.time, class_="figure")
    yield node("td", node("strong", item.title), " ", node("small", item.kind or item.id if item.title != item.id else item.kind))
    yield node("td", str(item.minutes), class_="figure")
    yield node("td", item.effort)
    yield node("td", f"{item.place} (fixed)".strip() if item.fixed else item.place)


def _sums(problem: Problem, schedule: Schedule) -> Element:
    pairs = (node("div", node("dt", label), node("dd", text)) for label, text in facts.sums(problem, schedule))
    return section("Sums", node("dl", *pairs))


def _left_out(schedule: Schedule) -> Iterator[Element]:
    entries = [node("li", node("strong", what), f". {why}") for what, why in facts.left_out(schedule)]
    if entries:
        yield section("Left out", node("ul", *entries))


def _costs(schedule: Schedule) -> Iterator[Element]:
    rows = [
        node(
            "tr",
            node("td", str(report.points), class_="figure"),
            node("th", report.id, scope="row"),
            node("td", shortened([breach.text for breach in report.breaches])),
        )
        for report in facts.paid(schedule)
    ]
    if rows:
        head = node("tr", *(node("th", text, scope="col") for text in ("Points", "Rule", "Why")))
        yield section("What it costs", node("div", node("table", node("thead", head), node("tbody", *rows)), class_="wide"))
