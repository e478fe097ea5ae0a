"""Weeks at and beyond every limit of the format, drawn by chance: legal ones are solved in little time and memory, others refused.

    python -m tests.files.extremes FIRST NUMBER

prints a line for each seed that fails, and ends with status 1 if one does.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from solver.domain.errors import InputError
from solver.explain.alternatives import diverse, others
from solver.explain.explanation import explain
from solver.files.reader import read_case
from solver.fit import fit
from solver.model.budget import Budget
from solver.rulesets.case import Case

LIMIT = 0.3  # seconds of each search
MOST_SECONDS = 5.0  # of processor time, for reading, searching and judging
SPACE = 3 * 1024**3 // 2  # of addresses, for all weeks in one process

KINDS = ("easy_run", "long_run", "tempo_run", "intervals", "race", "heavy_legs", "upper_body_lift", "mobility", "walk")
WORDS = (*KINDS, "run", "lift", "hard", "easy", "quality", "hiit", "impact", "vigorous", "moderate", "none")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLACES = ("road", "gym", "track", "home", "pool")


class Chance(Random):
    """What is drawn; now and then for a week that has something beyond its bounds."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.beyond = self.random() < 0.2

    def number(self, least: int, most: int) -> int:
        """A number that is often a bound."""
        beyond = [most + 1, 10**9, 10**30] if self.beyond and self.random() < 0.01 else []
        usual = self.randint(least, min(most, least + 100))
        return self.choice([least, most, usual, usual, usual, *beyond])


