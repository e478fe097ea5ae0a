"""A calendar server for the tests of this folder."""

import pytest

from tests.calendars.writing.dav import PASSWORD, USER, radicale
from tests.calendars.writing.hostile import CERTIFICATE


@pytest.fixture
def account(monkeypatch):
    """User and password in the environment, and trust in the certificate of the hostile servers."""
    monkeypatch.setenv("WEEKFIT_CALDAV_USER", USER)
    monkeypatch.setenv("WEEKFIT_CALDAV_PASSWORD", PASSWORD)
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def dav(tmp_path, monkeypatch):
    """A real server with one empty calendar, Training; user and password are in the environment."""
    monkeypatch.setenv("WEEKFIT_CALDAV_USER", USER)
    monkeypatch.setenv("WEEKFIT_CALDAV_PASSWORD", PASSWORD)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with radicale(tmp_path / "dav") as server:
        server.training = server.calendar("Training")
        yield server
