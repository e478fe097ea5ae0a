"""The packages that calendars need, which only those install who want calendars."""

from __future__ import annotations

from importlib.util import find_spec

from solver.domain.errors import InputError, listed

_PACKAGES = ("icalendar", "recurring_ical_events")


def need_calendars() -> None:
    """Raise InputError with what to install, where a package that calendars need is not there."""
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        there = "is" if len(missing) == 1 else "are"
        raise InputError(
            f"calendars need {listed(missing, 'and')}, which {there} not installed.", maybe="pip install 'weekfit[calendar]'."
        )
