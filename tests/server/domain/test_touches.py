from server.domain.course import IntentState
from server.domain.intents import StateIntent
from server.domain.kinds import IntentKind
from server.domain.messages import LeadId
from server.domain.questions import AskQuestion
from server.domain.roadshow import EVOLVE
from server.domain.touches import TOUCHES, Touch, touched
from server.domain.visibility import OWN, SHARED
from tests.server.domain import evening
from tests.server.domain.courses import INTENT, standing
from tests.server.domain.story import IRIS, PROJECT_A, on_air


def test_every_event_type_says_what_it_touches() -> None:
    assert set(TOUCHES) == set(EVOLVE)


def test_a_touch_names_a_kind_of_shared_view_or_a_persons_own() -> None:
    story = evening.whole()
    for entry, state in zip(story.entries, story.states[1:], strict=True):
        for touch in touched(state, entry):
            assert touch.kind in (SHARED if touch.person is None else OWN)


def test_an_intent_touches_itself_the_board_its_lead_and_what_its_investor_sees() -> None:
    story = on_air().given(IRIS, AskQuestion(text="Why?"), id="1")
    story.given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.buy), id="2")
    entry, state = story.entries[-2], story.states[-2]

    assert set(touched(state, entry)) == {
        Touch("intent", "int_2"),
        Touch("board", PROJECT_A),
        Touch("own_intent", "int_2", IRIS.person),
        Touch("me", "me", IRIS.person),
        Touch("lead", LeadId("lea_1")),
    }


def test_an_answer_touches_the_intent_the_board_and_what_its_investor_sees() -> None:
    story = standing(IntentState.seen)

    assert set(touched(story.state, story.entries[-1])) == {
        Touch("intent", INTENT),
        Touch("board", PROJECT_A),
        Touch("own_intent", INTENT, IRIS.person),
    }
