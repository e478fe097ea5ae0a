"""Writes docs/rulesets.md: every shipped scenario under every shipped rule set, and where two of the sets part.

`python -m tools.ruleset_table` does it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from solver.domain.clock import DAYS
from solver.domain.schedule import RuleReport, Schedule
from solver.files.proposal import placed_sessions
from solver.files.reader import read_case
from solver.fit import fit
from solver.judge import Verdict, judge
from solver.rules import Rule
from solver.rulesets.case import Case
from solver.rulesets.ruleset import idle_overrides, load, shipped_names
from tools.coverage import cited, facts

ROOT = Path(__file__).parent.parent
PATH = ROOT / "docs" / "rulesets.md"
SCENARIOS = ROOT / "scenarios"
ONE, OTHER = "hart", "run-lift-fit-standard"
SHOWN = ("commuter-lunch-hours", "night-shift-nurse", "something-has-to-give", "rotating-12h")

_INTRODUCTION = """\
# Rule sets

What each of the shipped rule sets makes of each of the shipped scenarios. This page is written by `make docs` from the
schedules themselves. What a set says, rule by rule, is shown by `weekfit rules show NAME`; two sets side by side by
`weekfit rules diff A B`; where their rules come from stands in [Sources](sources.md) and [Coverage](coverage.md), and what a
point is worth in [Weights](weights.md).

{sets}

Points of different sets are in one coin, but no sum is better than another's: a set that asks for little is easily served.
`left out` is the worth of the sessions that found no place. A scenario's overrides of rules that a set does not have are not
applied; they stand below its table.

A set that reads one source says nothing about the rest of a week. Put it on top of another to have both: with
`rules = ["base", "hart"]` all of `base` holds, and where both have a rule of one id, the later set's.
"""

_DIFFERENCE = """\
## Where `{one}` and `{other}` part

Weeks of one scenario under both sets. **Bold** days differ. Each week was then judged by the other set's rules: what it would
break or pay there, and the other week does not, is what makes the difference, with the fact it rests on.
"""


@dataclass(frozen=True)
class Answer:
    """A scenario's week under one rule set."""

    case: Case
    schedule: Schedule


def scenarios() -> tuple[str, ...]:
    """The names of the shipped scenarios."""
    return tuple(sorted(path.stem for path in SCENARIOS.glob("*.toml")))


@cache
def answer(scenario: str, name: str) -> Answer:
    """Solve a scenario under a rule set in place of its own."""
    case = read_case(str(SCENARIOS / f"{scenario}.toml"), [name])
    return Answer(case, fit(case, explain=False))


