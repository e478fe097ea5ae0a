"""Servers that refuse, have versions of their own, or want to know who asks."""

import json
import re
from hashlib import md5, sha256
from urllib.request import parse_http_list, parse_keqv_list

import pytest

from solver.calendars.address import Origin
from solver.calendars.connection import ConnectionLost
from solver.calendars.push import Push, push
from solver.calendars.server import SomebodyChangedIt
from tests.calendars.writing.asking import pulled, there
from tests.calendars.writing.dav import PASSWORD, USER
from tests.calendars.writing.hostile import EVENT, answer, found, multistatus, serving
from tests.calendars.writing.weeks import NOW, WEEK, schedule
from tests.cli.running import run

pytestmark = pytest.mark.usefixtures("account")


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("401 Unauthorized", "does not take this user name and password (401).\nMaybe the server wants an app password"),
        ("403 Forbidden", "this user may not do that (403)."),
        ("404 Not Found", "there is nothing at this address (404).\nMaybe the address of its CalDAV service"),
        ("405 Method Not Allowed", "is not a calendar that can be changed or asked (405)."),
        ("423 Locked", "somebody else has locked this (423)."),
        ("429 Too Many Requests", "is asked too often (429); it asks to come back later."),
        ("500 Internal Server Error", "has a fault of its own (500), which only its provider can repair."),
        ("503 Service Unavailable", "is not working at the moment (503)"),
        ("507 Insufficient Storage", "there is no room left in this account (507)."),
        ("599 Odd", "has a fault of its own (599)"),
        ("418 I'm a teapot", "refuses this (418)."),
        ("304 Not Modified", "does not answer like a CalDAV server"),
    ],
)
@pytest.mark.parametrize("step", ["start", "report"])
def test_refusals_in_a_persons_words(status, said, step):
    with serving({step: answer(status)}) as server:
        assert said in pulled(server)


@pytest.mark.parametrize("step", ["start", "home", "report"])
def test_a_password_that_is_refused_is_sent_once(step):
    with serving({step: answer("401 Unauthorized", b"", 'WWW-Authenticate: Basic realm="x"')}) as server:
        assert "(401)" in pulled(server)
        assert [request.path for request in server.log if request.password].count(server.log[-1].path) == 1


