"""A squad's board: the terminal's keeps to 100 columns whatever the names are, the page says everything and lets no name become markup."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.show.board import Meeting, Place, Step
from solver.show.board_json import board_json
from solver.show.board_page import board_page
from solver.show.board_text import WIDTH, board_text
from solver.show.chat import chat_text
from solver.show.fitting import broken, cells, cut, padded
from solver.show.occupancy import occupancy
from solver.show.shared_from import losses, places
from tests.show.boards import ANNA, BEN, DATES, EASY, GUS, GYM, LIFT, LONG, SMALL, SUNDAY, board, row
from tests.show.reading import Page, requests_of

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x>',
    "שרה כהן",
    "日本太郎" * 20,
    "x" * 80,
    "👩🏽‍⚕️ Kim",
    "=1+1",
    "a\x1b[2Jb\u202ec",
]


# --- the terminal


def test_the_terminal_says_who_trains_what_and_when():
    lines = board_text(SMALL).splitlines()
    anna = next(n for n, line in enumerate(lines) if line.startswith("Anna"))
    assert re.fullmatch(r"Anna +06:30 easy +· +· +· +· +· +08:00\+long", lines[anna])
    assert re.fullmatch(r"  -8 points +18:00!lift", lines[anna + 1])
    assert re.fullmatch(r"Ben +· +00:15>own +· +· +· +· +08:00\+long", lines[anna + 2])
    assert "2 left out" in lines[anna + 3]
    assert lines[anna + 4].startswith("Gus              no week: No heavy legs")
    text = "\n".join(lines)
    assert "sunday-long: Sun 29 Nov 08:00-09:30 at river with Kim\n    2 there: Anna and Ben\n    absent: Gus" in text
    assert "track: does not take place" in text
    assert "Anna: 8 points. The gym is full on Tue 18:00 (Ben)." in text


def test_the_strip_of_a_place_shows_how_full_it_is():
    """From 06:00, two characters an hour: at 17:30 two of three, from 18:00 to 19:00 full, at 19:00 one."""
    lines = board_text(SMALL).splitlines()
    strips = {
        line.split()[0]: line[13:] for line in lines[lines.index("gym: room for 3") :] if re.match(r"  [A-Z][a-z]{2} \d", line)
    }
    assert lines[lines.index("gym: room for 3") + 1][13:].split() == ["06", "08", "10", "12", "14", "16", "18"]
    assert strips["Tue"] == f"{'▅':>24}██▃  peak 3 of 3, full 18:00-19:00"
    assert strips["Thu"] == f"▃▃{'':26} peak 1 of 3"
    assert strips["Mon"].strip() == "nobody"


names = st.text(min_size=1, max_size=80) | st.sampled_from(HOSTILE)


@settings(deadline=None, max_examples=60)
@given(st.lists(names, min_size=1, max_size=5), names, st.integers(1, 10_000))
def test_the_terminal_keeps_to_its_width_and_obeys_nothing(people, word, capacity):
    entry = replace(LONG, word=word[:5], title=word, place=word, meeting="m")
    rows = [
        row(f"a{n}", name, (entry, entry), told=word if n == 4 else "", because=(word,), lost=word[:8])
        for n, name in enumerate(people)
    ]
    ids = tuple(each.id for each in rows)
    places = (replace(GYM, name=word, capacity=capacity, steps=(*GYM.steps, Step(0, 0, 1440, 1))),)
    text = board_text(board(*rows, meetings=(replace(SUNDAY, id=word, coach=word, there=ids, absent=ids),), places=places))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", text)
    assert max(cells(line) for line in text.splitlines()) <= WIDTH


def test_many_athletes_come_in_sections():
    rows = [row(f"a{n}", "", (EASY,)) for n in range(45)]
    text = board_text(board(*rows))
    heads = [line for line in text.splitlines() if line.startswith("Athletes ")]
    assert heads == ["Athletes 1 to 20 of 45", "Athletes 21 to 40 of 45", "Athletes 41 to 45 of 45"]
    assert text.count("Athlete    ") == 3
    assert all(re.search(rf"^a{n} ", text, re.MULTILINE) for n in range(45))


@given(st.text(max_size=60), st.integers(1, 40))
def test_a_text_is_cut_by_its_width(text, width):
    assert cells(padded(text, width)) == width
    assert cells(cut(text, width)) <= width
    assert all(cells(line) * 7 <= max(7 * 8, 200) for line in broken(text, 200, 2, 7))


# --- the page


def test_the_page_says_who_trains_what_and_when():
    root = Page(board_page(SMALL)).root
    table = next(node for node in root.every("table") if node.attributes.get("class") == "board")
    cells_ = [[cell.words for cell in line.every("td")] for line in table.every("tbody")[0].every("tr")]
    assert cells_[0] == [
        "06:30-07:15 Easy run 45 min, road 18:00-18:45 Full-body lift 45 min, hard, gym",
        *[""] * 5,
        "08:00-09:30 Long run 90 min, hard, river, group",
    ]
    assert cells_[1][1] == "00:15-00:45 +1 Own 30 min, gym"
    assert cells_[2] == [f"No week: {GUS.told}"]
    heads = [line.every("th")[0].words for line in table.every("tbody")[0].every("tr")]
    assert heads == ["Anna 180 min −8 points", "Ben America/New_York · 120 min · 2 left out", "Gus"]
    assert "Sun 29 Nov 08:00-09:30 at river with Kim 2 there: Anna and Ben Absent: Gus" in root.words
    assert "Anna 8 points The gym is full on Tue 18:00 (Ben)." in root.words
    assert "gym: room for 3" in root.words


def test_the_page_asks_for_nothing():
    root = Page(board_page(SMALL)).root
    assert requests_of(root) == []
    assert all("scope" in cell.attributes for cell in root.every("th"))
    assert root.every("svg")[0].attributes["aria-label"] == "How full gym is: room for 3"


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_markup_or_is_obeyed(name):
    entry = replace(LONG, title=name, place=name, time=name, meeting=name)
    hostile = board(
        row(name, name, (entry,), lost=name, because=(name,), left_out=(name,)),
        row("x", name, told=name),
        meetings=(Meeting(name, name, name, name, name, (name,), (name,)),),
        places=(replace(GYM, name=name),),
    )
    hostile = replace(hostile, name=name, counted=name, certain=name)
    text = board_page(hostile)
    root, plain = Page(text).root, Page(board_page(SMALL)).root
    assert {node.tag for node in root.walk()} <= {node.tag for node in plain.walk()}
    assert requests_of(root) == []
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)
    shown = name.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e")
    assert root.every("h1")[0].words == shown
    assert shown in chat_text(hostile.rows[0], hostile)
    assert json.loads(json.dumps(board_json(hostile)))["rows"][0]["name"] == name


def test_two_hundred_athletes_fit_on_a_page():
    rows = [row(f"a{n}", f"Athlete {n}", (EASY, LIFT), (EASY,), (LIFT,), (), (EASY,), (), (LONG,)) for n in range(200)]
    text = board_page(board(*rows))
    assert len(Page(text).root.every("tbody")[0].every("tr")) == 200
    assert len(text) < 400_000


# --- how full a place is


def test_the_picture_of_a_place_says_when_it_is_full():
    root = ET.fromstring(ET.tostring(occupancy(GYM, DATES)))
    svg = "{http://www.w3.org/2000/svg}"
    ticks = {node.text: float(node.get("x")) for node in root.iter(f"{svg}text") if node.get("class") == "tick"}
    hour = (ticks["08:00"] - ticks["06:00"]) / 2
    boxes = []
    for group in root.iter(f"{svg}g"):
        rect = group.find(f"{svg}rect")
        start = 6 * 60 + (float(rect.get("x")) - ticks["06:00"]) / hour * 60
        boxes.append(
            (round(start), round(float(rect.get("width")) / hour * 60), rect.get("class"), float(rect.get("height")) / 30)
        )
    share = [pytest.approx(part, abs=0.01) for part in (2 / 3, 1, 1, 1 / 3, 1 / 3)]
    expected = [(1050, 30, "some"), (1080, 45, "full"), (1125, 15, "full"), (1140, 30, "some"), (365, 55, "some")]
    assert [box[:3] for box in boxes] == expected
    assert [box[3] for box in boxes] == share
    assert [node.text for node in root.iter(f"{svg}text") if node.get("class") == "told"][1] == "peak 3 of 3, full 18:00-19:00"


def test_when_a_place_is_full():
    assert GYM.full(1) == "18:00-19:00"
    assert (GYM.peak(1), GYM.peak(3), GYM.peak(6)) == (3, 1, 0)
    assert replace(GYM, capacity=1).full(1) == "17:30-19:30"
    assert GYM.hours == (6 * 60, 20 * 60)
    assert Place("x", 1, ()).hours == (8 * 60, 16 * 60)
    assert Place("x", 1, (Step(0, 1400, 1440, 1),)).hours == (16 * 60, 24 * 60)


def test_what_is_shared_is_told_in_the_squads_time():
    """Moments with any offset; a night that two share is cut at midnight, and runs on over the end of one of them."""
    steps = [
        {"start": "2026-11-23T22:30:00+00:00", "end": "2026-11-23T23:30:00+01:00", "who": []},
        {"start": "2026-11-24T22:00:00+00:00", "end": "2026-11-24T18:30:00-05:00", "who": ["a", "b"]},
        {"start": "2026-11-24T23:30:00+00:00", "end": "2026-11-25T00:15:00+00:00", "who": ["b", "c"]},
        {"start": "2026-11-30T01:00:00+00:00", "end": "2026-11-30T02:00:00+00:00", "who": ["b"]},
    ]
    together = {"places": [{"place": "gym", "capacity": 2, "steps": steps}]}
    (gym,) = places(together, "Europe/London", DATES)
    assert gym.steps == (Step(1, 22 * 60, 24 * 60, 2), Step(2, 0, 15, 2))
    (gym,) = places(together, "Asia/Tokyo", DATES)
    assert gym.steps == (Step(2, 7 * 60, 9 * 60 + 15, 2),)


def test_reasons_are_sentences():
    def told(reason, *others):
        span = {"start": "2026-11-24T18:00:00+00:00", "end": "2026-11-24T19:00:00+00:00"}
        because = {"reason": reason, "what": "gym", **span, "others": list(others)}
        loss = {"athlete": "x", "given_up": [], "left_out": 0, "points": 3, "because": [because]}
        return losses({"losses": [loss]}, "Europe/Berlin", {"a": "Anna"})["x"]

    assert told("full", "a", "b") == ("3 points", ("No room at gym, Tue 24 Nov 19:00-20:00: Anna and b there.",))
    assert told("full", *"abcdefgh")[1] == ("No room at gym, Tue 24 Nov 19:00-20:00: Anna, b, c, d, e, f and 2 more there.",)
    assert told("closed")[1] == ("gym is closed, Tue 24 Nov 19:00-20:00.",)
    assert told("group", "a")[1] == ("gym is held, Tue 24 Nov 19:00-20:00, with Anna.",)
    nothing = {"athlete": "x", "given_up": [], "left_out": 0, "points": 0, "because": []}
    assert losses({"losses": [nothing, {**nothing, "points": -2}]}, "UTC", {}) == {}


# --- a week for a chat


def test_a_week_for_a_chat_is_plain_lines():
    assert chat_text(ANNA, SMALL).splitlines() == [
        "Hi Anna, this is your week, Mon 23 Nov to Sun 29 Nov:",
        "",
        "Mon 23 Nov: 06:30 Easy run, 45 min, road",
        "then 18:00 Full-body lift, 45 min, gym, hard",
        *(f"{day:%a} {day.day} Nov: rest" for day in DATES[1:6]),
        "Sun 29 Nov: 08:00 Long run, 90 min, river, hard, with Ben, led by Kim",
        "",
        "180 minutes in all; times are Europe/London.",
    ]
    ben = chat_text(BEN, SMALL)
    assert "times are America/New_York" in ben
    assert "Not this week: swim and row." in ben
    assert "Tue 24 Nov: 00:15 (on Wed 25 Nov) Own, 30 min" in ben


def test_a_chat_about_no_week_is_friendly():
    text = chat_text(GUS, SMALL)
    assert text.startswith("Hi Gus, there is no week for you yet: No heavy legs")
    assert "rest" not in text.splitlines()
