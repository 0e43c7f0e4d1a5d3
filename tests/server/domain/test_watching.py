from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.domain.messages import Actor, Command, PitchId, SeatId
from server.domain.onair import EndPitch, StartPitch
from server.domain.show import PauseRoadshow
from server.domain.watching import Evidence, Span, Watched, Watcher, by_lead, curve, seen
from tests.server.domain.story import HOST, IRIS, IVAN, PITCH_A, PITCH_B, PROJECT_A, START, Story, live, on_air

SECOND = timedelta(seconds=1)
NOBODY: Mapping[SeatId, Span] = {}


def here(who: Actor, by: Evidence = Evidence.picture) -> Watcher:
    return Watcher(seat=who.seat, person=who.person, by=by)


def span(first: float, last: float, who: Actor = IRIS, pitch: PitchId = PITCH_A) -> Span:
    at = START
    times = {"started_at": at + first * SECOND, "ended_at": at + last * SECOND}
    return Span(seat=who.seat, person=who.person, by=Evidence.picture, pitch=pitch, **times)


def test_who_stays_from_look_to_look_watches_without_a_break() -> None:
    story = on_air()
    at = story.at
    going: Mapping[SeatId, Span] = NOBODY

    for second in range(4):
        look = seen(story.state, going, [here(IRIS)], at + second * SECOND)
        going = look.going
        assert not look.over

    found = going[IRIS.seat]
    assert (found.pitch, found.started_at, found.length) == (PITCH_A, at, 3 * SECOND)


def test_who_is_gone_at_a_look_watched_until_the_look_before() -> None:
    story = on_air()
    first = seen(story.state, NOBODY, [here(IRIS), here(IVAN)], story.at)
    second = seen(story.state, first.going, [here(IRIS), here(IVAN)], story.at + SECOND)

    last = seen(story.state, second.going, [here(IVAN)], story.at + 2 * SECOND)

    assert [(over.person, over.length) for over in last.over] == [(IRIS.person, SECOND)]
    assert set(last.going) == {IVAN.seat}


def test_a_span_is_cut_where_the_pitch_changes_between_two_looks() -> None:
    story = on_air()
    before = seen(story.state, NOBODY, [here(IRIS)], story.at)
    change = story.later(2.5).at
    story.given(HOST, StartPitch(pitch=PITCH_B))

    after = seen(story.state, before.going, [here(IRIS)], story.later(0.5).at)

    (over,), going = after.over, after.going[IRIS.seat]
    assert (over.pitch, over.ended_at) == (PITCH_A, change)
    assert (going.pitch, going.started_at, going.ended_at) == (PITCH_B, change, story.at)


def test_between_two_pitches_nobody_watches_one() -> None:
    story = on_air()
    before = seen(story.state, NOBODY, [here(IRIS)], story.at)
    ended = story.later(1).at
    story.given(HOST, EndPitch(pitch=PITCH_A))
    between = seen(story.state, before.going, [here(IRIS)], story.later(1).at)
    began = story.later(0.5).at
    story.given(HOST, StartPitch(pitch=PITCH_B))

    after = seen(story.state, between.going, [here(IRIS)], story.later(0.5).at)

    assert [(over.pitch, over.ended_at) for over in between.over] == [(PITCH_A, ended)]
    assert [(over.pitch, over.started_at, over.ended_at) for over in after.over] == [(None, ended, began)]
    assert after.going[IRIS.seat].started_at == began


def test_a_picture_that_comes_to_a_page_begins_another_span() -> None:
    story = on_air()
    before = seen(story.state, NOBODY, [here(IRIS, Evidence.page)], story.at)

    after = seen(story.state, before.going, [here(IRIS, Evidence.page), here(IRIS)], story.at + SECOND)

    assert [(over.by, over.length) for over in after.over] == [(Evidence.page, SECOND)]
    assert after.going[IRIS.seat].by is Evidence.picture


