"""A calendar server on loopback that does what it is told to do wrong, and remembers everything that it was sent."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

CERTIFICATE = Path(__file__).with_name("self-signed.pem")
EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:dentist\r\nDTSTAMP:20260101T000000Z\r\n"
    "DTSTART:20261124T060000Z\r\nDTEND:20261124T070000Z\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
Write = Callable[[bytes], None]
Answer = bytes | Callable[[Write], None]  # what is sent, at once or bit by bit


@dataclass(frozen=True)
class Request:
    """A request as it came in."""

    method: str
    path: str
    head: str
    body: bytes

    @property
    def password(self) -> bool:
        """Whether it logs in."""
        return "\r\nauthorization:" in self.head.lower()


@dataclass
class Hostile:
    """A running server; `answers` takes the place of what a good server answers at a step.

    The steps are `start`, `principal`, `home`, `report`, `PUT` and `DELETE`.
    """

    url: str = ""
    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    log: list[Request] = field(default_factory=list)
    etag: str = '"1"'
    login: str = 'Basic realm="calendars"'

    @property
    def steps(self) -> dict[str, bytes]:
        """What a good server answers."""
        calendar = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><D:displayname>Training</D:displayname>"
        item = f"<D:getetag>{self.etag}</D:getetag><C:calendar-data>{EVENT}</C:calendar-data>"
        return {
            "start": found("/", "<D:current-user-principal><D:href>/p/</D:href></D:current-user-principal>"),
            "principal": found("/p/", "<C:calendar-home-set><D:href>/h/</D:href></C:calendar-home-set>"),
            "home": found("/h/t/", calendar),
            "report": found("/h/t/e.ics", item),
            "PUT": answer("201 Created"),
            "DELETE": answer("204 No Content"),
        }

    def reply(self, request: Request) -> Answer:
        """What it answers to a request: first of all, it wants to know who asks."""
        if self.login and not request.password:
            return answer("401 Unauthorized", b"", f"WWW-Authenticate: {self.login}")
        step = {"/": "start", "/p/": "principal", "/h/": "home"}.get(request.path, "report")
        step = step if request.method in ("PROPFIND", "REPORT") else request.method
        chosen = self.answers[step] if step in self.answers else self.steps[step]
        return (chosen.pop(0) if len(chosen) > 1 else chosen[0]) if isinstance(chosen, list) else chosen


def answer(status: str, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """A whole answer."""
    lines = (f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body) if length is None else length}", "", "")
    return "\r\n".join(lines).encode("latin-1") + body


def multistatus(body: str) -> bytes:
    """An answer of WebDAV about many things."""
    text = f'<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{body}</D:multistatus>'
    return answer("207 Multi-Status", text.encode(), "Content-Type: application/xml")


def found(href: str, properties: str, status: str = "HTTP/1.1 200 OK") -> bytes:
    """An answer about one thing."""
    inner = f"<D:propstat><D:prop>{properties}</D:prop><D:status>{status}</D:status></D:propstat>"
    return multistatus(f"<D:response><D:href>{href}</D:href>{inner}</D:response>")


def moved(url: str, status: str = "302 Found") -> bytes:
    """A redirect."""
    return answer(status, b"", f"Location: {url}")


@contextmanager
def serving(
    answers: Mapping[str, Answer | list[Answer]] | None = None, *, tls: bool = False, host: str = "127.0.0.1"
) -> Iterator[Hostile]:
    """A server, http or https, until the end of the block."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        server = Hostile(f"{'https' if tls else 'http'}://{host}:{listener.getsockname()[1]}/", dict(answers or {}))
        stop = threading.Event()

        def serve(client: socket.socket) -> None:
            with client, suppress(OSError, ssl.SSLError):
                client.settimeout(5)
                line = context.wrap_socket(client, server_side=True) if tls else client
                with line:
                    _serve(server, line, stop)

        def accept() -> None:
            while not stop.is_set():
                with suppress(TimeoutError):
                    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield server
        finally:
            stop.set()
            thread.join()


def _serve(server: Hostile, line: socket.socket, stop: threading.Event) -> None:
    data = b""
    while b"\r\n\r\n" not in data:
        part = line.recv(65536)
        if not part:
            return
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(text[15:]) for text in head.split(b"\r\n") if text.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += line.recv(65536)
    method, path, _ = head.split(b"\r\n")[0].decode().split(" ")
    request = Request(method, path, head.decode("latin-1"), body)
    server.log.append(request)
    reply = server.reply(request)

    def write(part: bytes) -> None:
        if stop.is_set():
            raise OSError
        line.sendall(part)

    if callable(reply):
        reply(write)
    else:
        write(reply)
