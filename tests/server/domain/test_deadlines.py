from datetime import UTC, date, datetime, timedelta

import pytest

from server.domain.course import Act, IntentState
from server.domain.deadlines import IntentExpired, IntentLapsed
from server.domain.intents import StateIntent
from server.domain.kinds import IntentKind
from server.domain.messages import IntentId
from server.domain.roadshow import due, next_due
from server.domain.show import ReviseRoadshow
from tests.server.domain.courses import COMMANDS, INTENT, now, standing
from tests.server.domain.story import ANNA, HOST, IRIS, IVAN, PROJECT_A, START, Story, on_air, title


def hours(story: Story, count: float) -> Story:
    return story.later(count * 3600)


@pytest.mark.parametrize("state", [IntentState.submitted, IntentState.seen])
def test_what_nobody_accepts_within_two_days_expires(state: IntentState) -> None:
    story = standing(state)

    assert due(story.state, story.at + timedelta(hours=48, milliseconds=-1)) == []
    assert due(story.state, story.at + timedelta(hours=48)) == [IntentExpired(intent=INTENT)]


def test_looking_at_an_intent_gives_no_more_time_and_a_revision_does() -> None:
    story = hours(standing(IntentState.submitted), 40)
    story.given(ANNA, COMMANDS[Act.see](now(story)))
    assert next_due(story.state) == START + timedelta(hours=48)

    story.given(IRIS, COMMANDS[Act.revise](now(story)))

    assert next_due(story.state) == START + timedelta(hours=88)


def test_what_is_not_confirmed_within_ten_days_of_the_acceptance_expires() -> None:
    story = hours(standing(IntentState.seen), 47)
    story.given(ANNA, COMMANDS[Act.accept](now(story)))

    assert next_due(story.state) == story.at + timedelta(days=10)
    assert due(story.state, story.at + timedelta(days=10)) == [IntentExpired(intent=INTENT)]


def test_the_investors_own_day_to_decide_is_over_at_midnight_where_the_roadshow_is() -> None:
    intent = StateIntent(project=PROJECT_A, kind=IntentKind.buy, decide_by=date(2026, 11, 24))

    story = on_air().given(IRIS, intent, id="1")

    assert next_due(story.state) == datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def test_the_day_to_decide_does_not_lengthen_the_clock() -> None:
    intent = StateIntent(project=PROJECT_A, kind=IntentKind.buy, decide_by=date(2027, 11, 24))

    assert next_due(on_air().given(IRIS, intent).state) == START + timedelta(hours=48)


def test_what_is_confirmed_lapses_when_its_closing_day_is_over_and_else_never() -> None:
    story = standing(IntentState.confirmed)
    assert next_due(story.state) == datetime(2027, 1, 31, 16, 0, tzinfo=UTC)
    assert due(story.state, datetime(2027, 1, 31, 16, 0, tzinfo=UTC)) == [IntentLapsed(intent=INTENT)]

    forever = on_air().given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.buy), id="1")
    forever.given(ANNA, COMMANDS[Act.accept](now(forever))).given(IRIS, COMMANDS[Act.confirm](now(forever)))
    assert next_due(forever.state) is None


def test_the_clocks_are_those_of_the_plan_and_one_that_runs_keeps_its_length() -> None:
    story = on_air().given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.buy), id="1")
    story.given(
        HOST, ReviseRoadshow(title=title("Evening"), starts_at=START, accept_within=1, confirm_within=2, grace=0)
    )

    assert next_due(story.state) == START + timedelta(hours=48)
    story.given(IVAN, StateIntent(project=PROJECT_A, kind=IntentKind.buy), id="2")
    assert next_due(story.state) == START + timedelta(hours=1)
    hours(story, 1).ring()
    story.given(ANNA, COMMANDS[Act.accept](now(story)))
    assert next_due(story.state) == START + timedelta(hours=1, days=2)


def test_a_command_that_comes_after_the_clock_finds_the_intent_expired() -> None:
    story = hours(standing(IntentState.seen), 48)

    story.when(ANNA, COMMANDS[Act.accept](now(story))).refused("intent_state")

    assert now(story).state is IntentState.expired


def test_who_let_an_intent_expire_may_state_another() -> None:
    story = hours(standing(IntentState.submitted), 48)

    story.given(IRIS, StateIntent(project=PROJECT_A, kind=IntentKind.invest), id="2")

    assert set(story.state.live_intents.values()) == {IntentId("int_2")}


def test_all_that_is_due_happens_in_the_order_in_which_it_was() -> None:
    story = standing(IntentState.submitted).later(60)
    story.given(IVAN, StateIntent(project=PROJECT_A, kind=IntentKind.buy), id="0")

    assert due(hours(story, 100).state, story.at) == [
        IntentExpired(intent=INTENT),
        IntentExpired(intent=IntentId("int_0")),
    ]
