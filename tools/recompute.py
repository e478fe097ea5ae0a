"""Recomputes a comparison's summary and report from its table of pairs, sharing no code with the program that made them.

    python -m tools.recompute DIR

Reads pairs.csv, summary.json and report.html of a folder that `weekfit compare --out DIR` wrote, with the standard library alone. Says what
differs, and exits with 1 if anything does. Intervals of bootstraps are made again with other random numbers, so they only have to be near.
"""

from __future__ import annotations

import csv
import json
import math
import random
import statistics
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

Row = dict[str, str]
RESAMPLES = 400


def near(one: float | None, other: float | None, slack: float = 1e-5) -> bool:
    """Whether two figures are the same but for rounding."""
    return one == other or (one is not None and other is not None and math.isclose(one, other, rel_tol=slack, abs_tol=slack))


def figures(rows: list[Row], column: str) -> list[float | None]:
    """A column; None for an empty cell."""
    return [float(row[column]) if row.get(column) else None for row in rows]


def by_set(rows: list[Row]) -> dict[str, list[Row]]:
    """The rows of each set, in the order of the scenarios."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["set"], []).append(row)
    return found


def sign_test(more: int, less: int) -> float:
    """Two-sided exact binomial test that both directions are as likely."""
    n = more + less
    return min(1.0, 2 * sum(math.comb(n, i) for i in range(min(more, less) + 1)) / 2**n) if n else 1.0


def wilson(k: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z = statistics.NormalDist().inv_cdf(0.975)
    middle, wide = (k + z * z / 2) / (n + z * z), z * math.sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    return max(0.0, middle - wide), min(1.0, middle + wide)


def quantile(ordered: list[float], share: float) -> float:
    """A quantile by linear interpolation."""
    place = share * (len(ordered) - 1)
    low, rest = int(place), place - int(place)
    return ordered[low] + (rest * (ordered[low + 1] - ordered[low]) if rest else 0)


def holm(chances: list[float]) -> list[float]:
    """Holm's correction, in the order given."""
    order = sorted(range(len(chances)), key=chances.__getitem__)
    result, highest = [0.0] * len(chances), 0.0
    for rank, index in enumerate(order):
        highest = max(highest, (len(chances) - rank) * chances[index])
        result[index] = min(1.0, highest)
    return result


def interval_is_near(values: list[float], given: dict[str, float]) -> bool:
    """Whether a bootstrap interval of the mean is as another one, within what chance does to it."""
    generator = random.Random(1)  # noqa: S311  # to be repeatable, not secret
    means = sorted(statistics.fmean(generator.choices(values, k=len(values))) for _ in range(RESAMPLES))
    slack = 1e-9 + 0.3 * (means[-1] - means[0])
    return abs(quantile(means, 0.025) - given["low"]) <= slack and abs(quantile(means, 0.975) - given["high"]) <= slack


