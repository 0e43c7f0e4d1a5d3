from server.domain.consents import ConsentGiven, ConsentWithdrawn, GiveConsent, WithdrawConsent
from server.domain.messages import ProjectId, Role
from server.domain.people import ReassignSeat
from tests.server.domain.story import HOST, IRIS, IVAN, PROJECT_A, PROJECT_B, planned

GIVEN = ConsentGiven(person=IRIS.person, project=PROJECT_A)


def test_a_consent_is_for_one_project_and_given_once() -> None:
    story = planned()

    story.when(IRIS, GiveConsent(project=PROJECT_A)).then(GIVEN)

    assert dict(story.state.consents) == {(IRIS.person, PROJECT_A): story.at}
    story.when(IRIS, GiveConsent(project=PROJECT_A)).refused("consent_state")
    story.when(IRIS, GiveConsent(project=PROJECT_B)).then(ConsentGiven(person=IRIS.person, project=PROJECT_B))


def test_a_consent_is_withdrawn_as_easily_by_who_gave_it() -> None:
    story = planned().given(IRIS, GiveConsent(project=PROJECT_A))

    story.when(IVAN, WithdrawConsent(project=PROJECT_A)).refused("consent_state")
    story.when(IRIS, WithdrawConsent(project=PROJECT_A))

    story.then(ConsentWithdrawn(person=IRIS.person, project=PROJECT_A))
    assert not story.state.consents
    story.when(IRIS, WithdrawConsent(project=PROJECT_A)).refused("consent_state")


def test_a_consent_is_withdrawn_whatever_the_role_is_by_now() -> None:
    story = planned().given(IRIS, GiveConsent(project=PROJECT_A))
    story.given(HOST, ReassignSeat(seat=IRIS.seat, role=Role.presenter, project=PROJECT_B))

    story.when(IRIS, GiveConsent(project=PROJECT_B)).refused("forbidden")
    story.when(IRIS, WithdrawConsent(project=PROJECT_A)).then(ConsentWithdrawn(person=IRIS.person, project=PROJECT_A))


def test_a_consent_needs_a_project_that_is_there() -> None:
    planned().when(IRIS, GiveConsent(project=ProjectId("prj_nowhere"))).refused("project_missing")
