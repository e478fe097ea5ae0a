"""Events as iCalendar components (RFC 5545), and back: which of the events in a calendar are ours, and what they say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import cast
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar
from icalendar import Component as AnyComponent
from icalendar import Event as Component

from solver.calendars.event import Event, uid

_ATHLETE, _WEEK, _SESSION = "X-WEEKFIT-ATHLETE", "X-WEEKFIT-WEEK", "X-WEEKFIT-SESSION"
_STATE, _TEXT = "X-WEEKFIT-STATE", "X-WEEKFIT-TEXT"  # what was last written: to tell when somebody changed it
_OURS = ("DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "TRANSP", "SEQUENCE", "DTSTAMP", _STATE, _TEXT)
_FURTHEST = 20_000  # letters above ours: more is not looked through
PRODUCT = "-//weekfit//weekfit//EN"
Owner = tuple[str, date, str]  # athlete, week, session


def parsed(data: bytes | str) -> list[Calendar]:
    """The calendars in a text; ValueError for what is none. The parser trips over damaged ones in more ways than it says."""
    try:
        return [part for part in Calendar.from_ical(data, multiple=True) if part.name == "VCALENDAR"]
    except (ValueError, IndexError, KeyError, AttributeError, TypeError) as error:
        raise ValueError(str(error)) from None


def as_component(event: Event, sequence: int, stamp: datetime, alarm: int | None = None) -> Component:
    """The VEVENT of an event.

    Args:
        event: what it says.
        sequence: its revision, from 0.
        stamp: when it was written (UTC).
        alarm: minutes before the start at which a device speaks up; None: not at all.
    """
    component = Component()
    component.add("UID", event.uid)
    if event.categories:
        component.add("CATEGORIES", list(event.categories))
    component.add(_ATHLETE, quote(event.athlete, safe=" "))  # any letter may be in a name
    component.add(_WEEK, event.week.isoformat())
    component.add(_SESSION, quote(event.session, safe=" "))
    revise(component, event, sequence, stamp, alarm)
    return component


def revise(component: Component, event: Event, sequence: int, stamp: datetime, alarm: int | None = None) -> None:
    """Make a VEVENT say what an event says, and leave alone what is the reader's: notes beside the text, alarms, categories."""
    above, below = notes_around(component)
    for name in (*_OURS, "DURATION", "LAST-MODIFIED", "RRULE", "RDATE", "EXDATE"):
        component.pop(name, None)
    start, end = event.times
    component.add("DTSTART", start)
    component.add("DTEND", end)
    component.add("SUMMARY", event.summary)
    component.add("DESCRIPTION", above + event.description + below)
    if event.place:
        component.add("LOCATION", event.place)
    component.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    component.add("TRANSP", "TRANSPARENT" if event.cancelled else "OPAQUE")
    component.add("SEQUENCE", sequence)
    component.add("DTSTAMP", stamp)
    component.add(_STATE, _state(event))
    component.add(_TEXT, f"{len(event.description)} {_digest(event.description)}")
    if alarm is not None and not event.cancelled:
        _set_alarm(component, event, alarm)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _state(event: Event) -> str:
    """When and where an event is and what it is called, in short."""
    return _digest(json.dumps([str(event.start), str(event.end), event.summary, event.place, event.cancelled]))


def notes_around(component: Component) -> tuple[str, str]:
    """What somebody wrote above and below the description that was ours; nothing where that cannot be found any more."""
    length, _, digest = _text(component, _TEXT).partition(" ")
    text = _text(component, "DESCRIPTION")
    size = int(length) if len(length) < 9 and length.isdecimal() else 0
    if not size:
        return "", ""
    starts = (start for start in range(min(len(text) - size, _FURTHEST) + 1) if _digest(text[start : start + size]) == digest)
    start = next(starts, None)
    return ("", "") if start is None else (text[:start], text[start + size :])


