"""A whole comparison: what its table says is true of every pair, and what its summary and report say is what the table says."""

import csv
import json
import shlex
from itertools import pairwise
from random import Random

import pytest
from pyarrow import parquet

from solver.compare import inputs
from solver.compare.finding import caveats, finding
from solver.compare.pairs import Pair, Table
from solver.compare.results import as_csv
from solver.compare.summary import summarised
from solver.compare.work import solve_pair
from tests.cli.running import run, run_json
from tests.compare.running import Inline, compared, weeks
from tests.support.random_weeks import random_rule, random_week
from tools.recompute import Check

SETS = ("base", "free", "hart", "base", "one-hard-a-day")
AGAIN = "base (2)"


def chosen():
    """One week of each family, and the first three that are made to be impossible."""
    made = weeks(60)
    impossible = [entry for entry in made if "aim:impossible" in entry.data["athlete"]["flags"]]
    return [*made[:8], *impossible[:3]]


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("comparison")


@pytest.fixture(scope="module")
def result(out):
    return compared(out, chosen(), SETS)


def read_csv(out):
    with (out / "pairs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_pair_is_in_the_table(result, out):
    rows = read_csv(out)
    expected = [(entry.name, name) for entry in chosen() for name in ("base", "free", "hart", AGAIN, "one-hard-a-day")]
    assert [(row["scenario"], row["set"]) for row in rows] == expected
    assert sum(sum(each.statuses.values()) for each in result.summary.sets) == len(rows)
    assert {row["status"] for row in rows} == {"optimal", "infeasible"}


def test_summary_and_report_are_what_an_independent_program_makes_of_the_table(result, out):
    assert list(Check(out).wrong()) == []


@pytest.mark.parametrize("column", ["status", "kept", "minutes", "hiit_heavy_close", "musts_broken[hart]", "points[base]"])
def test_the_independent_program_sees_a_figure_that_was_changed(result, out, tmp_path, column):
    rows = read_csv(out)
    row = next(row for row in rows if row["set"] == "free" and row[column])
    row[column] = "unknown" if column == "status" else str(float(row[column]) + 3)
    for name in ("summary.json", "report.html"):
        (tmp_path / name).write_bytes((out / name).read_bytes())
    with (tmp_path / "pairs.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    assert list(Check(tmp_path).wrong())


def test_the_independent_program_sees_a_figure_of_the_report_that_was_changed(result, out, tmp_path):
    for name in ("summary.json", "pairs.csv", "report.html"):
        (tmp_path / name).write_bytes((out / name).read_bytes())
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    mean = next(d.result.mean.value for d in result.summary.differences if (d.set, d.measure) == ("free", "minutes"))
    told = f"−{abs(mean):.2f} ["
    assert told in text
    (tmp_path / "report.html").write_text(text.replace(told, f"−{abs(mean) + 1:.2f} ["), encoding="utf-8")
    assert list(Check(tmp_path).wrong())


def test_a_rule_set_compared_with_itself_differs_in_nothing(result):
    mine = [d for d in result.summary.differences if d.set == AGAIN]
    assert len(mine) > 10
    for difference in mine:
        found = difference.result
        assert (found.higher, found.lower, found.p, difference.corrected) == (0, 0, 1, 1)
        assert {e for part in (found.mean, found.median) for e in (part.value, part.low, part.high)} == {0}
        assert (difference.only_set, difference.only_reference) == (0, 0)
        assert not difference.found
    possible = next(p for p in result.summary.possibilities if p.set == AGAIN)
    assert (possible.only_set, possible.only_reference, possible.p) == (0, 0, 1)
    for effect in result.summary.effects:
        if effect.set == AGAIN:
            assert (effect.mean.value, effect.mean.low, effect.mean.high) == (0, 0, 0)
    crossed = {(c.set, c.judge): (c.clean, c.musts, c.points, c.price) for c in result.summary.crosswise}
    assert crossed["base", AGAIN] == crossed["base", "base"] == crossed[AGAIN, "base"]


def test_free_never_leaves_more_out_than_another_set(result):
    for pair, free in zip(result.table.pairs, [f for f in result.table.of("free") for _ in result.table.sets], strict=True):
        assert free.scenario == pair.scenario
        assert free.possible or not pair.possible
        if pair.possible:
            assert free.figures["left_out"] <= pair.figures["left_out"]


def test_a_week_judged_by_its_own_set_breaks_nothing_and_costs_what_it_costs(result):
    for pair in result.table.pairs:
        assert bool(pair.judged) == pair.solved
        if pair.solved:
            assert pair.judged[pair.set] == (0, pair.figures["points"])


def test_a_must_of_another_set_that_a_week_breaks_makes_it_no_better_by_that_set(result):
    """By its own points a set's week is the best there is with what it places: another week that breaks no must and places as much costs no less."""
    for name in result.table.sets:
        for own, *others in zip(result.table.of(name), *(result.table.of(other) for other in result.table.sets), strict=True):
            for other in others:
                if own.solved and other.solved and other.judged[name][0] == 0:
                    assert (other.figures["left_out"], other.judged[name][1]) >= (own.figures["left_out"], own.figures["points"])


def test_every_pair_is_solved_again_by_its_command(result, out, monkeypatch):
    """The commands in the table, run in the folder of the results, give the same week."""
    monkeypatch.chdir(out)
    rows = [row for row in read_csv(out) if row["set"] in ("hart", AGAIN)]
    for row in Random(1).sample(rows, 5):
        words = shlex.split(row["command"])
        assert words[:2] == ["weekfit", "solve"]
        solved = run_json(*words[1:], status=0 if row["status"] == "optimal" else 1)
        assert solved["status"] == row["status"]
        if row["status"] == "optimal":
            assert (solved["left_out"], solved["points"]) == (int(row["left_out"]), int(row["points"]))
            assert solved["totals"]["minutes"] == int(row["minutes"])
            assert solved["totals"]["load"] == int(row["load"])


def test_the_crosswise_figures_are_those_of_check(result, out, tmp_path, monkeypatch):
    monkeypatch.chdir(out)
    row = next(row for row in read_csv(out) if row["set"] == "free" and row["musts_broken[hart]"] not in ("", "0"))
    schedule = tmp_path / "free.json"
    words = shlex.split(row["command"])
    schedule.write_text(run(*words[1:], "--json").stdout, encoding="utf-8")
    judged = json.loads(run("check", words[2], str(schedule), "--rules", "hart", "--json").stdout)
    broken = [report for report in judged["rules_report"] if report["level"] == "must" and report["points"]]
    assert (len(broken), judged["points"]) == (int(row["musts_broken[hart]"]), int(row["points[hart]"]))


def test_parquet_has_the_same_figures(result, out):
    found = parquet.read_table(out / "pairs.parquet").to_pylist()
    for row, same in zip(read_csv(out), found, strict=True):
        assert list(row) == list(same)
        for name, cell in row.items():
            value = same[name]
            assert cell == (value if isinstance(value, str) else "" if value is None else cell)
            assert value is None or isinstance(value, str) or float(cell) == value


def test_what_is_solved_is_not_solved_again(result, out):
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    engine = Inline()
    assert compared(out, chosen(), SETS, engine=engine) == result
    assert engine.done == 0
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before


def test_a_set_more_is_solved_alone(result, out, tmp_path):
    """What is solved stays, wherever it now stands; only the new set is solved, and the weeks judged again."""
    compared(tmp_path, chosen()[:4], ("base", "hart"))
    engine = Inline()
    compared(tmp_path, chosen()[:4], ("free", "base", "hart"), engine=engine)
    assert engine.done == 4 + 4


def test_what_has_no_answer_is_counted_and_said(tmp_path):
    found = compared(tmp_path, weeks(6), ("free", "base"), effort=0.0001)
    counts = found.summary.set("base").statuses
    assert counts["unknown"] + counts["feasible"] > 0
    assert sum(counts.values()) == 6
    text = " ".join(json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))["finding"].split())
    assert text == found.finding
    assert "within the effort allowed" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert list(Check(tmp_path).wrong()) == []


