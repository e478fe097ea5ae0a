"""Eight ways in which people's weeks are full: who is free when, and what they want to train.

Each family is a function that adds windows and wishes to a draft. The calendars follow what people described and what common rotas
look like; the sessions are made up.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from solver.compare.population.drafts import DAYS, Draft

ROTAS = ("DDNN---", "DD--NN-", "DDD----", "N--DDN-", "-NNN---", "DDDD---", "--DDDNN")  # days, nights, days off


def rotating_shifts(draft: Draft) -> None:
    """Twelve-hour days and nights: evenings after days, afternoons before nights, mornings and afternoons off."""
    draft.head |= {"day_starts": "04:00", "timezone": draft.rng.choice(("Europe/London", "America/Chicago"))}
    rota = draft.rng.choice(ROTAS)
    for day, shift in enumerate(rota):
        if shift == "D":
            draft.free(day, 4.75, 6, "road", "home")
            draft.free(day, 20, 21.5, "road", "gym", "home")
        elif shift == "N":
            draft.free(day, 14.5, 17.5, "road", "gym", "home", sure=True)
        else:
            draft.free(day, 8.5, 11.5, "road", "trail", "gym", sure=True)
            draft.free(day, 16, 18.5, "road", "gym", "home")
    draft.wish("long_run", "key")
    draft.wish(draft.rng.choice(("intervals", "tempo_run")))
    draft.wish("full_body_lift", count=[1, 2])
    draft.wish("easy_run", count=[draft.rng.randint(1, 2), 3], prefer="14:00-18:00")
    draft.wish("mobility", "optional", count=[1, 2])


def parent(draft: Draft) -> None:
    """Before the children wake, at lunch, after bedtime; nap time and one long Sunday morning."""
    for day in range(5):
        draft.free(day, 5.5, 6.5, "road", "home")
        draft.free(day, 12.25, 13, "road", "home")
        draft.free(day, 20.25, 21.5, "home", "treadmill", *(["gym"] if day in {1, 3} else []))
    draft.free(5, 13, 14.75, "home", "road", "gym")
    draft.free(6, 7, 9.5, "road", "trail", sure=True)
    draft.free(6, 13, 14.5, "home", "road")
    draft.wish("long_run", "key", places=["road", "trail"])
    draft.wish(draft.rng.choice(("tempo_run", "hill_repeats", "intervals")))
    draft.wish("easy_run", count=[1, 3], prefer="05:00-09:00")
    draft.wish("light_strength", count=[1, 2])
    draft.wish("full_body_lift", "optional")
    draft.wish("mobility", "optional", count=[1, 2])


def commuter(draft: Draft) -> None:
    """Runs to and from work, showers and all; lunch hours; weekend mornings."""
    for day in range(5):
        draft.free(day, 6.75, 8.5, "road")
        draft.free(day, 12, 13.25, "gym", "road")
        draft.free(day, 17.5, 19.25, "road", "gym", "track")
    draft.free(5, 8, 11.5, "road", "trail", "gym", sure=True)
    draft.free(6, 8, 11, "road", "trail", sure=True)
    draft.wish("easy_run", count=[2, 4], buffer=[0, 10], prefer="06:00-09:00")
    draft.wish("long_run", draft.rng.choice(("key", "normal")))
    draft.wish("intervals", buffer=[5, 15])
    draft.wish("tempo_run", draft.rng.choice(("normal", "optional")), buffer=[5, 10])
    draft.wish(draft.rng.choice(("heavy_legs", "full_body_lift")), buffer=[5, 10])
    draft.wish("upper_body_lift", "optional", buffer=[5, 10])


def student(draft: Draft) -> None:
    """A campus day cut up by lectures, a club night, a pool."""
    draft.head["timezone"] = draft.rng.choice(("Europe/Dublin", "Europe/Berlin"))
    for day in range(5):
        draft.free(day, 7, 9, "road", "pool", "gym")
        draft.free(day, 10, 14, "gym", "home", sure=True)
        draft.free(day, 16, 18.5, "road", "track", "gym")
    for _ in range(draft.rng.randint(2, 5)):
        name, hour = draft.rng.choice(DAYS[:5]), draft.rng.randint(10, 16)
        draft.busy.append(f"{name} {hour}:00-{hour + 2}:00")
    draft.free(5, 9, 13, "road", "trail", sure=True)
    draft.free(6, 9, 12, "trail", "road")
    draft.wish("intervals", at=draft.rng.choice(("tue 19:30", "wed 19:00", "thu 19:00")), id="club-night")
    draft.wish("long_run", "key")
    draft.wish("heavy_legs")
    draft.wish("upper_body_lift", count=[1, 2], days=["mon", "wed", "fri"])
    draft.wish("swim", "optional", between="07:00-10:00")
    draft.wish("easy_run", count=[1, 3])
    draft.wish("plyometrics", "optional")


def traveller(draft: Draft) -> None:
    """Two days away: hotel gyms, flights cut out in the other zone's time, weeks in which clocks change among them."""
    zone = draft.rng.choice(("America/New_York", "Asia/Tokyo", "Europe/Paris", "Australia/Sydney"))
    draft.head["timezone"] = zone
    out = draft.rng.randint(0, 3)
    for day in range(7):
        away = day in {out, out + 1, out + 2}
        if away:
            draft.free(day, 6, 7.75, "treadmill", "gym", "pool", sure=day == out + 1)
            draft.free(day, 19.5, 21.5, "gym", "treadmill", "road")
        else:
            draft.free(day, 6.5, 8.5, "road", "gym")
            draft.free(day, 17.5, 20, "road", "track", "gym", sure=day > 4)
    for day, hour in ((out, 17), (out + 3, 5)):
        leaves = draft.monday + timedelta(days=day)
        draft.busy.append(f"{leaves}T{hour:02d}:00+00:00/{leaves}T{hour + 6:02d}:00+00:00")
    draft.wish("long_run")
    draft.wish("tempo_run", draft.rng.choice(("key", "normal")))
    draft.wish("easy_run", count=[2, 3])
    draft.wish("full_body_lift", count=[1, 2])
    draft.wish(draft.rng.choice(("swim", "row", "elliptical")), "optional")
    draft.wish("mobility", "optional", count=[1, 2])


