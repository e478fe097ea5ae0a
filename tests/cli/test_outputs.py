"""What a command writes destroys nothing that is not its own: not its inputs, not other people's files, no devices, no rights."""

import json
import os
import stat
import threading
from pathlib import Path

import pytest

from solver.files.locks import lock
from solver.files.text import write_text
from solver.files.whole import SUFFIX
from tests.batch.engines import Shuffled
from tests.cli.process import weekfit
from tests.cli.running import IMPOSSIBLE, PLAIN, run
from tests.compare.running import Inline
from tests.squad.files import lines, scenario, write

CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\nEND:VCALENDAR\r\n"
RULES = 'title = "Mine"\nextends = "parent.toml"\n'
WEEK = PLAIN.replace('"free"', '["free", "mine.toml"]').replace("[availability]", '[availability]\ncalendars = ["work.ics"]')


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A week that reads a calendar and a rule set, which reads another one."""
    for name, text in {"week.toml": WEEK, "work.ics": CALENDAR, "mine.toml": RULES, "parent.toml": 'title = "Parent"'}.items():
        (tmp_path / name).write_bytes(text.encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def inline(monkeypatch):
    """Solving is done here, not in processes of its own."""
    monkeypatch.setattr("solver.cli.engines.engine", lambda *_: Shuffled())


def contents(folder):
    """Everything in a folder, links as links."""
    return {
        str(path.relative_to(folder)): path.readlink() if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


# --- an input is not an output


@pytest.mark.parametrize("name", ["week.toml", "work.ics", "mine.toml", "parent.toml", "./week.toml", "link.toml", "hard.toml"])
@pytest.mark.parametrize("option", ["--html", "--svg"])
def test_no_input_is_overwritten_by_whatever_name(option, name, folder):
    (folder / "link.toml").symlink_to("week.toml")
    os.link(folder / "week.toml", folder / "hard.toml")
    before = contents(folder)
    result = run("solve", "week.toml", option, name)
    assert (result.exit_code, result.stdout) == (2, "")  # before anything is solved
    assert result.stderr == f"Error: {Path(name)}: is an input of this command and is not overwritten.\nMaybe another name.\n"
    assert contents(folder) == before


def test_other_commands_spare_their_inputs(folder):
    schedule = run("solve", "week.toml", "--json").stdout
    (folder / "schedule.json").write_text(schedule, encoding="utf-8")
    (folder / "last.json").write_text('{"sessions": []}', encoding="utf-8")
    (folder / "bad.toml").write_bytes(Path(IMPOSSIBLE).read_bytes())
    before = contents(folder)
    for args in (
        ("solve", "week.toml", "--after", "last.json", "--svg", "last.json"),
        ("explain", "bad.toml", "--apply", "1", "--out", "bad.toml"),
        ("calendar", "export", "schedule.json", "--format", "intervals-icu", "--out", "schedule.json"),
        ("calendar", "export", "schedule.json", "--scenario", "week.toml", "--out", "work.ics"),
        ("solve", "week.toml", "--ics", "work.ics"),
    ):
        assert run(*args).exit_code == 2, args
        assert contents(folder) == before


def test_what_is_read_through_standard_input_is_an_input(folder):
    with (folder / "week.toml").open("rb") as file:
        result = weekfit("solve", "-", "--html", "week.toml", cwd=folder, stdin=file)
    assert result.returncode == 2
    assert b"is an input" in result.stderr
    assert (folder / "week.toml").read_text(encoding="utf-8") == WEEK


def test_standard_output_is_an_output(folder):
    with (folder / "out.txt").open("wb") as file:
        result = weekfit("solve", "week.toml", "--html", "out.txt", cwd=folder, stdout=file)
    assert result.returncode == 2
    assert b"where standard output goes" in result.stderr


@pytest.mark.parametrize(("first", "second"), [("a", "a"), ("a", "./a"), ("link", "a"), ("a", "hard")])
def test_two_outputs_are_not_one_file(first, second, folder):
    (folder / "a").write_text("", encoding="utf-8")
    (folder / "link").symlink_to("a")
    os.link(folder / "a", folder / "hard")
    result = run("solve", "week.toml", "--html", first, "--svg", second)
    assert result.exit_code == 2
    assert "--html and --svg name the same file." in result.stderr
    assert (folder / "a").read_bytes() == b""


# --- what is there already


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o444, 0o755])
def test_the_mode_is_kept(mode, folder):
    path = folder / "a.html"
    path.write_text("", encoding="utf-8")
    path.chmod(mode)
    assert run("solve", "week.toml", "--html", "a.html").exit_code == 0
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert path.stat().st_size > 1000


def test_a_private_file_is_never_readable_for_others(folder, monkeypatch):
    path = folder / "a.txt"
    path.write_text("", encoding="utf-8")
    path.chmod(0o600)
    seen = []
    real = os.fsync
    monkeypatch.setattr("os.fsync", lambda handle: (seen.append(stat.S_IMODE(os.fstat(handle).st_mode)), real(handle)))
    write_text(path, "mine")
    assert seen[0] == 0o600


def test_a_new_file_has_the_mode_that_new_files_have(folder):
    before = os.umask(0o027)
    try:
        write_text(folder / "new.txt", "")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "new.txt").stat().st_mode) == 0o640


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_the_owner_is_kept(folder):
    path = folder / "a.txt"
    path.write_text("", encoding="utf-8")
    os.chown(path, 12345, 54321)
    write_text(path, "more")
    assert (path.stat().st_uid, path.stat().st_gid, path.read_text(encoding="utf-8")) == (12345, 54321, "more")


def test_a_link_is_followed_and_stays(folder):
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "real.html").write_text("", encoding="utf-8")
    for name, target in {
        "link.html": "elsewhere/real.html",
        "second.html": "link.html",
        "dangling.html": "elsewhere/new.html",
    }.items():
        (folder / name).symlink_to(target)
        assert run("solve", "week.toml", "--html", name).exit_code == 0
        assert (folder / name).is_symlink()
        assert "<html" in (folder / name).read_text(encoding="utf-8")
    assert sorted(path.name for path in (folder / "elsewhere").iterdir()) == ["new.html", "real.html"]


def test_a_link_to_itself_is_a_message(folder):
    (folder / "loop.html").symlink_to("loop.html")
    result = run("solve", "week.toml", "--html", "loop.html")
    assert result.exit_code == 2
    assert "loop.html: cannot be written: Too many levels of symbolic links" in result.stderr


def test_a_pipe_is_written_and_stays_a_pipe(folder):
    os.mkfifo(folder / "pipe")
    told = []
    reader = threading.Thread(target=lambda: told.append((folder / "pipe").read_text(encoding="utf-8")))
    reader.start()
    assert run("solve", "week.toml", "--html", "pipe").exit_code == 0
    reader.join(10)
    assert "<html" in told[0]
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)


def test_devices_are_written_and_stay_devices(folder):
    result = run("solve", "week.toml", "--html", "/dev/null", "--svg", "/dev/null")
    assert result.exit_code == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    full = run("solve", "week.toml", "--svg", "/dev/full")
    assert (full.exit_code, "/dev/full: cannot be written: No space left on device." in full.stderr) == (2, True)
    piped = weekfit("solve", "week.toml", "--json", "--svg", "/dev/stdout", cwd=folder)
    assert piped.returncode == 0
    assert b"</svg>" in piped.stdout


# --- temporary files


def test_what_a_killed_process_left_is_removed_and_nothing_else(folder):
    left = folder / f".a.html.0123abcd{SUFFIX}"
    held = folder / f".b.html.0123abcd{SUFFIX}"
    others = [folder / name for name in (f"a.html{SUFFIX}", f".a.html.0123abcg{SUFFIX}", ".a.html.0123abcd", f".{SUFFIX}")]
    for path in (left, held, *others):
        path.write_bytes(b"x")
    with held.open("r+b") as file:
        lock(file)
        write_text(folder / "c.html", "c")
    assert not left.exists()
    assert [path.name for path in (held, *others) if not path.exists()] == []


def test_an_error_leaves_nothing_behind(folder, monkeypatch):
    (folder / "a.html").write_text("before", encoding="utf-8")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("solver.files.whole.os.fsync", full)
    before = contents(folder)
    assert run("solve", "week.toml", "--html", "a.html").exit_code == 2
    assert contents(folder) == before


def test_results_are_on_disk_before_they_have_their_name(folder, monkeypatch):
    """File first, then its name, then the folder."""
    done = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(handle):
        done.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        real_sync(handle)

    def replace(self, target):
        done.append("name")
        return real_replace(self, target)

    monkeypatch.setattr("solver.files.whole.os.fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    write_text(folder / "a.txt", "a")
    assert done == ["file", "name", "folder"]


# --- folders of results

OTHERS = {
    "ics/wife.ics": CALENDAR,
    "ics/a.txt": "text",
    "html/notes.html": "<p>mine</p>",
    "html/deep/x.html": "<p>mine</p>",
    "summary.txt": "",
}


def squad(folder, *athletes, more=""):
    return write(folder, f'athletes = "all.jsonl"\n{more}', all_jsonl=lines(*athletes))


def solve(file, out, *more):
    return run("squad", "solve", file, "--out", str(out), *more)


def put(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())


def test_other_peoples_calendars_and_pages_stay(folder, inline):
    put(folder, OTHERS)
    file = squad(folder, scenario("a"), scenario("b"))
    assert solve(file, folder, "--ics", "--html").exit_code == 0
    squad(folder, scenario("a"))
    assert solve(file, folder, "--ics", "--html").exit_code == 0
    there = contents(folder)
    assert {name: there[name] for name in OTHERS} == {name: text.encode() for name, text in OTHERS.items()}
    assert {"ics/a.ics", "html/a.html"} <= set(there)
    assert not {"ics/b.ics", "html/b.html"} & set(there)


@pytest.mark.parametrize(
    "name",
    [
        "summary.json",
        "together.json",
        "joint.json",
        "athletes.csv",
        "alone/x.txt",
        "shards/00000.jsonl",
        "measured/00007.jsonl",
        "athletes.parquet",
    ],
)
def test_a_file_of_a_results_name_that_is_somebody_elses_is_refused_before_solving(name, folder, inline):
    put(folder, {name: "mine"})
    file = squad(folder, scenario("a"))
    result = solve(file, folder, "--parquet", "--no-resume")
    assert result.exit_code == 2
    assert "is there already, and weekfit did not write it" in result.stderr
    assert (folder / name).read_text(encoding="utf-8") == "mine"
    assert not (folder / "alone" / "shards").exists()


@pytest.mark.parametrize(("option", "name"), [("--html", "html/a.html"), ("--ics", "ics/a.ics")])
def test_a_page_or_calendar_of_an_athletes_name_that_is_somebody_elses_is_refused(option, name, folder, inline):
    put(folder, {name: CALENDAR})
    result = solve(squad(folder, scenario("a")), folder, option)
    assert result.exit_code == 2
    assert f"{name}: is there already, and weekfit did not write it" in result.stderr
    assert (folder / name).read_text(encoding="utf-8") == CALENDAR.replace("\r\n", "\n")


def test_a_folder_from_before_there_were_manifests_goes_on_and_loses_nothing(folder, inline):
    out = folder / "out"
    file = squad(folder, scenario("a"), scenario("b"))
    assert solve(file, out, "--ics", "--html").exit_code == 0
    (out / ".weekfit.json").unlink()
    before = contents(out)
    assert solve(file, out, "--ics", "--html").exit_code == 0
    after = contents(out)
    assert set(after) - set(before) == {".weekfit.json"}
    assert {name: after[name] for name in before} == before
    (out / ".weekfit.json").unlink()
    squad(folder, scenario("a"))
    assert solve(file, out, "--ics", "--html").exit_code == 0
    assert (out / "ics" / "b.ics").exists()  # nothing says whose it is


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"format": "weekfit-files/1"}',
        '{"format": "weekfit-files/1", "files": ["../week.toml"]}',
        '{"format": "weekfit-files/1", "files": ["/etc/passwd"]}',
        '{"format": "weekfit-files/1", "files": ["ics/../../week.toml"]}',
        '{"format": "weekfit-files/1", "files": [""]}',
        '{"format": "weekfit-files/2", "files": []}',
    ],
)
def test_a_manifest_that_is_damaged_or_reaches_out_of_its_folder_is_refused(text, folder, inline):
    out = folder / "out"
    put(out, {".weekfit.json": text})
    before = contents(folder)
    result = solve(squad(folder, scenario("a")), out, "--ics")
    assert (result.exit_code, ".weekfit.json: " in result.stderr) == (2, True)
    assert {name: data for name, data in contents(folder).items() if name in before} == before


def test_nothing_is_deleted_through_a_linked_folder(folder, inline):
    """Somebody who sends a folder of results cannot name files of the receiver."""
    (folder / "private").mkdir()
    put(folder, {"private/x.ics": "mine"})
    out = folder / "out"
    put(out, {".weekfit.json": json.dumps({"format": "weekfit-files/1", "files": ["ics/x.ics"]})})
    (out / "ics").symlink_to(folder / "private")
    assert solve(squad(folder, scenario("a")), out, "--ics").exit_code == 0
    assert (folder / "private" / "x.ics").read_text(encoding="utf-8") == "mine"


def compare(*args):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("solver.cli.engines.engine", lambda *_: Inline())
        return run("compare", *args)


def test_compare_leaves_scenarios_and_rule_sets_alone(folder):
    """In a folder of one's own, with scenarios and rule sets in folders of these names."""
    put(folder, {"scenarios/week.toml": f"# my words\n{PLAIN}", "rulesets/mine.toml": f"# my words\n{RULES.splitlines()[0]}"})
    before = contents(folder)
    result = compare("scenarios", "--rules", "free,rulesets/mine.toml", "--out", ".")
    assert result.exit_code == 2
    assert "is an input of this command" in result.stderr
    assert contents(folder).keys() - before.keys() <= {".lock"}
    result = compare("week.toml", "--rules", "free,rulesets/mine.toml", "--out", ".")
    assert result.exit_code == 2
    assert {name: data for name, data in contents(folder).items() if name in before} == before