def is_as_written(component: Component, owner: Owner) -> bool:
    """Whether nobody changed what weekfit last wrote, notes beside it aside. True where that cannot be known."""
    if _STATE not in component or _TEXT not in component:
        return True
    try:
        event = as_event(component, owner)
    except ValueError:
        return False
    return _text(component, _STATE) == _state(event) and _text(component, _TEXT).endswith(f" {_digest(event.description)}")


def _set_alarm(component: Component, event: Event, minutes: int) -> None:
    component.subcomponents = [part for part in component.subcomponents if part.name != "VALARM"]
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", event.summary)
    alarm.add("TRIGGER", timedelta(minutes=-minutes))
    component.add_component(alarm)


def start_of(component: Component) -> datetime:
    """When a VEVENT of ours starts."""
    return cast("datetime", component.start)


def end_of(component: Component) -> datetime:
    """When a VEVENT of ours ends."""
    return cast("datetime", component.end)


def alarms(component: Component) -> list[timedelta | None]:
    """How long before the start (negative) the alarms of a VEVENT go off; None for one at a fixed time."""
    triggers = (_value(part, "TRIGGER") for part in component.subcomponents if part.name == "VALARM")
    return [trigger if isinstance(trigger, timedelta) else None for trigger in triggers]


def _value(component: AnyComponent, name: str) -> object:
    """What a property means; None where it is not there, or cannot be read."""
    try:
        return getattr(component.get(name), "dt", None)
    except ValueError:
        return None


def owner_of(component: Component, known: Mapping[str, Owner] | None = None) -> Owner | None:
    """Whose session a VEVENT is, if it is one of ours: its UID is what athlete, week and session make.

    `known` gives the owners of UIDs that are expected: some servers throw away the properties that name them.
    """
    own = str(component.get("UID", ""))
    try:
        week = date.fromisoformat(_text(component, _WEEK))
    except ValueError:
        return (known or {}).get(own)
    named = unquote(_text(component, _ATHLETE)), week, unquote(_text(component, _SESSION))
    return named if uid(*named) == own else (known or {}).get(own)


def as_event(component: Component, owner: Owner) -> Event:
    """What a VEVENT says. ValueError where it has no time, or is no longer one event (an all-day one, a series)."""
    if any(name in component for name in ("RRULE", "RDATE", "RECURRENCE-ID")):
        raise ValueError("a series")
    if any(isinstance(component.get(name), list) for name in _OURS):
        raise ValueError("something is there twice")
    start, end = component.start, component.end
    if not (isinstance(start, datetime) and isinstance(end, datetime) and start.tzinfo and end.tzinfo):
        raise ValueError("no moment in time")
    above, below = notes_around(component)
    return Event(
        *owner,
        start=start.astimezone(UTC),
        end=end.astimezone(UTC),
        summary=_text(component, "SUMMARY"),
        description=_text(component, "DESCRIPTION").removeprefix(above).removesuffix(below),
        place=_text(component, "LOCATION"),
        categories=_categories(component),
        cancelled=_text(component, "STATUS").upper() == "CANCELLED",
        zone=_zone(component["DTSTART"].params.get("TZID", "UTC")),
    )


def _zone(name: str) -> ZoneInfo:
    """The zone of that name; programs that do not speak IANA write other names, and only a message needs it then."""
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return ZoneInfo("UTC")


def _categories(component: Component) -> tuple[str, ...]:
    value = component.get("CATEGORIES")
    return tuple(str(item) for item in getattr(value, "cats", ()))


def sequence_of(component: Component) -> int:
    """The revision of a VEVENT; one without a number is at 0."""
    try:
        return max(0, int(component.get("SEQUENCE", 0)))
    except (TypeError, ValueError):
        return 0


def stamp_of(component: Component) -> datetime | None:
    """When a VEVENT was written."""
    stamp = _value(component, "DTSTAMP")
    return stamp.astimezone(UTC) if isinstance(stamp, datetime) else None


def _text(component: Component, name: str) -> str:
    value = component.get(name, "")
    return str(value if not isinstance(value, list) else value[0])
