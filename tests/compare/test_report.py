"""The report in a real browser: it renders without an error, asks nothing of any network, and shows what it should; nothing in it is markup
that came out of a file.
"""

import json
import re
from html.parser import HTMLParser

import pytest

from solver.compare import inputs
from tests.compare.running import compared, weeks
from tests.support.browser import dumped
from tests.support.programs import needs

HOSTILE = '<script>alert("x")</script><img src="http://example.invalid/a.png">'


class Page(HTMLParser):
    """What a page is made of: its elements, its attributes, its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.ids = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    own = folder / "own.toml"
    own.write_text(
        f'title = {json.dumps(HOSTILE[:78])}\nextends = "free"\n[[rules]]\nid = "a"\nrule = "count"\nof = "run"\nat_most = 1\nlevel = "should"\n',
        encoding="utf-8",
    )
    lines = folder / "weeks.jsonl"
    mine = [
        {**entry.data, "athlete": {**entry.data["athlete"], "name": HOSTILE[:70], "flags": [f"family:{HOSTILE[:40]}"]}}
        for entry in weeks(3)
    ]
    lines.write_text("".join(json.dumps(data) + "\n" for data in mine), encoding="utf-8")
    compared(folder / "out", [*weeks(3), *inputs.entries([str(lines)], "family")], ("free", str(own), "guidelines"))
    compared(folder / "sweep", weeks(3), ("base",), sweep="hiit-away-from-heavy-lifting.hours=0:48:24")
    return folder


@pytest.mark.parametrize("name", ["out", "sweep"])
def test_the_page_stands_alone(out, name):
    text = (out / name / "report.html").read_text(encoding="utf-8")
    page = Page(text)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form"} & set(page.tags)
    assert not [
        (key, value) for key, value in page.attributes if key.startswith("on") or key in ("src", "href", "style", "action")
    ]
    assert {value for _, value in page.attributes if value and "://" in value} <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"url\(|@import", text)


def test_it_opens_with_the_finding_then_the_table_then_the_distributions(out):
    text = (out / "out" / "report.html").read_text(encoding="utf-8")
    finding = json.loads((out / "out" / "summary.json").read_text(encoding="utf-8"))["finding"]
    order = [
        "<h1>",
        finding,
        "Every set: weeks that are possible, and mean figures",
        "Distributions",
        "Every set against",
        "By kind of calendar",
        "Judged by each other",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_what_comes_out_of_files_is_text(out):
    text = (out / "out" / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in text
    assert "<script" not in text.replace("&lt;script", "")
    rows = (out / "out" / "pairs.csv").read_text(encoding="utf-8").splitlines()
    assert not [row for row in rows if re.search(r"(^|,)\"?[=+@\t-]", row)]


@needs("chromium")
@pytest.mark.parametrize("name", ["out", "sweep"])
def test_a_browser_renders_it_without_errors_and_without_any_network(out, name, tmp_path):
    page = (out / name / "report.html").as_uri()
    found = dumped(page, tmp_path)
    assert found.errors == []
    assert found.requests == []
    assert "<h2>Distributions</h2>" in found.dom
    assert found.dom.count("<svg") > 5


@needs("chromium")
def test_the_browser_would_have_told(tmp_path):
    """A page with a fault and a picture from elsewhere is seen to have both."""
    bad = tmp_path / "bad.html"
    bad.write_text(
        '<!DOCTYPE html><img src="http://127.0.0.1:9/x.png"><script>throw new Error("broken")</script>', encoding="utf-8"
    )
    found = dumped(bad.as_uri(), tmp_path)
    assert any("broken" in error for error in found.errors)
    assert any("127.0.0.1:9" in request for request in found.requests)
