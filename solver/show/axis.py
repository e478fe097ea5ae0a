"""The clock axis of a week's picture: one column a training day, one height for every local time in all of them.

Heights are minutes after midnight of the day's date on the wall clock. Where the clock goes back, the repeated hour gets room of its
own, which stays empty on the other days; where it goes forward, the skipped hour stays empty on that day. So every moment of the week has one
place, and every session is as long as it takes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property

from solver.domain.clock import DAYS, Clock
from solver.domain.spans import Stretch, merged, without

HOUR = 60
SHORTEST = 4 * HOUR
FOLD = 2 * HOUR  # so long a time with nothing in it is folded away
_USUAL = (6 * HOUR, 22 * HOUR)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Change:
    """A clock change: on which training day, at which elapsed minute, at which height, by how many minutes (forward is positive)."""

    day: int
    minute: int
    height: int
    by: int

    @property
    def room(self) -> Stretch:
        """The heights that are skipped on this day, or that only this day has."""
        return self.height, self.height + abs(self.by)

    @property
    def told(self) -> str:
        """`clocks -1 h`."""
        by = f"{abs(self.by) // HOUR} h" if self.by % HOUR == 0 else f"{abs(self.by)} min"
        return f"clocks {'+' if self.by > 0 else '−'}{by}"


@dataclass(frozen=True)
class Axis:
    """Where the minutes of a week are in its picture.

    Args:
        clock: the week's clock.
        shown: elapsed stretches that must be in the picture, each with its training day.
    """

    clock: Clock
    shown: tuple[tuple[int, Stretch], ...]

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The clock changes of the week."""
        return tuple(change for day in range(DAYS) if (change := self._change(day)) is not None)

    def _change(self, day: int) -> Change | None:
        low, high = self.clock.day_start(day), self.clock.day_start(day + 1)
        before, after = self._offset(low), self._offset(high)
        if before == after:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._offset(middle) == before else (low, middle)
        return Change(day, high, self._wall(day, high - 1) + 1, after - before)

    def _offset(self, minute: int) -> int:
        """Minutes by which the local clock is ahead of UTC."""
        return (self.clock.local(minute).utcoffset() or timedelta()) // _MINUTE

    def _wall(self, day: int, minute: int) -> int:
        midnight = datetime.combine(self.clock.date_of(day), time())
        return (self.clock.local(minute).replace(tzinfo=None) - midnight) // _MINUTE

    def height(self, day: int, minute: int) -> int:
        """Where an elapsed minute lies in the column of a training day."""
        start = self.clock.day_start(day)
        height = self._wall(day, start) + minute - start
        for change in self.changes:
            happened = change.day == day and change.minute <= minute
            if (change.by > 0 and happened) or (change.by < 0 and not happened and height >= change.height):
                height += abs(change.by)
        return height

    def heights(self, day: int, stretch: Stretch) -> Stretch:
        """From where to where a stretch of elapsed minutes reaches in the column of a training day."""
        return self.height(day, stretch[0]), self.height(day, stretch[1] - 1) + 1

    @cached_property
    def bounds(self) -> Stretch:
        """The heights at which the picture begins and ends: whole hours around all that must be shown."""
        heights = [self.heights(day, stretch) for day, stretch in self.shown]
        low = min((low for low, _ in heights), default=_USUAL[0]) // HOUR * HOUR
        high = -(-max((high for _, high in heights), default=_USUAL[1]) // HOUR) * HOUR
        return low, max(high, low + SHORTEST)

    def column(self, day: int) -> Stretch:
        """The elapsed minutes that the column of a training day shows of it, and of what its sessions reach into after it."""
        start, end = self.clock.day_start(day), self.clock.day_start(day + 1)
        return start, max([end, *(stretch[1] for own, stretch in self.shown if own == day)])

    @cached_property
    def folds(self) -> tuple[Stretch, ...]:
        """The heights at which there is nothing on any day, for hours on end; an hour on either side stays."""
        used = merged(self.heights(day, stretch) for day, stretch in self.shown)
        empty = without([self.bounds], used) if used else ()
        whole = ((-(-start // HOUR) * HOUR, end // HOUR * HOUR) for start, end in empty)
        return tuple((start, end) for start, end in whole if end - start >= FOLD)

    def hours(self) -> Iterator[tuple[int, str]]:
        """The hours with their heights; an hour that is there twice says so."""
        low, high = self.bounds
        back = sorted((change.height, -change.by) for change in self.changes if change.by < 0)
        folded = {height for start, end in self.folds for height in range(start + 1, end)}
        for wall in range(low - low % HOUR - sum(by for _, by in back), high + 1, HOUR):
            height = wall + sum(by for at, by in back if wall >= at)
            if low <= height <= high and height not in folded:
                yield height, f"{wall // HOUR % 24:02d}:00{' +1' if wall >= 24 * HOUR else ''}"
        for at, by in back:
            for height in range(-(-at // HOUR) * HOUR, at + by, HOUR):
                if low <= height <= high and height not in folded:
                    yield height, f"{(height - by) // HOUR % 24:02d}:00 again"

    def gaps(self, day: int) -> Iterator[Stretch]:
        """The heights at which a day has no time: hours that its clock skips, or that only another day repeats."""
        low, high = self.bounds
        for change in self.changes:
            if (change.day == day) == (change.by > 0):
                start, end = max(change.room[0], low), min(change.room[1], high)
                if start < end:
                    yield start, end

    @property
    def midnight(self) -> int | None:
        """The height at which the next date begins, where that is in the picture."""
        low, high = self.bounds
        height = 24 * HOUR + sum(-change.by for change in self.changes if change.by < 0 and change.height <= 24 * HOUR)
        inside = low < height < high and not any(start <= height <= end for start, end in self.folds)
        return height if inside else None


@dataclass(frozen=True)
class Scale:
    """Heights as pixels from the top of the clock.

    Args:
        axis: whose heights; what it folds becomes a narrow band.
        tall: pixels of the whole, if hours can be between `least` and `most` pixels then.
    """

    axis: Axis
    tall: int = 660
    least: int = 44
    most: int = 66
    band: int = 20

    @cached_property
    def minute(self) -> float:
        """Pixels of a minute that is not folded."""
        low, high = self.axis.bounds
        hours = (high - low - sum(end - start for start, end in self.axis.folds)) / HOUR
        return min(max(self.tall / hours, self.least), self.most) / HOUR

    def y(self, height: int) -> float:
        """Pixels from the top of the clock to a height."""
        y = (height - self.axis.bounds[0]) * self.minute
        for start, end in self.axis.folds:
            if height > start:
                part = min(height, end) - start
                y -= part * self.minute - self.band * part / (end - start)
        return round(y, 2)

    @property
    def end(self) -> float:
        """Pixels from the top of the clock to its end."""
        return self.y(self.axis.bounds[1])
