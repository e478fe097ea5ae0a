"""Reading is bounded: what would take a parser much time or memory is refused before, and a message says where it is."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from solver.domain.errors import InputError
from solver.files.depth import DEEPEST, MOST_PARTS
from solver.files.lines import lines_of
from solver.files.reader import read_case, read_rules
from solver.files.text import SIZE_LIMIT, parse
from solver.rulesets.ruleset import MOST_DEEP, MOST_RULES, MOST_SETS

WEEK = "week = 2026-11-23\n"
FULL = SIZE_LIMIT - 100


def key(parts: int, part: str = "a", dot: str = ".") -> str:
    """A key of so many parts."""
    return dot.join([part] * parts)


LONG_KEYS = {
    "40 KB": f"{WEEK}{key(20_000)} = 1\n",
    "just too many parts": f"{WEEK}{key(MOST_PARTS + 1)} = 1\n",
    "the name of a table": f"{WEEK}[{key(9_000)}]\n",
    "with spaces": f"{WEEK}{key(9_000, dot=' . ')} = 1\n",
    "in quotes": f"{WEEK}{key(9_000, part=chr(34) + 'x.y' + chr(34))} = 1\n",
    "in single quotes": f"{WEEK}{key(9_000, part=chr(39) + '#' + chr(39))} = 1\n",
    "in a table on one line": f"{WEEK}a = {{ {key(9_000)} = 1 }}\n",
    "after a text": f'a = """x\n""" # "\n{key(9_000)} = 1\n',
}


@pytest.mark.parametrize("text", LONG_KEYS.values(), ids=LONG_KEYS)
def test_long_keys(text: str) -> None:
    """A key of very many parts is refused, with its line."""
    line = text.count("\n") if "[" in text or "week" in text else 3
    with pytest.raises(InputError, match=f"nested too deeply: the key in line {line} has more than {MOST_PARTS} parts"):
        parse(text, "week.toml")


DOTS = f"{key(3000)} {key(3000)}"
NO_KEYS = {
    "a text": f'a = "{DOTS}"',
    "a text in single quotes": f"a = '{DOTS}'",
    "a text over lines": f'a = """\n{DOTS}\n\\""" {DOTS}"""',
    "a text over lines in single quotes": f"a = '''\n{DOTS}\n'' {DOTS}'''",
    "a comment": f"a = 1 # it's {DOTS}",
    "the longest key": f"{key(MOST_PARTS)} = 1",
    "many keys": "\n".join(f"a{number}.b = 1.5" for number in range(1000)),
}


@pytest.mark.parametrize("text", NO_KEYS.values(), ids=NO_KEYS)
def test_dots_elsewhere(text: str) -> None:
    """Dots in texts and comments are no parts of keys."""
    assert parse(f"{text}\nb = 1\n", "week.toml")["b"] == 1


DEEP: dict[str, tuple[str, str]] = {
    "lists in JSON": ("week.json", f'{{"a": {"[" * DEEPEST}{"]" * DEEPEST}}}'),
    "tables in JSON": ("week.json", '{"a": ' * (DEEPEST + 1) + "1" + "}" * (DEEPEST + 1)),
    "lists in TOML": ("week.toml", f"a = {'[' * DEEPEST}{']' * DEEPEST}"),
    "half a file": ("week.json", f'{{"a": {"[" * (FULL // 2)}{"]" * (FULL // 2)}}}'),
    "half a file of TOML": ("week.toml", f"a = {'[' * (FULL // 2)}{']' * (FULL // 2)}"),
}


@pytest.mark.parametrize(("name", "text"), DEEP.values(), ids=DEEP)
def test_deep(name: str, text: str) -> None:
    """Lists and tables in each other, too."""
    with pytest.raises(InputError, match="nested too deeply"):
        parse(text, name)
    assert parse(f'{{"a": {"[" * (DEEPEST - 1)}{"]" * (DEEPEST - 1)}}}', "week.json")


def test_deep_lines(tmp_path: Path) -> None:
    """A line of a list is refused on its own."""
    path = tmp_path / "squad.jsonl"
    path.write_text(f'{{"a": {"[" * DEEPEST}{"]" * DEEPEST}}}\n{{"a": 1}}\n', encoding="utf-8")
    first, second = (line.found for line in lines_of(path))
    assert isinstance(first, InputError)
    assert second == {"a": 1}


