"""Files are UTF-8 whatever the terminal speaks; a narrow terminal gets something like what it lacks."""

import json
import subprocess
import sys
import tomllib

import pytest

from tests.cli.process import environment, weekfit
from tests.cli.running import PLAIN, SCENARIOS, run

NARROW = {
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "strict": {"PYTHONIOENCODING": "latin-1:strict"},
    "C": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
EVERYWHERE = pytest.mark.parametrize("env", NARROW.values(), ids=NARROW)
ID = "Łukasz-跑步–Zoë"


@pytest.fixture
def week(tmp_path):
    """A week whose athlete's id no narrow encoding has."""
    (tmp_path / "week.toml").write_text(f'{PLAIN}[athlete]\nid = "{ID}"\nname = "{ID}"\n', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("env", [NARROW["cp1252"], NARROW["C"]], ids=["cp1252", "C"])
def test_json_is_read_again(env, week):
    solved = weekfit("solve", "week.toml", "--json", cwd=week, env=env)
    assert solved.returncode == 0
    assert json.loads(solved.stdout.decode("utf-8"))["scenario"] == ID
    (week / "schedule.json").write_bytes(solved.stdout)
    assert run("check", str(week / "week.toml"), str(week / "schedule.json")).exit_code == 0


@pytest.mark.parametrize(
    ("encoding", "shown"), [("cp1252", "\\u0141ukasz-\\u8dd1\\u6b65–Zoë"), ("koi8-r", "\\u0141ukasz-\\u8dd1\\u6b65-Zoe")]
)
def test_text_is_in_the_terminals_encoding_and_nothing_is_a_question_mark(encoding, shown, week):
    """The stroke of the first letter is no accent, and has no letter below it."""
    page = weekfit("solve", "week.toml", cwd=week, env={"PYTHONIOENCODING": encoding})
    assert page.returncode == 0, page.stderr
    text = page.stdout.decode(encoding)
    assert "?" not in text
    assert shown in text


@pytest.mark.parametrize(
    ("char", "like"),
    [("…", "..."), ("–", "-"), ("é", "e"), ("×", "x"), ("→", "->"), ("−", "-"), ("█", "#"), ("走", "\\u8d70"), ("ﬁ", "fi")],
)
def test_what_is_printed_instead(char, like):
    from solver.cli.streams import degrade_gracefully

    degrade_gracefully()
    assert f"a{char}b".encode("ascii", "weekfit-substitute") == f"a{like}b".encode()


def test_no_character_of_the_programs_own_words_is_printed_as_a_number():
    """What the program itself says has something like it in ASCII."""
    from solver.cli.streams import degrade_gracefully

    degrade_gracefully()
    texts = [file.read_text(encoding="utf-8") for file in (SCENARIOS.parent / "solver").rglob("*.py")]
    chars = {char for text in texts for char in text if ord(char) > 127} - set("＝＋－＠")
    assert [char for char in chars if "\\" in char.encode("ascii", "weekfit-substitute").decode()] == []


@pytest.mark.parametrize(
    "args",
    [
        ("kinds", "--json"),
        ("rules", "show", "base", "--json"),
        ("schema", "squad"),
        ("new", "-"),
        ("calendar", "import", "empty.ics", "--week", "2026-11-23", "--timezone", "UTC", "--free", "mon 06:00-07:00 Łąka"),
    ],
    ids=" ".join,
)
def test_what_is_a_file_has_the_same_bytes_everywhere(args, tmp_path):
    (tmp_path / "empty.ics").write_text("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n", encoding="utf-8")
    first = weekfit(*args, cwd=tmp_path, env={"PYTHONIOENCODING": "utf-8"})
    assert (first.returncode, weekfit(*args, cwd=tmp_path, env=NARROW["ascii"]).stdout) == (0, first.stdout)
    if "--json" not in args and args[0] != "schema":
        assert tomllib.loads(first.stdout.decode("utf-8"))


@EVERYWHERE
def test_a_message_about_an_odd_name_is_a_message(env, tmp_path):
    result = weekfit("solve", f"{ID}.toml", cwd=tmp_path, env=env)
    assert result.returncode == 2
    assert b"there is no such file" in result.stderr
    assert b"Traceback" not in result.stderr


def test_a_name_that_is_no_text_can_be_told_as_json(tmp_path):
    """File names are bytes: one that is no UTF-8 is in the JSON as an escape."""
    (tmp_path / "squad.toml").write_text('week = 2026-11-23\nathletes = "*.json"\n', encoding="utf-8")
    command = f"cd {tmp_path} && touch $'\\xff.json' && {sys.executable} -m solver squad check squad.toml --json"
    result = subprocess.run(["bash", "-c", command], env=environment(), capture_output=True, check=False, timeout=60)
    assert result.returncode == 2, result.stderr
    assert json.loads(result.stdout.decode("utf-8"))["wrong"] == 1
