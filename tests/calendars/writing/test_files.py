"""Calendar files: the grammar of RFC 5545, UIDs that stay, revisions that grow, cancellations, and nothing of others lost."""

import re
from datetime import UTC, timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from solver.calendars.write import calendar_bytes
from solver.domain.errors import InputError
from tests.calendars.writing.weeks import AUTUMN, LATER, NOW, SPRING, WEEK, schedule, session, solved

_LINE = re.compile(r"[A-Z][A-Z0-9-]*(;[A-Z-]+=(\"[^\"]*\"|[^\";:,]*))*:[^\x00-\x08\x0a-\x1f\x7f]*")
ONE_OF_EACH = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "SEQUENCE", "STATUS", "TRANSP", "DESCRIPTION")


def lines(data):
    """The logical lines of a calendar file, after a look at the physical ones."""
    assert data.endswith(b"\r\n")
    physical = data[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line and line for line in physical)
    whole = data.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")[:-1]
    assert all(_LINE.fullmatch(line) for line in whole), [line for line in whole if not _LINE.fullmatch(line)]
    return whole


def events(data, **same):
    """The VEVENTs by session id."""
    lines(data)
    found = {str(event["X-WEEKFIT-SESSION"]): event for event in Calendar.from_ical(data).events}
    assert len(found) == data.count(b"BEGIN:VEVENT")
    return found


def sequences(data):
    return {id_: int(event["SEQUENCE"]) for id_, event in events(data).items()}


@pytest.mark.parametrize("name", [AUTUMN, SPRING, "night-shift-nurse", "student-triathlete"])
def test_a_schedule_is_strict_icalendar_with_one_event_a_session(name):
    case, plan = solved(name)
    data = calendar_bytes(plan, problem=case.problem, alarm=30, now=NOW)
    text = lines(data)
    assert text[0] == "BEGIN:VCALENDAR"
    assert text.count("VERSION:2.0") == 1
    assert not [line for line in text if line.startswith("METHOD")], "these are events, not messages"
    found = events(data)
    assert sorted(found) == sorted(item.id for item in plan.sessions)
    for item in plan.sessions:
        event = found[item.id]
        assert all(event.get(key) is not None and not isinstance(event[key], list) for key in ONE_OF_EACH)
        UUID(event["UID"])
        assert [moment.astimezone(UTC) for moment in (event.start, event.end)] == [
            m.astimezone(UTC) for m in (item.start, item.end)
        ]
        assert event["STATUS"] == "CONFIRMED"
        assert event["TRANSP"] == "OPAQUE"
        assert event["CATEGORIES"].cats[0] == item.kind
        assert event.get("LOCATION") == item.place
        assert event["DESCRIPTION"].startswith(f"{item.minutes} min at {item.place}, effort ")
        assert "\nWhy: " in event["DESCRIPTION"]
        assert [alarm["TRIGGER"].dt for alarm in event.walk("VALARM")] == [timedelta(minutes=-30)]
    assert Calendar.from_ical(data).get_missing_tzids() == set()


def test_the_description_says_why_a_session_is_there_and_what_it_costs():
    case, plan = solved(AUTUMN)
    found = events(calendar_bytes(plan, problem=case.problem, now=NOW))
    assert (
        "Why: a key session, no week without it. It lies here in the best week there is by the rules base."
        in (found["long_run"]["DESCRIPTION"])
    )
    assert "Why: it is fixed at this time." in found["spin-class"]["DESCRIPTION"]
    assert "Why: optional, and there was room." in found["easy_run-2"]["DESCRIPTION"]
    assert "Why: wanted this week (leaving it out would cost 20)." in found["tempo_run"]["DESCRIPTION"]
    assert "6 h 30 min after heavy_legs" in found["spin-class"]["DESCRIPTION"]
    assert "[hiit-away-from-heavy-lifting-better]" in found["spin-class"]["DESCRIPTION"]
    assert found["spin-class"]["SUMMARY"] == "Hard ride (spin-class)"
    assert found["easy_run-2"]["SUMMARY"] == "Easy run"


def test_without_an_alarm_there_is_none():
    assert b"VALARM" not in calendar_bytes(schedule(*WEEK), now=NOW)


