"""The looks that depend on who looks, example by example; that no picture tells a secret is in test_visibility."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from server.domain import looks, views
from server.domain.consents import GiveConsent
from server.domain.intents import StateIntent
from server.domain.kinds import IntentKind
from server.domain.messages import IntentId, LeadId, QuestionId
from server.domain.onair import CallPitch, ReadyPitch
from server.domain.people import MutePerson
from server.domain.prompts import SendPrompt
from server.domain.questions import AskQuestion, DismissQuestion, WithdrawQuestion
from server.domain.state import QuestionStatus, Roadshow
from server.domain.terms import Visibility
from tests.server.domain.story import (
    ANNA,
    GUEST,
    HOST,
    IRIS,
    IVAN,
    PITCH_A,
    PROJECT_A,
    PROJECT_B,
    Story,
    on_air,
    planned,
    title,
)

QUESTION, INTENT, LEAD = QuestionId("que_1"), IntentId("int_1"), LeadId("lea_1")


def stated(visibility: Visibility) -> Story:
    return on_air().given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.buy, visibility=visibility), id="1")


def test_the_announcement_says_where_the_roadshow_stands() -> None:
    view = looks.show(on_air().state, "show")

    assert (view.title, view.status, view.started_at) == (title("Evening"), "live", on_air().at)


def test_a_pitch_is_shown_without_its_backstage() -> None:
    state = planned().given(HOST, CallPitch(pitch=PITCH_A)).given(ANNA, ReadyPitch(pitch=PITCH_A, ready=True)).state

    assert looks.backstage(state, PITCH_A) == views.BackstageView(pitch=PITCH_A, called=True, ready=ANNA.seat)
    assert looks.own_backstage(state, PITCH_A, PROJECT_A) == looks.backstage(state, PITCH_A)
    assert looks.own_backstage(state, PITCH_A, PROJECT_B) is None
    assert not {"called", "ready"} & set(views.PitchView.__struct_fields__)


def test_an_anonymous_question_has_a_name_for_organizers_only() -> None:
    state = on_air(moderated=False).given(GUEST, AskQuestion(text="Why?", anonymous=True), id="1").state
    shown, staff = looks.shown_question(state, QUESTION), looks.any_question(state, QUESTION)

    assert shown is not None
    assert (shown.text, shown.name, shown.organisation, shown.author) == ("Why?", None, None, None)
    assert staff is not None
    assert (staff.name, staff.author) == (GUEST.name, GUEST.person)


def test_a_question_is_signed_unless_it_is_anonymous() -> None:
    shown = looks.shown_question(on_air(moderated=False).given(GUEST, AskQuestion(text="Why?"), id="1").state, QUESTION)

    assert shown is not None
    assert (shown.name, shown.organisation, shown.author) == (GUEST.name, GUEST.organisation, None)


def test_held_and_dismissed_questions_are_for_organizers_and_their_author() -> None:
    held = on_air().given(GUEST, AskQuestion(text="Why?"), id="1")
    dismissed = on_air(moderated=False).given(GUEST, AskQuestion(text="Why?"), id="1")
    dismissed.given(HOST, DismissQuestion(question=QUESTION))

    for state in (held.state, dismissed.state):
        assert looks.shown_question(state, QUESTION) is None
        assert looks.any_question(state, QUESTION) is not None
        assert looks.own_question(state, QUESTION, GUEST.person) is not None
        assert looks.own_question(state, QUESTION, IRIS.person) is None


def test_what_its_author_took_back_is_for_the_author_alone() -> None:
    story = on_air(moderated=False).given(GUEST, AskQuestion(text="Why?"), id="1")

    state = story.given(GUEST, WithdrawQuestion(question=QUESTION)).state

    assert looks.shown_question(state, QUESTION) is looks.any_question(state, QUESTION) is None
    own = looks.own_question(state, QUESTION, GUEST.person)
    assert own is not None
    assert own.status is QuestionStatus.withdrawn


def test_a_presenter_sees_no_intent_for_the_host_alone_nor_of_another_project() -> None:
    assert looks.passed_intent(stated(Visibility.host_only).state, INTENT, PROJECT_A) is None
    assert looks.passed_intent(stated(Visibility.presenter).state, INTENT, PROJECT_B) is None
    assert looks.passed_lead(stated(Visibility.host_only).state, LEAD, PROJECT_A) is None
    assert looks.passed_lead(stated(Visibility.presenter).state, LEAD, PROJECT_B) is None


def test_a_presenter_sees_a_number_until_there_is_consent_to_the_name() -> None:
    story = stated(Visibility.presenter)
    lead = looks.passed_lead(story.state, LEAD, PROJECT_A)
    assert lead is not None
    assert (lead.number, lead.person, lead.name, lead.organisation) == (1, None, None, None)

    named = looks.passed_lead(story.given(IRIS, GiveConsent(project=PROJECT_A)).state, LEAD, PROJECT_A)

    assert named is not None
    assert (named.number, named.person, named.name) == (1, IRIS.person, IRIS.name)


def test_an_intent_is_by_name_only_with_the_visibility_and_the_consent() -> None:
    story = stated(Visibility.presenter).given(IRIS, GiveConsent(project=PROJECT_A))
    by_number = looks.passed_intent(story.state, INTENT, PROJECT_A)

    story.given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.buy, visibility=Visibility.presenter_named))
    by_name = looks.passed_intent(story.state, INTENT, PROJECT_A)

    assert by_number is not None
    assert by_name is not None
    assert (by_number.number, by_number.person, by_number.name) == (1, None, None)
    assert (by_name.number, by_name.person, by_name.name) == (1, IRIS.person, IRIS.name)


def test_organizers_see_every_intent_by_name() -> None:
    view = looks.intent(stated(Visibility.host_only).state, INTENT)

    assert view is not None
    assert (view.person, view.name, view.organisation) == (IRIS.person, IRIS.name, IRIS.organisation)


def test_a_prompt_is_for_its_project() -> None:
    state = planned().given(HOST, SendPrompt(project=PROJECT_A, text="Now")).state

    assert looks.own_prompt(state, PROJECT_A, PROJECT_A) == looks.prompt(state, PROJECT_A)
    assert looks.own_prompt(state, PROJECT_A, PROJECT_B) is None


def test_one_knows_how_one_stands() -> None:
    state = stated(Visibility.presenter).given(HOST, MutePerson(person=IRIS.person)).state

    assert looks.me(state, "me", IRIS.person) == views.MeView(muted=True, number=1)
    assert looks.me(state, "me", IVAN.person) == views.MeView(muted=False, number=None)


def test_an_own_intent_is_of_nobody_else() -> None:
    state = stated(Visibility.host_only).state

    assert looks.own_intent(state, INTENT, IRIS.person) is not None
    assert looks.own_intent(state, INTENT, IVAN.person) is None


def test_what_is_not_there_looks_like_nothing() -> None:
    state = planned().state
    every: list[Callable[[Roadshow, Any], Struct | None]] = [
        looks.pitch,
        looks.backstage,
        looks.shown_question,
        looks.any_question,
        looks.intent,
        looks.lead,
        looks.prompt,
        looks.standing,
    ]

    assert [look(state, "nowhere") for look in every] == [None] * len(every)
