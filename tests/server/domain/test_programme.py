from hypothesis import given
from hypothesis import strategies as st

from server.domain.messages import Bilingual, PitchId, ProjectId, QuestionId
from server.domain.onair import CallPitch, EndPitch, ReadyPitch
from server.domain.programme import (
    LIMIT,
    AddPitch,
    Card,
    MovePitch,
    PitchAdded,
    PitchMoved,
    PitchRemoved,
    PitchRestored,
    PitchRevised,
    PitchSkipped,
    RemovePitch,
    RestorePitch,
    RevisePitch,
    SkipPitch,
)
from server.domain.questions import AskQuestion, WithdrawQuestion
from server.domain.state import Phase
from tests.server.domain.story import (
    ANNA,
    GUEST,
    HOST,
    PITCH_A,
    PITCH_B,
    PROJECT_B,
    Story,
    live,
    on_air,
    planned,
    title,
)

NOWHERE = PitchId("pit_nowhere")


def test_a_pitch_is_appended_with_a_project_of_its_own() -> None:
    story = planned()

    story.when(HOST, AddPitch(title=title(" Third "), minutes=8), id="c")

    card = Card(title=title("Third"), minutes=8)
    story.then(PitchAdded(pitch=PitchId("pit_c"), project=ProjectId("prj_c"), card=card))
    assert story.state.order == (PITCH_A, PITCH_B, "pit_c")


def test_a_card_needs_a_title() -> None:
    story = planned()

    story.when(HOST, AddPitch(title=Bilingual())).refused("title_empty")
    story.when(HOST, RevisePitch(pitch=PITCH_A, title=Bilingual())).refused("title_empty")


def test_the_programme_has_a_limit() -> None:
    story = planned()
    for _ in range(LIMIT - 2):
        story.given(HOST, AddPitch(title=title("One more")))

    story.when(HOST, AddPitch(title=title("One too many")))

    story.refused("pitch_limit")


def test_a_card_is_replaced_as_a_whole_even_on_air() -> None:
    story = on_air().given(HOST, RevisePitch(pitch=PITCH_A, title=title("A"), summary=title("Long"), minutes=9))

    story.when(HOST, RevisePitch(pitch=PITCH_A, title=title("B"))).then(PitchRevised)

    pitch = story.state.pitches[PITCH_A]
    assert (pitch.title, pitch.summary, pitch.minutes) == (title("B"), Bilingual(), 6)
    assert pitch.phase is Phase.on_air


def test_a_pitch_moves_and_the_others_close_up() -> None:
    story = planned().given(HOST, AddPitch(title=title("C")), id="c")

    story.when(HOST, MovePitch(pitch=PITCH_A, position=2)).then(PitchMoved(pitch=PITCH_A, position=2))

    assert story.state.order == (PITCH_B, "pit_c", PITCH_A)


def test_a_place_outside_the_programme_is_refused() -> None:
    planned().when(HOST, MovePitch(pitch=PITCH_A, position=2)).refused("position_range")


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4))))
def test_moving_loses_and_doubles_no_pitch(moves: list[tuple[int, int]]) -> None:
    story = planned()
    for _ in range(3):
        story.given(HOST, AddPitch(title=title("More")))

    for which, position in moves:
        pitch = story.state.order[which]
        story.given(HOST, MovePitch(pitch=pitch, position=position))

        assert story.state.order[position] == pitch
        assert sorted(story.state.order) == sorted(story.state.pitches)


def test_a_pitch_that_was_not_on_can_be_removed_with_its_project() -> None:
    story = planned()

    story.when(HOST, RemovePitch(pitch=PITCH_B)).then(PitchRemoved(pitch=PITCH_B, project=PROJECT_B))

    assert story.state.order == (PITCH_A,)
    assert set(story.state.projects.values()) == set(story.state.pitches) == {PITCH_A}


def test_a_pitch_that_was_on_stays_in_the_programme() -> None:
    story = on_air()

    story.when(HOST, RemovePitch(pitch=PITCH_A)).refused("pitch_state")
    story.given(HOST, EndPitch(pitch=PITCH_A)).when(HOST, RemovePitch(pitch=PITCH_A)).refused("pitch_state")


def test_a_pitch_that_was_asked_about_stays_even_if_the_question_was_taken_back() -> None:
    story = live().given(GUEST, AskQuestion(text="Why?", pitch=PITCH_B), id="1")
    story.given(GUEST, WithdrawQuestion(question=QuestionId("que_1")))

    story.when(HOST, RemovePitch(pitch=PITCH_B))

    story.refused("pitch_asked")


def test_a_skipped_pitch_loses_its_call_and_its_ready_seat() -> None:
    story = planned().given(HOST, CallPitch(pitch=PITCH_A)).given(ANNA, ReadyPitch(pitch=PITCH_A, ready=True))

    story.when(HOST, SkipPitch(pitch=PITCH_A)).then(PitchSkipped(pitch=PITCH_A))

    pitch = story.state.pitches[PITCH_A]
    assert (pitch.phase, pitch.called, pitch.ready) == (Phase.skipped, False, None)


def test_only_what_is_pending_is_skipped_and_only_what_is_skipped_restored() -> None:
    story = on_air()

    story.when(HOST, SkipPitch(pitch=PITCH_A)).refused("pitch_state")
    story.when(HOST, RestorePitch(pitch=PITCH_B)).refused("pitch_state")
    story.when(HOST, SkipPitch(pitch=PITCH_B)).then(PitchSkipped)
    story.when(HOST, SkipPitch(pitch=PITCH_B)).refused("pitch_state")
    story.when(HOST, RestorePitch(pitch=PITCH_B)).then(PitchRestored(pitch=PITCH_B))


def test_a_pitch_that_is_not_there_is_missing() -> None:
    for command in (
        RevisePitch(pitch=NOWHERE, title=title("x")),
        MovePitch(pitch=NOWHERE, position=0),
        RemovePitch(pitch=NOWHERE),
        SkipPitch(pitch=NOWHERE),
        RestorePitch(pitch=NOWHERE),
    ):
        Story.when(planned(), HOST, command).refused("pitch_missing")
