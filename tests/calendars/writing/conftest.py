"""A calendar server for the tests of this folder."""

import pytest

from tests.calendars.writing.dav import PASSWORD, USER, radicale


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
