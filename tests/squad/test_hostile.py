"""Input that wants to do harm, or that is broken in the worst way: it harms only itself, and is told in one line."""

import csv
import errno
import importlib.util
import json
import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver.files.cells import cell
from solver.files.lines import lines_of
from solver.files.members import Member, members
from solver.files.squad import read_squad
from solver.squad.results import Record, Results
from solver.squad.write import COLUMNS, row
from tests.batch.engines import Shuffled
from tests.cli.running import run
from tests.squad.files import lines, scenario, write

EVIL = [
    "../../../etc/passwd",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "+1",
    "-2+3",
    "@SUM(A1)",
    'a,b"c;d',
    '="x"',
    "ＡＢ",
    "con",
]


@pytest.fixture(scope="module", autouse=True)
def in_this_process():
    """Solving is done here: to start a process for it would take longer than all the rest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("solver.cli.engines.engine", lambda *_: Shuffled())
        yield


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    """A squad of athletes with such ids and names, solved with everything that can be written."""
    folder = tmp_path_factory.mktemp("evil")
    everybody = [scenario(athlete={"id": id_, "name": f"{id_} & <b>Sons</b>"}) for id_ in EVIL]
    squad = write(folder / "in", 'name = "=1+1"\nathletes = "all.jsonl"', all_jsonl=lines(*everybody))
    result = run("squad", "solve", squad, "--out", str(folder / "out"), "--ics", "--html", "--parquet")
    assert result.exit_code == 0, result.output
    return folder


def test_ids_are_no_paths(solved):
    """Nothing is written outside the folder, and everybody has files of their own."""
    assert sorted(path.name for path in solved.iterdir()) == ["in", "out"]
    for ending in ("ics", "html"):
        files = list((solved / "out" / ending).iterdir())
        assert len(files) == len(EVIL)
        assert all(path.is_file() and path.suffix == f".{ending}" for path in files)


def test_names_are_no_markup(solved):
    pages = [path.read_text(encoding="utf-8") for path in (solved / "out" / "html").iterdir()]
    assert all("<script>alert" not in page and "<b>Sons" not in page for page in pages)


def test_cells_are_no_formulas(solved):
    data = (solved / "out" / "athletes.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfathlete,name,")
    assert data.count(b"\r\n") == len(EVIL) + 1
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert [each["athlete"].removeprefix("'") for each in rows] == EVIL
    assert not [value for each in rows for value in each.values() if value.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_results_are_found_by_such_ids(solved):
    results = Results(solved / "out")
    assert [results.record(id_).athlete for id_ in EVIL] == EVIL


@pytest.mark.parametrize(
    ("option", "package", "told"),
    [("--parquet", "pyarrow", "pip install 'weekfit[analytics]'"), ("--ics", "icalendar", "pip install 'weekfit[calendar]'")],
)
def test_an_extra_that_is_missing_is_said_before_anything_is_solved(option, package, told, tmp_path, monkeypatch):
    found = importlib.util.find_spec
    for module in ("solver.squad.parquet", "solver.calendars.extra"):
        monkeypatch.setattr(f"{module}.find_spec", lambda asked: None if asked == package else found(asked))
    result = solving(tmp_path, option)
    assert (result.exit_code, told in result.stderr) == (2, True)
    assert not (tmp_path / "out").exists()


def test_numbers_stay_numbers():
    assert (cell(-5), cell(None), cell(0)) == ("-5", "", "0")
    assert tuple(row(Record("a", None, "a", "broken"))) == COLUMNS


# --- lists of scenarios


def bad_lines(path):
    """What is wrong with which line."""
    return {line.number: line.found.text for line in lines_of(path) if isinstance(line.found, Exception)}


def test_a_line_of_ten_megabytes_is_one_bad_line_and_is_not_held(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"a": "' + b"x" * 10_000_000 + b'"}\n' + lines({"b": 1}))
    tracemalloc.start()
    try:
        long, good = lines_of(path)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (long.number, "larger than 1024 KiB" in str(long.found)) == (1, True)
    assert (good.number, good.found) == (2, {"b": 1})
    assert most < 3 * 1024 * 1024


def test_the_longest_line_is_allowed(tmp_path):
    text = b'{"a": "' + b"x" * (1024 * 1024 - 10) + b'"}'
    (tmp_path / "x.jsonl").write_bytes(text[:-2] + b'"}\n{}\n')
    assert bad_lines(tmp_path / "x.jsonl") == {}


def test_ways_in_which_lines_are_broken(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(
        b"\xef\xbb\xbf{}\r\n\r\n  \n\xff\n["
        + b"[" * 100_000
        + b"\nnull\n"
        + b'{"a":1,"a":2}\n{"a":NaN}\n{"a":"\\ud800"}\n{"a":1'
        + b"\n{"
    )
    found = bad_lines(path)
    assert list(found) == [4, 5, 6, 7, 8, 9, 10, 11]
    for number, part in {
        4: "UTF-8",
        5: "nested too deeply",
        6: "must be a table",
        7: "there twice",
        8: "NaN",
        9: "surrogate",
    }.items():
        assert part in found[number]


@pytest.mark.parametrize("content", [b"\xff\xfe{\x00}\x00\n\x00", b"\xfe\xff\x00{\x00}\x00\n"])
def test_utf_16_is_said_once(tmp_path, content):
    squad = write(tmp_path, all_jsonl=content)
    (bad,) = members(read_squad(squad))
    assert bad.message == "is no text in UTF-8. Maybe it was saved as UTF-16; save it as UTF-8."


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_list_is_no_athlete(tmp_path, content):
    squad = write(tmp_path, all_jsonl=content)
    for command in (("check", squad), ("solve", squad, "--out", str(tmp_path / "out"))):
        result = run("squad", *command)
        assert (result.exit_code, "there is no athlete in these files" in result.output) == (2, True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    noise=st.lists(
        st.one_of(st.binary(max_size=60), st.sampled_from([b'{"athlete": ', b"[", b'{"week":"2026-11-30"}'])), max_size=6
    )
)
def test_noise_around_good_lines_stops_none_of_them(tmp_path, noise):
    """Whatever else is in a list, the good lines are read, and the rest is bad lines."""
    good = lines(scenario("one"))
    content = b"\n".join([*noise[:3], good, *noise[3:]]) + b"\n" + lines(scenario("two"))
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return
    found = list(members(read_squad(write(tmp_path, all_jsonl=content))))
    assert {"one", "two"} <= {member.id for member in found if isinstance(member, Member)}


# --- disks


def solving(folder, *more):
    """Solve a small squad into a folder."""
    squad = write(folder / "in", all_jsonl=lines(*(scenario(f"a{number}") for number in range(60))))
    return run("squad", "solve", squad, "--out", str(folder / "out"), *more)


@pytest.mark.parametrize("name", ["00001.jsonl", "athletes.csv", "summary.json"])
def test_a_full_disk_is_one_message_and_what_is_finished_stays(tmp_path, monkeypatch, name):
    real, full = os.fdopen, [True]

    def fdopen(handle, *rest, **more):
        path = str(Path(f"/proc/self/fd/{handle}").readlink())
        if full[0] and f"/.{name}" in path:
            os.close(handle)
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle, *rest, **more)

    monkeypatch.setattr("solver.files.whole.os.fdopen", fdopen)
    result = solving(tmp_path)
    assert result.exit_code == 2
    assert f"{name}: cannot be written: No space left on device." in result.stderr
    assert (tmp_path / "out" / "alone" / "shards" / "00000.jsonl").exists()
    assert not list((tmp_path / "out").rglob(f".{name}*"))
    assert not (tmp_path / "out" / "summary.json").exists()
    full[0] = False
    assert solving(tmp_path).exit_code == 0
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["counts"]["solved"] == 60


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "out").write_text("")
    result = solving(tmp_path)
    assert (result.exit_code, "this is a file, not a folder" in result.stderr) == (2, True)


@pytest.mark.parametrize(("folder", "told"), [("/proc/self", "cannot be written"), ("/proc/self/out", "cannot be made")])
def test_a_folder_that_is_read_only(tmp_path, folder, told):
    """In /proc nobody can make a file or a folder, not even root."""
    squad = write(tmp_path, all_jsonl=lines(scenario("one")))
    result = run("squad", "solve", squad, "--out", folder)
    assert (result.exit_code, f"Error: {folder}: {told}: " in result.stderr) == (2, True)


def test_somebody_else_writes_the_folder(tmp_path):
    from solver.batch.lock import locked

    with locked(tmp_path / "out"):
        result = solving(tmp_path)
    assert (result.exit_code, "another weekfit is writing this folder" in result.stderr) == (2, True)


def test_results_that_are_not_there_or_not_yet(tmp_path):
    from solver.domain.errors import InputError

    with pytest.raises(InputError, match="there are no results"):
        Results(tmp_path)
    (tmp_path / "alone").mkdir()
    with pytest.raises(InputError, match="yet: run the same command again"):
        Results(tmp_path)
