"""Cells that spreadsheets open: nothing in any table we write is a formula to any of them."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from solver.compare.pairs import Pair, Table
from solver.compare.results import as_csv
from solver.files.cells import cell
from solver.squad.results import Record
from solver.squad.write import table

SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫"
UNSEEN = ["", " ", "   ", "\t", "\r", "\n", "\ufeff", "\u200b", "\xa0", "\x1b", "\0", "\u2028", "\u3000", "\u202e", " \t "]


@pytest.mark.parametrize(
    ("text", "safe"),
    [("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\t=1", "'\\t=1"), ("\r=1", "'\\r=1"), ("＝1", "'＝1"), ("a=1", "a=1"),
     ("a\nb", "a\\nb"), ("\x1b[31m", "\\x1b[31m"), ("", ""), (" =1", "' =1"), ("\ufeff=1", "'\\ufeff=1"), ("\tx", "'\\tx"), ("﹦1", "'﹦1"),
     ("a;=1", "a;'=1"), ("a; =1", "a; '=1"), ("a;b", "a;b"), (";", ";"), ("a;;-1", "a;;'-1"), ('a;"=1', "a;\"'=1"), ("6-8", "6-8"), ("'=1", "'=1")],
)  # fmt: skip
def test_cells(text, safe):
    assert cell(text) == safe


def is_formula(text: str) -> bool:
    """What a spreadsheet that skips everything that nobody sees would take for one, written without the program's own help."""
    for char in text:
        if unicodedata.category(char)[0] in "CZ":
            continue
        return char in SIGNS
    return False


texts = st.lists(st.sampled_from([*SIGNS, *UNSEEN, ";", ",", '"', "'", "a", "1", "\\"]), max_size=8).map("".join)


def cells_of(data: str) -> list[str]:
    """What spreadsheets see: those that split at commas, and those that split at semicolons, with and without an idea of quotes."""
    split = [part for line in data.splitlines() for part in line.split(";")]
    return split + [part for sign in ",;" for row in csv.reader(io.StringIO(data), delimiter=sign) for part in row]


@settings(deadline=None, max_examples=100)
@given(texts, texts)
def test_no_table_of_squads_has_a_formula(tmp_path_factory, name, why):
    path = tmp_path_factory.getbasetemp() / "athletes.csv"
    with table(path) as rows:
        rows.take(Record(name or "a", why, name, "broken", problem=why, conflict=name))
    data = path.read_bytes().decode("utf-8-sig")
    assert [part for part in cells_of(data) if is_formula(part)] == []


@settings(deadline=None, max_examples=100)
@given(texts, texts)
def test_no_table_of_comparisons_has_a_formula(name, why):
    pair = Pair(name, why, name, "failed", why, {"minutes": 3}, {}, f"weekfit solve {name}")
    data = as_csv(Table((name,), (pair,)))
    assert [part for part in cells_of(data) if is_formula(part)] == []


def test_a_cell_is_changed_by_nothing_but_an_apostrophe_and_what_nobody_sees():
    for text in ("Zoë–走", "a, b", 'she said "no"', "1;2", "a/b+c"):
        assert cell(text) == text
