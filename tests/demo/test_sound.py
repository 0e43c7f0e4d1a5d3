from array import array
from functools import cache
from itertools import pairwise

from demo import sound


@cache
def minute() -> "array[int]":
    heard: array[int] = array("h")
    for frame in sound.frames():
        heard.frombytes(bytes(frame.planes[0])[: frame.samples * 2])
    return heard


def test_it_lasts_a_minute_in_opus_frames() -> None:
    frames = list(sound.frames())

    assert {frame.samples for frame in frames} == {960}
    assert sum(frame.samples for frame in frames) == 60 * 48_000


def test_chords_meet_without_a_click() -> None:
    heard = minute()
    steps = [abs(after - before) for before, after in pairwise(heard[:480_000])]

    for meeting in range(0, len(heard), 15 * 48_000):
        assert abs(heard[meeting] - heard[meeting - 1]) <= max(steps)


def test_each_second_ticks() -> None:
    heard = minute()

    for second in (7, 22, 37, 52):
        start = second * 48_000
        before, after = heard[start - 480 : start], heard[start : start + 480]
        assert roughness(after) > 2 * roughness(before)


def roughness(part: "array[int]") -> int:
    return max(abs(after - before) for before, after in pairwise(part))
