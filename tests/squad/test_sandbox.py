"""What an athlete's file names: only regular files in the squad's folder are read, and nothing in them is quoted."""

import os
import socket

import pytest

from solver.files.members import BadAthlete, expected, members
from solver.files.squad import read_squad
from tests.cli.running import PLAIN, by_hand, run
from tests.squad.files import lines, scenario, write

SECRET = b"-----BEGIN KEY-----\nhunter2 = hunter3\n"
RULES = b"title = 'x'\n"
BUSY = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:hunter2\r\n"
    b"DTSTART:20261123T060000Z\r\nDTEND:20261123T063000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def naming(what, path):
    """A scenario that names a file."""
    if what == "rules":
        return scenario("a", rules=path)
    return scenario("a", availability={"mon": "06:00-07:00 road", "calendars": path})


def the_one(squad):
    """What becomes of the only athlete of a squad."""
    (found,) = members(read_squad(squad))
    return found


@pytest.mark.parametrize("what", ["rules", "calendars"])
@pytest.mark.parametrize("content", [SECRET, RULES, BUSY, None])
@pytest.mark.parametrize("way", ["relative", "absolute", "link", "linked folder"])
def test_nothing_outside_the_folder_is_read(tmp_path, what, content, way):
    """Nobody can tell whether there is such a file."""
    inside, private = tmp_path / "in", tmp_path / "private"
    private.mkdir()
    if content is not None:
        (private / "x.toml").write_bytes(content)
    path = {"relative": "../private/x.toml", "absolute": str(private / "x.toml")}.get(way, "link.toml")
    squad = write(inside, all_jsonl=lines(naming(what, "there/x.toml" if way == "linked folder" else path)))
    (inside / "link.toml").symlink_to(private / "x.toml")
    (inside / "there").symlink_to(private)
    found = the_one(squad)
    assert isinstance(found, BadAthlete)
    assert "is outside the squad's folder. Maybe add its folder to `may_read` in squad.toml." in found.message
    assert "hunter" not in found.message


@pytest.mark.parametrize("what", ["rules", "calendars"])
def test_the_coach_allows_a_folder(tmp_path, what):
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "x.toml").write_bytes(RULES if what == "rules" else BUSY)
    squad = 'may_read = "../common"\nathletes = "all.jsonl"'
    path = write(tmp_path / "in", squad, all_jsonl=lines(naming(what, "../common/x.toml")))
    assert not isinstance(the_one(path), BadAthlete)


def test_the_squads_own_rules_may_be_anywhere(tmp_path):
    (tmp_path / "x.toml").write_bytes(RULES)
    own = scenario("a")
    del own["rules"]
    squad = write(tmp_path / "in", 'rules = "../x.toml"\nathletes = "all.jsonl"', all_jsonl=lines(own))
    assert not isinstance(the_one(squad), BadAthlete)


def test_a_rule_set_inside_extends_none_outside(tmp_path):
    (tmp_path / "x.toml").write_bytes(SECRET)
    extends = b"title = 'x'\nextends = '../x.toml'\n"
    found = the_one(write(tmp_path / "in", mine_toml=extends, all_jsonl=lines(naming("rules", "mine.toml"))))
    assert isinstance(found, BadAthlete)
    assert "hunter" not in found.message


FAULTS = {
    "not TOML": (SECRET + b"\x01", "x.toml: is no TOML (line 1, column 12)."),
    "no end": (b"hunter2 = '''", "x.toml: is no TOML, at its end."),
    "no JSON": (b'{"hunter2": "hunter3", "hunter2": 1}', "x.json: cannot be read as TOML or JSON."),
    "not UTF-8": (b"hunter2\xff", "x.toml: is no text in UTF-8 (byte 8, line 1)."),
    "keys": (b"title = 'x'\nhunter2 = 'hunter3'", "x.toml: this is not a valid rule set."),
    "a rule": (b"title = 'x'\n[[rules]]\nid = 'hunter2'\n", "x.toml: rules #1: this rule is not valid."),
    "extends": (b"title = 'x'\nextends = 'hunter2'\n", "x.toml: this is not a valid rule set."),
    "extends a file": (b"title = 'x'\nextends = 'hunter2.toml'\n", "x.toml: this is not a valid rule set."),
}


