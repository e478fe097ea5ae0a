"""Servers that lead elsewhere: the password is seen by nobody else."""

import pytest

from solver.calendars.address import check_host
from solver.domain.errors import InputError
from tests.calendars.writing.asking import pulled, there
from tests.calendars.writing.dav import USER
from tests.calendars.writing.hostile import EVENT, answer, found, moved, serving
from tests.cli.running import run

pytestmark = pytest.mark.usefixtures("account")


def test_a_good_server_is_read():
    for tls in (False, True):
        with serving(tls=tls) as server:
            assert "1 event." in pulled(server, status=0)
            assert [request.method for request in server.log if request.password] == ["PROPFIND"] * 3 + ["REPORT"]
            assert not server.log[0].password, "the password is sent only when it is asked for"


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
