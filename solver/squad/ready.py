"""From a member of a squad to a case that can be solved."""

from __future__ import annotations

from solver.domain.problem import Problem
from solver.domain.schedule import Schedule
from solver.domain.squad import Squad
from solver.files.members import Member
from solver.rulesets.case import Case
from solver.squad.together.seat import Seat


def ready(member: Member) -> Case:
    """The scenario with its rules; raises InputError for what is wrong."""
    return member.case()


def problem_beside(squad: Squad, case: Case, schedule: Schedule) -> Problem:
    """An athlete's week as the squad has it, given their schedule: with group sessions, without must-haves that are given up."""
    if not squad.shares:
        return case.problem
    joined = [item.group for item in schedule.sessions if item.group is not None]
    return Seat.of(case.problem.scenario.athlete.id, case, squad).problem(joined, schedule.given_up)
