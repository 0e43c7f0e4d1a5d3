from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.domain.clocks import Clocks

START = datetime(2026, 11, 24, tzinfo=UTC)
KEYS = st.sampled_from("abcdefgh")
TIMES = st.none() | st.integers(0, 9).map(lambda hours: START + timedelta(hours=hours))


@given(st.lists(st.tuples(KEYS, TIMES), max_size=60))
def test_it_is_a_sorted_list_of_what_was_set_last(changes: list[tuple[str, datetime | None]]) -> None:
    clocks, kept = Clocks(), dict[str, datetime]()
    for key, at in changes:
        clocks = clocks.set(key, at)
        kept.pop(key, None)
        if at is not None:
            kept[key] = at
        assert clocks.first == min(kept.values(), default=None)
        assert [clocks.of(key) for key in "abcdefgh"] == [kept.get(key) for key in "abcdefgh"]

    for hour in range(10):
        at = START + timedelta(hours=hour)
        due = sorted((when, key) for key, when in kept.items() if when <= at)
        assert list(clocks.until(at)) == [key for _, key in due]


@given(st.lists(st.tuples(KEYS, TIMES), max_size=30))
def test_no_change_touches_an_earlier_agenda(changes: list[tuple[str, datetime | None]]) -> None:
    several = [Clocks()]
    for change in changes:
        several.append(several[-1].set(*change))

    assert [clocks.first for clocks in several] == [
        min((at for at in last_of(changes[:count]).values() if at), default=None) for count in range(len(several))
    ]


def last_of(changes: list[tuple[str, datetime | None]]) -> dict[str, datetime | None]:
    return dict(changes)


def test_a_thousand_keys_lie_ten_deep() -> None:
    clocks = Clocks()
    for number in range(1000):
        clocks = clocks.set(str(number), START - timedelta(seconds=number))

    assert max(clocks.heap).bit_length() == 10
    assert len(clocks.places) == 1000
