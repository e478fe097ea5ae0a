"""What goes wrong with servers: one clear message each, status 2, and the password in none of them, nor in any log."""

import base64
import json
import logging
import socket
import ssl
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from solver.calendars.address import Account, check_url, shown
from solver.calendars.connection import ConnectionLost
from solver.calendars.push import Push, push
from solver.calendars.server import Server
from solver.domain.errors import InputError
from tests.calendars.writing.dav import PASSWORD, USER, shaky_line
from tests.calendars.writing.pushing import assert_exactly, connected, pushed
from tests.calendars.writing.weeks import NOW, WEEK, schedule
from tests.cli.running import run

CERTIFICATE = Path(__file__).with_name("self-signed.pem")


@pytest.fixture
def week(tmp_path):
    path = tmp_path / "week.json"
    path.write_text(json.dumps(schedule(*WEEK).to_json()), encoding="utf-8")
    return str(path)


def failed(week, url, *more, status=2):
    """What `push` says when it fails."""
    result = run("calendar", "push", week, "--url", url, "--calendar", "Training", *more)
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    assert PASSWORD not in result.output
    return result.stderr


def assert_tells_nothing(error):
    """A traceback would show what the HTTP library knew, had it come along."""
    assert error.__cause__ is None
    assert error.__suppress_context__


