from media.embedded import rtcp
from media.embedded.codecs import OPUS, VP8, Kind
from media.embedded.rtp import RtpPacket
from media.embedded.stream import KEYFRAME_INTERVAL, TAKEOVER_SILENCE, Stream
from tests.media.clocks import ManualClock
from tests.media.packets import VP8_DELTA, VP8_KEY, packet

PLI = rtcp.keyframe_request(9, 1)


class Listener:
    """Writes down what it hears."""

    def __init__(self) -> None:
        self.indexes: list[int] = []
        self.restarts = 0

    def push(self, stream: Stream, packet: RtpPacket, index: int, now: float) -> None:
        self.indexes.append(index)

    def restart(self, stream: Stream) -> None:
        self.restarts += 1


class Bench:
    """A stream, what it sends to its publisher, and one listener."""

    def __init__(self, kind: Kind = Kind.VIDEO, *, nacks: bool = True) -> None:
        self.clock = ManualClock()
        self.sent: list[bytes] = []
        codec = VP8 if kind is Kind.VIDEO else OPUS
        self.stream = Stream(kind, codec, self.clock, self.sent.append, sender=9, nacks=nacks)
        self.listener = Listener()
        self.stream.listeners.add(self.listener)

    def accept(self, sequence: int, ssrc: int = 1) -> str:
        return self.stream.accept(packet(sequence, VP8_KEY, ssrc=ssrc), self.clock.time())


def test_listeners_hear_each_packet() -> None:
    bench = Bench()

    assert [bench.accept(each) for each in (1, 2)] == ["packets_in", "packets_in"]

    first, second = bench.listener.indexes
    assert second == first + 1


def test_keyframes_are_asked_for_once_an_interval() -> None:
    bench = Bench()
    bench.accept(1)

    for _ in range(5):
        bench.stream.request_keyframe()
    assert bench.sent == [PLI]

    bench.clock.advance(KEYFRAME_INTERVAL)
    assert bench.sent == [PLI, PLI]
    bench.clock.advance(10 * KEYFRAME_INTERVAL)
    assert bench.sent == [PLI, PLI]


def test_a_picture_is_entered_at_its_keyframes_and_a_sound_anywhere() -> None:
    clock = ManualClock()
    seen: list[bool] = []

    class Entering(Listener):
        def push(self, stream: Stream, packet: RtpPacket, index: int, now: float) -> None:
            seen.append(stream.opens(packet))

    for kind, codec in ((Kind.VIDEO, VP8), (Kind.AUDIO, OPUS)):
        stream = Stream(kind, codec, clock, lambda _: None, sender=9, nacks=False)
        stream.listeners.add(Entering())
        for number, payload in enumerate((VP8_DELTA, VP8_KEY, VP8_DELTA)):
            stream.accept(packet(number, payload), clock.time())

    assert seen == [False, True, False, True, True, True]


def test_a_stream_whose_beginning_was_lost_is_asked_for_a_keyframe() -> None:
    bench = Bench()

    bench.stream.accept(packet(1, VP8_DELTA), bench.clock.time())

    assert bench.sent == [PLI]


def test_sound_has_no_keyframes() -> None:
    bench = Bench(Kind.AUDIO)
    bench.accept(1)

    bench.stream.request_keyframe()

    assert bench.sent == []


def test_what_is_lost_is_asked_for_until_it_comes() -> None:
    bench = Bench()
    bench.accept(1)

    bench.accept(3)
    bench.clock.advance(0.16)
    bench.accept(2)
    bench.clock.advance(1.0)

    asked = [report for data in bench.sent for report in rtcp.parse(data)]
    assert asked == [rtcp.Nack(1, (2,))] * 2


def test_over_a_long_way_it_is_asked_for_less_often() -> None:
    bench = Bench()
    bench.stream.set_round_trip(0.2)
    bench.accept(1)

    bench.accept(3)
    bench.clock.advance(0.29)
    assert len(bench.sent) == 1
    bench.clock.advance(0.05)

    assert len(bench.sent) == 2


def test_nothing_is_asked_of_a_publisher_that_would_not_resend() -> None:
    bench = Bench(nacks=False)

    bench.accept(1)
    bench.accept(3)

    assert bench.sent == []


def test_a_second_ssrc_takes_over_from_a_silent_one() -> None:
    bench = Bench()
    bench.accept(1, ssrc=1)

    assert bench.accept(1, ssrc=2) == "drop_second_stream"
    bench.clock.advance(TAKEOVER_SILENCE + 0.1)
    assert bench.accept(1, ssrc=2) == "packets_in"
    assert bench.accept(2, ssrc=1) == "drop_second_stream"
    assert bench.listener.restarts == 2


def test_it_flows_while_it_arrives_and_tells_the_height_of_its_picture() -> None:
    bench = Bench()
    assert not bench.stream.active(bench.clock.time())

    bench.stream.accept(packet(1, VP8_KEY[:7] + b"\x80\x02\x68\x01" + bytes(8)), bench.clock.time())

    assert bench.stream.height == 360
    assert bench.stream.active(bench.clock.time())
    assert bench.stream.bitrate(bench.clock.time()) > 0
    bench.clock.advance(60.0)
    assert bench.stream.bitrate(bench.clock.time()) == 0


def test_what_is_too_old_is_dropped() -> None:
    bench = Bench()
    bench.accept(5000)

    assert bench.accept(1) == "drop_late_or_twice"


def test_timestamps_follow_the_publisher_on_our_clock() -> None:
    bench = Bench()
    assert bench.stream.timestamp_at(5000.0) is None
    bench.accept(1)

    bench.stream.synchronize(rtcp.SenderReport(1, 100.0, 9000), 4900.0, bench.clock.time())

    assert bench.stream.timestamp_at(5000.0) == 9000
    assert bench.stream.timestamp_at(5000.5) == 9000 + 45_000


def test_a_closed_stream_asks_for_nothing_more() -> None:
    bench = Bench()
    bench.accept(1)
    bench.accept(3)
    bench.stream.request_keyframe()
    bench.stream.request_keyframe()
    bench.sent.clear()

    bench.stream.close()
    bench.clock.advance(5.0)

    assert bench.sent == []
