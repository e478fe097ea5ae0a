"""`squad board`, `explain` and `message` on a squad that has really been solved: two who want the gym at one time, a Sunday group with
one who is away, one who can have no week, one whose scenario is wrong; one comes from New York, and one has a hostile name."""

import json
import re
import shutil
from pathlib import Path

import pytest

from solver.show.beside import Beside, beside_html, beside_page
from solver.show.fitting import cells
from solver.show.week import week_page
from tests.cli.running import run, run_json
from tests.show.boards import SMALL, row
from tests.show.reading import Page, requests_of
from tests.show.weeks import shipped

SQUAD = """
name = "Harriers & <Friends>"
week = 2026-11-23
timezone = "Europe/London"
rules = "ordinary"
athletes = "athletes/*.toml"
[[sessions]]
kind = "full_body_lift"
minutes = [45, 60]
[[shared]]
place = "gym"
capacity = 1
[[together]]
id = "sunday-run"
kind = "long_run"
minutes = 90
place = "road"
days = "sun"
between = "08:00-12:00"
at_least = 2
points = 12
coach = "Sam"
[coaches.Sam.availability]
sun = "08:30-11:00 road"
"""
SUNDAY = 'sun = ["08:00-11:00 road"]\n'
ATHLETES = {
    "anna": '[athlete]\nname = "Anna"\n[availability]\ntue = ["18:00-19:45 gym"]\n' + SUNDAY,
    "ben": '[athlete]\nname = "Ben"\n[availability]\ntue = ["18:00-19:00 gym"]\n' + SUNDAY,
    "cleo": '[athlete]\nname = "<b>Cleo</b> שרה"\n[availability]\nsat = ["09:00-11:00 gym"]\n',
    "dan": 'timezone = "America/New_York"\n[athlete]\nid = "../../d<a>n"\nname = "日本 太郎 =1+1"\n'
    '[availability]\nwed = ["06:00-08:00 gym"]\nsun = ["03:00-06:00 road"]\n',
    "eve": '[athlete]\nname = "Eve"\n[availability]\nmon = ["07:00-08:00 gym"]\n'
    '[[sessions]]\nkind = "full_body_lift"\ncount = 2\nminutes = 60\npriority = "key"\n',
    "fritz": '[athlete]\nname = "Fritz"\n[availability]\nmon = ["07:00-07:30 gym"]\n'
    '[[sessions]]\nkind = "full_body_lift"\nminutes = 31\n',
}


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """The squad in a folder of its own, solved into `week`."""
    folder = tmp_path_factory.mktemp("squad")
    (folder / "squad.toml").write_text(SQUAD, encoding="utf-8")
    (folder / "athletes").mkdir()
    for name, text in ATHLETES.items():
        (folder / "athletes" / f"{name}.toml").write_text(text, encoding="utf-8")
    result = run("squad", "solve", str(folder / "squad.toml"), "--out", str(folder / "week"), "--workers", "1")
    assert result.exit_code == 2, result.output  # Fritz's scenario
    return folder


@pytest.fixture
def squad(solved):
    """The words that mean it: the squad's file and its results."""
    return [str(solved / "squad.toml"), "--out", str(solved / "week")]


# --- the board


def test_the_board_on_the_terminal(solved):
    text = run("squad", "board", str(solved / "week")).stdout
    lines = text.splitlines()
    assert max(cells(line) for line in lines) <= 100
    anna = next(n for n, line in enumerate(lines) if line.startswith("Anna"))
    assert re.fullmatch(r"Anna +· +19:00!lift +· +· +· +· +08:30\+long", lines[anna])
    assert re.fullmatch(r"  -3 points", lines[anna + 1])
    assert re.search(r"^Ben +· +18:00!lift +· +· +· +· +08:30\+long$", text, re.MULTILINE)
    assert re.search(r"^日本 太郎 =1\+1 +· +· +06:00!lift +· +· +· +03:30\+long$", text, re.MULTILINE)
    assert re.search(r"^Eve +no week: .*full_body_lift", text, re.MULTILINE)
    assert re.search(r"^Fritz +no week: sessions #1.minutes", text, re.MULTILINE)
    assert (
        "sunday-run: Sun 29 Nov 08:30-10:00 at road with Sam\n    3 there: Anna, Ben and 日本 太郎 =1+1\n    absent: <b>Cleo</b> שרה"
        in text
    )
    assert re.search(r"Tue 24 Nov .*peak 1 of 1, full 18:00-19:45", text)
    assert "Anna: 3 points. No room at gym, Tue 24 Nov 18:00-19:00: Ben there." in text
    assert "4 of 6 athletes have a week. No week for 2: none is possible (1), the scenario is wrong (1)." in text


def test_the_board_of_some_athletes(solved):
    text = run("squad", "board", str(solved / "week"), "--only", "B*", "--only", "anna").stdout
    assert re.findall(r"^(Anna|Ben|Eve|Fritz)\b", text, re.MULTILINE) == ["Anna", "Ben"]
    result = run("squad", "board", str(solved / "week"), "--only", "annna")
    assert result.exit_code == 2
    assert "no athlete 'annna'" in result.stderr
    assert result.stderr.endswith("Maybe 'anna'.\n")