def clock(minutes: int) -> str:
    """Minutes as a time of day."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def selector(chance: Chance) -> str | list[str]:
    """A word, a deep one, or a long list."""
    sort = chance.random()
    if sort < 0.7:
        return chance.choice(WORDS)
    if sort < 0.95:
        return "+".join(chance.choice(["", "!"]) + word for word in chance.sample(WORDS, chance.choice([2, 3, 15])))
    return ["+".join(chance.sample(WORDS, 2)) for _ in range(chance.choice([5, 300]))]


def rule(chance: Chance, index: int) -> dict[str, Any]:
    """A rule of any sort with parameters at their bounds."""
    sorts: tuple[Callable[[], dict[str, Any]], ...] = (
        lambda: {"rule": "apart", "between": selector(chance), "and": selector(chance), "hours": chance.choice([0, 0.25, 12, 672])},
        lambda: {"rule": "clear_before", "no": selector(chance), "before": selector(chance), "days": chance.number(0, 28)},
        lambda: {"rule": "clear_after", "no": selector(chance), "after": selector(chance), "days": chance.number(0, 28)},
        lambda: {"rule": "spacing", "of": selector(chance), "days": chance.number(1, 28)},
        lambda: {"rule": "spacing", "of": selector(chance), "from": selector(chance), "days": chance.number(1, 28)},
        lambda: {"rule": "rest_days", "at_least": chance.number(0, 7)},
        lambda: {"rule": "streak", "of": selector(chance), "at_most": chance.number(1, 28)},
        lambda: {"rule": "count", "of": selector(chance), "per": chance.choice(["week", "day"]), "at_most": chance.number(0, 10**6)},
        lambda: {"rule": "minutes", "of": selector(chance), "per": "day", "at_least": chance.number(0, 10**6), "each": 7},
        lambda: {"rule": "share", "of": selector(chance), "in": selector(chance), "at_most_percent": chance.number(0, 1000)},
        lambda: {"rule": "growth", "of": selector(chance), "over": "four_week_mean", "at_most_percent": chance.number(0, 1000)},
        lambda: {"rule": "cluster", "of": selector(chance)},
        lambda: {"rule": "order", "first": selector(chance), "then": selector(chance)},
        lambda: {"rule": "pair", "each": selector(chance), "with": selector(chance), "order": chance.choice(["after", "any"])},
        lambda: {"rule": "cap_after", "of": selector(chance), "after": selector(chance), "hours": 24, "minutes": chance.number(1, 10**6)},
        lambda: {"rule": "full_length", "of": selector(chance), "each": chance.number(1, 10**6)},
        lambda: {"rule": "preferred_time", "of": selector(chance)},
    )  # fmt: skip
    level = chance.choice(["must", "should", "should", "should"])
    price = {"points": chance.number(0, 10_000)} if level == "should" else {}
    return {"id": f"x{index}", "level": level, "allow": chance.choice([0, 0, 1, 10**6]), **price, **chance.choice(sorts)()}


def availability(chance: Chance) -> dict[str, Any]:
    """Few windows, many short ones, overlapping ones, or whole weeks at many places."""
    sort = chance.randrange(4)
    if sort == 0:
        return {"every": "06:00-22:00"}
    if sort == 1:
        length = chance.choice([103, 200, 60 if chance.beyond else 300])
        return {day: [f"{clock(at)}-{clock(at + length - 5)} road" for at in range(0, 1440 - length, length)] for day in DAYS}
    if sort == 2:
        return {
            "every": [
                f"{clock(5 * at)}-{clock(1000 + 5 * at)} p{at}"
                for at in range(chance.choice([5, 14, 80 if chance.beyond else 13]))
            ]
        }
    return {"every": [f"00:00-24:00 p{place}" for place in range(chance.choice([1, 10, 100]))], "busy": ["tue 12:00-13:00"]}


def wish(chance: Chance, index: int) -> dict[str, Any]:
    """A wanted session."""
    least = chance.choice([30, 30, 60, 720 if chance.beyond else 90])
    found: dict[str, Any] = {
        "id": f"s{index}" if chance.random() < 0.95 else f"{index}" + "x" * 78,
        "kind": chance.choice(KINDS),
        "minutes": [least, chance.choice([least, least + 60, 1440])],
        "priority": chance.choice(["key", "normal", "normal", "optional"]),
        "places": [],
    }
    more: dict[str, Callable[[], Any]] = {
        "buffer": lambda: [chance.choice([0, 7, 60 if chance.beyond else 1]), chance.number(0, 1440) if chance.beyond else 5],
        "worth": lambda: chance.number(0, 1000),
        "between": lambda: chance.choice(["00:00-24:00", "20:00-02:00", "06:00-12:00"]),
        "prefer": lambda: "06:00-09:00",
        "days": lambda: chance.sample(DAYS, 3),
        "count": lambda: chance.choice([[0, 1], 10**9]) if chance.beyond else 1,
    }
    return {**found, **{key: make() for key, make in more.items() if chance.random() < 0.2}}


def done(chance: Chance, day: str, index: int) -> dict[str, Any]:
    """A session before or after the week."""
    return {"kind": chance.choice(KINDS), "start": f"{day}T{clock(index * 3 % 1440)}", "minutes": 1, "id": f"{day}-{index}"}


def week(seed: int) -> dict[str, Any]:
    """The scenario of a seed."""
    chance = Chance(seed)
    data: dict[str, Any] = {
        "week": "2026-11-23"
        if chance.random() < 0.9
        else chance.choice(["2026-11-23", "2199-12-25", "9999-12-31", "0001-01-01"]),
        "grid": chance.choice([1, 5, 5, 30]),
        "timezone": chance.choice(["UTC", "Europe/London", "Pacific/Apia"]),
        "day_starts": chance.choice(["00:00", "04:00", "23:59"]),
        "repeats": chance.random() < 0.2,
        "rules": chance.choice(["base", "free", "run-lift-fit-standard"]),
        "availability": availability(chance),
        "sessions": [wish(chance, index) for index in range(chance.choice([0, 5, 20, 60, 60]))],
        "overrides": [rule(chance, index) for index in range(chance.choice([0, 3, 30, 300, 1000]))],
        "athlete": {"flags": [f"flag{index}" for index in range(chance.choice([0, 1, 1000]))]},
    }
    if data["week"] == "2026-11-23" and chance.random() < 0.3:
        data["history"] = [done(chance, "2026-11-20", index) for index in range(chance.choice([1, 400]))]
        data["upcoming"] = [done(chance, "2026-12-02", index) for index in range(chance.choice([1, 400]))]
    return data


def asked(case: Case, chance: Chance) -> None:
    """Ask something of a week."""
    sort = chance.randrange(4)
    if sort == 0:
        fit(case, time_limit=LIMIT)
    elif sort == 1:
        explain(case, time_limit=LIMIT)
    elif sort == 2:
        tuple(islice(others(case.problem, case.rules, 3, Budget(LIMIT)).found, 3))
    else:
        diverse(case.problem, case.rules, 3, 10, Budget(LIMIT))


def tried(seed: int, path: Path) -> str:
    """What is wrong with how the week of a seed is taken; empty if nothing is."""
    path.write_text(json.dumps(week(seed)), encoding="utf-8")
    started = time.process_time()
    try:
        asked(read_case(str(path)), Chance(seed))
    except InputError as error:
        if len(str(error)) > 5000:
            return f"a message of {len(str(error))} characters"
    except Exception:  # noqa: BLE001 - that is what is looked for
        return traceback.format_exc()
    spent = time.process_time() - started
    return f"{spent:.1f} s" if spent > MOST_SECONDS else ""


def main(first: int, number_: int) -> int:
    """Try the weeks of some seeds."""
    resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + number_):
            wrong = tried(seed, Path(folder) / "week.json")
            if wrong:
                failed += 1
                print(f"seed {seed}: {wrong}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
