"""Servers that lie, leak, drip, flood and break off: a message each, within the time, and the password is seen by nobody else."""

import gzip
import json
import re
import time
import tracemalloc
from hashlib import md5, sha256
from itertools import count
from urllib.request import parse_http_list, parse_keqv_list

import pytest

from solver.calendars.address import Account, Origin, check_host
from solver.calendars.connection import ConnectionLost
from solver.calendars.push import Push, push
from solver.calendars.server import Server, SomebodyChangedIt
from solver.domain.errors import InputError
from tests.calendars.writing.dav import PASSWORD, USER
from tests.calendars.writing.hostile import CERTIFICATE, EVENT, answer, found, moved, multistatus, serving
from tests.calendars.writing.weeks import NOW, WEEK, schedule
from tests.cli.running import run


@pytest.fixture(autouse=True)
def account(monkeypatch):
    """User and password in the environment, and trust in the test's own certificate."""
    monkeypatch.setenv("WEEKFIT_CALDAV_USER", USER)
    monkeypatch.setenv("WEEKFIT_CALDAV_PASSWORD", PASSWORD)
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def pulled(server, *more, seconds=20, status=2):
    """What `pull` says of a server, on standard error; it must keep its time, and never show the password."""
    started = time.monotonic()
    arguments = ("calendar", "pull", "--url", server.url, "--calendar", "Training", "--week", "2026-11-23")
    result = run(*arguments, "--timeout", str(seconds), *more)
    assert time.monotonic() - started < seconds + 3
    assert result.exit_code == status, result.output
    assert PASSWORD not in result.output
    assert "Traceback" not in result.output
    return result.stderr


def there(server, seconds=20):
    """The calendar on a server."""
    return Server(Account(server.url, USER, PASSWORD), seconds).calendar("Training")


def drip(start, part, pause=0.05):
    def write(send):
        send(start)
        for _ in range(400):
            time.sleep(pause)
            send(part)

    return write


def flood(start, part):
    def write(send):
        send(start)
        for _ in count():
            send(part)

    return write


def test_a_good_server_is_read():
    for tls in (False, True):
        with serving(tls=tls) as server:
            assert "1 event." in pulled(server, status=0)
            assert [request.method for request in server.log if request.password] == ["PROPFIND"] * 3 + ["REPORT"]
            assert not server.log[0].password, "the password is sent only when it is asked for"


# --- addresses that lead elsewhere

LEADS = {
    "redirect": lambda url: {"start": moved(f"{url}x/")},
    "permanent redirect": lambda url: {"home": moved(url, "308 Permanent Redirect")},
    "principal": lambda url: {
        "start": found("/", f"<D:current-user-principal><D:href>{url}p/</D:href></D:current-user-principal>")
    },
    "home": lambda url: {"principal": found("/p/", f"<C:calendar-home-set><D:href>{url}h/</D:href></C:calendar-home-set>")},
    "calendar": lambda url: {
        "home": found(f"{url}h/t/", "<D:resourcetype><C:calendar/></D:resourcetype><D:displayname>Training</D:displayname>")
    },
    "event": lambda url: {"report": found(f"{url}h/t/e.ics", f"<C:calendar-data>{EVENT}</C:calendar-data>")},
    "no scheme": lambda url: {"start": moved(f"//{url.split('//')[1]}")},
    "user name": lambda url: {"start": moved(url.replace("://", f"://{USER}:x@"))},
    "after a slash": lambda url: {"start": moved(f"\\\\{url.split('//')[1]}/@")},
}


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("name", LEADS)
def test_the_password_goes_to_no_other_server(name, tls):
    with serving() as other, serving(tls=tls) as server:
        server.answers |= LEADS[name](other.url)
        said = pulled(server)
        assert other.log == [], "not even a request"
    if name == "no scheme":
        assert "names another address, " in said
    elif name != "after a slash":
        assert f"names another address, {other.url.rstrip('/')}. The password is sent only to {server.url.rstrip('/')}." in said
        assert "--allow-host" not in said, "what is not encrypted cannot be allowed"


def test_from_https_to_http_of_the_same_host_is_another_server():
    with serving(tls=True) as server:
        server.answers["start"] = moved(server.url.replace("https", "http"))
        assert "names another address, http://127.0.0.1" in pulled(server)


@pytest.mark.parametrize("name", ["redirect", "principal", "home", "calendar"])
def test_another_host_may_be_allowed_but_never_without_encryption(name):
    with serving(tls=True, host="localhost") as other, serving(tls=True) as server:
        server.answers |= LEADS[name](other.url)
        host = other.url.split("//")[1].strip("/")
        assert f"Maybe --allow-host {host}, if that is your provider's, too." in pulled(server)
        assert other.log == []
        pulled(server, "--allow-host", host, status=0 if name != "redirect" else 2)
        assert any(request.password for request in other.log)
    with serving() as plain, serving(tls=True) as server:
        server.answers |= LEADS[name](plain.url)
        pulled(server, "--allow-host", plain.url.split("//")[1].strip("/"))
        assert plain.log == []


