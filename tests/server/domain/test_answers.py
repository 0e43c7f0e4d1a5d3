from itertools import product
from typing import Final

import pytest

from server.domain.answers import (
    AcceptIntent,
    ConfirmIntent,
    DeclineIntent,
    IntentAccepted,
    IntentConfirmed,
    IntentDeclined,
    IntentRetracted,
    IntentSeen,
    Reason,
    RetractIntent,
    SeeIntents,
    VoidIntent,
)
from server.domain.course import COURSE, Act, By, IntentState
from server.domain.intents import ReviseIntent, StateIntent
from server.domain.kinds import IntentKind
from server.domain.leads import LeadRaised
from server.domain.messages import Actor, IntentId, Role
from server.domain.onair import EndPitch
from server.domain.people import ReassignSeat
from server.domain.show import EndRoadshow
from server.domain.state import Feedback
from server.domain.terms import Condition, ConditionKind, Visibility
from server.errors import Rejected
from tests.server.domain.courses import CLOCKS, COMMANDS, INTENT, addressee, now, standing
from tests.server.domain.story import ANNA, BERT, CAST, HOST, IRIS, IVAN, PITCH_A, PROJECT_A, on_air

VISIBILITIES: Final = (Visibility.presenter, Visibility.host_only)
CELLS: Final = list(product(IntentState, COMMANDS, VISIBILITIES))


def may(who: Actor, act: Act, visibility: Visibility) -> bool:
    """Whether COURSE lets somebody do it, read here once more and in another way."""
    addressed = who.role is Role.organizer if visibility is Visibility.host_only else who == ANNA
    allowed = {By.investor: who == IRIS, By.addressee: addressed, By.staff: who.role is Role.organizer}
    return any(allowed.get(by, False) for by in COURSE[act].by)


@pytest.mark.parametrize(("state", "act", "visibility"), CELLS)
def test_every_act_of_everybody_in_every_state_does_what_the_course_says(
    state: IntentState, act: Act, visibility: Visibility
) -> None:
    for who in CAST:
        story = standing(state, visibility)
        assert now(story).state is state
        before = story.state
        step = COURSE[act]
        if may(who, act, visibility) and state in step.sources:
            story.given(who, COMMANDS[act](now(story)))
            assert now(story).state is step.target
            assert now(story).since == story.at
        else:
            with pytest.raises(Rejected):
                story.act(who, COMMANDS[act](now(story)))
            assert story.state == before


@pytest.mark.parametrize(("state", "act", "visibility"), list(product(IntentState, CLOCKS, VISIBILITIES)))
def test_every_clock_in_every_state_does_what_the_course_says(
    state: IntentState, act: Act, visibility: Visibility
) -> None:
    story = standing(state, visibility)

    story.later(100 * 86400).ring()

    acts = [clock for clock in CLOCKS if state in COURSE[clock].sources]
    assert now(story).state is (COURSE[acts[0]].target if acts else state)


@pytest.mark.parametrize("state", list(IntentState))
def test_an_intent_is_on_the_board_and_claims_its_kind_exactly_while_it_is_live(state: IntentState) -> None:
    story = standing(state)

    counts = state in {IntentState.submitted, IntentState.seen, IntentState.accepted, IntentState.confirmed}
    assert now(story).live is counts
    assert len(story.state.live_intents) == len(story.state.tallies[PROJECT_A].whole.parties) == int(counts)


def test_several_are_seen_at_once_and_those_that_were_stay_as_they_are() -> None:
    story = standing(IntentState.accepted).given(IVAN, StateIntent(project=PROJECT_A, kind=IntentKind.buy), id="2")
    both = SeeIntents(intents=(INTENT, IntentId("int_2"), IntentId("int_2")))

    story.when(ANNA, both).then(IntentSeen(intent=IntentId("int_2")))

    story.when(ANNA, both).refused("intent_state")


def test_an_intent_that_is_not_for_somebody_is_not_there_for_them() -> None:
    hidden = standing(IntentState.submitted, Visibility.host_only)

    for act in (Act.see, Act.accept, Act.decline):
        hidden.when(ANNA, COMMANDS[act](now(hidden))).refused("intent_missing")
        standing(IntentState.submitted).when(BERT, COMMANDS[act](now(hidden))).refused("intent_missing")


def test_an_organizer_does_not_answer_for_the_presenter() -> None:
    story = standing(IntentState.submitted)

    story.when(HOST, COMMANDS[Act.accept](now(story))).refused("not_addressed")


