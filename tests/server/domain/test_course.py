import pytest

from server.domain.course import COURSE, LIVE, OPEN, Act, By, IntentState, require, target
from tests.server.domain.story import expect


def test_every_act_has_its_step_and_every_state_is_come_to() -> None:
    assert set(COURSE) == set(Act)
    assert {step.target for step in COURSE.values()} == set(IntentState)


def test_what_counts_is_what_something_leads_out_of() -> None:
    assert {state for step in COURSE.values() for state in step.sources} == LIVE
    assert {*OPEN, IntentState.confirmed} == LIVE


def test_after_the_confirmation_there_is_only_the_retraction_and_the_lapse() -> None:
    assert {act for act, step in COURSE.items() if IntentState.confirmed in step.sources} == {Act.retract, Act.lapse}


def test_a_clock_needs_nobody_and_nobody_is_a_clock() -> None:
    for step in COURSE.values():
        assert By.clock not in step.by or step.by == (By.clock,)


@pytest.mark.parametrize(
    ("state", "code"),
    [("withdrawn", "intent_withdrawn"), ("confirmed", "intent_confirmed"), ("declined", "intent_state")],
)
def test_an_act_that_leads_nowhere_is_refused_with_the_reason(state: str, code: str) -> None:
    with expect(code):
        require(IntentState(state), Act.revise)
    assert target(IntentState(state), Act.revise) is None
