import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.embedded import fanout as fanouts
from media.embedded import rtp
from media.embedded.codecs import VP8, Kind
from media.embedded.datagrams import Batch, Run
from media.embedded.dtls import memory_view
from media.embedded.fanout import Fanout
from media.embedded.row import Row, signed
from media.embedded.stream import TAKEOVER_SILENCE, Stream
from media.embedded.track import Track
from tests.media.clocks import ManualClock
from tests.media.packets import VP8_DELTA, VP8_KEY

VIEWERS = 2


class Handed(NamedTuple):
    """A packet an SRTP context was given, and which packet of which stream it was made of."""

    number: int
    timestamp: int
    stream: int
    source: int


class Context:
    """Stands in for a viewer's SRTP context and remembers every plaintext, as libsrtp would number it."""

    def __init__(self) -> None:
        self.plain: dict[tuple[int, int], bytes] = {}
        self.handed: list[Handed] = []
        self._highest: dict[int, int] = {}

    def protect(self, data: bytes, *, again: bool = False) -> None:
        packet = rtp.parse(data)
        assert packet is not None
        index = rtp.nearest(self._highest.get(packet.ssrc, packet.sequence), packet.sequence)
        self._highest[packet.ssrc] = max(index, self._highest.get(packet.ssrc, index))
        assert self.plain.setdefault((packet.ssrc, index), data) == data
        if not again:
            stream, source = packet.payload[-8:-6], packet.payload[-6:]
            self.handed.append(Handed(index, packet.timestamp, int.from_bytes(stream), int.from_bytes(source)))


class Silent(Batch):
    """Sends nothing anywhere."""

    def send(self, runs: list[Run]) -> None:
        pass


@contextmanager
def recording() -> Iterator[Fanout]:
    """A fanout whose encryption only remembers."""

    def protect(context: Context, target: Any, length: Any) -> int:
        context.protect(bytes(memory_view(target, length[0])))
        return 0

    with pytest.MonkeyPatch.context() as patch, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        patch.setattr(fanouts, "protect_rtp", protect)
        patch.setattr(fanouts, "protect_rtcp", lambda *_: 1)
        yield Fanout(Silent(sock, Counter()))


class Layer:
    """A stream, whose packets a test may hold back, lose or let through late."""

    def __init__(self, clock: ManualClock, number: int) -> None:
        self.clock, self.number = clock, number
        self.stream = Stream(Kind.VIDEO, VP8, clock, lambda _: None, sender=9, nacks=False)
        self.ssrc = 1 + number
        self.sequence = 65_500 - 7 * number
        self.held: list[rtp.RtpPacket] = []

    def shoot(self, payload: bytes, how: str) -> None:
        self.sequence += 1
        timestamp = round(self.clock.now * 90_000) & 0xFFFFFFFF
        number = self.number.to_bytes(2) + (self.ssrc * 2**24 + self.sequence).to_bytes(6)
        # The padding is wide apart, so that different packets have different lengths as well.
        made = rtp.RtpPacket(96, True, 0, self.sequence & 0xFFFF, timestamp, self.ssrc, payload + number)
        if how == "held":
            self.held.append(made)
        elif how == "sent":
            self.stream.accept(made, self.clock.now)

    def release(self, which: int) -> None:
        if self.held:
            self.stream.accept(self.held.pop(which % len(self.held)), self.clock.now)

    def begin_anew(self) -> None:
        self.clock.advance(TAKEOVER_SILENCE + 0.1)
        self.ssrc += 100
        self.sequence += 3
        self.held.clear()


