"""Draws the pictures of the documents from the program's own answers: `python -m tools.pictures`.

docs/pictures/week.svg is what `weekfit solve scenarios/night-shift-nurse.toml --svg FILE` writes. docs/pictures/board.png is the board of the
demo squad in a browser's window: `python -m tools.pictures BOARD.html` photographs a page that `weekfit squad board … --html` wrote
(it needs chromium, and is not drawn anew each time, for no two versions of a browser draw alike).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from solver.files.reader import read_case
from solver.fit import fit
from solver.show.picture import svg_file

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
WEEK = PICTURES / "week.svg"
BOARD = PICTURES / "board.png"
SCENARIO = ROOT / "scenarios" / "night-shift-nurse.toml"
WINDOW = "1400,1790"


def week() -> str:
    """The picture of a shipped scenario's week."""
    case = read_case(str(SCENARIO))
    return svg_file(case.problem, fit(case))


def photograph(page: Path, picture: Path) -> None:
    """Write what a browser shows of a page."""
    with tempfile.TemporaryDirectory() as profile:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}"]
        options += [f"--window-size={WINDOW}", "--virtual-time-budget=2000", f"--screenshot={picture}", page.resolve().as_uri()]
        subprocess.run(["chromium", *options], check=True, capture_output=True, timeout=120)  # noqa: S607


def main() -> None:
    """Draw the week; photograph the board that is named."""
    PICTURES.mkdir(exist_ok=True)
    WEEK.write_text(week(), encoding="utf-8")
    print(f"wrote {WEEK.relative_to(ROOT)}")
    for page in sys.argv[1:]:
        photograph(Path(page), BOARD)
        print(f"wrote {BOARD.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
