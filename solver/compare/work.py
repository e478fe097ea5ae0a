"""What the workers do: solve one pair of scenario and rule set, and judge one scenario's weeks by every set."""

from __future__ import annotations

import json
import time
from functools import lru_cache
from typing import Any

from solver.compare.measures import measured
from solver.domain.errors import InputError
from solver.domain.problem import Problem
from solver.domain.scenario import Scenario
from solver.domain.schedule import Schedule
from solver.files.proposal import placed_sessions
from solver.judge import judge
from solver.rulesets.case import Case
from solver.rulesets.ruleset import RuleSet, idle_overrides, read_rule

Data = dict[str, Any]


def solve_pair(payload: Data) -> Data:
    """The best week of a scenario under a rule set, measured.

    Args:
        payload: `scenario` and `rules` (a list) as data, and `effort`, the most deterministic seconds to spend.
    """
    from solver.fit import fit  # noqa: PLC0415 - brings the solver in, which judging does without

    started = time.perf_counter()
    case = case_of(payload["scenario"], payload["rules"])
    schedule = fit(case, effort=payload["effort"], explain=False)
    solve = schedule.solve
    return {
        "status": schedule.status,
        "bound": schedule.bound.model_dump() if schedule.bound else None,
        "sessions": [plain_session(item) for item in schedule.model_dump(mode="json")["sessions"]],
        "measures": measured(case.problem, schedule) | {"effort": solve.effort if solve else None},
        "idle": list(idle_overrides(case.ruleset, case.problem.scenario)),
        "_measured": {"seconds": round(time.perf_counter() - started, 4)},
    }


def judge_crosswise(payload: Data) -> Data:
    """Every week of a scenario judged by every rule set.

    Args:
        payload: `scenario` and the `rules` of each set as data, and the `sessions` of each set's week.

    Returns:
        `{"verdicts": {set whose week it is: {set that judges: [musts broken, points]}}}`
    """
    verdicts: dict[str, dict[str, list[int]]] = {name: {} for name in payload["sessions"]}
    for judging, rules in payload["rules"].items():
        try:
            case = case_of(payload["scenario"], rules)
        except InputError:  # the set does not fit the scenario: its own pair says so
            continue
        for name, sessions in payload["sessions"].items():
            schedule = Schedule.model_validate({"sessions": sessions})
            verdict = judge(case.problem, case.rules, placed_sessions(case.problem, schedule))
            verdicts[name][judging] = [len(verdict.broken), verdict.score.points]
    return {"verdicts": verdicts}


def plain_session(item: Data) -> Data:
    """A session as a result keeps it."""
    return {key: item[key] for key in ("id", "start", "minutes", "place")}


def case_of(scenario: Data, rules: list[Data]) -> Case:
    """A scenario under a rule set, both as data; raises InputError where they do not fit each other."""
    ruleset = _ruleset(json.dumps(rules))
    return Case.of(scenario, Problem.of(Scenario.model_validate(scenario)), ruleset, other_rules=True)


@lru_cache(maxsize=256)
def _ruleset(text: str) -> RuleSet:
    """A rule set from its rules as data; read once by each worker, however many scenarios it is for."""
    return RuleSet("", "", "", tuple(read_rule(rule, rule["id"]) for rule in json.loads(text)))
