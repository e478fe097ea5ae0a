"""Runs the console blocks of Markdown files, so that what they show is what the program says.

A fenced block marked `console` holds command lines that start with `$ ` and what each of them prints. A fenced block marked `toml` whose first
line is a comment with a file's name (`# week.toml`) is that file. A line `…` in the output stands for any lines, and figures of seconds
and milliseconds may differ.

    python -m tools.console_blocks README.md     puts the program's words into the file
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROMPT = "$ "
ELISION = "…"
_FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_TIME = re.compile(r"\d+(\.\d+)?(?= ?(ms|s|seconds)\b)")
_FILE_NAME = re.compile(r"# (?P<name>[\w-]+\.toml)\n")


@dataclass(frozen=True)
class Step:
    """A command line and the lines that it is said to print."""

    command: str
    output: str


class Workspace:
    """A folder that looks like the project's to a reader who follows a document from its top."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._status = 0
        (folder / "scenarios").symlink_to(ROOT / "scenarios")
        shim = folder / ".bin" / "weekfit"
        shim.parent.mkdir()
        start = "from solver.cli.main import main; main(prog_name='weekfit')"
        shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c "{start}" "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
        self._environment = {
            **os.environ,
            "PATH": f"{shim.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "COLUMNS": "120",
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "TZ": "UTC",
        }

    def run(self, command: str) -> str:
        """What a command line prints, on whichever stream; `$?` is the exit status of the one before."""
        line = f"(exit {self._status}); {command}"
        done = subprocess.run(
            ["bash", "-c", line],  # noqa: S607
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        self._status = done.returncode
        return "\n".join(line.rstrip() for line in done.stdout.rstrip("\n").split("\n"))


def steps(block: str) -> Iterator[Step]:
    """The command lines of a console block, each with its output."""
    for part in re.split(rf"^(?={re.escape(PROMPT)})", block, flags=re.MULTILINE):
        command, _, output = part.partition("\n")
        if command.startswith(PROMPT):
            yield Step(command.removeprefix(PROMPT), output.rstrip("\n"))
        elif part.strip():
            raise ValueError(f"a console block starts with {PROMPT!r}, not with {command!r}")


def same(written: str, printed: str) -> bool:
    """Whether what is written is what was printed, times and elided lines apart."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == ELISION else re.escape(_TIME.sub("0", line)) + r"\n" for line in written.split("\n")
    )
    return re.fullmatch(pattern, _TIME.sub("0", printed) + "\n") is not None


def refreshed(text: str) -> str:
    """The Markdown with the program's words in its console blocks; what is right stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        return _FENCE.sub(lambda match: _block(match, workspace), text)


def _block(match: re.Match[str], workspace: Workspace) -> str:
    if match["kind"] == "toml" and (name := _FILE_NAME.match(match["body"])):
        (workspace.folder / name["name"]).write_text(match["body"], encoding="utf-8")
    if match["kind"] != "console":
        return match[0]
    lines = []
    for step in steps(match["body"]):
        printed = workspace.run(step.command)
        output = step.output if same(step.output, printed) else printed
        lines += [PROMPT + step.command, *([output] if output else [])]
    return "```console\n" + "\n".join(lines) + "\n```"


def commands(text: str) -> list[str]:
    """Every command line in the console blocks of a Markdown text."""
    blocks = (match["body"] for match in _FENCE.finditer(text) if match["kind"] == "console")
    return [step.command for block in blocks for step in steps(block)]


def shown_by(text: str, command: str) -> list[str]:
    """What each console block of a Markdown text shows for a command line."""
    blocks = (match["body"] for match in _FENCE.finditer(text) if match["kind"] == "console")
    return [step.output for block in blocks for step in steps(block) if step.command == command]


def documents() -> list[Path]:
    """The Markdown files with console blocks in them."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    return sorted(path for path in found if "```console" in path.read_text(encoding="utf-8"))


def main() -> None:
    """Refresh the named files, or all."""
    for path in [Path(name) for name in sys.argv[1:]] or documents():
        text = path.read_text(encoding="utf-8")
        new = refreshed(text)
        if new != text:
            path.write_text(new, encoding="utf-8")
            print(f"{path.name} changed")


if __name__ == "__main__":
    main()
