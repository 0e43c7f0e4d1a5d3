from typing import Final

import pytest

from server.domain.consents import GiveConsent
from server.domain.erasure import PersonErased
from server.domain.imported import ImportLead, ImportText, LeadImported, LeadUnmade, UnmakeLead
from server.domain.intents import StateIntent
from server.domain.kinds import IntentKind
from server.domain.leads import LeadRaised, Signal
from server.domain.looks import lead, passed_lead
from server.domain.messages import Command, LeadId, PersonId, ProjectId, SeatId, Signature
from server.domain.subjects import subject
from tests.server.domain.story import HOST, IRIS, PROJECT_A, PROJECT_B, Story, guest_of, on_air

LEAD, WHO = LeadId("lea_9"), PersonId("per_9")
NEW: Final = ImportLead(project=PROJECT_A, mark="file 2", name=" Ada ", organisation="Fund", contact="ada@fund.cn")


def made() -> Story:
    return on_air().given(HOST, NEW, id="9")


def test_somebody_new_has_a_seat_a_number_and_a_lead_that_says_where_it_is_from() -> None:
    story = on_air().when(HOST, NEW, id="9")

    story.then(
        LeadImported(
            lead=LEAD,
            person=WHO,
            project=PROJECT_A,
            number=1,
            mark="file 2",
            seat=SeatId("sea_9"),
            private=ImportText(signature=Signature(name="Ada", organisation="Fund"), contact="ada@fund.cn"),
        ),
        LeadRaised(lead=LEAD, person=WHO, project=PROJECT_A, signal=Signal.imported, about="file 2", host_only=True),
    )
    view = lead(story.state, LEAD)
    assert view is not None
    assert (view.name, view.number, view.intents) == ("Ada", 1, 0)


def test_what_a_file_says_of_somebody_is_theirs_to_have_erased() -> None:
    story = made()

    assert {subject(entry) for entry in story.entries if isinstance(entry.event, LeadImported)} == {WHO}


def test_presenters_learn_of_it_when_its_person_does_something() -> None:
    story = made()
    assert passed_lead(story.state, LEAD, PROJECT_A) is None

    story.given(guest_of("9"), GiveConsent(project=PROJECT_A))
    assert passed_lead(story.state, LEAD, PROJECT_A) is None

    story.given(guest_of("9"), StateIntent(project=PROJECT_A, kind=IntentKind.pilot))
    view = passed_lead(story.state, LEAD, PROJECT_A)
    assert view is not None
    assert (view.name, view.intents) == ("Ada", 1)


def test_somebody_who_is_known_here_gets_a_lead_of_another_project() -> None:
    story = on_air().given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.pilot))

    story.given(HOST, ImportLead(project=PROJECT_B, mark="file 2", person=IRIS.person), id="9")

    view = lead(story.state, LEAD)
    assert view is not None
    assert (view.name, view.number) == (IRIS.name, 1)
    story.when(HOST, UnmakeLead(lead=LEAD)).then(LeadUnmade(lead=LEAD, person=IRIS.person, project=PROJECT_B))


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (ImportLead(project=PROJECT_A, mark="file 2"), "name_empty"),
        (ImportLead(project=ProjectId("prj_nowhere"), mark="file 2", name="Ada"), "project_missing"),
        (ImportLead(project=PROJECT_A, mark="file 2", person=PersonId("per_nobody")), "person_missing"),
        (ImportLead(project=PROJECT_A, mark="file 2", person=WHO), "lead_there"),
        (UnmakeLead(lead=LeadId("lea_nowhere")), "lead_missing"),
    ],
)
def test_what_makes_no_lead_is_refused(command: Command, code: str) -> None:
    made().when(HOST, command).refused(code)


def test_taking_it_back_erases_who_came_in_by_it_alone() -> None:
    story = made().when(HOST, UnmakeLead(lead=LEAD))

    story.then(LeadUnmade(lead=LEAD, person=WHO, project=PROJECT_A), PersonErased(person=WHO))
    assert (LEAD in story.state.leads, (WHO, PROJECT_A) in story.state.lead_of) == (False, False)


def test_who_has_another_lead_stays() -> None:
    story = made().given(HOST, ImportLead(project=PROJECT_B, mark="file 3", person=WHO))

    story.when(HOST, UnmakeLead(lead=LEAD)).then(LeadUnmade)


def test_what_something_has_come_of_is_not_taken_back() -> None:
    stated = made().given(guest_of("9"), StateIntent(project=PROJECT_A, kind=IntentKind.pilot))
    stated.when(HOST, UnmakeLead(lead=LEAD)).refused("version_stale")


def test_a_lead_that_no_file_made_is_not_taken_back() -> None:
    story = on_air().given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.pilot), id="9")

    story.when(HOST, UnmakeLead(lead=LEAD)).refused("lead_missing")
