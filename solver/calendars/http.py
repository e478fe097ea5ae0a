"""HTTP to one calendar server: within one time limit, with bounded answers, and with a password that nobody else gets.

It is built on the standard library, where every connection, redirect and byte can be checked before it is acted on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urljoin

from solver.calendars.address import Account, Origin, request_target, shown
from solver.calendars.connection import ConnectionLost, Deadline, OutOfTime, connected, unreachable
from solver.calendars.login import Login
from solver.domain.errors import InputError

ANSWER_LIMIT = 16 * 1024 * 1024  # bytes of one answer: a week of the fullest calendar is far less
_REDIRECTS = 5
_PART = 64 * 1024


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What a server answers, and from which address at last."""

    url: str
    status: int
    headers: Message
    body: bytes


class HttpClient:
    """Requests to one server, a connection each.

    Args:
        account: whose address says where the password may go.
        seconds: that all requests together may take.
        hosts: further hosts the password may go to over https, as `host` or `host:port`.
    """

    def __init__(self, account: Account, seconds: float, hosts: tuple[str, ...] = ()) -> None:
        self.deadline = Deadline(seconds)
        self._url = account.url
        self._allowed = {Origin.of(account.url), *(Origin.of(f"https://{host}") for host in hosts)}
        self._login = Login(account)

    def resolved(self, base: str, href: str) -> str:
        """An address that the server gives, made absolute; InputError unless it is one that the password may go to."""
        try:
            url = urljoin(base, href.strip())
            origin = Origin.of(url)
        except ValueError:
            raise InputError(f"{shown(base)} names an address that is not valid.", source="--url") from None
        if origin not in self._allowed:
            raise InputError(
                f"{shown(base)} names another address, {origin}. The password is sent only to {Origin.of(self._url)}.",
                source="--url",
                maybe=f"--allow-host {origin.netloc}, if that is your provider's, too." if origin.scheme == "https" else "",
            )
        return f"{origin}{request_target(url)}"

    def send(self, method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> HttpAnswer:
        """Send a request, logging in where that is asked for. Redirects are followed only if nothing is changed by the request."""
        for _ in range(_REDIRECTS):
            answer = self._logged_in(method, url, body, headers or {})
            place = answer.headers.get("Location")
            if answer.status not in {301, 302, 303, 307, 308} or place is None or method in {"PUT", "DELETE"}:
                return answer
            url = self.resolved(url, place)
        raise InputError(f"{shown(url)} leads from one address to the next without end.", source="--url")

    def _logged_in(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> HttpAnswer:
        while True:
            answer = self._once(method, url, body, {**headers, **self._login.headers(method, url)})
            if answer.status != 401 or not self._login.asked(answer.headers):
                return answer

    def _once(self, method: str, url: str, body: bytes, headers: Mapping[str, str | bytes]) -> HttpAnswer:
        """One request on a connection of its own."""
        origin = Origin.of(url)
        with _told(url, self.deadline), connected(origin, self.deadline) as line:
            http = HTTPConnection(origin.host, origin.port)
            http.sock = line
            http.request(method, request_target(url), body or None, {"Host": origin.netloc, "Connection": "close", **headers})
            response = http.getresponse()
            return HttpAnswer(url, response.status, response.headers, _body(url, response))


def _body(url: str, response: HTTPResponse) -> bytes:
    """The whole body; InputError for one that is too large or packed, ConnectionLost for one that breaks off."""
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise InputError(f"{shown(url)} sends packed data, which nobody asked for.", source="--url")
    parts, size = [], response.length or 0
    if size <= ANSWER_LIMIT:
        size = 0
        while part := response.read(_PART):
            parts.append(part)
            size += len(part)
            if size > ANSWER_LIMIT:
                break
    if size > ANSWER_LIMIT:
        raise InputError(
            f"{shown(url)} sends more than {ANSWER_LIMIT // 1024 // 1024} MiB at once, the most that is read.", source="--url"
        )
    if response.length:
        raise ConnectionLost(f"the answer of {shown(url)} breaks off.", source="--url")
    return b"".join(parts)


@contextmanager
def _told(url: str, deadline: Deadline) -> Iterator[None]:
    """Turn what can go wrong on the way into one message, which never holds the password."""
    try:
        yield
    except InputError:
        raise
    except OSError as error:
        if isinstance(error, TimeoutError) and not deadline.seconds:
            raise OutOfTime(url) from None
        raise unreachable(url, error) from None
    except (HTTPException, ValueError) as error:  # http.client reads a negative length of a chunk as one
        raise ConnectionLost(
            f"{shown(url)} gives an answer that is not valid HTTP ({type(error).__name__}).", source="--url"
        ) from None