def test_the_uid_is_the_athletes_weeks_and_sessions_alone():
    def uid(**more):
        plan = schedule(session("easy_run-1", more.pop("start", "2026-11-24T07:00:00+01:00")), **more)
        (event,) = events(calendar_bytes(plan, now=NOW)).values()
        return str(event["UID"])

    assert uid() == "a7eb0740-9fe1-5542-9529-d7cb31fe49b3", "calendars out there know sessions by it: it must never change"
    assert uid(start="2026-11-27T18:00:00+01:00") == uid()
    assert len({uid(), uid(scenario="bob"), uid(week="2026-11-22")}) == 3


def test_exported_again_sequence_and_stamp_grow_and_the_uids_stay():
    first = calendar_bytes(schedule(*WEEK), now=NOW)
    second = calendar_bytes(schedule(*WEEK), old=first, now=LATER)
    third = calendar_bytes(schedule(*WEEK), old=second, now=LATER)
    assert [set(sequences(data).values()) for data in (first, second, third)] == [{0}, {1}, {2}]
    for id_, event in events(first).items():
        again, once_more = events(second)[id_], events(third)[id_]
        assert event["UID"] == again["UID"] == once_more["UID"]
        assert event["DTSTAMP"].dt < again["DTSTAMP"].dt < once_more["DTSTAMP"].dt, "even within one second"


def test_what_vanished_is_cancelled_and_stays_so_until_it_comes_back():
    old = calendar_bytes(schedule(*WEEK), now=NOW)
    new = calendar_bytes(schedule(*WEEK[:2]), old=old, now=LATER)
    gone = events(new)["long_run"]
    assert (gone["STATUS"], gone["TRANSP"], int(gone["SEQUENCE"])) == ("CANCELLED", "TRANSPARENT", 1)
    assert gone.start == events(old)["long_run"].start
    assert {id_: event["STATUS"] for id_, event in events(new).items() if id_ != "long_run"} == dict.fromkeys(
        ("easy_run-1", "easy_run-2"), "CONFIRMED"
    )
    later = calendar_bytes(schedule(*WEEK[:1]), old=new, now=LATER)
    assert sequences(later) == {"easy_run-1": 2, "easy_run-2": 2, "long_run": 2}
    assert [id_ for id_, event in events(later).items() if event["STATUS"] == "CANCELLED"] == ["easy_run-2", "long_run"]
    back = events(calendar_bytes(schedule(*WEEK), old=later, now=LATER))
    assert {str(event["STATUS"]) for event in back.values()} == {"CONFIRMED"}


def test_a_cancelled_session_has_no_alarm():
    data = calendar_bytes(schedule(*WEEK[:2]), old=calendar_bytes(schedule(*WEEK), now=NOW, alarm=10), now=LATER, alarm=10)
    assert {id_: len(event.walk("VALARM")) for id_, event in events(data).items()} == {
        "easy_run-1": 1,
        "easy_run-2": 1,
        "long_run": 0,
    }


def test_the_schedule_before_serves_where_its_file_is_gone():
    data = calendar_bytes(schedule(*WEEK[1:]), previous=schedule(*WEEK[:2]), now=NOW)
    assert sequences(data) == {"easy_run-1": 1, "easy_run-2": 1, "long_run": 0}
    assert {id_: str(event["STATUS"]) for id_, event in events(data).items()} == {
        "easy_run-1": "CANCELLED",
        "easy_run-2": "CONFIRMED",
        "long_run": "CONFIRMED",
    }


def test_the_schedule_before_must_be_of_this_week_and_one_that_held_nothing_changes_nothing():
    with pytest.raises(InputError, match="is of 'ann' in the week of 2026-11-23; the earlier schedule is of 'bob'"):
        calendar_bytes(schedule(*WEEK), previous=schedule(*WEEK, scenario="bob"), now=NOW)
    assert calendar_bytes(schedule(*WEEK), previous=schedule(status="infeasible"), now=NOW) == calendar_bytes(
        schedule(*WEEK), now=NOW
    )


def test_an_empty_week_cancels_everything():
    data = calendar_bytes(schedule(), old=calendar_bytes(schedule(*WEEK), now=NOW), now=LATER)
    assert {str(event["STATUS"]) for event in events(data).values()} == {"CANCELLED"}


@pytest.mark.parametrize(("status", "why"), [("infeasible", "there is no such week"), ("unknown", "time ran out")])
def test_where_there_is_no_week_there_is_no_calendar(status, why):
    with pytest.raises(InputError, match=why):
        calendar_bytes(schedule(status=status), previous=schedule(*WEEK), now=NOW)


