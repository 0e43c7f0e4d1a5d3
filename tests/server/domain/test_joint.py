import pytest

from server.domain.board import BoardView
from server.domain.consents import GiveConsent
from server.domain.consortia import JoinConsortium, LeaveConsortium, RemoveMember
from server.domain.intents import ReviseIntent, StateIntent, WithdrawIntent
from server.domain.joint import enclosing
from server.domain.kinds import IntentKind
from server.domain.looks import intent, passed_intent, presenter_board, public_board, whole_board
from server.domain.messages import Amount, IntentId
from server.domain.terms import Visibility
from tests.server.domain.story import INES, IRIS, IVAN, PROJECT_A, Story
from tests.server.domain.test_consortia import CIRCLE, JOINT, invited, state_of, together

SHARE, OWN = IntentId("int_s"), IntentId("int_o")


def low(board: BoardView | None) -> tuple[int, list[int]]:
    """How many parties there are, and the low end of each sum."""
    assert board is not None
    return board.parties, [one.minimum for one in board.sums]


def whole(story: Story) -> tuple[int, list[int]]:
    return low(whole_board(story.state, PROJECT_A))


def shared(visibility: Visibility = Visibility.presenter, joint: Visibility = Visibility.presenter) -> Story:
    """Ivan has stated 5, and Iris 50 for both of them."""
    story = together(IVAN).given(IVAN, state_of(5, visibility=visibility), id="s")
    return story.given(IRIS, state_of(50, joint=True, visibility=joint), id="j")


def test_a_joint_intent_counts_once_and_what_its_members_state_counts_inside() -> None:
    story = together(IVAN).given(IVAN, state_of(5), id="s").given(IRIS, state_of(7), id="o")
    assert whole(story) == (2, [12])

    story.given(IRIS, state_of(50, joint=True), id="j")

    assert whole(story) == (1, [50])
    assert [enclosing(story.state, story.state.intents[one]) for one in (SHARE, OWN)] == [
        story.state.intents[JOINT]
    ] * 2


def test_what_the_lead_states_alone_stands_beside_what_they_state_for_all() -> None:
    story = shared().given(IRIS, state_of(7), id="o")

    assert {one.intent for one in story.state.intents.values() if one.live} == {JOINT, SHARE, OWN}


def test_stating_jointly_again_is_the_next_version() -> None:
    story = shared().given(IRIS, state_of(60, joint=True))

    assert (story.state.intents[JOINT].version, whole(story)) == (2, (1, [60]))


def test_another_kind_counts_for_itself() -> None:
    story = shared()

    story.given(IVAN, StateIntent(project=PROJECT_A, kind=IntentKind.pilot))

    view = whole_board(story.state, PROJECT_A)
    assert view is not None
    assert view.kinds == {IntentKind.invest: 1, IntentKind.pilot: 1}


def test_when_the_joint_intent_is_over_what_members_stated_counts_again() -> None:
    story = shared().given(IRIS, WithdrawIntent(intent=JOINT))

    assert whole(story) == (1, [5])


def test_what_a_newcomer_has_stated_counts_inside_from_then_on() -> None:
    story = invited(IVAN).given(IVAN, state_of(5), id="s").given(IRIS, state_of(50, joint=True), id="j")
    assert whole(story) == (2, [55])

    story.given(IVAN, JoinConsortium(consortium=CIRCLE))

    assert whole(story) == (1, [50])


def test_who_leaves_counts_inside_until_the_joint_intent_is_stated_without_them() -> None:
    story = shared().given(IVAN, LeaveConsortium(consortium=CIRCLE))
    assert whole(story) == (1, [50])
    view = intent(story.state, JOINT)
    assert view is not None
    assert view.joint is not None
    assert (view.joint.members, view.joint.left) == (2, 1)

    amount = Amount(minimum=45, maximum=90, currency="CNY")
    story.given(IRIS, ReviseIntent(intent=JOINT, version=1, kind=IntentKind.invest, amount=amount))

    assert whole(story) == (2, [50])
    view = intent(story.state, JOINT)
    assert view is not None
    assert view.joint is not None
    assert (view.joint.members, view.joint.left, view.joint.shares) == (1, 0, [])


def test_a_share_counts_by_itself_on_a_board_that_does_not_count_the_joint_intent() -> None:
    story = shared(joint=Visibility.host_only)

    assert whole(story) == (1, [50])
    assert low(presenter_board(story.state, PROJECT_A, PROJECT_A)) == (1, [5])
    assert low(public_board(story.state, PROJECT_A)) == (1, [])


def test_a_hidden_joint_intent_makes_no_sign_to_presenters() -> None:
    before = together(IVAN).given(IVAN, state_of(5), id="s").state
    after = shared(joint=Visibility.host_only).state

    assert passed_intent(before, SHARE, PROJECT_A) == passed_intent(after, SHARE, PROJECT_A)
    assert passed_intent(after, JOINT, PROJECT_A) is None


@pytest.mark.parametrize(
    ("visibility", "listed"),
    [
        (Visibility.host_only, []),
        (Visibility.consortium, []),
        (Visibility.presenter, [None]),
        (Visibility.presenter_named, [IVAN.name]),
    ],
)
def test_presenters_see_shares_as_the_visibility_of_each_allows_and_organizers_all(
    visibility: Visibility, listed: list[str | None]
) -> None:
    story = together(IVAN).given(IVAN, GiveConsent(project=PROJECT_A)).given(IVAN, state_of(5, visibility=visibility))
    story.given(IRIS, state_of(50, joint=True), id="j")

    passed, all_of_it = passed_intent(story.state, JOINT, PROJECT_A), intent(story.state, JOINT)

    assert passed is not None
    assert passed.joint is not None
    assert [one.name for one in passed.joint.shares] == listed
    assert all_of_it is not None
    assert all_of_it.joint is not None
    assert [one.name for one in all_of_it.joint.shares] == [IVAN.name]


def test_what_somebody_sent_away_states_anew_is_not_counted_twice() -> None:
    story = shared().given(INES, state_of(1))
    story.given(IRIS, RemoveMember(consortium=CIRCLE, number=story.state.numbers[IVAN.person]))

    story.given(IVAN, state_of(6))

    assert whole(story) == (2, [51])


def test_what_is_over_is_inside_nothing() -> None:
    story = shared().given(IVAN, WithdrawIntent(intent=SHARE))

    view = intent(story.state, SHARE)
    assert view is not None
    assert view.inside is None