@pytest.mark.parametrize("host", ["https://x.org", "x.org/path", "a@x.org", "x.org:port", "", "*", "x org"])
def test_what_is_not_a_host(host):
    with pytest.raises(InputError, match="is not a host"):
        check_host(host)


@pytest.mark.parametrize("host", ["x.org", "X.org:8443", "p34-caldav.icloud.com:443", "[::1]:5"])
def test_hosts(host):
    check_host(host)


def test_a_redirect_on_the_same_server_is_followed():
    with serving() as server:
        server.answers["start"] = moved("/p/", "301 Moved Permanently")
        pulled(server, status=0)


def test_redirects_without_end():
    with serving() as server:
        server.answers["start"] = moved("/")
        assert "leads from one address to the next without end" in pulled(server)
        assert len(server.log) < 10


def test_a_change_is_never_redirected():
    with serving() as other, serving() as server:
        for status in ("301 Moved", "307 Temporary Redirect", "308 Permanent Redirect"):
            server.answers["PUT"] = moved(other.url, status)
            with pytest.raises(InputError, match="has moved"):
                there(server).create("a", b"x")
        assert other.log == []


def test_a_proxy_never_sees_what_stays_on_this_computer(monkeypatch):
    with serving() as proxy, serving() as server:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.url)
        pulled(server, status=0)
        assert proxy.log == []


def test_a_proxy_is_asked_to_connect_and_told_nothing_else(monkeypatch):
    with serving() as proxy:
        proxy.login, proxy.answers["CONNECT"] = "", answer("403 Forbidden")
        monkeypatch.setenv("https_proxy", proxy.url.replace("://", "://me:secret@"))
        said = run("calendar", "pull", "--url", "https://dav.example.org/", "--calendar", "x", "--week", "2026-11-23").stderr
    assert "HTTPS_PROXY: the proxy 127.0.0.1 does not lead to https://dav.example.org (it answers 403)." in said
    (request,) = proxy.log
    assert (request.method, request.path) == ("CONNECT", "dav.example.org:443")
    assert "Proxy-Authorization: Basic bWU6c2VjcmV0" in request.head
    assert not request.password


# --- answers without bounds

CHUNKED = b"HTTP/1.1 207 Multi-Status\r\nTransfer-Encoding: chunked\r\n\r\n"
BODY = b"HTTP/1.1 207 Multi-Status\r\n\r\n"


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (flood(BODY, b"<a/>" * 20_000), "sends more than 16 MiB at once"),
        (flood(CHUNKED, b"10000\r\n" + b" " * 65536 + b"\r\n"), "sends more than 16 MiB at once"),
        (answer("207 Multi-Status", b"<a>", length=3_000_000_000), "sends more than 16 MiB at once"),
        (flood(b"HTTP/1.1 207 Multi-Status\r\n", b"X: y\r\n" * 1000), "not valid HTTP"),
        (flood(b"HTTP/1.1 207 Multi-Status\r\nX: ", b"y" * 65536), "not valid HTTP"),
        (answer("207 Multi-Status", gzip.compress(b" " * 50_000_000), "Content-Encoding: gzip"), "sends packed data"),
    ],
    ids=["body", "chunks", "length", "headers", "header", "packed"],
)
@pytest.mark.parametrize("step", ["start", "report"])
def test_floods_end_early(reply, said, step):
    with serving({step: reply}) as server:
        tracemalloc.start()
        try:
            assert said in pulled(server)
            assert tracemalloc.get_traced_memory()[1] < 80 * 1024 * 1024
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize(
    "reply",
    [
        drip(b"", b"H"),
        drip(b"HTTP/1.1 207 Multi-Status\r\n", b"X: y\r\n"),
        drip(BODY, b" "),
        drip(CHUNKED, b"1\r\n \r\n"),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        drip(b"HTTP/1.1 207 Multi-Status\r\nContent-Length: 9999\r\n\r\n", b" "),
    ],
    ids=["status", "headers", "body", "chunks", "continue", "length"],
)
def test_drops_do_not_stretch_the_time(reply):
    with serving({"home": reply}) as server:
        assert "does not answer in time" in pulled(server, seconds=1)


def test_many_slow_answers_share_one_time():
    """Each of them is quick enough; all of them are not."""

    def slow(reply):
        def write(send):
            time.sleep(0.7)
            send(reply)

        return write

    with serving() as server:
        server.answers |= {step: slow(reply) for step, reply in server.steps.items()}
        assert "does not answer in time" in pulled(server, seconds=2)


def test_events_that_take_long_to_read_are_given_up():
    """Thousands that look like ours: reading each is quick, reading all of them is not."""
    text = EVENT.replace("SUMMARY", "X-WEEKFIT-WEEK:2026-11-23\r\nSUMMARY")
    item = "<D:response><D:href>/h/t/{}.ics</D:href><D:propstat><D:prop><C:calendar-data>{}</C:calendar-data></D:prop></D:propstat></D:response>"
    with serving({"report": multistatus("".join(item.format(number, text) for number in range(6_000)))}) as server:
        assert "does not answer in time" in pulled(server, seconds=2)


