"""What `[[sessions]]`, `[kinds]`, `[[history]]` and `[[upcoming]]` mean."""

import pytest

from solver.domain.errors import InputError
from tests.domain.weeks import problem, session, shown

HOUR, DAY = 60, 24 * 60


def ids(*wishes, **keys):
    return [(found.id, found.priority) for found in problem(*wishes, **keys).sessions]


# --- ids and counts


def test_one_has_the_kinds_name_several_have_numbers():
    assert ids({"kind": "easy_run"}) == [("easy_run", "normal")]
    assert ids({"kind": "easy_run", "count": 2}) == [("easy_run-1", "normal"), ("easy_run-2", "normal")]
    assert ids({"kind": "easy_run", "id": "easy"}) == [("easy", "normal")]
    assert ids({"kind": "easy_run", "id": "easy", "count": 2}) == [("easy-1", "normal"), ("easy-2", "normal")]


def test_numbers_run_over_all_tables_of_a_kind():
    found = ids({"kind": "easy_run"}, {"kind": "walk"}, {"kind": "easy_run", "count": 2}, {"kind": "easy_run", "id": "long"})
    assert [id_ for id_, _ in found] == ["easy_run-1", "walk", "easy_run-2", "easy_run-3", "long"]


def test_the_least_have_the_priority_the_rest_are_optional():
    assert ids({"kind": "walk", "count": [2, 4], "priority": "key"}) == [
        ("walk-1", "key"), ("walk-2", "key"), ("walk-3", "optional"), ("walk-4", "optional"),
    ]  # fmt: skip
    assert ids({"kind": "walk", "count": [0, 1]}) == [("walk", "optional")]


def test_sessions_of_one_table_share_their_entry():
    entries = [found.entry for found in problem({"kind": "walk", "count": 2}, {"kind": "walk"}).sessions]
    assert entries == [0, 0, 1]


def test_the_words_by_which_a_selector_means_it():
    (_, second) = problem({"id": "easy", "kind": "easy_run", "count": 2}).sessions
    assert second.words == {"easy_run", "run", "vigorous", "impact", "easy", "easy-2"}


def test_ids_in_other_alphabets():
    assert ids({"kind": "walk", "id": "прогулка"}) == [("прогулка", "normal")]


# --- minutes, buffers, worth, places


def test_defaults_are_the_kinds():
    found = session(kind="long_run")
    kind = found.kind
    assert (found.least, found.most, found.places, found.worth, found.tags) == (*kind.minutes, kind.places, kind.worth, kind.tags)


def test_minutes():
    assert [
        (s.least, s.most) for s in problem({"kind": "walk", "minutes": 45}, {"kind": "walk", "minutes": [30, 60]}).sessions
    ] == [(45, 45), (30, 60)]


def test_usual_minutes_are_fitted_to_the_grid():
    """A kind's 25 to 50 minutes on a grid of 15 are 30 to 45."""
    (hop,) = problem({"kind": "hop"}, kinds={"hop": {"like": "walk", "minutes": [25, 50]}}, grid=15).sessions
    assert (hop.least, hop.most) == (30, 45)


def test_buffers_are_exact_minutes():
    (found,) = problem({"kind": "walk", "minutes": 30, "buffer": [1, 16]}, grid=15).sessions
    assert (found.before, found.after) == (1, 16)
    assert (session(kind="walk", buffer=10).before, session(kind="walk", buffer=10).after) == (10, 10)


def test_worth_may_be_nothing():
    assert session(kind="walk", worth=0).worth == 0


def test_places_may_be_anywhere():
    assert session(kind="walk", places=[]).places == ()
    assert session(kind="walk", places="park").places == ("park",)


def test_a_place_that_no_window_offers_is_noted():
    assert problem({"kind": "walk", "places": "moon"}, availability={"mon": "06:00-09:00 road"}).notes
    assert not problem({"kind": "walk", "places": "moon"}, availability={"mon": ["06:00-09:00 road", "12:00-13:00"]}).notes


# --- days and hours


def test_days_are_training_days():
    assert session(kind="walk", days=["tue", "weekend"]).days == {1, 5, 6}
    assert session(kind="walk", days="2026-11-25").days == {2}
    assert session(kind="walk", days=["2026-11-25", "2027-01-01"]).days == {2}
    (found,) = problem({"kind": "walk", "days": ["mon", "tue"]}, week="2026-11-25").sessions
    assert found.days == {5, 6}


def hours(stretches, laid_out):
    local = laid_out.clock.local
    return [(shown(local(start)), shown(local(end))) for start, end in stretches]


def test_hours_repeat_every_day_and_reach_over_midnight():
    laid_out = problem({"kind": "walk", "between": "22:00-02:00", "prefer": "23:00-01:00"})
    (found,) = laid_out.sessions
    between, prefer = hours(found.hours, laid_out), hours(found.preferred, laid_out)
    assert ("Sun 22 22:00", "Mon 23 02:00") in between
    assert ("Sun 29 22:00", "Mon 30 02:00") in between
    assert ("Wed 25 23:00", "Thu 26 01:00") in prefer


