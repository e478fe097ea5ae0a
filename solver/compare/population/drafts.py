"""A week being made up: windows and wishes as they are added, and the scenario that comes of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WINDOWS = (5, 25)  # fewest and most windows of a week
SESSIONS = (5, 16)

# Where a kind of session can be done, and what is usually wished of it: fewest minutes, and how many more at most.
KINDS: dict[str, tuple[tuple[str, ...], tuple[int, int], tuple[int, ...]]] = {
    "easy_run": (("road", "trail", "track", "treadmill"), (25, 45), (0, 15, 20, 30)),
    "recovery_run": (("road", "trail", "track", "treadmill"), (15, 20), (0, 10)),
    "long_run": (("road", "trail", "treadmill"), (70, 90), (0, 15, 30, 45)),
    "tempo_run": (("road", "track", "trail", "treadmill"), (40, 45), (0, 10, 15)),
    "intervals": (("track", "road", "trail", "treadmill"), (40, 45), (0, 15, 20)),
    "sprints": (("track", "road"), (20, 25), (0, 10)),
    "hill_repeats": (("road", "trail", "treadmill"), (35, 40), (0, 15, 20)),
    "heavy_legs": (("gym",), (40, 45), (0, 15, 20)),
    "full_body_lift": (("gym",), (30, 45), (0, 15)),
    "upper_body_lift": (("gym",), (30, 40), (0, 15, 20)),
    "light_strength": (("home", "gym"), (20, 25), (0, 10)),
    "plyometrics": (("track", "gym", "road", "home"), (10, 15), (0, 10)),
    "mobility": ((), (10, 15), (0, 15)),
    "easy_ride": (("road", "home", "gym"), (30, 60), (0, 30)),
    "hard_ride": (("road", "home", "gym"), (40, 50), (0, 20)),
    "swim": (("pool",), (30, 40), (0, 15, 30)),
    "row": (("gym", "home"), (20, 30), (0, 15)),
    "elliptical": (("gym", "home"), (20, 30), (0, 15, 30)),
    "walk": (("road", "trail", "treadmill"), (20, 40), (0, 20)),
}


@dataclass(frozen=True)
class Window:
    """Local hours of one day, in minutes after its midnight; an end beyond 24:00 lies on the next date."""

    day: int
    start: int
    end: int
    places: tuple[str, ...]

    def __str__(self) -> str:
        hours = "-".join(f"{minute // 60 % 24:02d}:{minute % 60:02d}" for minute in (self.start, self.end))
        return " ".join((hours, *self.places))


@dataclass
class Draft:
    """A week being made up.

    Args:
        rng: where every choice comes from.
        monday: the week it begins in.
        tightness: easy, usual or nasty: how wide windows are, how much is asked of them.
        grid: minutes between possible starts.
    """

    rng: random.Random
    monday: date
    tightness: str
    grid: int
    windows: list[Window] = field(default_factory=list)
    sessions: list[dict[str, Any]] = field(default_factory=list)
    history: list[dict[str, Any]] = field(default_factory=list)
    upcoming: list[dict[str, Any]] = field(default_factory=list)
    overrides: list[dict[str, Any]] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)
    head: dict[str, Any] = field(default_factory=dict)

    @property
    def slack(self) -> int:
        """Minutes that a window is longer (easy) or shorter (nasty) than usual."""
        return {"easy": 30, "usual": 0, "nasty": -10}[self.tightness]

    def chance(self, share: float) -> bool:
        """True that often."""
        return self.rng.random() < share

    def free(self, day: int, start: float, end: float, *places: str, sure: bool = False) -> None:
        """A window from one hour to another, shifted a little; now and then it is missing unless it is sure."""
        if not sure and self.chance({"easy": 0.05, "usual": 0.12, "nasty": 0.25}[self.tightness]):
            return
        shift = self.rng.choice((-15, 0, 0, 15))
        first = int(start * 60) + shift
        self.windows.append(Window(day, first, max(first + 30, int(end * 60) + shift + self.slack), places))

    def wish(self, kind: str, priority: str = "normal", **keys: Any) -> None:
        """Ask for a kind of session, as long as it usually is."""
        least, more = self.rng.choice(KINDS[kind][1]), self.rng.choice(KINDS[kind][2])
        minutes = [self.stepped(least), self.stepped(least + more)]
        entry: dict[str, Any] = {
            "kind": kind,
            "minutes": minutes if minutes[0] < minutes[1] else minutes[0],
            "priority": priority,
        }
        self.sessions.append(entry | keys)

    def stepped(self, minutes: int) -> int:
        """Minutes rounded to the grid, at least one step of it."""
        return max(1, round(minutes / self.grid)) * self.grid

    def done(self, kind: str, days_ago: int, hour: int, minutes: int) -> None:
        """A session that many days before the week."""
        start = datetime.combine(self.monday - timedelta(days=days_ago), datetime.min.time()).replace(hour=hour)
        self.history.append({"kind": kind, "start": start.isoformat(), "minutes": minutes})

    def count(self) -> int:
        """How many sessions are asked for."""
        return sum(wish.get("count", (1, 1))[1] for wish in self.sessions)

    def room(self, kind: str) -> int:
        """The longest window that offers what a kind needs, in minutes; 0 without one."""
        places = set(KINDS[kind][0])
        fits = (w.end - w.start for w in self.windows if not places or not w.places or places & set(w.places))
        return max(fits, default=0)

    def fit(self) -> None:
        """Keep what a file may hold: windows and sessions within bounds, no wish that no window is long enough for."""
        self.rng.shuffle(self.windows)
        del self.windows[WINDOWS[1] :]
        for day in range(len(DAYS)):
            if len(self.windows) < WINDOWS[0] and not any(window.day == day for window in self.windows):
                self.windows.append(Window(day, 18 * 60, 19 * 60 + 30, ("road", "gym", "home")))
        self.windows.sort(key=lambda window: (window.day, window.start))
        kept: list[dict[str, Any]] = []
        for wish in self.sessions:
            self._shorten(wish)
            number = wish.get("count", (1, 1))[1]
            if self.room(wish["kind"]) and sum(w.get("count", (1, 1))[1] for w in kept) + number <= SESSIONS[1]:
                kept.append(wish)
        self.sessions = kept
        while self.count() < SESSIONS[0]:
            self.wish(self.rng.choice(("mobility", "light_strength")), "optional")
            self._shorten(self.sessions[-1])

    def _shorten(self, wish: dict[str, Any]) -> None:
        if "at" in wish:
            return
        room = self.room(wish["kind"]) - sum(-(-part // self.grid) * self.grid for part in wish.get("buffer", (0, 0))) - self.grid
        if room < self.grid * 2:
            wish.pop("buffer", None)
            room = self.room(wish["kind"]) - self.grid
        room -= room % self.grid
        minutes = wish["minutes"]
        least, most = minutes if isinstance(minutes, list) else (minutes, minutes)
        least, most = min(least, max(room, self.grid)), min(most, max(room, self.grid))
        wish["minutes"] = [least, most] if least < most else least

    def scenario(self, name: str, flags: list[str]) -> dict[str, Any]:
        """The week as a scenario file would say it."""
        availability: dict[str, Any] = {}
        for window in self.windows:
            availability.setdefault(DAYS[window.day], []).append(str(window))
        if self.busy:
            availability["busy"] = self.busy
        data: dict[str, Any] = {"week": self.monday.isoformat(), "grid": self.grid, **self.head}
        data["athlete"] = {"id": name, "flags": flags}
        data |= {"availability": availability, "sessions": self.sessions}
        for key, entries in (("history", self.history), ("upcoming", self.upcoming), ("overrides", self.overrides)):
            if entries:
                data[key] = entries
        return data