class Play:
    """Two sources of two layers, and viewers that do as they are told."""

    def __init__(self, fanout: Fanout) -> None:
        self.clock = ManualClock()
        self.fanout = fanout
        self.layers = [Layer(self.clock, number) for number in range(4)]
        self.track = Track(Kind.VIDEO, fanout, self.clock, lambda: None)
        self.contexts = [Context() for _ in range(VIEWERS)]
        self.rows = [Row(self, context, ("127.0.0.1", 9), {VP8: 96}) for context in self.contexts]
        self.joined = [False] * VIEWERS

    def shoot(self, layer: int, payload: bytes, how: str) -> None:
        self.layers[layer].shoot(payload, how)

    def shoot_all(self, layer: int, shots: list[tuple[bytes, str]]) -> None:
        for payload, how in shots:
            self.shoot(layer, payload, how)

    def release(self, layer: int, which: int) -> None:
        self.layers[layer].release(which)

    def begin_anew(self, layer: int) -> None:
        self.layers[layer].begin_anew()

    def show(self, source: int) -> None:
        self.track.show([each.stream for each in self.layers[2 * source : 2 * source + 2]] if source < 2 else [])

    def stop_waiting(self) -> None:
        self.track.drop_former()

    def prefer(self, viewer: int, rank: int) -> None:
        if self.joined[viewer]:
            self.track.prefer(self.rows[viewer], rank)

    def come_or_go(self, viewer: int) -> None:
        self.joined[viewer] = not self.joined[viewer]
        (self.track.add if self.joined[viewer] else self.track.remove)(self.rows[viewer])

    def nack(self, viewer: int, back: int) -> None:
        self.fanout.flush()
        row = self.rows[viewer]
        for span, packet in row.lost([(row.highest - each) & 0xFFFF for each in range(back, back + 8)]):
            self.contexts[viewer].protect(row.personal(span, packet), again=True)

    def forget(self, viewer: int) -> None:
        self.rows[viewer].forget(self.clock.now - 0.5)

    def wait(self, seconds: float) -> None:
        self.fanout.flush()
        self.clock.advance(seconds)


LAYERS = st.sampled_from([0, 0, 0, 0, 1, 1, 2, 3])
VIEWER = st.sampled_from([0, 0, 0, 1])
HOW = st.sampled_from(["sent", "sent", "sent", "held", "lost"])
Step = Callable[[Play], None]
SHOTS = st.lists(st.tuples(st.sampled_from([VP8_KEY, VP8_DELTA, VP8_DELTA]), HOW), min_size=1, max_size=6)
OFTEN: list[st.SearchStrategy[Step]] = [
    st.builds(lambda layer, shots: lambda play: play.shoot_all(layer, shots), LAYERS, SHOTS),
    st.builds(lambda layer, which: lambda play: play.release(layer, which), LAYERS, st.integers(0, 2)),
    st.builds(lambda viewer, rank: lambda play: play.prefer(viewer, rank), VIEWER, st.sampled_from([-1, 0, 0, 1])),
    st.builds(lambda viewer, back: lambda play: play.nack(viewer, back), VIEWER, st.integers(0, 6)),
    st.builds(lambda seconds: lambda play: play.wait(seconds), st.sampled_from([0.0, 0.03, 0.03, 1.0])),
]
SELDOM: list[st.SearchStrategy[Step]] = [
    st.builds(lambda layer: lambda play: play.begin_anew(layer), LAYERS),
    st.builds(lambda source: lambda play: play.show(source), st.sampled_from([0, 0, 1, 2])),
    st.just(lambda play: play.stop_waiting()),
    st.builds(lambda viewer: lambda play: play.come_or_go(viewer), VIEWER),
    st.builds(lambda viewer: lambda play: play.forget(viewer), VIEWER),
]
STEPS = st.integers(0, 24).flatmap(lambda number: OFTEN[number % 5] if number < 20 else SELDOM[number % 5])


@settings(max_examples=300, deadline=None)
@given(st.lists(STEPS, min_size=20, max_size=70))
def test_whatever_happens_no_index_is_used_twice_and_numbers_and_times_run_on(
    steps: list[Step],
) -> None:
    with recording() as fanout:
        play = Play(fanout)
        play.show(0)
        play.come_or_go(0)
        play.prefer(0, 0)

        for step in steps:
            step(play)
        fanout.flush()

        # That no index has two plaintexts is asserted where the context is handed each.
        for context in play.contexts:
            check_splices(context.handed)


def check_splices(handed: list[Handed]) -> None:
    """Within a stretch indexes differ as the stream's do; the next stretch follows on without a gap, and later."""
    stretch, highest, newest = None, None, None
    for each in handed:
        if stretch != (each.stream, each.number - each.source) and highest is not None and newest is not None:
            assert each.number == highest + 1
            assert signed(each.timestamp - newest) > 0
        stretch = (each.stream, each.number - each.source)
        highest = each.number if highest is None else max(highest, each.number)
        newest = each.timestamp if newest is None or signed(each.timestamp - newest) > 0 else newest