def test_a_set_that_does_not_fit_is_counted_with_the_reason(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        'title = "Own"\n[[rules]]\nid = "a"\nrule = "count"\nof = "judo"\nat_most = 1\nlevel = "should"\n', encoding="utf-8"
    )
    found = compared(tmp_path / "out", weeks(3), ("base", str(own)))
    assert [pair.why for pair in found.table.of("own") if pair.status == "failed" and "judo" in pair.why].__len__() == 3
    assert found.summary.set("own").statuses["failed"] == 3
    assert found.finding.startswith("Nothing can be said")
    assert list(Check(tmp_path / "out").wrong()) == []


@pytest.mark.parametrize("seed", range(40))
def test_a_must_more_never_makes_a_week_possible(seed):
    """Whatever the must is; and nothing more is placed with it than without."""
    random = Random(seed)
    week = random_week(random)
    ids = [session.id for session in week.problem.sessions]
    given = [{"id": f"rule-{number}", **table} for number, table in enumerate(week.tables)]
    more = {"id": "more", **random_rule(random, ids), "level": "must"}
    before, after = (solve_pair({"scenario": week.data, "rules": rules, "effort": 5.0}) for rules in (given, [*given, more]))
    possible = ("optimal", "feasible")
    assert {before["status"], after["status"]} <= {"optimal", "infeasible"}
    assert before["status"] in possible or after["status"] not in possible
    if after["status"] in possible:
        assert before["measures"]["left_out"] <= after["measures"]["left_out"]
    assert (before["measures"]["kept"] or 0) >= (after["measures"]["kept"] or 0)