@pytest.mark.parametrize("after", ["3600", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_come_back_in_an_hour(after):
    with serving() as server:
        server.answers["PUT"] = answer("429 Too Many Requests", b"", f"Retry-After: {after}")
        waits = []
        with pytest.raises(ConnectionLost, match=r"it asks to come back in \d+ seconds.* At least 0 of 3 changes") as caught:
            push(there(server), Push.of(schedule(*WEEK)), now=NOW, pause=waits.append)
        assert waits == [], "nobody waits for longer than the time there is"
        assert caught.value.wait >= 3600


@pytest.mark.parametrize("after", ["2", "99999999999999999999", "soon", "-1", ""])
def test_come_back_soon(after):
    with serving() as server:
        server.answers["PUT"] = [answer("503 Unavailable", b"", f"Retry-After: {after}"), answer("201 Created")]
        waits = []
        if len(after) > 9:
            with pytest.raises(ConnectionLost):
                push(there(server), Push.of(schedule(*WEEK)), now=NOW, pause=waits.append)
        else:
            done = push(there(server), Push.of(schedule(*WEEK)), now=NOW, pause=waits.append)
            assert len(done.done) == 3
            assert waits == [2.0 if after == "2" else 0.5]


# --- versions


@pytest.mark.parametrize("etag", ['W/"1"', "1", '"a"b"', '"a\r\nX-Bad: 1"', '"\u20ac"', ""])
def test_without_a_strong_tag_the_event_is_compared_right_before_the_change(etag):
    """If-Match never matches a weak tag (RFC 9110, 13.1.1)."""
    with serving() as server:
        server.etag = etag
        calendar = there(server)
        (item,) = calendar.between(NOW, NOW)
        assert item.etag is None
        calendar.update(item, b"x")
        assert [request.method for request in server.log[-2:]] == ["REPORT", "PUT"]
        assert b"calendar-multiget" in server.log[-2].body
        assert "if-match" not in server.log[-1].head.lower()
        changed = EVENT.replace("Dentist", "Party")
        server.answers["report"] = found("/h/t/e.ics", f"<C:calendar-data>{changed}</C:calendar-data>")
        for change in (lambda: calendar.update(item, b"x"), lambda: calendar.remove(item)):
            with pytest.raises(SomebodyChangedIt):
                change()
        server.answers["report"] = multistatus("")
        with pytest.raises(SomebodyChangedIt):
            calendar.update(item, b"x")
        calendar.remove(item)


def test_a_strong_tag_is_what_a_change_depends_on():
    with serving() as server:
        server.answers["PUT"] = answer("412 Precondition Failed")
        calendar = there(server)
        (item,) = calendar.between(NOW, NOW)
        with pytest.raises(SomebodyChangedIt):
            calendar.update(item, b"x")
        assert '\r\nIf-Match: "1"' in server.log[-1].head


def test_a_server_that_hands_out_other_peoples_events_as_ours_changes_nothing(tmp_path):
    with serving() as server:
        (tmp_path / "week.json").write_text(json.dumps(schedule().to_json()), encoding="utf-8")
        done = run("calendar", "push", str(tmp_path / "week.json"), "--url", server.url, "--calendar", "Training")
        assert done.exit_code == 0, done.output
        assert {request.method for request in server.log} == {"PROPFIND", "REPORT"}


# --- logging in


@pytest.mark.parametrize(("algorithm", "hashed"), [("MD5", md5), ("SHA-256", sha256), ("MD5-sess", md5)])
def test_digest_proves_the_password_without_sending_it(algorithm, hashed):
    def hexed(*parts):
        return hashed(":".join(parts).encode()).hexdigest()

    with serving() as server:
        server.login = (
            f'Digest realm="Baïkal, 2", nonce="abc", qop="auth,auth-int", opaque="o", algorithm={algorithm}'.encode().decode(
                "latin-1"
            )
        )
        pulled(server, status=0)
        for number, request in enumerate((request for request in server.log if request.password), 1):
            line = re.search(r"(?i)authorization: digest (.*)", request.head)[1].encode("latin-1").decode().strip()
            said = parse_keqv_list(parse_http_list(line))
            assert (said["username"], said["nc"], said["uri"]) == (USER, f"{number:08x}", request.path)
            secret = hexed(USER, "Baïkal, 2", PASSWORD)
            secret = hexed(secret, "abc", said["cnonce"]) if "sess" in algorithm else secret
            assert said["response"] == hexed(
                secret, "abc", said["nc"], said["cnonce"], "auth", hexed(request.method, request.path)
            )
            assert PASSWORD not in request.head


def test_a_stale_nonce_is_renewed_and_basic_after_digest_is_refused():
    fresh = answer("401 Unauthorized", b"", 'WWW-Authenticate: Digest realm="x", nonce="b", qop="auth", stale=true')
    basic = answer("401 Unauthorized", b"", 'WWW-Authenticate: Basic realm="x"')
    with serving() as server:
        server.login = 'Digest realm="x", nonce="a", qop="auth"'
        server.answers["home"] = [fresh, server.steps["home"]]
        pulled(server, status=0)
        server.answers["home"] = basic
        assert "(401)" in pulled(server)
        assert not any("Basic " in request.head for request in server.log)


@pytest.mark.parametrize("way", ["Bearer", "Negotiate", 'Digest realm="x", nonce="y", algorithm=SHA-1', "Digest qop=auth-int"])
def test_other_ways_to_log_in_are_said_and_get_no_password(way):
    with serving() as server:
        server.login = way
        assert "does not take a user name and a password" in pulled(server)
        assert not any(request.password for request in server.log)


def test_origins():
    assert Origin.of("HTTPS://Example.ORG/x") == Origin.of("https://example.org:443") == Origin("https", "example.org", 443)
    assert str(Origin.of("http://[::1]:5232/a")) == "http://[::1]:5232"
    assert Origin.of("https://bücher.example/").host == "xn--bcher-kva.example"
    assert Origin.of("https://a.example@b.example/").host == "b.example"
