"""A batch leaves the same bytes whatever order its jobs end in and however often it was broken off, and does nothing twice."""

import itertools
import json
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.batch import run as running
from solver.batch.job import Job, Tally
from solver.batch.run import measured, records, run
from solver.batch.shards import Shards
from solver.domain.errors import InputError
from tests.batch.engines import Shuffled
from tests.batch.works import files, jobs, no_json, square


def done(out, batch, engine=None, size=5, work=square):
    """Run a batch in this process."""
    return run(batch, work, out, engine=engine or Shuffled(), size=size)


def squares(out):
    """The results by key."""
    return {record["key"]: record["result"]["square"] for record in records(out)}


def test_the_results_are_in_the_order_of_the_jobs(tmp_path):
    tally = done(tmp_path, jobs(12))
    assert [record["key"] for record in records(tmp_path)] == [f"job {number}" for number in range(12)]
    assert squares(tmp_path) == {f"job {number}": number**2 for number in range(12)}
    assert tally == Tally(done=12)
    assert sorted(path.name for path in (tmp_path / "shards").iterdir()) == ["00000.jsonl", "00001.jsonl", "00002.jsonl"]
    assert json.loads((tmp_path / "batch.json").read_text()) == {"format": "weekfit-batch/1", "jobs": 12, "shards": 3}


def test_what_is_measured_is_beside_the_results_and_not_in_them(tmp_path):
    done(tmp_path, jobs(7))
    assert all(set(record["result"]) == {"square"} for record in records(tmp_path))
    assert [(key, set(told)) for key, told in measured(tmp_path)] == [(f"job {n}", {"process"}) for n in range(7)]


def test_a_second_run_does_nothing_and_writes_nothing(tmp_path):
    done(tmp_path, jobs(12))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.jsonl")}
    engine = Shuffled()
    assert done(tmp_path, jobs(12), engine) == Tally(done=12, kept=12)
    assert engine.given == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.jsonl")} == before


def test_only_what_changed_is_done_again(tmp_path):
    done(tmp_path / "one", jobs(12))
    changed, engine = jobs(12, special={3: {"new": 1}, 9: {"new": 1}}), Shuffled()
    assert done(tmp_path / "one", changed, engine) == Tally(done=12, kept=10)
    assert sorted(engine.given) == [3, 9]
    done(tmp_path / "two", changed)
    assert files(tmp_path / "one") == files(tmp_path / "two")


@pytest.mark.parametrize("size", [1, 4, 50])
def test_results_are_found_wherever_they_were(tmp_path, size):
    """One job more in front moves all others to other places, and another size of shards to other shards: they are still not done again."""
    one, two = tmp_path / "one", tmp_path / "two"
    done(one, jobs(12))
    batch, engine = [Job("new", "new", {"number": 99}), *jobs(12)], Shuffled()
    assert done(one, batch, engine, size).kept == 12
    assert engine.given == [99]
    done(two, batch, size=size)
    assert files(one) == files(two)
    assert dict(measured(one)).keys() == dict(measured(two)).keys()


def test_what_moved_is_not_lost_when_a_run_is_broken_off(tmp_path):
    """The shard that a job was in is replaced before the one is written that it is in now."""
    done(tmp_path / "one", jobs(12))
    batch = [*(Job(f"new {n}", f"new {n}", {"number": 90 + n}) for n in range(6)), *jobs(12)]
    engine = Shuffled(most=1, stop_after=6)
    with pytest.raises(KeyboardInterrupt):
        done(tmp_path / "one", [*batch, Job("last", "last", {"number": 80})], engine)
    again = Shuffled()
    assert done(tmp_path / "one", batch, again).done == 18
    assert set(again.given) <= {95}
    done(tmp_path / "two", batch)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_fewer_jobs_leave_fewer_files(tmp_path):
    done(tmp_path, jobs(12))
    assert done(tmp_path, jobs(3)) == Tally(done=3, kept=3)
    assert list(files(tmp_path)) == ["batch.json", "shards/00000.jsonl"]
    assert len(list((tmp_path / "measured").iterdir())) == 1


def test_an_exception_is_a_result_of_its_own_and_tried_again(tmp_path):
    batch = jobs(7, special={2: {"raises": "no\nway \x1b[31m"}})
    assert done(tmp_path, batch) == Tally(done=7, failed=1)
    assert list(records(tmp_path))[2]["failed"] == "ValueError: no\\nway \\x1b[31m"
    engine = Shuffled()
    assert done(tmp_path, batch, engine) == Tally(done=7, kept=6, failed=1)
    assert engine.given == [2]


def test_a_result_that_is_no_plain_data_is_a_failure(tmp_path):
    assert done(tmp_path, jobs(2), work=no_json) == Tally(done=2, failed=2)