@pytest.mark.parametrize("name", FAULTS)
def test_messages_do_not_quote_a_named_file(tmp_path, name):
    """Also a file in the squad's folder: it may be somebody else's."""
    content, told = FAULTS[name]
    file = told.partition(":")[0]
    squad = write(tmp_path, all_jsonl=lines(naming("rules", file)))
    (tmp_path / file).write_bytes(content)
    found = the_one(squad)
    assert isinstance(found, BadAthlete)
    assert told in found.message
    assert "hunter" not in found.message
    (tmp_path / "week.toml").write_text(PLAIN.replace('"free"', f'"{file}"'), encoding="utf-8")
    (tmp_path / "hand.json").write_text(by_hand(), encoding="utf-8")
    result = run("check", str(tmp_path / "week.toml"), str(tmp_path / "hand.json"))
    assert (result.exit_code, "hunter" in result.output) == (2, False)
    assert told in result.stderr


def test_messages_quote_a_file_that_the_command_line_names(tmp_path):
    (tmp_path / "x.toml").write_bytes(b"title = 'x'\nhunter2 = 'hunter3'")
    assert "hunter2" in run("rules", "check", str(tmp_path / "x.toml")).stderr


# --- what is not a regular file


def pipe(path):
    """A named pipe: to open it waits for somebody at its other end."""
    os.mkfifo(path)


def bound(path):
    """A socket."""
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


SPECIAL = {
    "pipe": pipe,
    "socket": bound,
    "device": lambda path: path.symlink_to("/dev/zero"),
    "process": lambda path: path.symlink_to("/proc/self/environ"),
}


@pytest.mark.parametrize("sort", SPECIAL)
@pytest.mark.parametrize("what", ["rules", "calendars"])
def test_what_is_not_a_regular_file_is_not_read(tmp_path, monkeypatch, sort, what):
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    squad = write(tmp_path, 'may_read = "/"\nathletes = "all.jsonl"', all_jsonl=lines(naming(what, "x.toml")))
    SPECIAL[sort](tmp_path.joinpath("x.toml").relative_to(tmp_path))
    found = the_one(squad)
    assert isinstance(found, BadAthlete)
    assert "is not a regular file." in found.message


@pytest.mark.parametrize("name", ["x.toml", "x.jsonl"])
@pytest.mark.parametrize("pattern", ["x.*", None])
def test_an_athletes_file_that_is_a_pipe(tmp_path, name, pattern):
    squad = write(tmp_path, f'athletes = "{pattern or name}"')
    pipe(tmp_path / name)
    assert expected(read_squad(squad)) <= 1
    assert the_one(squad).message == "is not a regular file."
    assert run("squad", "check", squad).exit_code == 2


def test_standard_input_is_not_a_calendar(tmp_path, monkeypatch):
    """In the current folder, a file named `-` has the path that stands for standard input on the command line."""
    write(tmp_path, all_jsonl=lines(naming("calendars", "-")))
    monkeypatch.chdir(tmp_path)
    result = run("squad", "check", "squad.toml", stdin=BUSY)
    assert (result.exit_code, "there is no such file" in result.stdout) == (2, True)


# --- the athletes' files themselves


def test_an_athletes_file_that_is_a_link_to_somewhere_else(tmp_path):
    (tmp_path / "key.toml").write_bytes(SECRET)
    squad = write(tmp_path / "in", 'athletes = "a/*.toml"', a__x_toml=b"")
    (tmp_path / "in" / "a" / "x.toml").unlink()
    (tmp_path / "in" / "a" / "x.toml").symlink_to(tmp_path / "key.toml")
    found = the_one(squad)
    assert found.message.startswith("is outside the squad's folder.")
    assert "hunter" not in run("squad", "check", squad).output


