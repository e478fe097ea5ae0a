"""The judge's verdict as text and as plain data."""

from __future__ import annotations

from typing import Any

from solver.judge import Verdict
from solver.show.text import shortened, wrapped


def verdict_page(verdict: Verdict) -> str:
    """The answer of `weekfit check`."""
    lines = [_headline(verdict)]
    lines += [wrapped(fault, "  - ", "    ") for fault in verdict.faults]
    for report in verdict.broken:
        lines.append(wrapped(f"{report.id}: {shortened([breach.text for breach in report.breaches])}", "  - ", "    "))
    paid = [report for report in verdict.reports if report.level == "should" and report.points]
    if paid:
        lines += ["", "What it costs (points)"]
    for report in sorted(paid, key=lambda r: (-r.points, r.id)):
        lines.append(f"  {report.points:>4}  {report.id}")
        lines.append(wrapped(shortened([breach.text for breach in report.breaches]), " " * 8))
    lines += ["", f"{verdict.score.left_out} left out, {verdict.score.points} points."]
    return "\n".join(lines)


def _headline(verdict: Verdict) -> str:
    if verdict.passed:
        return "This is a schedule: every must holds and every key session is there."
    number = len(verdict.faults) + len(verdict.broken)
    return f"This is no schedule: {number} thing{'s' if number > 1 else ''} must not be."


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain data for JSON."""
    return {
        "passed": verdict.passed,
        "faults": list(verdict.faults),
        "left_out": verdict.score.left_out,
        "points": verdict.score.points,
        "rules_report": [report.model_dump(mode="json") for report in verdict.reports],
        "totals": verdict.totals.model_dump(mode="json"),
    }
