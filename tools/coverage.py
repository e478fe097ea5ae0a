"""Writes docs/coverage.md: every numbered fact of docs/sources.md with the rules that carry it, or why no rule does.

`python -m tools.coverage` does it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from solver.rulesets.ruleset import load, shipped_names

ROOT = Path(__file__).parent.parent
PATH = ROOT / "docs" / "coverage.md"
SOURCES = ROOT / "docs" / "sources.md"

NO_FACT = "coaching practice"
"""What a rule names that rests on what many coaches do, and on no source."""

NO_RULE: Mapping[str, str] = {
    "P7": "Seasons last longer than the one week that is planned here. What a season wants of a week, `goal` and the wishes say.",
    "P9": "Other sports are kinds of session (`swim`, `row`, `easy_ride`, `elliptical`, `walk`) that anyone may wish for; "
    "the fact does not say how often.",
    "J5": "The kind `sprints`: a short session. What happens within a session is not planned here, and more repetitions from week "
    "to week are the wish of the week in question.",
    "F9": "A wave goes over four weeks, the plan over one. In a lighter week, ask for less, or write a `growth` rule.",
    "F11": "What happened is written into `history` and `readiness`, and the next week is planned from there.",
}
"""Why a fact is no scheduling rule."""

BESIDES: Mapping[str, str] = {
    "P2": "The intensity of each kind.",
    "P8": "Kinds and wishes may be short.",
    "H9": "The kinds `recovery_run` and `easy_run` may be short.",
    "J4": "The usual minutes of the kinds with the tag `hiit`.",
    "L2": "The tag `low_impact`: the rules on heavy legs speak of hard runs and impact.",
    "L3": "The rules on heavy legs do not speak of easy runs.",
    "L4": "The kinds `full_body_lift`, `upper_body_lift` and `heavy_legs`.",
    "F7": "The tag `new_stimulus` on a wish.",
    "F8": "The `priority` and `worth` of a wish: a key session is in every schedule, and the rest gives way.",
    "F10": "The scenario's `readiness`.",
    "F12": "The athlete's flags `achilles`, `knee` and `hip`; other injuries by a `when` of one's own.",
}
"""What carries a fact besides its rules."""

_INTRODUCTION = """\
# Coverage

Which rule carries which fact, made by `make docs` from what each shipped rule names as its source. The facts are those of
[Sources](sources.md), where their origin stands too; the rules' sentences are shown by `weekfit rules show NAME`.

A fact without a rule has its reason here.
"""


@dataclass(frozen=True)
class Fact:
    """A numbered fact: the key of its source, its number (or name, for a study), and what it says."""

    source: str
    number: str
    text: str

    @property
    def name(self) -> str:
        """How a rule names it: `hart H1`, `WHO 2020`."""
        return self.number if " " in self.number else f"{self.source} {self.number}"


@cache
def facts() -> tuple[Fact, ...]:
    """Every fact of docs/sources.md, in its order."""
    found = []
    source = ""
    for line in SOURCES.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            source = line.removeprefix("## ").strip()
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not source or len(cells) < 3 or cells[0] in {"key", "number"} or set(cells[0]) <= {"-", " "}:
            continue
        found.append(Fact(source, cells[0], cells[1] if len(cells) == 3 else cells[2]))
    return tuple(found)


def cited(source: str) -> tuple[str, ...]:
    """The facts that a rule's `source` names, as `hart H1`; a number without a key belongs to the key before it."""
    names = []
    key = ""
    for part in (part.strip() for part in source.split(",") if part.strip()):
        if re.fullmatch(r"[A-Z]\d+", part):
            names.append(f"{key} {part}".strip())
            continue
        names.append(part)
        key = part.rpartition(" ")[0]
    return tuple(names)


@cache
def carriers() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """For every name that a shipped rule cites: the ids of the rules that do, each with the sets it is in."""
    found: dict[str, dict[str, list[str]]] = {}
    for name in shipped_names():
        for rule in load([name]).rules:
            for fact in cited(rule.source):
                found.setdefault(fact, {}).setdefault(rule.id, []).append(name)
    return found


def problems() -> Iterator[str]:
    """What is wrong with the mapping; nothing, if all is well."""
    known = {fact.name: fact for fact in facts()}
    for name, rules in carriers().items():
        if name not in known and name != NO_FACT:
            yield f"{', '.join(rules)}: the source names {name!r}, which is no fact of {SOURCES.name}"
    for fact in facts():
        carried = fact.name in carriers()
        if not carried and fact.number not in NO_RULE:
            yield f"{fact.name} has no rule, and no reason why not"
        if carried and fact.number in NO_RULE:
            yield f"{fact.name} has a rule, and a reason why it has none"
    for number in {*NO_RULE, *BESIDES} - {fact.number for fact in facts()}:
        yield f"{number} is no fact of {SOURCES.name}"


def page() -> str:
    """The whole page."""
    parts = [_INTRODUCTION.strip()]
    for source in dict.fromkeys(fact.source for fact in facts()):
        parts.append(f"## {source}")
        lines = ["| number | fact | carried by |", "| --- | --- | --- |"]
        lines += [f"| {fact.number} | {fact.text} | {_carried(fact)} |" for fact in facts() if fact.source == source]
        parts.append("\n".join(lines))
    practice = (f"* `{id_}` ({', '.join(sets)})" for id_, sets in sorted(carriers().get(NO_FACT, {}).items()))
    parts += ["## No source", "These rules rest on what many coaches do, and on none of the above:", "\n".join(practice)]
    return "\n\n".join(parts) + "\n"


def _carried(fact: Fact) -> str:
    lines = [f"`{id_}` ({', '.join(sets)})" for id_, sets in sorted(carriers().get(fact.name, {}).items())]
    if fact.number in BESIDES:
        lines.append(f"Besides: {BESIDES[fact.number]}")
    if fact.number in NO_RULE:
        lines.append(f"No rule. {NO_RULE[fact.number]}")
    return "<br>".join(lines)


def main() -> None:
    """Write the page; a mapping with gaps is an error."""
    wrong = list(problems())
    if wrong:
        raise SystemExit("\n".join(wrong))
    PATH.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
