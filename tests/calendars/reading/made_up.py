"""Made-up calendars, whole and damaged, and what must at least be busy by a reckoning of their own that knows no library."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = date(2026, 11, 23)
START = datetime(2026, 11, 22, 23, tzinfo=UTC)  # the week's first midnight in Berlin
END = START + timedelta(days=7)
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati")
FAR = ("99991231T235959Z", "00010101T000000Z", "99991231T000000", "00010101T000000", "99991231", "00010101", "P9999999D")
JUNK = (
    "BEGIN:VALARM",
    "END:VALARM",
    "BEGIN:X-A",
    "END:X-A",
    "BEGIN:VEVENT",
    "END:VEVENT",
    "BEGIN:VTIMEZONE",
    "",
    "\x00",
    ":",
    ";;;",
    " x",
)
Stretch = tuple[datetime, datetime]


@dataclass
class Made:
    """A part of a calendar: its lines, and when it is busy in the week (`busy`); `name` is its component."""

    name: str
    lines: list[str]
    busy: list[Stretch] = field(default_factory=list)

    @property
    def text(self) -> list[str]:
        """All its lines."""
        return [f"BEGIN:{self.name}", *self.lines, f"END:{self.name}"]


def event(rng: random.Random, number: int) -> Made:
    """An event, once or repeated, in some zone, of some length; now and then from the first year or to the last."""
    tz = rng.choice((None, "UTC", *ZONES))  # None: local times
    zone = ZoneInfo(tz or "Europe/Berlin")
    first = datetime(2026, 11, 16) + timedelta(minutes=15 * rng.randrange(0, 4 * 24 * 21))
    length = timedelta(minutes=rng.choice((15, 60, 90, 8 * 60, 30 * 60, 5 * 24 * 60)))
    rule, dates = _repeated(rng, first)
    last = first + length
    if not rule and rng.random() < 0.15:
        first = rng.choice((datetime(1, 1, 1, 2), datetime(1601, 1, 1), datetime(99, 12, 31)))
    if rng.random() < 0.15:
        last = rng.choice((datetime(9999, 12, 31, 23, 59, 59), datetime(3000, 1, 1), datetime(9999, 1, 1)))
    dates = [first] if not rule else dates
    gone = [day for day in dates[1:] if rng.random() < 0.1]
    lines = [f"UID:{number}", f"SUMMARY:No {number}", _line("DTSTART", first, tz)]
    lines += (
        [_line("DTEND", last, tz)]
        if rng.random() < 0.7 or last.year > 2100
        else [f"DURATION:PT{int((last - first).total_seconds())}S"]
    )
    lines += [f"RRULE:{rule}"] if rule else []
    lines += [_line("EXDATE", day, tz) for day in gone]
    lines += [_line("EXDATE", datetime(9999, 12, 31), tz)] if rng.random() < 0.1 else []
    free = rng.random() < 0.1
    lines += [rng.choice(("TRANSP:TRANSPARENT", "STATUS:CANCELLED"))] if free else []
    lines += ["BEGIN:VALARM", "TRIGGER:-PT15M", "DURATION:PT5M", "END:VALARM"] if rng.random() < 0.2 else []
    ends = [END if last.year > 2100 else _moment(day + (last - first), zone) for day in dates]
    stretches = [(_moment(day, zone), end) for day, end in zip(dates, ends, strict=True) if day not in gone]
    return Made("VEVENT", lines, [] if free else list(_within(stretches)))


def _repeated(rng: random.Random, first: datetime) -> tuple[str, list[datetime]]:
    """A rule, and its dates up to some weeks later, by the wall clock."""
    step = rng.choice((0, 0, 1, 2, 7, 14))
    if not step:
        return "", []
    dates = [first + timedelta(days=step * index) for index in range(60)]
    name = "DAILY" if step < 7 else "WEEKLY"
    rule = f"FREQ={name};INTERVAL={step if step < 7 else step // 7}"
    kind = rng.choice(("", "COUNT", "UNTIL", "MANY", "FAR"))
    if kind == "COUNT":
        count = rng.randrange(1, 12)
        return f"{rule};COUNT={count}", dates[:count]
    if kind == "UNTIL":
        index = rng.randrange(0, 12)
        return f"{rule};UNTIL={dates[index] + timedelta(days=step / 2):%Y%m%dT%H%M%SZ}", dates[: index + 1]
    return rule + {"": "", "MANY": ";COUNT=1999999999", "FAR": ";UNTIL=99991231T235959Z"}[kind], dates


def published(rng: random.Random, _: int) -> Made:
    """A VFREEBUSY with a period."""
    first = START + timedelta(minutes=15 * rng.randrange(0, 4 * 24 * 7))
    last = rng.choice((first + timedelta(hours=1), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)))
    end = _basic(last) + "Z" if rng.random() < 0.5 else f"PT{int((last - first).total_seconds())}S"
    return Made("VFREEBUSY", [f"FREEBUSY:{_basic(first)}Z/{end}"], list(_within([(first, last)])))


def availability(rng: random.Random, _: int) -> Made:
    """A VAVAILABILITY of one day, with or without an hour in it; now and then for ever."""
    day = START + timedelta(days=rng.randrange(7))
    for_ever = rng.random() < 0.3
    bounds = (datetime(1, 1, 1), datetime(9999, 12, 31)) if for_ever else (day, day + timedelta(days=1))
    hour = day + timedelta(hours=rng.randrange(23))
    lines = [f"DTSTART:{_basic(bounds[0])}Z", f"DTEND:{_basic(bounds[1])}Z"]
    busy = (START, END) if for_ever else (day, day + timedelta(days=1))
    if rng.random() < 0.3:
        return Made("VAVAILABILITY", lines, list(_within([busy])))
    lines += ["BEGIN:AVAILABLE", f"DTSTART:{_basic(hour)}Z", f"DTEND:{_basic(hour + timedelta(hours=1))}Z", "END:AVAILABLE"]
    return Made("VAVAILABILITY", lines, list(_within([(busy[0], hour), (hour + timedelta(hours=1), busy[1])])))


def parts(rng: random.Random) -> list[Made]:
    """What a calendar holds; at most one availability, for those lie on top of each other."""
    makers = [event] * rng.randrange(1, 6) + [published] * rng.randrange(2) + [availability] * (rng.random() < 0.2)
    rng.shuffle(makers)
    return [make(rng, number) for number, make in enumerate(makers)]


def whole(made: list[Made]) -> list[tuple[int | None, str]]:
    """The lines of a calendar, each with the number of the part it is of."""
    inner = [(number, line) for number, part in enumerate(made) for line in part.text]
    return [(None, "BEGIN:VCALENDAR"), (None, "VERSION:2.0"), *inner, (None, "END:VCALENDAR")]


def damaged(rng: random.Random, lines: list[tuple[int | None, str]]) -> tuple[bytes, set[int | None]]:
    """A calendar with something wrong, and the parts of which a value was touched: those may now mean something else."""
    lines, touched = list(lines), set[int | None]()
    for _ in range(rng.choice((1, 1, 1, 2, 5))):
        index = rng.randrange(len(lines))
        owner, line = lines[index]
        border = line.startswith(("BEGIN:", "END:"))
        kind = rng.choice(("drop", "again", "swap", "insert", "far", "garble"))
        if kind == "drop":
            del lines[index]
        elif kind == "again":
            lines.insert(rng.randrange(len(lines)), (owner, line))
            touched.update((owner, *(near for near, _ in lines)) if not border else ())
        elif kind == "swap" and index:
            lines[index - 1 : index + 1] = lines[index], lines[index - 1]
        elif kind == "insert":
            lines.insert(index, (owner, rng.choice(JUNK)))
        elif kind == "far" and not border:
            lines[index] = (owner, f"{line.partition(':')[0]}:{rng.choice(FAR)}")
        elif kind == "garble":
            place = rng.randrange(len(line) + 1)
            lines[index] = (owner, line[:place] + chr(rng.choice((0, 9, 32, 44, 58, 59, 65, 0xE4, 0x1F600))) + line[place + 1 :])
        if not border or kind == "garble":
            touched.add(owner)
    data = rng.choice(("\r\n", "\r\n", "\n", "\r")).join(line for _, line in lines).encode()
    return (data[: rng.randrange(len(data) + 1)] if rng.random() < 0.1 else data), touched


def _within(stretches: list[Stretch]) -> Iterator[Stretch]:
    for start, end in stretches:
        if start < END and end > START and start < end:
            yield max(start, START), min(end, END)


def _basic(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%S").zfill(15)


def _line(name: str, moment: datetime, tz: str | None) -> str:
    if tz == "UTC":
        return f"{name}:{_basic(moment)}Z"
    return f"{name};TZID={tz}:{_basic(moment)}" if tz else f"{name}:{_basic(moment)}"


def _moment(local: datetime, zone: ZoneInfo) -> datetime:
    return START - timedelta(days=9999) if local.year < 1900 else local.replace(tzinfo=zone).astimezone(UTC)