def test_the_board_as_a_page(solved, squad, tmp_path):
    html = tmp_path / "board.html"
    result = run("squad", "board", *squad, "--html", str(html))
    assert "Harriers & <Friends>" in result.stdout
    root = Page(html.read_text(encoding="utf-8")).root
    assert requests_of(root) == []
    assert root.every("h1")[0].words == "Harriers & <Friends>"
    assert not root.every("friends")
    heads = [row.every("th")[0].words for row in root.every("tbody")[0].every("tr")]
    assert [head.split()[0] for head in heads] == ["Anna", "Ben", "<b>Cleo</b>", "日本", "Eve", "Fritz"]
    assert "America/New_York" in heads[3]
    assert "08:30-10:00 sunday-run 90 min, hard, road, group" in root.words


def test_the_board_as_data(solved):
    data = run_json("squad", "board", str(solved / "week"))
    rows = {row["id"]: row for row in data["rows"]}
    assert set(rows) == {"anna", "ben", "cleo", "../../d<a>n", "eve", "fritz"}
    assert rows["anna"]["days"][1][0]["time"] == "19:00-19:45"
    assert rows["../../d<a>n"]["days"][6][0]["time"] == "03:30-05:00"
    assert (data["meetings"][0]["there"], data["meetings"][0]["absent"]) == (["anna", "ben", "../../d<a>n"], ["cleo"])
    gym = data["places"][0]
    assert {"day": 1, "start": 18 * 60, "end": 19 * 60 + 45, "number": 1} in gym["steps"]  # Ben's hour, then Anna's


def test_a_board_that_cannot_be_written_is_shown_all_the_same(solved, tmp_path):
    result = run("squad", "board", str(solved / "week"), "--html", str(tmp_path / "no" / "where.html"))
    assert result.exit_code == 2
    assert "Anna" in result.stdout
    assert result.stderr.count("Error: ") == 1


def test_more_athletes_than_a_board_can_hold(solved, tmp_path):
    folder = tmp_path / "week"
    shutil.copytree(solved / "week", folder)
    shard = folder / "shards" / "00000.jsonl"
    shard.write_text(shard.read_text(encoding="utf-8") * 400, encoding="utf-8")  # 2,400 of them
    result = run("squad", "board", str(folder))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "more than 2,000 athletes" in result.stderr
    assert run("squad", "board", str(folder), "--only", "anna").exit_code == 0
    assert run("squad", "message", str(folder), "--all").stdout.count("Hi ") == 2400


# --- one athlete


def test_why_anna_trains_late(squad):
    result = run("squad", "explain", squad[0], "anna", *squad[1:])
    assert result.exit_code == 0
    text = " ".join(result.stdout.split())
    assert "full_body_lift (Tue 19:00) has 45 of the 60 min wished." in text
    assert "sunday-run: Sun 29 Nov 08:30-10:00 at road with Sam; with Ben and 日本 太郎 =1+1." in text
    assert "On its own the week would cost 0 points; with the others it costs 3 points. They lose 3 points to the others." in text
    assert "No room at gym, Tue 24 Nov 18:00-19:00: Ben there." in text
    assert "full_body_lift Tue 18:00, 60 min, gym Tue 19:00, 45 min, gym" in text
    assert max(cells(line) for line in result.stdout.splitlines()) <= 100


def test_who_loses_nothing_is_told_so(squad):
    text = " ".join(run("squad", "explain", squad[0], "cleo", *squad[1:]).stdout.split())
    assert "sunday-run: Sun 29 Nov 08:30-10:00 at road with Sam; they are not there." in text
    assert (
        "with the others it costs 12 points, 12 of them for group sessions without them. They lose nothing to the others." in text
    )


def test_athletes_are_found_by_name_too(squad):
    by_name, by_id = (run("squad", "explain", squad[0], who, *squad[1:]).stdout for who in ("日本 太郎 =1+1", "../../d<a>n"))
    assert by_name == by_id
    assert "America/New_York" in by_id


def test_who_can_have_no_week_is_told_why_and_what_would_help(squad):
    result = run("squad", "explain", squad[0], "eve", *squad[1:])
    assert result.exit_code == 1
    assert "There is no such week." in result.stdout
    assert "What would help" in result.stdout


def test_who_has_no_week_beside_the_others_sees_the_one_of_their_own():
    case, own = shipped("beginner-three-runs")
    crowded = row("x", "Xan", told="What must be in this week finds no room beside the others.")
    text = beside_page(Beside(case.problem, own, crowded, SMALL, "infeasible"))
    told = " ".join(text.split())
    assert told.startswith("Xan has no week beside the others: What must be in this week finds no room beside the others.")
    assert "On their own the best week would be this one." in told
    assert week_page(case.problem, own) in text
    assert (
        own.sessions[0].start.strftime("%H:%M")
        in Page(beside_html(Beside(case.problem, own, crowded, SMALL, "infeasible"))).root.words
    )


