"""Files for each athlete of a squad: a calendar, a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from solver.batch.lock import locked
from solver.domain.errors import InputError
from solver.files.members import Member, members
from solver.files.paths import file_name
from solver.files.squad import SquadFile
from solver.files.text import made_folder, read_bytes, write_bytes

if TYPE_CHECKING:
    from solver.domain.problem import Problem
    from solver.domain.schedule import Schedule
    from solver.squad.results import Record

_LARGEST = 16 * 1024 * 1024  # bytes of an old calendar
_REVISION = (b"DTSTAMP", b"SEQUENCE")


def write_files(file: SquadFile, out: Path, *, ics: bool, html: bool) -> None:
    """Write DIR/ics/ID.ics and DIR/html/ID.html for everybody who has a week, and delete those that it wrote before for others.

    Files are called by the athlete's id where that is safe everywhere, else by what can be read of it and a hash.

    Raises:
        InputError: a file cannot be written, or one of that name is there that weekfit did not write.
    """
    pages = partial(_write_page, certain=_certain(file, out) if html else None)
    makers = {ending: make for ending, make, wanted in (("ics", _write_calendar, ics), ("html", pages, html)) if wanted}
    if not makers:
        return
    with locked(out):
        for ending, make in makers.items():
            _write_all(file, out, ending, make)


def _write_all(file: SquadFile, out: Path, ending: str, write: Callable[[Path, Problem, Schedule], None]) -> None:
    """Write the files of one kind. They are listed as weekfit's before any of them is there."""
    from solver.squad.owned import claim_each  # noqa: PLC0415
    from solver.squad.results import Results  # noqa: PLC0415

    names = {_name(record, ending) for record in Results(out).records() if record.solved}
    manifest = claim_each(out, names, ending)
    made_folder(out / ending)
    _write_each(file, out, ending, write)
    manifest.keep_only({f"{ending}/{name}" for name in names}, f"{ending}/")


def _name(record: Record, ending: str) -> str:
    return f"{file_name(record.athlete)}.{ending}"


def _write_each(file: SquadFile, out: Path, ending: str, write: Callable[[Path, Problem, Schedule], None]) -> None:
    from solver.squad.ready import problem_beside, ready  # noqa: PLC0415 - brings the rules in
    from solver.squad.results import Results  # noqa: PLC0415

    for record, member in zip(Results(out).records(), members(file), strict=False):
        if record.source != member.where:
            raise InputError("the scenarios have changed meanwhile; run the same command again.", source=str(file.path))
        if record.solved and isinstance(member, Member):
            schedule, path = record.week, out / ending / _name(record, ending)
            write(path, problem_beside(file.squad, ready(member), schedule), schedule)


def _certain(file: SquadFile, out: Path) -> str | None:
    """How sure the weeks of a squad are that hang together; None where each is its own."""
    from solver.show.board_from import certain  # noqa: PLC0415
    from solver.squad.results import Results  # noqa: PLC0415

    return f"Judged a second time. {certain(Results(out).summary)}" if file.squad.shares else None


def _write_page(path: Path, problem: Problem, schedule: Schedule, certain: str | None) -> None:
    from solver.show.page import page  # noqa: PLC0415

    write_bytes(path, page(problem, schedule, certain).encode(), durable=False)


def _write_calendar(path: Path, problem: Problem, schedule: Schedule) -> None:
    """Write a calendar, as a revision of the one that is there; nothing, where nothing has changed."""
    from solver.calendars.extra import need_calendars  # noqa: PLC0415 - an extra

    need_calendars()
    from solver.calendars.write import calendar_bytes  # noqa: PLC0415

    old = read_bytes(str(path), _LARGEST, replaced=True) if path.exists() else None
    old = old or None  # an empty one is left of a power cut
    try:
        new = calendar_bytes(schedule, problem=problem, old=old)
    except InputError as error:
        raise error.within(source=str(path)) from None
    if old is None or _told(old) != _told(new):
        write_bytes(path, new, durable=False)


def _told(calendar: bytes) -> list[bytes]:
    """A calendar without what every revision changes."""
    return [line for line in calendar.splitlines() if not line.startswith(_REVISION)]
