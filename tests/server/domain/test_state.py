from datetime import timedelta

import pytest

from server.domain.messages import PersonId, PitchId, ProjectId
from server.domain.onair import CloseWindow, EndPitch
from server.domain.state import Roadshow, Standing, Status
from tests.server.domain.story import HOST, PITCH_A, PITCH_B, PROJECT_B, expect, live, on_air, planned


def test_pitches_are_found_by_their_own_and_by_their_projects_identity() -> None:
    state = planned().state

    assert state.pitch(PITCH_B) is state.pitch_of(PROJECT_B)
    with expect("pitch_missing"):
        state.pitch(PitchId("pit_nowhere"))
    with expect("project_missing"):
        state.pitch_of(ProjectId("prj_nowhere"))


def test_the_pitch_of_the_moment_is_the_one_that_is_on() -> None:
    assert live().state.current is None
    assert on_air().state.current == on_air().state.pitches[PITCH_A]
    assert on_air().given(HOST, EndPitch(pitch=PITCH_A)).state.current is None


def test_nothing_was_decided_about_most_people() -> None:
    assert Roadshow().standing(PersonId("per_anybody")) == Standing()


def test_a_status_is_required_in_the_words_of_who_requires_it() -> None:
    state = live().state

    state.require(Status.live)
    with expect("already_live"):
        state.require(Status.planned, otherwise="already_live")
    with expect("not_live"):
        planned().state.require(Status.live)


@pytest.mark.parametrize(("seconds", "takes"), [(4, True), (5, True), (6, False)])
def test_a_closed_window_takes_what_was_on_its_way(seconds: int, takes: bool) -> None:
    story = on_air().given(HOST, CloseWindow(pitch=PITCH_A))
    pitch = story.state.pitches[PITCH_A]

    assert pitch.takes_intents(story.at + timedelta(seconds=seconds), timedelta(seconds=5)) is takes


def test_a_window_that_never_opened_takes_nothing() -> None:
    story = planned()

    assert not story.state.pitches[PITCH_A].takes_intents(story.at, timedelta(days=1))
