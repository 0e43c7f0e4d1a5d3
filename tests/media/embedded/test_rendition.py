from collections.abc import Iterator

import pytest

from media.embedded import rtcp
from media.embedded.codecs import VP8, Kind
from media.embedded.rendition import (
    GROUP_AGE,
    GROUP_OCTETS,
    GROUP_PACKETS,
    PATIENCE,
    SQUEEZE,
    Rendition,
    later,
    squeezed,
)
from media.embedded.ring import Outgoing
from media.embedded.stream import KEYFRAME_INTERVAL, Stream
from tests.media.clocks import ManualClock
from tests.media.packets import VP8_DELTA, VP8_KEY, Screen, packet, screens, sending


class Bench:
    """A rendition, which is its own track, of a camera at 50 frames a second."""

    ssrc = 77

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.asked: list[bytes] = []
        self.stream = Stream(Kind.VIDEO, VP8, self.clock, self.asked.append, sender=9, nacks=False)
        self.entrances = 0
        self.restarts = 0
        self.sequence = 0

    def entered(self, _: Rendition) -> None:
        self.entrances += 1

    def restarted(self, _: Rendition) -> None:
        self.restarts += 1

    def shoot(self, *payloads: bytes) -> None:
        for payload in payloads:
            self.sequence += 1
            self.arrive(self.sequence, payload)
            self.clock.advance(0.02)

    def arrive(self, sequence: int, payload: bytes) -> None:
        self.stream.accept(packet(sequence, payload, timestamp=1800 * sequence), self.clock.now)

    def open(self, rendition: Rendition) -> None:
        """Have the camera be known before anybody is there."""
        self.rendition = rendition
        self.shoot(VP8_DELTA)
        self.clock.advance(KEYFRAME_INTERVAL)
        self.asked.clear()

    def join(self, viewer: Screen) -> list[tuple[bytes, int]]:
        """Let a viewer join; what came at once, with timestamps counted from the first."""
        self.rendition.join(viewer.row, self.clock.now)
        return self.received(viewer)

    def received(self, viewer: Screen) -> list[tuple[bytes, int]]:
        self.rendition.flush()
        got = viewer.packets()
        return [(each.payload, (each.timestamp - got[0].timestamp) & 0xFFFFFFFF) for each in got]


@pytest.fixture
def bench() -> Iterator[Bench]:
    with sending() as fanout:
        bench = Bench()
        bench.open(Rendition(bench, bench.stream, fanout))
        yield bench


def test_who_joins_gets_everything_since_a_young_keyframe_as_if_it_had_just_been_taken(bench: Bench) -> None:
    bench.shoot(VP8_KEY, VP8_DELTA, VP8_DELTA)
    with screens(None) as (viewer,):
        at_once = bench.join(viewer)
        bench.shoot(VP8_DELTA)

        assert at_once == [(VP8_KEY, 0), (VP8_DELTA, SQUEEZE), (VP8_DELTA, 2 * SQUEEZE)]
        assert bench.received(viewer) == [(VP8_DELTA, 0)]
    assert bench.asked == []


def test_numbers_run_on_from_the_group_to_what_is_live(bench: Bench) -> None:
    bench.shoot(VP8_KEY, VP8_DELTA)
    with screens(None) as (viewer,):
        bench.rendition.join(viewer.row, bench.clock.now)
        bench.shoot(VP8_DELTA)
        bench.rendition.flush()

        got = viewer.packets()
        assert [each.sequence - got[0].sequence for each in got] == [0, 1, 2]
        assert [each.timestamp - got[0].timestamp for each in got] == [0, SQUEEZE, SQUEEZE + 1800]


@pytest.mark.parametrize("age", [GROUP_AGE + 0.1, 0.0])
def test_of_an_old_or_broken_group_the_keyframe_comes_at_once_and_the_rest_from_the_next(
    bench: Bench, age: float
) -> None:
    bench.shoot(VP8_KEY, VP8_DELTA)
    if age:
        bench.clock.advance(age)
    else:
        bench.sequence += 1
        bench.shoot(VP8_DELTA)
    with screens(None) as (viewer,):
        assert bench.join(viewer) == [(VP8_KEY, 0)]
        assert bench.asked == [rtcp.keyframe_request(9, 1)]

        bench.shoot(VP8_DELTA, VP8_KEY, VP8_DELTA)

        assert bench.received(viewer) == [(VP8_KEY, 0), (VP8_DELTA, 1800)]
    assert bench.entrances == 1


