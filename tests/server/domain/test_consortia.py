from typing import Final

import pytest

from server.domain.answers import AcceptIntent, ConfirmIntent, RetractIntent
from server.domain.consortia import (
    MOST,
    ConsortiumEnded,
    ConsortiumFormed,
    FormConsortium,
    InviteMember,
    JoinConsortium,
    LeaveConsortium,
    MemberInvited,
    MemberJoined,
    MemberLeft,
    NumberTaken,
    RemoveMember,
    TakeNumber,
)
from server.domain.course import IntentState
from server.domain.intents import IntentWithdrawn, StateIntent
from server.domain.kinds import IntentKind
from server.domain.looks import own_consortium
from server.domain.messages import Actor, Amount, Command, ConsortiumId, IntentId, ProjectId, Role, Signature
from server.domain.state import Roadshow
from server.domain.terms import Visibility
from server.domain.views import ConsortiumView
from tests.server.domain.story import ANNA, INES, IRIS, IVAN, PROJECT_A, PROJECT_B, Story, actor, on_air

CIRCLE: Final = ConsortiumId("con_1")
JOINT: Final = IntentId("int_j")


def number(state: Roadshow, who: Actor) -> int:
    return state.numbers[who.person]


def invited(*others: Actor, story: Story | None = None) -> Story:
    """Iris leads a consortium about project a and has invited the others."""
    story = (story or on_air()).given(IRIS, FormConsortium(project=PROJECT_A), id="1")
    for who in others:
        if who.person not in story.state.numbers:
            story.given(who, TakeNumber())
        story.given(IRIS, InviteMember(consortium=CIRCLE, number=number(story.state, who)))
    return story


def together(*others: Actor, story: Story | None = None) -> Story:
    """The same, and they have accepted."""
    story = invited(*others, story=story)
    for who in others:
        story.given(who, JoinConsortium(consortium=CIRCLE))
    return story


def state_of(low: int, **fields: object) -> StateIntent:
    amount = Amount(minimum=low, maximum=low * 2, currency="CNY")
    return StateIntent(project=PROJECT_A, kind=IntentKind.invest, amount=amount, **fields)  # type: ignore[arg-type]


def seen(story: Story, who: Actor) -> ConsortiumView | None:
    return own_consortium(story.state, CIRCLE, who.person)


def test_who_forms_a_consortium_leads_it_and_has_a_number() -> None:
    story = on_air().when(IRIS, FormConsortium(project=PROJECT_A), id="1")

    story.then(
        ConsortiumFormed(
            consortium=CIRCLE,
            project=PROJECT_A,
            number=1,
            private=Signature(name=IRIS.name, organisation=IRIS.organisation),
        )
    )
    view = seen(story, IRIS)
    assert view is not None
    assert (view.leading, view.member, [one.name for one in view.members]) == (True, True, [IRIS.name])


def test_who_is_invited_sees_who_leads_and_nothing_of_the_others() -> None:
    story = together(IVAN)
    story.given(INES, TakeNumber())
    story.when(IRIS, InviteMember(consortium=CIRCLE, number=number(story.state, INES)))
    story.then(MemberInvited(consortium=CIRCLE, person=INES.person))

    view = seen(story, INES)

    assert view is not None
    assert (view.member, view.lead.name, view.members, view.shares) == (False, IRIS.name, [], [])


def test_who_accepts_is_seen_by_name_and_sees_the_others() -> None:
    story = invited(IVAN).when(IVAN, JoinConsortium(consortium=CIRCLE)).then(MemberJoined)

    for who in (IRIS, IVAN):
        view = seen(story, who)
        assert view is not None
        assert [one.name for one in view.members] == [IRIS.name, IVAN.name]


def test_a_member_who_leaves_sees_nothing_from_then_on_and_stays_known_by_what_they_stated() -> None:
    story = together(IVAN).given(IVAN, state_of(5, visibility=Visibility.consortium))

    story.when(IVAN, LeaveConsortium(consortium=CIRCLE)).then(MemberLeft(consortium=CIRCLE, person=IVAN.person))

    assert seen(story, IVAN) is None
    view = seen(story, IRIS)
    assert view is not None
    assert (len(view.members), view.shares) == (1, [])
    story.when(IVAN, JoinConsortium(consortium=CIRCLE)).refused("consortium_missing")


def test_members_see_what_others_state_for_them_and_neither_text_nor_what_is_for_somebody_else() -> None:
    story = together(IVAN, INES)
    story.given(IVAN, state_of(5, visibility=Visibility.consortium, comment="<private note>"), id="v")
    story.given(INES, state_of(7, visibility=Visibility.presenter), id="n")

    view = seen(story, IRIS)

    assert view is not None
    assert [(one.intent, one.name) for one in view.shares] == [(IntentId("int_v"), IVAN.name)]
    assert "<private note>" not in repr(view)


