"""What a calendar publishes instead of events: free and busy periods (VFREEBUSY), hours that are available (VAVAILABILITY, RFC 7953)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from icalendar.prop import vPeriod

from solver.calendars.blocks import Block, name_of, value_of
from solver.calendars.components import later, utc
from solver.calendars.zones import BROKEN
from solver.domain.clock import Clock
from solver.domain.errors import quoted
from solver.domain.spans import Stretch, merged, without

_FBTYPE = re.compile(r';\s*FBTYPE\s*=\s*"?([A-Z-]+)', re.IGNORECASE)
_LOWEST = 10  # of priorities: 1 is the highest, 9 the lowest, 0 (and none) lower still
_A_YEAR = timedelta(days=366)
_ALMOST_A_MINUTE = timedelta(seconds=59, microseconds=999_999)


def stretch(clock: Clock, start: datetime, end: datetime) -> Stretch:
    """Two moments (UTC) as whole elapsed minutes, rounded outwards; what is further than a year from the week is brought to that."""
    week = clock.local(clock.start).astimezone(UTC)
    first, last = later(week, -_A_YEAR), later(week, _A_YEAR)
    start, end = (min(max(moment, first), last) for moment in (start, end))
    return clock.elapsed(start), clock.elapsed(later(end, _ALMOST_A_MINUTE))


def published(block: Block, clock: Clock, *, tentative: bool, note: Callable[[str], None]) -> Iterator[Stretch]:
    """The periods of a VFREEBUSY that are not free; tentative ones if wanted. Its times are in UTC."""
    for line in block.lines:
        if name_of(line) != "FREEBUSY":
            continue
        match = _FBTYPE.search(line)
        kind = match[1].upper() if match else "BUSY"
        if kind == "FREE" or (kind == "BUSY-TENTATIVE" and not tentative):
            continue
        for text in filter(None, value_of(line).replace(" ", "").split(",")):
            try:
                start, end = vPeriod.from_ical(text)  # type: ignore[no-untyped-call]
                first = utc(start, UTC)
                yield stretch(clock, first, utc(end, UTC) if isinstance(end, datetime) else later(first, end))
            except BROKEN:
                note(f"the busy period {quoted(text)} cannot be read and is left out.")


def layered(layers: list[tuple[Block, Stretch, tuple[Stretch, ...]]], *, tentative: bool) -> tuple[Stretch, ...]:
    """What VAVAILABILITY components leave busy, those of higher priority on top of the others (RFC 7953, section 4).

    Args:
        layers: each component, the stretch it speaks of, and what is available in it.
        tentative: whether BUSY-TENTATIVE is busy.
    """
    busy: tuple[Stretch, ...] = ()
    for block, (start, end), available in sorted(layers, key=lambda layer: -_priority(layer[0])):
        taken = [(start, end)] if takes_time(block, tentative=tentative) else []
        busy = merged((*without(busy, [(start, end)]), *taken))
        busy = without(busy, [(max(start, first), min(end, last)) for first, last in available])
    return busy


def takes_time(block: Block, *, tentative: bool) -> bool:
    """Whether the time a VAVAILABILITY speaks of is busy where it has no hours."""
    return tentative or block.first("BUSYTYPE").strip().upper() != "BUSY-TENTATIVE"


def _priority(block: Block) -> int:
    text = block.first("PRIORITY").strip()
    return int(text) if re.fullmatch("[1-9]", text) else _LOWEST
