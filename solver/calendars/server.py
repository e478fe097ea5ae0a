"""A calendar on a CalDAV server (RFC 4791): found by its name, read over a span of time, changed one event at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape

from caldav.davclient import DAVClient
from caldav.lib import error as dav_error

from solver.domain.errors import InputError, listed, nearest, quoted

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_CALDAV = "urn:ietf:params:xml:ns:caldav"
_UTC = "%Y%m%dT%H%M%SZ"
_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><D:getetag/><C:calendar-data/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{condition}</C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>"""
_HINT = "the address of its CalDAV service is another; your provider's help says which."
_EVENT = {"Content-Type": "text/calendar; charset=utf-8"}


class ConnectionLost(InputError):
    """The server cannot be reached, or no longer answers."""


class SomebodyChangedIt(Exception):
    """An event is not as it was when it was read."""


@dataclass(frozen=True, slots=True)
class Account:
    """Where, and as whom. The password appears in no message."""

    url: str
    user: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        check_url(self.url)


def check_url(url: str, allow_http: bool = True) -> None:
    """Raise InputError for an address that is none, that holds a password, or that would send one in the clear."""
    try:
        parts = urlsplit(url)
        host, given = parts.hostname, parts.username is not None or parts.password is not None
        _ = parts.port
    except ValueError:
        raise InputError("is no address.", source="--url", maybe="https://calendar.example.org/.") from None
    if given:
        raise InputError(
            "holds a user name or password, which the command line must not: others can read it there.",
            source="--url",
            maybe="leave them out; set WEEKFIT_CALDAV_USER and WEEKFIT_CALDAV_PASSWORD.",
        )
    if parts.scheme not in {"http", "https"} or not host:
        raise InputError(
            f"{quoted(url)} is no address of a server.", source="--url", maybe="https:// is missing." if "://" not in url else ""
        )
    if parts.scheme == "http" and host not in _LOOPBACK and not allow_http:
        raise InputError(
            f"{shown(url)} would send the password unencrypted.", source="--url", maybe="https://, or --allow-http if it must be."
        )


