"""Which events take time: not those that are cancelled, declined, marked as free or left out on request."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from solver.calendars.blocks import Block, name_of, value_of
from solver.domain.busy import CalendarFile

_STATUS_OF_ANSWER = re.compile(r';\s*PARTSTAT\s*=\s*"?([A-Z-]+)', re.IGNORECASE)
_MAIL = re.compile(r';\s*EMAIL\s*=\s*"?([^";:]+)', re.IGNORECASE)
_NAME_LIMIT = 500


def why_free(block: Block, how: CalendarFile, *, all_day: bool, method: str) -> str | None:
    """Why an event takes no time, in a word or two; None where it does."""
    name = block.called()[:_NAME_LIMIT].casefold()
    status = block.first("STATUS").strip().upper()
    if how.only and not _matches(name, how.only):
        return "not among only"
    if _matches(name, how.ignore):
        return "ignored by name"
    if status == "CANCELLED" or method == "CANCEL":
        return "cancelled"
    if declined(block, how.me):
        return "declined"
    if status == "TENTATIVE" and how.tentative == "free":
        return "tentative"
    if all_day and how.all_day != "as marked":
        return "all-day" if how.all_day == "free" else None
    return _marked(block, how)


def _marked(block: Block, how: CalendarFile) -> str | None:
    """What the event says of itself; Outlook's own mark says more than TRANSP where both are there."""
    mark = block.first("X-MICROSOFT-CDO-BUSYSTATUS").strip().upper()
    if mark == "TENTATIVE" and how.tentative == "free":
        return "tentative"
    if mark in ("BUSY", "TENTATIVE", "OOF", "WORKINGELSEWHERE"):
        return None
    return "marked as free" if mark == "FREE" or block.first("TRANSP").strip().upper() == "TRANSPARENT" else None


def declined(block: Block, me: tuple[str, ...]) -> bool:
    """Whether one of my addresses is invited and has declined."""
    mine = {_address(address) for address in me}
    for line in block.lines if mine else ():
        if name_of(line) != "ATTENDEE":
            continue
        mail, answer = _MAIL.search(line), _STATUS_OF_ANSWER.search(line)
        addresses = {_address(value_of(line)), _address(mail[1]) if mail else ""}
        if addresses & mine and answer and answer[1].upper() == "DECLINED":
            return True
    return False


def _address(text: str) -> str:
    return text.strip().casefold().removeprefix("mailto:").strip()


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern.casefold()) for pattern in patterns)
