"""Opens a page in chromium, without a window, and hears what it complains of and what it asks of any network."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CONSOLE = re.compile(r"CONSOLE[:(]\d+\)?\] (.*)")
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--enable-logging=stderr",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # nothing leaves this machine, whatever is asked
)


@dataclass(frozen=True)
class Opened:
    """What became of a page: its elements as text, what its console says, and the addresses that it asked for."""

    dom: str
    errors: list[str]
    requests: list[str]


def dumped(url: str, folder: Path) -> Opened:
    """Open a page; `folder` is for what the browser keeps."""
    log = folder / "net.json"
    options = [*_OPTIONS, f"--user-data-dir={folder / 'profile'}", f"--log-net-log={log}", "--dump-dom", url]
    done = subprocess.run(["chromium", *options], capture_output=True, encoding="utf-8", check=True, timeout=120)
    return Opened(done.stdout, _CONSOLE.findall(done.stderr), _requests(json.loads(log.read_text(encoding="utf-8"))))


def _requests(log: dict[str, Any]) -> list[str]:
    """The requests of the page; those of the browser itself have no origin."""
    starts = log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    told = (event.get("params", {}) for event in log["events"] if event["type"] == starts)
    return [params["url"] for params in told if "url" in params and params.get("initiator") != "not an origin"]