def test_a_scenario_that_is_wrong_is_one_message(squad):
    result = run("squad", "explain", squad[0], "fritz", *squad[1:])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.match(r"Error: .*fritz.toml: sessions #1.minutes: ", result.stderr)


def test_the_page_of_one_athlete(squad, tmp_path):
    html = tmp_path / "anna.html"
    run("squad", "explain", squad[0], "anna", *squad[1:], "--html", str(html))
    root = Page(html.read_text(encoding="utf-8")).root
    assert "08:30-10:00" in root.words
    assert "with Ben and 日本 太郎 =1+1." in root.words
    assert "They lose 3 points to the others. No room at gym, Tue 24 Nov 18:00-19:00: Ben there." in root.words
    assert requests_of(root) == []


def test_an_explanation_as_data(squad):
    data = run_json("squad", "explain", squad[0], "anna", *squad[1:])
    assert (data["lost"], data["because"]) == ("3 points", ["No room at gym, Tue 24 Nov 18:00-19:00: Ben there."])
    assert (data["alone"]["points"], data["schedule"]["points"]) == (0, 3)
    assert data["difference"]["points"] == [0, 3]


# --- a message


def test_a_week_to_paste(solved):
    text = run("squad", "message", str(solved / "week"), "anna").stdout
    assert "Tue 24 Nov: 19:00 Full-body lift, 45 min, gym, hard\n" in text
    assert "Sun 29 Nov: 08:30 sunday-run, 90 min, road, hard, with Ben and 日本 太郎 =1+1, led by Sam\n" in text
    dan = run("squad", "message", str(solved / "week"), "../../d<a>n").stdout
    assert "Sun 29 Nov: 03:30 sunday-run" in dan
    assert "times are America/New_York" in dan


def test_everybodys_message(solved):
    text = run("squad", "message", str(solved / "week"), "--all").stdout
    assert re.findall(r"^Hi (.*?), (?:this|there)", text, re.MULTILINE) == [
        "Anna",
        "Ben",
        "<b>Cleo</b> שרה",
        "日本 太郎 =1+1",
        "Eve",
        "Fritz",
    ]
    assert text.isprintable() or set(re.findall(r"[^\n]", text)) <= set(filter(str.isprintable, text))


@pytest.mark.parametrize("words", [[], ["anna", "--all"]])
def test_a_message_is_to_one_or_to_all(solved, words):
    result = run("squad", "message", str(solved / "week"), *words)
    assert result.exit_code == 2
    assert "name one athlete" in result.stderr


# --- what is not there


@pytest.mark.parametrize("command", [["board"], ["explain", "anna"], ["message", "anna"]])
def test_a_squad_that_has_not_been_solved(tmp_path, command):
    name, *words = command
    (tmp_path / "squad.toml").write_text(SQUAD, encoding="utf-8")
    unsolved = run("squad", name, str(tmp_path / "squad.toml"), *words)
    assert (unsolved.exit_code, unsolved.stdout) == (2, "")
    assert "Maybe --out DIR" in unsolved.stderr
    nowhere = run("squad", name, str(tmp_path / "squad.toml"), *words, "--out", str(tmp_path))
    assert (nowhere.exit_code, nowhere.stdout) == (2, "")
    assert "no results of `weekfit squad solve`" in nowhere.stderr


def test_an_explanation_needs_the_squads_file(solved):
    result = run("squad", "explain", str(solved / "week"), "anna")
    assert result.exit_code == 2
    assert "the squad's file" in result.stderr


@pytest.mark.parametrize("command", [["explain"], ["message"]])
def test_an_athlete_nobody_knows(squad, command):
    result = run("squad", *command, squad[0], "bem", *squad[1:])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("Maybe 'ben'.\n")


def test_a_scenario_that_has_changed_since_is_said_to_have(solved, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(solved, folder)
    anna = folder / "athletes" / "anna.toml"
    anna.write_text(ATHLETES["anna"].replace("19:45", "19:30"), encoding="utf-8")
    result = run("squad", "explain", str(folder / "squad.toml"), "anna", "--out", str(folder / "week"))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "have changed since it was solved" in result.stderr


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("summary.json", lambda data: {**data, "counts": 3}),
        ("summary.json", lambda data: {key: value for key, value in data.items() if key != "week"}),
        ("together.json", lambda data: {**data, "groups": [{"id": "x"}]}),
        ("together.json", lambda _: {"places": 1}),
    ],
)
def test_damaged_results_are_one_message(solved, tmp_path, name, change):
    folder = tmp_path / "week"
    shutil.copytree(solved / "week", folder)
    path: Path = folder / name
    path.write_text(json.dumps(change(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")
    result = run("squad", "board", str(folder))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "damaged" in result.stderr


def test_a_damaged_record_is_one_message(solved, tmp_path):
    folder = tmp_path / "week"
    shutil.copytree(solved / "week", folder)
    shard = folder / "shards" / "00000.jsonl"
    shard.write_text(shard.read_text(encoding="utf-8").replace('"minutes":60', '"minutes":"\\u001b[2J"'), encoding="utf-8")
    result = run("squad", "board", str(folder))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "\x1b" not in result.stderr
    assert "damaged" in result.stderr
