"""Thousands of made-up calendars, whole and damaged: no traceback, and never silently less busy than they say.

`WEEKFIT_FUZZ=100000` tries so many, with others each time.
"""

import os
import random
from datetime import UTC

import pytest

from solver.domain.errors import InputError
from solver.domain.spans import without
from tests.calendars.reading.files import clock, reading
from tests.calendars.reading.made_up import Made, damaged, parts, whole

RUNS = int(os.environ.get("WEEKFIT_FUZZ", "0"))
FIRST = random.SystemRandom().randrange(10**9) if RUNS else 0
BATCHES = 4


def seeds(batch: int) -> range:
    size = (RUNS or 480) // BATCHES
    return range(FIRST + batch * size, FIRST + (batch + 1) * size)


def missing(data: bytes, made: list[Made]) -> tuple[list[tuple[int, int]], tuple[str, ...]]:
    """The stretches (in minutes of the week) that should be busy and are not, and the notes."""
    found = reading(data)
    now = clock()
    busy = [(now.elapsed(start), now.elapsed(end)) for start, end in found.busy]
    wanted = [(now.elapsed(start.astimezone(UTC)), now.elapsed(end.astimezone(UTC))) for part in made for start, end in part.busy]
    return [stretch for wish in wanted for stretch in without([wish], busy)], found.notes


@pytest.mark.parametrize("batch", range(BATCHES))
def test_whole_calendars_are_at_least_as_busy_as_they_say(batch):
    for seed in seeds(batch):
        made = parts(random.Random(seed))
        data = "\r\n".join(line for _, line in whole(made)).encode()
        gone, notes = missing(data, made)
        assert not gone, (seed, gone, data.decode())
        assert all("nothing free" in note for note in notes), (seed, notes, data.decode())


@pytest.mark.parametrize("batch", range(BATCHES))
def test_damaged_calendars_end_in_a_message_a_note_or_all_that_is_left(batch):
    for seed in seeds(batch):
        rng = random.Random(seed)
        made = parts(rng)
        data, touched = damaged(rng, whole(made))
        try:
            gone, notes = missing(data, [part for number, part in enumerate(made) if number not in touched])
        except InputError:
            continue
        assert notes or not gone, (seed, gone, data)
