"""Runs the study that docs/study.md tells, and writes its figures there.

python -m tools.study           writes the figures of the newest results into docs/study.md
python -m tools.study run DIR   runs the study in DIR (run it again to go on), checks it, keeps summary and report in
benchmarks/results/DATE/study, and writes the figures; `--n 40` makes it a smaller one
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tools.recompute import Check

ROOT = Path(__file__).parent.parent
PATH = ROOT / "docs" / "study.md"
RESULTS = ROOT / "benchmarks" / "results"
KEPT = ("summary.json", "report.html")
WEEKS = 500
RULE = "hiit-away-from-heavy-lifting.hours"
PARTS: dict[str, tuple[str, ...]] = {
    "sets": ("--rules", "base,shipped"),
    "hours": ("--rules", "base", "--vary", f"{RULE}=0:48:6", "--against", "hours=6"),
}
SHIFTS = "rotating"
_BLOCK = re.compile(r"(<!-- study: (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)

Summary = dict[str, Any]
Summaries = dict[str, Summary]


def command(part: str, weeks: int = WEEKS) -> list[str]:
    """The command line of one part, `--out` apart."""
    return ["weekfit", "compare", "--population", "all", "--n", str(weeks), "--seed", "0", *PARTS[part]]


def run(folder: Path, weeks: int) -> None:
    """Run all parts, check each against its table of pairs, and keep what is to be kept."""
    kept = RESULTS / date.today().isoformat() / "study"
    for part in PARTS:
        start = [sys.executable, "-c", "from solver.cli.main import main; main(prog_name='weekfit')"]
        subprocess.run([*start, *command(part, weeks)[1:], "--out", str(folder / part)], cwd=ROOT, check=True)
        wrong = list(Check(folder / part).wrong())
        if wrong:
            sys.exit("\n".join(wrong))
        (kept / part).mkdir(parents=True, exist_ok=True)
        for name in KEPT:
            shutil.copyfile(folder / part / name, kept / part / name)


def newest() -> Summaries:
    """The summaries of the newest results."""
    folder = max(path for path in RESULTS.glob("*/study") if all((path / part / KEPT[0]).exists() for part in PARTS))
    return {part: json.loads((folder / part / KEPT[0]).read_text(encoding="utf-8")) for part in PARTS} | {
        "": {"folder": str(folder.relative_to(ROOT))}
    }


def filled(text: str, summaries: Summaries) -> str:
    """The document with the figures of the results in its blocks."""
    return _BLOCK.sub(lambda block: f"{block[1]}{BLOCKS[block['name']](summaries)}\n{block[3]}", text)


# -- figures as words -------------------------------------------------------------------------------------------------------------------


def signed(value: float, digits: int = 1) -> str:
    """A figure with its sign, a true minus; nothing has none."""
    text = f"{value:+.{digits}f}"
    return (f"{0:.{digits}f}" if float(text) == 0 else text).replace("-", "−")


def interval(estimate: dict[str, float], digits: int = 1) -> str:
    """`−4.1 [−5.0, −3.2]`."""
    return f"{signed(estimate['value'], digits)} [{signed(estimate['low'], digits)}, {signed(estimate['high'], digits)}]"


def chance(p: float) -> str:
    """`p < 0.001`, `p = 0.03`."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.2g}"


