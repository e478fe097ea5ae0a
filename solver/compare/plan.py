"""What a comparison is made of, as jobs for a batch; and their results, as a table of pairs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import tomli_w

from solver.batch.engines import on_this_machine
from solver.batch.job import Job, Progress, Tally, fingerprint
from solver.batch.pool import Engine
from solver.batch.run import has_results, measured, records, run
from solver.batch.versions import versions
from solver.compare.checked import check_pair
from solver.compare.contenders import Contender
from solver.compare.inputs import Entry
from solver.compare.measures import MEASURES
from solver.compare.pairs import FAILED, Pair, Table
from solver.compare.work import judge_crosswise, solve_pair
from solver.files.manifest import Manifest
from solver.files.text import made_folder, write_text
from solver.files.there import beginning
from solver.files.writer import data_text

Record = Mapping[str, Any]
RESULTS = ("pairs/", "crosswise/", "pairs.csv", "pairs.parquet", "summary.json", "report.html")
COPY = "One scenario of a comparison: "  # how the comment at the top of a scenario's copy begins


@dataclass(frozen=True)
class Plan:
    """Every scenario under every rule set.

    Attributes:
        effort: the most that a pair may take, in CP-SAT's deterministic seconds.
        crosswise: whether each set's weeks are judged by all sets.
    """

    entries: Sequence[Entry]
    contenders: Sequence[Contender]
    effort: float
    crosswise: bool = True

    @property
    def number(self) -> int:
        """How many pairs there are."""
        return len(self.entries) * len(self.contenders)

    def write_inputs(self, out: Path) -> None:
        """Write every scenario, and every rule set that is not shipped, where the pairs' commands look for them.

        Raises:
            InputError: a file of the results is there already, and is an input or somebody else's.
        """
        made_folder(out)
        contents = {name: text for name, text in self._inputs() if not _has(out / name, text)}
        manifest = Manifest.read(out)
        old = not manifest.names and has_results(out / "pairs")
        manifest.claim((*RESULTS, *contents), lambda name: (old and name in RESULTS) or _is_copy(out / name))
        for name, text in contents.items():
            made_folder((out / name).parent)
            write_text(out / name, text)

    def _inputs(self) -> Iterator[tuple[str, str]]:
        """The files of the scenarios and rule sets, by name below the folder."""
        for entry in self.entries:
            yield entry.file, data_text(Path(entry.file), entry.data, f"{COPY}{entry.name}")
        for contender in self.contenders:
            if not contender.shipped:
                yield contender.file, tomli_w.dumps(contender.to_data())

    def solve(self, out: Path, engine: Engine, progress: Progress) -> Tally:
        """Solve every pair that is not solved there yet."""
        jobs = self.solving()
        return run(jobs, solve_pair, out / "pairs", engine=engine, total=self.number, progress=progress, check=check_pair)

    def judge(self, out: Path, engine: Engine, progress: Progress) -> Tally:
        """Judge the weeks crosswise, always on this machine; all pairs must be there."""
        here, number = on_this_machine(engine), len(self.entries)
        return run(self.judging(out), judge_crosswise, out / "crosswise", engine=here, total=number, progress=progress)

    def solving(self) -> Iterator[Job]:
        """One job a pair, scenario by scenario. Its fingerprint knows the rules, not their names, and what is measured."""
        told = [measure.tells for measure in MEASURES]
        rules = [contender.to_data()["rules"] for contender in self.contenders]
        for entry in self.entries:
            for contender, given in zip(self.contenders, rules, strict=True):
                payload = {"scenario": entry.data, "rules": given, "effort": self.effort}
                yield Job(f"{entry.name} · {contender.name}", fingerprint("pair", payload, told, versions()), payload)

    def judging(self, out: Path) -> Iterator[Job]:
        """One job a scenario: all of its weeks."""
        rules = {contender.name: contender.to_data()["rules"] for contender in self.contenders}
        for entry, mine in zip(self.entries, self._by_scenario(out), strict=True):
            weeks = {
                contender.name: record["result"]["sessions"]
                for contender, record in zip(self.contenders, mine, strict=True)
                if _solved(record)
            }
            payload = {"scenario": entry.data, "rules": rules, "sessions": weeks}
            yield Job(entry.name, fingerprint("crosswise", payload, versions()), payload)

    def table(self, out: Path) -> Table:
        """All results; those judged crosswise must be there where that was planned."""
        verdicts: Iterator[Record] = records(out / "crosswise") if self.crosswise else iter({} for _ in self.entries)
        pairs = [
            self._pair(entry, contender, record, judged)
            for entry, mine, judged in zip(self.entries, self._by_scenario(out), verdicts, strict=True)
            for contender, record in zip(self.contenders, mine, strict=True)
        ]
        return Table(tuple(contender.name for contender in self.contenders), tuple(pairs))

    def _by_scenario(self, out: Path) -> Iterator[list[Record]]:
        found = records(out / "pairs")
        for _ in self.entries:
            yield list(islice(found, len(self.contenders)))

    def _pair(self, entry: Entry, contender: Contender, record: Record, judged: Record) -> Pair:
        command = shlex.join(["weekfit", "solve", entry.file, "--rules", contender.file])
        result = record.get("result")
        if result is None:
            why = str(record.get("failed") or record.get("crashed")).removeprefix("InputError: ")
            return Pair(entry.name, entry.group, contender.name, FAILED, why, command=command)
        verdicts = judged.get("result", {}).get("verdicts", {}).get(contender.name, {})
        why = f"crosswise: {judged.get('failed') or judged.get('crashed')}" if {"failed", "crashed"} & set(judged) else ""
        return Pair(
            entry.name,
            entry.group,
            contender.name,
            result["status"],
            why,
            result["measures"],
            {name: (broken, points) for name, (broken, points) in verdicts.items()},
            command,
        )


def seconds(out: Path) -> list[float]:
    """How long each pair took by the clock on the wall, shortest first: it differs from run to run, and is in no result."""
    found = (tell.get("seconds") for _, tell in measured(out / "pairs") if isinstance(tell, dict))
    return sorted(took for took in found if isinstance(took, (int, float)))


def _solved(record: Record) -> bool:
    return "result" in record and record["result"]["status"] in ("optimal", "feasible")


def _has(path: Path, text: str) -> bool:
    """Whether a file has this content already."""
    data = text.encode()
    return beginning(path, len(data) + 1) == data


def _is_copy(path: Path) -> bool:
    """Whether a file begins as our copies of scenarios do."""
    start = f"# {COPY}".encode()
    return beginning(path, len(start)) == start
