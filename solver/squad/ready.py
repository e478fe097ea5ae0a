"""From a member of a squad to a case that can be solved."""

from __future__ import annotations

from collections.abc import Collection

from solver.domain.problem import Problem
from solver.domain.squad import Squad
from solver.files.members import Member
from solver.rulesets.case import Case
from solver.squad.together.seat import Seat


def ready(member: Member) -> Case:
    """The scenario with its rules; raises InputError for what is wrong."""
    return member.case()


def problem_beside(squad: Squad, case: Case, placed: Collection[str]) -> Problem:
    """An athlete's week as the squad has it: with the group sessions they may take part in, given the ids of their placed sessions."""
    if not squad.shares:
        return case.problem
    joined = [group.id for group in squad.together if group.id in placed]
    return Seat.of(case.problem.scenario.athlete.id, case, squad).problem(joined)