def test_other_weeks_and_athletes_in_the_file_stay_as_they_are():
    week_before = schedule(session("swim", "2026-03-20T07:00:00+01:00", kind="swim"), week="2026-03-16")
    bob = schedule(session("easy_run-1", "2026-11-24T07:00:00-05:00"), scenario="bob", timezone="America/New_York")
    file = calendar_bytes(week_before, now=NOW)
    file = calendar_bytes(bob, old=file, now=NOW, alarm=5)
    file = calendar_bytes(schedule(*WEEK), old=file, now=LATER)
    file = calendar_bytes(schedule(*WEEK[:2]), old=file, now=LATER)
    found = {(str(e["X-WEEKFIT-ATHLETE"]), str(e["X-WEEKFIT-SESSION"])): e for e in Calendar.from_ical(file).events}
    assert len(found) == 5
    assert [int(found[key]["SEQUENCE"]) for key in (("ann", "swim"), ("bob", "easy_run-1"), ("ann", "easy_run-1"))] == [0, 0, 1]
    assert len(found["bob", "easy_run-1"].walk("VALARM")) == 1
    assert found["ann", "long_run"]["STATUS"] == "CANCELLED"
    assert {str(zone["TZID"]) for zone in Calendar.from_ical(file).timezones} == {"America/New_York", "Europe/Berlin"}
    assert found["ann", "swim"].start == week_before.sessions[0].start
    assert Calendar.from_ical(file).get_missing_tzids() == set()


FOREIGN = b"BEGIN:VEVENT\r\nUID:x\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260101T000000Z\r\nSUMMARY:Dentist\r\nEND:VEVENT\r\n"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"BEGIN:VCALENDAR\r\n" + FOREIGN + b"END:VCALENDAR\r\n", "holds what weekfit did not write ('Dentist')"),
        (
            b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:y\r\nEND:VTODO\r\nEND:VCALENDAR\r\n",
            "holds what weekfit did not write ('VTODO')",
        ),
        (b"notes about my week\r\n", "is there already and is no calendar file"),
        (b'{"format": "weekfit-schedule/1"}', "is there already and is no calendar file"),
        (FOREIGN, "is there already and is no calendar file"),
        (b"BEGIN:VCALENDAR\r\n", "is there already and is no calendar file"),
        (b"\xff\xfe\x00", "is there already and is no calendar file"),
    ],
)
def test_what_others_wrote_is_never_written_over(data, told):
    with pytest.raises(InputError) as caught:
        calendar_bytes(schedule(*WEEK), old=data, now=NOW)
    assert told in str(caught.value)


def test_an_event_with_our_words_but_another_uid_is_somebody_elses():
    copied = re.sub(rb"UID:[0-9a-f-]+", b"UID:copy", calendar_bytes(schedule(WEEK[0]), now=NOW))
    with pytest.raises(InputError, match="did not write"):
        calendar_bytes(schedule(*WEEK), old=copied, now=NOW)


@pytest.mark.parametrize(
    ("pattern", "new"), [(b"Europe/Berlin", b"W. Europe Standard Time"), (rb"DTEND.*\r\n", b"DURATION:PT1H\r\n")]
)
def test_a_file_that_another_program_put_into_its_own_words_is_left_to_it(pattern, new):
    week_before = schedule(session("swim", "2026-11-20T07:00:00+01:00", kind="swim"), week="2026-11-16")
    with pytest.raises(InputError, match="did not write"):
        calendar_bytes(schedule(*WEEK), old=re.sub(pattern, new, calendar_bytes(week_before, now=NOW)), now=NOW)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"week": None}, "week: is missing"),
        ({"timezone": None}, "timezone: is missing"),
        ({"timezone": "Europe/Berln"}, "Maybe 'Europe/Berlin'"),
    ],
)
def test_a_schedule_by_hand_says_whose_week_it_is(change, told):
    with pytest.raises(InputError) as caught:
        calendar_bytes(schedule(*WEEK, **change), now=NOW)
    assert told in str(caught.value)


def test_local_times_by_hand_are_those_of_the_schedules_zone():
    plan = schedule(session("a", "2026-11-24T07:00:00"), session("b", "2026-11-24T12:00:00Z"))
    found = events(calendar_bytes(plan, now=NOW))
    assert found["a"].start.isoformat() == "2026-11-24T07:00:00+01:00"
    assert found["b"].start.isoformat() == "2026-11-24T13:00:00+01:00"


