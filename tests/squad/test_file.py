"""Squad files: what athletes take from them, in which order they come, and what is said of those who are wrong."""

import json

import jsonschema
import pytest

from solver.domain.errors import InputError
from solver.files.members import Member, expected, members
from solver.files.paths import file_name
from solver.files.sandbox import Sandbox
from solver.files.schema import schema
from solver.files.squad import read_squad
from solver.files.text import parse
from solver.squad.ready import ready
from tests.cli.running import SCENARIOS, run, run_json
from tests.squad.files import lines, scenario, write

RIVERSIDE = SCENARIOS / "squads" / "riverside.toml"
DEFAULTS = """
timezone = "Europe/London"
rules = "free"
goal = "strength"
athletes = ["a/*.toml", "b.jsonl"]
[[sessions]]
kind = "easy_run"
minutes = 20
"""


def everybody(path, rules=()):
    """The athletes of a squad file."""
    return list(members(read_squad(path, rules)))


def test_the_shipped_squad_is_right():
    assert run("squad", "check", str(RIVERSIDE)).output.endswith("12 athletes, all as they should be.\n")
    found = everybody(str(RIVERSIDE))
    assert [member.id for member in found][:3] == ["anna", "ben", "chiara"]
    assert all(ready(member).problem.sessions for member in found)


def test_an_athlete_takes_what_they_do_not_say_themselves(tmp_path):
    own = b'timezone = "Europe/Berlin"\nrules = "base"\n[availability]\nmon = "06:00-08:00"\n[[sessions]]\nkind = "long_run"\n'
    squad = write(tmp_path, DEFAULTS, a__x_toml=own, b_jsonl=lines({"availability": {"mon": "06:00-08:00"}}))
    first, second = (ready(member) for member in everybody(squad))
    assert (first.problem.scenario.timezone, second.problem.scenario.timezone) == ("Europe/Berlin", "Europe/London")
    assert (first.ruleset.name, second.ruleset.name) == ("base", "free")
    assert {case.problem.scenario.goal for case in (first, second)} == {"strength"}
    assert [session.id for session in first.problem.sessions] == ["long_run"]
    assert [session.id for session in second.problem.sessions] == ["easy_run"]
    assert {str(case.problem.scenario.week) for case in (first, second)} == {"2026-11-23"}


def test_ids_default_to_where_the_scenario_is(tmp_path):
    squad = write(
        tmp_path, DEFAULTS, a__x_toml=b"", a__y_toml=b"[athlete]\nid = 'why'\n", b_jsonl=lines({}, {"athlete": {"name": "Z"}})
    )
    (tmp_path / "a" / "x.toml").write_bytes(b"goal = 'general'\n")
    found = everybody(squad)
    assert [(member.where, member.id) for member in found] == [
        ("a/x.toml", "x"), ("a/y.toml", "why"), ("b.jsonl:1", "b-1"), ("b.jsonl:2", "b-2"),
    ]  # fmt: skip


def test_files_come_in_the_order_of_the_patterns_sorted_and_once(tmp_path):
    patterns = 'athletes = ["z.jsonl", "**/*.toml", "a/1.toml", "all.jsonl"]'
    files = {f"a__{name}_toml": b"goal = 'general'\n" for name in ("10", "9", "1")}
    squad = write(tmp_path, patterns, z_jsonl=lines({}), all_jsonl=lines({}), **files)
    found = everybody(squad)
    assert [member.where for member in found] == ["z.jsonl:1", "a/1.toml", "a/10.toml", "a/9.toml", "all.jsonl:1"]
    assert expected(read_squad(squad)) == 5


def test_rule_sets_are_found_from_where_they_are_named_and_read_once(tmp_path, monkeypatch):
    own, squads = b"title = 'own'\nextends = 'more.toml'\n", b"title = 'squads'\n"
    more = b"title = 'more'\n[[rules]]\nid = 'one'\nrule = 'count'\nof = 'run'\nper = 'day'\nat_most = 1\nlevel = 'must'\nwhy = 'x'\n"
    text = 'rules = "rules.toml"\nathletes = "a/*.jsonl"'
    listed = lines({"rules": "rules.toml"}, {}, {"rules": ["rules.toml"]})
    squad = write(tmp_path, text, rules_toml=squads, a__rules_toml=own, a__more_toml=more, a__b_jsonl=listed)
    opened = []
    kept = Sandbox.open
    monkeypatch.setattr(Sandbox, "open", lambda self, path: opened.append(path.name) or kept(self, path))
    found = everybody(squad)
    assert [[rule.id for rule in member.rules.ruleset().rules] for member in found] == [["one"], [], ["one"]]
    assert sorted(name for name in opened if name in {"rules.toml", "more.toml"}) == [
        "more.toml",
        "rules.toml",
        "rules.toml",
        "rules.toml",
    ]
    assert found[0].rules.digest() == found[2].rules.digest() != found[1].rules.digest()


