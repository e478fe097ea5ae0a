"""Logging in to a calendar server: Basic and Digest (RFC 7617, RFC 7616), only once the server has asked."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from email.message import Message
from urllib.request import parse_http_list, parse_keqv_list

from solver.calendars.address import Account, request_target, shown
from solver.domain.errors import InputError

_DIGEST = re.compile(r"(?:^|,)\s*digest\s+(.*)", re.IGNORECASE | re.DOTALL)
_BASIC = re.compile(r"(?:^|,)\s*basic\b", re.IGNORECASE)
_HASHES = {"md5": hashlib.md5, "sha-256": hashlib.sha256}


class Login:
    """How a name and a password are shown to one server."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._basic = False
        self._challenge: dict[str, str] = {}  # of Digest
        self._count = 0

    def headers(self, method: str, url: str) -> dict[str, bytes]:
        """The header that logs a request in; none before the server has asked."""
        if self._challenge:
            return {"Authorization": self._digest(method, request_target(url)).encode()}
        if self._basic:
            secret = f"{self._account.user}:{self._account.password}".encode()
            return {"Authorization": b"Basic " + base64.b64encode(secret)}
        return {}

    def asked(self, headers: Message) -> bool:
        """Take in an answer of 401; whether the same request is worth another try. What was refused is not shown again."""
        offers = [_decoded(offer) for offer in headers.get_all("WWW-Authenticate", [])]
        challenge = next(filter(_is_known, (_parameters(found[1]) for found in map(_DIGEST.search, offers) if found)), {})
        if self._challenge:
            stale = challenge.get("stale", "").lower() == "true" and challenge["nonce"] != self._challenge["nonce"]
            self._challenge, self._count = (challenge, 0) if stale else (self._challenge, self._count)
            return stale
        if self._basic:
            return False
        self._challenge = challenge
        self._basic = not challenge and (not offers or any(map(_BASIC.search, offers)))
        if not (self._challenge or self._basic):
            raise InputError(f"{shown(self._account.url)} does not take a user name and a password.", source="--url")
        return True

    def _digest(self, method: str, target: str) -> str:
        """The answer to a challenge: it proves that the password is known, and does not hold it (RFC 7616, section 3.4)."""
        asked, user = self._challenge, self._account.user
        algorithm = asked.get("algorithm", "MD5")
        self._count += 1
        count, own = f"{self._count:08x}", secrets.token_hex(16)

        def digest(*parts: str) -> str:
            return _HASHES[algorithm.lower().removesuffix("-sess")](":".join(parts).encode()).hexdigest()

        secret = digest(user, asked["realm"], self._account.password)
        if algorithm.lower().endswith("-sess"):
            secret = digest(secret, asked["nonce"], own)
        between = (asked["nonce"], count, own, "auth") if "qop" in asked else (asked["nonce"],)
        values = {
            "username": user,
            "realm": asked["realm"],
            "nonce": asked["nonce"],
            "uri": target,
            "response": digest(secret, *between, digest(method, target)),
            "cnonce": own,
        } | ({"opaque": asked["opaque"]} if "opaque" in asked else {})
        text = ", ".join(f'{name}="{_escaped(value)}"' for name, value in values.items())
        return f"Digest {text}, algorithm={algorithm}" + (f", qop=auth, nc={count}" if "qop" in asked else "")


def _decoded(header: str) -> str:
    """A header as its server meant it: `http.client` reads all as Latin-1, and servers write UTF-8."""
    data = header.encode("latin-1")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return header


def _is_known(challenge: dict[str, str]) -> bool:
    """Whether a challenge of Digest is one that can be answered."""
    qop = [word.strip().lower() for word in challenge.get("qop", "auth").split(",")]
    algorithm = challenge.get("algorithm", "MD5").lower().removesuffix("-sess")
    return "realm" in challenge and "nonce" in challenge and algorithm in _HASHES and "auth" in qop


def _parameters(text: str) -> dict[str, str]:
    """`realm="x", nonce="y"` as a table; keys in lower case."""
    pairs = [part for part in parse_http_list(text) if "=" in part]
    return {key.strip().lower(): value for key, value in parse_keqv_list(pairs).items()}


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"")
