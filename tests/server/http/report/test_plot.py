from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from server.domain.report import Attention, Sign
from server.http.report.plot import LANE, POINTS, SORTS, clock, plot


def attention(watching: Sequence[int], *signs: tuple[int, str], turn: int | None = None) -> Attention:
    return Attention(
        watching=watching,
        signs=[Sign(second=second, sort=sort) for second, sort in signs],
        people=max(watching, default=0),
        pictured=0,
        turn=turn,
    )


def test_the_curve_is_a_staircase_from_the_first_second_to_the_last() -> None:
    made = plot(attention([2, 2, 4, 0], turn=2), 101, 200, 0)

    top, floor = made.people[-1].at, made.floor
    half = (top + floor) / 2
    assert made.stairs == [(0, half), (50, half), (50, top), (75, top), (75, floor), (100, floor)]
    assert [tick.text for tick in made.people] == ["0", "1", "2", "3", "4"]
    assert made.turn == 50


def test_interest_stands_in_its_lane_at_its_second_and_more_of_it_stands_higher() -> None:
    made = plot(attention([1] * 600, (0, "vote"), (0, "vote"), (300, "vote"), (599, "intent")), 601, 200, 0)

    lanes = {lane.sort: lane for lane in made.lanes}
    assert [lane.count for lane in made.lanes] == [0, 3, 1]
    assert lanes["question"].columns == []
    first, second = lanes["vote"].columns
    assert (first.x, second.x) == (0, 300)
    assert first.height > second.height
    assert all(column.y + column.height == lanes["vote"].base for column in (first, second))


def test_a_pitch_that_nobody_watched_still_has_its_axes() -> None:
    made = plot(attention([0] * 60), 400, 200, 60)
    empty = plot(attention([]), 400, 200, 60)

    assert [tick.text for tick in made.people] == ["0", "1"]
    assert [tick.text for tick in made.times] == ["0:00", "0:10", "0:20", "0:30", "0:40", "0:50", "1:00"]
    assert empty.stairs == []
    assert [tick.text for tick in empty.times] == ["0:00"]


def test_times_at_the_ends_are_written_within_the_frame() -> None:
    made = plot(attention([1] * 60), 400, 200, 60)

    assert [tick.hold for tick in made.times] == ["start", *(5 * ["middle"]), "end"]


def test_long_pitches_keep_their_peaks_in_few_points() -> None:
    watching = [3] * 20_000
    watching[12_345] = 90

    made = plot(attention(watching), 700, 200, 60)

    assert len(made.stairs) <= 2 * POINTS
    assert min(y for _, y in made.stairs) == made.people[-1].at + (100 - 90) / 100 * (made.floor - made.people[-1].at)
    assert len(made.times) <= 14


def test_hours_are_written_only_where_there_are_any() -> None:
    assert [clock(second) for second in (0, 65, 600, 3905)] == ["0:00", "1:05", "10:00", "1:05:05"]


@given(
    st.lists(st.integers(0, 500), max_size=900),
    st.lists(st.tuples(st.integers(0, 899), st.sampled_from(SORTS)), max_size=50),
    st.floats(200, 900),
)
def test_everything_is_within_the_frame(watching: list[int], signs: list[tuple[int, str]], width: float) -> None:
    told = attention(watching, *(sign for sign in signs if sign[0] < len(watching)), turn=3)

    made = plot(told, width, 260, 70)

    for x, y in made.stairs:
        assert 70 <= x <= made.right + 0.01
        assert 0 <= y <= made.floor
    for lane in made.lanes:
        assert lane.base <= made.height
        for column in lane.columns:
            assert 70 <= column.x <= made.right
            assert lane.base - LANE <= column.y
    assert sum(lane.count for lane in made.lanes) == len(told.signs)