def test_what_a_member_is_needs_no_files(tmp_path):
    squad = write(
        tmp_path, 'athletes = "all.jsonl"', rules_toml=b"title = 'x'\n", all_jsonl=lines(scenario("a", rules="rules.toml"))
    )
    (member,) = everybody(squad)
    (tmp_path / "rules.toml").unlink()
    assert ready(member).ruleset.title == "x"


def test_other_rules_for_everybody(tmp_path):
    squad = write(
        tmp_path, all_jsonl=lines(scenario("a"), scenario("b", rules="nowhere.toml", overrides=[{"id": "x", "off": True}]))
    )
    assert [ready(member).ruleset.name for member in everybody(squad, ["hart"])] == ["hart", "hart"]


def test_calendars_are_read_where_the_files_are(tmp_path):
    event = "BEGIN:VEVENT\nUID:1\nDTSTAMP:20261101T000000Z\nDTSTART:20261123T060000Z\nDTEND:20261123T070000Z\nEND:VEVENT\n"
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event}END:VCALENDAR\n".replace("\n", "\r\n").encode()
    busy = scenario("a", availability={"mon": "06:00-08:00 road", "calendars": "work.ics"})
    squad = write(tmp_path, 'athletes = "a/b.jsonl"', **{"a__work.ics": text}, a__b_jsonl=lines(busy))
    (member,) = everybody(squad)
    (tmp_path / "a" / "work.ics").unlink()
    assert [(window.start, window.end) for window in ready(member).problem.windows] == [(420, 480)]


def test_another_week_is_wrong_and_the_same_one_is_not(tmp_path):
    squad = write(
        tmp_path, all_jsonl=lines(scenario("a", week="2026-11-23"), scenario("b", week="2026-11-30"), scenario("c", week="soon"))
    )
    good, bad, told_later = everybody(squad)
    assert isinstance(good, Member)
    assert (bad.where, bad.id) == ("all.jsonl:2", "b")
    assert bad.message == "week: 2026-11-30 is not the squad's week of 2026-11-23. Maybe leave it out."
    with pytest.raises(InputError, match="'soon' is no date"):
        ready(told_later)


def test_check_lists_everybody_who_is_wrong_and_stops_at_nobody(tmp_path):
    files = {
        "a__good_toml": b"[availability]\nmon = '06:00-08:00'\n",
        "a__typo_toml": b"[availabilty]\nmon = '06:00-08:00'\n",
        "a__torn_toml": b"[availability\n",
        "b_jsonl": lines(scenario("one"), scenario("one"), scenario("two", goal="speed")) + b'{"athlete": {"id": "thr',
    }
    group = '[[together]]\nid = "g"\nkind = "long_run"\nminutes = 60\nplace = "road"\nwho = ["one", "to"]'
    squad = write(tmp_path, f'athletes = ["a/*.toml", "b.jsonl", "c/*.toml", "d.toml"]\n{group}', **files)
    told = run_json("squad", "check", squad, status=2)
    assert (told["athletes"], told["wrong"]) == (10, 8)
    assert [(each["source"], each["athlete"]) for each in told["shown"]] == [
        ("a/torn.toml", "torn"), ("a/typo.toml", "typo"), ("b.jsonl:2", "one"), ("b.jsonl:3", "two"), ("b.jsonl:4", ""),
        ("c/*.toml", ""), ("d.toml", ""), ("squad.toml", "to"),
    ]  # fmt: skip
    problems = " | ".join(each["problem"] for each in told["shown"])
    for part in (
        "is no TOML (line 1", "Maybe 'availability'.", "athlete.id: 'one' is already that of b.jsonl:1.", "goal: 'speed' is none of",
        "Maybe the file was cut off here", "there is no such file. | there is no such file.",
        "together #1.who: there is no athlete 'to'. Maybe 'two'.",
    ):  # fmt: skip
        assert part in problems, part
    page = run("squad", "check", squad)
    assert page.exit_code == 2
    assert page.stdout.count("\n") > 10
    assert all(len(line) <= 80 for line in page.stdout.splitlines())


