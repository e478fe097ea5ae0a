"""Connections to a server on which all steps together take no longer than one time limit, and what is said when one fails."""

from __future__ import annotations

import base64
import io
import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from solver.calendars.address import Origin, shown
from solver.domain.errors import InputError

_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")  # variables that name a file of authorities


class ConnectionLost(InputError):
    """The server cannot be reached, no longer answers, or asks to come back later: in `wait` seconds, if it says so."""

    def __init__(self, text: str, *, source: str = "--url", maybe: str = "", wait: float = 0) -> None:
        super().__init__(text, source=source, maybe=maybe)
        self.wait = wait


class OutOfTime(InputError):
    """The time limit for everything that is asked of the server is over."""

    def __init__(self, url: str) -> None:
        super().__init__(f"{shown(url)} does not answer in time.", source="--url", maybe="--timeout with more seconds.")


class Deadline:
    """The end of a time limit, from now on."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def seconds(self) -> float:
        """What is left of it; 0 once it is over."""
        return max(0, self._end - time.monotonic())

    def left(self) -> float:
        """What is left of it; TimeoutError once it is over."""
        seconds = self.seconds
        if not seconds:
            raise TimeoutError
        return seconds


class _Line:
    """A socket as `http.client` uses one; no step takes longer than what is left."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def sendall(self, data: bytes) -> None:
        """Send all of it."""
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What can be read from it."""
        return io.BufferedReader(_Incoming(self._sock, self._deadline))

    def close(self) -> None:
        """Leave the socket open: `http.client` closes it while the answer is still to be read."""


class _Incoming(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock = sock
        self._deadline = deadline

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what comes next, into a buffer."""
        self._sock.settimeout(self._deadline.left())
        return self._sock.recv_into(buffer)


@contextmanager
def connected(origin: Origin, deadline: Deadline) -> Iterator[Any]:
    """A connection to a server, by way of the proxy in HTTPS_PROXY if there is one, encrypted and checked for https."""
    with ExitStack() as stack:
        proxy = None if origin.is_this_computer or origin.scheme == "http" else _proxy(origin)
        host, port = (proxy.hostname or "", proxy.port or 80) if proxy else (origin.host, origin.port)
        sock = stack.enter_context(_opened(host, port, deadline))
        if proxy:
            _tunnel(sock, proxy, origin, deadline)
        if origin.scheme == "https":
            sock.settimeout(deadline.left())
            sock = stack.enter_context(_tls().wrap_socket(sock, server_hostname=origin.host))
        yield _Line(sock, deadline)


def _opened(host: str, port: int, deadline: Deadline) -> socket.socket:
    """A connection to the first address of a host that takes one; each gets its share of the time."""
    addresses = _addresses(host, port, deadline)
    for number, (family, kind, protocol, _, address) in enumerate(addresses):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(deadline.left() / (len(addresses) - number))
            sock.connect(address)
        except OSError:
            sock.close()
            if number == len(addresses) - 1:
                raise
        else:
            return sock
    raise ConnectionError


def _addresses(host: str, port: int, deadline: Deadline) -> list[Any]:
    """What a host's name stands for. The system's resolver knows no time limit, so a thread waits for it."""
    found: SimpleQueue[list[Any] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            found.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.put(OSError(str(error)))

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = found.get(timeout=deadline.left())
    except Empty:
        raise TimeoutError from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _proxy(origin: Origin) -> Any:
    """The proxy that the environment names for a server, if any."""
    url = getproxies().get("https", "")
    if not url or proxy_bypass(origin.host):
        return None
    proxy = urlsplit(url if "://" in url else f"http://{url}")
    if proxy.scheme != "http" or not proxy.hostname:
        raise InputError("is not a proxy that weekfit can use; it has to be http://host:port.", source="HTTPS_PROXY")
    return proxy


def _tunnel(sock: socket.socket, proxy: Any, origin: Origin, deadline: Deadline) -> None:
    """Have a proxy connect to the server; what is sent from then on is encrypted, also for the proxy."""
    line = _Line(sock, deadline)
    target = f"{origin.netloc.removesuffix(f':{origin.port}')}:{origin.port}"
    secret = f"{unquote(proxy.username or '')}:{unquote(proxy.password or '')}".encode()
    login = f"Proxy-Authorization: Basic {base64.b64encode(secret).decode()}\r\n" if proxy.username else ""
    line.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{login}\r\n".encode())
    response = HTTPResponse(line, method="CONNECT")  # type: ignore[arg-type]  # as much of a socket as it needs
    response.begin()
    if response.status != 200:
        raise ConnectionLost(
            f"the proxy {proxy.hostname} does not lead to {origin} (it answers {response.status}).", source="HTTPS_PROXY"
        )


def _tls() -> ssl.SSLContext:
    """TLS that checks certificates, by the authorities this computer trusts and those that the environment names."""
    context = ssl.create_default_context()
    for name in _CERTIFICATES:
        if path := os.environ.get(name):
            try:
                context.load_verify_locations(*((None, path) if os.path.isdir(path) else (path,)))  # noqa: PTH112
            except OSError:
                raise InputError("does not name a file of certificates.", source=name) from None
    return context


def unreachable(url: str, error: OSError) -> InputError:
    """What is said of a connection that failed."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return InputError(
            f"{shown(url)} shows no certificate that this computer trusts.",
            source="--url",
            maybe="name the file of your own authority in SSL_CERT_FILE.",
        )
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return InputError(f"{shown(url)} does not speak TLS.", source="--url", maybe="another port.")
    return ConnectionLost(f"the connection to {shown(url)} failed.")