def test_a_sweep_of_a_must_only_takes_away(tmp_path, monkeypatch):
    found = compared(tmp_path, weeks(5), ("base",), sweep="hiit-away-from-heavy-lifting.hours=0:96:48")
    steps = [found.table.of(name) for name in found.table.sets]
    assert found.table.sets == ("hours=0", "hours=48", "hours=96")
    for less, more in pairwise(steps):
        for one, other in zip(less, more, strict=True):
            assert one.possible or not other.possible
            if other.possible:
                assert one.figures["left_out"] <= other.figures["left_out"]
                assert other.figures["hiit_heavy_gap"] is None or other.figures["hiit_heavy_gap"] >= float(
                    other.set.partition("=")[2]
                )
    possible, kept, *rest = found.curves
    assert (possible.measure, possible.n, kept.n) == ("possible", 5, 5)
    assert {curve.measure for curve in rest} >= {"left_out", "minutes", "points"}
    shares = [estimate.value for _, estimate in possible.points]
    assert shares == sorted(shares, reverse=True)
    assert list(Check(tmp_path).wrong()) == []
    monkeypatch.chdir(tmp_path)
    pair = steps[1][0]
    solved = run_json(*shlex.split(pair.command)[1:], status=0 if pair.solved else 1)
    assert solved["points"] == pair.figures.get("points")


def test_what_a_spreadsheet_would_take_for_a_formula_is_text():
    pair = Pair("=1+1", "@x", "-2", "failed", "+SUM(A1)\n<b>", {"minutes": 3, "monotony": 0.25})
    (row,) = csv.DictReader(as_csv(Table(("-2",), (pair,))).splitlines(keepends=True))
    assert (row["scenario"], row["calendar"], row["set"], row["why"]) == ("'=1+1", "'@x", "'-2", "'+SUM(A1)\\n<b>")
    assert (row["minutes"], row["monotony"], row["points"]) == ("3", "0.25", "")


def table_of(differences, other="b"):
    """A table of two sets whose `kept` differs by that much, scenario by scenario."""
    pairs = [
        Pair(f"s{number}", "x", name, "optimal", figures={"kept": value})
        for number, d in enumerate(differences)
        for name, value in (("a", 50.0), (other, 50.0 + d))
    ]
    return Table(("a", other), tuple(pairs))