def markdown(head: Sequence[str], rows: Iterator[Sequence[object]] | Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def sets_table() -> str:
    """All sets: what they are for, musts, shoulds."""
    rows = []
    for name in shipped_names():
        ruleset = load([name])
        musts = sum(rule.level == "must" for rule in ruleset.rules)
        rows.append((f"`{name}`", ruleset.about, musts, len(ruleset.rules) - musts))
    return markdown(("set", "what it is for", "musts", "shoulds"), rows)


def scenario_part(scenario: str) -> str:
    """One scenario under all sets."""
    rows = []
    idle: dict[str, list[str]] = {}
    for name in shipped_names():
        found = answer(scenario, name)
        for id_ in idle_overrides(found.case.ruleset, found.case.problem.scenario):
            idle.setdefault(id_, []).append(name)
        rows.append((f"`{name}`", *figures(found.schedule)))
    parts = [f"### {scenario}", markdown(("set", "status", "left out", "points", "hard days", "rest days", "minutes"), rows)]
    parts += [f"Override of `{id_}` not applied: {', '.join(names)}." for id_, names in sorted(idle.items())]
    return "\n\n".join(parts)


def figures(schedule: Schedule) -> tuple[object, ...]:
    """Status, left out, points, hard days, rest days, minutes of a schedule."""
    if schedule.totals is None:
        return (schedule.status, *["–"] * 5)
    totals = schedule.totals
    return (schedule.status, schedule.left_out, schedule.points, totals.hard_days, totals.rest_days, totals.minutes)


# -- where two sets part ---------------------------------------------------------------------------------------------------------


def foreign(scenario: str, week_of: str, rules_of: str) -> Verdict:
    """The week that one set made, judged by another."""
    made, judging = answer(scenario, week_of), answer(scenario, rules_of)
    return judge(judging.case.problem, judging.case.rules, placed_sessions(judging.case.problem, made.schedule))


def reproaches(scenario: str, week_of: str, rules_of: str) -> list[tuple[Rule, RuleReport, int]]:
    """What a set holds against another's week and not against its own: rule, report, points beyond its own week's."""
    own = {report.id: report.points for report in answer(scenario, rules_of).schedule.rules_report}
    rules = {rule.id: rule for rule in answer(scenario, rules_of).case.rules}
    found = [
        (rules[report.id], report, report.points - own.get(report.id, 0))
        for report in foreign(scenario, week_of, rules_of).reports
        if report.points > own.get(report.id, 0)
    ]
    return sorted(found, key=lambda item: (item[0].level != "must", -item[2], item[0].id))


def parted(scenario: str) -> bool:
    """Whether each set truly rejects the other's week: it breaks a must there, or is worse than the best."""
    return all(_worse(scenario, week_of, rules_of) for week_of, rules_of in ((ONE, OTHER), (OTHER, ONE)))


def _worse(scenario: str, week_of: str, rules_of: str) -> bool:
    if "infeasible" in {answer(scenario, name).schedule.status for name in (week_of, rules_of)}:
        return False
    best = answer(scenario, rules_of).schedule
    verdict = foreign(scenario, week_of, rules_of)
    return bool(verdict.broken) or (verdict.score.left_out, verdict.score.points) > (best.left_out, best.points)


def difference_part(scenario: str) -> str:
    """One scenario under the two sets, session by session, and what makes the difference."""
    left, right = days(scenario, ONE), days(scenario, OTHER)
    problem = answer(scenario, ONE).case.problem
    rows = []
    for day in range(DAYS):
        name = f"{problem.clock.date_of(day):%a}"
        cells = ["<br>".join(week[day]) or "rest" for week in (left, right)]
        rows.append((f"**{name}**" if cells[0] != cells[1] else name, *cells))
    parts = [f"### {problem.scenario.athlete.name}", f"`scenarios/{scenario}.toml`, goal: {problem.scenario.goal}."]
    parts.append(markdown(("day", f"`{ONE}`", f"`{OTHER}`"), rows))
    named: list[str] = []
    for week_of, rules_of in ((ONE, OTHER), (OTHER, ONE)):
        held = reproaches(scenario, week_of, rules_of)
        named += [name for rule, _, _ in held for name in cited(rule.source)]
        parts.append(f"What `{rules_of}` holds against the week of `{week_of}`:")
        parts.append("\n".join(_reproach(*item) for item in held))
    parts.append("What these facts say:")
    parts.append("\n".join(f"* {fact.name}: {fact.text}" for fact in facts() if fact.name in named))
    return "\n\n".join(parts)


def days(scenario: str, name: str) -> list[list[str]]:
    """The sessions of a week by training day."""
    found = answer(scenario, name)
    problem = found.case.problem
    lines: list[list[str]] = [[] for _ in range(DAYS)]
    for item in found.schedule.sessions:
        day = problem.clock.day_of(problem.clock.elapsed(item.start))
        kind = problem.catalogue.kind(item.kind or "")
        title = kind.title if item.id.startswith(kind.name) else f"{kind.title} ({item.id})"
        later = " of the next date" if item.start.date() != problem.clock.date_of(day) else ""
        lines[day].append(f"{item.start:%H:%M}{later} {title}, {item.minutes} min")
    return lines


def _reproach(rule: Rule, report: RuleReport, points: int) -> str:
    price = "broken" if rule.level == "must" else f"{points} point{'s' if points != 1 else ''} more"
    said = " ".join(breach.text for breach in report.breaches[:2])
    more = f" And {len(report.breaches) - 2} more." if len(report.breaches) > 2 else ""
    return f"* `{rule.id}` ({rule.source}), {price}: {said}{more}"


def page() -> str:
    """The whole page."""
    parts = [_INTRODUCTION.format(sets=sets_table()).strip(), _DIFFERENCE.format(one=ONE, other=OTHER).strip()]
    parts += [difference_part(scenario) for scenario in SHOWN]
    parts += ["## All scenarios under all sets", *(scenario_part(scenario) for scenario in scenarios())]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write the page."""
    PATH.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
