"""A squad as text: who cannot be read, and what came of everybody."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from solver.domain.errors import listed, visible
from solver.domain.squad import Squad
from solver.rules.timeline import counted
from solver.show.shared_from import losses, meetings
from solver.show.text import WIDTH, table, wrapped
from solver.squad.summary import Summary

_NARROW = 24  # letters of a column that is no sentence
_NAMED = 10  # athletes of a kind that the page names
_SORTS = {  # what came of athletes, as a headline; the first in need of a look first
    "crashed": "Nothing survives solving them: please report this, with the scenario",
    "failed": "A fault of weekfit: please report this, with the scenario",
    "broken": "The scenario is wrong",
    "unknown": "The effort was spent before a week was found",
    "infeasible": "There is no such week",
    "given_up": "No room for a key or fixed session",
    "left_out": "A normal session is left out",
}


@dataclass(frozen=True)
class Wrong:
    """A scenario that cannot be used: where it is, whose it is, and why."""

    where: str
    athlete: str
    problem: str


def wrong_table(shown: Sequence[Wrong], number: int) -> str:
    """The scenarios that are wrong; `number` is how many there are in all."""
    rows = [(_cell(wrong.where), _cell(wrong.athlete), _cell(wrong.problem, WIDTH - 2 - _used(shown))) for wrong in shown]
    text = table(rows, ("Scenario", "Athlete", "What is wrong"))
    more = number - len(shown)
    return f"{text}\n\nAnd {more:,} more." if more else text


def _used(shown: Sequence[Wrong]) -> int:
    """What the first two columns take of a line."""
    return sum(
        min(_NARROW, max(len(title), *(len(visible(text)) for text in texts))) + 2
        for title, texts in (("Scenario", [wrong.where for wrong in shown]), ("Athlete", [wrong.athlete for wrong in shown]))
    )


def _cell(text: str, width: int = _NARROW) -> str:
    return "\n".join(textwrap.wrap(visible(text), width, break_on_hyphens=False)) or "–"


def checked_line(squad: Squad, number: int, wrong: int) -> str:
    """How many there are, how many are wrong, and what they share."""
    told = f"{visible(squad.name)}, week of {squad.week}: {number:,} athlete{'s' if number != 1 else ''}"
    told += f", {wrong:,} of them wrong." if wrong else ", all as they should be."
    return wrapped(told)


def summary_page(squad: Squad, summary: Summary, together: Mapping[str, Any] | None, out: str) -> str:
    """What came of a squad: how many have a week, what they share, who needs a look and why."""
    counts = summary.counts
    lines = [wrapped(f"{visible(squad.name)} · week of {squad.week} · {squad.timezone} · {counts['athletes']:,} athletes"), ""]
    lines.append(wrapped(_solved(summary)))
    if together is not None:
        lines += ["", *_shared(squad, together)]
    for sort, headline in _SORTS.items():
        if counts[sort]:
            lines += ["", wrapped(f"{headline} ({counts[sort]:,})"), *_named(summary.named[sort], counts[sort])]
    lines += ["", wrapped(f"Everybody's week is in {visible(out)}: athletes.csv for a spreadsheet, shards/ for programs.")]
    return "\n".join(lines)


def _solved(summary: Summary) -> str:
    """How many have a week, and how good the weeks are together."""
    counts, bound = summary.counts, summary.bound
    told = f"{counts['solved']:,} have a week, {counts['served']:,} of them with every key and normal session."
    musts = f"{counted(summary.given_up, 'key or fixed session')} given up, " if summary.given_up else ""
    told += f" In all: {musts}{summary.left_out:,} left out, {summary.points:,} points, "
    if summary.proven:
        return told + "proven best."
    least = f"{bound['given_up']:,} given up, " if summary.given_up else ""
    return told + f"at least {least}{bound['left_out']:,} and {bound['points']:,} ({counts['not_proven']:,} are not proven best)."


def _shared(squad: Squad, together: Mapping[str, Any]) -> Iterator[str]:
    """Group sessions, and who loses what to the others."""
    for meeting in meetings(together, squad.timezone):
        number = len(meeting.there)
        held = f"{meeting.when}, {number} there" if meeting.when else "not held"
        without = f", without {visible(listed(meeting.absent[:_NAMED], 'and'))}" if meeting.absent else ""
        more = f" and {len(meeting.absent) - _NAMED:,} more" if len(meeting.absent) > _NAMED else ""
        yield wrapped(f"{visible(meeting.id)}: {held}{without}{more}.", more="  ")
    lost = losses(together, squad.timezone, {})
    if lost:
        told = ", ".join(f"{visible(athlete)} {score}" for athlete, (score, _) in islice(lost.items(), _NAMED))
        more = f" and {len(lost) - _NAMED:,} more" if len(lost) > _NAMED else ""
        yield wrapped(f"Lost to the others: {told}{more}.", more="  ")
    elif not together["out"]:
        yield "Nobody loses anything to the others."


def _named(named: Sequence[Mapping[str, str]], number: int) -> list[str]:
    lines = [
        wrapped(f"{visible(each['athlete'] or each['source'])}: {visible(each['why'])}", "  - ", "    ")
        for each in named[:_NAMED]
    ]
    more = number - len(lines)
    return [*lines, f"    and {more:,} more: see athletes.csv."] if more else lines