def test_a_pattern_that_leads_outside_is_the_coachs_word(tmp_path):
    """The athletes there may name files in the squad's folder, and no others."""
    write(tmp_path / "in", "athletes = '../people/*.toml'", mine_toml=RULES)
    people = tmp_path / "people"
    people.mkdir()
    week = PLAIN.replace("week = 2026-11-23", "")
    (people / "a.toml").write_text(week.replace('"free"', '"../in/mine.toml"'), encoding="utf-8")
    (people / "b.toml").write_text(week.replace('"free"', '"mine.toml"'), encoding="utf-8")
    (people / "mine.toml.txt").write_bytes(RULES)
    first, second = members(read_squad(str(tmp_path / "in" / "squad.toml")))
    assert first.id == "a"
    assert not isinstance(first, BadAthlete)
    assert "is outside the squad's folder" in second.message


def test_a_link_to_a_folder_outside_is_not_walked_through(tmp_path):
    """One to `/` would mean the whole disk."""
    (tmp_path / "many" / "more").mkdir(parents=True)
    (tmp_path / "many" / "more" / "x.toml").write_bytes(SECRET)
    squad = write(tmp_path / "in", 'athletes = ["a/**/*.toml", "a/**"]', a__b__x_toml=b"goal = 'general'\n", a__y_toml=b"")
    (tmp_path / "in" / "a" / "y.toml").write_bytes(b"goal = 'general'\n")
    (tmp_path / "in" / "a" / ".git").mkdir()
    (tmp_path / "in" / "a" / ".git" / "z.toml").write_bytes(b"")
    (tmp_path / "in" / "a" / "there").symlink_to(tmp_path / "many")
    assert sorted(member.source for member in members(read_squad(squad))) == ["a/b/x.toml", "a/y.toml"]


# --- one scenario of somebody else


@pytest.fixture
def sent(tmp_path):
    """A scenario in a folder of its own, with rules and a calendar outside; and a schedule for it."""
    folder = tmp_path / "sent"
    folder.mkdir()
    (tmp_path / "x.toml").write_bytes(RULES)
    (tmp_path / "x.ics").write_bytes(BUSY)
    (folder / "hand.json").write_text(by_hand(), encoding="utf-8")
    return folder


@pytest.mark.parametrize("named", ["rules", "calendars"])
def test_check_and_compare_read_nothing_outside_the_scenarios_folder(sent, named):
    text = PLAIN.replace('"free"', '"../x.toml"') if named == "rules" else PLAIN
    if named == "calendars":
        text = text.replace("[availability]", '[availability]\ncalendars = "../x.ics"')
    (sent / "week.toml").write_text(text, encoding="utf-8")
    week, hand = str(sent / "week.toml"), str(sent / "hand.json")
    allowed = ("--may-read", str(sent.parent))
    result = run("check", week, hand)
    assert (result.exit_code, "outside the scenario's folder" in result.stderr) == (2, True)
    assert "Maybe --may-read DIR allows its folder." in result.stderr
    assert run("check", week, hand, *allowed).exit_code == 1  # key session is not there
    if named == "calendars":
        from solver.compare.inputs import entries
        from solver.domain.errors import InputError

        for path in (week, str(sent)):
            (sent / "hand.json").unlink(missing_ok=True)
            with pytest.raises(InputError, match="outside the scenario's folder"):
                entries([path], "family")
            assert len(entries([path], "family", [str(sent.parent)])) == 1


def test_compare_follows_no_link_out_of_a_folder(tmp_path):
    from solver.compare.inputs import entries
    from solver.domain.errors import InputError

    (tmp_path / "key.toml").write_bytes(SECRET)
    (tmp_path / "weeks").mkdir()
    (tmp_path / "weeks" / "a.toml").symlink_to(tmp_path / "key.toml")
    with pytest.raises(InputError, match="outside the scenario's folder") as told:
        entries([str(tmp_path / "weeks")], "family")
    assert "hunter" not in str(told.value)


def test_a_broken_file_that_ones_own_scenario_names_is_told_by_its_line(tmp_path):
    """What is wrong in a rule set is told, but no line is quoted: it may be no rule set at all."""
    (tmp_path / "week.toml").write_text(PLAIN.replace('"free"', '"x.toml"'), encoding="utf-8")
    (tmp_path / "x.toml").write_bytes(SECRET)
    result = run("solve", str(tmp_path / "week.toml"))
    assert (result.exit_code, "hunter" in result.output, "BEGIN" in result.output) == (2, False, False)
    assert "x.toml: is no TOML (line 1, column 12)." in result.stderr