def test_what_is_accepted_and_confirmed_is_exactly_what_was_looked_at() -> None:
    story = standing(IntentState.seen)
    seen = now(story)
    stale = AcceptIntent(intent=INTENT, version=1, content="0" * 64)

    story.when(ANNA, stale).refused("content_stale")
    story.given(IRIS, COMMANDS[Act.revise](seen))
    story.when(ANNA, COMMANDS[Act.accept](seen)).refused("version_stale")
    story.when(ANNA, COMMANDS[Act.accept](now(story))).then(
        IntentAccepted(intent=INTENT, version=2, content=now(story).content)
    )
    story.when(IRIS, ConfirmIntent(intent=INTENT, version=2, content=seen.content)).refused("content_stale")
    story.when(IRIS, ConfirmIntent(intent=INTENT, version=1, content=seen.content)).refused("version_stale")
    story.when(IRIS, COMMANDS[Act.confirm](now(story))).then(IntentConfirmed, LeadRaised)


def test_a_revision_resets_the_acceptance() -> None:
    story = standing(IntentState.accepted)

    story.given(IRIS, COMMANDS[Act.revise](now(story)))

    assert now(story).state is IntentState.submitted
    story.when(IRIS, COMMANDS[Act.confirm](now(story))).refused("intent_state")


def test_conditions_bar_the_confirmation_but_not_the_acceptance() -> None:
    diligence = Condition(kind=ConditionKind.due_diligence)
    story = on_air().given(
        IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.invest, conditions=(diligence,)), id="1"
    )

    story.given(ANNA, COMMANDS[Act.accept](now(story)))

    story.when(IRIS, COMMANDS[Act.confirm](now(story))).refused("intent_conditions")
    story.given(IRIS, ReviseIntent(intent=INTENT, version=1, kind=IntentKind.invest))
    story.given(ANNA, COMMANDS[Act.accept](now(story))).given(IRIS, COMMANDS[Act.confirm](now(story)))
    assert now(story).state is IntentState.confirmed


def test_a_refusal_says_why_and_in_private_what_else() -> None:
    story = standing(IntentState.seen)

    story.when(ANNA, DeclineIntent(intent=INTENT, feedback=Feedback.scientific, note=" Read our paper. "))

    story.then(IntentDeclined(intent=INTENT, feedback=Feedback.scientific, private=Reason(text="Read our paper.")))
    assert (now(story).feedback, now(story).reason) == (Feedback.scientific, "Read our paper.")


def test_a_refusal_needs_no_more_words_than_its_category() -> None:
    story = standing(IntentState.seen)

    story.when(ANNA, DeclineIntent(intent=INTENT, feedback=Feedback.too_early, note=" "))

    story.then(IntentDeclined(intent=INTENT, feedback=Feedback.too_early))


def test_to_retract_and_to_void_needs_a_reason() -> None:
    confirmed, submitted = standing(IntentState.confirmed), standing(IntentState.submitted)

    confirmed.when(IRIS, RetractIntent(intent=INTENT, reason=" \u200b")).refused("text_empty")
    submitted.when(HOST, VoidIntent(intent=INTENT, reason="")).refused("text_empty")


def test_answers_are_given_long_after_the_pitch_and_the_roadshow() -> None:
    story = standing(IntentState.submitted).given(HOST, EndPitch(pitch=PITCH_A), EndRoadshow()).later(3600)

    story.given(ANNA, COMMANDS[Act.accept](now(story))).given(IRIS, COMMANDS[Act.confirm](now(story)))

    assert now(story).state is IntentState.confirmed


def test_who_is_an_investor_no_more_may_still_retract() -> None:
    story = standing(IntentState.confirmed).given(HOST, ReassignSeat(seat=IRIS.seat, role=Role.audience))

    story.when(IRIS, COMMANDS[Act.retract](now(story))).then(IntentRetracted)


def test_what_became_of_an_intent_before_is_not_what_is_said_of_it_now() -> None:
    story = standing(IntentState.submitted)

    story.given(addressee(Visibility.presenter), COMMANDS[Act.decline](now(story)))
    story.given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.invest), id="2")

    again = story.state.intents[IntentId("int_2")]
    assert (again.version, again.reason, again.feedback) == (1, None, None)


def test_where_the_investor_answered_is_remembered() -> None:
    story = standing(IntentState.accepted, Visibility.presenter)
    assert now(story).answered is None

    story.given(IRIS, COMMANDS[Act.confirm](now(story)))
    confirmed = now(story).answered
    story.given(IRIS, COMMANDS[Act.retract](now(story)))

    events = {entry.seq: type(entry.event) for entry in story.entries}
    assert events[confirmed or 0] is IntentConfirmed
    assert events[now(story).answered or 0] is IntentRetracted