def test_hours_that_are_the_whole_day_are_the_whole_week():
    (found,) = problem({"kind": "walk", "between": "00:00-24:00"}).sessions
    ((start, end),) = found.hours
    assert start <= 0
    assert end >= 8 * DAY


def test_hours_follow_a_change_of_the_clock():
    """01:00-03:00 has one hour on the Sunday of the spring change and three on that of autumn."""
    for week, length in (("2026-03-23", 60), ("2026-10-19", 180)):
        laid_out = problem({"kind": "walk", "between": "01:00-03:00", "minutes": 30}, week=week, timezone="Europe/London")
        (found,) = laid_out.sessions
        sunday = [end - start for start, end in found.hours if laid_out.clock.day_of(start) == 6]
        assert sunday == [length]


# --- fixed sessions


def fixed(**keys):
    top = {key: keys.pop(key) for key in ("week", "day_starts", "timezone", "grid") if key in keys}
    laid_out = problem({"kind": "race", "minutes": 30, **keys}, **top)
    (found,) = laid_out.sessions
    return shown(laid_out.clock.local(found.fixed)), laid_out.clock.day_of(found.fixed)


@pytest.mark.parametrize(
    ("at", "start", "day"),
    [
        ("tue 19:00", "Tue 24 19:00", 1),
        ("2026-11-24T19:00", "Tue 24 19:00", 1),
        ("2026-11-24 19:00", "Tue 24 19:00", 1),
        ("2026-11-24 19:00:00", "Tue 24 19:00", 1),
        ("2026-11-24T19:00+02:00", "Tue 24 17:00", 1),
        ("2026-11-24 24:00", "Wed 25 00:00", 2),
        ("tue 24:00", "Wed 25 00:00", 2),
        ("sun 24:00", "Mon 23 00:00", 0),
        ("mon 00:00", "Mon 23 00:00", 0),
    ],
)
def test_when_a_fixed_session_is(at, start, day):
    assert fixed(at=at) == (start, day)


def test_small_hours_belong_to_the_training_day_before():
    assert fixed(at="sun 02:00", day_starts="04:00") == ("Sun 29 02:00", 5)
    assert fixed(at="mon 02:00", day_starts="04:00") == ("Mon 30 02:00", 6)
    assert fixed(at="sun 02:00", day_starts="04:00", days="sat") == ("Sun 29 02:00", 5)
    with pytest.raises(InputError, match="on none of its days"):
        fixed(at="sun 02:00", day_starts="04:00", days="sun")


def test_a_fixed_time_that_a_change_skips_is_the_first_after_it():
    assert fixed(at="sun 01:30", week="2026-03-23", timezone="Europe/London") == ("Sun 29 02:00", 6)


def test_a_fixed_time_on_a_day_that_was_left_out():
    assert fixed(at="fri 10:00", week="2011-12-26", timezone="Pacific/Apia") == ("Sat 31 00:00", 5)


def test_fixed_sessions_need_no_window():
    laid_out = problem({"kind": "race", "at": "sun 09:00", "minutes": 300}, availability={})
    assert [found.must_be_placed for found in laid_out.sessions] == [True]


def test_fixed_sessions_may_touch():
    problem({"kind": "race", "at": "sun 09:00", "minutes": 60}, {"kind": "swim", "at": "sun 10:00", "minutes": 30})
    problem(
        {"kind": "race", "at": "sun 09:00", "minutes": 60, "buffer": 10},
        {"kind": "swim", "at": "sun 10:10", "minutes": 30, "buffer": 10},
    )


# --- kinds


def kind_of(name, **kinds):
    return problem({"kind": name}, kinds=kinds).sessions[0].kind


def test_a_kind_like_another():
    hills = kind_of("hills", hills={"like": "intervals", "minutes": [20, 30]})
    shipped = session(kind="intervals").kind
    assert (hills.name, hills.title, hills.minutes) == ("hills", "Hills", (20, 30))
    assert (hills.modality, hills.intensity, hills.rpe, hills.tags, hills.worth) == (
        shipped.modality, shipped.intensity, shipped.rpe, shipped.tags, shipped.worth,
    )  # fmt: skip


def test_a_change_to_a_shipped_kind():
    shipped, changed = session(kind="easy_run").kind, kind_of("easy_run", easy_run={"minutes": 25})
    assert (changed.minutes, changed.title, changed.tags) == ((25, 25), shipped.title, shipped.tags)