def on_call(draft: Draft) -> None:
    """Most hours are free in principle, and calls take bites out of them."""
    for day in range(7):
        draft.free(day, 6, 8, "road", "home")
        draft.free(day, 12, 14, "road", "gym", "home")
        draft.free(day, 17, 20.5, "road", "gym", "home", "track", sure=day in {1, 5})
    for _ in range(draft.rng.randint(3, 7)):
        day, hour = draft.rng.randrange(7), draft.rng.randint(6, 18)
        start = draft.monday + timedelta(days=day)
        draft.busy.append(f"{start}T{hour:02d}:15/{start}T{min(hour + draft.rng.randint(1, 4), 23):02d}:15")
    draft.wish("long_run", draft.rng.choice(("key", "normal")))
    draft.wish(draft.rng.choice(("hill_repeats", "intervals")))
    draft.wish("easy_run", count=[2, 3], buffer=[0, 15])
    draft.wish(draft.rng.choice(("heavy_legs", "full_body_lift")))
    draft.wish("light_strength", "optional", count=[1, 2])
    draft.wish("walk", "optional")


def retired(draft: Draft) -> None:
    """Whole days free: the week that looks easiest, and has the most ways to be laid out."""
    for day in range(7):
        hours = (8, 20) if draft.tightness == "nasty" else (6.5, 21)
        draft.free(day, *hours, "road", "trail", "gym", "pool", "home", sure=True)
    for _ in range(draft.rng.randint(0, 3)):
        name, hour = draft.rng.choice(DAYS), draft.rng.randint(9, 16)
        draft.busy.append(f"{name} {hour}:00-{hour + 2}:00")
    draft.wish("long_run", "key", prefer="07:00-11:00")
    draft.wish("easy_run", count=[2, 3], prefer="07:00-12:00")
    draft.wish(draft.rng.choice(("hill_repeats", "tempo_run")))
    draft.wish("full_body_lift", count=[1, 2], prefer="09:00-12:00")
    draft.wish("swim", count=[1, 2])
    draft.wish("walk", "optional", count=[1, 3], prefer="14:00-18:00")
    draft.wish("mobility", "optional", count=[1, 3])


def elite(draft: Draft) -> None:
    """Two sessions a day, ten and more a week."""
    for day in range(7):
        draft.free(day, 6.5, 9.5, "road", "track", "trail", "gym", sure=day > 4)
        draft.free(day, 15.5, 18.5, "road", "gym", "track", "pool", sure=day in {1, 3})
        if draft.chance(0.4):
            draft.free(day, 11.5, 13, "gym", "home")
    draft.overrides.append({"id": "one-run-a-day", "off": True})
    draft.wish("long_run", "key", prefer="06:00-10:00")
    draft.wish("intervals", "key", places=["track", "road"])
    draft.wish("tempo_run")
    draft.wish("easy_run", count=[draft.rng.randint(2, 4), 5])
    draft.wish("heavy_legs", buffer=[5, 10])
    draft.wish("upper_body_lift", buffer=[5, 10])
    draft.wish("plyometrics", "optional")
    draft.wish("recovery_run", "optional", count=[1, 2])
    draft.wish("mobility", "optional", count=[1, 2])


Family = Callable[[Draft], None]
FAMILIES: dict[str, Family] = {
    "rotating": rotating_shifts,
    "parent": parent,
    "commuter": commuter,
    "student": student,
    "traveller": traveller,
    "on-call": on_call,
    "retired": retired,
    "elite": elite,
}