def table(head: Sequence[str], rows: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first stand right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def found(difference: dict[str, Any]) -> bool:
    """Whether a difference is called one: as the report has it."""
    mean = difference["result"]["mean"]
    return bool(difference["corrected"] < 0.05 and (mean["low"] > 0 or mean["high"] < 0))


def differences(summary: Summary, measure: str) -> dict[str, dict[str, Any]]:
    """Every set against the reference in one measure."""
    return {each["set"]: each for each in summary["differences"] if each["measure"] == measure}


def possible(each: dict[str, Any]) -> str:
    """`487 of 500`."""
    return f"{each['statuses']['optimal'] + each['statuses']['feasible']} of {each['n']}"


# -- the blocks -------------------------------------------------------------------------------------------------------------------------


def findings(summaries: Summaries) -> str:
    """Both findings, as the reports open with them."""
    return "\n".join(f"> {summaries[part]['finding']}\n>" for part in ("hours", "sets")).removesuffix("\n>")


def setting(summaries: Summaries) -> str:
    """How much was solved, with what, and how much of it was not proven."""
    lines = []
    for part, words in (("sets", "every shipped set"), ("hours", "`base`, hours varied")):
        summary = summaries[part]
        counts = {key: sum(each["statuses"][key] for each in summary["sets"]) for key in summary["sets"][0]["statuses"]}
        pairs = sum(counts.values())
        lines.append(
            f"* {words}: {summary['scenarios']} weeks × {len(summary['sets'])} sets = {pairs} pairs; {counts['optimal']} solved and proven best, "
            f"{counts['infeasible']} proven impossible, {counts['feasible']} solved and not proven, {counts['unknown']} without an answer, "
            f"{counts['failed']} failed; {summary['tests']} tests."
        )
    versions = summaries["sets"]["configuration"]["versions"]
    lines.append(f"* {', '.join(f'{name} {number}' for name, number in versions.items())}. Kept in `{summaries['']['folder']}/`.")
    return "\n".join(lines)


def hours(summaries: Summaries) -> str:
    """The sweep as a table: what is possible, what is kept, what it buys."""
    summary = summaries["hours"]
    kept, minutes, gap, near = (differences(summary, name) for name in ("kept", "minutes", "hiit_heavy_gap", "hiit_heavy_close"))
    rows = []
    for each in summary["sets"]:
        name = each["name"]
        cells = [_hours(name), possible(each), f"{each['measures']['kept']['mean']['value']:.1f}"]
        if name == summary["reference"]:
            cells += ["–"] * 5
        else:
            r = kept[name]["result"]
            counts = f"{r['lower']}/{r['equal']}/{r['higher']}, {chance(kept[name]['corrected'])}"
            cells += [starred(kept[name]), counts, *(starred(each[name]) for each in (minutes, gap)), starred(near[name], 2)]
        rows.append(cells)
    head = ("hours", "possible", "kept (%)", "kept", "weeks less/same/more", "minutes", "nearest (h)", "pairs within 24 h")
    return table(head, rows)


def _hours(name: str) -> str:
    return name.partition("=")[2]


def starred(difference: dict[str, Any], digits: int = 1) -> str:
    """A mean difference with its interval, and a star where it is called one."""
    return interval(difference["result"]["mean"], digits) + ("*" if found(difference) else "")


def hours_words(summaries: Summaries) -> str:
    """What the sweep says of no hours, 24 and 48, one after the other."""
    summary = summaries["hours"]
    reference = _hours(summary["reference"])
    kept, gap = differences(summary, "kept"), differences(summary, "hiit_heavy_gap")
    lines = []
    for step in ("0", "24", "48"):
        each, bought = kept[f"hours={step}"], gap[f"hours={step}"]
        r = each["result"]
        lines.append(
            f"* **{step} hours** instead of {reference}: {interval(r['mean'])} percentage points of training kept ({_called(each)}). Of {r['n']} weeks, "
            f"{r['lower']} keep{'s' if r['lower'] == 1 else ''} less and {r['higher']} more. The nearest intense and heavy session lie "
            f"{interval(bought['result']['mean'])} hours further apart ({_called(bought)})."
        )
    return "\n".join(lines)


def _called(difference: dict[str, Any]) -> str:
    return "a difference" if found(difference) else "no difference found"


def schools(summaries: Summaries) -> str:
    """All sets: over all weeks, and over those of shift workers."""
    summary = summaries["sets"]
    kept, near = differences(summary, "kept"), differences(summary, "hiit_heavy_close")
    shifts = {each["set"]: each for each in summary["by_group"] if each["group"] == SHIFTS}
    effects = {each["set"]: each for each in summary["effects"] if (each["group"], each["measure"]) == (SHIFTS, "kept")}
    rows = []
    for each in summary["sets"]:
        name, mine = each["name"], shifts[each["name"]]
        reference = name == summary["reference"]
        rows.append(
            [
                f"`{name}`",
                possible(each),
                f"{each['measures']['kept']['mean']['value']:.1f}",
                "–" if reference else starred(kept[name]),
                "–" if reference else starred(near[name], 2),
                f"{mine['possible']} of {mine['n']}",
                f"{mine['kept']['value']:.1f}" if mine["kept"] else "–",
                "–" if reference or name not in effects else interval(effects[name]["mean"]),
            ]
        )
    base = summary["reference"]
    head = (
        "set",
        "possible",
        "kept (%)",
        f"against {base}",
        "HIIT near heavy",
        "shifts: possible",
        "kept (%)",
        f"against {base}",
    )
    return table(head, rows)


def shift_words(summaries: Summaries) -> str:
    """Which kinds of calendar pay most, and which sets keep most of a shift roster."""
    summary = summaries["sets"]
    mine = [each for each in summary["by_group"] if each["group"] == SHIFTS and each["kept"]]
    best = max(each["kept"]["value"] for each in mine)
    worst = min(mine, key=lambda each: each["kept"]["value"])
    at_best = [f"`{each['set']}`" for each in mine if each["kept"]["value"] > best - 0.05]
    named = ", ".join(at_best) if len(at_best) < 5 else f"{len(at_best)} of {len(mine)} sets"
    reference = [each for each in summary["by_group"] if each["set"] == summary["reference"] and each["kept"]]
    hardest = sorted(reference, key=lambda each: each["kept"]["value"])[:3]
    told = ", ".join(
        f"{each['group']} ({each['kept']['value']:.1f} %, {each['possible']} of {each['n']} possible)" for each in hardest
    )
    return (
        f"On shift rosters, {named} keep{'s' if len(at_best) == 1 else ''} most of the training ({best:.1f} %), `{worst['set']}` least "
        f"({worst['kept']['value']:.1f} %). Under `{summary['reference']}` the kinds of calendar that keep least are {told}."
    )


def crosswise(summaries: Summaries) -> str:
    """What strictness buys: how many weeks of each set happen to keep the musts of the reference, and the other way round."""
    summary = summaries["sets"]
    reference = summary["reference"]
    judged = {(each["set"], each["judge"]): each for each in summary["crosswise"]}
    rows = []
    for each in summary["sets"]:
        name = each["name"]
        if name != reference:
            ours, theirs = judged[name, reference], judged[reference, name]
            rows.append(
                [f"`{name}`", *(cell for cross in (ours, theirs) for cell in (f"{100 * cross['clean']:.0f} %", _price(cross)))]
            )
    head = ("set", f"its weeks by {reference}: clean", "price", f"weeks of {reference} by it: clean", "price")
    return table(head, rows)


def _price(cross: dict[str, Any]) -> str:
    return "–" if cross["price"] is None else signed(cross["price"])


def commands(_: Summaries) -> str:
    """What was run."""
    lines = "\n".join(f"{' '.join(command(part))} --out study/{part}" for part in PARTS)
    return f"```sh\n{lines}\n```"


BLOCKS: dict[str, Callable[[Summaries], str]] = {
    block.__name__: block for block in (findings, setting, hours, hours_words, schools, shift_words, crosswise, commands)
}


def main() -> None:
    """Run the study if that is asked for; write the figures."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["run"]:
        weeks = int(arguments[3]) if arguments[2:3] == ["--n"] else WEEKS
        run(Path(arguments[1]).absolute(), weeks)
    PATH.write_text(filled(PATH.read_text(encoding="utf-8"), newest()), encoding="utf-8")


if __name__ == "__main__":
    main()