BIG: dict[str, tuple[str, Callable[[], str]]] = {
    "40 KB of dots": ("week.toml", lambda: f"{WEEK}{key(20_000)} = 1\n"),
    "1 MB of dots": ("week.toml", lambda: f"{WEEK}{key(FULL // 2)} = 1\n"),
    "keys with parts": ("week.toml", lambda: WEEK + "\n".join(f"{key(MOST_PARTS - 1)}.b{n} = 1" for n in range(FULL // 110))),
    "tables with parts": ("week.toml", lambda: WEEK + "\n".join(f"[{key(MOST_PARTS - 1)}.b{n}]" for n in range(FULL // 110))),
    "quotes": ("week.toml", lambda: WEEK + 'a = """' + '\\"""' * (FULL // 4)),
    "single quotes": ("week.toml", lambda: WEEK + "'" * FULL),
    "one word": ("week.toml", lambda: WEEK + "a" * FULL + "." * 60),
    "words": ("week.toml", lambda: WEEK + f"{key(MOST_PARTS - 1)} " * (FULL // 100)),
    "a number": ("week.toml", lambda: f"{WEEK}a = {'9' * FULL}"),
    "a number in hex": ("week.toml", lambda: f"{WEEK}grid = 0x{'f' * FULL}"),
    "an exponent": ("week.json", lambda: '{"week": "2026-11-23", "grid": 1e999999999}'),
    "a JSON number": ("week.json", lambda: f'{{"week": "2026-11-23", "grid": {"9" * FULL}}}'),
    "a JSON fraction": ("week.json", lambda: f'{{"week": "2026-11-23", "grid": 0.{"9" * FULL}}}'),
    "many keys": ("week.json", lambda: f"{{{', '.join(f'{chr(34)}k{n}{chr(34)}: 1' for n in range(FULL // 15))}}}"),
    "many tables": ("week.toml", lambda: WEEK + "[[sessions]]\n" * (FULL // 13)),
}


@pytest.mark.parametrize(("name", "text"), BIG.values(), ids=BIG)
def test_what_reading_takes(name: str, text: Callable[[], str], tmp_path: Path) -> None:
    """A file of at most 1 MiB takes at most 400 MB of addresses and 10 s, of which Python itself takes most."""
    path = tmp_path / name
    path.write_text(text(), encoding="utf-8")
    assert path.stat().st_size <= SIZE_LIMIT

    def hold() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
        resource.setrlimit(resource.RLIMIT_AS, (400 * 1024**2, 400 * 1024**2))

    command = [sys.executable, "-m", "solver", "solve", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=hold, check=False)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr[-500:]
    assert done.stderr.startswith(f"Error: {path}: ")
    assert len(done.stderr) < 5000


def rule_set(folder: Path, name: str, extends: list[str], rules: int = 1) -> None:
    """Write a rule set."""
    told = "\n".join(f'[[rules]]\nid = "{name}-{n}"\nrule = "cluster"\nof = "run"' for n in range(rules))
    listed = ", ".join(f'"{other}.toml"' for other in extends)
    (folder / f"{name}.toml").write_text(f'title = "{name}"\nextends = [{listed}]\n{told}\n', encoding="utf-8")


def test_a_chain_of_rule_sets(tmp_path: Path) -> None:
    """Sets that extend each other very deep are refused, not a traceback."""
    for number in range(400):
        rule_set(tmp_path, f"s{number}", [f"s{number + 1}"])
    rule_set(tmp_path, "s400", [])
    with pytest.raises(InputError, match=f"more than {MOST_DEEP} rule sets extend one another"):
        read_rules([str(tmp_path / "s0.toml")])
    assert len(read_rules([str(tmp_path / f"s{401 - MOST_DEEP}.toml")]).rules) == MOST_DEEP


def test_rule_sets_that_branch(tmp_path: Path) -> None:
    """Twenty sets in which each extends the next one ten times would be read 10^20 times."""
    for number in range(19):
        rule_set(tmp_path, f"s{number}", [f"s{number + 1}"] * 10)
    rule_set(tmp_path, "s19", [])
    with pytest.raises(InputError, match=f"the limit is {MOST_SETS} rule sets"):
        read_rules([str(tmp_path / "s10.toml")])


def test_many_rules(tmp_path: Path) -> None:
    """The rules of all sets together are bounded, and with those that a scenario adds."""
    for name in "abc":
        rule_set(tmp_path, name, [], MOST_RULES // 2)
    assert len(read_rules([str(tmp_path / "a.toml"), str(tmp_path / "b.toml")]).rules) == MOST_RULES
    with pytest.raises(InputError, match=f"the limit is {MOST_RULES}"):
        read_rules([str(tmp_path / f"{name}.toml") for name in "abc"])
    rule_set(tmp_path, "d", ["a", "b", "c"])
    with pytest.raises(InputError, match=f"the limit is {MOST_RULES}"):
        read_rules([str(tmp_path / "d.toml")])
    week = tmp_path / "week.toml"
    week.write_text(
        f'{WEEK}rules = ["a.toml", "b.toml"]\n[[overrides]]\nid = "x"\nrule = "cluster"\nof = "run"\n', encoding="utf-8"
    )
    with pytest.raises(InputError, match=f"the limit is {MOST_RULES}"):
        read_case(str(week))


def test_a_message_names_few_rules(tmp_path: Path) -> None:
    """Of very many rules, a message names the first ones."""
    rule_set(tmp_path, "a", [], 1000)
    week = tmp_path / "week.toml"
    week.write_text(f'{WEEK}rules = "a.toml"\n[[overrides]]\nid = "b"\noff = true\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"there: a-0, a-1, .* and 960 more\. A new rule needs") as refused:
        read_case(str(week))
    assert len(str(refused.value)) < 1000
