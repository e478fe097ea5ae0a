"""Writes docs/rules.md: every rule from its own docstring, its parameters, its cases and the shipped rule sets that use it.

python -m tools.rule_catalogue
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from solver.rules import RULES, Rule
from solver.rulesets.ruleset import RuleSet, load, shipped_names

ROOT = Path(__file__).parent.parent
PATH = ROOT / "docs" / "rules.md"
CASES = ROOT / "tests" / "rules" / "cases"
HEADINGS = ("What it does", "Why it matters", "Example", "Source")

_ARTICLES = {"P": "peloton", "H": "hart", "J": "joggo", "L": "leg-day", "F": "run-lift-fit"}
_AS_GOOD_AS_ENDLESS = 1_000_000

_INTRODUCTION = """\
# Rule catalogue

Every rule there is, in one place. This page is written by `make docs` from the rules themselves: their own words, their
parameters, and the cases they are tested with. How to write rules into a scenario or a rule set: [Scenario
file](scenario-file.md#rules). What the words mean: [Glossary](glossary.md). Where the sources' numbers (`H1`, `L1`, …) stand:
[Sources](sources.md).

A rule turns a schedule into one whole number, its **amount**: how much it is breached. A `must` holds while the amount is
not above its `allow`; a `should` costs its `points` for each step beyond it.
"""

_COMMON = """\
## What every rule has

{table}

`when` has the keys `goal`, `flags`, `experience` and `readiness`; the rule holds only for a scenario that fits every key that
is given. Of `flags` any one does; `"!sore"` is the absence of a flag.

A **selector** says which sessions are meant: a kind, tag, modality, intensity or session id; `a+b` is both, `!a` is not, a
list is any of. `"run+hard"`, `"lift+!upper_body"`, `["hiit", "race"]`.
"""


def rule_name(rule: type[Rule]) -> str:
    """The name by which files speak of a rule."""
    return str(rule.model_fields["rule"].default)


def sections(docstring: str) -> dict[str, str]:
    """The parts of a rule's docstring by heading; the first sentence is under `""`."""
    found: dict[str, list[str]] = {"": []}
    heading = ""
    for line in docstring.strip().splitlines():
        start, colon, rest = line.strip().partition(":")
        if colon and start in HEADINGS:
            heading = start
            found[heading] = [rest.strip()]
        elif line.strip():
            found[heading].append(line.strip())
    return {key: " ".join(lines) for key, lines in found.items()}


def table(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    heads = list(headers)
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def plain_type(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """A JSON Schema type in a reader's words."""
    if "$ref" in schema:
        return plain_type(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(value)}`" for value in schema["enum"])
    if "anyOf" in schema:
        kinds = [plain_type(part, definitions) for part in schema["anyOf"] if part.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    kind = {"integer": "whole number", "number": "number", "boolean": "true or false", "object": "table", "array": "list"}
    return f"{kind.get(schema.get('type', ''), 'text')}{_range(schema)}"


def _range(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None:
        return ""
    return f", {low:g} or more" if high is None or high >= _AS_GOOD_AS_ENDLESS else f", {low:g} to {high:,g}"


def parameter_rows(rule: type[Rule], *, common: bool) -> Iterator[list[str]]:
    """A row for each parameter: key, what may be written, default, meaning."""
    schema = rule.model_json_schema(by_alias=True)
    definitions = schema.get("$defs", {})
    for name, field in rule.model_fields.items():
        key = field.alias or name
        if (key in Rule.COMMON) is not common or key == "rule":
            continue
        entry = schema["properties"][key]
        selector = "Selector" in str(field.annotation)
        kind = "selector" if selector else plain_type(entry, definitions)
        meaning = field.description or _MEANING.get(key) or ("which sessions" if selector else "")
        yield [f"`{key}`", kind, _default(field), meaning]


_MEANING = {
    "id": "its name; unique in a rule set, and how overrides speak of it",
    "level": "whether it must hold, or costs points where it does not",
    "when": "for whom it holds",
    "why": "one sentence a runner understands",
    "source": "which line of the sources it rests on",
    "evidence": "what kind of source that is",
    "points": "the price of one breach of a `should`",
    "allow": "how much of the amount is free",
    "days": "how many training days",
    "minutes": "the longest that is fine",
    "over": "the past figure",
    "at_most_percent": "the most, in per cent of that",
    "order": "whether the `each` session starts after or before its partner",
    "from": "what the sessions are spaced from; default: each other",
    "allowing": "sessions that do not spoil a rest day",
    "in": "what the share is of",
    "each": "the step in which the amount is counted; a begun step counts",
    "ordered": "true: only where the `between` session starts first",
    "per": "over the whole week, or each training day for itself",
    "at_least": "the lower bound",
    "at_most": "the upper bound",
    "counting": "minutes, moderate-equivalent minutes (a vigorous one counts twice), or load (RPE × minutes)",
}


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=False)
    return "–" if value is None or value == "" else f"`{json.dumps(value)}`"


def toml_value(value: Any) -> str:
    """A value as it is written in TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml_value(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)


@cache
def shipped_sets() -> tuple[RuleSet, ...]:
    """All rule sets that come with weekfit."""
    return tuple(load([name]) for name in shipped_names())


def uses(rule: type[Rule]) -> str:
    """Which shipped rules are of this sort."""
    lines = []
    for ruleset in shipped_sets():
        ids = [f"`{each.id}` ({each.level})" for each in ruleset.rules if type(each) is rule]
        if ids:
            lines.append(f"* `{ruleset.name}`: {', '.join(ids)}")
    return "\n".join(lines)


def cases(name: str) -> list[dict[str, Any]]:
    """The cases a rule is tested with."""
    path = CASES / f"{name}.toml"
    return list(tomllib.loads(path.read_text(encoding="utf-8"))["cases"]) if path.exists() else []


def case_rows(name: str) -> Iterator[list[str]]:
    """A row for each case: what it shows, the rule, the sessions, the amount and what the judge says."""
    for case in cases(name):
        parameters = {key: value for key, value in case["rule"].items() if key not in {"id", "rule", "level", "points"}}
        written = ", ".join(f"{key} = {toml_value(value)}" for key, value in parameters.items())
        says = case.get("says", [])
        sentences = [says] if isinstance(says, str) else says
        yield [
            case["name"] + setting(case),
            f"`{written}`",
            "<br>".join(sessions(case)),
            str(case["amount"]),
            "<br>".join(sentences),
        ]


def setting(case: Mapping[str, Any]) -> str:
    """What is unusual about the week of a case."""
    keys = ("week", "timezone", "day_starts", "repeats")
    given = [
        f"{key} = {toml_value(case[key]) if isinstance(case[key], (bool, str)) else case[key]}" for key in keys if key in case
    ]
    return f" (`{', '.join(given)}`)" if given else ""


def sessions(case: Mapping[str, Any]) -> Iterator[str]:
    """What the week of a case holds, with what came before and after it."""
    for table_name, prefix in (("history", "before: "), ("sessions", ""), ("upcoming", "after: ")):
        for item in case.get(table_name, ()):
            place = item.get("start", "left out")
            yield f"{prefix}{item.get('id', item['kind'])}, {place}, {item['minutes']} min"


def entry(rule: type[Rule]) -> str:
    """Everything about one rule."""
    name = rule_name(rule)
    told = sections(rule.__doc__ or "")
    missing = [heading for heading in ("", *HEADINGS) if not told.get(heading)]
    if missing:
        raise ValueError(f"the docstring of {rule.__name__} has no {', '.join(missing)}")
    parts = [
        f"## `{name}`",
        told[""],
        f"**What it does.** {_sentence(told['What it does'])}",
        f"**Why it matters.** {_sentence(told['Why it matters'])}",
        f"**Source.** {linked(told['Source'])}",
        f"```toml\n{example(told['Example'])}\n```",
        table(("Key", "Value", "Default", "Meaning"), parameter_rows(rule, common=False)),
    ]
    if rows := list(case_rows(name)):
        parts += ["Cases:", table(("Case", "Rule", "Sessions", "Amount", "What it says"), rows)]
    if used := uses(rule):
        parts += ["Used in:", used]
    return "\n\n".join(parts)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def example(text: str) -> str:
    """The keys of a docstring's example, a line each."""
    return "\n".join(re.findall(r"`([^`]+)`", text))


def linked(text: str) -> str:
    """Line numbers of the sources as links to them."""
    return re.sub(r"\b([PHJLF])(\d+)\b", lambda match: f"[{match[0]}](sources.md#{_ARTICLES[match[1]]})", text)


def catalogue() -> str:
    """The whole page."""
    contents = "\n".join(f"* [`{rule_name(rule)}`](#{rule_name(rule)}): {sections(rule.__doc__ or '')['']}" for rule in RULES)
    common = _COMMON.format(table=table(("Key", "Value", "Default", "Meaning"), parameter_rows(RULES[0], common=True)))
    return "\n\n".join([_INTRODUCTION.strip(), contents, common.strip(), *(entry(rule) for rule in RULES)]) + "\n"


def main() -> None:
    """Write the page."""
    PATH.write_text(catalogue(), encoding="utf-8")


if __name__ == "__main__":
    main()
