"""A week's page: it says what the schedule says, asks for nothing outside itself, is legible, and lets no name become markup."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from solver.domain.schedule import NotPlaced, Schedule
from solver.files.reader import read_case
from solver.fit import fit
from solver.rulesets.case import Case
from solver.rulesets.ruleset import load
from solver.show.board_page import board_page
from solver.show.page import page
from solver.show.picture import svg_file
from tests.cli.running import IMPOSSIBLE, NURSE, PLAIN, run
from tests.show.boards import SMALL
from tests.show.reading import Drawn, Page, requests_of
from tests.show.weeks import SHIPPED, shipped
from tests.support.browser import dumped
from tests.support.programs import needs
from tests.support.weeks import problem_of

ROOT = Path(__file__).parents[2]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></svg><script>",
    "Zoë & Co. ]]> <!-- -->",
    "שרה כהן",
    "日本太郎" * 20,
    "👩🏽‍⚕️ nurse",
]


def page_of(case, schedule):
    return Page(page(case.problem, schedule)).root


@pytest.mark.parametrize("name", SHIPPED)
def test_the_page_says_what_the_schedule_says(name):
    case, schedule = shipped(name)
    root = page_of(case, schedule)
    words = root.words
    assert (case.problem.scenario.athlete.name or case.problem.scenario.athlete.id) in root.every("h1")[0].words
    for item in schedule.sessions:
        assert f"{item.start:%H:%M}-{item.end:%H:%M}" in words
    for item in schedule.not_placed:
        assert f"{item.id}" in words
        assert item.why in words
    for report in schedule.rules_report:
        if report.level == "should" and report.points:
            row = next(row for row in root.every("tr") if report.id in row.words)
            assert row.every("td")[0].words == str(report.points)
            assert report.breaches[0].text in row.words
    if schedule.sessions:
        rows = root.every("tbody")[0].every("tr")
        rest = 7 - len({item.day for item in schedule.sessions})
        assert len(rows) == len(schedule.sessions) + rest
        assert sum(int(cell.attributes["rowspan"]) for row in rows for cell in row.every("th")) == len(rows)


def test_the_page_of_a_week_that_cannot_be():
    case, schedule = shipped("impossible-week")
    root = page_of(case, schedule)
    alert = next(node for node in root.every("section") if node.attributes.get("class") == "alert")
    assert alert.every("li")[0].words.startswith(schedule.conflict[0].text)
    assert len(alert.every("li")) == len(schedule.conflict)
    ways = [item.words for item in root.every("ol")[0].every("li")]
    assert [way.rpartition(" →")[0] for way in ways] == [repair.text for repair in schedule.repairs[:5]]
    assert f"and {len(schedule.repairs) - 5} more" in root.words
    assert "Sums" not in root.words


def test_the_page_of_a_week_that_was_not_found_in_time():
    """It says so, and shows what is known: when the athlete is free, and what is fixed."""
    case, _ = shipped("student-triathlete")
    unknown = Schedule(scenario="x", week=case.problem.clock.week, timezone="Europe/Dublin", rules=("base",), status="unknown")
    assert "Time ran out before any schedule was found" in page_of(case, unknown).words
    picture = Drawn(svg_file(case.problem, unknown), case.problem.clock.week)
    assert len(list(picture.boxes("session", "block"))) == sum(session.fixed is not None for session in case.problem.sessions) > 0
    assert list(picture.boxes("window"))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_page_asks_for_nothing_and_is_small(name):
    case, schedule = shipped(name)
    text = page(case.problem, schedule)
    root = Page(text).root
    assert requests_of(root) == []
    assert root.every("html")[0].attributes["lang"] == "en"
    assert root.every("title")[0].words
    assert root.every("svg")[0].attributes["role"] == "img"
    assert root.every("svg")[0].attributes["aria-label"]
    assert all("scope" in cell.attributes for cell in root.every("th"))
    assert "default-src 'none'" in text
    assert len(text.encode()) < 60_000


def test_requests_would_be_seen():
    bad = "<!DOCTYPE html><style>a{b:url(http://x)}</style><p onclick='x'></p><a href='/y'></a><script></script>"
    assert len(requests_of(Page(bad).root)) == 4


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_markup(name):
    data = {
        "week": "2026-10-05",
        "rules": "free",
        "athlete": {"name": name[:80]},
        "availability": {"every": ["06:00-09:00"]},
        "sessions": [{"kind": "own", "minutes": 30}, {"kind": "own", "minutes": 80}],
        "kinds": {"own": {"like": "easy_run", "title": name[:80]}},
    }
    case = Case.of(data, problem_of(data), load(["free"]))
    schedule = fit(case)
    plain = page_of(*shipped("beginner-three-runs"))
    root = page_of(case, schedule)
    assert root.every("h1")[0].words == " ".join(name[:80].split())
    assert {node.tag for node in root.walk()} <= {node.tag for node in plain.walk()} | {"bdi", "section", "ul", "li"}
    assert requests_of(root) == []
    assert [cell.words for cell in root.every("strong")] == [" ".join(name[:80].split())] * 2
    drawn = Drawn(svg_file(case.problem, schedule), case.problem.clock.week)
    assert drawn.of("head")[0].text.startswith(name[:50])


def test_what_comes_from_a_file_of_results_is_shown_and_not_obeyed():
    """A schedule may have been tampered with: control characters and turned text in its words are made visible."""
    case, schedule = shipped("beginner-three-runs")
    why = "because \x1b[2J\x00 of \u202egnihton\uffff\u2028 </p><script>"
    odd = schedule.model_copy(update={"not_placed": (NotPlaced(id="x", kind="easy_run", priority="normal", why=why),)})
    for text in (page(case.problem, odd), svg_file(case.problem, odd)):
        assert not re.search("[\x00-\x08\x0b-\x1f\u202e\uffff\u2028]", text)
        assert "\\x1b[2J\\x00" in text
        assert "\\u202egnihton" in text
    assert not page_of(case, odd).every("script")


@needs("chromium")
def test_a_browser_shows_it_without_a_word_and_without_a_request(tmp_path):
    """Pages with hostile names, one of a week and one of a squad: nothing fails, nothing is fetched, nothing runs."""
    case, schedule = shipped("beginner-three-runs")
    named = case.problem.scenario.athlete.model_copy(update={"name": HOSTILE[2]})
    problem = replace(case.problem, scenario=case.problem.scenario.model_copy(update={"athlete": named}))
    for name, text in (("week", page(problem, schedule)), ("board", board_page(replace(SMALL, name=HOSTILE[1])))):
        path = tmp_path / f"{name}.html"
        path.write_text(text, encoding="utf-8")
        opened = dumped(path.as_uri(), tmp_path / name)
        assert opened.errors == []
        assert opened.requests == []
        assert "</svg>" in opened.dom
        assert "<script" not in opened.dom
        assert "<img" not in opened.dom


# --- legible


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def fills(sheet: str) -> dict[str, str]:
    """The last fill of each selector."""
    found = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        colour = re.search(r"(?<![-\w])fill: (#[0-9a-f]{6})", body)
        for selector in selectors.split(","):
            if colour:
                found[selector.strip().removeprefix(".week ")] = colour[1]
    return found


@pytest.mark.parametrize("dark", [False, True])
def test_texts_stand_out_from_what_is_behind_them(dark):
    """At least 4.5 to 1 (WCAG 2.2, AA), by day and by night."""
    sheet = (ROOT / "solver" / "show" / "picture.css").read_text(encoding="utf-8")
    light, _, night = sheet.partition("@media")
    colours = fills(light) | (fills(night.partition("{")[2]) if dark else {})
    for family in ("run", "lift", "cross", "calm"):
        assert contrast(colours[f".{family}.hard rect"], colours[".hard text"]) >= 4.5
        assert contrast(colours[f".{family}.soft .block"], colours[".session text"]) >= 4.5
    for text, behind in [
        ("tick", "paper"), ("date", "paper"), ("sub", "paper"), ("key", "paper"), ("places", "window rect")]:  # fmt: skip
        assert contrast(colours[f".{text}"], colours[f".{behind}"]) >= 4.5


# --- the command


def test_the_command_writes_both_and_still_answers(tmp_path):
    html, svg = tmp_path / "week.html", tmp_path / "week.svg"
    result = run("solve", NURSE, "--html", str(html), "--svg", str(svg))
    assert result.exit_code == 0
    assert result.stdout.split(" s.")[0][:-4] == run("solve", NURSE).stdout.split(" s.")[0][:-4]
    assert "Night-shift nurse" in Page(html.read_text(encoding="utf-8")).root.words
    case = read_case(NURSE)
    assert len(list(Drawn(svg.read_text(encoding="utf-8"), case.problem.clock.week).boxes("session", "block"))) >= 6
    assert sorted(path.name for path in tmp_path.iterdir()) == ["week.html", "week.svg"]


def test_json_stays_alone(tmp_path):
    result = run("solve", NURSE, "--json", "--html", str(tmp_path / "week.html"))
    assert json.loads(result.stdout)["status"] == "optimal"
    assert (tmp_path / "week.html").exists()


def test_a_week_that_cannot_be_is_written_too(tmp_path):
    html, svg = tmp_path / "week.html", tmp_path / "week.svg"
    assert run("solve", IMPOSSIBLE, "--html", str(html), "--svg", str(svg)).exit_code == 1
    assert "There is no such week" in Page(html.read_text(encoding="utf-8")).root.words
    assert "There is no such week" in svg.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_one_message_after_the_answer(tmp_path):
    svg = tmp_path / "week.svg"
    for bad in (tmp_path / "nowhere" / "week.html", tmp_path):
        result = run("solve", NURSE, "--html", str(bad), "--svg", str(svg))
        assert result.exit_code == 2
        assert "Optimal: proven" in result.stdout
        assert result.stderr.count("Error: ") == 1
        assert str(bad) in result.stderr
        assert svg.exists()  # the other one is written all the same
        svg.unlink()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--html", "-"], "standard output"),
        (["--svg", ""], "name a file"),
        (["--html", "same", "--svg", "same"], "same file"),
        (["--html", "week.html", "--ties"], "one week"),
        (["--svg", "week.svg", "--alternatives", "2"], "one week"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_solved(tmp_path, monkeypatch, options, word):
    monkeypatch.chdir(tmp_path)
    Path("week.toml").write_text(PLAIN, encoding="utf-8")
    result = run("solve", "week.toml", *options)
    assert result.exit_code == 2
    assert word in result.stderr
    assert result.stdout == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["week.toml"]
