from server.domain.messages import Role
from server.domain.onair import EndPitch, ReadyPitch, StartPitch
from server.domain.people import ReassignSeat
from server.domain.stage import ClearStage, StageCleared, StageTaken, TakeStage
from server.domain.state import Stage
from tests.server.domain.story import ANNA, BERT, HOST, PITCH_A, PITCH_B, PROJECT_A, live, on_air


def test_a_presenter_goes_on_while_their_pitch_is_on() -> None:
    story = on_air()

    story.when(ANNA, TakeStage(seat=ANNA.seat)).then(StageTaken(seat=ANNA.seat, role=Role.presenter))

    assert story.state.stage == Stage(seat=ANNA.seat, role=Role.presenter, since=story.at)


def test_a_presenter_stays_off_while_another_pitch_is_on_or_none() -> None:
    on_air().when(BERT, TakeStage(seat=BERT.seat)).refused("pitch_state")
    live().when(ANNA, TakeStage(seat=ANNA.seat)).refused("pitch_state")


def test_a_presenter_puts_on_nobody_else() -> None:
    story = on_air()

    story.when(ANNA, TakeStage(seat=BERT.seat))

    story.refused("forbidden")


def test_an_organizer_goes_on_as_organizer_and_puts_others_on_as_presenters() -> None:
    story = live()

    story.when(HOST, TakeStage(seat=HOST.seat)).then(StageTaken(seat=HOST.seat, role=Role.organizer))
    story.when(HOST, TakeStage(seat=BERT.seat)).then(StageTaken(seat=BERT.seat, role=Role.presenter))


def test_taking_a_stage_that_is_taken_by_the_same_seat_changes_nothing() -> None:
    story = on_air().given(ANNA, TakeStage(seat=ANNA.seat))

    story.when(HOST, TakeStage(seat=ANNA.seat)).then()


def test_a_presenter_leaves_only_a_stage_that_is_theirs() -> None:
    story = on_air().given(ANNA, TakeStage(seat=ANNA.seat))

    story.when(BERT, ClearStage()).refused("forbidden")
    story.when(ANNA, ClearStage()).then(StageCleared())
    story.when(HOST, ClearStage()).then()


def test_a_seat_that_changes_its_role_leaves_the_stage_and_is_ready_no_more() -> None:
    story = on_air().given(BERT, ReadyPitch(pitch=PITCH_B, ready=True)).given(HOST, TakeStage(seat=BERT.seat))

    story.given(HOST, ReassignSeat(seat=BERT.seat, role=Role.audience))

    assert story.state.stage.seat is None
    assert story.state.pitches[PITCH_B].ready is None


def test_a_seat_that_moves_to_the_project_on_air_leaves_the_stage_all_the_same() -> None:
    story = on_air().given(HOST, TakeStage(seat=BERT.seat))

    story.given(HOST, ReassignSeat(seat=BERT.seat, role=Role.presenter, project=PROJECT_A))

    assert story.state.stage.seat is None


def test_the_next_pitch_shows_its_ready_presenter_even_over_an_organizer() -> None:
    story = on_air().given(BERT, ReadyPitch(pitch=PITCH_B, ready=True)).given(HOST, TakeStage(seat=HOST.seat))

    story.given(HOST, StartPitch(pitch=PITCH_B))

    assert story.state.stage.seat == BERT.seat


def test_an_organizer_on_stage_stays_on_when_nobody_is_ready() -> None:
    story = on_air().given(HOST, TakeStage(seat=HOST.seat))

    story.given(HOST, StartPitch(pitch=PITCH_B), EndPitch(pitch=PITCH_B))

    assert story.state.stage.seat == HOST.seat


def test_the_presenter_before_goes_off_when_nobody_is_ready() -> None:
    story = on_air().given(ANNA, TakeStage(seat=ANNA.seat))

    story.given(HOST, StartPitch(pitch=PITCH_B))

    assert story.state.stage.seat is None


def test_the_end_of_a_pitch_takes_its_presenter_off() -> None:
    story = on_air().given(ANNA, TakeStage(seat=ANNA.seat))

    story.given(HOST, EndPitch(pitch=PITCH_A))

    assert story.state.stage.seat is None