def shown(url: str) -> str:
    """An address for people: without user, query and fragment, which may be secret."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"


@dataclass(frozen=True, slots=True)
class Item:
    """One event as the server has it. `etag` names its version; None where the server has no strong one."""

    url: str
    etag: str | None
    data: str


class Server:
    """A connection; use it in a `with`."""

    def __init__(self, account: Account, timeout: int = 30) -> None:
        self.url = account.url
        self.client = DAVClient(
            url=account.url, username=account.user, password=account.password, timeout=timeout, enable_rfc6764=False
        )

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.client.close()

    def calendar(self, name: str) -> RemoteCalendar:
        """The calendar of that name; InputError with those there are."""
        with told(self.url):
            found = [(str(calendar.get_display_name() or ""), str(calendar.url)) for calendar in self.client.get_calendars()]
        matches = [url for title, url in found if title == name]
        if len(matches) == 1:
            return RemoteCalendar(self.client, name, matches[0])
        if matches:
            raise InputError(f"{len(matches)} calendars are called {quoted(name)}; rename one.", source="--calendar")
        titles = sorted(title for title, _ in found)
        guess = nearest(name, titles)
        there = f"there are {listed((quoted(title) for title in titles), 'and')}" if titles else "there is none at all"
        raise InputError(
            f"there is no calendar {quoted(name)} at {shown(self.url)}; {there}.",
            source="--calendar",
            maybe=f"{guess!r}." if guess else "" if titles else _HINT,
        )


class RemoteCalendar:
    """One calendar on the server."""

    def __init__(self, client: DAVClient, name: str, url: str) -> None:
        self.client = client
        self.name = name
        self.url = url if url.endswith("/") else f"{url}/"

    def between(self, start: datetime, end: datetime) -> list[Item]:
        """Every event that lies in a span of time, or touches it."""
        return self._query(f'<C:time-range start="{start:{_UTC}}" end="{end:{_UTC}}"/>')

    def find(self, uid: str) -> list[Item]:
        """The event of that UID, wherever in time it is."""
        return self._query(
            f'<C:prop-filter name="UID"><C:text-match collation="i;octet">{escape(uid)}</C:text-match></C:prop-filter>'
        )

    def _query(self, condition: str) -> list[Item]:
        """Send a calendar-query; our own, because `Calendar.search` filters again, and stumbles over events of others."""
        with told(self.url):
            response = self.client.report(self.url, _QUERY.format(condition=condition), depth=1)
            if response.status != 207 or response.tree is None:
                raise _refused(self.url, response.status)
            return list(self._items(response.tree))

    def _items(self, tree: Any) -> Iterator[Item]:
        for part in tree.iter("{DAV:}response"):
            href, data = part.findtext("{DAV:}href"), part.findtext(f".//{{{_CALDAV}}}calendar-data")
            etag = (part.findtext(".//{DAV:}getetag") or "").strip()
            if href and data:
                yield Item(urljoin(self.url, href.strip()), etag if etag.startswith('"') else None, data)

    def create(self, uid: str, data: bytes) -> None:
        """Add an event; SomebodyChangedIt where there is one of this UID already."""
        self._send("PUT", f"{self.url}{uid}.ics", data, {"If-None-Match": "*"} | _EVENT)

    def update(self, item: Item, data: bytes) -> None:
        """Replace an event by a new version, unless somebody changed it meanwhile."""
        self._send("PUT", item.url, data, _matching(item) | _EVENT)

    def remove(self, item: Item) -> None:
        """Take an event away, unless somebody changed it meanwhile; one that is gone already is fine."""
        self._send("DELETE", item.url, b"", _matching(item))

    def _send(self, method: str, url: str, data: bytes, headers: dict[str, str]) -> None:
        """One change. Plain requests: `Event.save` raises SEQUENCE itself, and rewrites what a server refuses."""
        with told(url):
            response = self.client.request(url, method, data.decode(), headers)
        if response.status in {409, 412} or (method == "PUT" and response.status == 404):
            raise SomebodyChangedIt(url)
        if response.status not in {200, 201, 204} and not (method == "DELETE" and response.status in {404, 410}):
            raise _refused(url, response.status)


def _matching(item: Item) -> dict[str, str]:
    return {"If-Match": item.etag} if item.etag else {}


def _refused(url: str, status: int) -> InputError:
    if status in {404, 405, 501} or status < 400:
        return InputError(f"{shown(url)} is no calendar (the server answers {status}).", source="--url")
    return InputError(f"{shown(url)}: the server refuses (it answers {status}).", source="--url")


@contextmanager
def told(url: str) -> Iterator[None]:
    """Turn what can go wrong with a server into one message, which never holds the password."""
    try:
        yield
    except InputError:
        raise
    except dav_error.AuthorizationError as error:
        if error.status == 403:
            raise InputError(f"{shown(url)}: this user may not do that (403).", source="--url") from None
        raise InputError(
            f"{shown(url)} does not take this user name and password (401).",
            source="--url",
            maybe="the server wants an app password of its own.",
        ) from None
    except dav_error.RateLimitError:
        raise ConnectionLost(f"{shown(url)} is busy and asks to come back later.", source="--url") from None
    except dav_error.NotFoundError:
        raise InputError(f"there is nothing at {shown(url)} (404).", source="--url") from None
    except OSError as error:  # what the HTTP libraries that caldav works with raise
        raise _unreachable(url, error) from None
    except (dav_error.DAVError, SyntaxError, NotImplementedError, AttributeError, KeyError, TypeError, ValueError):
        raise InputError(f"{shown(url)} does not answer like a CalDAV server.", source="--url", maybe=_HINT) from None


def _unreachable(url: str, error: OSError) -> InputError:
    names = {kind.__name__ for kind in type(error).__mro__}
    if "SSLError" in names and "CERTIFICATE_VERIFY" not in str(error):
        return InputError(f"{shown(url)} does not speak TLS.", source="--url", maybe="another port.")
    if "SSLError" in names:
        return InputError(
            f"{shown(url)} shows no certificate that this computer trusts.",
            source="--url",
            maybe="name the file of your own authority in REQUESTS_CA_BUNDLE.",
        )
    if "Timeout" in names:
        return ConnectionLost(f"{shown(url)} does not answer in time.", source="--url", maybe="--timeout with more seconds.")
    return ConnectionLost(f"the connection to {shown(url)} failed.", source="--url")