def test_pairs_without_an_answer_are_counted_and_missing_and_the_impossible_have_kept_nothing():
    statuses = ["optimal", "infeasible", "unknown", "failed", "feasible"]
    kept = {"optimal": 100.0, "feasible": 60.0, "infeasible": 0.0}
    pairs = [
        Pair(f"s{number}", "x", name, status, figures={"kept": kept[status]} if status in kept else {})
        for number, mine in enumerate(statuses)
        for name, status in (("a", "optimal"), ("b", mine))
    ]
    summary = summarised(Table(("a", "b"), tuple(pairs)), "a")
    (possible,) = summary.possibilities
    assert (possible.both, possible.only_set, possible.only_reference, possible.neither, possible.unknown) == (2, 0, 1, 0, 2)
    difference = summary.difference("b", "kept")
    assert (difference.result.n, difference.only_set, difference.only_reference, difference.neither) == (3, 0, 2, 0)
    assert difference.result.mean.value == pytest.approx((0 - 100 - 40) / 3)
    assert summary.set("b").statuses == dict.fromkeys(statuses, 1)
    assert summary.set("b").possible.value == pytest.approx(2 / 3)
    told = " ".join(caveats(summary))
    assert "1 pair is not proven best" in told
    assert told.count("1 pair is without an answer") == 2


@pytest.mark.parametrize(
    ("differences", "told"),
    [
        ([0.0] * 30, "No difference found: b keeps exactly as much"),
        ([5, -5] * 15, "No difference found in how much"),
        ([1.0] * 5 + [0] * 25, "No difference found in how much"),  # five of five in one direction: p = 0.06
        ([-8.0] * 20 + [0] * 10, "Compared with a on 30 weeks, b (−5.3 [−6."),
        ([8.0] * 20 + [0] * 10, "keeps more of the training"),
        ([1.0] * 20 + [-100] * 3, "No difference found in how much"),  # more often more, but on average less
    ],
)
def test_the_finding_claims_no_more_than_was_found(differences, told):
    assert told in finding(summarised(table_of(differences), "a"))


def test_a_difference_is_found_less_easily_among_many():
    """Seven of seven in one direction have p = 0.016: a difference alone, and none among ten such tests."""
    alone = summarised(table_of([4.0] * 7), "a")
    assert alone.tests == 2
    assert "keeps more" in finding(alone)
    many = table_of([4.0] * 7)
    names = [f"c{number}" for number in range(9)]
    more = [Pair(pair.scenario, "x", name, "optimal", figures={"kept": 50.0}) for pair in many.of("a") for name in names]
    pairs = [
        p for number, pair in enumerate(many.of("a")) for p in (pair, many.of("b")[number], *more[9 * number : 9 * number + 9])
    ]
    crowded = summarised(Table(("a", "b", *names), tuple(pairs)), "a")
    assert crowded.tests == 20
    assert finding(crowded).startswith("No difference found")


@pytest.fixture
def inline(monkeypatch):
    """The command, without processes of its own."""
    monkeypatch.setattr("solver.cli.engines.engine", lambda *_: Inline())


def test_without_out_nothing_is_left_behind(tmp_path, monkeypatch, inline):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    found = run("compare", "--population", "retired", "--n", "2", "--rules", "free,guidelines")
    assert found.exit_code == 0, found.output
    assert "free" in found.stdout
    assert "guidelines" in found.stdout
    assert list(tmp_path.iterdir()) == []


def test_json_is_the_summary(tmp_path, inline):
    out = str(tmp_path / "out")
    data = run_json("compare", "--population", "parent", "--n", "2", "--rules", "free,guidelines", "--out", out)
    assert data == json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert data["format"] == "weekfit-comparison/1"
    assert data["configuration"]["inputs"] == ["--population parent", "--n 2", "--seed 0"]
    assert inputs.population("parent", 2, 0, "family")[0].name == "parent-0-1"