def test_one_session_twice_and_ends_that_do_not_fit_are_refused():
    with pytest.raises(InputError, match=r"sessions #2\.id: 'a' is there twice"):
        calendar_bytes(schedule(session("a", "2026-11-24T07:00:00Z"), session("a", "2026-11-25T07:00:00Z")), now=NOW)
    with pytest.raises(InputError, match=r"sessions #1\.end: 60 minutes after 07:00 is not 09:00"):
        calendar_bytes(schedule(session("a", "2026-11-24T07:00:00Z", end="2026-11-24T09:00:00Z")), now=NOW)


def test_times_that_the_clock_shows_twice_are_written_in_utc():
    second = schedule(
        session("late", "2026-10-25T02:30:00+01:00", 30), session("first", "2026-10-25T02:30:00+02:00", 20), week="2026-10-19"
    )
    data = calendar_bytes(second, now=NOW)
    assert b"DTSTART:20261025T013000Z" in data
    assert b"DTSTART:20261025T003000Z" in data
    assert b"TZID" not in data
    plan = schedule(session("plain", "2026-10-25T04:30:00+01:00"), week="2026-10-19")
    assert b"DTSTART;TZID=Europe/Berlin:20261025T043000" in calendar_bytes(plan, now=NOW)


def test_the_time_zone_is_bounded_to_the_dates_used():
    (zone,) = Calendar.from_ical(calendar_bytes(schedule(*WEEK), now=NOW)).timezones
    onsets = [part.DTSTART for part in zone.subcomponents]
    assert len(onsets) == 1
    assert 0 < (events(calendar_bytes(schedule(*WEEK), now=NOW))["easy_run-1"].start.replace(tzinfo=None) - onsets[0]).days <= 2
    fortnight_before_a_change = schedule(session("run", "2026-10-12T07:00:00+02:00"), week="2026-10-12")
    assert len(Calendar.from_ical(calendar_bytes(fortnight_before_a_change, now=NOW)).timezones[0].subcomponents) == 1
    assert b"RRULE" not in calendar_bytes(schedule(*WEEK), now=NOW)
    assert b"VTIMEZONE" not in calendar_bytes(schedule(*WEEK, timezone="UTC"), now=NOW)


def test_the_same_schedule_at_the_same_time_is_the_same_file():
    case, plan = solved(AUTUMN)
    assert calendar_bytes(plan, problem=case.problem, now=NOW) == calendar_bytes(plan, problem=case.problem, now=NOW)
    assert b"DTSTAMP:20261120T120000Z" in calendar_bytes(plan, now=NOW.astimezone(UTC))


anything = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
shown = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=60)


@given(athlete=anything, id_=shown, place=shown, text=anything)
@settings(max_examples=60, deadline=None)
def test_any_name_survives_and_none_breaks_out(athlete, id_, place, text):
    """Commas, quotes, line breaks, escape codes, emoji: every file stays strict, and is read back as ours."""
    report = {
        "id": "r",
        "level": "should",
        "amount": 1,
        "points": 1,
        "breaches": [{"sessions": [id_], "amount": 1, "text": text}],
    }
    plan = schedule(session(id_, "2026-11-24T07:00:00Z", place=place), scenario=athlete, rules_report=[report])
    first = calendar_bytes(plan, now=NOW, alarm=1)
    lines(first)
    assert first.count(b"BEGIN:VEVENT") == 1
    second = calendar_bytes(plan, old=first, now=LATER)
    lines(second)
    (event,) = Calendar.from_ical(second).events
    assert int(event["SEQUENCE"]) == 1, "known again by what it says of itself"


@pytest.mark.parametrize("seed", range(3))
def test_a_damaged_file_is_refused_or_read_and_nothing_else(seed):
    """Bits that flipped, pieces that are gone or there twice: an InputError, or a calendar that is strict again."""
    random = Random(seed)
    whole = calendar_bytes(schedule(*WEEK), now=NOW, alarm=5)
    refused = 0
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(random.randint(1, 5)):
            at = random.randrange(len(damaged))
            cut = random.randint(1, 30)
            piece = random.choice([b"", bytes([random.randrange(256)]), damaged[at : at + cut] * 2])
            damaged[at : at + cut] = piece
        try:
            again = calendar_bytes(schedule(*WEEK), old=bytes(damaged), now=LATER)
        except InputError:
            refused += 1
            continue
        lines(again)
        assert set(events(again)) >= {item["id"] for item in WEEK}
    assert 0 < refused < 60
