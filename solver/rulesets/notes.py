"""Notes on words of a scenario that no rule of its set is about: they change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from solver.domain.errors import listed
from solver.domain.problem import Problem
from solver.domain.scenario import Scenario
from solver.rules import Rule
from solver.rules.wishes import PreferredTime


def idle_words(problem: Problem, rules: Sequence[Rule], name: str) -> tuple[str, ...]:
    """The words of a scenario that have no effect under its rules.

    Args:
        problem: the scenario laid out.
        rules: all rules of its set with its overrides, those whose `when` does not fit too.
        name: what the set is called.
    """
    return (
        *_conditions(problem.scenario, rules, name),
        *_preferences(problem, rules, name),
        *_overrides(problem.scenario, rules),
    )


def _conditions(scenario: Scenario, rules: Sequence[Rule], name: str) -> Iterator[str]:
    """What is said of the athlete's goal, experience, readiness and flags beyond the defaults."""
    usual = Scenario(week=scenario.week)
    found = [
        f"{key} {value!r}"
        for key, value, default in (
            ("goal", scenario.goal, usual.goal),
            ("experience", scenario.athlete.experience, usual.athlete.experience),
            ("readiness", scenario.readiness, usual.readiness),
        )
        if value != default and not any(_tells_apart(rule, value, default) for rule in rules)
    ]
    spoken_of = {flag.removeprefix("!") for rule in rules if rule.when for flag in rule.when.flags or ()}
    found += [f"flag {flag!r}" for flag in scenario.athlete.flags if flag not in spoken_of]
    if found:
        yield f"no rule of {name} depends on {listed(found)}: {'they have' if len(found) > 1 else 'it has'} no effect."


def _tells_apart(rule: Rule, value: str, default: str) -> bool:
    """Whether a rule holds for one of two values of a goal, experience or readiness, but not for the other."""
    choices: Iterable[tuple[str, ...] | None] = (
        () if rule.when is None else (rule.when.goal, rule.when.experience, rule.when.readiness)
    )
    return any(choice is not None and (value in choice) != (default in choice) for choice in choices)


def _preferences(problem: Problem, rules: Sequence[Rule], name: str) -> Iterator[str]:
    """Hours that sessions would rather start in, where no rule rewards it."""
    rewarding = [rule for rule in rules if isinstance(rule, PreferredTime) and _holds(rule, problem.scenario)]
    idle = {
        session.wish: None
        for session in problem.sessions
        if session.preferred is not None and not any(rule.of(session) for rule in rewarding)
    }
    if idle:
        yield f"`prefer` of {listed(idle, 'and')} has no effect: {name} has no rule for it (preferred_time)."


def _overrides(scenario: Scenario, rules: Sequence[Rule]) -> Iterator[str]:
    """Changes to rules that do not hold for this scenario, unless the change says so itself."""
    resting = {rule.id for rule in rules if not _holds(rule, scenario)}
    for change in scenario.overrides:
        if change["id"] in resting and "when" not in change:
            yield f"the override of {change['id']} has no effect this week: the rule's `when` does not fit this scenario."


def _holds(rule: Rule, scenario: Scenario) -> bool:
    return rule.when is None or rule.when.holds(scenario)