class Check:
    """One folder, recomputed; `wrong` yields what differs."""

    def __init__(self, folder: Path) -> None:
        with (folder / "pairs.csv").open(encoding="utf-8", newline="") as file:
            self.sets = by_set(list(csv.DictReader(file)))
        self.summary: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        self.report = Tables()
        self.report.feed((folder / "report.html").read_text(encoding="utf-8"))
        self.reference: list[Row] = self.sets[self.summary["reference"]]

    def wrong(self) -> Iterator[str]:
        """Everything that is not as recomputed."""
        for each in self.summary["sets"]:
            yield from self._set(each)
        yield from self._tests()
        for each in self.summary["by_group"]:
            yield from self._group(each)
        for effect in self.summary["effects"]:
            yield from self._effect(effect)
        for cross in self.summary["crosswise"]:
            yield from self._cross(cross)
        yield from self._report()

    def _set(self, each: dict[str, Any]) -> Iterator[str]:
        rows, name = self.sets[each["name"]], each["name"]
        counts = {status: sum(row["status"] == status for row in rows) for status in each["statuses"]}
        if counts != each["statuses"] or each["n"] != len(rows):
            yield f"{name}: statuses are {counts}"
        solved = counts["optimal"] + counts["feasible"]
        known = solved + counts["infeasible"]
        if known:
            for key, value in zip(("low", "high"), wilson(solved, known), strict=True):
                if not near(each["possible"][key], value):
                    yield f"{name}: possible {key} is {value}"
        for column, asked in each["placed"].items():
            found = [x for x in figures(rows, column) if x is not None]
            if len(found) != asked["n"] or not near(statistics.fmean(found), asked["mean"]):
                yield f"{name}, {column}: mean is {statistics.fmean(found)}"
        for measure, spread in each["measures"].items():
            values = sorted(x for x in figures(rows, measure) if x is not None)
            again = {"least": values[0], "most": values[-1]}
            again |= {key: quantile(values, q) for key, q in (("quarter", 0.25), ("median", 0.5), ("three_quarters", 0.75))}
            again["n"] = len(values)
            yield from (f"{name}, {measure}: {key} is {value}" for key, value in again.items() if not near(spread[key], value))
            if not near(spread["mean"]["value"], statistics.fmean(values)) or not interval_is_near(values, spread["mean"]):
                yield f"{name}, {measure}: mean is {statistics.fmean(values)}, or its interval is another"

    def differences(self, name: str, measure: str, group: str | None = None) -> list[float]:
        """A set minus the reference, where both have a figure."""
        rows = [(a, b) for a, b in zip(self.sets[name], self.reference, strict=True) if group in (None, a["calendar"])]
        both = zip(figures([a for a, _ in rows], measure), figures([b for _, b in rows], measure), strict=True)
        return [round(a - b, 4) for a, b in both if a is not None and b is not None]

    def _tests(self) -> Iterator[str]:
        possible, differences = self.summary["possibilities"], self.summary["differences"]
        chances = []
        for each in possible:
            states = list(zip(self.sets[each["set"]], self.reference, strict=True))
            ways = [(_possible(a), _possible(b)) for a, b in states]
            counts = {"both": (1, 1), "only_set": (1, 0), "only_reference": (0, 1), "neither": (0, 0)}
            yield from (
                f"{each['set']}: {key} is {ways.count(way)}" for key, way in counts.items() if each[key] != ways.count(way)
            )
            if each["unknown"] != sum(None in way for way in ways):
                yield f"{each['set']}: unknown is {sum(None in way for way in ways)}"
            chances.append(sign_test(ways.count((1, 0)), ways.count((0, 1))))
        for each in differences:
            found, result = self.differences(each["set"], each["measure"]), each["result"]
            split = [sum(d > 0 for d in found), sum(d == 0 for d in found), sum(d < 0 for d in found)]
            if split != [result["higher"], result["equal"], result["lower"]] or result["n"] != len(found):
                yield f"{each['set']}, {each['measure']}: more, same, less are {split}"
            if not near(result["mean"]["value"], statistics.fmean(found)) or not interval_is_near(found, result["mean"]):
                yield f"{each['set']}, {each['measure']}: mean difference is {statistics.fmean(found)}, or its interval is another"
            if not near(result["median"]["value"], statistics.median(found)):
                yield f"{each['set']}, {each['measure']}: median difference is {statistics.median(found)}"
            chances.append(sign_test(split[0], split[2]))
        if self.summary["tests"] != len(chances):
            yield f"there are {len(chances)} tests"
        for each, p, corrected in zip([*possible, *differences], chances, holm(chances), strict=True):
            if not near(each.get("p", each.get("result", {}).get("p")), p) or not near(each["corrected"], corrected):
                yield f"{each['set']}, {each.get('measure', 'possible')}: p is {p}, corrected {corrected}"

    def _group(self, each: dict[str, Any]) -> Iterator[str]:
        rows = [row for row in self.sets[each["set"]] if row["calendar"] == each["group"]]
        ways = [_possible(row) for row in rows]
        if [len(ways), ways.count(1), ways.count(None)] != [each["n"], each["possible"], each["unknown"]]:
            yield f"{each['set']}, {each['group']}: {ways.count(1)} of {len(ways)} are possible"
        kept = [x for x in figures(rows, "kept") if x is not None]
        if bool(kept) != bool(each["kept"]) or (kept and not near(statistics.fmean(kept), each["kept"]["value"])):
            yield f"{each['set']}, {each['group']}: kept are {kept}"

    def _effect(self, effect: dict[str, Any]) -> Iterator[str]:
        found = self.differences(effect["set"], effect["measure"], effect["group"])
        if len(found) != effect["n"] or not near(statistics.fmean(found), effect["mean"]["value"]):
            yield f"{effect['set']}, {effect['measure']}, {effect['group']}: mean difference is {statistics.fmean(found)}"

    def _cross(self, cross: dict[str, Any]) -> Iterator[str]:
        musts, points = f"musts_broken[{cross['judge']}]", f"points[{cross['judge']}]"
        own = self.sets[cross["judge"]]
        judged = [(a, b) for a, b in zip(self.sets[cross["set"]], own, strict=True) if a[musts]]
        prices = [float(a[points]) - float(b[points]) for a, b in judged if b[points]]
        again = {
            "n": len(judged),
            "clean": statistics.fmean(a[musts] == "0" for a, _ in judged),
            "musts": statistics.fmean(float(a[musts]) for a, _ in judged),
            "points": statistics.fmean(float(a[points]) for a, _ in judged),
            "price": statistics.fmean(prices) if prices else None,
        }
        yield from (f"{cross['set']} by {cross['judge']}: {k} is {v}" for k, v in again.items() if not near(cross[k], v))

    def _report(self) -> Iterator[str]:
        """The report's tables of differences say what the rows say."""
        titles = {measure: about["title"] for measure, about in self.summary["measures"].items()}
        if self.report.finding != self.summary["finding"]:
            yield "the report opens with another finding"
        for each in self.summary["differences"]:
            found = self.differences(each["set"], each["measure"])
            row = self.report.row(titles[each["measure"]], each["set"])
            mean = f"{round(statistics.fmean(found), 2) + 0.0:+.2f}".replace("+0.00", "0.00").replace("-", "−")
            counts = [
                str(sum(d > 0 for d in found)),
                str(sum(d == 0 for d in found)),
                str(sum(d < 0 for d in found)),
                str(len(found)),
            ]
            if row[2].split(" ")[0] != mean or row[4:8] != counts:
                yield f"the report on {each['set']}, {each['measure']}: {mean}, {counts}, not {row}"


class Tables(HTMLParser):
    """The tables of a page by caption, and the finding above them."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.finding = ""
        self._rows: list[list[str]] = []
        self._inside: list[str] = []
        self._finding = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser."""
        self._inside.append(tag)
        self._finding = ("class", "finding") in attrs
        if tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("td", "th"):
            self._rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Called by the parser."""
        while self._inside and self._inside.pop() != tag:
            pass
        self._finding = False

    def handle_data(self, data: str) -> None:
        """Called by the parser."""
        if self._finding:
            self.finding += data
        if "caption" in self._inside:
            self.tables.setdefault(data, self._rows)
        elif self._inside and self._inside[-1] in ("td", "th"):
            self._rows[-1][-1] += data

    def row(self, caption: str, name: str) -> list[str]:
        """The row of a set in the table of that caption; empty cells where there is none."""
        return next((row for row in self.tables.get(caption, []) if row and row[0] == name), [""] * 11)


def _possible(row: Row) -> int | None:
    return {"optimal": 1, "feasible": 1, "infeasible": 0}.get(row["status"])


def main() -> None:
    """Check the folder that is named."""
    wrong = list(Check(Path(sys.argv[1])).wrong())
    print("\n".join(wrong) or "The summary and the report are what the table of pairs says.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