def test_a_group_of_too_many_packets_is_not_given(bench: Bench) -> None:
    bench.shoot(VP8_KEY)
    for _ in range(GROUP_PACKETS):
        bench.sequence += 1
        bench.arrive(bench.sequence, VP8_DELTA)
    with screens(None) as (viewer,):
        assert len(bench.join(viewer)) == 1


def test_a_group_of_too_many_octets_is_not_given(bench: Bench) -> None:
    bench.shoot(VP8_KEY)
    for _ in range(GROUP_OCTETS // 1000):
        bench.sequence += 1
        bench.arrive(bench.sequence, VP8_DELTA + bytes(1000))
    with screens(None) as (viewer,):
        assert len(bench.join(viewer)) == 1


def test_who_only_tries_a_better_layer_costs_no_keyframe_soon_after_another(bench: Bench) -> None:
    bench.shoot(VP8_KEY)
    with screens(None) as (viewer,):
        bench.rendition.wait(viewer.row, bench.clock.now, urgent=False)
        bench.rendition.tick(bench.clock.now)
        assert bench.asked == []

        bench.clock.advance(PATIENCE)
        bench.rendition.tick(bench.clock.now)

        assert bench.asked == [rtcp.keyframe_request(9, 1)]


def test_a_storm_of_joins_costs_one_keyframe(bench: Bench) -> None:
    bench.shoot(VP8_KEY, VP8_DELTA)
    bench.clock.advance(GROUP_AGE)
    with screens(*[None] * 20) as viewers:
        for viewer in viewers[:10]:
            bench.join(viewer)
        bench.shoot(VP8_KEY, VP8_DELTA)
        for viewer in viewers[10:]:
            assert len(bench.join(viewer)) == 2

        assert all(len(bench.received(each)) == 2 for each in viewers[:10])
    assert bench.asked == [rtcp.keyframe_request(9, 1)]


def test_a_keyframe_that_was_overtaken_is_entered_with_what_overtook_it(bench: Bench) -> None:
    with screens(None) as (viewer,):
        bench.join(viewer)
        bench.arrive(11, VP8_DELTA)
        bench.arrive(12, VP8_DELTA)

        bench.arrive(10, VP8_KEY)

        assert bench.received(viewer) == [(VP8_KEY, 0), (VP8_DELTA, 1800), (VP8_DELTA, 3600)]


def test_a_stream_that_begins_anew_is_for_the_track_to_follow(bench: Bench) -> None:
    bench.clock.advance(2.0)
    bench.stream.accept(packet(1, VP8_KEY, ssrc=5), bench.clock.now)

    # Also when its first packet ever came.
    assert bench.restarts == 2


def test_a_closed_rendition_sends_nothing_and_asks_for_nothing(bench: Bench) -> None:
    with screens(None, None) as (lit, waiting):
        bench.shoot(VP8_KEY)
        bench.join(lit)
        bench.rendition.wait(waiting.row, bench.clock.now)
        bench.rendition.close()
        bench.asked.clear()
        bench.shoot(VP8_KEY)
        bench.rendition.tick(bench.clock.now)

        assert (bench.received(lit), bench.received(waiting), bench.asked) == ([], [], [])
        assert (lit.row.rendition, waiting.row.target) == (None, None)


def test_frames_are_squeezed_in_order_and_packets_of_a_frame_stay_together() -> None:
    packets = [Outgoing(index, VP8, b"", timestamp) for index, timestamp in enumerate((10, 10, 20, 9000))]

    moved = squeezed(packets, 9000)

    assert [each.timestamp for each in moved] == [9000 - 2 * SQUEEZE, 9000 - 2 * SQUEEZE, 9000 - SQUEEZE, 9000]


def test_the_later_timestamp_is_found_across_a_wrap() -> None:
    assert later(0xFFFFFFF0, 5) == 5
    assert later(5, 0xFFFFFFF0) == 5
