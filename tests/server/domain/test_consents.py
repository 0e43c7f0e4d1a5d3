from hypothesis import given
from hypothesis import strategies as st

from server.domain.consents import ConsentGiven, ConsentWithdrawn, GiveConsent, WithdrawConsent, seen_by
from server.domain.intents import StateIntent
from server.domain.kinds import IntentKind
from server.domain.messages import Actor, ProjectId, Role
from server.domain.people import ReassignSeat
from server.domain.presets import Preset
from server.domain.state import Roadshow
from server.domain.terms import Visibility
from server.domain.visibility import Audience, look_at
from server.errors import Rejected
from tests.server.domain.story import (
    ANNA,
    BERT,
    HOST,
    INES,
    IRIS,
    IVAN,
    PROJECT_A,
    PROJECT_B,
    Story,
    actor,
    on_air,
    planned,
)

TEXT, OTHER = "c" * 64, "d" * 64
NAMED = Preset(consent=TEXT)
GIVEN = ConsentGiven(person=IRIS.person, project=PROJECT_A)
ALMA = actor("alma", Role.presenter, PROJECT_A)


def to(recipient: Actor, project: ProjectId = PROJECT_A, text: str = TEXT) -> GiveConsent:
    return GiveConsent(project=project, recipient=recipient.person, text=text)


def name_seen_by(story: Story, presenter: Actor) -> str | None:
    audience = Audience.of(presenter.role, presenter.project, presenter.person)
    view = look_at(story.state, "lead", story.state.lead_of[(IRIS.person, PROJECT_A)], audience)
    assert view is not None
    return view.name  # type: ignore[attr-defined,no-any-return]


def test_a_consent_is_for_one_project_and_given_once() -> None:
    story = planned()

    story.when(IRIS, GiveConsent(project=PROJECT_A)).then(GIVEN)

    assert set(story.state.consents) == {(IRIS.person, PROJECT_A)}
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


def test_where_there_is_a_text_each_presenter_needs_a_consent_under_that_text() -> None:
    story = planned(preset=NAMED)

    story.when(IRIS, GiveConsent(project=PROJECT_A, text=TEXT)).refused("recipient_missing")
    story.when(IRIS, to(ANNA, text="")).refused("notice_missing")
    story.when(IRIS, to(ANNA, text=OTHER)).refused("notice_stale")
    story.when(IRIS, to(ANNA)).then(
        ConsentGiven(person=IRIS.person, project=PROJECT_A, recipient=ANNA.person, text=TEXT)
    )
    story.when(IRIS, to(ANNA)).refused("consent_state")
    story.when(IRIS, to(ALMA)).then(ConsentGiven)


def test_a_consent_that_comes_with_an_intent_names_nobody_and_is_none() -> None:
    wish = StateIntent(project=PROJECT_A, kind=IntentKind.talk, visibility=Visibility.presenter_named, consent=True)

    on_air(preset=NAMED).when(IRIS, wish).refused("recipient_missing")


def test_only_the_presenter_who_was_named_learns_the_name_and_only_until_it_is_withdrawn() -> None:
    story = on_air(preset=NAMED).given(IRIS, to(ANNA))
    story.given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.talk, visibility=Visibility.presenter_named))
    assert (name_seen_by(story, ANNA), name_seen_by(story, ALMA)) == (IRIS.name, None)

    story.given(IRIS, to(ALMA))
    assert (name_seen_by(story, ANNA), name_seen_by(story, ALMA)) == (IRIS.name, IRIS.name)

    story.given(IRIS, WithdrawConsent(project=PROJECT_A, recipient=ANNA.person))
    assert (name_seen_by(story, ANNA), name_seen_by(story, ALMA)) == (None, IRIS.name)


def test_one_step_withdraws_from_all_presenters_of_a_project() -> None:
    story = planned(preset=NAMED).given(IRIS, to(ANNA)).given(IRIS, to(ALMA)).given(IRIS, to(BERT, PROJECT_B))

    story.when(IRIS, WithdrawConsent(project=PROJECT_A)).then(ConsentWithdrawn, ConsentWithdrawn)

    assert set(story.state.consents) == {(IRIS.person, PROJECT_B)}
    assert set(story.state.passed_to) == {BERT.person}


STEPS = st.tuples(
    st.sampled_from([GiveConsent, WithdrawConsent]),
    st.sampled_from([IRIS, IVAN, INES]),
    st.sampled_from([ANNA, ALMA, BERT]),
    st.sampled_from([PROJECT_A, PROJECT_B]),
)


@given(st.lists(STEPS, max_size=30))
def test_a_presenter_may_name_just_those_whose_last_word_to_them_was_a_consent(
    steps: list[tuple[type, Actor, Actor, ProjectId]],
) -> None:
    story, last = planned(preset=NAMED), {}
    for kind, who, recipient, project in steps:
        fields = {"project": project, "recipient": recipient.person}
        try:
            story.act(who, kind(**fields, **({"text": TEXT} if kind is GiveConsent else {})))
        except Rejected:
            continue
        last[(who.person, project, recipient.person)] = kind is GiveConsent

    in_force = {key for key, given in last.items() if given}
    for presenter in (ANNA, ALMA, BERT):
        wanted = {(who, project) for who, project, to in in_force if to == presenter.person}
        assert set(seen_by(story.state, presenter.person).consents) == wanted
    assert set(story.state.consents) == {(who, project) for who, project, _ in in_force}
    assert not seen_by(story.state, None).consents


def test_without_a_text_a_consent_is_for_every_presenter_of_the_project() -> None:
    state: Roadshow = planned().given(IRIS, GiveConsent(project=PROJECT_A)).state

    assert seen_by(state, ANNA.person) is state
    planned().when(IRIS, to(ANNA)).refused("field_refused")
