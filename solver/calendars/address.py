"""Addresses of calendar servers: which are accepted, how they are shown, and whom the password may reach."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from solver.domain.errors import InputError, quoted

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")  # a name, or an address of IPv6
_SHOWN = 200  # letters of an address in a message
_KEPT = "/%:@!$&'()*+,;=~-._"  # letters of a path that are sent as they are


@dataclass(frozen=True, slots=True)
class Account:
    """Where, and as whom. The password appears in no message."""

    url: str
    user: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        check_url(self.url)


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port: one server. The password for one origin goes to no other."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Origin:
        """The origin of an address; ValueError for what is not an address on the web."""
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode() if ":" not in (parts.hostname or "") else parts.hostname
        if parts.scheme not in _PORTS or not host or not _HOST.fullmatch(host):
            raise ValueError(url)
        return cls(parts.scheme, host.lower(), parts.port or _PORTS[parts.scheme])

    @property
    def is_this_computer(self) -> bool:
        """Whether what is sent there does not leave this computer."""
        return self.host in _LOOPBACK

    @property
    def netloc(self) -> str:
        """Host and port as they stand in an address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"


def check_url(url: str, allow_http: bool = True) -> None:
    """Raise InputError for an address that is not valid, that holds a password, or that would send one in the clear."""
    try:
        parts = urlsplit(url)
        given = parts.username is not None or parts.password is not None
        _ = parts.hostname, parts.port
    except ValueError:
        raise InputError("is not an address.", source="--url", maybe="https://calendar.example.org/.") from None
    if given:
        raise InputError(
            "holds a user name or password, which the command line must not: others can read it there.",
            source="--url",
            maybe="leave them out; set WEEKFIT_CALDAV_USER and WEEKFIT_CALDAV_PASSWORD.",
        )
    try:
        origin = Origin.of(url)
    except ValueError:
        raise InputError(
            f"{quoted(url)} is not an address of a server.",
            source="--url",
            maybe="https:// is missing." if "://" not in url else "",
        ) from None
    if origin.scheme == "http" and not origin.is_this_computer and not allow_http:
        raise InputError(
            f"{shown(url)} would send the password unencrypted.", source="--url", maybe="https://, or --allow-http if it must be."
        )


def check_host(host: str) -> None:
    """Raise InputError for what is not a host, with or without a port."""
    try:
        origin = Origin.of(f"https://{host}")
    except ValueError:
        origin = None
    if origin is None or host.lower() not in {origin.netloc, f"{origin.netloc}:443"}:
        raise InputError(
            f"{quoted(host)} is not a host.", source="--allow-host", maybe="p34-caldav.icloud.com, without https://."
        )


def shown(url: str) -> str:
    """An address for people: without user, query and fragment, which may be secret."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        text = f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"
    except ValueError:
        text = "an address that is not valid"
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def request_target(url: str) -> str:
    """Path and query of an address as a request line holds them: letters that may not be there are percent-encoded."""
    parts = urlsplit(url)
    query = f"?{quote(parts.query, safe=_KEPT + '?')}" if parts.query else ""
    return f"{quote(parts.path, safe=_KEPT) or '/'}{query}"
