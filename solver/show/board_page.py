"""A squad's board as one page (HTML) for the wall: it prints on A4, landscape, for a dozen athletes as for hundreds."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from solver.show.board import Board, Entry, Meeting, Row, day_text, meeting_text
from solver.show.column import FAMILIES
from solver.show.markup import node, nodes, style
from solver.show.occupancy import occupancy
from solver.show.page import document, name, section

UNKNOWN = "plain"  # of a kind that only the athlete's own scenario knows


def board_page(board: Board) -> str:
    """The whole board as a page."""
    return document(board.titled, _body(board), style("page", "board"))


def _body(board: Board) -> Iterator[Element]:
    first, last = board.dates[0], board.dates[-1]
    when = f"{day_text(first)} to {day_text(last)} {last.year} · {board.timezone}"
    yield node("header", node("h1", name(board.name)), node("p", f"{when} · {board.counted}"))
    yield node("div", _table(board), class_="wide roomy")
    yield from _key(board)
    yield from _meetings(board)
    yield from _places(board)
    yield from _losses(board)
    if board.certain:
        yield node("p", board.certain, class_="certainty")


def _table(board: Board) -> Element:
    days = (node("th", f"{day:%a}", node("small", f" {day.day} {day:%b}"), scope="col") for day in board.dates)
    head = node("tr", node("th", "Athlete", scope="col"), *days)
    body = node("tbody", *(_row(row) for row in board.rows))
    return node("table", node("caption", "Who trains what and when"), node("thead", head), body, class_="board")


def _row(row: Row) -> Element:
    about = [row.timezone] if row.timezone else []
    about += [f"{row.minutes} min"] if row.minutes else []
    about += [f"{len(row.given_up)} given up"] if row.given_up else []
    about += [f"{len(row.left_out)} left out"] if row.left_out else []
    lost = node("span", f"−{row.lost}", class_="lost") if row.lost else None
    label = node("th", name(row.name), node("small", " · ".join(about)), lost, scope="row")
    if row.told:
        told = node("td", node("strong", "No week: "), row.told, colspan=len(row.days), class_="none")
        return node("tr", label, told)
    return node("tr", label, *(node("td", *(_chip(entry) for entry in day), class_=None if day else "rest") for day in row.days))


def _chip(entry: Entry) -> Element:
    family, _ = FAMILIES[entry.modality] if entry.modality else (UNKNOWN, "")
    classes = f"chip {family} {'hard' if entry.hard else 'soft'}{' group' if entry.meeting else ''}"
    told = ", ".join(
        text
        for text in (f"{entry.minutes} min", "hard" if entry.hard else "", entry.place, "group" if entry.meeting else "")
        if text
    )
    return node("div", node("b", entry.time), " ", entry.title, " ", node("small", told), class_=classes)


def _key(board: Board) -> Iterator[Element]:
    entries = [entry for row in board.rows for day in row.days for entry in day]
    there = {FAMILIES[entry.modality] for entry in entries if entry.modality}
    chips = [
        node("span", text, class_=f"chip {family} hard")
        for family, text in dict.fromkeys(FAMILIES.values())
        if (family, text) in there
    ]
    chips += [node("span", "filled: hard", class_="chip plain hard"), node("span", "pale: not hard", class_="chip plain soft")]
    if any(entry.meeting for entry in entries):
        chips.append(node("span", "framed: a group session", class_="chip plain soft group"))
    yield node("p", *chips, "Times are each athlete's own.", class_="key")


def _meetings(board: Board) -> Iterator[Element]:
    if board.meetings:
        yield section("Together", node("dl", *(_meeting(board, meeting) for meeting in board.meetings), class_="meetings"))


def _meeting(board: Board, meeting: Meeting) -> Element:
    lines = [node("p", meeting_text(meeting))]
    if meeting.when:
        lines += nodes("p", [f"{len(meeting.there)} there: {board.named(meeting.there)}"])
        lines += nodes("p", [f"Absent: {board.named(meeting.absent)}"] if meeting.absent else [])
    return node("div", node("dt", meeting.title, " ", node("small", meeting.id)), node("dd", *lines))


def _places(board: Board) -> Iterator[Element]:
    for place in board.places:
        picture = node("figure", occupancy(place, board.dates), class_="wide")
        yield section(f"{place.name}: room for {place.capacity}", picture)


def _losses(board: Board) -> Iterator[Element]:
    rows = [
        node("tr", node("th", name(row.name), scope="row"), node("td", row.lost), node("td", " ".join(row.because)))
        for row in board.losers
    ]
    if rows:
        head = node("tr", *(node("th", text, scope="col") for text in ("Athlete", "Lost", "Because")))
        table = node("table", node("thead", head), node("tbody", *rows))
        yield section("Who lost what against a week of their own", node("div", table, class_="wide"))