@contextmanager
def answering(status=200, body="<html>Welcome</html>", kind="text/html", certificate=None):
    """A server that is no CalDAV server: it says the same to everything."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def __getattr__(self, name):
            if name.startswith("do_"):
                return self.answer
            raise AttributeError(name)

        def log_message(self, *args):
            pass

    class Quiet(HTTPServer):
        def handle_error(self, *args):
            pass

    with Quiet(("127.0.0.1", 0), Handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def test_a_wrong_password(dav, week, monkeypatch):
    monkeypatch.setenv("WEEKFIT_CALDAV_PASSWORD", "hunter2")
    told = failed(week, dav.url)
    assert "does not take this user name and password (401)" in told
    assert "hunter2" not in told


def test_no_such_calendar(dav, week):
    dav.calendar("Work stuff")
    result = run("calendar", "push", week, "--url", dav.url, "--calendar", "Traning")
    assert result.exit_code == 2
    assert (
        f"there is no calendar 'Traning' at {dav.url}; there are 'Training' and 'Work stuff'.\nMaybe 'Training'." in result.stderr
    )
    assert dav.files() == {}


def test_two_calendars_of_one_name(dav, week):
    body = (
        '<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>'
        "<D:displayname>Training</D:displayname></D:prop></D:set></C:mkcalendar>"
    )
    dav.send("MKCALENDAR", f"{dav.url}{USER}/another/", body)
    assert "2 calendars are called 'Training'" in failed(week, dav.url)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("403 Forbidden", "this user may not do that (403)"),
        ("507 Insufficient Storage", "there is no room left in this account (507)"),
    ],
)
def test_a_server_that_refuses_changes(dav, week, status, told):
    dav.broken["PUT"] = status
    said = failed(week, dav.url)
    assert told in said
    assert "At least 0 of 3 changes were made" in said


def test_a_server_that_always_finds_something_changed(dav, week):
    dav.broken["PUT"] = "412 Precondition Failed"
    assert "Training keeps changing, or refuses an event of ours; push again." in failed(week, dav.url)


def test_a_busy_server_is_asked_again_and_given_up_in_the_end(dav):
    dav.broken["PUT"] = "429 Too Many Requests"
    with pytest.raises(ConnectionLost, match=r"is asked too often \(429\); it asks to come back later"):
        pushed(dav, schedule(*WEEK))
    dav.broken.clear()
    pushed(dav, schedule(*WEEK))
    assert_exactly(dav, schedule(*WEEK))


@pytest.mark.parametrize("method", ["REPORT", "PROPFIND"])
@pytest.mark.parametrize("status", ["404 Not Found", "500 Broken"])
def test_a_server_that_cannot_be_asked(dav, week, method, status):
    dav.broken[method] = status
    assert failed(week, dav.url).startswith("Error: --url: ")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"status": 404},
        {"status": 500},
        {"status": 207, "body": "<a><b></a>", "kind": "text/xml"},
        {"status": 207, "body": '<D:multistatus xmlns:D="DAV:"/>', "kind": "text/xml"},
        {"status": 200, "body": "{}", "kind": "application/json"},
    ],
    ids=str,
)
def test_what_is_no_calendar_server(dav, week, answer):
    with answering(**answer) as url:
        told = failed(week, url)
    known = (
        "does not answer like a CalDAV server",
        "there is nothing at",
        "there is none at all",
        "has a fault of its own (500)",
    )
    assert any(words in told for words in known)
    assert "has a fault of its own" in told or "Maybe the address of its CalDAV service is another" in told


def test_nobody_is_there(dav, week):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(ConnectionLost) as caught:
        Server(Account(f"http://127.0.0.1:{port}/", USER, PASSWORD)).calendar("Training")
    assert_tells_nothing(caught.value)
    assert f"the connection to http://127.0.0.1:{port}/ failed." in failed(week, f"http://127.0.0.1:{port}/")


def test_a_server_that_never_answers(dav, week):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        told = failed(week, f"http://127.0.0.1:{deaf.getsockname()[1]}/", "--timeout", "1")
    assert "does not answer in time.\nMaybe --timeout with more seconds." in told


def test_a_certificate_that_nobody_vouches_for(dav, week):
    with answering(certificate=CERTIFICATE) as url:
        assert "shows no certificate that this computer trusts" in failed(week, url)
    with answering() as url:
        assert "does not speak TLS" in failed(week, url.replace("http://", "https://"))


# --- addresses and passwords


@pytest.mark.parametrize(
    "url", ["https://ann:s3cret-pass@dav.example.org/", "https://ann@dav.example.org/", "http://:s3cret-pass@dav.example.org/"]
)
def test_no_password_in_the_address(dav, week, url):
    told = failed(week, url)
    assert "holds a user name or password, which the command line must not" in told
    assert "s3cret" not in told


@pytest.mark.parametrize("url", ["dav.example.org", "ftp://dav.example.org/", "https://", "https://[::1/", "https://x:port/"])
def test_what_is_no_address(dav, week, url):
    assert failed(week, url).startswith("Error: --url: ")


def test_a_password_goes_to_other_computers_encrypted_or_not_at_all():
    with pytest.raises(InputError, match="would send the password unencrypted"):
        check_url("http://dav.example.org/", allow_http=False)
    for url in (
        "http://dav.example.org/",
        "http://127.0.0.1:5232/",
        "http://localhost/",
        "http://[::1]/",
        "https://dav.example.org/",
    ):
        check_url(url, allow_http=url == "http://dav.example.org/")


def test_the_command_refuses_plain_http(dav, week):
    assert "would send the password unencrypted" in failed(week, "http://dav.example.org/")


def test_messages_show_an_address_without_its_secrets():
    assert shown("https://dav.example.org:8443/cal/?token=abc#x") == "https://dav.example.org:8443/cal/"
    assert PASSWORD not in repr(Account("https://dav.example.org/", USER, PASSWORD))


@pytest.mark.parametrize("missing", ["WEEKFIT_CALDAV_USER", "WEEKFIT_CALDAV_PASSWORD"])
def test_without_a_terminal_nobody_is_asked(dav, week, monkeypatch, missing):
    monkeypatch.delenv(missing)
    assert f"set {missing} in the environment; there is nobody to ask." in failed(week, dav.url)


def test_at_a_terminal_you_are_asked_and_nothing_is_shown(dav, week, monkeypatch):
    monkeypatch.delenv("WEEKFIT_CALDAV_PASSWORD")
    monkeypatch.setattr("solver.cli.account.sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True)))
    result = run("calendar", "push", week, "--url", dav.url, "--calendar", "Training", stdin=f"{PASSWORD}\n")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Training: 3 added")
    assert "Password:" in result.stderr
    assert PASSWORD not in result.output
    assert_exactly(dav, schedule(*WEEK))


def test_the_password_is_in_no_log_and_no_error(dav, caplog):
    secrets = (PASSWORD, base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode())
    with caplog.at_level(logging.DEBUG), shaky_line(dav, good=1) as url:
        calendar = connected(dav, url).calendar("Training")
        with pytest.raises(ConnectionLost) as caught:
            push(calendar, Push.of(schedule(*WEEK)), now=NOW, pause=lambda _: None)
    assert not any(secret in text for secret in secrets for text in (caplog.text, str(caught.value), repr(caught.value)))
    assert_tells_nothing(caught.value)
