"""`weekfit explain`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from solver.cli.asked import Asked, others_options
from solver.cli.output import json_option, names, notes, print_json, progress, rules_option, time_limit_option
from solver.cli.outputs import check_outputs
from solver.cli.solve import STATUS
from solver.domain.errors import InputError
from solver.domain.times import Span, parse_span
from solver.files.calendars import without_busy
from solver.files.reader import folder_of, read_case
from solver.files.writer import write_data
from solver.rulesets.case import Case

if TYPE_CHECKING:
    from solver.explain.explanation import Explanation

ALL_CONFLICTS = 20


def _waking(ctx: click.Context, parameter: click.Parameter, value: str) -> Span:
    del ctx
    try:
        return parse_span(value)
    except InputError as error:
        raise error.within(key=parameter.opts[0]) from None


@click.command(
    epilog="\b\nExamples:\n  weekfit explain scenarios/impossible-week.toml\n"
    "  weekfit explain scenarios/impossible-week.toml --apply 1 --out possible.toml\n"
    '  weekfit explain week.toml --what-if "long_run on sun" --what-if "no window wed evening"'
)
@click.argument("scenario")
@json_option
@rules_option
@time_limit_option
@click.option(
    "--waking",
    default="06:00-22:00",
    show_default=True,
    callback=_waking,
    metavar="SPAN",
    help="Hours in which time could be freed.",
)
@click.option("--all-conflicts", is_flag=True, help=f"Every conflict (up to {ALL_CONFLICTS}), not only the smallest.")
@click.option(
    "--what-if", "conditions", multiple=True, metavar="CONDITION", help="The best week under a condition, and the difference."
)
@click.option("--apply", "number", type=click.IntRange(min=1), metavar="K", help="Write the scenario with repair K to --out.")
@others_options
@click.option("--out", metavar="FILE", help="Where --apply writes (.toml or .json).")
@click.pass_context
def command(
    ctx: click.Context,
    scenario: str,
    as_json: bool,
    rules: tuple[str, ...],
    time_limit: float | None,
    waking: Span,
    all_conflicts: bool,
    conditions: tuple[str, ...],
    number: int | None,
    out: str | None,
    asked: Asked,
) -> None:
    """Say why the week of SCENARIO is as it is, or why there is none and what would help.

    Conditions for --what-if: "long_run on sun", "intervals not on mon", "heavy_legs at thu 18:00", "long_run 90 min",
    "without intervals", "no window wed evening", "window sat 08:00-10:00 road", "rule rest-days off", "rule rest-days at_least 2".
    """
    if (number is None) != (out is None):
        raise click.UsageError("--apply and --out belong together")
    case = read_case(scenario, names(rules))
    check_outputs(out=out)
    notes(case.notes)
    if asked:
        from solver.cli.others import show_others  # noqa: PLC0415

        show_others(ctx, case, asked, time_limit, as_json)
    if conditions:
        _what_if(ctx, case, conditions, time_limit, as_json)
        return
    from solver.explain.explanation import explain  # noqa: PLC0415 - brings the solver in
    from solver.show.explanation import explanation_json, explanation_page  # noqa: PLC0415

    explanation = explain(
        case, time_limit=time_limit, waking=waking, conflicts=ALL_CONFLICTS if all_conflicts else 1, progress=progress
    )
    if number is not None and out is not None:
        _apply(explanation, number, scenario, Path(out))
    if as_json:
        print_json(explanation_json(explanation))
    else:
        click.echo(explanation_page(explanation))
    ctx.exit(STATUS[explanation.schedule.status or "unknown"])


def _apply(explanation: Explanation, number: int, scenario: str, out: Path) -> None:
    """Write the scenario with a repair; its calendars are named as seen from there."""
    from solver.explain.repairs import repaired  # noqa: PLC0415 - brings the solver in

    if explanation.schedule.status == "infeasible" and explanation.repairs is None:
        raise KeyboardInterrupt  # heard within, where it only ended the explanation
    if explanation.repairs is None:
        raise InputError("this week has a schedule: there is nothing to repair.", source=scenario)
    write_data(
        out,
        without_busy(repaired(explanation.repairs, number), folder_of(scenario), out.parent),
        f"{scenario} with repair {number}",
    )
    click.echo(f"Wrote {out}.", err=True)


def _what_if(ctx: click.Context, case: Case, conditions: tuple[str, ...], time_limit: float | None, as_json: bool) -> None:
    from solver.explain.difference import difference  # noqa: PLC0415 - brings the solver in
    from solver.explain.what_if import supposed  # noqa: PLC0415
    from solver.fit import fit  # noqa: PLC0415
    from solver.show.explanation import difference_json, difference_page  # noqa: PLC0415
    from solver.show.week import week_page  # noqa: PLC0415

    then = case
    for condition in conditions:
        then = supposed(then, condition)
    now_schedule = fit(case, time_limit=time_limit, explain=False, progress=progress)
    then_schedule = fit(then, time_limit=time_limit, progress=progress)
    possible = now_schedule.points is not None and then_schedule.points is not None
    change = difference(now_schedule, then_schedule)
    if as_json:
        data = difference_json(change) if possible else None
        print_json({"schedule": then_schedule.to_json(), "difference": data})
    else:
        pages = [week_page(then.problem, then_schedule)]
        pages += [f"What changes, if {' and '.join(conditions)}\n\n{difference_page(change, 'now', 'then')}"] if possible else []
        click.echo("\n\n".join(pages))
    ctx.exit(STATUS[then_schedule.status or "unknown"])
