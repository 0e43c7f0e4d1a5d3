from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.deliveries import LONGEST, WAITS, Answer, DeliveryState, Verdict, settled

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
AGAIN = Answer(verdict=Verdict.again, status=500, text="")
SLOWER = Answer(verdict=Verdict.slower, status=429, text="")

chances = st.floats(min_value=0, max_value=1, exclude_max=True)


def test_the_table_is_the_one_of_the_specification() -> None:
    starts = [sum(WAITS[: number + 1], timedelta()) for number in range(len(WAITS))]

    assert [str(start) for start in starts] == [
        *("0:00:00", "0:00:05", "0:05:05", "0:35:05", "2:35:05", "7:35:05", "17:35:05"),
        *("1 day, 7:35:05", "2 days, 3:35:05", "3 days, 3:35:05"),
    ]


@given(st.lists(chances, min_size=10, max_size=10))
def test_a_receiver_that_never_answers_is_tried_ten_times_each_at_its_wait_or_a_fifth_later(
    jitters: list[float],
) -> None:
    at, waits = AT, []
    for tries, chance in enumerate(jitters, 1):
        settlement = settled(AGAIN, tries, at, chance)
        if settlement.due_at is None:
            assert settlement.state is DeliveryState.failed
            break
        waits.append(settlement.due_at - at)
        at = settlement.due_at

    assert len(waits) == len(WAITS) - 1
    for wait, least in zip(waits, WAITS[1:], strict=True):
        assert least <= wait <= least * 1.2


@given(st.sampled_from(list(Verdict)), st.integers(1, 20), chances, st.none() | st.timedeltas(timedelta(0)))
def test_whatever_is_answered_a_delivery_ends_or_is_due_within_bounds(
    verdict: Verdict, tries: int, chance: float, after: timedelta | None
) -> None:
    settlement = settled(Answer(verdict=verdict, status=None, text="", after=after), tries, AT, chance)

    assert (settlement.due_at is not None) == (settlement.state is DeliveryState.waiting)
    assert (settlement.state is DeliveryState.delivered) == (verdict is Verdict.delivered)
    assert settlement.gone == (verdict is Verdict.gone)
    for at in (settlement.due_at, settlement.paused_until):
        assert at is None or AT <= at <= AT + LONGEST * 1.2


@given(st.integers(1, 9), st.integers(0, 200_000), chances)
def test_nothing_is_sent_before_the_receiver_wants_it(tries: int, seconds: int, chance: float) -> None:
    wish = timedelta(seconds=seconds)
    settlement = settled(Answer(verdict=Verdict.again, status=503, text="", after=wish), tries, AT, chance)

    assert settlement.due_at is not None
    assert settlement.due_at >= AT + min(wish, LONGEST)
    assert settlement.paused_until == settlement.due_at


def test_a_receiver_that_is_overloaded_is_left_alone_and_one_that_fails_is_not() -> None:
    assert settled(SLOWER, 2, AT, 0).paused_until == AT + timedelta(minutes=5)
    assert settled(AGAIN, 2, AT, 0).paused_until is None


@pytest.mark.parametrize("verdict", [Verdict.gone, Verdict.hopeless])
def test_what_can_never_arrive_is_not_tried_again(verdict: Verdict) -> None:
    assert settled(Answer(verdict=verdict, status=410, text=""), 1, AT, 0).state is DeliveryState.failed