@pytest.mark.parametrize("who", [ANNA, IVAN])
def test_what_is_for_members_alone_needs_a_consortium(who: Actor) -> None:
    story = together(INES)

    command = state_of(5, visibility=Visibility.consortium)

    story.when(who, command).refused("consortium_visibility" if who is IVAN else "forbidden")


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        (IRIS, FormConsortium(project=PROJECT_A), "consortium_state"),
        (IVAN, FormConsortium(project=PROJECT_A), "consortium_state"),
        (INES, FormConsortium(project=ProjectId("prj_nowhere")), "project_missing"),
        (IRIS, TakeNumber(), "number_taken"),
        (IRIS, InviteMember(consortium=CIRCLE, number=99), "number_unknown"),
        (IRIS, InviteMember(consortium=CIRCLE, number=2), "consortium_state"),
        (IVAN, InviteMember(consortium=CIRCLE, number=1), "not_leading"),
        (INES, InviteMember(consortium=CIRCLE, number=1), "consortium_missing"),
        (INES, JoinConsortium(consortium=CIRCLE), "consortium_missing"),
        (IVAN, JoinConsortium(consortium=CIRCLE), "consortium_state"),
        (INES, LeaveConsortium(consortium=CIRCLE), "consortium_missing"),
        (IVAN, RemoveMember(consortium=CIRCLE, number=1), "not_leading"),
        (IRIS, RemoveMember(consortium=CIRCLE, number=1), "consortium_state"),
        (IVAN, state_of(5, joint=True), "not_leading"),
        (IRIS, state_of(5, joint=True, visibility=Visibility.consortium), "consortium_visibility"),
    ],
)
def test_what_is_not_theirs_to_do_is_refused(who: Actor, command: Command, code: str) -> None:
    together(IVAN).when(who, command).refused(code)


def test_a_consortium_is_full_at_some_time() -> None:
    story = invited()
    for index in range(MOST - 1):
        who = actor(f"p{index}", Role.investor)
        story.given(who, TakeNumber())
        story.given(IRIS, InviteMember(consortium=CIRCLE, number=number(story.state, who)))
    story.given(IVAN, TakeNumber())

    story.when(IRIS, InviteMember(consortium=CIRCLE, number=number(story.state, IVAN))).refused("consortium_full")


def test_one_may_be_in_a_consortium_about_each_project() -> None:
    together(IVAN).when(IVAN, FormConsortium(project=PROJECT_B)).then(ConsortiumFormed)


def test_a_number_is_taken_once_and_is_ones_own() -> None:
    story = on_air().when(IVAN, TakeNumber()).then(NumberTaken(number=1))

    assert story.state.numbers[IVAN.person] == 1


def test_the_lead_takes_an_invitation_back_and_sends_a_member_away() -> None:
    story = together(IVAN)
    story.given(INES, TakeNumber()).given(IRIS, InviteMember(consortium=CIRCLE, number=3))

    story.given(IRIS, RemoveMember(consortium=CIRCLE, number=3), RemoveMember(consortium=CIRCLE, number=2))

    assert [seen(story, who) for who in (INES, IVAN)] == [None, None]


def test_where_the_lead_leaves_it_is_over_and_what_is_open_jointly_is_withdrawn() -> None:
    story = together(IVAN).given(IRIS, state_of(50, joint=True), id="j")

    story.when(IRIS, LeaveConsortium(consortium=CIRCLE))

    caused = [entry.event for entry in story.entries[-3:]]
    assert caused[:2] == [IntentWithdrawn(intent=JOINT, version=2), ConsortiumEnded(consortium=CIRCLE)]
    assert story.state.intents[JOINT].state is IntentState.withdrawn
    assert [seen(story, who) for who in (IRIS, IVAN)] == [None, None]
    story.when(IVAN, FormConsortium(project=PROJECT_A)).then(ConsortiumFormed)


def test_what_was_confirmed_jointly_is_retracted_before_the_lead_leaves() -> None:
    story = together(IVAN).given(IRIS, state_of(50, joint=True), id="j")
    joint = story.state.intents[JOINT]
    story.given(ANNA, AcceptIntent(intent=JOINT, version=1, content=joint.content))
    story.given(IRIS, ConfirmIntent(intent=JOINT, version=1, content=joint.content))
    story.when(IRIS, LeaveConsortium(consortium=CIRCLE)).refused("consortium_confirmed")

    story.given(IRIS, RetractIntent(intent=JOINT, reason="<no>"))

    story.when(IRIS, LeaveConsortium(consortium=CIRCLE)).then(ConsortiumEnded)
