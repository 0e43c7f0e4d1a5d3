from server.domain.messages import Role
from server.domain.onair import (
    BeginQuestions,
    CallPitch,
    CloseWindow,
    EndPitch,
    ExtendPitch,
    OpenWindow,
    PitchCalled,
    PitchEnded,
    PitchExtended,
    PitchReadied,
    PitchStarted,
    QuestionsBegun,
    ReadyPitch,
    StartPitch,
    WindowClosed,
    WindowOpened,
)
from server.domain.programme import SkipPitch
from server.domain.show import PauseRoadshow
from server.domain.stage import StageCleared, StageTaken, TakeStage
from server.domain.state import Phase
from tests.server.domain.story import ANNA, BERT, HOST, PITCH_A, PITCH_B, live, on_air, planned


def test_the_presenters_of_a_pending_pitch_are_rung_as_often_as_needed() -> None:
    story = planned()

    story.when(HOST, CallPitch(pitch=PITCH_A)).then(PitchCalled(pitch=PITCH_A))
    story.when(HOST, CallPitch(pitch=PITCH_A)).then(PitchCalled(pitch=PITCH_A))

    on_air().when(HOST, CallPitch(pitch=PITCH_A)).refused("pitch_state")


def test_a_presenter_says_ready_and_takes_it_back() -> None:
    story = planned()

    story.when(ANNA, ReadyPitch(pitch=PITCH_A, ready=True)).then(PitchReadied(pitch=PITCH_A, seat=ANNA.seat))
    story.when(ANNA, ReadyPitch(pitch=PITCH_A, ready=False)).then(PitchReadied(pitch=PITCH_A, seat=None))


def test_a_presenter_is_not_ready_for_another_project_nor_after_the_end() -> None:
    planned().when(ANNA, ReadyPitch(pitch=PITCH_B, ready=True)).refused("forbidden")

    story = on_air().given(HOST, EndPitch(pitch=PITCH_A))
    story.when(ANNA, ReadyPitch(pitch=PITCH_A, ready=True)).refused("pitch_state")


def test_starting_opens_the_window_and_shows_the_ready_presenter() -> None:
    story = live().given(ANNA, ReadyPitch(pitch=PITCH_A, ready=True))

    story.when(HOST, StartPitch(pitch=PITCH_A))

    story.then(
        PitchStarted(pitch=PITCH_A),
        WindowOpened(pitch=PITCH_A),
        StageTaken(seat=ANNA.seat, role=Role.presenter),
    )
    assert story.state.pitches[PITCH_A].started_at == story.at


def test_starting_the_next_ends_the_one_before_and_hands_the_stage_over() -> None:
    story = on_air().given(ANNA, TakeStage(seat=ANNA.seat)).given(BERT, ReadyPitch(pitch=PITCH_B, ready=True))

    story.when(HOST, StartPitch(pitch=PITCH_B))

    story.then(
        PitchEnded(pitch=PITCH_A),
        WindowClosed(pitch=PITCH_A),
        PitchStarted(pitch=PITCH_B),
        WindowOpened(pitch=PITCH_B),
        StageTaken(seat=BERT.seat, role=Role.presenter),
    )
    assert story.state.current == story.state.pitches[PITCH_B]


def test_a_window_that_is_closed_already_is_not_closed_twice() -> None:
    story = on_air().given(HOST, CloseWindow(pitch=PITCH_A))

    story.when(HOST, EndPitch(pitch=PITCH_A)).then(PitchEnded(pitch=PITCH_A))


def test_a_skipped_pitch_may_start_after_all_and_a_done_one_not() -> None:
    story = on_air().given(HOST, SkipPitch(pitch=PITCH_B))

    story.when(HOST, StartPitch(pitch=PITCH_B)).then(
        PitchEnded(pitch=PITCH_A), WindowClosed(pitch=PITCH_A), PitchStarted(pitch=PITCH_B), WindowOpened(pitch=PITCH_B)
    )
    story.when(HOST, StartPitch(pitch=PITCH_A)).refused("pitch_state")
    story.when(HOST, StartPitch(pitch=PITCH_B)).refused("pitch_state")


def test_question_time_has_a_clock_of_its_own() -> None:
    story = on_air().given(HOST, ExtendPitch(pitch=PITCH_A, seconds=60)).later(300)

    story.when(HOST, BeginQuestions(pitch=PITCH_A)).then(QuestionsBegun(pitch=PITCH_A))

    pitch = story.state.pitches[PITCH_A]
    assert (pitch.phase, pitch.questions_at, pitch.extension) == (Phase.questions, story.at, 0)
    story.when(HOST, BeginQuestions(pitch=PITCH_A)).refused("pitch_state")


def test_extensions_add_up_and_may_be_negative() -> None:
    story = on_air().given(HOST, ExtendPitch(pitch=PITCH_A, seconds=120))

    story.when(HOST, ExtendPitch(pitch=PITCH_A, seconds=-30)).then(PitchExtended(pitch=PITCH_A, seconds=-30))

    assert story.state.pitches[PITCH_A].extension == 90
    story.when(HOST, ExtendPitch(pitch=PITCH_B, seconds=1)).refused("pitch_state")


def test_ending_closes_the_window_and_takes_the_presenter_off() -> None:
    story = on_air().given(ANNA, TakeStage(seat=ANNA.seat)).later(600)

    story.when(HOST, EndPitch(pitch=PITCH_A))

    story.then(PitchEnded(pitch=PITCH_A), WindowClosed(pitch=PITCH_A), StageCleared())
    pitch = story.state.pitches[PITCH_A]
    assert (pitch.phase, pitch.ended_at, pitch.ready, pitch.window_open) == (Phase.done, story.at, None, False)
    story.when(HOST, EndPitch(pitch=PITCH_A)).refused("pitch_state")


def test_a_pitch_can_end_during_a_pause() -> None:
    story = on_air().given(HOST, PauseRoadshow())

    story.when(HOST, EndPitch(pitch=PITCH_A)).then(PitchEnded(pitch=PITCH_A), WindowClosed(pitch=PITCH_A))


def test_a_window_opens_again_by_hand_once_the_pitch_has_begun() -> None:
    story = on_air().given(HOST, EndPitch(pitch=PITCH_A))

    story.when(HOST, OpenWindow(pitch=PITCH_A)).then(WindowOpened(pitch=PITCH_A))
    story.when(HOST, OpenWindow(pitch=PITCH_A)).refused("window_open")
    story.when(HOST, OpenWindow(pitch=PITCH_B)).refused("pitch_state")


def test_a_window_closes_by_hand_once() -> None:
    story = on_air()

    story.when(HOST, CloseWindow(pitch=PITCH_A)).then(WindowClosed(pitch=PITCH_A))
    story.when(HOST, CloseWindow(pitch=PITCH_A)).refused("window_closed")
