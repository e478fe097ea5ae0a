"""What is said when a calendar server refuses: whose fault it is, and what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from solver.calendars.address import shown
from solver.calendars.connection import ConnectionLost
from solver.calendars.http import HttpAnswer
from solver.domain.errors import InputError

_WORDS = {  # status: what is wrong, what would be right
    401: ("does not take this user name and password (401).", "the server wants an app password of its own."),
    403: ("this user may not do that (403).", "another calendar, or more rights for this one."),
    404: (
        "there is nothing at this address (404).",
        "the address of its CalDAV service is another; your provider's help says which.",
    ),
    405: ("is not a calendar that can be changed or asked (405).", "the address of its CalDAV service is another."),
    412: ("holds another version than the one that was read (412).", "the same command again."),
    413: ("takes no event of this size (413).", ""),
    423: ("somebody else has locked this (423).", "the same command again, later."),
    501: ("is not a CalDAV server (501).", "the address of its CalDAV service is another."),
    507: ("there is no room left in this account (507).", "delete what is not needed there."),
}
_LATER = {429: "is asked too often", 502: "is not working", 503: "is not working at the moment", 504: "is not working"}


def refused(answer: HttpAnswer) -> InputError:
    """The error for an answer that is none: ConnectionLost where it may be right a little later."""
    url, status = shown(answer.url), answer.status
    if status in _LATER:
        wait = _seconds(answer.headers.get("Retry-After", ""))
        when = f"in {wait:.0f} seconds" if wait else "later"
        return ConnectionLost(f"{url} {_LATER[status]} ({status}); it asks to come back {when}.", wait=wait)
    if status in _WORDS:
        text, maybe = _WORDS[status]
        return InputError(
            f"{url}: {text}" if text.startswith(("this", "there", "somebody")) else f"{url} {text}", source="--url", maybe=maybe
        )
    if status >= 500:
        return InputError(f"{url} has a fault of its own ({status}), which only its provider can repair.", source="--url")
    if 300 <= status < 400:
        return InputError(f"{url} has moved ({status}).", source="--url", maybe="the address of its CalDAV service is another.")
    return InputError(f"{url} refuses this ({status}).", source="--url")


def _seconds(text: str) -> float:
    """What Retry-After says, in seconds from now: a number, or a date (RFC 9110, 10.2.3). 0 for what cannot be read."""
    if text.strip().isascii() and text.strip().isdigit():
        return float(text.strip()[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0, (moment - datetime.now(UTC)).total_seconds())