def test_only_so_many_are_shown(tmp_path, monkeypatch):
    monkeypatch.setattr("solver.cli.squad_check.SHOWN", 3)
    squad = write(tmp_path, all_jsonl=b"[]\n" * 7)
    assert "And 4 more." in run("squad", "check", squad).output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "athletes: is missing."),
        ('athletes = "x"\nathlets = 1', "Maybe 'athletes'."),
        ('athletes = []\nname = "x"', "athletes: there is no athlete in these files."),
        ('athletes = "x"\n[[shared]]\nplace = "gym"', "shared #1.capacity: is missing."),
        ('athletes = "x"\n[[shared]]\nplace = "gym"\ncapacity = 0', "0 is not allowed: 1 is the least."),
        ('athletes = "x"\n[[shared]]\nplace = "g"\ncapacity = 1\nopen = "06:00-07:00 g"', "name a place (g); write the hours alone."),
        ('athletes = "x"\nrules = "bse"', "rules: unknown rule set 'bse'"),
        ('athletes = "x"\ntimezone = "London"', "Maybe 'Europe/London'."),
        ('athletes = "x"\n[[together]]\nid = "a"\nkind = "longrun"\nminutes = 60\nplace = "road"', "together #1.kind: unknown kind"),
        ('athletes = "x"\n[[together]]\nid = "a"\nkind = "long_run"\nminutes = 60\nplace = "road"\ncoach = "Sam"', "there is no coach 'Sam'"),
        (
            'athletes = "x"\n[[together]]\nid = "a"\nkind = "long_run"\nminutes = 60\nplace = "road"\nat_least = 3\nat_most = 2',
            "together #1.at_most: at most 2 is less than at least 3.",
        ),
    ],
)  # fmt: skip
def test_a_squad_file_that_is_wrong_is_one_message(tmp_path, text, told):
    squad = write(tmp_path, text)
    for command in (("check",), ("solve", "--out", str(tmp_path / "out"))):
        result = run("squad", command[0], squad, *command[1:])
        assert result.exit_code == 2
        assert told in result.output
        assert "squad.toml" in result.output


def test_a_scenario_is_no_squad_and_a_squad_is_no_scenario(tmp_path):
    assert "this is a scenario, not a squad" in run("squad", "check", str(SCENARIOS / "night-shift-nurse.toml")).output
    assert "this is a squad, not a scenario" in run("solve", str(RIVERSIDE)).output


def test_the_schema_takes_what_the_reader_takes():
    validator = jsonschema.Draft202012Validator(schema("squad"))
    data = json.loads(json.dumps(parse(RIVERSIDE.read_text(encoding="utf-8"), str(RIVERSIDE)), default=str))
    validator.validate(data)
    for open_ in ("06:00-22:00", ["06:00-09:00", "17:00-21:00"], {"mon": "06:00-22:00", "busy": ["tue 12:00-13:00"]}):
        validator.validate({**data, "shared": [{"place": "gym", "capacity": 3, "open": open_}]})
    for wrong in ({"shared": [{"place": "gym", "capacity": 0}]}, {"athletes": 1}, {"wek": 1}):
        assert list(validator.iter_errors({**data, **wrong}))


NAMES = [
    "anna",
    "Anna",
    "../../etc/passwd",
    "..",
    ".",
    "",
    "con",
    "a/b",
    "a\\b",
    "a" * 80,
    "ä",
    "-x",
    "x.ics",
    " x",
    "x ",
    "\x00",
    "nul",
]


def test_names_of_files_are_safe_and_differ():
    found = [file_name(name) for name in NAMES]
    assert found[0] == "anna"
    assert len({name.casefold() for name in found}) == len(NAMES)
    assert all(name.isascii() and name[0] not in ".-" and not set(name) & set("/\\:*?\x00 ") and len(name) < 80 for name in found)