def test_a_packet_from_before_a_dark_spell_does_not_take_the_number_of_another() -> None:
    with recording() as fanout:
        play = Play(fanout)
        play.show(0)
        play.come_or_go(0)
        play.prefer(0, 0)
        for payload, how in ((VP8_KEY, "sent"), (VP8_DELTA, "sent"), (VP8_DELTA, "held")):
            play.shoot(0, payload, how)
        play.prefer(0, -1)
        play.wait(3.0)
        play.prefer(0, 0)
        play.shoot(0, VP8_KEY, "sent")
        before = len(play.contexts[0].handed)

        # Its number, moved as the viewer's numbers are moved now, is that of the packet before the spell.
        play.release(0, 0)
        fanout.flush()

        assert len(play.contexts[0].handed) == before


def test_what_is_lost_is_sent_again_to_the_byte_from_every_stretch() -> None:
    with recording() as fanout:
        play = Play(fanout)
        play.show(0)
        play.come_or_go(0)
        for rank, layer in ((0, 0), (1, 1), (0, 0)):
            play.prefer(0, rank)
            play.shoot(layer, VP8_KEY, "sent")
            play.shoot(layer, VP8_DELTA, "sent")
        fanout.flush()
        row, context = play.rows[0], play.contexts[0]
        ((_, first), *_) = sorted(context.plain)

        again = [row.personal(*each) for each in row.lost(range(first, first + 10))]

        assert again == [context.plain[key] for key in sorted(context.plain)]
        assert len(again) == len(context.handed)


def test_a_group_is_sent_again_under_the_timestamps_it_was_sent_with() -> None:
    with recording() as fanout:
        play = Play(fanout)
        play.show(0)
        play.prefer(1, 0)
        for payload in (VP8_KEY, VP8_DELTA, VP8_DELTA):
            play.shoot(1, payload, "sent")
            play.wait(0.03)
        play.come_or_go(1)
        play.shoot(1, VP8_DELTA, "sent")
        play.nack(1, 0)

        assert [each.timestamp - play.contexts[1].handed[0].timestamp for each in play.contexts[1].handed] == [
            *(0, 90, 180),
            180 + 2700,
        ]

        play.wait(1.0)
        play.forget(1)
        assert [packet.timestamp for _, packet in play.rows[1].lost([play.rows[1].highest & 0xFFFF])] != []
        assert list(play.rows[1].lost([(play.rows[1].highest - 1) & 0xFFFF])) == []


def test_a_viewer_moves_to_another_address() -> None:
    row = Row(None, None, ("127.0.0.1", 9), {})

    row.move(("127.0.0.1", 10))

    assert row.destination.address == ("127.0.0.1", 10)


def elapsed_over_a_switch(*mappings: tuple[float, int]) -> int:
    """Timestamp units between two pictures half a second apart, of two layers whose clocks are said to be these."""
    with recording() as fanout:
        play = Play(fanout)
        play.show(0)
        play.come_or_go(0)
        play.prefer(0, 0)
        play.shoot(0, VP8_KEY, "sent")
        play.shoot(1, VP8_DELTA, "sent")
        for layer, mapping in zip(play.layers, mappings, strict=False):
            layer.stream.mapping = mapping
        play.prefer(0, 1)
        play.wait(0.5)
        play.shoot(1, VP8_KEY, "sent")
        first, second = play.contexts[0].handed
        return signed(second.timestamp - first.timestamp)


def test_a_clock_that_lies_does_not_tear_the_timestamps_apart() -> None:
    assert elapsed_over_a_switch((0.0, 0), (5000.0, 0)) == 45_000


def test_a_clock_both_layers_share_decides_to_the_tick() -> None:
    # The second layer's timestamps are 777 further on: its pictures were taken that much earlier than they came.
    assert elapsed_over_a_switch((0.0, 0), (0.0, 777)) == 45_000 - 777


def test_a_retransmission_never_repeats_its_own_number() -> None:
    with recording() as fanout:
        play = Play(fanout)
        play.show(0)
        play.come_or_go(0)
        play.shoot(1, VP8_KEY, "sent")
        fanout.flush()
        row = play.rows[0]
        row.repairs = {VP8: 97}

        found = [each for _ in range(3) for each in row.lost([row.highest & 0xFFFF])]
        again = [rtp.parse(row.again(span, packet, 5)) for span, packet in found]

        sent = play.contexts[0].handed[0]
        assert [each.sequence - again[0].sequence for each in again if each and again[0]] == [0, 1, 2]
        assert {(each.ssrc, each.payload_type, each.timestamp) for each in again if each} == {(5, 97, sent.timestamp)}
        assert {int.from_bytes(each.payload[:2]) for each in again if each} == {sent.number & 0xFFFF}
