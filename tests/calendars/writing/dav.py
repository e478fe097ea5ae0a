"""A real CalDAV server (Radicale) on loopback for tests, and a line to it that can be cut."""

from __future__ import annotations

import base64
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from radicale import config
from radicale.app import Application

USER, PASSWORD = "ann", "s3cret-pass/word"


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


class _Server(WSGIServer):
    def handle_error(self, *args: object) -> None:
        pass  # a cut connection is what is being tested


@dataclass
class Dav:
    """A running server.

    Attributes:
        url: its root.
        root: the folder in which it keeps one file an event.
        training: the address of its calendar Training.
        broken: the status with which it answers a method, whatever is asked.
        log: the method of every request that it answered, those it refused for want of a password left out.
    """

    url: str
    root: Path
    log: list[str] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)
    training: str = ""

    def calendar(self, name: str) -> str:
        """Make a calendar of that display name; its address."""
        url = f"{self.url}{USER}/{name.lower().replace(' ', '-')}/"
        body = (
            '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
            f"<D:displayname>{name}</D:displayname></D:prop></D:set></C:mkcalendar>"
        )
        self.send("MKCALENDAR", url, body)
        return url

    def send(self, method: str, url: str, body: str = "") -> bytes:
        """A request of somebody else's: a phone, say."""
        secret = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {secret}", "Content-Type": "text/calendar; charset=utf-8"}
        request = urllib.request.Request(url, body.encode() or None, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as response:
            data: bytes = response.read()
        self.log.pop()
        return data

    def files(self) -> dict[str, bytes]:
        """Every event as it lies on the server's disk, by file name."""
        return {
            path.name: path.read_bytes()
            for path in sorted(self.root.rglob("*.ics"))
            if not any(part.startswith(".") for part in path.relative_to(self.root).parts)
        }

    def changes(self) -> list[str]:
        """The requests so far that changed something; then the log starts anew."""
        done = [method for method in self.log if method in {"PUT", "DELETE"}]
        self.log.clear()
        return done


@contextmanager
def radicale(folder: Path) -> Iterator[Dav]:
    """A server of one user with an empty store."""
    (folder / "store" / "collection-root").mkdir(parents=True, exist_ok=True)
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    configuration = config.load()
    configuration.update(
        {
            "auth": {
                "type": "htpasswd",
                "htpasswd_filename": str(folder / "users"),
                "htpasswd_encryption": "plain",
                "delay": "0",
            },
            "storage": {"filesystem_folder": str(folder / "store")},
            "server": {"delay_on_error": "0"},
            "logging": {"level": "critical"},
        },
        "test",
        privileged=True,
    )
    app = Application(configuration)
    log: list[str] = []
    broken: dict[str, str] = {}

    def logged(environ, start_response):
        def start(status, headers, exc_info=None):
            if not status.startswith("401"):
                log.append(environ["REQUEST_METHOD"])
            return start_response(status, headers, exc_info)

        if environ["REQUEST_METHOD"] in broken and "HTTP_AUTHORIZATION" in environ:
            start(broken[environ["REQUEST_METHOD"]], [("Content-Type", "text/plain"), ("Content-Length", "0")])
            return []
        return app(environ, start)

    with _Server(("127.0.0.1", 0), _Quiet) as server:
        server.set_app(logged)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield Dav(f"http://127.0.0.1:{server.server_port}/", folder / "store", log, broken)
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def shaky_line(dav: Dav, good: int, cuts: int = 1_000_000, *, deliver: bool = False) -> Iterator[str]:
    """An address that leads to the server for `good` changes of events (PUT, DELETE), then is cut `cuts` times before it works again.

    `deliver`: the request that is cut still reaches the server, only its answer is lost.
    """
    port = int(dav.url.rsplit(":", 1)[1].strip("/"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        stop = threading.Event()

        def serve() -> None:
            left, cut = good, cuts
            while not stop.is_set():
                try:
                    client, _ = listener.accept()
                except TimeoutError:
                    continue
                with client, suppress(OSError):
                    client.settimeout(10)
                    request = _request(client)
                    changes = request.startswith((b"PUT", b"DELETE"))
                    if (changes or left < 0) and left <= 0 and cut > 0:
                        left, cut = -1, cut - 1
                        if deliver:
                            _answer(port, request)
                        continue
                    left -= changes and left > 0
                    client.sendall(_answer(port, request))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        finally:
            stop.set()
            thread.join()


def _request(client: socket.socket) -> bytes:
    """One whole request; the next one is told to come by another connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = client.recv(65536)
        if not part:
            return data
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body


def _answer(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as server:
        server.sendall(request)
        data = b""
        while part := server.recv(65536):
            data += part
    return data
