import pytest

from server.domain.messages import Command, PersonId, ProjectId, QuestionId, Role
from server.domain.people import (
    MutePerson,
    PersonMuted,
    PersonReadmitted,
    PersonRemoved,
    PersonUnmuted,
    ReadmitPerson,
    ReassignSeat,
    RemovePerson,
    SeatReassigned,
    UnmutePerson,
    acting,
)
from server.domain.questions import AskQuestion, WithdrawQuestion
from tests.server.domain.story import (
    ANNA,
    COHOST,
    GUEST,
    HOST,
    IRIS,
    PROJECT_A,
    PROJECT_B,
    expect,
    live,
    on_air,
    planned,
)


def test_a_muted_person_asks_nothing_until_unmuted() -> None:
    story = on_air()

    story.when(HOST, MutePerson(person=IRIS.person)).then(PersonMuted(person=IRIS.person))
    story.when(IRIS, AskQuestion(text="Why?")).refused("muted")
    story.when(HOST, UnmutePerson(person=IRIS.person)).then(PersonUnmuted(person=IRIS.person))
    story.given(IRIS, AskQuestion(text="Why?"))


def test_a_muted_person_may_still_take_a_question_back() -> None:
    story = on_air().given(IRIS, AskQuestion(text="Why?"), id="1").given(HOST, MutePerson(person=IRIS.person))

    story.given(IRIS, WithdrawQuestion(question=QuestionId("que_1")))


def test_a_removed_person_does_nothing_until_readmitted() -> None:
    story = live()

    story.when(HOST, RemovePerson(person=GUEST.person)).then(PersonRemoved(person=GUEST.person))
    story.when(GUEST, AskQuestion(text="Why?")).refused("removed")
    story.when(HOST, ReadmitPerson(person=GUEST.person)).then(PersonReadmitted(person=GUEST.person))
    story.given(GUEST, AskQuestion(text="Why?"))


def test_muting_and_removing_do_not_undo_each_other() -> None:
    story = live().given(HOST, MutePerson(person=GUEST.person), RemovePerson(person=GUEST.person))

    story.given(HOST, ReadmitPerson(person=GUEST.person))

    assert story.state.standing(GUEST.person).muted


@pytest.mark.parametrize("kind", [MutePerson, UnmutePerson, RemovePerson, ReadmitPerson])
def test_each_is_done_once(kind: type) -> None:
    story = planned()
    before: dict[type, Command] = {
        UnmutePerson: MutePerson(person=GUEST.person),
        ReadmitPerson: RemovePerson(person=GUEST.person),
    }
    if kind in before:
        story.given(HOST, before[kind])

    story.given(HOST, kind(person=GUEST.person)).when(HOST, kind(person=GUEST.person))

    story.refused("person_state")


def test_nobody_removes_themselves_or_changes_their_own_seat() -> None:
    planned().when(HOST, RemovePerson(person=HOST.person)).refused("forbidden")
    planned().when(HOST, ReassignSeat(seat=HOST.seat, role=Role.audience)).refused("forbidden")


def test_a_seat_acts_in_its_new_role_at_once() -> None:
    story = live()

    story.when(HOST, ReassignSeat(seat=GUEST.seat, role=Role.presenter, project=PROJECT_B))

    story.then(SeatReassigned(seat=GUEST.seat, role=Role.presenter, project=PROJECT_B))
    now = acting(story.state, GUEST)
    assert (now.role, now.project, now.person) == (Role.presenter, PROJECT_B, GUEST.person)


def test_an_organizer_who_is_one_no_more_has_no_rights_left() -> None:
    story = planned().given(HOST, ReassignSeat(seat=COHOST.seat, role=Role.audience))

    story.when(COHOST, MutePerson(person=GUEST.person)).refused("forbidden")


def test_a_presenter_needs_a_project_and_nobody_else_has_one() -> None:
    planned().when(HOST, ReassignSeat(seat=GUEST.seat, role=Role.presenter)).refused("project_needed")
    planned().when(HOST, ReassignSeat(seat=ANNA.seat, role=Role.investor, project=PROJECT_A)).refused("project_needed")
    nowhere = ReassignSeat(seat=ANNA.seat, role=Role.presenter, project=ProjectId("prj_nowhere"))
    planned().when(HOST, nowhere).refused("project_missing")


def test_who_was_removed_acts_in_no_role() -> None:
    story = planned().given(HOST, RemovePerson(person=PersonId("per_guest")))

    with expect("removed"):
        acting(story.state, GUEST)
