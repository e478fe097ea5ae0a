"""Planned workouts for intervals.icu: the JSON of its calendar events (https://intervals.icu/api-docs.html, schema `EventEx`)."""

from __future__ import annotations

from typing import Any

from solver.calendars.event import Event, events, kind_of
from solver.domain.kinds import Kind
from solver.domain.problem import Problem
from solver.domain.schedule import Schedule, ScheduledSession

_TYPES = {
    "run": "Run",
    "lift": "WeightTraining",
    "bike": "Ride",
    "swim": "Swim",
    "row": "Rowing",
    "elliptical": "Elliptical",
    "walk": "Walk",
    "mobility": "Workout",
}
_THRESHOLD_EFFORT = 7  # of 10: the effort of weekfit's threshold run
_THRESHOLD_HOUR = 100  # what an hour at threshold is worth there


def intervals_events(schedule: Schedule, problem: Problem | None = None) -> list[dict[str, Any]]:
    """A schedule as the body of `POST /api/v1/athlete/{id}/events/bulk?upsert=true`.

    `external_id` is the session's UID: sent again, a session replaces itself. `moving_time` is in seconds. `icu_training_load` is
    weekfit's load (effort × minutes), scaled so that an hour at effort 7 is 100; without a known kind it is left out.
    """
    items = {item.id: item for item in schedule.sessions}
    return [_workout(event, items[event.session], kind_of(items[event.session], problem)) for event in events(schedule, problem)]


def _workout(event: Event, item: ScheduledSession, kind: Kind | None) -> dict[str, Any]:
    workout = {
        "external_id": event.uid,
        "category": "WORKOUT",
        "type": _TYPES[kind.modality] if kind else "Workout",
        "start_date_local": event.start.astimezone(event.zone).strftime("%Y-%m-%dT%H:%M:%S"),
        "name": event.summary,
        "description": event.description,
        "moving_time": item.minutes * 60,
        "tags": [event.categories[0]],
    }
    if kind:
        workout["icu_training_load"] = round(kind.rpe * item.minutes * _THRESHOLD_HOUR / (_THRESHOLD_EFFORT * 60))
    return workout
