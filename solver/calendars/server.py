"""A calendar on a CalDAV server (RFC 4791): found by its name, read over a span of time, changed one event at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from solver.calendars.address import Account, shown
from solver.calendars.connection import OutOfTime
from solver.calendars.http import HttpClient
from solver.calendars.multistatus import CALDAV, DAV, Resource, resources
from solver.calendars.refusals import refused
from solver.domain.errors import InputError, listed, nearest, quoted

_UTC = "%Y%m%dT%H%M%SZ"
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'
_NAMESPACES = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
_FIND = (
    f"{_XML}<D:propfind {_NAMESPACES}><D:prop><D:current-user-principal/><C:calendar-home-set/><D:resourcetype/><D:displayname/>"
    "<C:supported-calendar-component-set/></D:prop></D:propfind>"
)
_DATA = "<D:prop><D:getetag/><C:calendar-data/></D:prop>"
_QUERY = (
    f'{_XML}<C:calendar-query {_NAMESPACES}>{_DATA}<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
    "{condition}</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
)
_GET = f"{_XML}<C:calendar-multiget {_NAMESPACES}>{_DATA}<D:href>{{href}}</D:href></C:calendar-multiget>"
_HINT = "the address of its CalDAV service is another; your provider's help says which."
_EVENT = {"Content-Type": "text/calendar; charset=utf-8"}
_ASKING = {"Content-Type": "application/xml; charset=utf-8"}
_STRONG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')  # RFC 9110, 8.8.3
DEFAULT_SECONDS = 60


class SomebodyChangedIt(Exception):
    """An event is not as it was when it was read."""


@dataclass(frozen=True, slots=True)
class Item:
    """One event as the server has it. `etag` names its version; None where the server has no strong one."""

    url: str
    etag: str | None
    data: str


class Server:
    """A server, as one user.

    Args:
        account: where, and as whom.
        seconds: that everything asked of it may take together.
        hosts: other hosts that the password may go to, if the server names them.
    """

    def __init__(self, account: Account, seconds: float = DEFAULT_SECONDS, hosts: tuple[str, ...] = ()) -> None:
        self.url = account.url
        self.client = HttpClient(account, seconds, hosts)

    def calendar(self, name: str) -> RemoteCalendar:
        """The calendar of that name; InputError with those there are."""
        found = dict(self._calendars())
        matches = [url for url, title in found.items() if title == name]
        if len(matches) == 1:
            return RemoteCalendar(self.client, name, matches[0])
        if matches:
            raise InputError(f"{len(matches)} calendars are called {quoted(name)}; rename one.", source="--calendar")
        titles = sorted(found.values())
        guess = nearest(name, titles)
        there = f"there are {listed((quoted(title) for title in titles), 'and')}" if titles else "there is none at all"
        raise InputError(
            f"there is no calendar {quoted(name)} at {shown(self.url)}; {there}.",
            source="--calendar",
            maybe=f"{guess!r}." if guess else "" if titles else _HINT,
        )

    def _calendars(self) -> Iterator[tuple[str, str]]:
        """The address and the name of every calendar of the user: address, then principal, then homes, then what is in these."""
        url, here = asked(self.client, "PROPFIND", self.url, _FIND, depth=0)
        principals = _addresses(self.client, url, here, f"{DAV}current-user-principal")
        if principals:
            url, here = asked(self.client, "PROPFIND", principals[0], _FIND, depth=0)
        for home in _addresses(self.client, url, here, f"{CALDAV}calendar-home-set") or [url]:
            base, inside = asked(self.client, "PROPFIND", home, _FIND, depth=1)
            for resource in inside:
                kinds = resource.attributes(f"{CALDAV}supported-calendar-component-set", f"{CALDAV}comp", "name")
                if resource.has(f"{DAV}resourcetype", f"{CALDAV}calendar") and (not kinds or "VEVENT" in kinds):
                    yield self.client.resolved(base, resource.href), resource.text(f"{DAV}displayname")


def _addresses(client: HttpClient, base: str, found: list[Resource], name: str) -> list[str]:
    return [client.resolved(base, href) for resource in found for href in resource.hrefs(name)]


def asked(client: HttpClient, method: str, url: str, body: str, depth: int) -> tuple[str, list[Resource]]:
    """What a server answers to a question, and from which address at last; InputError if it is not a CalDAV answer."""
    answer = client.send(method, url, body.encode(), {"Depth": str(depth)} | _ASKING)
    if answer.status >= 400:
        raise refused(answer)
    try:
        if answer.status == 207:
            return answer.url, resources(answer.body)
    except ValueError:
        pass
    raise InputError(f"{shown(answer.url)} does not answer like a CalDAV server.", source="--url", maybe=_HINT)


class RemoteCalendar:
    """One calendar on the server."""

    def __init__(self, client: HttpClient, name: str, url: str) -> None:
        self.client = client
        self.name = name
        self.url = url if url.endswith("/") else f"{url}/"

    @property
    def seconds_left(self) -> float:
        """How much is left of the time for everything that is asked of the server."""
        return self.client.deadline.seconds

    def in_time(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items, one by one; OutOfTime once the time is over, for what a server sends can take long to read."""
        for item in items:
            if not self.seconds_left:
                raise OutOfTime(self.url)
            yield item

    def between(self, start: datetime, end: datetime) -> list[Item]:
        """Every event that lies in a span of time, or touches it."""
        return self._items(_QUERY.format(condition=f'<C:time-range start="{start:{_UTC}}" end="{end:{_UTC}}"/>'))

    def find(self, uid: str) -> list[Item]:
        """The event of that UID, wherever in time it is."""
        match = f'<C:text-match collation="i;octet">{escape(uid)}</C:text-match>'
        return self._items(_QUERY.format(condition=f'<C:prop-filter name="UID">{match}</C:prop-filter>'))

    def _items(self, question: str) -> list[Item]:
        base, found = asked(self.client, "REPORT", self.url, question, depth=1)
        items = []
        for resource in found:
            data = resource.raw(f"{CALDAV}calendar-data")
            if resource.href and data:
                etag = resource.text(f"{DAV}getetag")
                items.append(Item(self._event_url(base, resource.href), etag if _STRONG.fullmatch(etag) else None, data))
        return items

    def _event_url(self, base: str, href: str) -> str:
        """The address of an event. One that is the calendar's own, or of a folder around it, would take more away than an event."""
        url = self.client.resolved(base, href)
        path, own = (unquote(urlsplit(address).path) for address in (url, self.url))
        if path.endswith("/") or own.startswith(f"{path}/"):
            raise InputError(f"{shown(self.url)} gives an event the address of a folder, {shown(url)}.", source="--url")
        return url

    def create(self, uid: str, data: bytes) -> None:
        """Add an event; SomebodyChangedIt where there is one of this UID already."""
        self._send("PUT", f"{self.url}{uid}.ics", data, {"If-None-Match": "*"} | _EVENT)

    def update(self, item: Item, data: bytes) -> None:
        """Replace an event by a new version, unless somebody changed it meanwhile."""
        self._send("PUT", item.url, data, self._matching(item, [item.data]) | _EVENT)

    def remove(self, item: Item) -> None:
        """Take an event away, unless somebody changed it meanwhile; one that is gone already is fine."""
        self._send("DELETE", item.url, b"", self._matching(item, [item.data], []))

    def _matching(self, item: Item, *expected: list[str]) -> dict[str, str]:
        """What makes a change one of this version only.

        If-Match compares strongly, so a weak tag never matches (RFC 9110, 13.1.1). Without a strong one, the event is read again
        right before the change, and compared.
        """
        if item.etag:
            return {"If-Match": item.etag}
        now = self._items(_GET.format(href=escape(urlsplit(item.url).path)))
        if [found.data for found in now] not in expected:
            raise SomebodyChangedIt(item.url)
        return {}

    def _send(self, method: str, url: str, data: bytes, headers: dict[str, str]) -> None:
        """One change."""
        answer = self.client.send(method, url, data, headers)
        if answer.status in {409, 412} or (method == "PUT" and answer.status == 404):
            raise SomebodyChangedIt(url)
        if answer.status not in {200, 201, 202, 204} and not (method == "DELETE" and answer.status in {404, 410}):
            raise refused(answer)
