"""Spreads say what they were given, to the millisecond."""

from hypothesis import given
from hypothesis import strategies as st

from rehearsal.spread import LONGEST, Spread


@given(st.lists(st.floats(0, LONGEST - 1), min_size=1), st.floats(0.01, 1))
def test_the_share_lies_within_what_is_told_and_no_millisecond_less_would_do(values: list[float], share: float) -> None:
    spread = Spread()
    for value in values:
        spread.add(value)

    within = spread.at(share)

    assert sum(value < within for value in values) >= share * len(values)
    assert sum(value < within - 1 for value in values) < share * len(values)
    assert spread.longest == max(values)


def test_nothing_counted_is_zero_and_taking_begins_anew() -> None:
    spread = Spread()
    assert spread.at(0.99) == 0
    spread.add(7.5)

    taken = spread.take()

    assert (taken.count, taken.at(1), taken.longest) == (1, 8, 7.5)
    assert (spread.count, spread.at(1), spread.longest) == (0, 0, 0)


def test_several_are_one_and_what_is_beyond_the_scale_is_kept_as_the_longest() -> None:
    first, second = Spread(), Spread()
    first.add(10)
    second.add(LONGEST * 2)
    second.add(-5)

    whole = Spread.of([first, second])

    assert (whole.count, whole.at(0.3), whole.at(0.5), whole.longest) == (3, 1, 11, LONGEST * 2)