def test_a_kind_like_one_that_is_changed_too_in_any_order():
    kinds = {"a": {"like": "b"}, "b": {"like": "easy_run", "rpe": 5}, "easy_run": {"minutes": 25, "title": "Jog"}}
    for order in (kinds, dict(reversed(kinds.items()))):
        assert (kind_of("a", **order).minutes, kind_of("a", **order).rpe) == ((25, 25), 5)


def test_a_kind_of_its_own():
    yoga = kind_of("yoga", yoga={"modality": "mobility", "minutes": 30, "rpe": 2, "tags": ["stretch", "recovery"]})
    assert (yoga.intensity, yoga.places, yoga.tags, yoga.title) == ("none", (), {"stretch", "recovery"}, "Yoga")


def test_a_chain_of_a_hundred_kinds():
    chain = {f"k{n}": {"like": f"k{n + 1}"} for n in range(99)} | {"k99": {"like": "walk", "rpe": 4}}
    assert kind_of("k0", **chain).rpe == 4


def test_kinds_that_go_round_in_a_circle():
    with pytest.raises(InputError, match="a is like b is like a: that never ends"):
        kind_of("a", a={"like": "b"}, b={"like": "a"})


# --- tags


def test_tags_are_added_and_taken_away():
    shipped = session(kind="easy_run").tags
    assert session(kind="easy_run", tags=["new_stimulus", "-impact"]).tags == (shipped | {"new_stimulus"}) - {"impact"}
    assert session(kind="easy_run", tags="hard").tags == shipped | {"hard"}
    assert session(kind="easy_run", tags=["easy"]).tags == shipped


def test_a_kinds_new_tag_is_known_to_sessions():
    kinds = {"yoga": {"like": "mobility", "tags": ["stretch"]}}
    (found,) = problem({"kind": "walk", "tags": ["stretch"]}, kinds=kinds).sessions
    assert "stretch" in found.tags
    with pytest.raises(InputError, match="unknown tag 'stretch'"):
        session(kind="walk", tags=["stretch"])


def test_a_tag_that_a_kind_lost_can_not_be_lost_again():
    kinds = {"soft": {"like": "easy_run", "tags": ["-impact"]}}
    with pytest.raises(InputError, match="no tag 'impact' to take away"):
        problem({"kind": "soft", "tags": ["-impact"]}, kinds=kinds)


# --- history and upcoming


def done(start, kind="walk", **keys):
    return {"kind": kind, "start": start, "minutes": 30, **keys}


def test_history_is_before_the_week_and_upcoming_after_it():
    laid_out = problem(history=[done("2026-11-22T23:55"), done("2026-11-01T06:00")], upcoming=[done("2026-11-30T00:00")])
    assert [(event.start, event.day) for event in laid_out.past] == [(-22 * DAY + 6 * HOUR, -22), (-5, -1)]
    assert [(event.start, event.day) for event in laid_out.future] == [(7 * DAY, 7)]


def test_the_week_begins_when_its_first_training_day_does():
    laid_out = problem(history=[done("2026-11-23T03:55")], upcoming=[done("2026-11-30T04:00")], day_starts="04:00")
    assert ([event.day for event in laid_out.past], [event.day for event in laid_out.future]) == ([-1], [7])
    with pytest.raises(InputError, match="not before the week"):
        problem(history=[done("2026-11-23T04:00")], day_starts="04:00")
    with pytest.raises(InputError, match="not after the week"):
        problem(upcoming=[done("2026-11-30T03:55")], day_starts="04:00")


def test_history_with_an_offset():
    laid_out = problem(history=[done("2026-11-23T01:00+02:00")])
    assert [event.start for event in laid_out.past] == [-60]


def test_history_has_tags_and_words():
    (event,) = problem(history=[done("2026-11-22T10:00", "easy_run", tags=["hard", "-easy"], id="parkrun")]).past
    assert event.session.words == {"easy_run", "run", "vigorous", "impact", "hard", "parkrun"}


def test_history_is_on_no_grid():
    (event,) = problem(history=[{"kind": "walk", "start": "2026-11-22T10:03", "minutes": 47}], grid=15).past
    assert (event.start, event.minutes) == (-14 * HOUR + 3, 47)


@pytest.mark.parametrize("table", ["history", "upcoming"])
def test_four_hundred_entries_and_no_more(table):
    entry = done("2026-11-22T10:00" if table == "history" else "2026-12-01T10:00")
    laid_out = problem(**{table: [entry] * 400})
    assert len(laid_out.past) + len(laid_out.future) == 400
    with pytest.raises(ValueError, match="401 entries; the limit is 400"):
        problem(**{table: [entry] * 401})


def test_sixty_sessions_and_no_more():
    assert len(problem({"kind": "walk", "count": 30}, {"kind": "walk", "count": [0, 30]}).sessions) == 60
    with pytest.raises(InputError, match="61 sessions; the limit is 60"):
        problem({"kind": "walk", "count": 30}, {"kind": "walk", "count": [0, 31]})
