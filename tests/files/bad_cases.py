"""The cases in bad/*.toml: input that is wrong in one place, and the one message it gets."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "bad"
FREE = 'every = ["06:00-09:00 road gym"]'
PLAIN = f"""week = 2026-11-23
[availability]
{FREE}
[[sessions]]
kind = "long_run"
minutes = [60, 90]
[[sessions]]
kind = "easy_run"
count = 2
minutes = [30, 45]
"""


@dataclass(frozen=True)
class BadCase:
    """What is on the disk, what is asked for, and what must be said."""

    name: str
    args: tuple[str, ...]
    files: dict[str, str] = field(hash=False)
    error: str = ""
    maybe: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def message(self) -> str:
        """The whole message; `…` stands for whatever is there."""
        return f"Error: {self.error}" + (f"\nMaybe {self.maybe}" if self.maybe else "")

    @property
    def pattern(self) -> str:
        return "(Usage: .*\nTry .*\n\n)?" + re.escape(self.message).replace("…", ".+")

    def write(self, folder: Path) -> None:
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8")


def repeated(text: str) -> str:
    """The text with every `<<x * 3>>` written out."""
    return re.sub(r"<<(.+?) \* (\d+)>>", lambda match: match[1] * int(match[2]), text, flags=re.DOTALL)


def _scenario(case: dict[str, Any]) -> str:
    for key in ("whole", "generated"):
        if key in case:
            return repeated(case[key])
    availability = case.get("availability", FREE)
    table = f"[availability]\n{availability}\n" if availability else ""
    return f"{case.get('top', 'week = 2026-11-23')}\n{table}{case.get('text', '')}\n"


def _read(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = tomllib.loads((HERE / name).read_text(encoding="utf-8"))["case"]
    return cases


def _case(case: dict[str, Any], args: tuple[str, ...], files: dict[str, str]) -> BadCase:
    said = {key: case.get(key, "") for key in ("error", "maybe")}
    return BadCase(case["name"], tuple(repeated(arg) for arg in case.get("args", args)), files, **said)


def scenario_cases() -> list[BadCase]:
    """Scenarios that are wrong."""
    found = []
    for case in _read("scenarios.toml"):
        text = _scenario(case)
        file = "week.json" if text.startswith("{") else "week.toml"
        found.append(_case(case, ("solve", file), {file: text}))
    return found


def rule_cases() -> list[BadCase]:
    """Rule sets that are wrong."""
    return [
        _case(
            case,
            ("solve", "week.toml"),
            {"week.toml": f'rules = "my-rules.toml"\n{PLAIN}', "my-rules.toml": case["rules"], **case.get("files", {})},
        )
        for case in _read("rules.toml")
    ]


def command_cases() -> list[BadCase]:
    """Command lines and schedules that are wrong."""
    return [
        _case(case, (), {"week.toml": PLAIN, **{name: repeated(text) for name, text in case.get("files", {}).items()}})
        for case in _read("commands.toml")
    ]
