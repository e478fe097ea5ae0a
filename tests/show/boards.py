"""A small board: one who lost something, one in New York, one without a week; a group session held, one not; a gym for three."""

from __future__ import annotations

from datetime import date, timedelta

from solver.show.board import Board, Entry, Meeting, Place, Row, Step

DATES = tuple(date(2026, 11, 23) + timedelta(days=day) for day in range(7))
LONG = Entry("08:00-09:30", 90, "Long run", "long", "run", hard=True, meeting="sunday-long", place="river")
EASY = Entry("06:30-07:15", 45, "Easy run", "easy", "run", place="road")
LIFT = Entry("18:00-18:45", 45, "Full-body lift", "lift", "lift", hard=True, place="gym")
LATE = Entry("00:15-00:45 +1", 30, "Own", "own", place="gym")
GYM = Place(
    "gym",
    3,
    (Step(1, 1050, 1080, 2), Step(1, 1080, 1125, 3), Step(1, 1125, 1140, 3), Step(1, 1140, 1170, 1), Step(3, 365, 420, 1)),
)


def row(id_: str, name: str = "", *days, **more) -> Row:
    return Row(id_, name or id_, days=(*days, *((),) * (7 - len(days))), **more)


def board(*rows: Row, **more) -> Board:
    names = {each.id: each.name for each in rows}
    return Board("Harriers", DATES, "Europe/London", "2 of 3 athletes have a week.", "Proven best.", rows, names=names, **more)


ANNA = row(
    "anna", "Anna", (EASY, LIFT), (), (), (), (), (), (LONG,), lost="8 points", because=("The gym is full on Tue 18:00 (Ben).",)
)
BEN = row("ben", "Ben", (), (LATE,), (), (), (), (), (LONG,), timezone="America/New_York", left_out=("swim", "row"))
GUS = row(
    "gus", "Gus", told="No heavy legs sessions on the day before long run sessions, and much more that makes the line a long one."
)
SUNDAY = Meeting("sunday-long", "Long run", "Sun 29 Nov 08:00-09:30", "river", "Kim", ("anna", "ben"), ("gus",))
NEVER = Meeting("track", "Intervals", "", "track", "", (), ("anna",))
SMALL = board(ANNA, BEN, GUS, meetings=(SUNDAY, NEVER), places=(GYM,))
