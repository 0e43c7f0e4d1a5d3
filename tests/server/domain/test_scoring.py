from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import astuple

from server.domain.course import LIVE, IntentState
from server.domain.scoring import HALF_LIFE, MOST, Interest, recency, score
from server.domain.terms import Level
from server.domain.workspace import Fit
from tests.contracts.account_store import NOW

INTERESTS = st.builds(
    Interest,
    intents=st.lists(st.tuples(st.sampled_from(Level), st.sampled_from(sorted(LIVE)))),
    fit=st.lists(st.sampled_from(Fit)),
    questions=st.integers(0, 1000),
    votes=st.integers(0, 1000),
    watched=st.integers(0, 10**6),
    last_at=st.none() | st.just(NOW),
)


@given(INTERESTS, st.timedeltas(timedelta(), timedelta(days=400)))
def test_a_score_is_the_sum_of_parts_that_stay_within_their_bounds(interest: Interest, age: timedelta) -> None:
    made = score(interest, NOW + age)

    parts, most = astuple(made), astuple(MOST)
    assert [sum(parts[1:]), sum(most[1:])] == [made.total, MOST.total]
    assert all(0 <= points <= bound for points, bound in zip(parts, most, strict=True))


@given(INTERESTS, st.timedeltas(timedelta(), timedelta(days=100)), st.timedeltas(timedelta(), timedelta(days=100)))
def test_a_score_never_rises_by_waiting(interest: Interest, age: timedelta, more: timedelta) -> None:
    assert score(interest, NOW + age + more).total <= score(interest, NOW + age).total


def test_the_firmest_of_several_intents_counts_and_more_once_it_is_confirmed() -> None:
    def intent(*several: tuple[Level, IntentState]) -> int:
        return score(Interest(intents=several), NOW).total

    weak, firm = (Level.interested, IntentState.submitted), (Level.soft_committed, IntentState.seen)
    confirmed = (Level.soft_committed, IntentState.confirmed)

    assert intent(weak, firm) == intent(firm) > intent(weak) > intent() == 0
    assert intent(confirmed) > intent((Level.soft_committed, IntentState.accepted)) > intent(firm)


def test_what_was_done_counts_up_to_a_bound_each() -> None:
    def engagement(**done: Any) -> int:
        return score(Interest(**done), NOW).total

    assert (engagement(questions=1), engagement(votes=1), engagement(watched=119)) == (4, 2, 1)
    assert (engagement(questions=9), engagement(votes=9), engagement(watched=9999)) == (8, 4, 9)
    assert (engagement(downloads=1), engagement(downloads=9)) == (2, 4)


def test_recency_is_halved_in_a_half_life_and_changes_once_a_day() -> None:
    whole = recency(NOW, NOW)

    assert recency(NOW, NOW + HALF_LIFE) == round(whole / 2)
    assert recency(NOW, NOW + timedelta(hours=23)) == recency(NOW, NOW - timedelta(hours=1)) == whole
    assert recency(NOW, NOW + timedelta(days=365)) == recency(None, NOW) == 0