def test_what_is_said_about_a_job_stands_beside_its_result_and_can_change(tmp_path):
    first = [Job("a", "f", {"number": 2}, {"name": "Anna"}), Job("b", "g", {"number": 3, "raises": "no"}, {"name": "Ben"})]
    done(tmp_path, first)
    assert [record["about"]["name"] for record in records(tmp_path)] == ["Anna", "Ben"]
    engine = Shuffled()
    done(tmp_path, [Job("c", "f", {"number": 2}, {"name": "Carl"})], engine)
    assert list(records(tmp_path)) == [{"key": "c", "fingerprint": "f", "about": {"name": "Carl"}, "result": {"square": 4}}]
    assert engine.given == []


@pytest.mark.parametrize("harm", [b"", b"{", b'{"key": "job 1"}\n', b"\xff\xfe\x00\n" * 5, b"[1]\n" * 5])
def test_a_damaged_shard_is_done_again(tmp_path, harm):
    done(tmp_path / "good", jobs(12))
    done(tmp_path / "bad", jobs(12))
    Shards(tmp_path / "bad").path(1).write_bytes(harm)
    engine = Shuffled()
    done(tmp_path / "bad", jobs(12), engine)
    assert sorted(engine.given) == [5, 6, 7, 8, 9]
    assert files(tmp_path / "bad") == files(tmp_path / "good")


def test_damaged_results_are_not_read(tmp_path):
    done(tmp_path, jobs(3))
    Shards(tmp_path).path(0).write_bytes(b'{"key": 1}\n')
    with pytest.raises(InputError, match="line 1 is damaged"):
        list(records(tmp_path))
    with pytest.raises(InputError, match="has no results"):
        list(records(tmp_path / "nowhere"))


def test_no_job_at_all(tmp_path):
    assert done(tmp_path, []) == Tally()
    assert list(records(tmp_path)) == []


def test_what_was_begun_and_not_written_is_cleared_away(tmp_path):
    done(tmp_path, jobs(3))
    (tmp_path / "shards" / ".00000.jsonl.abc").write_text("half")
    done(tmp_path, jobs(3))
    assert [path.name for path in (tmp_path / "shards").iterdir()] == ["00000.jsonl"]


def test_jobs_are_taken_as_they_are_wanted_and_no_further(tmp_path, monkeypatch):
    """However many jobs there are, only some are in memory: here one in each shard does not end, and after three shards that is enough."""
    monkeypatch.setattr(running, "OPEN_SHARDS", 3)
    taken = []

    def endless():
        for number in itertools.count():
            taken.append(number)
            yield Job(str(number), str(number), {"number": number})

    with pytest.raises(KeyboardInterrupt):
        done(tmp_path, endless(), Shuffled(most=10, keep=lambda number: number % 5 == 0))
    assert taken == list(range(15))


def test_progress_is_told(tmp_path):
    told = []
    run(jobs(7, special={3: {"raises": "no"}}), square, tmp_path, engine=Shuffled(), total=7, progress=told.append, size=5)
    assert [tally.done for tally in told] == list(range(8))
    assert told[-1] == Tally(done=7, failed=1, total=7)


def test_two_runs_do_not_write_one_folder(tmp_path):
    def nested():
        with pytest.raises(InputError, match="another weekfit is writing this folder"):
            done(tmp_path, jobs(1))
        yield from jobs(2)

    done(tmp_path, nested())
    assert len(squares(tmp_path)) == 2


def test_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(InputError, match="this is a file, not a folder"):
        done(tmp_path / "out", jobs(1))


Plan = st.lists(
    st.tuples(st.integers(0, 14), st.integers(0, 9), st.one_of(st.none(), st.integers(0, 12))), min_size=1, max_size=4
)


@settings(max_examples=40, deadline=None)
@given(plan=Plan, size=st.integers(1, 6), last=st.integers(1, 14))
def test_any_history_of_runs_ends_in_the_same_bytes(plan, size, last):
    """Runs over other jobs, other sizes of shards, broken off anywhere; then one that is not. Nothing that was written is done again."""
    with tempfile.TemporaryDirectory() as folder:
        out, fresh = Path(folder) / "out", Path(folder) / "fresh"
        for number, (first, seed, stop) in enumerate(plan):
            batch = jobs(14)[first:] + jobs(14)[:first]
            with suppress(KeyboardInterrupt):
                done(out, batch, Shuffled(seed, stop_after=stop), 1 + (size + number) % 6)
        known = set()
        for path in [*out.glob("shards/*.jsonl"), *out.glob("earlier/shards/*.jsonl")]:
            known |= {json.loads(line)["key"] for line in path.read_text().splitlines()}
        engine, batch = Shuffled(), jobs(last)
        done(out, batch, engine, size)
        done(fresh, batch, Shuffled(3), size)
        assert files(out) == files(fresh)
        assert not known & {f"job {number}" for number in engine.given}
