"""What comes back from workers or from an earlier run is believed only if it has the right shape, the right checksum and passes the check."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from solver.batch.checksum import sealed, unsealed
from solver.batch.job import Tally
from solver.batch.pool import Outcome, Task
from solver.batch.run import measured, records, run
from solver.batch.shards import Shards
from solver.batch.taken import outcomes_of, taken
from solver.batch.versions import versions, zone_data
from solver.cli.progress import BatchProgress
from tests.batch.engines import Shuffled
from tests.batch.works import files, jobs, square

ANYTHING: Any = Outcome  # made elsewhere, with whatever in it


def done(out, batch, **more):
    """Run a batch in this process."""
    return run(batch, square, out, engine=more.pop("engine", None) or Shuffled(), size=5, **more)


def even(payload, result):
    """A check that believes no odd square."""
    if result["square"] % 2:
        raise ValueError(f"{result['square']} is odd")


def test_what_fails_the_check_has_failed_and_is_tried_again(tmp_path):
    assert done(tmp_path, jobs(4), check=even) == Tally(done=4, failed=2)
    assert [record.get("failed") for record in records(tmp_path)] == [
        None, "what came back is not right: 1 is odd", None, "what came back is not right: 9 is odd",
    ]  # fmt: skip
    engine = Shuffled()
    done(tmp_path, jobs(4), check=even, engine=engine)
    assert sorted(engine.given) == [1, 3]


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", "1", '{"square": 1}\n{}', '{"square": NaN}', '{"square": "\\ud800"}', "[" * 100_000, '{"other": 1}']
)
def test_a_result_of_a_wrong_shape_is_a_failure_of_that_job(text):
    found = taken({}, Outcome(1, "result", text), even)
    assert found.ending == "failed"
    assert json.loads(found.text).startswith("what came back is not right: ")


def test_a_reason_is_one_plain_line(tmp_path):
    assert json.loads(taken({}, Outcome(1, "failed", '"a\\u001b[31m' + "x" * 1000 + '"'), None).text).startswith("a\\x1b[31mxx")
    assert taken({}, Outcome(1, "failed", "no JSON"), None).ending == "failed"
    assert taken({}, Outcome(1, "result", '{"square":4}', "no JSON"), even).measured is None


@pytest.mark.parametrize(
    "found",
    [None, [], [1, 2], [Outcome(1, "result", "{}")], [Outcome(2, "result", "{}"), Outcome(1, "result", "{}")],
     [ANYTHING(1, "result", {}), Outcome(2, "result", "{}")], [ANYTHING(1, "good", "{}"), Outcome(2, "result", "{}")]],
)  # fmt: skip
def test_a_worker_that_returns_something_else_fails_its_tasks(found):
    assert [(each.number, each.ending) for each in outcomes_of([Task(1, {}), Task(2, {})], found)] == [
        (1, "failed"),
        (2, "failed"),
    ]


def test_the_outcomes_of_a_worker():
    good = [Outcome(1, "result", "{}"), Outcome(2, "failed", '"why"')]
    assert outcomes_of([Task(1, {}), Task(2, {})], good) is good


# --- what is on disk


def edited(out, old, new):
    """Edit the second shard."""
    path = Shards(out).path(1)
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new, 1))


def test_an_edited_result_is_done_again_and_told(tmp_path, capsys):
    """JSON that is right in itself: only the checksum tells."""
    done(tmp_path / "one", jobs(12))
    done(tmp_path / "two", jobs(12))
    edited(tmp_path / "one", b'{"square":49}', b'{"square":50}')
    engine = Shuffled()
    tally = done(tmp_path / "one", jobs(12), engine=engine, progress=BatchProgress("jobs"))
    assert (engine.given, tally) == ([7], Tally(done=12, kept=11, damaged=1))
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert capsys.readouterr().err == "Note: 1 result of an earlier run: edited or cut off since, so not used.\n"
    assert done(tmp_path / "one", jobs(12)).damaged == 0


@pytest.mark.parametrize("lines", [2, 2.5, 0])
def test_a_shard_that_is_cut_off_is_noticed(tmp_path, lines):
    done(tmp_path, jobs(12))
    path = Shards(tmp_path).path(1)
    every = path.read_text().splitlines(keepends=True)
    path.write_text("".join(every[: int(lines)]) + (every[int(lines)][:30] if lines % 1 else ""))
    engine = Shuffled()
    assert done(tmp_path, jobs(12), engine=engine).damaged == (5 - int(lines))
    assert sorted(engine.given) == list(range(5 + int(lines), 10))


def test_a_result_moved_to_another_job_is_not_believed(tmp_path):
    done(tmp_path, jobs(12))
    path = Shards(tmp_path).path(1)
    path.write_text(path.read_text().replace('{"key":"job 5"', '{"key":"job 6"'))
    engine = Shuffled()
    assert done(tmp_path, jobs(12), engine=engine).kept == 11
    assert engine.given == [5]


def test_results_of_earlier_versions_are_done_again_without_a_word(tmp_path):
    done(tmp_path, jobs(3))
    path = Shards(tmp_path).path(0)
    path.write_text("".join(f"{unsealed(line)}\n" for line in path.read_text().splitlines()))
    engine = Shuffled()
    assert done(tmp_path, jobs(3), engine=engine) == Tally(done=3)
    assert sorted(engine.given) == [0, 1, 2]


def test_measurements_that_are_damaged_change_nothing(tmp_path):
    done(tmp_path, jobs(3))
    (tmp_path / "measured" / "00000.jsonl").write_text("{\n[\n\n")
    assert [told for _, told in measured(tmp_path)] == [None, None, None]


def test_checksums():
    assert unsealed(sealed('{"a":1}')) == '{"a":1}'
    for text in ("", "{}", '{"a":1}', sealed('{"a":1}').replace("1", "2", 1), sealed('{"a":1}')[:-1], sealed('{"a":1}') + " "):
        assert unsealed(text) is None


# --- what results depend on


def test_a_changed_program_has_another_version(tmp_path):
    from solver.batch.versions import _hashed

    (tmp_path / "a.py").write_text("x = 1")
    first = _hashed(tmp_path, (".py",))
    (tmp_path / "a.txt").write_text("not code")
    assert _hashed(tmp_path, (".py",)) == first
    (tmp_path / "a.py").write_text("x = 2")
    assert _hashed(tmp_path, (".py",)) != first
    (tmp_path / "a.py").write_text("x = 1")
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert _hashed(tmp_path, (".py",)) != first
    assert len(versions()["code"]) == 12


def test_the_version_of_the_time_zones_is_that_of_the_data_in_use(tmp_path):
    for name, file, content in (("a", "tzdata.zi", "# version 2024a\n# x"), ("b", "+VERSION", "2023c\n"), ("c", None, "")):
        (tmp_path / name / "Europe").mkdir(parents=True)
        (tmp_path / name / "Europe" / "Berlin").write_bytes(b"TZif")
        if file:
            (tmp_path / name / file).write_text(content)
    missing, *there = (str(tmp_path / name) for name in "xabc")
    assert [zone_data((missing, folder)) for folder in there[:2]] == ["2024a", "2023c"]
    unknown = zone_data((there[2],))
    Path(there[2], "Europe", "Berlin").write_bytes(b"TZif2")
    assert zone_data((there[2],)) != unknown
    assert zone_data((missing,)) == import_module("tzdata").IANA_VERSION
