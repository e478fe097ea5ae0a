"""Several weeks at once, for `weekfit solve`."""

from __future__ import annotations

import click

from solver.cli.asked import Asked
from solver.cli.output import notes, print_json
from solver.explain.alternatives import diverse, others
from solver.model.search import Budget
from solver.outcome import as_schedule
from solver.rulesets.case import Case
from solver.show.explanation import others_page
from solver.show.week import title


def show_others(ctx: click.Context, case: Case, asked: Asked, time_limit: float | None, as_json: bool) -> None:
    """Find the weeks that were asked for, judge and print them; exit status 1 or 3 when there is none."""
    budget = Budget(time_limit)
    if asked.diverse:
        found = diverse(case.problem, case.rules, asked.diverse, asked.apart_within, budget)
    else:
        found = others(case.problem, case.rules, asked.most, budget, asked.points)
    schedules = [as_schedule(case.problem, case.rules, week, case.ruleset.names) for week in found.found]
    if as_json:
        notes([found.why] if found.why else [])
        print_json({"schedules": [schedule.to_json() for schedule in schedules], "complete": found.complete})
    elif schedules:
        click.echo(f"{title(case.problem, schedules[0])}\n\n{others_page(case.problem, schedules, found.complete)}")
    else:
        none = "There is no such week: `weekfit explain` says why."
        click.echo(none if found.complete else found.why or "Time ran out before a week was found.")
    ctx.exit(0 if schedules else 1 if found.complete else 3)
