from hypothesis import given
from hypothesis import strategies as st

from media.embedded.timeline import Timeline
from tests.media.packets import packet


def test_a_second_input_continues_the_first() -> None:
    timeline = Timeline(90_000)
    timeline.splice(packet(10, b"", timestamp=5000), 10, 0.0)
    last = timeline.place(packet(12, b"", timestamp=8000), 12, 1.0)
    before = timeline.timestamp(8000)

    following = packet(60000, b"", timestamp=77)
    timeline.splice(following, 60000, 1.5)

    assert last is not None
    assert timeline.place(following, 60000, 1.5) == last + 1
    assert (timeline.timestamp(77) - before) & 0xFFFFFFFF == 45_000


def test_an_input_is_refused_from_before_its_splice() -> None:
    timeline = Timeline(90_000)
    timeline.splice(packet(10, b""), 10, 0.0)

    assert timeline.place(packet(9, b""), 9, 0.0) is None


def test_timestamps_move_on_even_where_no_time_passed() -> None:
    timeline = Timeline(90_000)
    timeline.splice(packet(1, b""), 1, 0.0)
    timeline.place(packet(1, b""), 1, 0.0)
    before = timeline.timestamp(0)

    timeline.splice(packet(1, b""), 1, 0.0)

    assert (timeline.timestamp(0) - before) & 0xFFFFFFFF == 1


@given(st.lists(st.lists(st.integers(0x10000, 0x10100), min_size=1, max_size=30, unique=True), max_size=8))
def test_no_index_is_given_out_twice(inputs: list[list[int]]) -> None:
    timeline = Timeline(90_000)
    placed: list[int] = []

    for indexes in inputs:
        timeline.splice(packet(indexes[0], b""), indexes[0], 0.0)
        found = (timeline.place(packet(each, b""), each, 0.0) for each in indexes)
        placed += [each for each in found if each is not None]

    assert len(placed) == len(set(placed))