@pytest.mark.parametrize("name", ["pairs.csv", "summary.json", "report.html", "pairs.parquet", "scenarios/week.toml", "pairs/x"])
def test_compare_refuses_names_that_are_taken_before_solving(name, folder):
    put(folder / "out", {name: "mine"})
    result = compare("week.toml", "--rules", "free,base", "--out", "out")
    assert result.exit_code == 2
    assert f"{name.replace('/x', '')}" in result.stderr
    assert "is there already, and weekfit did not write it" in result.stderr
    assert contents(folder / "out").keys() - {".lock"} == {name}


def test_compare_goes_on_in_its_own_folder_with_and_without_a_manifest(folder):
    args = ("week.toml", "--rules", "free,mine.toml", "--out", "out")
    assert compare(*args).exit_code == 0
    before = contents(folder / "out")
    for path in (".weekfit.json", None):
        if path:
            (folder / "out" / path).unlink()
        assert compare(*args).exit_code == 0
        after = contents(folder / "out")
        assert {name: data for name, data in after.items() if name != ".weekfit.json"} == {
            name: data for name, data in before.items() if name != ".weekfit.json"
        }
    write(folder, "")
    (folder / "week.toml").write_text(WEEK.replace("count = 2", "count = 1"), encoding="utf-8")
    assert compare(*args).exit_code == 0
    assert contents(folder / "out")["pairs.csv"] != before["pairs.csv"]


def test_without_out_what_a_killed_comparison_left_is_removed(folder, monkeypatch, tmp_path):
    scratch = tmp_path / "tmp"
    (scratch / "weekfit-compare-old" / "pairs").mkdir(parents=True)
    (scratch / "weekfit-compare-old" / ".lock").touch()
    (scratch / "weekfit-compare-unknown").mkdir()
    (scratch / "weekfit-compare-held").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    with (scratch / "weekfit-compare-held" / ".lock").open("w+b") as file:
        lock(file)
        assert compare("week.toml", "--rules", "free,base").exit_code == 0
    assert sorted(path.name for path in scratch.iterdir()) == ["weekfit-compare-held", "weekfit-compare-unknown"]