def test_what_was_between_looks_that_are_too_far_apart_is_claimed_by_nobody() -> None:
    story = on_air()
    before = seen(story.state, NOBODY, [here(IRIS)], story.at)

    after = seen(story.state, before.going, [here(IRIS)], story.at + 6 * SECOND)

    assert [over.length for over in after.over] == [timedelta()]
    assert after.going[IRIS.seat].started_at == story.at + 6 * SECOND


def test_nobody_watches_a_roadshow_that_has_not_begun_or_is_paused() -> None:
    story = on_air()
    before = seen(story.state, NOBODY, [here(IRIS)], story.at)

    paused = seen(story.given(HOST, PauseRoadshow()).state, before.going, [here(IRIS)], story.at + SECOND)

    assert not seen(Story().state, NOBODY, [here(IRIS)], START).going
    assert not paused.going
    assert len(paused.over) == 1
    assert seen(live().state, NOBODY, [here(IRIS)], START).going[IRIS.seat].pitch is None


def test_whoever_watched_a_part_of_a_second_counts_for_it_once() -> None:
    spans = [span(0.5, 1.5), span(1.6, 2.0), span(1.0, 3.0, IVAN)]

    assert curve(spans, START, 4) == [1, 2, 1, 0]
    assert curve([span(-5, 99)], START, 3) == [1, 1, 1]
    assert curve([], START, 0) == []


MOMENTS = st.floats(-5, 25).map(lambda value: round(value, 3))
SPANS = st.lists(st.tuples(MOMENTS, MOMENTS, st.sampled_from([IRIS, IVAN])))


@given(SPANS)
def test_the_curve_is_who_touches_each_second(wild: Sequence[tuple[float, float, Actor]]) -> None:
    spans = [span(min(a, b), max(a, b), who) for a, b, who in wild]

    counted = curve(spans, START, 20)

    for second, count in enumerate(counted):
        begin: datetime = START + second * SECOND
        touching = {each.person for each in spans if each.started_at < begin + SECOND and each.ended_at > begin}
        assert count == len(touching)


LOOKS = st.lists(
    st.tuples(
        st.sampled_from([0.4, 1.0, 4.0, 9.0]),
        st.sets(st.sampled_from([IRIS, IVAN])),
        st.sampled_from([None, StartPitch(pitch=PITCH_B), EndPitch(pitch=PITCH_A), EndPitch(pitch=PITCH_B)]),
    ),
    max_size=12,
)


@given(LOOKS)
def test_the_spans_of_a_seat_never_overlap_and_stay_within_their_pitch(
    looks: Sequence[tuple[float, set[Actor], Command | None]],
) -> None:
    story, going = on_air(), NOBODY
    over: list[Span] = []
    for seconds, present, command in looks:
        if command is not None:
            story.later(0.3).when(HOST, command)
        look = seen(story.state, going, [here(who) for who in present], story.later(seconds).at)
        over, going = [*over, *look.over], look.going

    for seat in (IRIS.seat, IVAN.seat):
        spans = sorted(
            (each for each in [*over, *going.values()] if each.seat == seat), key=lambda each: each.started_at
        )
        assert all(first.ended_at <= second.started_at for first, second in pairwise(spans))
        for each in spans:
            assert each.started_at <= each.ended_at
            pitch = story.state.pitches[each.pitch] if each.pitch else None
            if pitch and pitch.started_at:
                assert pitch.started_at <= each.started_at
                assert pitch.ended_at is None or each.ended_at <= pitch.ended_at


def test_what_was_watched_belongs_to_the_project_of_the_pitch() -> None:
    found = Watched(seconds=3, first_at=START, last_at=START + 3 * SECOND)
    state = replace(on_air().state)

    pairs = by_lead(state, {(IRIS.person, PITCH_A): found, (IRIS.person, PitchId("pit_gone")): found})

    assert pairs == {(IRIS.person, PROJECT_A): found}