def test_time_zones_of_one_name_are_bounded():
    zone = "BEGIN:VTIMEZONE\r\nTZID:Home\r\nX-A:{}\r\nEND:VTIMEZONE\r\n"
    text = "BEGIN:VCALENDAR\r\n" + "".join(map(zone.format, range(2_100))) + "END:VCALENDAR\r\n"
    with serving({"report": found("/h/t/e.ics", f"<C:calendar-data>{text}</C:calendar-data>")}) as server:
        assert "the calendars define more than 2000 time zones" in pulled(server)


# --- answers that break, or are not what they say


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (CHUNKED + b"ZZ\r\nx\r\n0\r\n\r\n", "not valid HTTP"),
        (CHUNKED + b"FFFF\r\nshort", "not valid HTTP"),
        (CHUNKED + b"-5\r\nshort\r\n", "not valid HTTP"),
        (answer("207 Multi-Status", b"<a/>", length=500), "breaks off"),
        (answer("207 Multi-Status", b"<a/>", length=-5), "does not answer like a CalDAV server"),
        (b"", "failed"),
        (b"\x00\xff\x16\x03\x01" * 50, "not valid HTTP"),
        (b"HTTP/1.1 abc\r\n\r\n", "not valid HTTP"),
        (b"HTTP/9.9 207 x\r\n\r\n", "not valid HTTP"),
        (multistatus("<D:response>")[:-30], "breaks off"),
        (answer("207 Multi-Status", b'<D:multistatus xmlns:D="DAV:"><D:resp'), "does not answer like a CalDAV server"),
        (answer("207 Multi-Status", b"<html><body>Sign in</body></html>"), "does not answer like a CalDAV server"),
        (answer("200 OK", b"<html><body>Sign in</body></html>"), "does not answer like a CalDAV server"),
        (answer("207 Multi-Status", b"<?xml version='1.0' encoding='klingon'?><a/>"), "does not answer like a CalDAV server"),
        (answer("207 Multi-Status", b"\x00" * 99), "does not answer like a CalDAV server"),
        (answer("207 Multi-Status"), "does not answer like a CalDAV server"),
        (answer("204 No Content"), "does not answer like a CalDAV server"),
        (
            answer("207 Multi-Status", b'<!DOCTYPE a [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]><a>&c;</a>'),
            "does not answer like a CalDAV server",
        ),
        (
            answer("207 Multi-Status", b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><a>&a;</a>'),
            "does not answer like a CalDAV server",
        ),
        (
            answer("207 Multi-Status", b'<D:multistatus xmlns:D="DAV:">' + b"<a/>" * 400_000),
            "does not answer like a CalDAV server",
        ),
        (answer("207 Multi-Status", b"<a>" * 200_000), "does not answer like a CalDAV server"),
        (found("/h/t/", "", "HTTP/1.1 404 Not Found"), ""),
        (multistatus("<D:response/>"), ""),
        (multistatus("<D:response><D:href>http://[::1/</D:href></D:response>"), ""),
    ],
)
@pytest.mark.parametrize("step", ["start", "home", "report"])
def test_what_is_broken_or_not_caldav_is_said(reply, said, step):
    with serving({step: reply}) as server:
        told = pulled(server, status=0 if step == "report" and not said else 2)
    assert said in told


@pytest.mark.parametrize("href", ["http://[::1/", "ftp://x/", "http://x:99999/", "http://a b/", "mailto:x", "http://\u2028/"])
def test_addresses_that_are_not_valid(href):
    with serving(
        {"start": found("/", f"<D:current-user-principal><D:href>{href}</D:href></D:current-user-principal>")}
    ) as server:
        assert re.search("names (an address that is not valid|another address)", pulled(server))
        assert len(server.log) == 2


@pytest.mark.parametrize("href", ["/h/t/ä ö.ics", "/h/t/%C3%A4.ics", "/h/t/a\r\nX-Bad: 1\r\n.ics", "e.ics", "/h/t/e.ics?a=b c"])
def test_odd_letters_in_addresses_are_sent_safely(href):
    with serving() as server:
        server.answers["report"] = found(
            href.replace("&", "&amp;"), f'<D:getetag>"1"</D:getetag><C:calendar-data>{EVENT}</C:calendar-data>'
        )
        calendar = there(server)
        (item,) = calendar.between(NOW, NOW)
        calendar.remove(item)
        assert server.log[-1].method == "DELETE"
        assert "X-Bad:" not in server.log[-1].head.partition("\r\n")[2]


@pytest.mark.parametrize("href", ["/", "/h/", "/h/t", "/h/t/", "/h/%74/", "/h/t/../", "."])
def test_an_event_never_has_the_address_of_a_folder(href):
    """Its removal would remove everything in it."""
    with serving({"report": found(href, f"<C:calendar-data>{EVENT}</C:calendar-data>")}) as server:
        assert "gives an event the address of a folder" in pulled(server)


# --- refusals, in words


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
