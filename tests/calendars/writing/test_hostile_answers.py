"""Servers that drip, flood and break off: a message each, within the time and the memory there is."""

import gzip
import re
import time
import tracemalloc

import pytest

from tests.calendars.writing.asking import drip, flood, pulled, there
from tests.calendars.writing.hostile import EVENT, answer, found, multistatus, serving
from tests.calendars.writing.weeks import NOW

pytestmark = pytest.mark.usefixtures("account")


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
        assert "does not answer in time" in pulled(server, seconds=1)


def test_events_that_take_long_to_read_are_given_up():
    """Thousands that look like ours: reading each is quick, reading all of them is not."""
    text = EVENT.replace("SUMMARY", "X-WEEKFIT-WEEK:2026-11-23\r\nSUMMARY")
    item = "<D:response><D:href>/h/t/{}.ics</D:href><D:propstat><D:prop><C:calendar-data>{}</C:calendar-data></D:prop></D:propstat></D:response>"
    with serving({"report": multistatus("".join(item.format(number, text) for number in range(25_000)))}) as server:
        assert "does not answer in time" in pulled(server, seconds=1)


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
