"""The weeks of the population: a family, a tightness and an aim for each, then the family's own draft."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, islice
from typing import Any

from solver.compare.population.drafts import DAYS, Draft
from solver.compare.population.families import FAMILIES
from solver.domain.scenario import Scenario

ALL = "all"
TIGHTNESS = {"easy": 30, "usual": 45, "nasty": 25}  # of a hundred weeks
AIMS = {"feasible": 75, "over-asked": 18, "impossible": 7}
GRIDS = {5: 55, 15: 35, 10: 7, 30: 2, 1: 1}
FIRST_MONDAY = date(2026, 1, 5)
WEEKS_TO_CHOOSE_FROM = 104


def weeks(n: int, seed: int = 0, family: str = ALL) -> Iterator[dict[str, Any]]:
    """The first n weeks of a seed (or the first n of them that are of one family), as scenarios: plain data as a file would hold it."""
    names = list(FAMILIES)
    numbers = count() if family == ALL else count(names.index(family), len(names))
    for number in islice(numbers, n):
        mine = names[number % len(names)]
        chosen = (
            _dealt(name, shares, seed, number) for name, shares in (("tightness", TIGHTNESS), ("aim", AIMS), ("grid", GRIDS))
        )
        yield week(_random(f"{seed} {number}"), f"{mine}-{seed}-{number}", mine, *chosen)


def _random(name: str) -> random.Random:
    return random.Random(f"weekfit {name}")  # noqa: S311  # weeks are to be repeatable, not secret


def _dealt(name: str, shares: dict[Any, int], seed: int, number: int) -> Any:
    """The card of that number: every hundred weeks have each kind as often as its share says."""
    cards = [kind for kind, share in shares.items() for _ in range(share)]
    _random(f"{name} {seed} {number // len(cards)}").shuffle(cards)
    return cards[number % len(cards)]


def week(rng: random.Random, name: str, family: str, tightness: str, aim: str, grid: int) -> dict[str, Any]:
    """One week of a family."""
    draft = Draft(rng, FIRST_MONDAY + timedelta(weeks=rng.randrange(WEEKS_TO_CHOOSE_FROM)), tightness, grid)
    draft.head["goal"] = rng.choice(("general", "endurance", "endurance", "strength"))
    FAMILIES[family](draft)
    _vary(draft)
    if tightness == "nasty":
        _nasty(draft)
    if aim == "over-asked":
        _ask_too_much(draft)
    _surroundings(draft)
    draft.fit()
    if aim == "impossible":
        _contradict(draft)
    data = draft.scenario(name, [f"family:{family}", f"tightness:{tightness}", f"aim:{aim}"])
    if draft.busy:
        _shorten_to_what_is_left(data)
    return data


def _shorten_to_what_is_left(data: dict[str, Any]) -> None:
    """Shorten wishes for which no window is long enough once busy time is cut out of all; a file may not hold these.

    Busy time that leaves no window at all is left out.
    """
    longest, grid = _longest_window(data), data["grid"]
    if longest < grid:
        del data["availability"]["busy"]
        longest = _longest_window(data)
    for wish in data["sessions"]:
        minutes = wish["minutes"]
        least, most = minutes if isinstance(minutes, list) else (minutes, minutes)
        buffers = sum(-(-part // grid) * grid for part in wish.get("buffer", (0, 0)))
        if "at" in wish or least + buffers <= longest:
            continue
        if longest - buffers < grid:
            del wish["buffer"]
            buffers = 0
        least, most = (min(each, longest - buffers) for each in (least, most))
        wish["minutes"] = [least, most] if least < most else least


def _longest_window(data: dict[str, Any]) -> int:
    """The minutes of the longest window of a scenario, on its grid; 0 without one."""
    scenario = Scenario.model_validate(data)
    clock = scenario.clock()
    windows = scenario.availability.windows(clock, scenario.roster)
    return max((clock.floor(window.end) - clock.ceil(window.start) for window in windows), default=0)


def _vary(draft: Draft) -> None:
    """Nobody wants all that their like want: some wishes are missing, some come once less or once more."""
    draft.sessions = [wish for wish in draft.sessions if wish["priority"] == "key" or draft.chance(0.8)]
    for wish in draft.sessions:
        if "count" in wish and draft.chance(0.4):
            least, most = wish["count"]
            wish["count"] = [least, max(least, 1, most + draft.rng.choice((-1, -1, 1)))]


def _nasty(draft: Draft) -> None:
    """What makes a week hard to lay out: buffers, few days, stricter rules, one more wish."""
    for wish in draft.sessions:
        if "at" not in wish and "buffer" not in wish and draft.chance(0.4):
            wish["buffer"] = [5, 10]
    for wish in draft.sessions:
        if "at" not in wish and wish["priority"] != "key" and draft.chance(0.2):
            wish["days"] = sorted(draft.rng.sample(DAYS, 4))
    if draft.chance(0.4):
        draft.overrides.append({"id": "strength-on-different-days", "level": "must"})
    if draft.chance(0.3):
        draft.overrides.append(
            {
                "id": "no-four-runs-in-a-row",
                "rule": "streak",
                "of": "run",
                "at_most": 3,
                "level": "must",
                "why": "A day off the feet.",
            }
        )
    if draft.chance(0.3):
        draft.overrides.append(
            {"id": "long-run-share", "rule": "share", "of": "long_run", "in": "run", "at_most_percent": 40, "each": 5, "level": "should",
             "points": 1, "why": "The long run is not the whole week."}
        )  # fmt: skip


def _ask_too_much(draft: Draft) -> None:
    """More than fits: fast runs that need days between them, and fewer windows."""
    for kind in ("hill_repeats", "sprints", "tempo_run"):
        draft.wish(kind)
    draft.wish("hard_ride", worth=draft.rng.choice((10, 16, 20)))
    draft.windows = [window for number, window in enumerate(draft.windows) if number % 3 or window.end - window.start > 150]


def _surroundings(draft: Draft) -> None:
    """What lies before and after the week; now and then it repeats instead."""
    if draft.chance(0.08):
        draft.head["repeats"] = True
        return
    if draft.chance(0.7):
        for _ in range(draft.rng.randint(1, 10)):
            kind = draft.rng.choice(("easy_run", "easy_run", "tempo_run", "full_body_lift", "intervals", "swim"))
            draft.done(kind, draft.rng.randint(1, 28), draft.rng.choice((6, 7, 17, 18)), draft.rng.choice((30, 45, 60)))
    if draft.chance(0.4):
        draft.done("long_run", draft.rng.choice((1, 2, 8)), 9, draft.rng.choice((75, 90, 105)))
    if draft.chance(0.15):
        monday = draft.monday + timedelta(days=7)
        draft.upcoming.append(
            {"kind": "race", "start": f"{monday}T{draft.rng.choice(('09', '10'))}:00", "minutes": draft.rng.choice((45, 100))}
        )
    if draft.chance(0.15):
        draft.overrides.append(
            {"id": "growth", "rule": "growth", "of": "run", "over": "longest_in_30_days", "at_most_percent": 110, "each": 5,
             "level": "should", "points": 1, "why": "Bones adapt more slowly than lungs."}
        )  # fmt: skip


def _contradict(draft: Draft) -> None:
    """Something that no week can hold; the rest stays as it was."""
    day = draft.rng.choice([window.day for window in draft.windows])
    name, after = (DAYS[number % 7] for number in (day, day + 1))
    minutes = draft.stepped(30)
    match draft.rng.randrange(4):
        case 0:  # two fast runs on neighbouring days
            draft.wish("intervals", "key", id="club", at=f"{name} 12:00")
            draft.wish("sprints", "key", id="meet", at=f"{name} 15:00")
        case 1:  # more days of rest than days without a fixed session
            for hour, each in enumerate(DAYS[1:6]):
                draft.sessions.append(
                    {"kind": "swim", "id": f"squad-{each}", "at": f"{each} 0{5 + hour % 2}:00", "minutes": minutes}
                )
            draft.overrides.append({"id": "rest-days", "at_least": 3})
        case 2:  # a key session on a day that is taken
            draft.sessions.append(
                {"kind": "hill_repeats", "id": "only-then", "priority": "key", "minutes": minutes, "days": [name]}
            )
            taken = [window for window in draft.windows if window.day == day]
            draft.busy += [f"{name} {str(window).split()[0]}" for window in taken]
        case _:  # intervals too soon after heavy lifting, both fixed
            draft.wish("heavy_legs", "key", id="team-gym", at=f"{after} 10:00")
            draft.wish("intervals", "key", id="team-track", at=f"{after} 14:00")


def tags(data: dict[str, Any]) -> dict[str, str]:
    """Family, tightness and aim of a week."""
    return dict(flag.split(":", 1) for flag in data["athlete"]["flags"])
